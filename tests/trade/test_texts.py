"""No text that a person writes brings a payment card's number into an event, or what no book can keep, whatever command
carries it (PP7).
"""

import re
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
import pytest

from fairhold.trade.adjudication import FileEvidence
from fairhold.trade.claims import PlaceHold
from fairhold.trade.dispute import RejectClaim
from fairhold.trade.families import InspectionTerm
from fairhold.trade.inspection import BeginVisit, RequestVisit, SubmitReport
from fairhold.trade.order import Stage
from fairhold.trade.payment import AnnouncePayment, Payer, RetryRefund
from fairhold.trade.remittance import HoldRemittance
from fairhold.trade.table import RULES
from fairhold.trade.texts import NO_WORDS, fit_to_keep, worded
from fairhold.trade.thread import ContestMessage, FileOutsideMessage, PromoteToTerm
from fairhold.trade.who import BANK
from trade.playing import BUYER, FIRST_OFFICER, INSPECTOR, SEED, SUPPLIER, TREASURY, Play, confirmation, report, usd
from trade.quarrels import exhibit, heard, whole_claim

NUMBER = "4111 1111 1111 1111"
STARS = "**** **** **** 1111"


def stored(play: Play, order: int) -> str:
    """Every event of the order as it is stored."""
    return msgspec.json.encode(play.streams[order]).decode()


def test_terms_references_and_reasons_keep_four_digits() -> None:
    """PP7: of the parties and of staff, at the top of a command and deep in a contract."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION, remarks=f"card {NUMBER}")
    play.done(order, AnnouncePayment(amount=usd(1_00), reference=f"by {NUMBER}"), BUYER)
    play.done(order, PlaceHold(reason=f"look into {NUMBER}"), FIRST_OFFICER)
    assert "4111 1111" not in stored(play, order)
    assert play.orders[order].terms.remarks == f"card {STARS}"
    assert f'"by {STARS}"' in stored(play, order)
    assert f'"look into {STARS}"' in stored(play, order)


def test_claims_answers_and_evidence_keep_four_digits() -> None:
    """PP7: what is told in a dispute, and what an exhibit is said to show."""
    play, order = whole_claim(Stage.SHIPPED)
    play.done(order, RejectClaim(reason=f"we were paid by {NUMBER}"), SUPPLIER)
    heard(play, order)
    shown = exhibit("correspondence", "not_received", title=f"Bill {NUMBER}", shows=f"It has {NUMBER}.")
    play.done(order, FileEvidence(exhibit=shown), BUYER)
    assert "4111 1111" not in stored(play, order)
    for text in (f"we were paid by {STARS}", f"Bill {STARS}", f"It has {STARS}."):
        assert f'"{text}"' in stored(play, order)


def test_a_value_that_becomes_a_term_is_masked_too() -> None:
    """PP2, PP7: it has no type of its own."""
    command = PromoteToTerm(message=1, path="/remarks", value={"a": ["x", f"card {NUMBER}", 7]})
    masked = PromoteToTerm(message=1, path="/remarks", value={"a": ["x", f"card {STARS}", 7]})
    assert fit_to_keep(command, BUYER) == masked


def test_names_of_accounts_and_what_banks_say_stay() -> None:
    """PP8: an account number of a Chinese bank reads like a card's; orders are found by the numbers of a bank line."""
    retry = RetryRefund(number=1, payee=Payer(f"Ana {NUMBER}", "6222021001116245702", ""))
    masked = fit_to_keep(retry, TREASURY)
    assert masked == RetryRefund(number=1, payee=Payer(f"Ana {STARS}", "6222021001116245702", ""))
    said = FileOutsideMessage(channel="sms", sender="buyer", sent_on=Play().today, text=NUMBER)
    assert fit_to_keep(said, BANK) is said


def test_a_command_without_a_card_number_stays_the_same_object() -> None:
    plain = ContestMessage(message=1, reason="order 2019-06-03, 5000 pieces at 12.50, 1234 5678 9012 3456")
    assert fit_to_keep(plain, BUYER) is plain


def test_a_signed_report_with_a_card_number_is_refused() -> None:
    """Masked, it would not be what was signed."""
    play = Play()
    order = play.order(Stage.READY, inspection=InspectionTerm(inspector="Blue Heron Inspection", standard="ISO 2859-1"))
    play.done(order, RequestVisit(kind="pre_shipment", wish_on=play.today), BUYER)
    play.pay(order, 300_00)
    play.done(order, confirmation(1, play.today), INSPECTOR)
    play.done(order, BeginVisit(visit=1, seed=SEED), INSPECTOR)
    told = report(play.orders[order], 1, "PASS")
    signed = SubmitReport(report=msgspec.structs.replace(told, remarks=f"paid by {NUMBER}"))
    assert play.refused(order, signed, INSPECTOR) == "card_number_signed"
    play.done(order, SubmitReport(report=told), INSPECTOR)


def test_every_text_that_is_not_masked_could_not_hold_a_card_number() -> None:
    """Over every command there is: a text is masked, or its form leaves no room, or it names an account or a line."""
    seen: set[type] = set()
    for command in RULES:
        _check(command, seen)
    assert len(seen) > 150


def _check(kind: type[msgspec.Struct], seen: set[type]) -> None:
    seen.add(kind)
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if name not in kind.__struct_fields__:
            continue
        if name not in worded(kind) and name not in NO_WORDS:
            assert not [pattern for pattern in _patterns(hint) if re.search(pattern, NUMBER.replace(" ", ""))], (
                kind,
                name,
            )
        for inner in _structs(hint):
            if inner not in seen:
                _check(inner, seen)


def _patterns(hint: Any) -> list[str]:
    """The pattern of every text in a type; `.` for a text without one."""
    if hint is str:
        return ["."]
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        own = [note.pattern for note in notes if isinstance(note, msgspec.Meta) and note.pattern]
        return own if inner is str and own else _patterns(inner)
    return [pattern for one in get_args(hint) if not isinstance(one, str) for pattern in _patterns(one)]


def _structs(hint: Any) -> list[type[msgspec.Struct]]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return [hint]
    return [kind for one in get_args(hint) if not isinstance(one, str) for kind in _structs(one)]


@pytest.mark.parametrize("text", ["\x00", "late\x00", "\\\x00", "\ud800", "a\udfffb"])
def test_a_text_that_no_book_can_keep_is_refused_and_changes_nothing(text: str) -> None:
    """U+0000 in one text would spoil every reading of its row; of banks and the clock it is refused too."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    before = list(play.streams[order])
    assert play.refused(order, PlaceHold(reason=text), FIRST_OFFICER) == "malformed"
    assert play.refused(order, AnnouncePayment(amount=usd(1_00), reference=text), BUYER) == "malformed"
    held = HoldRemittance(amount=usd(1), line="l", payer=Payer(name=text))
    assert play.refused(order + 1, held, BANK) == "malformed"
    assert play.streams[order] == before


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "a\x01b", "\u202e", "🦊"])
def test_a_text_that_only_looks_like_it_is_kept(text: str) -> None:
    """A backslash written for itself, other controls, signs of two halves."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.done(order, PlaceHold(reason=text), FIRST_OFFICER)
    assert msgspec.json.encode(text).decode() in stored(play, order)
