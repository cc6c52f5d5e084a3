"""`POST /v1/quotes`: which rails can carry a payment. Stateless: it changes nothing and needs no idempotency key."""

from datetime import date, datetime
from typing import Annotated, Final

import msgspec
import psycopg

from fairhold.api import bodies
from fairhold.api.call import Call, Reply, encode
from fairhold.api.edge import Edge
from fairhold.api.problems import Fault, Wrong
from fairhold.rails.quote import METHOD_CHARACTERS_MAX, METHODS_MAX, Quote, quote, rail_named
from fairhold.rails.wish import PAYMENTS_MAX, TERM_MONTHS_MAX, Wish, WishWrong, rate_of
from fairhold.reading.supplier import RailsTaken, read_rails_taken
from fairhold.trade.days import day_of
from fairhold.trade.money import Money
from fairhold.trade.policy import Policy
from fairhold.trade.rail import RAILS_MAX, AcceptedRail, RailName

Country = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}(?!\n)$", description="ISO 3166 alpha-2 code.")]
Method = Annotated[str, msgspec.Meta(min_length=1, max_length=METHOD_CHARACTERS_MAX)]
Rate = Annotated[str, msgspec.Meta(max_length=20, description="Digits with a point, above zero, such as 1.0905.")]


class QuoteBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A payment to be made. Either a `supplier` of this marketplace, whose country and rails are known, or
    `supplier_country` and the rails it `accepts`; with neither only the buyer's bank days count.

    `order_total` is left out when the whole order is paid at once, `on` (the day of the payment) for today.
    `credit_line` is what a lender approved, in USD; `paid_by` counts the payments of this milestone made before, by
    rail; `usd_rate` is what one unit of the payment's currency is worth in USD. Without `methods` all rails are asked.
    """

    amount: Money
    buyer_country: Country
    order_total: Money | None = None
    supplier: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    supplier_country: Country | None = None
    accepts: Annotated[tuple[AcceptedRail, ...], msgspec.Meta(max_length=RAILS_MAX)] | None = None
    methods: Annotated[tuple[Method, ...], msgspec.Meta(max_length=METHODS_MAX)] = ()
    on: date | None = None
    credit_line: Money | None = None
    term_months: Annotated[int, msgspec.Meta(ge=1, le=TERM_MONTHS_MAX)] | None = None
    card_scheme: Annotated[str, msgspec.Meta(max_length=30)] = ""
    paid_by: Annotated[
        dict[RailName, Annotated[int, msgspec.Meta(ge=0, le=PAYMENTS_MAX)]], msgspec.Meta(max_length=RAILS_MAX)
    ] = {}
    usd_rate: Rate | None = None


_body: Final = msgspec.json.Decoder(QuoteBody)


async def quotes(edge: Edge, call: Call) -> Reply:
    """`POST /v1/quotes`: the rails of the policy in force, the cheapest first, and why each of the others cannot."""
    call.query()
    body: QuoteBody = bodies.decode(_body, call.body)
    if body.supplier is not None and (body.supplier_country is not None or body.accepts is not None):
        raise _wrong("malformed", "`supplier` says what `supplier_country` and `accepts` would.", "/supplier")
    supplier_id = None if body.supplier is None else bodies.stream_number("supplier", body.supplier)
    policy, now = (await edge.policies()).now, edge.now()

    def answer(connection: psycopg.Connection) -> Quote:
        taken = RailsTaken(body.supplier_country or "", _accepts(body, policy))
        if supplier_id is not None:
            found = read_rails_taken(connection, supplier_id)
            if found is None:
                raise bodies.unknown("supplier")
            taken = found
        return quote(_wish(body, taken, policy, now), policy, body.methods)

    try:
        return Reply(200, encode(await edge.read(answer)))
    except WishWrong as wrong:
        raise _wrong(wrong.code, wrong.detail, f"/{wrong.field}") from None


def _wish(body: QuoteBody, taken: RailsTaken, policy: Policy, now: datetime) -> Wish:
    currency = body.amount.currency
    total = body.order_total or body.amount
    if total.currency != currency:
        raise WishWrong("currency_mixed", "The total of the order is in another currency.", "order_total")
    if body.credit_line is not None and body.credit_line.currency != "USD":
        raise WishWrong("wrong_currency", "A credit line is in USD.", "credit_line")
    return Wish(
        amount=body.amount.minor,
        currency=currency,
        order_total=total.minor,
        buyer_country=body.buyer_country,
        supplier_country=taken.country,
        on=body.on or day_of(now, policy.policy_tz),
        accepts=taken.rails,
        credit_line_usd=None if body.credit_line is None else body.credit_line.minor,
        term_months=body.term_months,
        card_scheme=body.card_scheme.lower(),
        paid_by=body.paid_by,
        surcharge_bp=taken.surcharge_bp,
        usd_rate=None if body.usd_rate is None else rate_of(body.usd_rate),
    )


def _accepts(body: QuoteBody, policy: Policy) -> tuple[AcceptedRail, ...] | None:
    for one in body.accepts or ():
        if rail_named(one.rail, policy) not in policy.rails:
            raise WishWrong("rail_not_protected", f"{one.rail!r} is no rail of this marketplace.", "accepts")
    if body.accepts is None:
        return None
    return tuple(AcceptedRail(rail=rail_named(one.rail, policy), cap=one.cap) for one in body.accepts)


def _wrong(code: str, detail: str, pointer: str) -> Wrong:
    return Wrong(code, detail, rule="S46", errors=[Fault(detail, pointer=pointer)])
