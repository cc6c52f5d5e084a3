"""Writer of camt.053.001.08 statements and camt.054.001.08 notifications, as the simulated bank of the sandbox sends.

What is written reads back equal (`camt.read_statements`), and what could not be is refused with ValueError: a statement
whose balances do not hold, a bundle of payments, a statement without its days.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from stdnum import iban

from fairhold.bank.document import Document, moment
from fairhold.bank.statement import Kind, Line, Party, Statement

_NAMES = {
    Kind.STATEMENT: ("camt.053.001.08", "BkToCstmrStmt", "Stmt"),
    Kind.NOTIFICATION: ("camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}


def write_statement(statement: Statement) -> bytes:
    """The file for one statement or notification, always the same bytes. Its lines become one entry each."""
    name, body_name, report_name = _NAMES[statement.kind]
    document = Document(name)
    if statement.created_at is None:
        raise ValueError("a message needs the time of its making")
    body = document.add(document.root, body_name)
    header = document.add(body, "GrpHdr")
    document.add(header, "MsgId", statement.statement_id)
    document.add(header, "CreDtTm", moment(statement.created_at))
    report = document.add(body, report_name)
    document.add(report, "Id", statement.statement_id)
    if statement.sequence is not None:
        document.add(report, "ElctrncSeqNb", str(statement.sequence))
    document.add(report, "CreDtTm", moment(statement.created_at))
    if statement.from_day and statement.to_day:
        period = document.add(report, "FrToDt")
        document.add(period, "FrDtTm", f"{statement.from_day.isoformat()}T00:00:00Z")
        document.add(period, "ToDtTm", f"{statement.to_day.isoformat()}T23:59:59Z")
    account = document.add(report, "Acct")
    _add_account(document, account, statement.account)
    document.add(account, "Ccy", statement.currency)
    if statement.kind is Kind.STATEMENT:
        _add_balances(document, report, statement)
    for line in statement.lines:
        _add_entry(document, report, line)
    return document.to_bytes()


def _add_balances(document: Document, report: Element, statement: Statement) -> None:
    opening, closing, first, last = statement.opening, statement.closing, statement.from_day, statement.to_day
    if opening is None or closing is None or first is None or last is None:
        raise ValueError("a statement needs both balances and both days")
    if opening + statement.moved != closing:
        raise ValueError(f"{opening} and {statement.moved} do not make {closing}")
    for code, figure, day in (("OPBD", opening, first), ("CLBD", closing, last)):
        balance = document.add(report, "Bal")
        document.add(balance, "Tp/CdOrPrtry/Cd", code)
        document.add_amount(balance, "Amt", abs(figure), statement.currency)
        document.add(balance, "CdtDbtInd", _direction(figure >= 0))
        document.add(balance, "Dt/Dt", day.isoformat())


def _add_entry(document: Document, report: Element, line: Line) -> None:
    if line.batch_of != 1 or line.key != line.entry:
        raise ValueError(f"line {line.key} is a bundle or a part of one; only whole entries are written")
    entry = document.add(report, "Ntry")
    document.add_text(entry, "NtryRef", line.entry_reference)
    document.add_amount(entry, "Amt", line.amount, line.currency)
    document.add(entry, "CdtDbtInd", _direction(line.credit))
    document.add_text(entry, "RvslInd", "true" if line.is_reversal else "")
    document.add(entry, "Sts/Cd", "BOOK")
    document.add(entry, "BookgDt/Dt", line.booked_on.isoformat())
    document.add(entry, "ValDt/Dt", line.value_on.isoformat())
    document.add_text(entry, "AcctSvcrRef", line.bank_reference)
    _add_bank_code(document, document.add(entry, "BkTxCd"), line.bank_code)
    payment = document.add(entry, "NtryDtls/TxDtls")
    references = document.add(payment, "Refs")
    document.add_text(references, "MsgId", line.message_id)
    document.add_text(references, "InstrId", line.instruction_id)
    document.add(references, "EndToEndId", line.end_to_end_id or "NOTPROVIDED")
    document.add_amount(payment, "Amt", line.amount, line.currency)
    document.add(payment, "CdtDbtInd", _direction(line.credit))
    _add_parties(document, payment, line)
    _add_remittance(document, payment, line.unstructured, line.structured)
    if line.is_return:
        document.add_text(document.add(payment, "RtrInf"), "Rsn/Cd", line.reason)


def _add_parties(document: Document, payment: Element, line: Line) -> None:
    """The other side as it paid: of a payment that comes back the creditor, else of a credit the debtor."""
    comes_back = line.is_return or line.is_reversal
    theirs = "Cdtr" if line.credit == comes_back else "Dbtr"
    parties = document.add(payment, "RltdPties")
    for role in ("Dbtr", "Cdtr"):
        party = line.counterparty if role == theirs else Party(account=line.addressed_account)
        document.add_text(parties, f"{role}/Pty/Nm", party.name)
        if party.account:
            _add_account(document, document.add(parties, f"{role}Acct"), party.account)
        document.add_text(parties, f"Ultmt{role}/Pty/Nm", line.ultimate_name if role == theirs else "")
    if not len(parties):
        payment.remove(parties)
    document.add_text(payment, f"RltdAgts/{theirs}Agt/FinInstnId/BICFI", line.counterparty.bic)


def _add_remittance(
    document: Document, payment: Element, unstructured: Sequence[str], structured: Sequence[str]
) -> None:
    if not unstructured and not structured:
        return
    remittance = document.add(payment, "RmtInf")
    for text in unstructured:
        document.add(remittance, "Ustrd", text)
    for text in structured:
        creditor_reference = document.add(remittance, "Strd/CdtrRefInf")
        document.add(creditor_reference, "Tp/CdOrPrtry/Cd", "SCOR")
        document.add(creditor_reference, "Ref", text)


def _add_bank_code(document: Document, parent: Element, code: str) -> None:
    domain, *rest = code.split("/")
    if len(rest) != 2:
        document.add_text(parent, "Prtry/Cd", code)
        return
    holder = document.add(parent, "Domn")
    document.add(holder, "Cd", domain)
    family = document.add(holder, "Fmly")
    document.add(family, "Cd", rest[0])
    document.add(family, "SubFmlyCd", rest[1])


def _add_account(document: Document, parent: Element, number: str) -> None:
    if iban.is_valid(number) and number == iban.compact(number):
        document.add(parent, "Id/IBAN", number)
    else:
        document.add(parent, "Id/Othr/Id", number)


def _direction(credit: bool) -> str:
    return "CRDT" if credit else "DBIT"
