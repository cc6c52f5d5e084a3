"""Paths about the vault: files in, files out, chains and heads."""

from typing import Final

from fairhold.api import (
    evidence,
)
from fairhold.api.call import JSON
from fairhold.api.operation import LISTING, READING, Operation
from fairhold.evidence.fault import FAULTS
from fairhold.reading.evidence import EntryShown, EvidenceShown, FileShown
from fairhold.reading.listing import Page
from fairhold.safe.giving import ERASING, HOLDING, Reason
from fairhold.safe.taking import ADDING, Underway, Wanted

_CONCERNED: Final = (*READING, "unknown_order", "not_your_case")
_HANDING_IN: Final = (*_CONCERNED, "role_not_allowed", "body_too_large")
_FILE_GONE: Final = ("vault_unknown", "vault_missing", "vault_erased", "vault_damaged")
_REFUSED: Final = ("kind_", "archive_", "scan_", "subset_proof", "vault_hash", "vault_offset", "vault_damaged")
"""How the codes begin with which a whole file is refused."""

EVIDENCE: Final[tuple[Operation, ...]] = (
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
        problems=(*_CONCERNED, "role_not_allowed", "vault_unknown"),
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
        problems=_CONCERNED,
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
        problems=(*_CONCERNED, *_FILE_GONE),
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
        problems=(*LISTING, "unknown_order", "not_your_case"),
        answer=evidence.custody,
    ),
    Operation(
        method="GET",
        path="/v1/orders/{id}/custody/proofs",
        name="prove_custody",
        summary="Read the newest head and the proof of every entry of the order under it",
        tag="evidence",
        gives=evidence.Proofs,
        problems=_CONCERNED,
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
)
