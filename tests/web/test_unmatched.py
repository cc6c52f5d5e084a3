"""The unmatched queue on a page: suggestions, a proposal by one person of treasury, the agreement of another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fairhold.desk import Asking
from fairhold.trade import ids
from fairhold.trade.money import money
from fairhold.trade.payment import Payer
from fairhold.trade.remittance import HoldRemittance
from fairhold.trade.who import BANK
from web import sample
from web.browser import Browser, Page
from web.conftest import Place, opened

STRAY = ids.to_text(ids.REMITTANCE_PREFIX, ids.new_id(sample.START, 7, 8))
HERE = f"/unmatched/{STRAY}"


@pytest.fixture
def own_place(database: str, tmp_path: Path) -> Iterator[Place]:
    """The sample marketplace of one test, with 25,000.00 of the buyer's in suspense."""
    made = opened(database, tmp_path)
    with made as found:
        number = ids.from_text(ids.REMITTANCE_PREFIX, STRAY)
        assert number is not None
        sender = Payer("Nordfjell Outdoor", "NO9386011117947", "DNBANOKK")
        held = HoldRemittance(amount=money(2_500_000, "USD"), line="stray/2", payer=sender, text="bottles")
        assert made.desk.ask(Asking(number, held, BANK, "stray 2", now=sample.NOW)).refused is None
        yield found


def press(browser: Browser, command: str, order: str = "") -> Page:
    """Send the form of a button, of the row that has this order."""
    page = browser.get("/unmatched")
    for action, fields in page.forms:
        if action == f"{HERE}/{command}" and (not order or fields.get("order") == [order]):
            return browser.post(action, {name: list(values) for name, values in fields.items()})
    raise AssertionError(f"no button for {command} {order}")


def test_one_person_proposes_the_order_and_another_agrees(own_place: Place) -> None:
    tom, tess = own_place.browser("tom@fairhold.example"), own_place.browser("tess@fairhold.example")
    text = tom.get("/unmatched").text
    assert "The amount is just what is due of the initial payment." in text
    assert "Nordfjell Outdoor AS has paid from this account before." in text
    order = own_place.orders["agreed"]
    assert "Done: Match to an order." in press(tom, "match_remittance", order).text
    assert "Second person needed." in press(tom, "agree_remittance").text
    assert f"tom@fairhold.example proposes: To an order {order}" in tess.get("/unmatched").text
    assert "Done: Agree to where the money goes." in press(tess, "agree_remittance").text
    assert STRAY not in tess.get("/unmatched").text


def test_a_proposal_can_be_dropped_and_another_order_s_number_has_to_be_one(own_place: Place) -> None:
    tom = own_place.browser("tom@fairhold.example")
    press(tom, "return_remittance")
    assert "proposes: Back to its sender" in tom.get("/unmatched").text
    press(tom, "drop_remittance_proposal")
    assert "proposes:" not in tom.get("/unmatched").text
    given = tom.get("/unmatched").form(f"{HERE}/match_remittance")
    refused = tom.post(f"{HERE}/match_remittance", {**given, "order": ["ord_17"]})
    assert tom.last.status_code == 422
    assert "proposes:" not in refused.text


def test_who_reads_the_books_sees_the_queue_without_its_buttons(place: Place) -> None:
    text = place.compliance.get("/unmatched")
    assert "Unknown Sender Ltd" in text.text
    assert [action for action, _ in text.forms if "unmatched" in action] == []
    assert place.buyer.fetch("/unmatched").status_code == 404
    assert place.compliance.fetch(f"{HERE}/return_remittance").status_code in (404, 405)


def test_a_client_s_money_on_the_house_s_account_is_reported_and_its_transfer_moves_it(own_place: Place) -> None:
    """M9b: until the transfer is in, the money has no button that sends it anywhere."""
    tom, tess = own_place.browser("tom@fairhold.example"), own_place.browser("tess@fairhold.example")
    form = tom.get("/unmatched").form("/unmatched/report_misdirected")
    said = {"amount.amount": ["25,000.00"], "amount.currency": ["USD"], "line": ["house/7"], "payer.name": ["Ida"]}
    assert "This is needed." in tom.post("/unmatched/report_misdirected", {**form, **said}).text
    day = [sample.NOW.date().isoformat()]
    done = tom.post("/unmatched/report_misdirected", {**form, **said, "arrived": day}).text
    assert "Done: Report money on the house's account." in done
    assert "25,000.00 to the trust account" in done
    assert (
        "Already so" in tom.post("/unmatched/report_misdirected", {**form, **said, "arrived": day, "key": ["k"]}).text
    )
    forms = tom.get("/unmatched").forms
    [move] = [fields for action, fields in forms if action == f"{HERE}/apply_to_house" and "moves" in fields]
    assert "Propose: it moves" in done
    tom.post(f"{HERE}/apply_to_house", {name: list(values) for name, values in move.items()})
    assert f"The house's own top-up that moves {move['moves'][0]}" in " ".join(tess.get("/unmatched").text.split())
    press(tess, "agree_remittance")
    assert STRAY not in tess.get("/unmatched").text
