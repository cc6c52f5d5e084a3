"""Every path there is, as one table: the routes, the OpenAPI document and the tests are derived from it.

The commands stand in the rules table of the core (`RULES`) and are not repeated here: one route for each kind of stream
serves them all, and `command_operations` lists them for the document.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import msgspec
from starlette.routing import Route

from fairhold.api import (
    accounts,
    bodies,
    changes,
    disputing,
    evidence,
    inspecting,
    linting,
    lookups,
    operating,
    papers,
    quoting,
)
from fairhold.api.accounts import AccountsBody, AccountsFound
from fairhold.api.answers import BulkAnswers, OrderChanged, RemittanceChanged, SupplierChanged
from fairhold.api.bodies import BULK_BYTES_MAX, BulkBody
from fairhold.api.call import BODY_BYTES_MAX, JSON, Resource, Way
from fairhold.api.changes import Handler
from fairhold.api.edge import Edge
from fairhold.api.inspecting import VISIT_READERS
from fairhold.api.lookups import BOOK_READERS, FEED_READERS, ProblemType, Timeline
from fairhold.api.operating import (
    STATEMENT_BYTES_MAX,
    STATEMENT_MEDIA,
    AdvanceBody,
    AttachBody,
    ClockBody,
    ClockShown,
    FileTaken,
    PartyBody,
)
from fairhold.api.quoting import QuoteBody
from fairhold.evidence.fault import FAULTS
from fairhold.lint.answer import LintAnswer
from fairhold.lint.draft import Draft
from fairhold.lint.ways.fault import ERRORS as LINT_ERRORS
from fairhold.rails.quote import Quote
from fairhold.reading.books import Books
from fairhold.reading.disputing import RecommendationShown
from fairhold.reading.evidence import EntryShown, EvidenceShown, FileShown
from fairhold.reading.feed import FeedPage
from fairhold.reading.inspecting import PlanShown, SeriesShown, VisitRow
from fairhold.reading.limit import LimitExplained
from fairhold.reading.listing import OrderRow, Page, PartyRow, RemittanceRow
from fairhold.reading.order import OrderShown
from fairhold.reading.report import ReportShown
from fairhold.reading.supplier import SupplierShown
from fairhold.reading.thread import Message
from fairhold.reading.trust import TrustProof
from fairhold.reading.versions import Versions
from fairhold.safe.giving import ERASING, HOLDING, Reason
from fairhold.safe.taking import ADDING, Underway, Wanted
from fairhold.standards.form import Form
from fairhold.trade.agreement import CreateDraft
from fairhold.trade.deciding import RULES
from fairhold.trade.stream import Command, Rule
from fairhold.trade.who import Role


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One method on one path: what it does, for whom, what it takes and gives, and which problems it may answer."""

    method: str
    path: str
    name: str
    summary: str
    tag: str
    gives: Any
    problems: tuple[str, ...]
    status: int = 200
    gives_media: bytes = JSON
    takes: Any = None
    media: tuple[bytes, ...] = ()
    body_bytes_max: int = BODY_BYTES_MAX
    roles: frozenset[Role] = frozenset(Role)
    stages: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    needs_key: bool = False
    is_open: bool = False
    rule: Rule | None = None
    answer: Handler | None = None


class Health(msgspec.Struct, frozen=True):
    """The server and its database answer."""

    ok: bool


READING: Final = ("malformed", "api_key_unknown", "version_unknown")
WRITING: Final = (*READING, "key_missing", "key_reused", "body_too_large", "media_type", "busy")
LISTING: Final = (*READING, "cursor_invalid")
_HANDING_IN: Final = (*READING, "role_not_allowed", "unknown_order", "body_too_large")
_FILE_GONE: Final = ("vault_unknown", "vault_missing", "vault_erased", "vault_damaged")
_REFUSED: Final = ("kind_", "archive_", "scan_", "subset_proof", "vault_hash", "vault_offset", "vault_damaged")
"""How the codes begin with which a whole file is refused."""
_STAFF: Final = frozenset(BOOK_READERS)
_OPERATOR: Final = frozenset({Role.OPERATOR})

