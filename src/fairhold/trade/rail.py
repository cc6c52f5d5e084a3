"""Rails: the ways in which money reaches an order's account, each a row of figures in the policy (4.3, S41-S45).

A row says who may use the rail, in which currencies, up to what, what it costs, how long it takes and how long it can
be taken back. There are five kinds; an operator changes a row, takes one away, or adds one of these kinds under a
name of its own (`sepa` of the kind `telegraphic_transfer`). What follows from a row for one payment is said by the
room `rails`; anything that is no row here is not protected (S38). Limits are in USD and checked at the rate of the
day (A9).
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, get_args

import msgspec
from msgspec import Meta, field

from fairhold.trade.figure import CountryCode, CurrencyCode, Described, MinorUnits, choice, described, number
from fairhold.trade.money import EXPONENTS, Money

TRANSFER_CURRENCIES: Final = ("AUD", "CAD", "CNY", "EUR", "GBP", "HKD", "JPY", "SGD", "USD")
"""The nine currencies of S44."""

FEE_BANDS_MAX: Final = 20
RAILS_MAX: Final = 20
"""The most rows that a policy may have."""

RailName = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,39}(?!\n)$")]
"""The word that a rail is asked for by."""


class FeeBand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """What a payment costs up to and with `up_to_minor` (None: any amount), in minor units of its currency.

    `least_minor` and `most_minor` differ where a figure is only an estimate.
    """

    up_to_minor: MinorUnits | None = None
    least_minor: MinorUnits
    most_minor: MinorUnits


def flat(minor: int, up_to_minor: int | None = None) -> FeeBand:
    """A band with one figure."""
    return FeeBand(up_to_minor=up_to_minor, least_minor=minor, most_minor=minor)


_TRANSFER_ESTIMATES: Final[dict[str, tuple[FeeBand, ...]]] = {
    currency: (FeeBand(least_minor=least, most_minor=most),)
    for currency, least, most in (
        ("AUD", 3_000, 7_500),
        ("CAD", 2_500, 7_000),
        ("CNY", 15_000, 35_000),
        ("EUR", 2_000, 5_000),
        ("GBP", 1_500, 4_000),
        ("HKD", 15_000, 40_000),
        ("JPY", 3_000, 7_500),
        ("SGD", 2_500, 6_500),
        ("USD", 2_000, 5_000),
    )
}
"""S44 has 20 to 50 USD; the others are of the same order in round figures (P)."""

_WESTERN_UNION_FEES: Final[tuple[FeeBand, ...]] = (
    flat(490, 5_000),
    flat(800, 10_000),
    flat(1_000, 25_000),
    flat(1_200, 50_000),
    flat(1_500, 75_000),
    flat(1_800, 100_000),
    FeeBand(least_minor=1_800, most_minor=5_000),
)
"""O42 to 1,000 USD. What a larger sum costs the source does not say: an estimate, no less and up to a bank's (P)."""


def _working_days(source: str, meaning: str) -> Meta:
    return number("working days", 0, 60, source, meaning)


def _usd(source: str, meaning: str) -> Meta:
    return number("minor units of USD", 0, 100_000_000, source, meaning)


Title = Annotated[str, Meta(min_length=1, max_length=60), choice("S37", "What people call it.", "words")]
Currencies = Annotated[
    tuple[CurrencyCode, ...],
    Meta(min_length=1, max_length=60),
    choice("S41-S45", "The currencies it takes.", "list"),
]
Countries = Annotated[
    tuple[CountryCode, ...], choice("S43, S45", "Where the buyer's account is; none: anywhere.", "list")
]
PaymentsMax = Annotated[
    int, number("payments", 0, 1_000, "A10", "How many payments of it one milestone may have; 0: any number.")
]
SupplierCap = Annotated[
    int, _usd("S48, SC16", "The largest payment if the supplier named no cap of its own; 0: any amount.")
]
Fees = Annotated[
    dict[CurrencyCode, Annotated[tuple[FeeBand, ...], Meta(min_length=1, max_length=FEE_BANDS_MAX)]],
    choice("S41-S45, A8, A11, O42", "What the buyer pays on top, by currency and amount.", "minor units by currency"),
]
ArrivalLeast = Annotated[int, _working_days("S41-S45", "It arrives this many working days later at the earliest.")]
ArrivalMost = Annotated[int, _working_days("S41-S45", "And this many at the latest.")]
RefundLeast = Annotated[int, _working_days("O40", "A refund takes this many working days at least.")]
RefundMost = Annotated[int, _working_days("O40", "And this many at most.")]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", gc=False):
    """What the rows of all kinds have in common."""

    title: Title
    currencies: Currencies
    payments_per_milestone_max: PaymentsMax = 0
    supplier_cap_usd_minor: SupplierCap = 0

    def __post_init__(self) -> None:
        """Refuse figures that contradict each other, which no single bound can. Raises ValueError."""
        for name in self.__struct_fields__:
            if "_least_" in name:
                other = name.replace("_least_", "_most_")
                if getattr(self, name) > getattr(self, other):
                    raise ValueError(f"{name} is above {other}")
        unknown = [currency for currency in self.currencies if currency not in EXPONENTS]
        if unknown or len(set(self.currencies)) != len(self.currencies):
            raise ValueError(f"currencies are not ISO 4217, or named twice: {', '.join(unknown or self.currencies)}")


