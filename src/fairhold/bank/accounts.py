"""Account numbers in what people write: which there are, and whether each is ours (PP7, PP8).

Fraud with a changed bank account begins with a number in a message. Found are IBANs, numbers behind a word for
account, payment cards, wallets, PayPal names, and our own order accounts and references. A number counts only if its
check digits hold or a word says what it is, so that order numbers, days and telephone numbers stay what they are.
Nothing is looked up: a number that reads well may belong to anybody.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Final, Literal, NamedTuple

import msgspec
from stdnum import bitcoin, iban, luhn

from fairhold.bank.keccak import with_checksum
from fairhold.bank.numbers import account_number, order_of_account, order_of_reference, reference
from fairhold.trade.card import MASKED
from fairhold.trade.money import EXPONENTS

TEXT_MAX: Final = 100_000
"""Characters that are searched; what stands behind them is not."""
FOUND_MAX: Final = 200
"""Numbers that are reported of one text."""

Kind = Literal["iban", "order_account", "reference", "account", "card", "bitcoin", "ethereum", "tron", "paypal"]
Verdict = Literal["ours", "one_sign_off", "not_ours"]

KINDS: Final[dict[Kind, str]] = {
    "iban": "IBAN",
    "order_account": "Account of an order",
    "reference": "Reference of an order",
    "account": "Account number",
    "card": "Payment card",
    "bitcoin": "Bitcoin wallet",
    "ethereum": "Ethereum wallet",
    "tron": "TRON wallet",
    "paypal": "PayPal name",
}
"""Every kind of number, in words."""


class Ours(msgspec.Struct, frozen=True):
    """What is ours: trust accounts, the prefix of order accounts, and the order whose numbers are the right ones (0 if
    any order's will do).
    """

    accounts: tuple[str, ...]
    prefix: str
    order: int = 0

    def of(self, order: int) -> "Ours":
        """The same, for one order."""
        return Ours(self.accounts, self.prefix, order)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that one sign may be wrong of: the trust accounts and the order's own."""
        own = (account_number(self.order, self.prefix), reference(self.order)) if self.order else ()
        return (*self.accounts, *own)


def trust_accounts(text: str) -> dict[str, str]:
    """The trust accounts by currency, of the setting `EUR:DE02..., USD:GB33...`. Raises ValueError with the part that
    is not a currency and an account, or whose currency stands twice.
    """
    accounts: dict[str, str] = {}
    for part in text.split(","):
        currency, separator, account = part.strip().partition(":")
        if not separator or currency not in EXPONENTS or not account.strip() or currency in accounts:
            raise ValueError(part.strip())
        accounts[currency] = account.replace(" ", "")
    return accounts


def ours_of(trust: str, prefix: str) -> Ours:
    """What is ours by the settings `trust_accounts` and `account_prefix`. Raises ValueError as `trust_accounts`."""
    return Ours(tuple(trust_accounts(trust).values()), prefix)


class Found(msgspec.Struct, frozen=True):
    """A number in a text: what it is, whose, and where it stands. Of a payment card `shown` has the last four digits
    only.
    """

    kind: Kind
    verdict: Verdict
    shown: str
    start: int
    end: int


_WORD: Final = re.compile(r"[0-9A-Za-z]+")
_IBAN: Final = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}[0-9]{2}(?:[ .\-]?[0-9A-Z]){11,30}(?![0-9A-Za-z])")
_REFERENCE: Final = re.compile(r"(?<![0-9A-Za-z])RF(?:[ .\-]?[0-9]){21}(?![0-9])", re.IGNORECASE)
_DIGITS: Final = re.compile(r"(?<![0-9A-Za-z])[0-9](?:[ .\-]?[0-9]){11,33}(?![0-9A-Za-z])")
_NAMED: Final = re.compile(
    r"(?:(?<![a-z])(?:account|acct|a/c|iban|konto(?:nummer)?|cuenta|compte)(?: (?:no|number|nr))?|账号|帐号|账户|卡号)"
    r"[ .:#=：]{0,4}([0-9](?:[ .\-]?[0-9]){5,33})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_WALLET: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:0x[0-9a-fA-F]{40}|[13T][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[0-9a-z]{11,71})(?![0-9A-Za-z])"
)
_WALLET_NAMED: Final = re.compile(r"wallet|ethereum|(?<![a-z])eth(?![a-z])|erc-?20|usd[ct]|crypto|钱包", re.IGNORECASE)
_WALLET_WORD_WITHIN: Final = 60
"""Signs before an Ethereum address in which a word may say that it is one."""
CHECKSUMS_MAX: Final = 200
"""Ethereum addresses of one text whose checksum is computed; the ones behind them count unchecked."""
_PAYPAL: Final = re.compile(
    r"paypal\.me/[A-Za-z0-9_]{1,40}"
    r"|paypal[ :=]{1,4}(?:to |id |account )?[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}",
    re.IGNORECASE,
)
_CARD_LENGTHS: Final = frozenset(range(13, 20))
_CARD_BEGINNINGS: Final = "3456"
_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TRON_CHARACTERS: Final = 34
_SEPARATORS: Final = re.compile(r"[ .\-]")


