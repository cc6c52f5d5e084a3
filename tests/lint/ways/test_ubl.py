"""UBL orders: where each element goes, what is noticed of the sums, what is kept as remark, and files made to hurt."""

import time
from datetime import date
from pathlib import Path

import pytest

from fairhold.lint.draft import DraftLine
from fairhold.lint.ways.fault import Unreadable
from fairhold.lint.ways.taken import Taken
from fairhold.lint.ways.ubl import read_ubl
from fairhold.trade.money import Money
from fairhold.trade.terms import ShipBy

ORDER = (Path(__file__).parent / "orders" / "order.xml").read_text("utf-8")
HEAD = '<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2">'


def taken(*changes: tuple[str, str]) -> Taken:
    """The order of the file with some words changed."""
    text = ORDER
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read_ubl(text.encode())


def noticed(*changes: tuple[str, str]) -> list[tuple[str, str, str]]:
    return [(one.fault.rule, one.fault.field, one.fault.why) for one in taken(*changes).noticed]


def refused(content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_ubl(content)
    return caught.value


def test_an_order_becomes_a_draft_element_by_element() -> None:
    draft = taken().draft
    assert draft.title == "Order PO-4711"
    assert (draft.buyer, draft.supplier) == ("Harbour Homeware Inc", "Ningbo Tumbler Works")
    assert (draft.supplier_country, draft.destination) == ("CN", "US")
    assert (draft.agreed_on, draft.ship_by) == (date(2026, 5, 1), ShipBy(on=date(2026, 10, 12)))
    assert (draft.shipping_method, draft.incoterm, draft.incoterm_place) == ("sea", "FOB", "Ningbo")
    assert (draft.freight, draft.discount) == (Money("10000", "USD"), Money("5000", "USD"))
    assert draft.total == Money("2005000", "USD")
    assert draft.lines[0] == DraftLine(
        description="Tumbler 500 ml",
        quantity=8000,
        unit="pcs",
        unit_price=Money("250", "USD"),
        specification=(
            "double wall, stainless steel\nColour: Pantone 186 C\nCapacity: 500 ml\nHeight: 13 cm\nWeight: 215-219 g\n"
            "Note: lid apart\nBrand Name: Bluebird"
        ),
    )
    assert taken().noticed == ()


def test_notes_payment_terms_and_what_has_no_place_become_remarks() -> None:
    assert taken().draft.remarks.splitlines() == [
        "No samples, please.",
        "Payment: 30 % deposit, 70 % against copy of B/L",
        "Customer Reference: HH/77",
        "Delivery Shipment ID: 1",
        "Allowance Charge Allowance Charge Reason: Freight",
        "Allowance Charge Allowance Charge Reason: Trade fair discount",
    ]


@pytest.mark.parametrize("version", ["2.0", "2.1", "2.2", "2.3", "2.4"])
def test_every_version_of_ubl_2_is_read(version: str) -> None:
    assert taken(("<cbc:UBLVersionID>2.1<", f"<cbc:UBLVersionID>{version}<")).draft == taken().draft


def test_a_line_whose_amount_is_not_quantity_times_price_is_noticed() -> None:
    changes = (('USD">20000.00<', 'USD">20100.00<'), ('USD">20050.00<', 'USD">20150.00<'))
    assert noticed(*changes) == [
        (
            "sum-1",
            "/lines/0/unit_price",
            "8000 at 250.00 for 100 come to 20000, the line says 20100.00.",
        )
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            ('<cbc:AllowanceTotalAmount currencyID="USD">50.00<', '<cbc:AllowanceTotalAmount currencyID="USD">60.00<'),
            "Allowance Total Amount says 60.00, its parts come to 50.00.",
        ),
        (
            ('<cbc:PayableAmount currencyID="USD">20050.00<', '<cbc:PayableAmount currencyID="USD">20060.00<'),
            "The parts come to 20050.00, the amount to pay says 20060.00.",
        ),
    ],
)
def test_a_total_that_is_not_the_sum_of_its_parts_is_noticed(change: tuple[str, str], why: str) -> None:
    assert noticed(change) == [("sum-2", "/total", why)]


