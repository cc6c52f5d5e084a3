"""Writer of pain.001.001.09: the payouts, refunds and returns that we ask the bank to send.

The file is the same bytes for the same input, and its message id comes from the caller's own record, so that sending it
again is seen as a repetition by the bank (it answers DUPL and pays once). Whether money may leave is decided elsewhere.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime
from xml.etree.ElementTree import Element

import msgspec
from stdnum import bic, iban, iso11649

from fairhold.bank.document import Document, moment
from fairhold.bank.fault import PaymentError
from fairhold.bank.latin import is_identifier, latin
from fairhold.trade.money import AMOUNT_MAX_MINOR, EXPONENTS

TRANSFERS_MAX = 10_000
"""The most payments one file may hold."""
NAME_CHARS_MAX = 70
REMITTANCE_CHARS_MAX = 140

_LOOKS_LIKE_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_OTHER_ACCOUNT = re.compile(r"[A-Za-z0-9\-]{1,34}")


class Debtor(msgspec.Struct, frozen=True):
    """The account the money leaves from: its holder, an IBAN or plain account number, and the BIC of its bank."""

    name: str
    account: str
    bic: str = ""


class CreditTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """One payment: `amount` in minor units above zero, to an IBAN or (with a BIC) to a plain account number.

    `end_to_end_id` comes back on status reports and statement lines. Either `remittance` (140 characters) or an
    ISO 11649 `reference` tells the receiver what it is for, not both.
    """

    end_to_end_id: str
    amount: int
    currency: str
    creditor_name: str
    creditor_account: str
    creditor_bic: str = ""
    remittance: str = ""
    reference: str = ""


def message_id_of(*identity: str) -> str:
    """A message id of 34 characters that is always the same for the same identity, such as an outbox row's."""
    text = "".join(f"{len(part)}:{part}" for part in identity)
    return "FH" + hashlib.sha256(text.encode()).hexdigest()[:32].upper()


def block_id(message_id: str, currency: str) -> str:
    """The id of the block of one currency in a payment file."""
    return f"{message_id[:31]}-{currency}"


def write_payments(
    message_id: str, created_at: datetime, execute_on: date, debtor: Debtor, transfers: Sequence[CreditTransfer]
) -> bytes:
    """The payment file, with one block per currency. Raises PaymentError with the place of the first fault."""
    debtor = _checked_debtor(debtor)
    if not is_identifier(message_id):
        raise PaymentError("payment_identifier", "message_id", f"{message_id[:60]!r}")
    checked = _checked_transfers(transfers)
    document = Document("pain.001.001.09")
    body = document.add(document.root, "CstmrCdtTrfInitn")
    header = document.add(body, "GrpHdr")
    document.add(header, "MsgId", message_id)
    document.add(header, "CreDtTm", moment(created_at))
    _add_totals(document, header, checked)
    document.add(header, "InitgPty/Nm", debtor.name)
    for currency in sorted({transfer.currency for transfer in checked}):
        block = [transfer for transfer in checked if transfer.currency == currency]
        _add_block(document, body, block_id(message_id, currency), execute_on, debtor, block)
    return document.to_bytes()


def check_transfer(transfer: CreditTransfer, where: str = "transfer") -> CreditTransfer:
    """The payment as the bank will see it: names spelled in Latin, accounts without spaces.

    Raises PaymentError. Ask it when an account is given, not only when the money leaves.
    """
    if not is_identifier(transfer.end_to_end_id):
        raise PaymentError("payment_identifier", f"{where}/end_to_end_id", f"{transfer.end_to_end_id[:60]!r}")
    if transfer.currency not in EXPONENTS:
        raise PaymentError("payment_currency", f"{where}/currency", f"{transfer.currency[:20]!r} is not a currency")
    if not 0 < transfer.amount <= AMOUNT_MAX_MINOR:
        raise PaymentError("payment_amount", f"{where}/amount", f"{transfer.amount} minor units of {transfer.currency}")
    if transfer.remittance and transfer.reference:
        raise PaymentError("payment_reference", f"{where}/reference", "text and reference are both given")
    if transfer.reference and not iso11649.is_valid(transfer.reference):
        raise PaymentError("payment_reference", f"{where}/reference", f"{transfer.reference[:60]!r} fails its check")
    account = _checked_account(transfer.creditor_account, f"{where}/creditor_account")
    code = _checked_bic(transfer.creditor_bic, f"{where}/creditor_bic")
    if not code and not iban.is_valid(account):
        raise PaymentError(
            "payment_bic", f"{where}/creditor_bic", "an account that is not an IBAN needs the BIC of its bank"
        )
    return msgspec.structs.replace(
        transfer,
        creditor_name=_checked_text(transfer.creditor_name, NAME_CHARS_MAX, f"{where}/creditor_name"),
        creditor_account=account,
        creditor_bic=code,
        remittance=transfer.remittance
        and _checked_text(transfer.remittance, REMITTANCE_CHARS_MAX, f"{where}/remittance"),
        reference=iso11649.compact(transfer.reference),
    )


