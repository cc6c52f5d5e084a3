"""The OpenAPI 3.1 document: paths from the routes table and the rules table, schemas from the types themselves.

Nothing is described twice: summaries are the rules' titles, descriptions the types' docstrings, bounds the types' own.
The document is committed under `docs/reference/openapi.json`; a test compares it with what is derived here.
"""

import inspect
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from fairhold import __version__
from fairhold.api.bodies import AskingBody
from fairhold.api.call import JSON, KEY_CHARACTERS_MAX, VERSIONS
from fairhold.api.operation import Operation
from fairhold.api.problems import RETRY_AFTER_SECONDS, STATUS, TITLES, Problem
from fairhold.api.routes import OPERATIONS, command_operations
from fairhold.book.coding import STATES
from fairhold.printing.payment_card import MILESTONES
from fairhold.reading.cost import DAYS_MAX, RATE_BP_MAX
from fairhold.reading.directory import WORDS_CHARACTERS_MAX
from fairhold.reading.inspecting import FILTERS
from fairhold.reading.limit import SUPPOSED_MAX
from fairhold.reading.listing import PAGE_SIZE, PAGE_SIZE_MAX
from fairhold.trade.order import Stage
from fairhold.trade.who import Role

Json = dict[str, Any]
_PLAIN: Final = (None, str, bytes)
"""What has no schema of its own."""
_BINARY: Final[Json] = {"type": "string", "format": "binary"}
_RAW: Final[Mapping[Any, Json]] = {str: {"type": "string"}, bytes: _BINARY}
"""Bodies that are taken as they come."""
_REFERENCE: Final = "#/components/schemas/{name}"

_ID: Final = "ord_0c8fs90s4m1g0"
_PARTY: Final = "pty_0c8fs90s4m1g0"
_OTHER: Final = "pty_0c8fs90s4n1g0"
_FINGERPRINT: Final = "4f1d7c2ab7f00e51cf8b80e1fa8d8ddc7e3a9a2f3e1f7c5b5f0f4f3d3c2b1a09"
_DOCUMENT: Final[Json] = {
    "kind": "express_waybill",
    "carrier": "DHL",
    "number": "JD014600003RU",
    "method": "express",
    "shipped_on": "2026-12-01",
    "date_shows": "carrier_pickup",
}
_CONTRACT: Final[Json] = {
    "title": "Steel tumblers",
    "buyer": _PARTY,
    "supplier": _OTHER,
    "lines": [
        {
            "description": "Steel tumbler, 500 ml",
            "quantity": 8000,
            "unit": "pcs",
            "unit_price": {"amount": "1000", "currency": "USD"},
            "specification": "18/8 steel, powder coated, lid included",
        }
    ],
    "total": {"amount": "8000000", "currency": "USD"},
    "initial": {"amount": "2500000", "currency": "USD"},
    "coverage": "post_delivery",
    "shipping_method": "express",
    "incoterm": "DAP",
    "destination": "US",
    "ship_by": {"days": 30, "after": "initial_payment"},
}
EXAMPLES: Final[Mapping[str, Json]] = {
    "create_draft": {"contract": _CONTRACT},
    "propose": {"fingerprint": _FINGERPRINT},
    "accept": {"fingerprint": _FINGERPRINT, "frozen_until_delivery": False},
    "record_payment": {
        "amount": {"amount": "2500000", "currency": "USD"},
        "line": "GB33BUKB20201555555555/2026-11-23/1",
        "payer": {"name": "Harbour Homeware", "account": "DE02120300000000202051", "bank": "BYLADEM1001"},
    },
    "declare_ready": {"packed_bp": 10000},
    "accept_goods": {},
    "ship": {"document": _DOCUMENT},
    "confirm_receipt": {},
    "open_dispute": {
        "grounds": ["quantity_short"],
        "amount": {"amount": "120000", "currency": "USD"},
        "statement": "120 tumblers are missing; the carrier's count is attached.",
    },
    "request_payout": {"amount": {"amount": "2500000", "currency": "USD"}},
    "match_remittance": {"order": _ID},
    "ask_many": {
        "askings": [
            {"key": "order-17-ready", "stream": _ID, "ask": {"command": "declare_ready"}},
            {"key": "order-17-ship", "stream": _ID, "ask": {"command": "ship", "document": _DOCUMENT}},
        ]
    },
    "lint": {
        "title": "Steel tumblers",
        "lines": [
            {"description": "Steel tumbler", "quantity": 8000, "specification": "Colour: red. Size 8.8*8.8*13 cm."}
        ],
        "ship_by_text": "in August",
    },
    "quote": {
        "amount": {"amount": "2500000", "currency": "USD"},
        "order_total": {"amount": "8000000", "currency": "USD"},
        "buyer_country": "US",
        "supplier_country": "CN",
        "accepts": [{"rail": "telegraphic_transfer"}, {"rail": "card", "cap": {"amount": "50000", "currency": "USD"}}],
        "on": "2026-11-23",
    },
    "announce_evidence": {
        "name": "lids.jpg",
        "size": 482113,
        "sha256": _FINGERPRINT,
        "document": "pictures",
    },
    "erase_evidence": {"reason": "A passport is in the picture."},
    "register_party": {"name": "Harbour Homeware", "country": "US", "verified": True},
    "make_test_clock": {"now": "2026-11-22T10:00:00Z", "name": "december"},
    "advance_test_clock": {"to": "2026-12-22T10:00:00Z"},
}
"""Bodies that show what the main operations take; a test decodes every one of them."""


