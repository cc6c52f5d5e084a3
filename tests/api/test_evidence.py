"""Evidence over HTTP: handed in by pieces, seen by whom it concerns, handed out in a sandbox, held, erased, proved."""

import random
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from msgspec import structs

from api.inspected import KEY, Inspected, fill, today
from api.marketplace import (
    DOWN,
    REST,
    SECRET,
    SETTINGS,
    Caller,
    Client,
    Json,
    Marketplace,
    client_of,
    done,
    usd,
    waybill,
)
from evidence import archives, buckets, files
from fairhold.api.app import build
from fairhold.book import custody as kept
from fairhold.book.connection import connect
from fairhold.evidence import heads
from fairhold.evidence.scanner import EICAR
from fairhold.safe import daily, proving
from fairhold.safe.strongroom import strongroom
from fairhold.settings import Settings
from fairhold.standards.form import filled, signed
from fairhold.trade import ids
from papers.reading_back import pictures, said, squeezed

NOTE = b"The lids do not close.\n"
HASH = sha256(NOTE).hexdigest()
PIECE = 65_536


def announce(who: Caller, order: str, data: bytes, name: str = "note.txt", **more: Any) -> httpx.Response:
    wanted = {"name": name, "size": len(data), "sha256": sha256(data).hexdigest(), **more}
    return who.send("POST", f"/v1/orders/{order}/evidence", msgspec.json.encode(wanted), "application/json")


def bring(who: Caller, order: str, data: bytes = NOTE, name: str = "note.txt", **more: Any) -> httpx.Response:
    """Announce, send and finish a file; the answer of the last step that was answered."""
    answer = announce(who, order, data, name, **more)
    if answer.status_code != 201:
        return answer
    path = f"/v1/orders/{order}/uploads/{answer.json()['upload']}"
    for start in range(0, len(data), 8 * 2**20):
        done(who.send("PUT", path, data[start : start + 8 * 2**20], offset=start))
    return who.send("POST", path)


def actions(who: Caller, order: str) -> list[str]:
    return [entry["action"] for entry in done(who.get(f"/v1/orders/{order}/custody"))["data"]]


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def order(fresh: Marketplace) -> str:
    return str(fresh.agreed()["id"])


def test_a_file_is_handed_in_and_both_sides_and_staff_read_it(fresh: Marketplace, order: str) -> None:
    given = done(bring(fresh.buyer, order, document="communication"), 201)
    file = given["file"]
    assert given["order"] == order
    assert (file["sha256"], file["size"], file["kind"], file["name"]) == (HASH, 23, "txt", "note.txt")
    assert (file["document"], file["held"], file["erased"], file["facts"]) == ("communication", False, False, {})
    assert file["by"]["person"] == "bea"
    for who in (fresh.supplier, fresh.auditor, fresh.compliance):
        (seen,) = done(who.get(f"/v1/orders/{order}/evidence"))["files"]
        assert seen["sha256"] == HASH
        assert who.get(f"/v1/orders/{order}/evidence/{HASH}").content == NOTE
    seen = done(fresh.supplier.get(f"/v1/orders/{order}/evidence"))["files"][0]
    assert seen["by"] == {"role": "buyer", "party": file["by"]["party"]}
    assert actions(fresh.buyer, order) == ["received", "scanned", "handed_out", "handed_out", "handed_out"]


@pytest.mark.parametrize("who", ["stranger", "other_supplier", "bank"])
def test_whoever_has_no_business_with_an_order_finds_nothing(fresh: Marketplace, order: str, who: str) -> None:
    bring(fresh.buyer, order)
    other: Caller = getattr(fresh, who)
    for path in ("evidence", f"evidence/{HASH}", "custody", "custody/proofs"):
        assert told(other.get(f"/v1/orders/{order}/{path}")) == (404, "unknown_order")
    refused = announce(other, order, NOTE)
    assert told(refused) in {(404, "unknown_order"), (403, "role_not_allowed")}
    assert actions(fresh.buyer, order) == ["received", "scanned"]


