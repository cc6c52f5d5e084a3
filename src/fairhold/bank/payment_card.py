"""The payment card of an order: where to pay what, with words and a link that a forgery has not (PP7, S39).

The words are read aloud over the telephone: four of a list of 256, taken from a hash of account, reference, amount and
currency, so that any other account has other words but once in four thousand million. The link carries the order, the
amount and a keyed hash; whoever follows it is shown what the genuine card says, and no party. The code for cameras
(QR) is a SEPA credit transfer by EPC069-12 where the money is euro and the trust account an IBAN, and plain lines
anywhere else. Pure: nothing here knows whether the order exists.
"""

import base64
import binascii
import hmac
from hashlib import sha256
from importlib import resources
from typing import Final, Protocol

import msgspec
from stdnum import iban

from fairhold.bank.accounts import trust_accounts
from fairhold.bank.numbers import account_number, printed_reference, reference
from fairhold.trade.ids import ID_MAX
from fairhold.trade.money import show

WORDS: Final = tuple(resources.files(__package__).joinpath("check_words.txt").read_text("utf-8").split())
"""The 256 words; their order never changes, for printed cards would not match any more."""
WORDS_SHOWN: Final = 4
MAC_BYTES: Final = 10
CODE_CHARACTERS_MAX: Final = 60
"""The longest code that is looked at."""
EPC_AMOUNT_MAX: Final = 99_999_999_999
"""The largest amount of a SEPA code, in cents."""
EPC_NAME_MAX: Final = 70
_PURPOSE: Final = b"fairhold payment card 1"


class Payee(msgspec.Struct, frozen=True):
    """Who takes the money: holder, bank and trust account of the currency (empty if there is none), the digits that
    account numbers begin with, and the address under which people reach the pages.
    """

    holder: str
    bic: str
    trust_account: str
    prefix: str
    base_url: str


class Genuine(msgspec.Struct, frozen=True):
    """What the genuine card of a payment says; the amount in minor units."""

    account: str
    reference: str
    amount: int
    currency: str
    words: tuple[str, ...]


class PaymentCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card: what is paid (`milestone` in words), to whom, the words, the text of the camera's code, and the link."""

    holder: str
    account: str
    iban: str
    bic: str
    reference: str
    printed_reference: str
    milestone: str
    amount: int
    currency: str
    words: tuple[str, ...]
    scan: str
    link: str


class Installed(Protocol):
    """What the settings of an installation say of its trust accounts."""

    @property
    def trust_name(self) -> str: ...
    @property
    def trust_bic(self) -> str: ...
    @property
    def trust_accounts(self) -> str: ...
    @property
    def account_prefix(self) -> str: ...
    @property
    def base_url(self) -> str: ...


def payee_of(settings: Installed, currency: str) -> Payee:
    """Who takes order payments of a currency by the settings. Raises ValueError as `trust_accounts`."""
    account = trust_accounts(settings.trust_accounts).get(currency, "")
    return Payee(settings.trust_name, settings.trust_bic, account, settings.account_prefix, settings.base_url)


def card_of(order: int, milestone: str, amount: int, currency: str, payee: Payee, secret: bytes) -> PaymentCard:
    """The card of a payment for an order; `secret` is the installation's. Raises ValueError as `account_number`."""
    said = genuine(order, amount, currency, payee.prefix)
    link = f"{payee.base_url.rstrip('/')}/verify/{code_of(order, amount, currency, secret)}"
    account = payee.trust_account if iban.is_valid(payee.trust_account, check_country=False) else ""
    return PaymentCard(
        holder=payee.holder,
        account=said.account,
        iban=account,
        bic=payee.bic,
        reference=said.reference,
        printed_reference=printed_reference(order),
        milestone=milestone,
        amount=amount,
        currency=currency,
        words=said.words,
        scan=_scan(said, account, payee, link),
        link=link,
    )


def genuine(order: int, amount: int, currency: str, prefix: str) -> Genuine:
    """What the genuine card of this payment says."""
    account, name = account_number(order, prefix), reference(order)
    return Genuine(account, name, amount, currency, check_words(account, name, amount, currency))


def check_words(account: str, name: str, amount: int, currency: str) -> tuple[str, ...]:
    """The words of a card; `name` is the reference."""
    digest = sha256("|".join((account, name, str(amount), currency)).encode()).digest()
    return tuple(WORDS[byte] for byte in digest[:WORDS_SHOWN])


def code_of(order: int, amount: int, currency: str, secret: bytes) -> str:
    """The code of the card's link: order, amount and currency with a keyed hash, in small letters and digits."""
    body = order.to_bytes(8) + amount.to_bytes(8) + currency.encode("ascii")
    return base64.b32encode(body + _mac(body, secret)).decode().rstrip("=").lower()


def read_code(code: str, secret: bytes, prefix: str) -> Genuine | None:
    """What the card behind a code says, or None for a code that this installation never gave out."""
    if not code or len(code) > CODE_CHARACTERS_MAX or not code.isascii():
        return None
    try:
        data = base64.b32decode(code.upper() + "=" * (-len(code) % 8))
    except binascii.Error:
        return None
    body, mac = data[:-MAC_BYTES], data[-MAC_BYTES:]
    if len(body) != 19 or not hmac.compare_digest(mac, _mac(body, secret)):
        return None
    order, amount, currency = int.from_bytes(body[:8]), int.from_bytes(body[8:16]), body[16:].decode("ascii")
    if not 0 < order <= ID_MAX:
        return None
    return genuine(order, amount, currency, prefix)


def _mac(body: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, _PURPOSE + body, "sha256")[:MAC_BYTES]


def _scan(said: Genuine, account: str, payee: Payee, link: str) -> str:
    if said.currency == "EUR" and account and 0 < said.amount <= EPC_AMOUNT_MAX:
        euros, cents = divmod(said.amount, 100)
        lines = ("BCD", "002", "1", "SCT", payee.bic, payee.holder[:EPC_NAME_MAX], account, f"EUR{euros}.{cents:02}")
        return "\n".join((*lines, "", said.reference))
    amount = show(said.amount, said.currency)
    return "\n".join((f"Pay {amount}", payee.holder, f"Account {said.account}", f"Reference {said.reference}", link))