def document() -> Json:
    """The whole document."""
    operations = (*OPERATIONS, *command_operations())
    types = [kind for op in operations for kind in (op.gives, op.takes) if kind not in _PLAIN]
    found, components = msgspec.json.schema_components([*types, Problem, AskingBody], ref_template=_REFERENCE)
    schemas = dict(zip([*types, Problem, AskingBody], found, strict=True))
    _let_bodies_go_without_their_word(components)
    components["BulkBody"]["properties"]["askings"]["items"] = schemas[AskingBody]
    paths: Json = {}
    for op in operations:
        paths.setdefault(op.path, {})[op.method.lower()] = _operation(op, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fairhold",
            "version": __version__,
            "summary": "Trade assurance: escrow, milestones, disputes and payouts as recorded events.",
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": said} for name, said in _TAGS.items()],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key: it acts for one company in one role.",
                }
            },
            "parameters": _PARAMETERS,
        },
    }


_DESCRIPTION: Final = (
    "Every change is a command asked under an idempotency key: the same key and input get the same answer, the same "
    "key with other input is refused. Amounts are minor units as text, numbers are text with a prefix, times are RFC "
    "3339 in UTC. What is refused changes nothing and is answered with a problem (RFC 9457) whose `code` is stable."
)
_TAGS: Final = {
    "orders": "Protected orders, from draft to the last claim.",
    "inspection": "Inspection: plans, visits, forms and reports.",
    "evidence": "Evidence: files handed in, their custody, and signed heads of days.",
    "suppliers": "Suppliers: taking part, limits, payouts.",
    "remittances": "Money that found no order.",
    "askings": "Many changes at once.",
    "lint": "Whether a contract could be proved.",
    "quotes": "What a payment costs by each rail, and whose an account number is.",
    "parties": "Companies.",
    "statements": "What the bank says.",
    "books": "The ledger.",
    "events": "All that happened, in order.",
    "test": "Time for tests.",
    "problems": "What problems mean.",
    "health": "Whether it runs.",
}


def _parameter(name: str, said: str, schema: Json, where: str = "query", required: bool = False) -> Json:
    return {"name": name, "in": where, "required": required, "description": said, "schema": schema}


