"""Paths about orders, their contracts, inspections and disputes."""

from typing import Final

from fairhold.api import (
    changes,
    disputing,
    inspecting,
    linting,
    lookups,
    papers,
)
from fairhold.api.answers import BulkAnswers, OrderChanged
from fairhold.api.bodies import BULK_BYTES_MAX, BulkBody
from fairhold.api.call import JSON
from fairhold.api.inspecting import VISIT_READERS
from fairhold.api.lookups import Timeline
from fairhold.api.operation import LISTING, READING, WRITING, Operation
from fairhold.lint.answer import LintAnswer
from fairhold.lint.draft import Draft
from fairhold.lint.ways.fault import ERRORS as LINT_ERRORS
from fairhold.reading.disputing import RecommendationShown
from fairhold.reading.inspecting import PlanShown, SeriesShown, VisitRow
from fairhold.reading.listing import OrderRow, Page
from fairhold.reading.order import OrderShown
from fairhold.reading.report import ReportShown
from fairhold.reading.thread import Message
from fairhold.reading.versions import Versions
from fairhold.standards.form import Form
from fairhold.trade.agreement import CreateDraft
from fairhold.trade.table import RULES

ORDERS: Final[tuple[Operation, ...]] = (
    Operation(
        method="POST",
        path="/v1/orders",
        name="create_draft",
        summary="Draft an order",
        tag="orders",
        gives=OrderChanged,
        status=201,
        takes=CreateDraft,
        media=(JSON,),
        roles=RULES[CreateDraft].roles,
        queries=("dry_run",),
        needs_key=True,
        problems=(
            *WRITING,
            *("role_not_allowed", "not_your_company", "party_sanctioned", "party_not_verified", "party_unknown"),
            *("same_party", "supplier_not_opted_in"),
        ),
        rule=RULES[CreateDraft],
        answer=changes.create_draft,
    ),
    Operation(
        method="GET",
        path="/v1/orders",
        name="list_orders",
        summary="List orders, the newest first",
        tag="orders",
        gives=Page[OrderRow],
        queries=("page_size", "cursor", "stage", "created_gte", "deadline_before"),
        problems=LISTING,
        answer=lookups.orders,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}",
        name="read_order",
        summary="Read an order",
        tag="orders",
        gives=OrderShown,
        problems=(*READING, "unknown_order"),
        answer=lookups.order,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/timeline",
        name="read_timeline",
        summary="Read all that happened to an order",
        tag="orders",
        gives=Timeline,
        problems=(*READING, "unknown_order"),
        answer=lookups.timeline,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/contract.pdf",
        name="print_contract",
        summary="Print the purchase contract: the version that stands, another one, or the amendment that waits",
        tag="orders",
        gives=bytes,
        gives_media=papers.PDF,
        queries=("contract_version",),
        problems=(*READING, "unknown_order"),
        answer=papers.contract,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/lint.pdf",
        name="print_provability",
        summary="Print how provable the contract is",
        tag="orders",
        gives=bytes,
        gives_media=papers.PDF,
        problems=(*READING, "unknown_order"),
        answer=papers.lint,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/lint",
        name="lint_order",
        summary="Read whether the contract could be proved, and what each breach would bring",
        tag="lint",
        gives=LintAnswer,
        problems=(*READING, "unknown_order"),
        answer=linting.order,
    ),
    Operation(
        method="POST",
        path="/v1/lint",
        name="lint",
        summary="Check whether a draft could be proved; nothing is kept",
        tag="lint",
        gives=LintAnswer,
        takes=Draft,
        media=tuple(linting.FORMATS),
        body_bytes_max=linting.LINT_BODY_BYTES_MAX,
        problems=(*READING, "body_too_large", "media_type", *(c for c in LINT_ERRORS if c != "lint_too_large")),
        answer=linting.lint,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/versions",
        name="read_versions",
        summary="Read every version of the contract: who signed it when, and what differs from the one before",
        tag="orders",
        gives=Versions,
        problems=(*READING, "unknown_order"),
        answer=lookups.versions,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/messages",
        name="list_messages",
        summary="Read the order's thread, the oldest message first",
        tag="orders",
        gives=Page[Message],
        queries=("page_size", "cursor"),
        problems=(*LISTING, "unknown_order"),
        answer=lookups.messages,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/recommendation",
        name="read_recommendation",
        summary="Read what the rules recommend in a dispute, or how it was ruled, ground by ground",
        tag="orders",
        gives=RecommendationShown,
        problems=(*READING, "unknown_order", "path_unknown"),
        answer=disputing.recommendation,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/plan",
        name="read_plan",
        summary="Read how an order's goods would be sampled, what that lets through, and where the supplier stands",
        tag="inspection",
        gives=PlanShown,
        problems=(*READING, "unknown_order"),
        answer=inspecting.plan,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/visits/{number}/form",
        name="read_form",
        summary="Read the form for a visit's report, to be filled in without a network",
        tag="inspection",
        gives=Form,
        problems=(*READING, "unknown_order", "path_unknown", "report_plan_unknown"),
        answer=inspecting.form,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/visits/{number}/report",
        name="read_report",
        summary="Read a visit's report as it was signed, and what follows from its figures",
        tag="inspection",
        gives=ReportShown,
        problems=(*READING, "unknown_order", "path_unknown"),
        answer=inspecting.report,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/visits/{number}/report.pdf",
        name="print_report",
        summary="Print a visit's report",
        tag="inspection",
        gives=bytes,
        gives_media=papers.PDF,
        problems=(*READING, "unknown_order", "path_unknown"),
        answer=inspecting.report_pdf,
    ),
    Operation(
        method="GET",
        path="/v1/visits",
        name="list_visits",
        summary="List inspection visits: all for staff, for an inspector those taken or to be taken",
        tag="inspection",
        gives=Page[VisitRow],
        roles=frozenset(VISIT_READERS),
        queries=("page_size", "cursor", "visit_state"),
        problems=(*LISTING, "role_not_allowed"),
        answer=inspecting.visits,
    ),
    Operation(
        method="POST",
        path="/v1/askings",
        name="ask_many",
        summary="Ask for up to 1,000 changes at once, each answered on its own",
        tag="askings",
        gives=BulkAnswers,
        takes=BulkBody,
        media=(JSON,),
        body_bytes_max=BULK_BYTES_MAX,
        problems=(*READING, "body_too_large", "media_type"),
        answer=changes.bulk,
    ),
    Operation(
        method="GET",
        path="/v1/suppliers/{id}/series",
        name="read_series",
        summary="Read where a supplier's series of inspected lots stand",
        tag="inspection",
        gives=SeriesShown,
        problems=(*READING, "unknown_supplier"),
        answer=inspecting.series,
    ),
)
