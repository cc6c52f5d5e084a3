"""Notices of rails on a page: staff sees what does not fit, and treasury tries it again or closes it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairhold.book.connection import connect
from fairhold.book.notices import find_notice, keep_notice, notice_number, settle_notice
from fairhold.trade import ids
from web.conftest import Place, opened

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NUMBER = notice_number("card", "ntc_00000001")
HERE = f"/notices/{ids.to_text(ids.NOTICE_PREFIX, NUMBER)}"
BODY = (
    '{"version":1,"id":"ntc_00000001","happened":"captured","at":"2026-03-02T09:00:00Z",'
    '"payment":"ord-0a1b2c3d4e5f6-A1","amount":{"amount":"40000","currency":"USD"},"reference":"acq-1",'
    '"reason":"<b>bold</b>"}'
)


@pytest.fixture
def own_place(database: str, tmp_path: Path) -> Iterator[Place]:
    """The sample marketplace of one test, with a notice that lies aside."""
    with opened(database, tmp_path) as found:
        with connect(database) as connection:
            keep_notice(
                connection,
                rail="card",
                id="ntc_00000001",
                happened="captured",
                payment="ord-0a1b2c3d4e5f6-A1",
                at=NOW,
                body=BODY,
                now=NOW,
            )
            settle_notice(connection, NUMBER, "aside", "there is no such order", None)
        yield found


def state(place: Place) -> tuple[str, str, str]:
    with connect(place.url) as connection:
        kept = find_notice(connection, NUMBER)
    assert kept is not None
    return kept.state, kept.said, kept.closed_by


def test_treasury_sees_what_does_not_fit_tries_it_again_and_closes_it_with_a_reason(own_place: Place) -> None:
    treasury = own_place.treasury
    page = treasury.get("/notices")
    assert "Card: captured, USD 400.00 Set aside" in page.text
    assert "there is no such order" in page.text
    assert "<b>bold</b>" in page.text
    treasury.post(f"{HERE}/retry", page.form(f"{HERE}/retry"))
    assert state(own_place) == ("waiting", "there is no such order", "")
    form = treasury.get("/notices").form(f"{HERE}/dismiss")
    assert "Say why" in treasury.post(f"{HERE}/dismiss", {**form, "note": [" "]}).text
    closed = treasury.post(f"{HERE}/dismiss", {**form, "note": ["the acquirer's mistake"]})
    assert "Every notice fits" in closed.text
    assert state(own_place) == ("dismissed", "the acquirer's mistake", "tom@fairhold.example")
    assert "the acquirer's mistake" in treasury.get("/notices?all=1").text
    treasury.post(f"{HERE}/dismiss", {**form, "note": ["again"]})
    assert treasury.last.status_code == 409
    assert state(own_place)[1] == "the acquirer's mistake"


def test_compliance_sees_and_decides_nothing_and_a_buyer_sees_nothing(own_place: Place) -> None:
    page = own_place.compliance.get("/notices")
    assert "there is no such order" in page.text
    assert [to for to, _ in page.forms if to.startswith("/notices")] == []
    assert own_place.buyer.fetch("/notices").status_code == 404
    assert ("Notices", "/notices") not in own_place.buyer.get("/orders").links
