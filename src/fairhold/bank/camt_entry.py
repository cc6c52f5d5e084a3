"""One `Ntry` of a camt message: whether it is booked money, and the line or lines it is.

An entry with several payments is split when the bank tells each amount in the account's currency and they sum to the
entry; else it stays one line that says how many it bundles. No amount is ever guessed from another.
"""

import msgspec

from fairhold.bank.camt_field import amount_of, currency_of, day_of, is_credit
from fairhold.bank.statement import Entry, Line, Party, known_reference
from fairhold.bank.tree import Node

ACCOUNT = ("Id/IBAN", "Id/Othr/Id", "Id/BBAN", "Id/UPIC", "Id/PrtryAcct/Id")
"""Where an account says its number, in the order of preference; the last three are those of 001.01."""
_NUMBERS = (*ACCOUNT, "Prxy/Id")
_REASON = ("Rsn/Cd", "Rsn/Prtry", "RtrRsn/Cd", "RtrRsn/Prtry")


def entry_of(node: Node, currency: str) -> Entry | None:
    """The entry, or None when it moved no booked money (pending, informational, or zero).

    `currency` is the account's; empty while the message has not said it, then the entry's own is taken.
    """
    stage = node.value("Sts/Cd", "Sts/Prtry", "Sts")
    if not stage:
        raise node.fault("statement_field_missing", "nothing says whether the entry is booked", "Sts")
    if stage != "BOOK":
        return None
    bare = _bare(node, currency)
    if bare.amount == 0:
        return None
    payments = [*node.all("NtryDtls/TxDtls"), *node.all("TxDtls")]
    if len(payments) == 1:
        return Entry(_detailed(bare, payments[0]))
    if not payments:
        return Entry(_replaced(bare, unstructured=_texts(node, "AddtlNtryInf"), batch_of=_batch_of(node)))
    parts = [part for payment in payments if (part := _part(bare, payment)) is not None]
    told = len(parts) == len(payments) and sum(part.signed for part in parts) == bare.signed
    return Entry(_bundle(bare, payments), tuple(parts) if told else ())


def _bare(node: Node, currency: str) -> Line:
    """What the entry itself says, before its payments are looked at."""
    amount, currency = amount_of(node, currency)
    booked_on = day_of(node.first("BookgDt/Dt", "BookgDt/DtTm"))
    value_on = day_of(node.first("ValDt/Dt", "ValDt/DtTm"))
    day = booked_on or value_on
    if day is None:
        raise node.fault("statement_field_missing", "the entry has neither a booking day nor a value day", "BookgDt")
    return Line(
        booked_on=day,
        value_on=value_on or day,
        amount=amount,
        credit=is_credit(node),
        currency=currency,
        bank_reference=_known(node.value("AcctSvcrRef")),
        entry_reference=node.value("NtryRef"),
        bank_code=_bank_code(node),
        is_reversal=node.value("RvslInd") in ("true", "1"),
    )