def _checked_transfers(transfers: Sequence[CreditTransfer]) -> list[CreditTransfer]:
    if not transfers:
        raise PaymentError("payment_file_empty", "transfers", "no payment is given")
    if len(transfers) > TRANSFERS_MAX:
        raise PaymentError("payment_file_too_many", "transfers", f"{len(transfers)} payments, at most {TRANSFERS_MAX}")
    seen: set[str] = set()
    checked = []
    for index, transfer in enumerate(transfers):
        where = f"transfers/{index}"
        checked.append(check_transfer(transfer, where))
        if transfer.end_to_end_id in seen:
            raise PaymentError("payment_identifier_repeated", f"{where}/end_to_end_id", repr(transfer.end_to_end_id))
        seen.add(transfer.end_to_end_id)
    return checked


def _checked_debtor(debtor: Debtor) -> Debtor:
    return Debtor(
        name=_checked_text(debtor.name, NAME_CHARS_MAX, "debtor/name"),
        account=_checked_account(debtor.account, "debtor/account"),
        bic=_checked_bic(debtor.bic, "debtor/bic"),
    )


def _checked_text(text: str, chars_max: int, where: str) -> str:
    plain = latin(text)
    if plain is None:
        raise PaymentError("payment_characters", where, f"{text[:80]!r} has characters that banks do not carry")
    if not 0 < len(plain) <= chars_max:
        raise PaymentError("payment_text_length", where, f"{len(plain)} characters, 1 to {chars_max} are carried")
    return plain


def _checked_account(account: str, where: str) -> str:
    compact = account.replace(" ", "")
    upper = compact.upper()
    if iban.is_valid(upper):
        return upper
    if _LOOKS_LIKE_IBAN.fullmatch(upper):
        raise PaymentError("payment_account", where, f"{account[:60]!r} fails the checks of an IBAN")
    if not _OTHER_ACCOUNT.fullmatch(compact):
        raise PaymentError("payment_account", where, f"{account[:60]!r} is not an account number")
    return compact


def _checked_bic(code: str, where: str) -> str:
    if code and not bic.is_valid(code):
        raise PaymentError("payment_bic", where, f"{code[:60]!r} is not a BIC")
    return str(bic.compact(code))


def _add_block(
    document: Document, body: Element, block_id: str, execute_on: date, debtor: Debtor, block: list[CreditTransfer]
) -> None:
    currency = block[0].currency
    in_sepa = currency == "EUR" and all(iban.is_valid(each.creditor_account) for each in block)
    payment = document.add(body, "PmtInf")
    document.add(payment, "PmtInfId", block_id)
    document.add(payment, "PmtMtd", "TRF")
    document.add(payment, "BtchBookg", "false")
    _add_totals(document, payment, block)
    if in_sepa:
        document.add(payment, "PmtTpInf/SvcLvl/Cd", "SEPA")
    document.add(payment, "ReqdExctnDt/Dt", execute_on.isoformat())
    document.add(payment, "Dbtr/Nm", debtor.name)
    account = document.add(payment, "DbtrAcct")
    _add_account(document, account, debtor.account)
    document.add(account, "Ccy", currency)
    agent = document.add(payment, "DbtrAgt/FinInstnId")
    if debtor.bic:
        document.add(agent, "BICFI", debtor.bic)
    else:
        document.add(agent, "Othr/Id", "NOTPROVIDED")
    document.add(payment, "ChrgBr", "SLEV" if in_sepa else "SHAR")
    for transfer in block:
        _add_transfer(document, payment, transfer)


def _add_transfer(document: Document, payment: Element, transfer: CreditTransfer) -> None:
    single = document.add(payment, "CdtTrfTxInf")
    document.add(single, "PmtId/EndToEndId", transfer.end_to_end_id)
    document.add_amount(document.add(single, "Amt"), "InstdAmt", transfer.amount, transfer.currency)
    document.add_text(single, "CdtrAgt/FinInstnId/BICFI", transfer.creditor_bic)
    document.add(single, "Cdtr/Nm", transfer.creditor_name)
    _add_account(document, document.add(single, "CdtrAcct"), transfer.creditor_account)
    document.add_text(single, "RmtInf/Ustrd", transfer.remittance)
    if transfer.reference:
        creditor_reference = document.add(single, "RmtInf/Strd/CdtrRefInf")
        kind = document.add(creditor_reference, "Tp")
        document.add(kind, "CdOrPrtry/Cd", "SCOR")
        document.add(kind, "Issr", "ISO")
        document.add(creditor_reference, "Ref", transfer.reference)


def _add_totals(document: Document, parent: Element, transfers: list[CreditTransfer]) -> None:
    document.add(parent, "NbOfTxs", str(len(transfers)))
    document.add(parent, "CtrlSum", _control_sum(transfers))


def _control_sum(transfers: list[CreditTransfer]) -> str:
    """The sum of the amounts as written, whatever their currencies: a check on the file, not on money."""
    places = max(EXPONENTS[transfer.currency] for transfer in transfers)
    total = sum(transfer.amount * 10 ** (places - EXPONENTS[transfer.currency]) for transfer in transfers)
    whole, part = divmod(total, 10**places)
    return f"{whole}.{part:0{places}d}" if places else str(whole)


def _add_account(document: Document, parent: Element, number: str) -> None:
    document.add(parent, "Id/IBAN" if iban.is_valid(number) else "Id/Othr/Id", number)
