"""The order's evidence on a page: the files with what was found in them, the seven documents, and each file with its
custody. A picture is shown only on the page of its file, from a sandboxed address: showing it is handing it out.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from fairhold.bank import accounts
from fairhold.evidence.custody import ACTIONS
from fairhold.evidence.dkim import REASONS
from fairhold.evidence.fault import EvidenceFault
from fairhold.evidence.kinds import KINDS
from fairhold.reading.documents import DOCUMENTS
from fairhold.reading.evidence import EvidenceShown, FileShown, may_add, read_custody, read_evidence
from fairhold.reading.order import as_dict, read_order
from fairhold.safe import giving
from fairhold.safe.giving import ERASING, HOLDING, SHOWN_IN_PLACE, Reason
from fairhold.safe.taking import ADDING
from fairhold.trade import ids
from fairhold.trade.refusal import Refused
from fairhold.web.handing_in import announce, concerned, order_of, whole
from fairhold.web.visit import PIECE_BYTES_MAX, FileSheet, Sheet, Stop, Visit

ENTRIES_SHOWN_MAX: Final = 200
"""Entries of a file's custody that its page shows; the API has all of them."""
HASHED_BYTES_MAX: Final = 64 * 2**20
"""Up to this size a browser computes the hash before it sends a file."""
EXHIBITS: Final[Mapping[str, str]] = {"pictures": "photo", "communication": "messages"}
"""Documents of S57 that a dispute calls by another word."""
DONE: Final[Mapping[str, str]] = {"hold": "Held", "let-go": "Let go", "erase": "Erased", "added": "Handed in"}
"""What was just done, in words."""


def show(visit: Visit) -> Sheet:
    """`GET /orders/{id}/evidence`."""
    return _show(visit)


def add(visit: Visit) -> Sheet:
    """`POST` to the same: the form with a whole file, or the script that announces one."""
    if not visit.posted.has_file:
        return announce(visit)
    fault = whole(visit)
    return _show(visit, fault, 422) if fault else Sheet(to=f"/orders/{visit.param('id')}/evidence?done=added")


def _show(visit: Visit, fault: str = "", status: int = 200) -> Sheet:
    order, shown, facts = order_of(visit), _evidence(visit), _order(visit)
    policy = visit.counter.policy(order.policy_version)
    return visit.page(
        "evidence.html",
        status,
        fault=fault,
        tab="evidence",
        done=DONE.get(visit.query.get("done", ""), ""),
        order=facts,
        files=[_row(file) for file in reversed(shown.files)],
        checklist=as_dict(shown.checklist),
        names={file.sha256: file.name for file in shown.files},
        documents=DOCUMENTS,
        without_file=as_dict(shown.without_file),
        may_add=visit.who.role in ADDING and may_add(order, visit.who),
        file_bytes_max=policy.evidence_file_bytes_max,
        piece_bytes=PIECE_BYTES_MAX,
        hashed_bytes_max=HASHED_BYTES_MAX,
        zone=policy.policy_tz,
    )


def one(visit: Visit) -> Sheet:
    """`GET /orders/{id}/evidence/{sha256}`: a file with what it claims and everything that was done with it."""
    return _one(visit)


def _one(visit: Visit, fault: str = "", status: int = 200) -> Sheet:
    order, file = order_of(visit), _file(visit)
    reading = partial(
        read_custody,
        who=visit.who,
        order_id=order.id,
        now=visit.counter.now(),
        cursors=visit.counter.cursors,
        page_size=2**31 - 2,
    )
    page = visit.counter.read(reading)
    entries = [entry for entry in page.data if entry.sha256 == file.sha256] if page is not None else []
    role, facts = visit.who.role, _order(visit)
    may = {action["command"] for action in facts["allowed_actions"]}
    return visit.page(
        "evidence_file.html",
        status,
        tab="evidence",
        done=DONE.get(visit.query.get("done", ""), ""),
        fault=fault,
        order=facts,
        file=_row(file),
        bring=_bring(file) if "file_evidence" in may and not file.erased else "",
        is_picture=file.kind in SHOWN_IN_PLACE and not file.erased,
        claims=list(claims(file.facts)),
        accounts=file.facts.get("accounts", ()),
        number_kinds=accounts.KINDS,
        entries=as_dict(entries[-ENTRIES_SHOWN_MAX:][::-1]),
        meanings=ACTIONS,
        may_hold=role in HOLDING and not file.erased,
        may_erase=role in ERASING and not file.erased,
        zone=visit.counter.zone(order.policy_version),
    )


