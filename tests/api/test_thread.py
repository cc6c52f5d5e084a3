"""The order's thread and the versions of its contract over HTTP: who wrote, signed and changed what."""

import hashlib

import msgspec

from api.marketplace import Caller, Json, Marketplace, done, usd

FILED = {"channel": "whatsapp", "sender": "supplier", "sent_on": "2026-02-20", "text": "24k gold plated, yes"}


def write(caller: Caller, order: str, text: str) -> Json:
    return done(caller.post(f"/v1/orders/{order}/post-message", {"text": text}))


def test_both_sides_read_the_thread_page_by_page(place: Marketplace) -> None:
    order = place.agreed()["id"]
    for n in range(5):
        write(place.buyer if n % 2 else place.supplier, order, f"message {n}")
    page = done(place.buyer.get(f"/v1/orders/{order}/messages", page_size=2))
    assert [message["text"] for message in page["data"]] == ["message 0", "message 1"]
    assert page["has_more"] is True
    seen = [message["number"] for message in page["data"]]
    while page["next_cursor"]:
        page = done(place.buyer.get(f"/v1/orders/{order}/messages", page_size=2, cursor=page["next_cursor"]))
        seen += [message["number"] for message in page["data"]]
    assert seen == [1, 2, 3, 4, 5]
    assert page == {"data": page["data"], "next_cursor": None, "has_more": False}


def test_a_message_is_shown_with_its_writer_and_its_seal(place: Marketplace) -> None:
    """A colleague's name is for colleagues; the seal can be computed again by anybody."""
    order = place.agreed()["id"]
    write(place.supplier, order, "The rim is “gold”.")
    (theirs,) = done(place.buyer.get(f"/v1/orders/{order}/messages"))["data"]
    (own,) = done(place.supplier.get(f"/v1/orders/{order}/messages"))["data"]
    assert theirs["who"] == {"role": "supplier", "party": place.contract()["supplier"]}
    assert own["who"]["person"] == "sam"
    sealed = msgspec.json.encode([order, 1, "supplier", theirs["day"], "The rim is “gold”."])
    assert theirs["seal"] == hashlib.sha256(sealed).hexdigest()
    assert (theirs["number"], theirs["by"], theirs["elsewhere"], theirs["promoted"]) == (1, "supplier", None, [])


def test_what_was_filed_is_shown_with_its_answer(place: Marketplace) -> None:
    """O29, PP2."""
    order = place.agreed()["id"]
    done(place.buyer.post(f"/v1/orders/{order}/file-outside-message", FILED))
    done(place.buyer.post(f"/v1/orders/{order}/file-outside-message", FILED | {"text": "Cheaper in bronze."}))
    done(place.supplier.post(f"/v1/orders/{order}/acknowledge-message", {"message": 1}))
    done(place.supplier.post(f"/v1/orders/{order}/contest-message", {"message": 2, "reason": "Not ours."}))
    first, second = done(place.buyer.get(f"/v1/orders/{order}/messages"))["data"]
    assert first["elsewhere"] == {
        "channel": "whatsapp",
        "sender": "supplier",
        "sent_on": "2026-02-20",
        "content": hashlib.sha256(b"24k gold plated, yes").hexdigest(),
        "answer": "acknowledged",
        "reason": "",
        "answered_at": first["elsewhere"]["answered_at"],
    }
    assert (second["elsewhere"]["answer"], second["elsewhere"]["reason"]) == ("contested", "Not ours.")


def test_a_promoted_message_names_the_words_and_the_version_names_the_message(place: Marketplace) -> None:
    """PP2: one step from a line of the thread to an amendment that the other side signs."""
    order = place.agreed()["id"]
    write(place.supplier, order, "Hello. An EN 71-3 report comes before shipment.")
    report = {"kind": "test report", "issuer": "Intertek", "standard": "EN 71-3", "due": "before_shipment"}
    promote = {"message": 1, "path": "/goods/documents/-", "value": report, "start": 10, "end": 24}
    done(place.buyer.post(f"/v1/orders/{order}/promote-to-term", promote))
    (message,) = done(place.supplier.get(f"/v1/orders/{order}/messages"))["data"]
    assert message["promoted"] == [
        {"path": "/goods/documents/-", "by": "buyer", "at": message["promoted"][0]["at"], "words": "EN 71-3 report"}
    ]
    first, waiting = done(place.supplier.get(f"/v1/orders/{order}/versions"))["data"]
    assert (first["number"], first["state"], first["from_message"], first["changes"]) == (1, "in_force", None, [])
    assert [signature["side"] for signature in first["signatures"]] == ["buyer", "supplier"]
    assert (waiting["number"], waiting["state"], waiting["from_message"]) == (None, "waiting", 1)
    assert waiting["changes"] == [{"path": "/goods/documents/0", "before": None, "after": report}]
    done(place.supplier.post(f"/v1/orders/{order}/accept-amendment", {"fingerprint": waiting["fingerprint"]}))
    first, second = done(place.supplier.get(f"/v1/orders/{order}/versions"))["data"]
    assert (first["state"], second["number"], second["state"]) == ("replaced", 2, "in_force")
    assert [signature["side"] for signature in second["signatures"]] == ["buyer", "supplier"]


