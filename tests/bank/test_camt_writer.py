"""What the simulated bank writes reads back equal, is the same every time, and passes another program's checks."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mockbank import schema

from fairhold.bank.camt import read_statements
from fairhold.bank.camt_writer import write_statement
from fairhold.bank.numbers import account_number, find_orders, reference
from fairhold.bank.statement import NO_REFERENCE, Entry, Kind, Line, Party, Statement, keyed
from fairhold.trade.money import AMOUNT_MAX_MINOR

ORDER = 612345678901234567
ACCOUNTS = st.sampled_from(["0010020034", "NL41MOCK0000000001", "8390061234567890123456752", "DE89370400440532013000"])
DAYS = st.dates(date(1990, 1, 2), date(2083, 12, 30))
SIGNS = st.characters(min_codepoint=32, max_codepoint=0x2FFF, blacklist_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn"))
TEXTS = st.text(SIGNS | st.sampled_from("<>&'\" \U0001f600"), min_size=1, max_size=35).map(
    lambda text: "x" if text.strip().upper() in NO_REFERENCE else text.strip()
)
WORDS = st.just("") | TEXTS
PARTIES = st.builds(Party, WORDS, st.just("") | ACCOUNTS, st.sampled_from(["", "CHASUS33", "MOCKNL2AXXX"]))


@st.composite
def _lines(draw: st.DrawFn, currency: str) -> Line:
    is_return = draw(st.booleans())
    return Line(
        booked_on=draw(DAYS),
        value_on=draw(DAYS),
        amount=draw(st.integers(1, 10**12)),
        credit=draw(st.booleans()),
        currency=currency,
        counterparty=draw(PARTIES),
        ultimate_name=draw(WORDS),
        addressed_account=draw(st.just("") | ACCOUNTS),
        end_to_end_id=draw(WORDS),
        message_id=draw(WORDS),
        instruction_id=draw(WORDS),
        structured=tuple(draw(st.lists(TEXTS, max_size=2))),
        unstructured=tuple(draw(st.lists(TEXTS, max_size=3))),
        bank_reference=draw(WORDS),
        entry_reference=draw(WORDS),
        bank_code=draw(st.sampled_from(["", "PMNT/RCDT/XBCT", "NTRF", "NTRF/2"])),
        is_return=is_return,
        is_reversal=draw(st.booleans()),
        reason=draw(st.sampled_from(["", "AC04"])) if is_return else "",
    )


@st.composite
def _statements(draw: st.DrawFn) -> Statement:
    currency = draw(st.sampled_from(["USD", "EUR", "JPY", "BHD", "CLF"]))
    account = draw(ACCOUNTS)
    kind = draw(st.sampled_from(Kind))
    lines = keyed(account, [Entry(line) for line in draw(st.lists(_lines(currency), max_size=4))])
    opening = draw(st.integers(-(10**9), 10**9))
    days = sorted((draw(DAYS), draw(DAYS)))
    proves = kind is Kind.STATEMENT
    return Statement(
        kind=kind,
        account=account,
        currency=currency,
        statement_id=draw(TEXTS),
        created_at=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 2 * 10**9))),
        sequence=draw(st.none() | st.integers(0, 10**18 - 1)),
        from_day=days[0] if proves else None,
        to_day=days[1] if proves else None,
        opening=opening if proves else None,
        closing=opening + sum(line.signed for line in lines) if proves else None,
        lines=lines,
    )


def _sample(*lines: Line) -> Statement:
    keyed_lines = keyed("0010020034", [Entry(line) for line in lines])
    return Statement(
        kind=Kind.STATEMENT,
        account="0010020034",
        currency="USD",
        statement_id="S-1",
        created_at=datetime(2026, 8, 3, 18, 0, tzinfo=UTC),
        sequence=1,
        from_day=date(2026, 8, 3),
        to_day=date(2026, 8, 3),
        opening=0,
        closing=sum(line.signed for line in keyed_lines),
        lines=keyed_lines,
    )


WIRE = Line(
    booked_on=date(2026, 8, 3),
    value_on=date(2026, 8, 3),
    amount=2_496_500,
    credit=True,
    currency="USD",
    counterparty=Party("Henkel Trading GmbH", "DE89370400440532013000", "COBADEFFXXX"),
    addressed_account=account_number(ORDER, "8390"),
    unstructured=(f"Order {reference(ORDER)}",),
    bank_reference="SB-1",
    bank_code="PMNT/RCDT/XBCT",
)


@settings(deadline=None)
@given(_statements())
def test_what_is_written_reads_back_equal(statement: Statement) -> None:
    assert read_statements(write_statement(statement)) == [statement]


def test_the_same_statement_is_the_same_bytes() -> None:
    first = write_statement(_sample(WIRE))
    assert first == write_statement(_sample(WIRE))
    assert first.startswith(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053'
    )
    assert first.endswith(b"</Document>\n")


def test_the_order_is_found_in_a_written_wire() -> None:
    [statement] = read_statements(write_statement(_sample(WIRE)))
    assert find_orders(statement.lines[0].texts, "8390") == (ORDER,)


@pytest.mark.parametrize("kind", Kind)
def test_another_program_finds_no_fault_in_what_is_written(kind: Kind) -> None:
    back = msgspec.structs.replace(WIRE, is_return=True, reason="AC04", bank_reference="SB-2", bank_code="NTRF")
    out = msgspec.structs.replace(WIRE, credit=False, amount=5, bank_reference="SB-3", structured=(reference(ORDER),))
    content = write_statement(msgspec.structs.replace(_sample(WIRE, back, out), kind=kind))
    root = ElementTree.fromstring(content)
    findings: list[schema.Finding] = []
    for _ in schema.walk(schema.identify(root), root, findings):
        pass
    assert [finding for finding in findings if finding.level == "error"] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"closing": 1},
        {"opening": None},
        {"from_day": None},
        {"created_at": None},
        {"created_at": datetime(2026, 8, 3, 18, 0)},  # noqa: DTZ001
        {"account": "0010\x000034"},
    ],
)
def test_a_statement_that_would_not_be_believed_is_not_written(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        write_statement(msgspec.structs.replace(_sample(WIRE), **changes))


def test_bundles_and_parts_of_bundles_are_not_written(entry: Callable[..., str], statement_file: Any) -> None:
    with pytest.raises(ValueError, match="bundle"):
        write_statement(_sample(msgspec.structs.replace(WIRE, batch_of=2)))
    details = "".join(f"<TxDtls><Amt Ccy='USD'>{amount}</Amt></TxDtls>" for amount in ("20000.00", "5000.00"))
    [split] = read_statements(statement_file(entry(details=f"<NtryDtls>{details}</NtryDtls>")))
    with pytest.raises(ValueError, match="bundle"):
        write_statement(split)


def test_the_largest_amount_is_written_exactly() -> None:
    statement = _sample(msgspec.structs.replace(WIRE, amount=AMOUNT_MAX_MINOR))
    assert read_statements(write_statement(statement))[0].closing == AMOUNT_MAX_MINOR