def attachment(visit: Visit) -> Sheet:
    """`GET /orders/{id}/evidence/{sha256}/file`: the bytes, to keep."""
    file = _file(visit)
    return _handed_out(visit, file, "as an attachment", giving.attachment(file.name))


def picture(visit: Visit) -> Sheet:
    """`GET /orders/{id}/evidence/{sha256}/picture`: the bytes of a picture, for the page of its file."""
    file = _file(visit)
    if file.kind not in SHOWN_IN_PLACE:
        return visit.nothing()
    return _handed_out(visit, file, "shown on a page", "inline")


def keep(visit: Visit) -> Sheet:
    """`POST /orders/{id}/evidence/{sha256}/{hold|let-go|erase}`."""
    order, file, what = order_of(visit), _file(visit), visit.param("what")
    acts: dict[str, tuple[frozenset[Any], Callable[..., None], Any]] = {
        "hold": (HOLDING, giving.hold, order.id),
        "let-go": (HOLDING, giving.let_go, order.id),
        "erase": (ERASING, giving.erase, order),
    }
    if what not in acts or visit.who.role not in acts[what][0]:
        return visit.nothing()
    _, act, of = acts[what]
    try:
        why = msgspec.convert({"reason": visit.said("reason")}, Reason).reason
        work = partial(
            act,
            visit.counter.strongroom,
            order=of,
            sha256=file.sha256,
            who=visit.who,
            why=why,
            now=visit.counter.now(),
        )
        visit.counter.write(work)
    except msgspec.ValidationError:
        return _one(visit, "Say why, in a sentence.", 422)
    except EvidenceFault as fault:
        return _one(visit, fault.detail, 422)
    return Sheet(to=f"/orders/{visit.param('id')}/evidence/{file.sha256}?done={what}")