def _detailed(line: Line, payment: Node) -> Line:
    """A line with what the bank says of the payment behind it: who, to which number, for what, and why it came back."""
    is_return = payment.first("RtrInf") is not None
    # In a payment that comes back the parties keep the parts they had on its way out.
    comes_back = is_return or line.is_reversal
    ours, theirs = ("Dbtr", "Cdtr") if line.credit == comes_back else ("Cdtr", "Dbtr")
    if comes_back and payment.first(f"RltdPties/{theirs}") is None and payment.first(f"RltdPties/{ours}") is not None:
        # Some banks turn the parts round; our own side needs no name, so the one that is named is theirs.
        ours, theirs = theirs, ours
    return _replaced(
        line,
        counterparty=Party(
            name=payment.value(f"RltdPties/{theirs}/Pty/Nm", f"RltdPties/{theirs}/Nm", f"RltdPties/{theirs}/Agt/Nm"),
            account=payment.value(*(f"RltdPties/{theirs}Acct/{path}" for path in _NUMBERS)),
            bic=payment.value(f"RltdAgts/{theirs}Agt/FinInstnId/BICFI", f"RltdAgts/{theirs}Agt/FinInstnId/BIC"),
        ),
        ultimate_name=payment.value(f"RltdPties/Ultmt{theirs}/Pty/Nm", f"RltdPties/Ultmt{theirs}/Nm"),
        addressed_account=payment.value(*(f"RltdPties/{ours}Acct/{path}" for path in _NUMBERS)),
        end_to_end_id=_known(payment.value("Refs/EndToEndId")),
        message_id=_known(payment.value("Refs/MsgId")),
        instruction_id=_known(payment.value("Refs/InstrId")),
        structured=_texts(payment, "RmtInf/Strd/CdtrRefInf/Ref") + _texts(payment, "RmtInf/Strd/CdtrRefInf/CdtrRef"),
        unstructured=_texts(payment, "RmtInf/Ustrd") + _texts(payment, "RmtInf/Strd/AddtlRmtInf"),
        bank_reference=line.bank_reference or _known(payment.value("Refs/AcctSvcrRef")),
        bank_code=_bank_code(payment) or line.bank_code,
        is_return=is_return,
        reason=payment.value(*(f"RtrInf/{path}" for path in _REASON)),
    )


def _part(line: Line, payment: Node) -> Line | None:
    """One payment of a bundle with its own amount, or None when the bank does not tell it in the account's currency."""
    holder = payment if payment.first("Amt") else payment.first("AmtDtls/TxAmt")
    stated = holder.first("Amt") if holder else None
    if holder is None or stated is None or currency_of(stated, stated.attributes.get("Ccy", "")) != line.currency:
        return None
    amount, _ = amount_of(holder, line.currency)
    if amount == 0:
        return None
    credit = is_credit(payment) if payment.first("CdtDbtInd") else line.credit
    reference = _known(payment.value("Refs/AcctSvcrRef")) or line.bank_reference
    return _detailed(_replaced(line, amount=amount, credit=credit, bank_reference=reference), payment)


def _bundle(line: Line, payments: list[Node]) -> Line:
    """The whole of several payments: all that was written with them, and what they have in common."""
    each = [_detailed(line, payment) for payment in payments]
    first = each[0]
    return _replaced(
        line,
        batch_of=len(each),
        counterparty=first.counterparty if all(one.counterparty == first.counterparty for one in each) else Party(),
        message_id=first.message_id if all(one.message_id == first.message_id for one in each) else "",
        structured=tuple(text for one in each for text in one.structured),
        unstructured=tuple(text for one in each for text in (*one.unstructured, one.addressed_account) if text),
        is_return=any(one.is_return for one in each),
        reason=first.reason if all(one.reason == first.reason for one in each) else "",
    )


def _batch_of(node: Node) -> int:
    """How many payments an entry without their details bundles, as far as the bank counts them."""
    count = node.value("NtryDtls/Btch/NbOfTxs", "Btch/NbOfTxs")
    return max(1, int(count)) if count.isascii() and count.isdecimal() and len(count) < 16 else 1


def _bank_code(node: Node) -> str:
    """The bank transaction code as `PMNT/RCDT/ESCT`, or the bank's own word."""
    domain = node.value("BkTxCd/Domn/Cd")
    if not domain:
        return node.value("BkTxCd/Prtry/Cd")
    return "/".join((domain, node.value("BkTxCd/Domn/Fmly/Cd"), node.value("BkTxCd/Domn/Fmly/SubFmlyCd")))


def _texts(node: Node, path: str) -> tuple[str, ...]:
    return tuple(found.text for found in node.all(path) if found.text)


def _known(reference: str) -> str:
    return reference if known_reference(reference) else ""


def _replaced(line: Line, **changes: object) -> Line:
    return msgspec.structs.replace(line, **changes)
