"""Write the bank statements that the stories read: run it after changing the table below.

    .venv/bin/python tools/write_statements.py

The numbers of orders and companies in a story are counted, so their account numbers and references are known before the
story is played. A test compares the files with what this file would write.
"""

from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from fairhold.bank.camt_writer import write_statement
from fairhold.bank.numbers import account_number, reference
from fairhold.bank.statement import Entry, Kind, Line, Party, Statement, keyed
from fairhold.cashier.house import house_of
from fairhold.cashier.sent import Sent
from fairhold.settings import Settings
from fairhold.stories.numbers import BUYER_ID, SUPPLIER_ID, order_id

STATEMENTS = Path(__file__).resolve().parents[1] / "examples" / "statements"
HOUSE = house_of(Settings())
BUYER = Party("Harbour Homeware Inc", "021000021000012345678", "CHASUS33XXX")
INSPECTOR = Party("Blue Heron Inspection", "NL91ABNA0417164300", "ABNANL2AXXX")
SUPPLIER = Party("Ningbo Tumbler Works", "6222020000112233445", "BKCHCNBJ92A")


def to_account(order: int) -> dict[str, str]:
    """The payer used the order's own account number (S39)."""
    return {"addressed_account": account_number(order_id(order), HOUSE.prefix)}


def with_reference(order: int) -> dict[str, tuple[str, ...]]:
    """The payer wrote the order's reference where it belongs."""
    return {"structured": (reference(order_id(order)),)}


def free_text(text: str) -> dict[str, tuple[str, ...]]:
    """The payer wrote something."""
    return {"unstructured": (text,)}


def payout(number: int) -> dict[str, str]:
    """The bank carried out a payout of ours."""
    return {"end_to_end_id": Sent("payout", SUPPLIER_ID, number).name}


def refund(order: int, number: int) -> dict[str, str]:
    """The bank carried out a refund of ours."""
    return {"end_to_end_id": Sent("refund", order_id(order), number).name}


def visit_fee(order: int, number: int) -> dict[str, str]:
    """The bank paid an inspector for a visit."""
    return {"end_to_end_id": Sent("inspector", order_id(order), number).name}


Movement = tuple[int, Party, dict[str, object]]
"""Minor units (negative for a debit), who is on the other side, and what else the bank says."""