def test_the_total_of_the_lines_is_compared_with_the_lines() -> None:
    change = (
        '"USD">20000.00</cbc:LineExtensionAmount><cbc:AllowanceTotal',
        '"USD">19000.00</cbc:LineExtensionAmount><cbc:AllowanceTotal',
    )
    assert noticed(change)[0][2] == "The lines come to 20000.00, the total of the lines says 19000.00."


def test_a_price_below_the_smallest_unit_of_its_currency_is_noticed() -> None:
    changes = (
        ('USD">250.00<', 'USD">12.50<'),
        ('USD">20000.00<', 'USD">1000.00<'),
        ('USD">20050.00<', 'USD">1050.00<'),
    )
    assert [rule for rule, _, _ in noticed(*changes)] == ["price-2"]
    assert taken(*changes).draft.lines[0].unit_price is None


def test_a_quantity_that_does_not_count_stays_text() -> None:
    (line,) = taken(('unitCode="C62">8000<', 'unitCode="KGM">812.5<')).draft.lines
    assert (line.quantity, line.quantity_text, line.unit) == (None, "812.5 kg", "kg")


def test_a_day_of_delivery_is_no_day_of_dispatch() -> None:
    draft = taken(
        ("<cac:Despatch><cbc:RequestedDespatchDate>2026-10-12</cbc:RequestedDespatchDate></cac:Despatch>", ""),
        ("<cac:Delivery>", "<cac:Delivery><cbc:LatestDeliveryDate>2026-11-20</cbc:LatestDeliveryDate>"),
    ).draft
    assert (draft.ship_by, draft.ship_by_text) == (None, "Delivery by 2026-11-20")


def test_a_prefix_for_the_namespace_changes_nothing() -> None:
    text = ORDER.replace("<Order xmlns=", "<ubl:Order xmlns:ubl=").replace("</Order>", "</ubl:Order>")
    assert read_ubl(text.encode()).draft == taken().draft


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_an_order_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    text = ORDER.replace("UTF-8", encoding.removesuffix("-sig")).replace("lid apart", "Größe M")
    assert "Note: Größe M" in read_ubl(text.encode(encoding)).draft.lines[0].specification


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'/>", "lint_not_an_order"),
        ("<Order/>", "lint_not_an_order"),
        (f"{HEAD}<OrderLine/></Order>", "lint_field"),
        (HEAD, "lint_syntax"),
        (f"{HEAD}\x01</Order>", "lint_syntax"),
        (f"<!DOCTYPE o [<!ENTITY a 'ha'>]>{HEAD}&a;</Order>", "lint_dtd"),
        (f"<!DOCTYPE o SYSTEM 'file:///etc/passwd'>{HEAD}</Order>", "lint_dtd"),
        (HEAD + "<a>" * 1_000, "lint_too_deep"),
        (f"{HEAD}{'<a/>' * 200_001}</Order>", "lint_too_many_lines"),
        (f"{HEAD}{'<OrderLine><LineItem/></OrderLine>' * 5_001}</Order>", "lint_too_many_lines"),
        (f"{HEAD}<Note>{'x' * 20_001}</Note></Order>", "lint_field"),
        (f"{HEAD}{'<Note>0123456789</Note>' * 2_000}</Order>", "lint_field"),
        (f"{HEAD}<!--{'x' * 1_100_000}--></Order>", "lint_too_large"),
    ],
)
def test_hostile_and_foreign_files_are_refused_at_once(content: str, code: str) -> None:
    began = time.process_time()
    assert refused(content.encode()).code == code
    assert time.process_time() - began < 30


def test_a_refusal_says_where() -> None:
    fault = refused(f"<!DOCTYPE o>\n{HEAD}</Order>".encode())
    assert fault.told() == "lint_dtd: a document type 'o' is declared (at line 1, /)"