_PARAMETERS: Final[Json] = {
    "key": _parameter(
        "Idempotency-Key",
        "A key of your own for this change, quoted (RFC 8941) or not. Kept for ever.",
        {"type": "string", "minLength": 1, "maxLength": KEY_CHARACTERS_MAX, "pattern": "^[\\x20-\\x7e]+$"},
        "header",
        True,
    ),
    "version": _parameter(
        "Fairhold-Version",
        "The version of this interface that you were written for.",
        {"type": "string", "enum": [version.decode() for version in VERSIONS]},
        "header",
    ),
    "dry_run": _parameter("dry_run", "Decide and answer as if, change nothing.", {"type": "boolean", "default": False}),
    "page_size": _parameter(
        "page_size",
        "How many rows at most.",
        {"type": "integer", "minimum": 1, "maximum": PAGE_SIZE_MAX, "default": PAGE_SIZE},
    ),
    "cursor": _parameter("cursor", "Where to go on: `next_cursor` of the page before.", {"type": "string"}),
    "stage": _parameter(
        "stage",
        "Only orders at these stages.",
        {"type": "array", "items": {"type": "string", "enum": [str(stage) for stage in Stage]}},
    )
    | {"style": "form", "explode": False},
    "state": _parameter(
        "state",
        "Only remittances in these states; those whose money is still here or on its way if none is given.",
        {"type": "array", "items": {"type": "string", "enum": list(STATES)}},
    )
    | {"style": "form", "explode": False},
    "visit_state": _parameter(
        "state",
        "Only visits that nobody has taken (`open`), that are to come (`taken`), or done (`over`); the first two if "
        "none is given.",
        {"type": "array", "items": {"type": "string", "enum": list(FILTERS)}},
    )
    | {"style": "form", "explode": False},
    "created_gte": _parameter(
        "created_gte", "Only orders opened at or after this time.", {"type": "string", "format": "date-time"}
    ),
    "deadline_before": _parameter(
        "deadline_before",
        "Only orders whose next deadline is before this time.",
        {"type": "string", "format": "date-time"},
    ),
    "after": _parameter("after", "Only what happened after this position.", {"type": "string"}),
    "contract_version": _parameter(
        "contract_version",
        "The number of a version, or `amendment` for the one that waits for the second signature.",
        {"type": "string", "pattern": "^([1-9][0-9]{0,8}|amendment)$"},
    ),
    "milestone": _parameter(
        "milestone", "What is paid; what is due first if not given.", {"type": "string", "enum": list(MILESTONES)}
    ),
    "orders": _parameter(
        "orders", "Suppose so many more orders.", {"type": "integer", "minimum": 1, "maximum": SUPPOSED_MAX}
    ),
    "value": _parameter(
        "value",
        "What each is worth, in minor units of the limit's currency.",
        {"type": "integer", "minimum": 1},
    ),
    "on_time": _parameter("on_time", "Whether they were shipped on time.", {"type": "boolean", "default": True}),
    "lost": _parameter("lost", "Whether a dispute over each was lost.", {"type": "boolean", "default": False}),
    "order_value": _parameter(
        "order_value",
        "The price of an order to look at, in minor units of the limit's currency.",
        {"type": "integer", "minimum": 0},
    ),
    "initial_value": _parameter(
        "initial_value",
        "Its initial payment, in the same minor units.",
        {"type": "integer", "minimum": 0, "default": 0},
    ),
    "making_days": _parameter(
        "making_days",
        "Days from the initial payment until the goods leave.",
        {"type": "integer", "minimum": 0, "maximum": DAYS_MAX, "default": 30},
    ),
    "way_days": _parameter(
        "way_days",
        "Days from then until receipt.",
        {"type": "integer", "minimum": 0, "maximum": DAYS_MAX, "default": 30},
    ),
    "rate_bp": _parameter(
        "rate_bp",
        "What money costs a year, in ten-thousandths.",
        {"type": "integer", "minimum": 0, "maximum": RATE_BP_MAX, "default": 1_000},
    ),
    "words": _parameter(
        "words",
        "Words of its name and goods; each may be the beginning of one.",
        {"type": "string", "maxLength": WORDS_CHARACTERS_MAX},
    ),
    "country": _parameter("country", "Only suppliers there.", {"type": "string", "pattern": "^[A-Z]{2}$"}),
    "currency": _parameter(
        "currency", "Only those that take a rail with this currency.", {"type": "string", "pattern": "^[A-Z]{3}$"}
    ),
    "rails": _parameter(
        "rails", "Only those that take all of these rails.", {"type": "array", "items": {"type": "string"}}
    )
    | {"style": "form", "explode": False},
    "free_gte": _parameter(
        "free_gte",
        "Only those whose free limit is at least this, in minor units of the limit's currency.",
        {"type": "integer", "minimum": 0},
    ),
    "on_time_gte": _parameter(
        "on_time_gte",
        "Only those whose share of orders on time is at least this with 90 % certainty, in per cent.",
        {"type": "integer", "minimum": 0, "maximum": 100},
    ),
    "offset": _parameter(
        "offset",
        "At which byte of the file the piece begins: how many are there already.",
        {"type": "integer", "minimum": 0},
        required=True,
    ),
    "file_name": _parameter("file_name", "The file's name, for the record.", {"type": "string", "maxLength": 200}),
}