OPERATIONS: Final[tuple[Operation, ...]] = (
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
        method="POST",
        path="/v1/orders/{id}/evidence",
        name="announce_evidence",
        summary="Announce a file to hand in as evidence; its pieces come next",
        tag="evidence",
        gives=Underway,
        status=201,
        takes=Wanted,
        media=(JSON,),
        roles=ADDING,
        problems=(*_HANDING_IN, "media_type", "vault_too_large", "vault_quota"),
        answer=evidence.announce,
    ),
    Operation(
        method="PUT",
        path="/v1/orders/{id}/uploads/{upload}",
        name="send_piece",
        summary="Send the next piece of an announced file; it is on disk when this is answered",
        tag="evidence",
        gives=Underway,
        takes=bytes,
        media=(evidence.BYTES,),
        body_bytes_max=evidence.PIECE_BYTES_MAX,
        roles=ADDING,
        queries=("offset",),
        problems=(*_HANDING_IN, "media_type", "vault_unknown", "vault_offset", "vault_too_large", "vault_piece"),
        answer=evidence.piece,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/uploads/{upload}",
        name="read_upload",
        summary="Read how far an upload is, to go on with it",
        tag="evidence",
        gives=Underway,
        roles=ADDING,
        problems=(*READING, "role_not_allowed", "unknown_order", "vault_unknown"),
        answer=evidence.standing,
    ),
    Operation(
        method="POST",
        path="/v1/orders/{id}/uploads/{upload}",
        name="finish_upload",
        summary="Finish an upload: the file is judged, scanned, kept and put on record, or refused",
        tag="evidence",
        gives=evidence.Given,
        status=201,
        roles=ADDING,
        problems=(*_HANDING_IN, "busy", *(code for code in FAULTS if code.startswith(_REFUSED)), "vault_unknown"),
        answer=evidence.finish,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/evidence",
        name="list_evidence",
        summary="Read an order's evidence and the seven documents of a complete claim",
        tag="evidence",
        gives=EvidenceShown,
        problems=(*READING, "unknown_order"),
        answer=evidence.evidence,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/evidence/{sha256}",
        name="get_evidence",
        summary="Get a file as it came in; the chain says who got it",
        tag="evidence",
        gives=bytes,
        gives_media=evidence.BYTES,
        problems=(*READING, "unknown_order", *_FILE_GONE),
        answer=evidence.content,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/custody",
        name="list_custody",
        summary="Read an order's chain of custody, the oldest entry first",
        tag="evidence",
        gives=Page[EntryShown],
        queries=("page_size", "cursor"),
        problems=(*LISTING, "unknown_order"),
        answer=evidence.custody,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/custody/proofs",
        name="prove_custody",
        summary="Read the newest head and the proof of every entry of the order under it",
        tag="evidence",
        gives=evidence.Proofs,
        problems=(*READING, "unknown_order"),
        answer=evidence.proofs,
    ),
    Operation(
        method="POST",
        path="/v1/orders/{id}/evidence/{sha256}/hold",
        name="hold_evidence",
        summary="Keep a file from being erased",
        tag="evidence",
        gives=FileShown,
        takes=Reason,
        media=(JSON,),
        roles=HOLDING,
        problems=(*_HANDING_IN, "media_type", "vault_unknown"),
        answer=evidence.hold,
    ),
    Operation(
        method="POST",
        path="/v1/orders/{id}/evidence/{sha256}/let-go",
        name="let_go_evidence",
        summary="End a hold",
        tag="evidence",
        gives=FileShown,
        takes=Reason,
        media=(JSON,),
        roles=HOLDING,
        problems=(*_HANDING_IN, "media_type", "vault_unknown", "vault_unheld"),
        answer=evidence.let_go,
    ),
    Operation(
        method="POST",
        path="/v1/orders/{id}/evidence/{sha256}/erase",
        name="erase_evidence",
        summary="Destroy a file and its key; its hash and its chain stay",
        tag="evidence",
        gives=FileShown,
        takes=Reason,
        media=(JSON,),
        roles=ERASING,
        problems=(*_HANDING_IN, "media_type", "vault_unknown", "vault_held"),
        answer=evidence.erase,
    ),
    Operation(
        method="GET",
        path="/v1/evidence/heads",
        name="list_heads",
        summary="Read the signed heads of days, the newest first, to keep them elsewhere",
        tag="evidence",
        gives=evidence.Heads,
        queries=("page_size",),
        is_open=True,
        problems=("malformed", "version_unknown"),
        answer=evidence.heads,
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
        path="/v1/suppliers/{id}/series",
        name="read_series",
        summary="Read where a supplier's series of inspected lots stand",
        tag="inspection",
        gives=SeriesShown,
        problems=(*READING, "unknown_supplier"),
        answer=inspecting.series,
    ),
    Operation(
        method="GET",
        path="/v1/remittances",
        name="list_remittances",
        summary="List the money that found no order",
        tag="remittances",
        gives=Page[RemittanceRow],
        roles=_STAFF,
        queries=("page_size", "cursor", "state"),
        problems=(*LISTING, "role_not_allowed"),
        answer=lookups.remittances,
    ),
    Operation(
        method="GET",
        path="/v1/remittances/{id}",
        name="read_remittance",
        summary="Read one of them",
        tag="remittances",
        gives=RemittanceRow,
        roles=_STAFF,
        problems=(*READING, "role_not_allowed", "unknown_remittance"),
        answer=lookups.remittance,
    ),
    Operation(
        method="GET",
        path="/v1/books/proof",
        name="read_trust_proof",
        summary="Read the trust proof: client money against the bank, what waits, limits in use",
        tag="books",
        gives=TrustProof,
        roles=_STAFF,
        problems=(*READING, "role_not_allowed"),
        answer=lookups.trust_proof,
    ),
    Operation(
        method="GET",
        path="/v1/books/proof.pdf",
        name="print_trust_proof",
        summary="Print the trust proof",
        tag="books",
        gives=bytes,
        gives_media=papers.PDF,
        roles=_STAFF,
        problems=(*READING, "role_not_allowed"),
        answer=lookups.trust_paper,
    ),
    Operation(
        method="GET",
        path="/v1/books",
        name="read_books",
        summary="Read the trial balance and the bank reconciliation",
        tag="books",
        gives=Books,
        roles=_STAFF,
        problems=(*READING, "role_not_allowed"),
        answer=lookups.books,
    ),
    Operation(
        method="GET",
        path="/v1/events",
        name="follow_events",
        summary="Follow all that happens, in order",
        tag="events",
        gives=FeedPage,
        roles=frozenset(FEED_READERS),
        queries=("after", "page_size"),
        problems=(*READING, "role_not_allowed"),
        answer=lookups.events,
    ),
    Operation(
        method="POST",
        path="/v1/parties",
        name="register_party",
        summary="Register a company",
        tag="parties",
        gives=PartyRow,
        status=201,
        takes=PartyBody,
        media=(JSON,),
        roles=_OPERATOR,
        needs_key=True,
        problems=(*WRITING, "role_not_allowed"),
        answer=operating.register,
    ),
    Operation(
        method="GET",
        path="/v1/parties",
        name="list_parties",
        summary="List companies: all of them for staff, itself for a company",
        tag="parties",
        gives=Page[PartyRow],
        queries=("page_size", "cursor"),
        problems=LISTING,
        answer=lookups.parties,
    ),
    Operation(
        method="POST",
        path="/v1/parties/{id}",
        name="update_party",
        summary="Say what is known of a company now",
        tag="parties",
        gives=PartyRow,
        takes=PartyBody,
        media=(JSON,),
        roles=_OPERATOR,
        needs_key=True,
        problems=(*WRITING, "role_not_allowed", "unknown_party"),
        answer=operating.update,
    ),
    Operation(
        method="POST",
        path="/v1/statements",
        name="import_statement",
        summary="Hand in a bank statement (camt, MT940, MT942, or a gzip or zip of them)",
        tag="statements",
        gives=FileTaken,
        takes=str,
        media=STATEMENT_MEDIA,
        body_bytes_max=STATEMENT_BYTES_MAX,
        roles=frozenset({Role.BANK, Role.TREASURY}),
        queries=("dry_run", "file_name"),
        problems=(
            *READING,
            *("role_not_allowed", "body_too_large", "media_type"),
            *(code for code in bodies.STATEMENT_FAULTS if code != "statement_too_large"),
        ),
        answer=operating.statement,
    ),
    Operation(
        method="POST",
        path="/v1/test/clocks",
        name="make_test_clock",
        summary="Make a test clock",
        tag="test",
        gives=ClockShown,
        status=201,
        takes=ClockBody,
        media=(JSON,),
        roles=_OPERATOR,
        needs_key=True,
        problems=(*WRITING, "role_not_allowed", "test_only", "clock_exists"),
        answer=operating.make_clock,
    ),
    Operation(
        method="GET",
        path="/v1/test/clocks/{id}",
        name="read_test_clock",
        summary="Read a test clock",
        tag="test",
        gives=ClockShown,
        roles=_OPERATOR,
        problems=(*READING, "role_not_allowed", "test_only", "unknown_clock"),
        answer=operating.show_clock,
    ),
    Operation(
        method="POST",
        path="/v1/test/clocks/{id}/attach",
        name="attach_test_clock",
        summary="Let an order live by a test clock",
        tag="test",
        gives=ClockShown,
        takes=AttachBody,
        media=(JSON,),
        roles=_OPERATOR,
        needs_key=True,
        problems=(*WRITING, "role_not_allowed", "test_only", "unknown_clock", "unknown_order", "already_so"),
        answer=operating.attach_clock,
    ),
    Operation(
        method="POST",
        path="/v1/test/clocks/{id}/advance",
        name="advance_test_clock",
        summary="Move a test clock; every deadline on the way happens",
        tag="test",
        gives=ClockShown,
        takes=AdvanceBody,
        media=(JSON,),
        roles=_OPERATOR,
        needs_key=True,
        problems=(*WRITING, "role_not_allowed", "test_only", "unknown_clock", "time_backwards"),
        answer=operating.advance_clock,
    ),
    Operation(
        method="GET",
        path="/v1/problems/{code}",
        name="read_problem_type",
        summary="Read what a problem means",
        tag="problems",
        gives=ProblemType,
        is_open=True,
        problems=("malformed", "version_unknown", "path_unknown"),
        answer=lookups.problem_type,
    ),
    Operation(
        method="GET",
        path="/healthz",
        name="health",
        summary="Whether the server and its database answer",
        tag="health",
        gives=Health,
        is_open=True,
        problems=("version_unknown",),
        answer=lookups.health,
    ),
)
"""All operations but the commands."""