def claims(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What readers found in a file, in pairs of a title and words; all of it said by the file. Account numbers are
    shown apart.
    """
    for reader, claim in _CLAIMS.items():
        if reader in facts:
            yield from claim(facts[reader])


def _of_picture(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Size", f"{found['width']:,} x {found['height']:,} pixels"


def _of_photo(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Taken", found["taken_at"] or "not said"
    for title, name in (("Changed", "changed_at"), ("Camera", "camera"), ("Software", "software")):
        if found[name]:
            yield title, found[name]
    if found["latitude"] and found["longitude"]:
        yield "Place", f"{found['latitude']}, {found['longitude']}"
    for trace in found["traces"]:
        yield "Worked on", trace


def _of_pdf(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Pages", f"{found['pages']:,}"
    for title, name in (("Title", "title"), ("Author", "author"), ("Made", "created_at"), ("Changed", "changed_at")):
        if found[name]:
            yield title, found[name]
    made_by = ", ".join(dict.fromkeys(filter(None, (found["creator"], found["producer"]))))
    if made_by:
        yield "Made with", made_by
    if found["revisions"] > 1:
        yield "Worked on", f"saved {found['revisions']:,} times: something was put into it after it was first written"
    if found["signatures"]:
        yield "Signatures", f"{found['signatures']}, not checked here"
    if found["active"]:
        yield "Could do more than be read", ", ".join(found["active"])
    if found["encrypted"]:
        yield (
            "Note",
            "it asks for a password" if not found["pages"] else "it is encrypted, and opens without a password",
        )
    if found["text"]:
        yield "Text", found["text"] if len(found["text"]) == found["characters"] else f"{found['text']}…"


def _of_mail(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for title, name in (("From", "sender"), ("To", "to"), ("Copy", "cc")):
        people = [f"{one['name']} <{one['address']}>" if one["name"] else one["address"] for one in found[name]]
        if people:
            yield title, ", ".join(people)
    yield "Subject", found["subject"]
    yield "Date", found["date"] or "not said"
    for signature in found["signatures"]:
        why = REASONS.get(signature["reason"], signature["reason"])
        yield f"Signed by {signature['domain']}", f"{signature['state']}: {why}"
    if not found["signatures"]:
        yield "Signature", "none"
    for file in found["attachments"]:
        yield "Carries", f"{file['name']}, {file['bytes']:,} bytes, {file['kind'] or file['refused']}"
    for warning in found["warnings"]:
        yield "Note", warning


def _of_chat(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Messages", f"{found['messages']:,}"
    yield "People", ", ".join(found["senders"])
    yield "From", f"{found['first_at'] or ''} to {found['last_at'] or ''}, by the phone that exported"
    if found["ambiguous"]:
        yield "Dates", f"ambiguous; read as {found['date_order']}"
    for warning in found["warnings"]:
        yield "Note", warning


def _of_lines(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Shown", f"{found['lines']:,} of {found['lines_total']:,} lines, their proofs checked"
    yield "Root of the whole", found["root"]
    for one in found["shown"]:
        yield f"Line {one['line']}", one["text"]


_CLAIMS: Final[Mapping[str, Callable[[Mapping[str, Any]], Iterator[tuple[str, str]]]]] = {
    "picture": _of_picture,
    "photo": _of_photo,
    "mail": _of_mail,
    "pdf": _of_pdf,
    "chat": _of_chat,
    "lines": _of_lines,
}


def _row(file: FileShown) -> dict[str, Any]:
    """A file as the templates show it."""
    foreign = any(one["verdict"] != "ours" for one in file.facts.get("accounts", ()))
    said = "; ".join(_short(file.facts))
    return {**as_dict(file), "what": KINDS[file.kind][1], "claim": said, "names_foreign_account": foreign}


def _bring(file: FileShown) -> str:
    """The query of the form that brings a file into the dispute, with what is known of it filled in."""
    kind = "video" if file.kind in ("mp4", "mov") else EXHIBITS.get(file.document, file.document or "other")
    return urlencode({"exhibit.kind": kind, "exhibit.title": file.name, "exhibit.sha256": file.sha256})


def _short(facts: Mapping[str, Any]) -> list[str]:
    """The first things that a file claims, for a list."""
    found = [f"{title.lower()} {value}" for title, value in claims(facts)]
    return [said if len(said) <= 80 else f"{said[:79]}…" for said in found[:3]]


def _handed_out(visit: Visit, file: FileShown, note: str, disposition: str) -> Sheet:
    give = partial(
        giving.hand_out,
        visit.counter.strongroom,
        order=order_of(visit).id,
        sha256=file.sha256,
        who=visit.who,
        note=note,
        now=visit.counter.now(),
    )
    try:
        opened = visit.counter.write(give)
    except EvidenceFault as fault:
        return visit.problem(
            Refused("page_unknown", fault.detail, ""), 404, back=f"/orders/{visit.param('id')}/evidence"
        )
    headers = {"content-disposition": disposition, "content-security-policy": giving.SANDBOX}
    return Sheet(file=FileSheet(opened, file.size, KINDS[file.kind][0], headers))


def _evidence(visit: Visit) -> EvidenceShown:
    order_id = ids.from_text(ids.ORDER_PREFIX, visit.param("id")) or 0
    return concerned(visit, partial(read_evidence, who=visit.who, order_id=order_id, now=visit.counter.now()))


def _file(visit: Visit) -> FileShown:
    for file in _evidence(visit).files:
        if file.sha256 == visit.param("sha256"):
            return file
    raise Stop(visit.nothing())


def _order(visit: Visit) -> dict[str, Any]:
    """The order as its pages show it."""
    reading = partial(
        read_order,
        who=visit.who,
        order_id=ids.from_text(ids.ORDER_PREFIX, visit.param("id")) or 0,
        now=visit.counter.now(),
        policies=visit.counter.policies(),
        account_prefix=visit.counter.settings.account_prefix,
    )
    found = visit.counter.read(reading)
    if found is None:
        raise Stop(visit.nothing())
    return as_dict(found)