def test_bytes_leave_as_an_attachment_in_a_sandbox(fresh: Marketplace, order: str) -> None:
    name = '../../Überraschung";\r\nx="\u202e.html.txt'
    done(bring(fresh.buyer, order, name=name), 201)
    answer = fresh.supplier.get(f"/v1/orders/{order}/evidence/{HASH}")
    assert answer.content == NOTE
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["content-length"] == "23"
    assert answer.headers["content-disposition"].startswith('attachment; filename="_berraschung_; x=_.html.txt"; ')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["cache-control"] == "private, no-store"
    only = fresh.supplier.send("HEAD", f"/v1/orders/{order}/evidence/{HASH}")
    assert (only.status_code, only.content) == (200, b"")
    assert actions(fresh.buyer, order) == ["received", "scanned", "handed_out"]


def test_a_large_file_goes_in_and_out_in_pieces(fresh: Marketplace, order: str) -> None:
    data = random.Random(3).randbytes(5_000_000).hex().encode()
    done(bring(fresh.buyer, order, data), 201)
    answer = fresh.buyer.get(f"/v1/orders/{order}/evidence/{sha256(data).hexdigest()}")
    assert answer.content == data


def test_an_upload_goes_on_after_a_restart_of_the_server(fresh: Marketplace, order: str, tmp_path: Path) -> None:
    data = b"0123456789abcdef" * 10_000
    begun = done(announce(fresh.buyer, order, data), 201)
    assert begun == {"upload": begun["upload"], "received": 0, "size": 160_000}
    path = f"/v1/orders/{order}/uploads/{begun['upload']}"
    assert done(fresh.buyer.send("PUT", path, data[:100_000], offset=0))["received"] == 100_000
    client: Client
    with client_of(fresh.desk, fresh.url, tmp_path) as client:
        buyer = Caller(client, fresh.buyer.key)
        assert done(buyer.get(path))["received"] == 100_000
        assert told(buyer.send("PUT", path, data[:PIECE], offset=0)) == (409, "vault_offset")
        done(buyer.send("PUT", path, data[100_000:], offset=100_000))
        assert done(buyer.send("POST", path), 201)["file"]["sha256"] == sha256(data).hexdigest()
        assert told(buyer.get(path)) == (404, "vault_unknown")