def find(text: str, ours: Ours) -> tuple[Found, ...]:
    """Every account number in a text, in its order; where two overlap, the first of `KINDS` counts."""
    searched = text[:TEXT_MAX]
    taken: list[Found] = []
    for search in (_order_numbers, _ibans, _near, _cards, _wallets, _paypal, _named):
        for found in search(searched, ours):
            if all(found.end <= one.start or one.end <= found.start for one in taken):
                taken.append(found)
    return tuple(sorted(taken, key=lambda one: one.start)[:FOUND_MAX])


def _order_numbers(text: str, ours: Ours) -> Iterator[Found]:
    for match in _DIGITS.finditer(text):
        order = order_of_account(match[0], ours.prefix)
        if order is not None:
            yield _at("order_account", _of_order(order, ours), match)
    for match in _REFERENCE.finditer(text):
        order = order_of_reference(match[0])
        if order is not None:
            yield _at("reference", _of_order(order, ours), match)


def _of_order(order: int, ours: Ours) -> Verdict:
    """Another order's number is well-formed, but money sent to it would be another order's."""
    return "ours" if ours.order in (0, order) else "not_ours"


def _ibans(text: str, ours: Ours) -> Iterator[Found]:
    for match in _IBAN.finditer(text):
        compact, end = _longest_iban(match[0])
        if compact:
            verdict: Verdict = "ours" if compact in ours.accounts else "not_ours"
            if verdict == "not_ours" and _one_sign_off(compact, ours):
                verdict = "one_sign_off"
            yield Found("iban", verdict, compact, match.start(), match.start() + end)


def _longest_iban(text: str) -> tuple[str, int]:
    """The longest valid IBAN that a text begins with, cut where its groups end, and where it ends; a word in capitals
    may follow one. Nothing and 0 if there is none.
    """
    ends = [len(text), *(gap.start() for gap in reversed(list(_SEPARATORS.finditer(text))))]
    for end in ends:
        compact = _compact(text[:end])
        if iban.is_valid(compact, check_country=False):
            return compact, end
    return "", 0


def _near(text: str, ours: Ours) -> Iterator[Found]:
    """Numbers that were meant to be ours, or made to look so: one sign changed, missing, more, or two exchanged."""
    joined = _joined(text)
    alike = {where: joined.signs[slice(*where)] for number in ours.numbers for where in _alike(joined, number.upper())}
    verdicts: dict[str, Verdict] = {
        signs: "ours" if signs in ours.accounts else "one_sign_off"
        for signs in set(alike.values())
        if signs in ours.accounts or _one_sign_off(signs, ours)
    }
    said: tuple[Verdict, ...] = ("ours", "one_sign_off")  # a word beside one of ours is no sign more
    for verdict in said:
        yield from (joined.at(verdict, text, *at) for at, signs in alike.items() if verdicts.get(signs) == verdict)


class _Joined(NamedTuple):
    """A text without its separators, in capitals: what stands further apart than by one has a line break between. At
    which of its signs words begin and end, and where that is in the text.
    """

    signs: str
    begins: dict[int, int]
    ends: dict[int, int]

    def at(self, verdict: Verdict, text: str, start: int, end: int) -> Found:
        """The account that stands there."""
        where = self.begins[start], self.ends[end]
        return Found("account", verdict, text[slice(*where)], *where)


def _joined(text: str) -> _Joined:
    parts: list[str] = []
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    place = before = 0
    for match in _WORD.finditer(text):
        if parts and _SEPARATORS.fullmatch(text, before, match.start()) is None:
            parts.append("\n")
            place += 1
        begins[place] = match.start()
        parts.append(match[0].upper())
        place, before = place + len(match[0]), match.end()
        ends[place] = before
    return _Joined("".join(parts), begins, ends)