def test_versions_have_the_fingerprint_of_their_contract(place: Marketplace) -> None:
    order = place.agreed()["id"]
    (version,) = done(place.auditor.get(f"/v1/orders/{order}/versions"))["data"]
    assert hashlib.sha256(msgspec.json.encode(version["contract"])).hexdigest() == version["fingerprint"]


def test_what_was_only_ever_a_draft_is_its_author_s_alone(place: Marketplace) -> None:
    """T01: and so is the thread until the draft is proposed; then the other side reads all of it."""
    draft = place.draft()
    order = draft["id"]
    said = FILED | {"text": "Ship on Friday, yes."}
    done(place.buyer.post(f"/v1/orders/{order}/file-outside-message", said))
    edited = place.contract() | {"remarks": "No polybags."}
    done(place.buyer.post(f"/v1/orders/{order}/edit-draft", {"contract": edited}))
    for path in ("messages", "versions"):
        assert place.supplier.get(f"/v1/orders/{order}/{path}").status_code == 404
    fingerprint = done(place.buyer.get(f"/v1/orders/{order}"))["fingerprint"]
    done(place.buyer.post(f"/v1/orders/{order}/propose", {"fingerprint": fingerprint}))
    assert len(done(place.buyer.get(f"/v1/orders/{order}/versions"))["data"]) == 2
    (shown,) = done(place.supplier.get(f"/v1/orders/{order}/versions"))["data"]
    assert (shown["number"], shown["state"], shown["changes"]) == (2, "offered", [])
    assert [m["text"] for m in done(place.supplier.get(f"/v1/orders/{order}/messages"))["data"]] == [said["text"]]
    told = done(place.supplier.get(f"/v1/orders/{order}/timeline"))["data"]
    assert [entry["event"] for entry in told] == ["order.proposed"]


def test_nobody_follows_a_private_draft_through_the_feed(place: Marketplace) -> None:
    order = place.draft()["id"]
    done(place.buyer.post(f"/v1/orders/{order}/file-outside-message", FILED))
    done(
        place.buyer.post(f"/v1/orders/{order}/promote-to-term", {"message": 1, "path": "/remarks/-", "value": "Gold."})
    )

    def followed(caller: Caller) -> set[str]:
        after, found = "", set()
        while True:
            page = done(caller.get("/v1/events", after=after, page_size=200))
            found |= {event["event"] for event in page["data"] if event["stream"] == order}
            after = page["next_after"]
            if not page["has_more"]:
                return found

    assert followed(place.supplier) == set()
    assert followed(place.buyer) == {"order.drafted", "message.filed", "message.promoted", "order.draft_edited"}


def test_strangers_read_no_thread_and_a_cursor_fits_its_list_only(place: Marketplace) -> None:
    order, other = place.agreed()["id"], place.agreed()["id"]
    for n in range(3):
        write(place.buyer, order, f"message {n}")
    assert place.stranger.get(f"/v1/orders/{order}/messages").status_code == 404
    assert place.stranger.get(f"/v1/orders/{order}/versions").status_code == 404
    cursor = done(place.buyer.get(f"/v1/orders/{order}/messages", page_size=1))["next_cursor"]
    wrong = place.buyer.get(f"/v1/orders/{other}/messages", cursor=cursor)
    assert (wrong.status_code, wrong.json()["code"]) == (400, "cursor_invalid")


def test_a_version_that_was_dropped_has_no_number(place: Marketplace) -> None:
    order = place.agreed()["id"]
    contract = done(place.buyer.get(f"/v1/orders/{order}"))["contract"]
    for remarks in ("one", "two"):
        done(place.buyer.post(f"/v1/orders/{order}/amend", {"contract": contract | {"remarks": remarks}}))
        done(place.supplier.post(f"/v1/orders/{order}/drop-amendment"))
    told = done(place.buyer.get(f"/v1/orders/{order}/versions"))["data"]
    assert [(v["number"], v["state"]) for v in told] == [(1, "in_force"), (None, "dropped"), (None, "dropped")]
    assert [v["changes"] for v in told[1:]] == [
        [{"path": "/remarks", "before": None, "after": remarks}] for remarks in ("one", "two")
    ]


def test_money_past_the_account_is_shown_beside_the_money_that_counts(place: Marketplace) -> None:
    """A14, S38, SC21."""
    order = place.agreed()["id"]
    declared = {"amount": usd(2_500_000), "way": "paypal", "paid_on": "2026-03-01"}
    done(place.buyer.post(f"/v1/orders/{order}/declare-off-platform-payment", declared))
    read = done(place.supplier.get(f"/v1/orders/{order}"))
    assert read["money"]["unprotected"] == usd(2_500_000)
    assert (read["money"]["received"], read["money"]["covered"]) == (usd(0), usd(0))
    assert read["flags"] == [{"name": "unprotected_money", "title": "Unprotected money"}]


def test_a_body_nested_without_end_is_refused(place: Marketplace) -> None:
    order = place.agreed()["id"]
    body = b'{"message":1,"path":"/remarks/-","value":' + b"[" * 200_000
    headers = {
        "authorization": f"Bearer {place.buyer.key}",
        "idempotency-key": "deep",
        "content-type": "application/json",
    }
    answer = place.client.request("POST", f"/v1/orders/{order}/promote-to-term", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    bulk = b'{"askings":[' + b"[" * 200_000
    answer = place.client.request("POST", "/v1/askings", content=bulk, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
