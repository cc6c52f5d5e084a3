"""Paths about suppliers, quotes and account numbers."""

from typing import Final

from fairhold.api import (
    accounts,
    choosing,
    linked,
    lookups,
    quoting,
)
from fairhold.api.accounts import AccountsBody, AccountsFound
from fairhold.api.call import JSON
from fairhold.api.operation import LISTING, READING, Operation
from fairhold.api.quoting import QuoteBody
from fairhold.rails.quote import Quote
from fairhold.reading.badge import BadgeShown
from fairhold.reading.choosing import Choice
from fairhold.reading.cost import Protection
from fairhold.reading.directory import RankShown, SupplierFound
from fairhold.reading.forecast import Forecast
from fairhold.reading.limit import LimitExplained
from fairhold.reading.links import READERS as LINK_READERS
from fairhold.reading.links import LinkShown
from fairhold.reading.listing import Page
from fairhold.reading.supplier import SupplierShown

SUPPLIERS: Final[tuple[Operation, ...]] = (
    Operation(
        method="POST",
        path="/v1/accounts/check",
        name="check_accounts",
        summary="Find the account numbers in a text, and say whether each is ours",
        tag="quotes",
        gives=AccountsFound,
        takes=AccountsBody,
        media=(JSON,),
        problems=(*READING, "body_too_large", "media_type", "unknown_order"),
        answer=accounts.check,
    ),
    Operation(
        method="POST",
        path="/v1/quotes",
        name="quote",
        summary="Rank the ways to pay by cost and arrival, and say why others do not fit",
        tag="quotes",
        gives=Quote,
        takes=QuoteBody,
        media=(JSON,),
        problems=(
            *READING,
            *("body_too_large", "media_type", "unknown_supplier", "currency_unknown", "currency_mixed"),
            *("wrong_currency", "amount_not_positive", "amount_too_large", "date_out_of_range", "rail_not_protected"),
        ),
        answer=quoting.quotes,
    ),
    Operation(
        method="GET",
        path="/v1/suppliers",
        name="list_suppliers",
        summary="Find suppliers by words, narrowed by what counts, the highest rank first",
        tag="suppliers",
        gives=Page[SupplierFound],
        queries=("page_size", "cursor", "words", "country", "currency", "rails", "free_gte", "on_time_gte"),
        problems=LISTING,
        answer=choosing.suppliers,
    ),
    Operation(
        method="GET",
        path="/v1/suppliers/{id}/rank",
        name="read_rank",
        summary="Read how the rank of a supplier comes about, factor by factor, and what would raise it",
        tag="suppliers",
        gives=RankShown,
        problems=(*READING, "unknown_supplier"),
        answer=choosing.rank,
    ),
    Operation(
        method="GET",
        path="/v1/suppliers/{id}/choice",
        name="read_choice",
        summary="Read what to look at before choosing a supplier, and what protection of an order costs",
        tag="suppliers",
        gives=Choice,
        queries=("order_value",),
        problems=(*READING, "unknown_supplier"),
        answer=choosing.choice,
    ),
    Operation(
        method="GET",
        path="/v1/suppliers/{id}",
        name="read_supplier",
        summary="Read a supplier's limit, money and payouts",
        tag="suppliers",
        gives=SupplierShown,
        problems=(*READING, "unknown_supplier"),
        answer=lookups.supplier,
    ),
    Operation(
        method="GET",
        path="/v1/suppliers/{id}/limit",
        name="read_limit",
        summary="Read how a supplier's limit comes about, and what more orders would do to it",
        tag="suppliers",
        gives=LimitExplained,
        queries=("orders", "value", "on_time", "lost"),
        problems=(*READING, "unknown_supplier"),
        answer=lookups.limit,
    ),
    Operation(
        method="GET",
        path="/v1/suppliers/{id}/badge",
        name="read_badge",
        summary="Read what anybody may know of a supplier that takes part: its limit and how its orders went",
        tag="suppliers",
        gives=BadgeShown,
        problems=(*READING, "unknown_supplier"),
        answer=lookups.badge,
    ),
    Operation(
        method="GET",
        path="/v1/suppliers/{id}/forecast",
        name="read_forecast",
        summary="Read what a supplier still gets, under which condition and by which day, and why it declined offers",
        tag="suppliers",
        gives=Forecast,
        problems=(*READING, "unknown_supplier"),
        answer=lookups.forecast,
    ),
    Operation(
        method="GET",
        path="/v1/suppliers/{id}/cost",
        name="read_cost",
        summary="Read what protection would cost a supplier on an order: the fee, and money that waits",
        tag="suppliers",
        gives=Protection,
        queries=("order_value", "initial_value", "making_days", "way_days", "rate_bp"),
        problems=(*READING, "unknown_supplier"),
        answer=choosing.cost,
    ),
    Operation(
        method="GET",
        path="/v1/links",
        name="list_links",
        summary="List the buyers that seem related to their suppliers, with the reasons and what waits",
        tag="suppliers",
        gives=Page[LinkShown],
        roles=LINK_READERS,
        queries=("state", "cursor"),
        problems=(*LISTING, "role_not_allowed"),
        answer=linked.listing,
    ),
)