class Charged(Row, frozen=True, kw_only=True):
    """A row whose fee is an amount and not a share."""

    fees_minor: Fees

    def __post_init__(self) -> None:
        """Refuse contradictions. Raises ValueError."""
        super().__post_init__()
        _check_fees(self.fees_minor, self.currencies)


class BankDebit(Charged, frozen=True, kw_only=True, tag="bank_debit"):
    """Taken from the buyer's bank account by its order (S41, S46). Who may use it are the countries that have a limit.

    Arrival and refund are in working days of both countries (A8, A9, A11).
    """

    title: Title = "Online bank payment"
    currencies: Currencies = ("USD", "EUR")
    payment_max_usd_minor: Annotated[
        dict[CountryCode, MinorUnits],
        Meta(min_length=1),
        choice("S41, A9, SC19", "The largest payment, by the buyer's country.", "minor units of USD by country"),
    ] = field(default_factory=lambda: {"US": 5_000_000, "DE": 1_000_000, "FR": 1_000_000})
    fees_minor: Fees = field(default_factory=lambda: {"USD": (flat(1_500),), "EUR": (flat(1_500),)})
    arrival_least_days: ArrivalLeast = 4
    arrival_most_days: ArrivalMost = 5
    reversible_days: Annotated[int, number("days", 0, 1_000, "P", "How long its bank can take it back.")] = 60
    refund_least_days: RefundLeast = 3
    refund_most_days: RefundMost = 4


class Card(Row, frozen=True, kw_only=True, tag="card"):
    """Visa or MasterCard, credit or debit, from anywhere (S42, S47-S49, A10)."""

    title: Title = "Card"
    currencies: Currencies = ("USD",)
    payments_per_milestone_max: PaymentsMax = 1
    supplier_cap_usd_minor: SupplierCap = 50_000
    countries: Countries = ()
    schemes: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,29}(?!\n)$")], ...],
        Meta(min_length=1, max_length=20),
        choice("S42", "The card schemes taken.", "list"),
    ] = ("visa", "mastercard")
    payment_max_usd_minor: Annotated[int, _usd("S42, SC15", "The largest payment.")] = 1_200_000
    fee_bp: Annotated[int, number("basis points", 0, 2_000, "S42, O42", "The fee on top of the payment.")] = 295
    arrival_least_hours: Annotated[int, number("hours", 0, 720, "S42", "It arrives after this at the earliest.")] = 1
    arrival_most_hours: Annotated[int, number("hours", 0, 720, "S42", "And after this at the latest.")] = 2
    reversible_least_days: Annotated[
        int, number("days", 0, 1_000, "O48", "For this long at least the holder can ask its bank for the money.")
    ] = 120
    reversible_usual_days: Annotated[int, number("days", 0, 1_000, "O48", "Usually for this long.")] = 180
    reversible_most_days: Annotated[int, number("days", 0, 1_000, "O48", "And for this long at most.")] = 540
    refund_least_days: RefundLeast = 10
    refund_most_days: RefundMost = 12


class PayLater(Row, frozen=True, kw_only=True, tag="pay_later"):
    """A loan of a lender who approved the buyer pays the order (S43, S50, O46)."""

    title: Title = "Pay Later"
    currencies: Currencies = ("USD",)
    payments_per_milestone_max: PaymentsMax = 1
    countries: Countries = ("US",)
    line_max_usd_minor: Annotated[int, _usd("S43, SC20", "The largest credit line, and so the largest payment.")] = (
        15_000_000
    )
    term_max_months: Annotated[int, number("months", 1, 120, "S43", "The longest term of a loan.")] = 6
    arrival_least_days: ArrivalLeast = 1
    arrival_most_days: ArrivalMost = 3


