"""What can be wrong with a bank file: one exception for files read, one for payments to be written, and their codes.

A file is believed whole or not at all, so the first fault ends the reading. The codes are wire words: they are in the
docs and never change their meaning.
"""

from types import MappingProxyType

from fairhold.faults import Malformed

ERRORS = MappingProxyType(
    {
        "statement_too_large": "The file holds more bytes than a statement may have.",
        "statement_not_xml": "The file is not well-formed XML.",
        "statement_dtd": "The file carries a document type, which bank files do not have and which we never read.",
        "statement_too_deep": "The elements are nested deeper than any statement needs.",
        "statement_text_too_long": "One text or attribute is longer than any field of a statement.",
        "statement_too_many_elements": "One entry, or all outside of entries, has more elements than are held at once.",
        "statement_account_foreign": "The account of the statement is not a trust account of this house.",
        "statement_not_camt": "The file is XML, but no camt.053 statement, camt.052 report or camt.054 notification.",
        "statement_version_unknown": "The file is a camt or SWIFT message of a version or type that is not read.",
        "statement_empty": "The message holds no statement or notification.",
        "statement_too_many_lines": "The file holds more entries and payments than a file may have.",
        "statement_field_missing": "An element that the reading needs is missing or empty.",
        "statement_date": "A date or a date with time is not one, or no bank can mean it.",
        "statement_number": "A sequence number is not a whole number.",
        "statement_direction": "A credit or debit indicator is neither CRDT nor DBIT.",
        "statement_currency": "A currency is not an ISO 4217 code that is known here.",
        "statement_currency_mixed": "An amount is in another currency than the account.",
        "statement_amount": "An amount is not a plain decimal number.",
        "statement_amount_too_large": "An amount is larger than money is counted here.",
        "statement_amount_negative": "An amount carries a minus sign; direction is told by CRDT and DBIT only.",
        "statement_amount_decimals": "An amount has more decimals than its currency.",
        "statement_no_opening_balance": "A statement has no opening booked balance (OPBD or PRCD).",
        "statement_no_closing_balance": "A statement has no closing booked balance (CLBD).",
        "statement_unknown_format": "The file is neither XML nor SWIFT text nor a bundle of such files.",
        "statement_text_outside": "Text of a SWIFT file belongs to no field of a message.",
        "statement_tag_unknown": "A SWIFT message has a field that no statement has.",
        "statement_field_malformed": "A field of a SWIFT message does not have the form of its tag.",
        "statement_field_repeated": "A field that a SWIFT message has once comes twice.",
        "statement_field_misplaced": "A field of a SWIFT message stands where it cannot stand.",
        "statement_sum_mismatch": "The sums that an interim report tells are not those of its entries.",
        "statement_bundle_broken": "A gzip or zip file cannot be unpacked, or is packed in a way that is not read.",
        "statement_bundle_too_large": "A bundle holds more files, or more once unpacked, than is read.",
        "statement_balance_repeated": "A statement gives the same balance twice with different figures.",
        "statement_balance_mismatch": "Opening balance + credits - debits is not the closing balance.",
        "report_too_large": "The file holds more bytes than a status report may have.",
        "report_not_xml": "The file is not well-formed XML.",
        "report_dtd": "The file carries a document type, which bank files do not have and which we never read.",
        "report_too_deep": "The elements are nested deeper than any status report needs.",
        "report_text_too_long": "One text or attribute is longer than any field of a status report.",
        "report_too_many_elements": "The file has more elements than are held at once.",
        "report_not_pain002": "The file is XML, but not a pain.002 status report.",
        "report_not_camt029": "The file is XML, but not a camt.029 resolution.",
        "report_version_unknown": "The file is a pain.002 or camt.029 of a version that is not read.",
        "report_field_missing": "An element that the reading needs is missing or empty.",
        "report_status": "A payment status is not one of the ISO 20022 words that are known here.",
        "payment_file_empty": "There is nothing to pay.",
        "payment_file_too_many": "The file would hold more payments than one file may have.",
        "payment_identifier": "An identifier is empty, longer than 35 characters or outside the bank characters.",
        "payment_identifier_repeated": "Two payments of one file carry the same end-to-end id.",
        "payment_characters": "A text has characters that banks do not carry and that have no agreed Latin spelling.",
        "payment_text_length": "A text is empty or longer than the bank carries.",
        "payment_account": "A creditor or debtor account is neither a valid IBAN nor a plain account number.",
        "payment_bic": "A BIC is not one.",
        "payment_currency": "A currency is not an ISO 4217 code that is known here.",
        "payment_amount": "An amount is not above zero or larger than money is counted here.",
        "payment_reference": "A creditor reference fails its check digits, or text and reference are both given.",
    }
)
"""Every code of this room, with its meaning in one sentence."""


class StatementError(Malformed):
    """A file from the bank that cannot be believed, and the first place where that shows.

    `line` counts from 1 in the file (0 when the fault is not at a line), `pointer` is an XPath such as
    `/Document/BkToCstmrStmt/Stmt[1]/Ntry[3]/Amt`. Nothing of the file may be used.
    """

    def __init__(self, code: str, line: int, pointer: str, detail: str) -> None:
        super().__init__(code, line, pointer, detail)
        self.code = code
        self.line = line
        self.pointer = pointer
        self.detail = detail

    @property
    def where(self) -> str:
        """The place as people read it: `line 12, /Document/...`."""
        return f"line {self.line}, {self.pointer}" if self.line else self.pointer

    def __str__(self) -> str:
        return f"{self.code} at {self.where}: {self.detail}"


class PaymentError(Exception):
    """A payment that cannot be written for the bank; `where` points into the input, such as `transfers/2/bic`."""

    def __init__(self, code: str, where: str, detail: str) -> None:
        super().__init__(code, where, detail)
        self.code = code
        self.where = where
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code} at {self.where}: {self.detail}"
