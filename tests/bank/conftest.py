"""Builders of camt messages as text, so that every test can spoil exactly one thing."""

from collections.abc import Callable

import pytest

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def _balance(code: str, amount: str, direction: str = "CRDT", currency: str = "USD", day: str = "2026-08-03") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='{currency}'>{amount}</Amt>"
        f"<CdtDbtInd>{direction}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _entry(
    amount: str = "25000.00",
    direction: str = "CRDT",
    currency: str = "USD",
    stage: str = "<Cd>BOOK</Cd>",
    days: str = "<BookgDt><Dt>2026-08-03</Dt></BookgDt><ValDt><Dt>2026-08-04</Dt></ValDt>",
    reference: str = "BANK-1",
    details: str = "",
    extra: str = "",
) -> str:
    known = f"<AcctSvcrRef>{reference}</AcctSvcrRef>" if reference else ""
    return (
        f"<Ntry><Amt Ccy='{currency}'>{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{extra}<Sts>{stage}</Sts>"
        f"{days}{known}<BkTxCd/>{details}</Ntry>\n"
    )


def _statement(
    *entries: str,
    opening: str | None = None,
    closing: str | None = None,
    account: str = "<Acct><Id><Othr><Id>0010020034</Id></Othr></Id><Ccy>USD</Ccy></Acct>",
    namespace: str = NAMESPACE,
    head: str = "<Id>ST-1</Id><ElctrncSeqNb>7</ElctrncSeqNb><CreDtTm>2026-08-03T18:00:00+02:00</CreDtTm>",
) -> bytes:
    """A camt.053 file; the balances are given as elements, or are 0.00 and 25000.00."""
    first = _balance("OPBD", "0.00") if opening is None else opening
    last = _balance("CLBD", "25000.00") if closing is None else closing
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<Document xmlns='{namespace}'>\n<BkToCstmrStmt>\n"
        f"<GrpHdr><MsgId>M-1</MsgId></GrpHdr>\n<Stmt>\n{head}\n{account}\n{first}{last}{''.join(entries)}"
        "</Stmt>\n</BkToCstmrStmt>\n</Document>\n"
    ).encode()


def _notification(*entries: str) -> bytes:
    return (
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.054.001.08'><BkToCstmrDbtCdtNtfctn><Ntfctn><Id>N-1</Id>"
        "<Acct><Id><Othr><Id>0010020034</Id></Othr></Id><Ccy>USD</Ccy></Acct>"
        f"{''.join(entries)}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


@pytest.fixture
def balance() -> Callable[..., str]:
    return _balance


@pytest.fixture
def entry() -> Callable[..., str]:
    return _entry


@pytest.fixture
def statement_file() -> Callable[..., bytes]:
    return _statement


@pytest.fixture
def notification_file() -> Callable[..., bytes]:
    return _notification