def _alike(joined: _Joined, number: str) -> Iterator[tuple[int, int]]:
    """From where to where whole words begin or end as a number does, and have as many signs, one fewer or one more: one
    wrong sign, or two exchanged, leave its beginning or its end as it is.
    """
    part = len(number) // 3
    for begin in _places(joined.signs, number[:part]):
        if begin in joined.begins:
            yield from (
                (begin, begin + n) for n in (len(number) - 1, len(number), len(number) + 1) if begin + n in joined.ends
            )
    for place in _places(joined.signs, number[-part:]):
        end = place + part
        if end in joined.ends:
            yield from (
                (end - n, end) for n in (len(number) - 1, len(number), len(number) + 1) if end - n in joined.begins
            )


def _places(text: str, part: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)


def _cards(text: str, ours: Ours) -> Iterator[Found]:
    shaped = [match.span() for match in _IBAN.finditer(text)]  # a mistyped IBAN is no card
    for match in _DIGITS.finditer(text):
        if any(start <= match.start() and match.end() <= end for start, end in shaped):
            continue
        digits = _compact(match[0])
        if len(digits) in _CARD_LENGTHS and digits[0] in _CARD_BEGINNINGS and luhn.is_valid(digits):
            yield Found("card", "not_ours", f"... {digits[-4:]}", match.start(), match.end())
    for match in MASKED.finditer(text):  # as messages are kept
        yield Found("card", "not_ours", f"... {_compact(match[0])[-4:]}", match.start(), match.end())


def _wallets(text: str, ours: Ours) -> Iterator[Found]:
    checks = 0
    for match in _WALLET.finditer(text):
        if match[0].startswith("0x"):
            checks += 1
            if checks > CHECKSUMS_MAX or _is_ethereum(match[0]) or _is_named_wallet(match):
                yield _at("ethereum", "not_ours", match)
        elif match[0].startswith("T"):
            if _is_tron(match[0]):
                yield _at("tron", "not_ours", match)
        elif bitcoin.is_valid(match[0]):
            yield _at("bitcoin", "not_ours", match)


def _is_ethereum(text: str) -> bool:
    """Whether its capitals are those of its checksum (EIP-55); in small or capital letters alone it has none."""
    digits = text[2:]
    return digits in (digits.lower(), digits.upper()) or text == with_checksum(text)


def _is_named_wallet(match: re.Match[str]) -> bool:
    """Whether a word before it says what it is: money can be sent to it whatever its capitals are."""
    before = match.string[max(0, match.start() - _WALLET_WORD_WITHIN) : match.start()]
    return _WALLET_NAMED.search(before) is not None


def _is_tron(text: str) -> bool:
    """Whether a text is a TRON address: base58 of a byte 0x41, 20 bytes, and four of their double SHA-256."""
    if len(text) != TRON_CHARACTERS:
        return False
    number = 0
    for sign in text:
        number = number * 58 + _BASE58.index(sign)
    if number.bit_length() > 200:
        return False
    data = number.to_bytes(25)
    return data[0] == 0x41 and sha256(sha256(data[:21]).digest()).digest()[:4] == data[21:]


def _paypal(text: str, ours: Ours) -> Iterator[Found]:
    for match in _PAYPAL.finditer(text):
        yield _at("paypal", "not_ours", match)


def _named(text: str, ours: Ours) -> Iterator[Found]:
    for match in _NAMED.finditer(text):
        yield Found("account", "not_ours", match[1], match.start(1), match.end(1))


def _at(kind: Kind, verdict: Verdict, match: re.Match[str]) -> Found:
    return Found(kind, verdict, match[0], match.start(), match.end())


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", text).upper()


def _one_sign_off(compact: str, ours: Ours) -> bool:
    return any(off_by_one(compact, number.upper()) for number in ours.numbers)


def off_by_one(one: str, other: str) -> bool:
    """Whether two texts differ in one sign: another, one more, one fewer, or two neighbours exchanged."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    left, right = one[same:], other[same:]
    if len(left) == len(right):
        exchanged = len(left) > 1 and left[0] == right[1] and left[1] == right[0] and left[2:] == right[2:]
        return left[1:] == right[1:] or exchanged
    return left[1:] == right if len(left) > len(right) else left == right[1:]
