"""The contract: what it has to be before anybody signs it, its fingerprint, and how its parts are valued."""

import hashlib
import json
from datetime import date
from typing import Any

import msgspec
import pytest

from fairhold.trade import ids
from fairhold.trade.families import OffPlatform
from fairhold.trade.money import Money
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused
from fairhold.trade.terms import Contract, Line, ShipBy, canonical, changes, check, fingerprint, goods_value, lowered
from trade.full_terms import full
from trade.playing import CODES_SEEN, Play, changed, contract, money, usd

TODAY = date(2019, 6, 3)
LINES = (
    Line(description="Tumbler", quantity=600, unit_price=usd(100)),
    Line(description="Lid", quantity=400, unit_price=usd(50)),
)


def fault(terms: Contract, policy: Policy | None = None, today: date = TODAY) -> str:
    """The code of the first fault, empty for a contract without one."""
    refused = check(terms, policy or Policy(), today)
    if isinstance(refused, Refused):
        CODES_SEEN.add(refused.code)
        return refused.code
    return ""


def test_a_good_contract_has_no_fault() -> None:
    assert fault(contract()) == ""
    assert fault(contract(initial=0, balance_after_shipment=True)) == ""
    assert fault(contract(ship_by=ShipBy(on=TODAY))) == ""


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"buyer": "pty_0000000000000"}, "party_unknown"),
        ({"supplier": "pty_0000000000000"}, "party_unknown"),
        ({"buyer": ids.to_text("pty_", 7), "supplier": ids.to_text("pty_", 7)}, "same_party"),
        ({"lines": LINES * 251}, "too_many_lines"),
        ({"lines": (msgspec.structs.replace(LINES[0], specification="x" * 4_000),) * 15}, "contract_text_too_long"),
        ({"total": Money("8000000", "ABC")}, "currency_unknown"),
        ({"total": Money("8000000", "RUB")}, "currency_not_accepted"),
        ({"initial": money(25_000_00, "EUR")}, "currency_mixed"),
        ({"freight": money(1, "EUR")}, "currency_mixed"),
        ({"kept_share": money(1, "EUR")}, "currency_mixed"),
        ({"off_platform": (OffPlatform(what="Mould", amount=money(1, "EUR")),)}, "currency_mixed"),
        ({"total": usd(0)}, "amount_not_positive"),
        ({"initial": usd(0)}, "amount_not_positive"),
        ({"total": usd(1_000_000_001)}, "amount_too_large"),
        ({"total": usd(80_001)}, "total_does_not_add_up"),
        ({"discount": usd(1)}, "total_does_not_add_up"),
        ({"discount": usd(80_001)}, "total_does_not_add_up"),
        ({"initial": usd(80_001)}, "initial_above_total"),
        ({"kept_share": usd(25_001)}, "kept_share_above_initial"),
        ({"freight": usd(1), "discount": usd(1)}, "freight_not_allowed"),
        ({"category": "weapons"}, "category_prohibited"),
        ({"ship_by": ShipBy()}, "ship_date_missing"),
        ({"ship_by": ShipBy(on=date(2019, 8, 5), days=3)}, "ship_date_missing"),
        ({"ship_by": ShipBy(days=3, after="balance_payment"), "balance_after_shipment": True}, "ship_date_circular"),
        ({"ship_by": ShipBy(on=date(2014, 12, 31))}, "date_out_of_range"),
        ({"ship_by": ShipBy(on=date(2084, 1, 1))}, "date_out_of_range"),
        ({"ship_by": ShipBy(on=date(2019, 6, 2))}, "date_in_past"),
    ],
)
def test_each_fault_has_its_own_refusal(terms: dict[str, Any], code: str) -> None:
    """T01, S16-S26, O7, O10: the first that applies."""
    policy = Policy(prohibited_categories=("US:weapons",))
    assert fault(changed(contract(), **terms), policy) == code


def test_a_marketplace_may_leave_a_coverage_out() -> None:
    """S30, O12."""
    post_only = Policy(coverage_types=("post_delivery",))
    assert fault(contract(coverage="pre_shipment"), post_only) == "coverage_not_offered"


def test_a_contract_with_a_fault_never_becomes_a_draft() -> None:
    """T01: the refusal points to the field."""
    play = Play()
    refused = check(contract(initial=80_000_01), play.policies.now, TODAY)
    assert refused is not None
    assert refused.pointer == "/contract/initial/amount"


def test_the_fingerprint_changes_with_any_term_and_with_nothing_else() -> None:
    """S16: and it is stable for ever, because both sides signed it."""
    one = contract()
    again = msgspec.json.decode(msgspec.json.encode(one), type=Contract)
    assert fingerprint(again) == fingerprint(one)
    assert fingerprint(changed(one, remarks=" ")) != fingerprint(one)
    sample = contract(buyer="pty_0000000000001", supplier="pty_0000000000002")
    assert fingerprint(sample) == "94a98095cb433b9c7462f4175e4311227ef30759af948399b011fe36053b4fd0"