def _operation(op: Operation, schemas: Mapping[Any, Json]) -> Json:
    parameters: list[Json] = [
        _parameter(name, "The number.", {"type": "string"}, "path", True)
        for name in ("id", "number", "code", "sha256", "upload", "rail")
        if f"{{{name}}}" in op.path
    ]
    parameters += [{"$ref": "#/components/parameters/key"}] if op.needs_key else []
    parameters += [{"$ref": f"#/components/parameters/{name}"} for name in (*op.queries, "version")]
    told: Json = {
        "operationId": op.name,
        "summary": op.summary,
        "description": _description(op),
        "tags": [op.tag],
        "parameters": parameters,
        "responses": _responses(op, schemas),
        "x-roles": sorted(op.roles) if len(op.roles) < len(Role) else ["any"],
        "x-stages": list(op.stages) or ["any"],
        "x-problems": list(op.problems),
    }
    if op.rule is not None:
        told["x-rules"] = list(op.rule.transitions)
    if op.is_open:
        told["security"] = []
    if op.takes is not None:
        told["requestBody"] = _request(op, schemas)
    return told


def _description(op: Operation) -> str:
    said = [" ".join((inspect.getdoc(op.rule.command) or "").split())] if op.rule is not None else []
    if len(op.roles) < len(Role):
        said.append(f"For {', '.join(sorted(op.roles))}.")
    if op.stages:
        said.append(f"At {', '.join(op.stages)}.")
    return " ".join(said) or f"{op.summary}."


def _request(op: Operation, schemas: Mapping[Any, Json]) -> Json:
    schema = _RAW[op.takes] if op.takes in _RAW else schemas[op.takes]
    content: Json = {
        media.decode(): {"schema": schema if media == JSON or op.takes in _RAW else {"type": "string"}}
        for media in op.media
    }
    if op.name in EXAMPLES:
        for each in content.values():
            if op.takes in _RAW or each["schema"] is schema:
                each["example"] = EXAMPLES[op.name]
    fields = () if op.takes in _RAW else msgspec.structs.fields(op.takes)
    return {"required": op.takes in _RAW or any(field.required for field in fields), "content": content}


def _responses(op: Operation, schemas: Mapping[Any, Json]) -> Json:
    headers: Json = {"X-Request-Id": {"schema": {"type": "string"}}}
    if op.needs_key:
        headers["Idempotent-Replayed"] = {
            "description": "`true` when the key was asked before: nothing new happened.",
            "schema": {"type": "string", "enum": ["true"]},
        }
    said: Json = {
        "description": "Done.",
        "headers": headers,
        "content": {op.gives_media.decode(): {"schema": schemas.get(op.gives, _BINARY)}},
    }
    answers: Json = {str(op.status): said}
    codes: dict[int, list[str]] = {}
    for code in _codes(op):
        codes.setdefault(STATUS[code], []).append(code)
    for status in sorted(codes):
        answers[str(status)] = _refused(status, codes[status], schemas)
    return answers


def _codes(op: Operation) -> list[str]:
    """The problems of an operation; a command may also be refused by its rule, whose codes are all documented."""
    codes = [*op.problems, "internal_error"]
    if op.rule is not None:
        codes += [code for code in ("on_hold", "already_so", "fingerprint_stale") if code not in codes]
        codes.append(_BY_RULE)
    return list(dict.fromkeys(codes))


_BY_RULE: Final = "amount_malformed"
"""Stands for the many codes of 422 that a rule may find in a command's fields."""


def _refused(status: int, codes: list[str], schemas: Mapping[Any, Json]) -> Json:
    said = "; ".join(f"`{code}`: {TITLES[code]}" for code in codes if code != _BY_RULE)
    if _BY_RULE in codes:
        said = "; ".join(filter(None, (said, "a code of the rule that finds a fault in the fields")))
    answer: Json = {"description": f"{said}.", "content": {"application/problem+json": {"schema": schemas[Problem]}}}
    if status in RETRY_AFTER_SECONDS:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return answer


def _let_bodies_go_without_their_word(components: Json) -> None:
    """A command's word is in the path; in a body of its own it may be left out, in a bulk request it may not."""
    for op in (*OPERATIONS, *command_operations()):
        if op.rule is not None:
            schema = components[op.rule.command.__name__]
            schema["required"] = [name for name in schema.get("required", ()) if name != "command"]