STREAMS: Final[Mapping[str, tuple[str, Any]]] = {
    "order": ("orders", OrderChanged),
    "supplier": ("suppliers", SupplierChanged),
    "remittance": ("remittances", RemittanceChanged),
}
"""Kinds of streams: the word in the path and what an asking gives."""


def command_operations() -> tuple[Operation, ...]:
    """One operation for every row of the rules table but the first, which is `POST /v1/orders`."""
    return tuple(_of_rule(rule) for command, rule in RULES.items() if command is not CreateDraft)


def _of_rule(rule: Rule) -> Operation:
    command: type[Command] = rule.command
    tag, gives = STREAMS[command.stream]
    word = str(command.__struct_config__.tag)
    return Operation(
        method="POST",
        path=f"/v1/{tag}/{{id}}/{word.replace('_', '-')}",
        name=word,
        summary=rule.title,
        tag=tag,
        gives=gives,
        takes=command,
        media=(JSON,),
        roles=rule.roles,
        stages=tuple(sorted(rule.stages)),
        queries=("dry_run",),
        needs_key=True,
        problems=(*WRITING, f"unknown_{command.stream}", "role_not_allowed", "wrong_stage"),
        rule=rule,
    )


def routes(edge: Edge) -> list[Route]:
    """The routes in the order in which they are tried: those of the table, then the commands of each stream."""
    ways: dict[str, dict[str, Way]] = {}
    for operation in OPERATIONS:
        assert operation.answer is not None
        ways.setdefault(operation.path, {})[operation.method] = Way(
            partial(operation.answer, edge), operation.media, operation.body_bytes_max, operation.is_open
        )
    commands = {
        f"/v1/{tag}/{{id}}/{{command}}": {"POST": Way(partial(changes.on(stream), edge), (JSON,))}
        for stream, (tag, _) in STREAMS.items()
    }
    first = [path for path in ways if "{id}/" in path]
    every = {**{path: ways[path] for path in first}, **commands, **ways}
    return [Route(path, Resource(several, edge.holders)) for path, several in every.items()]
