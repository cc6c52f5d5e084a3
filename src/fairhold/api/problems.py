"""Refusals on the wire: RFC 9457 problems, and the one table from a code to its HTTP status.

The core does not know HTTP, so what a status is for is decided here and nowhere else. `EDGE` holds the codes of faults
that only this room can find, such as an unknown path; every other code is a refusal of the core or of the bank's files.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec

from fairhold.bank.fault import ERRORS
from fairhold.evidence.fault import FAULTS
from fairhold.lint.ways.fault import ERRORS as LINT_ERRORS
from fairhold.trade.refusal import REFUSALS, Refusal, Refused

MEDIA: Final = b"application/problem+json"

EDGE: Final[Mapping[str, Refusal]] = MappingProxyType(
    {
        "api_key_unknown": Refusal("API key unknown", "Send `Authorization: Bearer` with a key that is in force."),
        "cursor_invalid": Refusal("Cursor invalid", "Use a cursor of this very list, or start without one."),
        "version_unknown": Refusal("Version unknown", "Send a `Fairhold-Version` that this server has, or none."),
        "path_unknown": Refusal("Nothing there", "Look the path up in `/openapi.json`."),
        "method_not_allowed": Refusal("Method not allowed", "Use a method that the `Allow` header names."),
        "unknown_party": Refusal("Unknown party", "Check the number."),
        "unknown_clock": Refusal("Unknown test clock", "Check the number."),
        "body_too_large": Refusal("Body too large", "Send less at once; the limit is in the answer."),
        "media_type": Refusal("Unsupported media type", "Send the media type that the answer names."),
        "clock_exists": Refusal("Test clock for everything exists", "Move that one; there can be no second."),
        "test_only": Refusal("Only while testing", "A live installation has no test clocks."),
        "signature_wrong": Refusal(
            "Signature wrong", "Sign `id.timestamp.body` with the secret in force, with the time of now."
        ),
        "notice_malformed": Refusal("Notice malformed", "Send a notice as the docs have it, version 1."),
        "notice_not_of_rail": Refusal("Notice of another rail", "This cannot happen on a rail of this kind."),
        "notice_card_number": Refusal("Card number in a notice", "Never send one; nothing of the notice was kept."),
        "unknown_notice": Refusal("Unknown notice", "Check the number."),
        "notice_over": Refusal("Notice over", "It was applied or closed; there is nothing to decide."),
        "time_backwards": Refusal("Time runs forwards only", "Give a later time than the clock shows."),
    }
)
"""Faults that only the edge can find."""


def _of(status: int, codes: str) -> dict[str, int]:
    return dict.fromkeys(codes.split(), status)


STATUS: Final[Mapping[str, int]] = MappingProxyType(
    {
        **dict.fromkeys(ERRORS, 422),
        **dict.fromkeys(FAULTS, 422),
        **dict.fromkeys(LINT_ERRORS, 422),
        **dict.fromkeys(REFUSALS, 422),
        **_of(400, "notice_malformed malformed key_missing cursor_invalid version_unknown"),
        **_of(401, "api_key_unknown signature_wrong"),
        **_of(
            403,
            "role_not_allowed not_your_company not_the_author not_the_claimant not_the_respondent party_sanctioned "
            "person_missing second_person_needed test_only tie_to_a_party not_your_case",
        ),
        **_of(
            404,
            "path_unknown unknown_order unknown_supplier unknown_remittance unknown_party unknown_clock vault_unknown "
            "vault_erased unknown_notice unknown_link",
        ),
        **_of(405, "method_not_allowed"),
        **_of(403, "step_up_needed account_name_differs"),
        **_of(409, "nothing_proposed proposal_expired proposal_changed payee_not_verified"),
        **_of(
            409,
            "wrong_stage on_hold already_so not_your_turn over_limit supplier_not_opted_in party_not_verified "
            "amendment_pending no_amendment cancellation_pending no_cancellation money_received payment_in_flight "
            "nothing_received payment_announced no_shortfall no_chargeback attempt_state payout_account_missing "
            "payout_account_cooling not_enough_available no_inspection_agreed inspection_not_passed "
            "inspection_not_failed balance_before_shipment part_shipment_not_allowed last_consignment "
            "extension_used_up balance_due no_default dispute_open no_dispute ground_not_open no_hold "
            "late_claim_not_heard late_claim_too_late late_claim_unproved "
            "confirmation_needed unknown_refund unknown_payout refund_on_its_way time_backwards clock_exists "
            "vault_offset vault_quota vault_held vault_unheld vault_missing vault_damaged "
            "thread_full message_not_filed ground_closed wrong_phase case_of_the_system escalation_too_early no_offer "
            "evidence_full rounds_used_up no_ruling_waits ruling_changed return_address_missing "
            "notice_over too_many_links too_many_recalls no_recall",
        ),
        **_of(412, "fingerprint_stale"),
        **_of(413, "body_too_large statement_too_large statement_bundle_too_large lint_too_large vault_too_large"),
        **_of(415, "media_type"),
        **_of(422, "notice_not_of_rail notice_card_number"),
        **_of(429, "too_many_messages"),
        **_of(500, "internal_error"),
        **_of(503, "busy"),
    }
)
"""The HTTP status of every code. What is in no group above is about the input: 422."""

TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{code: code.replace("_", " ").capitalize() for code in (*ERRORS, *FAULTS, *LINT_ERRORS)},
        **{code: refusal.title for code, refusal in (*REFUSALS.items(), *EDGE.items())},
    }
)
REMEDIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **ERRORS,
        **FAULTS,
        **LINT_ERRORS,
        **{code: refusal.remedy for code, refusal in (*REFUSALS.items(), *EDGE.items())},
    }
)
"""What each code means or what to do about it, for people."""

RETRY_AFTER_SECONDS: Final[Mapping[int, int]] = MappingProxyType({429: 3_600, 503: 1})
"""After how many seconds to ask again with the same key."""


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """One place in the input: `pointer` is an RFC 6901 pointer into the body, `parameter` a header or query name,
    `rule` the one that this place breaks where it is not that of the whole problem.
    """

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    rule: str | None = None


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of every answer that says no (RFC 9457). `rule` cites the rulebook, `allowed_actions` what would do."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    instance: str = ""
    rule: str = ""
    errors: tuple[Fault, ...] = ()
    allowed_actions: tuple[str, ...] = ()


def type_of(code: str) -> str:
    """Where the code is explained: `GET` it."""
    return f"/v1/problems/{code.replace('_', '-')}"


def problem(refused: Refused, request_id: str, instance: str = "", errors: Sequence[Fault] = ()) -> Problem:
    """A refusal as the wire says it. Its places, or its one pointer, become its errors unless errors are given."""
    found = tuple(errors) or tuple(Fault(at.detail, pointer=at.pointer, rule=at.rule) for at in refused.places)
    if not found and refused.pointer:
        found = (Fault(refused.detail, pointer=refused.pointer),)
    code = refused.code
    return Problem(
        type=type_of(code),
        title=TITLES[code],
        status=STATUS[code],
        detail=refused.detail,
        code=code,
        request_id=request_id,
        instance=instance,
        rule=refused.rule,
        errors=found,
        allowed_actions=refused.allowed,
    )


class Wrong(Exception):
    """The edge itself refuses: nothing was asked of the desk. `errors` say where in the request."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        rule: str = "B3",
        errors: Sequence[Fault] = (),
        headers: Sequence[tuple[bytes, bytes]] = (),
    ) -> None:
        super().__init__(code, detail)
        self.refused = Refused(code, detail, rule)
        self.errors = tuple(errors)
        self.headers = tuple(headers)


_PLACE: Final = re.compile(r"^(?P<said>.*?) - at (?:`key` in )?`\$(?P<path>[^`]*)`$", re.DOTALL)
_STEP: Final = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[([0-9]+)\]")
_FIELD: Final = re.compile(r"^Object (?:missing required|contains unknown) field `([^`]+)`")


def malformed(error: Exception, above: str = "") -> Wrong:
    """What msgspec says is wrong with a body, with its path as a JSON pointer below `above`.

    A missing or unknown field is pointed to itself, not to the object around it.
    """
    found = _PLACE.match(str(error))
    said, path = (found["said"], found["path"]) if found else (str(error), "")
    steps = [name or index for name, index in _STEP.findall(path)]
    field = _FIELD.match(said)
    if field:
        steps.append(field[1].replace("~", "~0").replace("/", "~1"))
    pointer = above + "".join(f"/{step}" for step in steps)
    return Wrong("malformed", f"{said}.", errors=[Fault(f"{said}.", pointer=pointer)])