class TelegraphicTransfer(Charged, frozen=True, kw_only=True, tag="telegraphic_transfer"):
    """A bank transfer to the order's account number, by anybody (S44, S51, A11)."""

    title: Title = "T/T (bank transfer)"
    currencies: Currencies = TRANSFER_CURRENCIES
    countries: Countries = ()
    fees_minor: Fees = field(default_factory=lambda: dict(_TRANSFER_ESTIMATES))
    arrival_least_days: ArrivalLeast = 3
    arrival_most_days: ArrivalMost = 7
    refund_least_days: RefundLeast = 3
    refund_most_days: RefundMost = 7


class WesternUnion(Charged, frozen=True, kw_only=True, tag="western_union"):
    """Cash or card at an agent, for small orders (S45, A12, O42)."""

    title: Title = "Western Union"
    currencies: Currencies = ("USD",)
    payments_per_milestone_max: PaymentsMax = 1
    countries: Countries = ("US",)
    orders_below_usd_minor: Annotated[
        int, _usd("S45, A12, SC18", "The total of the order, not the payment, is less than this.")
    ] = 250_000
    fees_minor: Fees = field(default_factory=lambda: {"USD": _WESTERN_UNION_FEES})
    arrival_least_days: ArrivalLeast = 1
    arrival_most_days: ArrivalMost = 1


Rail = BankDebit | Card | PayLater | TelegraphicTransfer | WesternUnion
"""A row of any kind; on the wire `kind` says which."""

KINDS: Final[tuple[type[Row], ...]] = get_args(Rail)


class AcceptedRail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A rail that a supplier takes, and the largest payment it takes by it in USD (S48); none: the row's own cap
    holds."""

    rail: RailName
    cap: Money | None = None


def default_rails() -> dict[str, Rail]:
    """The five rails of S37 with the figures of 4.3."""
    return {
        "bank_debit": BankDebit(),
        "card": Card(),
        "pay_later": PayLater(),
        "telegraphic_transfer": TelegraphicTransfer(),
        "western_union": WesternUnion(),
    }


def changes(row: Rail) -> dict[str, Any]:
    """The figures of a row that differ from its kind's own."""
    usual = type(row)()
    return {name: getattr(row, name) for name in row.__struct_fields__ if getattr(row, name) != getattr(usual, name)}


def shown_row(name: str, row: Rail) -> str:
    """A row for people, in short: its name, and in brackets what differs from its kind's own figures."""
    kind = str(row.__struct_config__.tag)
    said = [f"kind {kind}"] if kind != name else []
    said += [f"{figure} {_shown(value)}" for figure, value in changes(row).items()]
    return f"{name} ({', '.join(said)})" if said else name


def describe(kind: type[Row]) -> list[Described]:
    """Every figure of a kind, as the reference page shows it."""
    usual = next(row for row in default_rails().values() if type(row) is kind)
    return described(usual, _shown)


def _shown(value: Any) -> str:
    """A figure for people: `any`, `USD, EUR`, `US 5000000`, and of fees each band."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(one)}" for key, one in value.items())
    if isinstance(value, tuple):
        return ", ".join(_shown(one) for one in value) or "any"
    if isinstance(value, FeeBand):
        figure = str(value.most_minor)
        if value.least_minor != value.most_minor:
            figure = f"{value.least_minor} to {figure}"
        return figure if value.up_to_minor is None else f"{figure} up to {value.up_to_minor}"
    return str(value)


def _check_fees(fees: Mapping[str, tuple[FeeBand, ...]], currencies: tuple[str, ...]) -> None:
    if set(fees) != set(currencies):
        raise ValueError("fees_minor and currencies name different currencies")
    for currency, bands in fees.items():
        ends = [band.up_to_minor for band in bands]
        inner = [end for end in ends[:-1] if end is not None]
        if ends[-1] is not None or len(inner) < len(ends) - 1 or inner != sorted(set(inner)):
            raise ValueError(f"fees_minor of {currency}: the bands rise, and only the last one has no end")
        if any(band.least_minor > band.most_minor for band in bands):
            raise ValueError(f"fees_minor of {currency}: least_minor is above most_minor")
