"""What banks write into :86: about one payment: German sub-fields (`?20SVWZ+...`), words between slashes, or free text.

The first is read through the `mt-940` library, the second here; a text that neither understands whole is kept as it is
written, so that a reference in it can be found. Nothing in it is ever an amount.
"""

import re
from typing import Final

import msgspec
from mt940 import processors, tags

from fairhold.bank.mt_field import CONTEXT
from fairhold.bank.statement import Party, known_reference

RETURN_CODES: Final = frozenset({"108", "109", "112", "159", "184", "185"})
"""German business transaction codes of payments that come back."""

_GERMAN: Final = re.compile(r"[0-9]{3}\?[0-9]{2}", re.ASCII)
_SUBFIELD: Final = re.compile(r"\?([0-9]{2})", re.ASCII)
_REASON: Final = re.compile(r"[A-Z]{2}[0-9]{2}", re.ASCII)
_NAMED: Final = frozenset({"10", "30", "31", "32", "33", "34"})
"""German sub-fields that are no purpose: the bank's own number, the other side, and why a payment came back."""
_SLASHED: Final = frozenset(
    [
        *("TRTP", "IBAN", "BIC", "NAME", "REMI", "EREF", "MARF", "CSID", "ORDP", "BENM", "RTRN", "CNTP", "PREF"),
        *("PURP", "SVCL", "ULTD", "ULTC", "ULTB", "ISDT", "ADDR", "KREF", "TRCD", "INIT", "OCMT", "CHGS", "EXCH"),
    ]
)
"""Keys of the form with slashes, as banks of the Netherlands and of SEPA transfers use them."""
_REMITTANCE: Final = re.compile(r"(?:USTD|STRD/CUR)/+")


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a payment. `texts` is what the payer could have written a reference into, `code` the bank's."""

    party: Party = Party()
    ultimate_name: str = ""
    end_to_end_id: str = ""
    customer_reference: str = ""
    texts: tuple[str, ...] = ()
    code: str = ""
    is_return: bool = False
    reason: str = ""


def details_of(text: str) -> Details:
    """The details in a text; its lines end in line feeds."""
    joined = text.replace("\n", "")
    if _GERMAN.match(joined):
        return _german(text, joined)
    words = _slashed(joined)
    return _of_words(words) if words else Details(texts=tuple(line for line in text.split("\n") if line.strip()))


def _german(text: str, joined: str) -> Details:
    tag = tags.TAG_BY_ID[86]
    data = tag.parse(CONTEXT, text)
    read = processors.transaction_details_post_processor(CONTEXT, tag, data, dict(data))
    found = {name: str(value).strip() for name, value in read.items() if value}
    code = found.get("transaction_code", joined[:3])
    return Details(
        party=Party(
            name=found.get("applicant_name", ""),
            account=found.get("applicant_iban", "") or found.get("gvc_applicant_iban", ""),
            bic=found.get("applicant_bin", "") or found.get("gvc_applicant_bin", ""),
        ),
        ultimate_name=found.get("deviate_applicant", "") or found.get("deviate_recipient", ""),
        end_to_end_id=_known(found.get("end_to_end_reference", "")),
        customer_reference=_known(found.get("customer_reference", "")),
        texts=_purpose(joined, found),
        code=code,
        is_return=code in RETURN_CODES,
        reason=found.get("return_debit_notes", ""),
    )


def _purpose(joined: str, found: dict[str, str]) -> tuple[str, ...]:
    """The purpose as the library tells it, and as it is written where that is more: it passes over text before the
    first keyword, sub-fields it does not know and those that come twice."""
    kept = [found[name] for name in ("purpose", "additional_purpose") if name in found]
    _, *rest = _SUBFIELD.split(joined)
    written: dict[str, str] = {}
    others: list[str] = []
    for place, value in zip(rest[::2], rest[1::2], strict=True):
        if "20" <= place <= "29" or "60" <= place <= "65":
            written[place] = written.get(place, "") + value
        elif place not in _NAMED:
            others.append(value)
    raw = "".join(written[place] for place in sorted(written))
    return tuple(dict.fromkeys(text.strip() for text in (*kept, raw, *others) if text.strip()))


def _slashed(text: str) -> dict[str, str]:
    """`/IBAN/NL.../NAME/...` as words by their key; empty when it does not begin like that. A key that comes twice
    keeps both."""
    begin, *pieces = text.split("/")
    if begin.strip() or not pieces or pieces[0] not in _SLASHED:
        return {}
    found: dict[str, list[str]] = {}
    key = ""
    for piece in pieces:
        if piece in _SLASHED:
            key = piece
            found.setdefault(key, [])
        else:
            found[key].append(piece)
    return {key: "/".join(values).strip("/ ") for key, values in found.items()}


def _of_words(words: dict[str, str]) -> Details:
    account, bic, name = words.get("IBAN", ""), words.get("BIC", ""), words.get("NAME", "")
    if "CNTP" in words:
        account, bic, name, *_ = (*words["CNTP"].split("/"), "", "", "")
    reason = _REASON.search(words.get("RTRN", ""))
    rest = [words[key] for key in sorted(words.keys() - _TAKEN) if words[key]]
    return Details(
        party=Party(name=name.strip(), account=account.strip(), bic=bic.strip()),
        ultimate_name=words.get("ULTD", "") or words.get("ULTC", ""),
        end_to_end_id=_known(words.get("EREF", "")),
        customer_reference=_known(words.get("KREF", "") or words.get("PREF", "")),
        texts=tuple(text for text in (_REMITTANCE.sub("", words.get("REMI", ""), count=1).strip("/ "), *rest) if text),
        is_return="RTRN" in words,
        reason=reason[0] if reason is not None else "",
    )


_TAKEN: Final = frozenset({"IBAN", "BIC", "NAME", "CNTP", "ULTD", "ULTC", "EREF", "KREF", "PREF", "REMI", "RTRN"})


def _known(reference: str) -> str:
    return reference if known_reference(reference) else ""
