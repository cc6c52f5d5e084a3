"""Forms derived from commands: what they offer, and what comes back as a command or as faults by name."""

from typing import Any

import msgspec
import pytest

from fairhold.reading.fields import FIELDS
from fairhold.trade.agreement import Accept, AskCancellation, CreateDraft, Decline
from fairhold.trade.dispute import OpenDispute
from fairhold.trade.fulfilment import DeclareReady, Ship, ShipPart
from fairhold.trade.goods_return import ContestReturn
from fairhold.trade.money import money
from fairhold.trade.stream import Command
from fairhold.trade.table import RULES
from fairhold.web import forms
from web.sample import START, contract, waybill


def given(**fields: str | list[str]) -> dict[str, list[str]]:
    """What a browser sends; dots of nested names are written as two underscores."""
    return {name.replace("__", "."): value if isinstance(value, list) else [value] for name, value in fields.items()}


def sent(name: str, value: Any, found: dict[str, list[str]]) -> None:
    """Put a wire value into what a browser sends, money as people write it."""
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        minor = value["amount"].rjust(3, "0")
        found[f"{name}.amount"], found[f"{name}.currency"] = [f"{minor[:-2]}.{minor[-2:]}"], [value["currency"]]
    elif name.rpartition(".")[2] in forms.CARRIED:
        found[name] = [msgspec.json.encode(value).decode()]
    elif isinstance(value, dict):
        for inner, each in value.items():
            sent(f"{name}.{inner}" if name else inner, each, found)
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value):
            sent(f"{name}.{place}", each, found)
    elif value is not None and value is not False:
        found[name] = ["true" if value is True else str(value)]


def browser(command: Command) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    sent("", {k: v for k, v in msgspec.to_builtins(command).items() if k != "command"}, found)
    return found


@pytest.mark.parametrize("kind", RULES, ids=lambda kind: str(kind.__struct_config__.tag))
def test_every_command_has_a_form_with_all_its_fields(kind: type[Command]) -> None:
    names = [field.name for field in forms.fields_of(kind)]
    assert names == [field.name for field in FIELDS[kind] if field.name != "fingerprint"]
    assert set(forms.shown(forms.fields_of(kind), {})) == set(names)


@pytest.mark.parametrize(
    "command",
    [
        CreateDraft(contract=contract("Tumblers", part_shipments=True)),
        Ship(document=waybill(START)),
        ShipPart(document=waybill(START), quantities=(3_000, 0)),
        DeclareReady(packed_bp=9_500),
        AskCancellation(),
        AskCancellation(supplier_keeps=money(123_456, "USD")),
        Accept(fingerprint="0" * 64, frozen_until_delivery=True),
    ],
    ids=lambda command: type(command).__name__,
)
def test_what_a_browser_sends_for_a_command_becomes_that_command(command: Command) -> None:
    filled = forms.fill(type(command), browser(command))
    assert (filled.faults, filled.command) == ({}, command)


def test_several_choices_come_back_as_several() -> None:
    filled = forms.fill(
        OpenDispute,
        given(grounds=["colour", "size"], amount__amount="12,500.00", amount__currency="usd", statement=" Dented. "),
    )
    wanted = OpenDispute(grounds=("colour", "size"), amount=money(1_250_000, "USD"), statement="Dented.")
    assert (filled.faults, filled.command) == ({}, wanted)


@pytest.mark.parametrize(
    ("kind", "fields", "faults"),
    [
        (OpenDispute, {}, {"grounds": "This is needed.", "amount": "This is needed.", "statement": "This is needed."}),
        (
            OpenDispute,
            {"grounds": ["colour"], "amount__amount": "1.234", "amount__currency": "USD", "statement": "x"},
            {"amount": "USD has 2 decimals, not 3."},
        ),
        (
            OpenDispute,
            {"grounds": ["taste"], "amount__amount": "1", "amount__currency": "USD", "statement": "x"},
            {"grounds": "Invalid enum value 'taste'."},
        ),
        (Decline, {"reason": ""}, {"reason": "This is needed."}),
        (DeclareReady, {"packed_bp": "many"}, {"packed_bp": "Expected `int`, got `str`."}),
        (DeclareReady, {"packed_bp": "10001"}, {"packed_bp": "Expected `int` <= 10000."}),
        (
            Ship,
            {
                "document__kind": "express_waybill",
                "document__carrier": "DHL",
                "document__number": "1",
                "document__method": "express",
                "document__shipped_on": "5.3.2026",
                "document__date_shows": "carrier_pickup",
            },
            {"document.shipped_on": "Invalid RFC3339 encoded date."},
        ),
    ],
)
def test_what_is_wrong_is_told_at_the_field(kind: type[Command], fields: Any, faults: dict[str, str]) -> None:
    filled = forms.fill(kind, given(**fields))
    assert (dict(filled.faults), filled.command) == (faults, None)


def test_what_was_typed_is_shown_again_as_it_was() -> None:
    filled = forms.fill(AskCancellation, given(supplier_keeps__amount="12,x", supplier_keeps__currency="usd"))
    assert filled.command is None
    assert filled.values == {"supplier_keeps": {"amount": "12,x", "currency": "USD"}}


def test_money_of_the_wire_is_shown_as_people_write_it() -> None:
    values = {"supplier_keeps": {"amount": "123456", "currency": "USD"}}
    assert forms.shown(forms.fields_of(AskCancellation), values) == {
        "supplier_keeps": {"amount": "1,234.56", "currency": "USD"}
    }


def test_a_list_has_its_rows_and_one_more_to_fill_in() -> None:
    (whole,) = forms.fields_of(CreateDraft)
    lines = next(field for field in whole.fields if field.name == "lines")
    assert [(row.place, row.title, row.required) for row in forms.rows(lines, [])] == [(0, "No. 1", True)]
    rows = forms.rows(lines, [{"description": "Tumbler"}])
    assert [(row.place, row.title, row.required) for row in rows] == [(0, "No. 1", True), (1, "One more", False)]


def test_a_list_of_plain_values_has_a_row_for_every_title() -> None:
    _, quantities = forms.fields_of(ShipPart)
    rows = forms.rows(quantities, None, ("Tumbler", "Gift box"))
    evidence = forms.fields_of(ContestReturn)[1]
    assert [row.title for row in forms.rows(evidence, None, ("Tumbler", "Gift box"))] == ["No. 1"]
    assert [(row.place, row.title) for row in rows] == [(0, "Tumbler"), (1, "Gift box")]


def test_a_row_of_which_only_a_unit_is_there_counts_as_empty() -> None:
    body = browser(CreateDraft(contract=contract("Tumblers")))
    body |= {"contract.lines.2.unit": ["pcs"], "contract.lines.2.unit_price.currency": ["USD"]}
    filled = forms.fill(CreateDraft, body)
    assert filled.faults == {}
    assert isinstance(filled.command, CreateDraft)
    assert len(filled.command.contract.lines) == 2


def test_rows_beyond_the_limit_and_strange_numbers_are_not_read() -> None:
    body = browser(CreateDraft(contract=contract("Tumblers")))
    body |= {"contract.lines.99999.description": ["x"], "contract.lines.-1.description": ["x"]}
    filled = forms.fill(CreateDraft, body)
    assert filled.faults == {}
    assert isinstance(filled.command, CreateDraft)
    assert len(filled.command.contract.lines) == 2
