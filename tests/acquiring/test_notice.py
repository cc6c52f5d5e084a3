"""The format of notices: what is read, and what is refused before anything of it is kept."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from fairhold.acquiring.notice import NOTICE_BYTES_MAX, Notice, NoticeError, read, write
from fairhold.trade.money import Money

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CAPTURED = Notice(
    version=1,
    id="ntc_00000001",
    happened="captured",
    at=AT,
    payment="ord-0a1b2c3d4e5f6-A1",
    amount=Money("2500000", "USD"),
    reference="acq-1",
    payer="Card number ending in 1111",
)


def body(**changed: Any) -> bytes:
    """The notice with some fields changed; None takes one away."""
    fields = {**msgspec.to_builtins(CAPTURED), **changed}
    return msgspec.json.encode({name: value for name, value in fields.items() if value is not None})


def test_a_notice_is_read_as_it_was_written() -> None:
    assert read(write(CAPTURED), "card") == CAPTURED
    assert write(CAPTURED) == (
        b'{"version":1,"id":"ntc_00000001","happened":"captured","at":"2026-03-02T09:00:00Z",'
        b'"payment":"ord-0a1b2c3d4e5f6-A1","amount":{"amount":"2500000","currency":"USD"},"reference":"acq-1",'
        b'"payer":"Card number ending in 1111"}'
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"version": 2}, "notice_malformed"),
        ({"version": None}, "notice_malformed"),
        ({"id": "short"}, "notice_malformed"),
        ({"id": "ntc_00000001\n"}, "notice_malformed"),
        ({"happened": "exploded"}, "notice_malformed"),
        ({"at": "2026-03-02T09:00:00"}, "notice_malformed"),
        ({"at": "yesterday"}, "notice_malformed"),
        ({"amount": {"amount": "-5", "currency": "USD"}}, "notice_malformed"),
        ({"amount": {"amount": 5, "currency": "USD"}}, "notice_malformed"),
        ({"reference": ""}, "notice_malformed"),
        ({"payer": "x" * 201}, "notice_malformed"),
        ({"colour": "red"}, "notice_malformed"),
        ({"happened": "refunded"}, "notice_malformed"),
        ({"happened": "returned"}, "notice_not_of_rail"),
        ({"happened": "loan_drawn"}, "notice_not_of_rail"),
        ({"payer": "4111 1111 1111 1111"}, "notice_card_number"),
        ({"reference": "4111111111111111"}, "notice_card_number"),
        ({"reason": "card 5555555555554444 expired"}, "notice_card_number"),
    ],
)
def test_what_is_no_notice_of_a_card_is_refused(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(NoticeError) as caught:
        read(body(**changed), "card")
    assert caught.value.code == code
    assert "4111" not in caught.value.told()


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"\xff", b"[" * 20_000, b" " * (NOTICE_BYTES_MAX + 1)])
def test_what_is_no_json_object_of_its_size_is_refused(text: bytes) -> None:
    with pytest.raises(NoticeError) as caught:
        read(text, "card")
    assert caught.value.code == "notice_malformed"


@pytest.mark.parametrize(
    ("happened", "kind"), [("chargeback_opened", "bank_debit"), ("captured", "pay_later"), ("captured", "cheque")]
)
def test_a_rail_can_only_say_what_happens_on_its_kind(happened: str, kind: str) -> None:
    with pytest.raises(NoticeError) as caught:
        read(body(happened=happened), kind)
    assert caught.value.code == "notice_not_of_rail"