FILES: dict[str, tuple[str, int, list[Movement]]] = {
    "eighty-thousand-1": ("2019-06-05", 0, [(25_000_00, BUYER, {**to_account(1)})]),
    "eighty-thousand-2": ("2019-07-10", 25_000_00, [(55_000_00, BUYER, {**with_reference(1)})]),
    "eighty-thousand-3": ("2019-09-18", 80_000_00, [(25_000_00, BUYER, {**with_reference(2)})]),
    "eighty-thousand-4": ("2019-10-30", 105_000_00, [(55_000_00, BUYER, {**to_account(2)})]),
    "eighty-thousand-5": ("2019-12-04", 160_000_00, [(-160_000_00, SUPPLIER, {**payout(1)})]),
    "fifty-over-thirty-1": ("2019-06-05", 0, [(20_000_00, BUYER, {**to_account(1)})]),
    "fifty-over-thirty-2": ("2019-07-10", 20_000_00, [(30_000_00, BUYER, {**to_account(1)})]),
    "fifty-over-thirty-3": ("2019-09-18", 50_000_00, [(20_000_00, BUYER, {**to_account(2)})]),
    "fifty-over-thirty-4": ("2019-10-30", 70_000_00, [(30_000_00, BUYER, {**to_account(2)})]),
    "nobody-confirmed-1": (
        "2019-07-15",
        0,
        [(3_000_00, BUYER, {**to_account(order), "bank_reference": f"DPF{order}"}) for order in (1, 2, 3, 4, 5)],
    ),
    "late-and-silent-1": ("2019-06-05", 0, [(25_000_00, BUYER, {**to_account(1)})]),
    "late-and-silent-2": ("2019-09-10", 25_000_00, [(-25_000_00, BUYER, {**refund(1, 1)})]),
    "short-wire-1": (
        "2019-06-05",
        0,
        [(24_965_00, BUYER, {**to_account(1)}), (24_900_00, BUYER, {**to_account(2)})],
    ),
    "short-wire-2": ("2019-06-11", 49_865_00, [(100_00, BUYER, {**free_text(f"top up {reference(order_id(2))}")})]),
    "inspected-before-shipment-1": ("2019-06-05", 0, [(1_000_00, BUYER, {**to_account(1)})]),
    "inspected-before-shipment-2": ("2019-06-19", 1_000_00, [(25_000_00, BUYER, {**to_account(2)})]),
    "inspected-before-shipment-3": ("2019-07-08", 26_000_00, [(300_00, BUYER, {**to_account(2)})]),
    "inspected-before-shipment-4": (
        "2019-07-12",
        26_300_00,
        [(-300_00, BUYER, {**refund(2, 1)}), (-300_00, INSPECTOR, {**visit_fee(2, 1)})],
    ),
    "inspected-before-shipment-5": ("2019-07-15", 25_700_00, [(300_00, BUYER, {**to_account(2)})]),
    "inspected-before-shipment-6": ("2019-07-18", 26_000_00, [(-300_00, INSPECTOR, {**visit_fee(2, 2)})]),
    "inspected-before-shipment-7": ("2019-07-26", 25_700_00, [(-300_00, INSPECTOR, {**visit_fee(2, 3)})]),
    "inspected-before-shipment-8": ("2019-07-31", 25_400_00, [(55_000_00, BUYER, {**with_reference(2)})]),
    "microphones-1": ("2019-06-05", 0, [(80_000_00, BUYER, {**with_reference(1)})]),
    "gold-or-bronze-1": ("2019-06-05", 0, [(80_000_00, BUYER, {**with_reference(1)})]),
    "gold-or-bronze-2": ("2019-09-04", 80_000_00, [(80_000_00, BUYER, {**with_reference(3)})]),
    "two-month-dispute-1": ("2019-06-05", 0, [(80_000_00, BUYER, {**with_reference(1)})]),
    "two-month-dispute-2": ("2019-08-15", 80_000_00, [(300_00, BUYER, {**with_reference(1)})]),
    "two-month-dispute-3": ("2019-09-04", 80_300_00, [(80_000_00, BUYER, {**with_reference(2)})]),
    "two-month-dispute-4": ("2019-12-22", 160_300_00, [(80_000_00, BUYER, {**with_reference(3)})]),
    "two-month-dispute-5": ("2020-02-23", 240_300_00, [(300_00, BUYER, {**with_reference(3)})]),
    "return-too-late-1": ("2019-06-05", 0, [(80_000_00, BUYER, {**with_reference(1)})]),
    "one-wire-two-milestones-1": ("2019-06-05", 0, [(80_000_00, BUYER, {**with_reference(1)})]),
}
"""File: its day, the opening balance, and what moved."""


def statement(name: str) -> bytes:
    """The file of a name."""
    day_text, opening, movements = FILES[name]
    day = date.fromisoformat(day_text)
    entries = []
    for number, (minor, other, said) in enumerate(movements, 1):
        given = {"bank_reference": f"{day:%y%m%d}-{name[:6].upper()}-{number}", **said}
        line = Line(
            booked_on=day,
            value_on=day,
            amount=abs(minor),
            credit=minor > 0,
            currency="USD",
            counterparty=other,
            bank_code="PMNT/RCDT/XBCT" if minor > 0 else "PMNT/ICDT/XBCT",
        )
        entries.append(Entry(msgspec.structs.replace(line, **given)))
    account = HOUSE.accounts["USD"]
    return write_statement(
        Statement(
            kind=Kind.STATEMENT,
            account=account,
            currency="USD",
            statement_id=f"{name}-{day}",
            created_at=datetime(day.year, day.month, day.day, 22, tzinfo=UTC),
            sequence=1,
            from_day=day,
            to_day=day,
            opening=opening,
            closing=opening + sum(minor for minor, _, _ in movements),
            lines=keyed(account, entries),
        )
    )


def main() -> None:
    """Write every file."""
    STATEMENTS.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        (STATEMENTS / f"{name}.xml").write_bytes(statement(name))


if __name__ == "__main__":
    main()
    print(f"buyer {BUYER_ID}, supplier {SUPPLIER_ID}: {len(FILES)} statements written")
