"""Words become commands exactly, or are refused with a code and the place."""

import json
from datetime import date

import pytest

from fairhold.trade.agreement import AskCancellation, CreateDraft
from fairhold.trade.dispute import OpenDispute
from fairhold.trade.fulfilment import AcceptGoods, Ship, ShipPart
from fairhold.trade.limits import GrantLimit
from fairhold.trade.money import Money
from fairhold.trade.stream import Command
from fairhold.wording import WordsWrong, amount, command_of, decode, fields_of, money_of

SHIP = {
    "document.kind": "express_waybill",
    "document.carrier": "Blue Heron",
    "document.number": "BHE-1",
    "document.method": "express",
    "document.shipped_on": "2019-08-05",
    "document.date_shows": "carrier_pickup",
}


def refused(kind: type[Command], **words: str) -> tuple[str, str]:
    with pytest.raises(WordsWrong) as caught:
        command_of(kind, {name.replace("__", "."): value for name, value in words.items()})
    return caught.value.code, caught.value.pointer


def test_plain_words_make_a_command() -> None:
    assert command_of(GrantLimit, {"limit": "100,000.00 USD", "reason": "first"}) == GrantLimit(
        limit=Money("10000000", "USD"), reason="first"
    )
    assert command_of(AcceptGoods, {"waive_inspection": "yes"}) == AcceptGoods(waive_inspection=True)
    assert command_of(AskCancellation, {}) == AskCancellation()


def test_nested_names_and_lists_make_parts() -> None:
    command = command_of(Ship, SHIP)
    assert isinstance(command, Ship)
    assert (command.document.carrier, command.document.shipped_on) == ("Blue Heron", date(2019, 8, 5))
    part = command_of(ShipPart, {**SHIP, "quantities": "100, 200"})
    assert isinstance(part, ShipPart)
    assert part.quantities == (100, 200)
    claim = command_of(OpenDispute, {"grounds": "colour,size", "amount": "5 USD", "statement": "no"})
    assert isinstance(claim, OpenDispute)
    assert claim.grounds == ("colour", "size")


@pytest.mark.parametrize("text", ["25,000.00 USD", "USD 25,000.00", "25000 USD", " 25000.0 USD "])
def test_money_is_written_with_its_currency(text: str) -> None:
    assert money_of(text) == Money("2500000", "USD")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("25,000", "amount_malformed"),
        ("USD 5 USD", "amount_malformed"),
        ("2,50 USD", "amount_malformed"),
        ("-5 USD", "amount_malformed"),
        ("1e5 USD", "amount_malformed"),
        ("5.001 USD", "amount_decimals"),
        ("5.0 JPY", "amount_decimals"),
        ("5 ZZZ", "currency_unknown"),
        ("9999999999999999 USD", "amount_too_large"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_code(text: str, code: str) -> None:
    assert refused(GrantLimit, limit=text, reason="x") == (code, "/limit")


def test_amounts_are_told_as_they_are_written() -> None:
    assert (amount(2_500_000, "USD"), amount(500, "JPY"), amount(1_250, "KWD")) == (
        "25,000.00 USD",
        "500 JPY",
        "1.250 KWD",
    )


def test_what_is_wrong_is_named_with_its_place() -> None:
    assert refused(GrantLimit, limits="5 USD") == ("malformed", "/limits")
    assert refused(AcceptGoods, waive_inspection="perhaps") == ("malformed", "/waive_inspection")
    assert refused(Ship, **{k.replace(".", "__"): v for k, v in SHIP.items()} | {"document__shipped_on": "today"}) == (
        "malformed",
        "/document/shipped_on",
    )
    assert refused(CreateDraft, contract="{}") == ("malformed", "/contract")
    assert refused(CreateDraft, contract="@contract.json") == ("malformed", "/contract")


def test_a_large_part_is_read_from_a_file() -> None:
    def read(name: str) -> bytes:
        if name == "absent":
            raise FileNotFoundError(2, "No such file")
        return {"broken": b"{", "short": json.dumps({"title": "x"}).encode()}[name]

    for name, said in (("absent", "No such file"), ("broken", "is not JSON"), ("short", "missing required field")):
        with pytest.raises(WordsWrong, match=said):
            command_of(CreateDraft, {"contract": f"@{name}"}, read)


def test_a_body_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(WordsWrong, match="unknown field"):
        decode(AcceptGoods, {"command": "accept_goods", "waive": True})


def test_fields_say_whether_they_must_be_given() -> None:
    assert [(field.name, field.form, field.required) for field in fields_of(GrantLimit)] == [
        ("limit", "money", True),
        ("reason", "text", True),
    ]
