"""Writer of camt.055.001.08: asking the bank to fetch back one payment that a pain.001 of ours had ordered.

The same bytes for the same input, like the payment file (`pain001.py`), so that asking twice is seen as a repetition.
"""

from datetime import datetime
from typing import Final, Literal

import msgspec

from fairhold.bank.document import Document, moment
from fairhold.bank.fault import PaymentError
from fairhold.bank.latin import is_identifier, latin
from fairhold.bank.pain001 import Debtor, block_id

Cause = Literal["twice", "fraud", "mistake"]

_CODES: Final[dict[Cause, str]] = {"twice": "DUPL", "fraud": "FRAD", "mistake": "CUST"}
"""ISO 20022 cancellation reasons: a duplicate, fraud, asked for by the customer."""
REASON_CHARS_MAX: Final = 105


class Recall(msgspec.Struct, frozen=True, kw_only=True):
    """The payment to fetch back: `payment_file` is the message id of the pain.001 that it travelled in, the amount is
    in minor units.
    """

    payment_file: str
    end_to_end_id: str
    amount: int
    currency: str
    cause: Cause
    reason: str


def write_recall(message_id: str, created_at: datetime, debtor: Debtor, recall: Recall) -> bytes:
    """The request. Raises PaymentError for an id that banks do not carry; of a reason that they do not carry only the
    code is written.
    """
    for name, text in (("message_id", message_id), ("end_to_end_id", recall.end_to_end_id)):
        if not is_identifier(text):
            raise PaymentError("payment_identifier", name, f"{text[:60]!r}")
    document = Document("camt.055.001.08")
    body = document.add(document.root, "CstmrPmtCxlReq")
    assignment = document.add(body, "Assgnmt")
    document.add(assignment, "Id", message_id)
    document.add(assignment, "Assgnr/Pty/Nm", debtor.name)
    bank = document.add(assignment, "Assgne/Agt/FinInstnId")
    if debtor.bic:
        document.add(bank, "BICFI", debtor.bic)
    else:
        document.add(bank, "Othr/Id", "NOTPROVIDED")
    document.add(assignment, "CreDtTm", moment(created_at))
    document.add(body, "CtrlData/NbOfTxs", "1")
    original = document.add(body, "Undrlyg/OrgnlPmtInfAndCxl")
    document.add(original, "OrgnlPmtInfId", block_id(recall.payment_file, recall.currency))
    file = document.add(original, "OrgnlGrpInf")
    document.add(file, "OrgnlMsgId", recall.payment_file)
    document.add(file, "OrgnlMsgNmId", "pain.001.001.09")
    payment = document.add(original, "TxInf")
    document.add(payment, "CxlId", message_id)
    document.add(payment, "OrgnlEndToEndId", recall.end_to_end_id)
    document.add_amount(payment, "OrgnlInstdAmt", recall.amount, recall.currency)
    why = document.add(payment, "CxlRsnInf")
    document.add(why, "Rsn/Cd", _CODES[recall.cause])
    document.add_text(why, "AddtlInf", (latin(recall.reason) or "")[:REASON_CHARS_MAX])
    return document.to_bytes()