def test_while_the_bucket_is_away_the_upload_waits(
    fresh: Marketplace, order: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    buckets.libraries()
    buckets.credentials(monkeypatch)
    away = structs.replace(SETTINGS, data=tmp_path, evidence_s3="s3://evidence", evidence_s3_url=buckets.nowhere())
    path = f"/v1/orders/{order}/uploads/{done(announce(fresh.buyer, order, NOTE), 201)['upload']}"
    done(fresh.buyer.send("PUT", path, NOTE, offset=0))
    client: Client
    with Client(build(fresh.desk, fresh.url, away, secret=SECRET)) as client:
        answer = Caller(client, fresh.buyer.key).send("POST", path)
        assert told(answer) == (503, "busy")
        assert "retry-after" in answer.headers
        assert "s3" not in answer.text
    assert actions(fresh.buyer, order) == []
    assert done(fresh.buyer.send("POST", path), 201)["file"]["sha256"] == HASH


def test_an_upload_belongs_to_the_side_that_announced_it(fresh: Marketplace, order: str) -> None:
    path = f"/v1/orders/{order}/uploads/{done(announce(fresh.buyer, order, NOTE), 201)['upload']}"
    assert told(fresh.supplier.get(path)) == (404, "vault_unknown")
    assert told(fresh.supplier.send("PUT", path, NOTE, offset=0)) == (404, "vault_unknown")
    assert told(fresh.buyer.send("POST", path)) == (409, "vault_offset")
    assert told(fresh.buyer.send("PUT", path, NOTE)) == (400, "malformed")
    assert told(fresh.buyer.send("PUT", path, NOTE, "text/plain", offset=0)) == (415, "media_type")
    assert told(fresh.buyer.send("PUT", path, bytes(8 * 2**20 + 1), offset=0)) == (413, "body_too_large")
    assert done(fresh.buyer.get(path))["received"] == 0


HOSTILE: dict[str, tuple[str, bytes]] = {
    "polyglot": ("kind_two_in_one", files.jpeg(10, 10) + archives.zipped({"a.txt": b"a"})),
    "zip bomb": ("archive_bomb", archives.zipped({"zeros.txt": bytes(30_000_000)})),
    "SVG script": ("kind_markup", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    "path names": ("archive_path", archives.zipped({"../../etc/passwd": b"root"})),
    "50,000 pixels": ("kind_pixels", files.png(50_000, 50_000)),
    "EICAR": ("scan_found", b"note " + EICAR),
    "a program": ("kind_program", b"MZ\x90\x00" + bytes(200)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_only_its_hash_stays(fresh: Marketplace, order: str, name: str) -> None:
    code, data = HOSTILE[name]
    assert told(bring(fresh.buyer, order, data, "../holiday.jpg")) == (422, code)
    assert done(fresh.supplier.get(f"/v1/orders/{order}/evidence"))["files"] == []
    (entry,) = done(fresh.supplier.get(f"/v1/orders/{order}/custody"))["data"]
    assert (entry["action"], entry["note"], entry["sha256"]) == ("refused", code, sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"name": "a", "size": 104_857_601}, (413, "vault_too_large")),
        ({"name": "a", "size": 0}, (400, "malformed")),
        ({"name": "", "size": 1}, (400, "malformed")),
        ({"name": "a", "size": 1, "sha256": "x"}, (400, "malformed")),
        ({"name": "a", "size": 1, "document": "bribe"}, (400, "malformed")),
        ({"name": "a", "size": 1, "more": 1}, (400, "malformed")),
    ],
)
def test_what_is_announced_wrongly_is_not_begun(
    fresh: Marketplace, order: str, wanted: Json, code: tuple[int, str], tmp_path: Path
) -> None:
    body = msgspec.json.encode(wanted)
    assert told(fresh.buyer.send("POST", f"/v1/orders/{order}/evidence", body, "application/json")) == code
    assert list(strongroom(Settings(data=tmp_path)).arrivals.all()) == []


def test_held_erased_and_never_by_a_side(fresh: Marketplace, order: str) -> None:
    bring(fresh.buyer, order)
    path = f"/v1/orders/{order}/evidence/{HASH}"
    why = {"reason": "a passport is in it"}
    for who in (fresh.buyer, fresh.supplier, fresh.operator, fresh.auditor):
        assert told(who.post(f"{path}/erase", why)) == (403, "role_not_allowed")
    assert done(fresh.compliance.post(f"{path}/hold", why))["held"] is True
    assert told(fresh.compliance.post(f"{path}/erase", why)) == (409, "vault_held")
    assert done(fresh.compliance.post(f"{path}/let-go", why))["held"] is False
    assert told(fresh.compliance.post(f"{path}/let-go", why)) == (409, "vault_unheld")
    erased = done(fresh.compliance.post(f"{path}/erase", why))
    assert (erased["erased"], erased["name"], erased["sha256"]) == (True, "", HASH)
    assert told(fresh.buyer.get(path)) == (404, "vault_erased")
    assert actions(fresh.buyer, order) == ["received", "scanned", "held", "let_go", "erased"]


def test_a_dispute_holds_the_orders_evidence(fresh: Marketplace, order: str) -> None:
    bring(fresh.buyer, order)
    fresh.paid(order, DOWN, "line-1")
    done(fresh.supplier.post(f"/v1/orders/{order}/declare-ready", {}))
    done(fresh.buyer.post(f"/v1/orders/{order}/accept-goods"))
    fresh.paid(order, REST, "line-2")
    done(fresh.supplier.post(f"/v1/orders/{order}/ship", waybill()))
    done(fresh.buyer.post(f"/v1/orders/{order}/confirm-receipt", {}))
    opened = {"grounds": ["quantity_short"], "amount": usd(120_000), "statement": "120 tumblers are missing."}
    done(fresh.buyer.post(f"/v1/orders/{order}/open-dispute", opened))
    exhibit = {"kind": "photo", "title": "Lids", "grounds": ["quantity_short"], "shows": "Lids that do not close."}
    for sha in (HASH, "8" * 64):
        done(fresh.buyer.post(f"/v1/orders/{order}/file-evidence", {"exhibit": exhibit | {"sha256": sha}}))
    seen = done(fresh.supplier.get(f"/v1/orders/{order}/evidence"))
    assert [(one["number"], one["title"]) for one in seen["files"][0]["filed"]] == [(1, "Lids")]
    assert [(one["number"], one["sha256"]) for one in seen["without_file"]] == [(2, "8" * 64)]
    path = f"/v1/orders/{order}/evidence/{HASH}/erase"
    assert told(fresh.compliance.post(path, {"reason": "privacy"})) == (409, "vault_held")
    assert fresh.buyer.get(f"/v1/orders/{order}/evidence/{HASH}").content == NOTE


def test_the_chain_and_its_proofs_can_be_checked_by_anybody(fresh: Marketplace, order: str, tmp_path: Path) -> None:
    bring(fresh.buyer, order)
    empty = done(fresh.buyer.get(f"/v1/orders/{order}/custody/proofs"))
    assert empty == {"head": None, "entries": []}
    room = strongroom(Settings(data=tmp_path))
    with connect(fresh.url) as connection:
        at = kept.entries(connection, ids.from_text(ids.ORDER_PREFIX, order) or 0)[-1].at
        assert daily.sign_day(room, connection, at.replace(year=at.year + 1), "UTC") is not None
        assert [proof.ok for proof in proving.prove(room, connection)] == [True, True, True]
    published = done(fresh.client.request("GET", "/v1/evidence/heads"))
    (head,) = msgspec.convert(published["data"], list[heads.Head])
    assert heads.is_signed(head, published["public_key"])
    entries = done(fresh.supplier.get(f"/v1/orders/{order}/custody"))["data"]
    assert [entry["leaf"] for entry in entries] == [0, 1]
    for one, entry in zip(
        done(fresh.supplier.get(f"/v1/orders/{order}/custody/proofs"))["entries"], entries, strict=True
    ):
        proven = msgspec.convert(one["proven"], heads.Proven)
        assert heads.was_there(proven, bytes.fromhex(entry["hash"]), head)


def test_the_chain_is_read_page_by_page(fresh: Marketplace, order: str) -> None:
    bring(fresh.buyer, order)
    first = done(fresh.buyer.get(f"/v1/orders/{order}/custody", page_size=1))
    second = done(fresh.buyer.get(f"/v1/orders/{order}/custody", page_size=1, cursor=first["next_cursor"]))
    assert [first["data"][0]["action"], second["data"][0]["action"]] == ["received", "scanned"]
    assert (second["has_more"], second["next_cursor"]) == (False, None)


def test_what_the_platform_holds_is_on_the_list_by_itself(fresh: Marketplace, order: str) -> None:
    fresh.paid(order, DOWN, "line-1")
    done(fresh.buyer.post(f"/v1/orders/{order}/post-message", {"text": "Hello"}))
    bring(fresh.buyer, order, files.jpeg(10, 10), "lids.jpg")
    found = {one["document"]: one for one in done(fresh.buyer.get(f"/v1/orders/{order}/evidence"))["checklist"]}
    assert list(found) == [
        *("contract", "specification", "design", "inspection_report", "communication", "receipt", "pictures")
    ]
    assert {word: one["there"] for word, one in found.items()} == {
        "contract": True,
        "specification": True,
        "design": False,
        "inspection_report": False,
        "communication": True,
        "receipt": True,
        "pictures": True,
    }
    assert found["contract"]["attached"][0]["path"] == f"/v1/orders/{order}/contract.pdf"
    assert found["receipt"]["attached"][0]["title"].startswith("USD 25,000.00 received on ")
    assert found["communication"]["attached"][0]["title"] == "The order's thread, 1 message"
    assert found["pictures"]["files"] == [sha256(files.jpeg(10, 10)).hexdigest()]


def test_an_inspector_hands_in_for_the_visit_he_took_and_reads_only_his_own(fresh: Marketplace) -> None:
    inspected = Inspected(fresh)
    inspected.ready()
    inspected.ask(fresh.buyer, "request-visit", kind="pre_shipment", wish_on=today())
    refused = announce(inspected.inspector, inspected.id, NOTE)
    assert told(refused) == (403, "role_not_allowed")
    done(fresh.buyer.post(f"{inspected.path}/withdraw-visit", {"visit": 1}))
    inspected.booked()
    bring(fresh.buyer, inspected.id)
    photo = files.jpeg(20, 20)
    done(bring(inspected.inspector, inspected.id, photo, "carton-7.jpg"), 201)
    mine = done(inspected.inspector.get(f"{inspected.path}/evidence"))
    assert [file["name"] for file in mine["files"]] == ["carton-7.jpg"]
    assert mine["checklist"] == []
    assert told(inspected.inspector.get(f"{inspected.path}/evidence/{HASH}")) == (404, "vault_unknown")
    assert {entry["sha256"] for entry in done(inspected.inspector.get(f"{inspected.path}/custody"))["data"]} == {
        sha256(photo).hexdigest()
    }
    assert len(done(fresh.supplier.get(f"{inspected.path}/evidence"))["files"]) == 2


def test_a_reports_paper_shows_the_photos_that_were_handed_in_for_it(fresh: Marketplace) -> None:
    inspected = Inspected(fresh)
    inspected.ready()
    number = inspected.begun()
    lid, broken, wide = files.drawn_png(60, 40), files.jpeg(30, 30), files.drawn_png(90, 30)
    hashes = [sha256(data).hexdigest() for data in (lid, broken, wide)]
    for data in (lid, broken, wide):
        done(bring(inspected.inspector, inspected.id, data, "photo"), 201)
    form = fill(inspected.form(number), photos=[{"sha256": one} for one in (*hashes, "7" * 64)])
    dent = {"name": "dented lid", "severity": "major", "count": 1, "photos": hashes[:2]}
    report = signed(filled(msgspec.structs.replace(form, report=form.report | {"defects": [dent]})), KEY)
    inspected.ask(inspected.inspector, "submit-report", report=msgspec.to_builtins(report))
    path = f"{inspected.path}/visits/{number}/report.pdf"
    paper = fresh.supplier.get(path).content
    assert pictures(paper) == [(60, 40), (90, 30)]
    assert squeezed("dented lid (major), photo 1") in said(paper)
    assert squeezed("Photo 3") in said(paper)
    assert all(one in said(paper) for one in (*hashes, "7" * 64))
    entries = done(fresh.buyer.get(f"{inspected.path}/custody"))["data"]
    assert [(one["action"], one["note"]) for one in entries[-3:]] == [
        ("handed_out", f"printed in the report on visit {number}")
    ] * 3
    assert fresh.supplier.get(path).content == paper
    done(fresh.compliance.post(f"{inspected.path}/evidence/{hashes[0]}/erase", {"reason": "a face is in it"}))
    without = fresh.supplier.get(path).content
    assert pictures(without) == [(90, 30)]
