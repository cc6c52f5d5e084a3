"""Paths of the notices that acquirers and lenders send."""

from typing import Final

from fairhold.acquiring.notice import Notice
from fairhold.api import noticing
from fairhold.api.call import JSON
from fairhold.api.noticing import DismissBody, NoticeTaken
from fairhold.api.operation import LISTING, STAFF, WRITING, Operation
from fairhold.reading.listing import Page
from fairhold.reading.rail_notices import RailNoticeRow
from fairhold.trade.who import Role

_TREASURY: Final = frozenset({Role.TREASURY})

NOTICES: Final[tuple[Operation, ...]] = (
    Operation(
        method="POST",
        path="/v1/notices/{rail}",
        name="take_notice",
        summary="Take in a signed notice of an acquirer or lender",
        tag="notices",
        gives=NoticeTaken,
        status=202,
        takes=Notice,
        media=(JSON,),
        body_bytes_max=noticing.BODY_BYTES_MAX,
        is_open=True,
        problems=(
            *("malformed", "version_unknown", "body_too_large", "media_type", "signature_wrong", "key_reused"),
            *("notice_malformed", "notice_not_of_rail", "notice_card_number"),
        ),
        answer=noticing.take,
    ),
    Operation(
        method="GET",
        path="/v1/notices",
        name="list_notices",
        summary="List notices: those that wait for something or lie aside, unless states are named",
        tag="notices",
        gives=Page[RailNoticeRow],
        roles=STAFF,
        queries=("page_size", "cursor", "state"),
        problems=(*LISTING, "role_not_allowed"),
        answer=noticing.notices,
    ),
    Operation(
        method="POST",
        path="/v1/notices/{id}/retry",
        name="retry_notice",
        summary="Try a notice that did not fit again, with the next round",
        tag="notices",
        gives=RailNoticeRow,
        roles=_TREASURY,
        needs_key=True,
        problems=(*WRITING, "role_not_allowed", "unknown_notice", "notice_over"),
        answer=noticing.retry,
    ),
    Operation(
        method="POST",
        path="/v1/notices/{id}/dismiss",
        name="dismiss_notice",
        summary="Close a notice that did not fit; the order is not changed",
        tag="notices",
        gives=RailNoticeRow,
        takes=DismissBody,
        media=(JSON,),
        roles=_TREASURY,
        needs_key=True,
        problems=(*WRITING, "role_not_allowed", "unknown_notice", "notice_over"),
        answer=noticing.dismiss,
    ),
)
