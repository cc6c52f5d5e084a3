"""Files are handed out, held and erased by entries, and a hold or a dispute keeps them."""

from collections.abc import Callable

import pytest

from fairhold.book import custody as kept
from fairhold.evidence.fault import EvidenceFault
from fairhold.safe import giving
from fairhold.safe.recording import order_text
from fairhold.trade.dispute import Dispute
from fairhold.trade.order import Order
from fairhold.trade.payment import Chargeback, Funds, Parts
from safe.bringing import BUYER, COMPLIANCE, DAY, NOON, NOTE, ORDER, OTHER, SUPPLIER, Safe


def erase(safe: Safe, sha256: str, order: Order | None = None) -> None:
    with safe.connect() as connection:
        giving.erase(
            safe.room, connection, order or Order(id=ORDER), sha256, COMPLIANCE, "a passport is in it", NOON + DAY
        )


def hold(safe: Safe, sha256: str, how: Callable[..., None] = giving.hold) -> None:
    with safe.connect() as connection:
        how(safe.room, connection, ORDER, sha256, COMPLIANCE, "letter of a court", NOON)


def test_bytes_are_handed_out_as_they_came_with_an_entry_of_who_got_them(safe: Safe) -> None:
    sha256 = safe.bring().sha256
    with (
        safe.connect() as connection,
        giving.hand_out(safe.room, connection, ORDER, sha256, SUPPLIER, "as a file", NOON + DAY) as opened,
    ):
        assert opened.read() == NOTE
    who, action, note = safe.told()[-1]
    assert (who.split(":")[0], action, note) == ("supplier", "handed_out", "as a file")
    assert safe.problems() == []


def test_a_file_of_another_order_is_not_there(safe: Safe) -> None:
    sha256 = safe.bring().sha256
    for order, wanted in ((OTHER, sha256), (ORDER, "0" * 64)):
        with safe.connect() as connection, pytest.raises(EvidenceFault, match="no such file"):
            giving.hand_out(safe.room, connection, order, wanted, BUYER, "", NOON)
    assert [action for _, action, _ in safe.told()] == ["received", "scanned"]


def test_erasing_leaves_the_hash_and_nothing_that_the_file_said(safe: Safe) -> None:
    sha256 = safe.bring().sha256
    erase(safe, sha256)
    with safe.connect() as connection:
        (file,) = kept.files(connection, ORDER)
        assert (file.sha256, file.name, file.facts) == (sha256, "", "{}")
        with pytest.raises(EvidenceFault, match="was erased"):
            giving.hand_out(safe.room, connection, ORDER, sha256, BUYER, "", NOON)
    sign = safe.room.sign_of(f"{order_text(ORDER)}:cora")
    assert safe.told()[-1] == (f"compliance:-:{sign}", "erased", "a passport is in it")
    assert safe.room.vault.state(sha256) == "erased"
    erase(safe, sha256)
    assert len(safe.told()) == 3
    assert safe.problems() == []


def test_an_erased_file_that_comes_in_again_is_there_again(safe: Safe) -> None:
    sha256 = safe.bring().sha256
    erase(safe, sha256)
    safe.bring(name="again.txt", at=NOON + 2 * DAY)
    with safe.connect() as connection:
        assert giving.file_of(connection, ORDER, sha256).name == "again.txt"
    assert safe.problems() == []


def test_a_held_file_is_not_erased_until_it_is_let_go(safe: Safe) -> None:
    sha256 = safe.bring().sha256
    hold(safe, sha256)
    hold(safe, sha256)
    with pytest.raises(EvidenceFault) as fault:
        erase(safe, sha256)
    assert fault.value.code == "vault_held"
    assert safe.room.vault.has(sha256)
    hold(safe, sha256, giving.let_go)
    with pytest.raises(EvidenceFault, match="no hold"):
        hold(safe, sha256, giving.let_go)
    erase(safe, sha256)
    assert [action for _, action, _ in safe.told()] == ["received", "scanned", "held", "let_go", "erased"]
    assert safe.problems() == []


@pytest.mark.parametrize(
    "order",
    [
        Order(id=ORDER, dispute=Dispute("buyer", ("quantity_short",), 1, NOON.date())),
        Order(id=ORDER, funds=Funds(chargebacks=(Chargeback(1, Parts(1, 0), 0, 0),))),
    ],
)
def test_an_order_in_dispute_holds_all_of_its_evidence(safe: Safe, order: Order) -> None:
    sha256 = safe.bring().sha256
    with pytest.raises(EvidenceFault, match="in dispute"):
        erase(safe, sha256, order)
    assert safe.room.vault.has(sha256)
    assert len(safe.told()) == 2


def test_another_order_with_the_same_bytes_holds_them(safe: Safe) -> None:
    sha256 = safe.bring().sha256
    safe.bring(order=OTHER)
    with pytest.raises(EvidenceFault, match="Another order"):
        erase(safe, sha256)
    assert safe.room.vault.has(sha256)
    assert len(safe.told()) == 2