CANONICAL = (
    '{"title":"Tumblers","buyer":"pty_0000000000001","supplier":"pty_0000000000002","lines":[{"description":"Steel '
    'tumbler","quantity":1000,"unit_price":{"amount":"8000","currency":"USD"},"terms":{"weight":[{"unit":"g",'
    '"nominal":"217.50"}],"colour":[{"system":"pantone","code":"186 C"}]}}],"total":'
    '{"amount":"8000000","currency":"USD"},"initial":{"amount":"2500000","currency":"USD"},"coverage":"post_delivery","shipping_method":"express",'
    '"incoterm":"FOB","destination":"US","ship_by":{"on":"2019-08-05"}}'
)
"""A contract as it is hashed: keys in declared order, no white space, no defaults, figures as they were written."""


def shuffled(value: Any) -> Any:
    """The same JSON with the keys of every object in reverse."""
    if isinstance(value, dict):
        return {name: shuffled(value[name]) for name in reversed(value)}
    return [shuffled(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("indent", [None, 1, 7])
@pytest.mark.parametrize("escaped", [False, True])
def test_the_canonical_form_does_not_depend_on_how_the_contract_was_written(indent: int | None, escaped: bool) -> None:
    """S16: key order, spacing and escapes of the input are nobody's term."""
    text = json.dumps(shuffled(json.loads(CANONICAL)), indent=indent, ensure_ascii=escaped)
    read = msgspec.json.decode(text, type=Contract)
    assert canonical(read).decode() == CANONICAL
    assert fingerprint(read) == hashlib.sha256(CANONICAL.encode()).hexdigest()


def in_full(value: Any) -> Any:
    """The same contract with every default said, as a careful client may send it."""
    if isinstance(value, msgspec.Struct):
        return {name: in_full(getattr(value, name)) for name in value.__struct_fields__}
    return [in_full(one) for one in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("made", [contract(), full()])
def test_a_default_that_is_said_is_no_other_contract(made: Contract) -> None:
    """Equal contracts have one fingerprint, whether a client says `pcs` and AQL 2.5 or leaves them out."""
    told = msgspec.json.encode(in_full(made))
    for read in (msgspec.json.decode(told, type=Contract), msgspec.convert(msgspec.json.decode(told), Contract)):
        assert read == made
        assert canonical(read) == canonical(made)


def test_figures_are_signed_as_they_were_written() -> None:
    """`217.5` and `217.50` are two texts; what is signed is what is read."""
    read = msgspec.json.decode(CANONICAL, type=Contract)
    other = msgspec.json.decode(CANONICAL.replace("217.50", "217.5"), type=Contract)
    assert read.lines[0].terms is not None
    assert read.lines[0].terms.weight[0].nominal == "217.50"
    assert fingerprint(read) != fingerprint(other)


def test_changes_names_the_terms_that_differ() -> None:
    """T10, T17."""
    one = contract()
    assert changes(one, one) == ()
    assert changes(one, changed(one, remarks="x", initial=usd(1), destination="FR")) == (
        "initial",
        "destination",
        "remarks",
    )


def test_goods_are_valued_with_their_share_of_freight_and_discount_half_up() -> None:
    """R16, R30: 80,000 of goods, 400 freight, 80 discount: 80,320 for all, 60,240 for the first line."""
    terms = contract(lines=LINES, freight=usd(400), discount=usd(80), total=80_320_00)
    assert goods_value(terms, (600, 400)) == 80_320_00
    assert goods_value(terms, (600, 0)) == 60_240_00
    assert goods_value(terms, (0, 0)) == 0
    thirds = contract(lines=(Line(description="x", quantity=3, unit_price=money(1)),), total=2, discount=money(1))
    assert [goods_value(thirds, (n,)) for n in (1, 2, 3)] == [1, 1, 2]


def test_goods_without_a_price_are_worth_nothing() -> None:
    """Samples: only freight is paid, and nothing is divided by nothing."""
    samples = contract(lines=(Line(description="x", quantity=3, unit_price=usd(0)),), total=50_00, freight=usd(50))
    assert goods_value(samples, (3,)) == 0


def test_a_shortfall_lowers_the_initial_payment_and_with_it_what_hangs_on_it() -> None:
    """T15: to a contract without a fault."""
    terms = contract(kept_share=usd(25_000))
    price, balance = lowered(terms, 35_00, total_too=True), lowered(terms, 35_00, total_too=False)
    assert (price.initial.minor, price.total.minor, price.discount) == (24_965_00, 79_965_00, usd(35))
    assert (balance.initial.minor, balance.total.minor, balance.discount) == (24_965_00, 80_000_00, None)
    assert price.kept_share == balance.kept_share == money(24_965_00)
    assert (fault(price), fault(balance)) == ("", "")
    again = lowered(price, 1_00, total_too=True)
    assert (again.discount, fault(again)) == (usd(36), "")
