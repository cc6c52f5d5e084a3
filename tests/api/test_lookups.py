"""Reading over HTTP: orders, lists with cursors, suppliers, money in suspense, books, the feed."""

from datetime import UTC, datetime

import pytest

from api.marketplace import DOWN, PAYER, Marketplace, done, waybill
from fairhold.desk import Asking
from fairhold.trade import ids
from fairhold.trade.suspense import AgreeRemittance, MatchRemittance
from fairhold.trade.who import Role, Who


def test_a_reading_shows_money_deadlines_actions_and_what_is_next(place: Marketplace) -> None:
    order = place.agreed("Reading")["id"]
    place.paid(order, DOWN, f"{order}/1")
    read = done(place.supplier.get(f"/v1/orders/{order}"))
    assert (read["id"], read["title"], read["stage"], read["stage_title"]) == (
        order,
        "Reading",
        "in_production",
        "In production",
    )
    assert (read["you"], read["author"], read["version"]) == ("supplier", "buyer", 5)
    assert read["buyer"]["name"] == "Company 0"
    assert read["money"]["held"] == {"amount": "2500000", "currency": "USD"}
    assert read["money"]["due"] == {"amount": "5500000", "currency": "USD"}
    assert read["next"] == {"by": "supplier", "sentence": "The supplier makes the goods and declares them ready."}
    deadline = read["deadlines"][0]
    assert (deadline["name"], deadline["title"], deadline["paused"]) == ("ship_deadline", "Ship the goods", False)
    actions = {action["command"]: action for action in read["allowed_actions"]}
    assert {"amend", "ask_cancellation", "declare_ready", "declare_cannot_ship"} <= actions.keys()
    assert actions["declare_ready"] == {
        "command": "declare_ready",
        "title": "Declare the goods ready",
        "path": f"/v1/orders/{order}/declare-ready",
        "fields": [
            {
                "name": "packed_bp",
                "kind": "number",
                "title": "Packed bp",
                "required": False,
                "default": 10000,
                "least": 0,
                "most": 10000,
            }
        ],
    }
    assert read["pay_to"]["account"].startswith("8390")


def test_the_timeline_tells_what_happened_by_whom_and_what_was_posted(place: Marketplace) -> None:
    order = place.agreed()["id"]
    place.paid(order, DOWN, f"{order}/1")
    timeline = done(place.buyer.get(f"/v1/orders/{order}/timeline"))["data"]
    assert [entry["event"] for entry in timeline] == [
        "order.drafted",
        "order.proposed",
        "order.accepted",
        "payment.received",
        "payment.milestone_funded",
    ]
    received = timeline[3]
    assert received["title"] == "Payment received"
    assert received["by"] == {"role": "bank"}
    assert received["data"]["initial"] == "2500000"
    assert received["postings"] == [
        {"debit": "bank:trust", "credit": "ord:escrow:initial", "amount": "2500000", "currency": "USD"}
    ]
    assert timeline[0]["by"]["person"] == "bea"


def test_the_other_side_reads_no_bank_details_no_names_and_no_drafting(place: Marketplace) -> None:
    order = place.agreed()["id"]
    place.paid(order, DOWN, f"{order}/1")
    done(place.operator.get(f"/v1/orders/{order}"))
    timeline = done(place.supplier.get(f"/v1/orders/{order}/timeline"))["data"]
    assert timeline[0]["event"] == "order.proposed"
    assert timeline[0]["by"] == {"role": "buyer", "party": place.contract()["buyer"]}
    received = next(entry for entry in timeline if entry["event"] == "payment.received")
    assert "payer" not in received["data"]
    staff = done(place.treasury.get(f"/v1/orders/{order}/timeline"))["data"]
    assert next(entry for entry in staff if entry["event"] == "payment.received")["data"]["payer"] == PAYER


def test_paused_deadlines_have_no_day(place: Marketplace) -> None:
    order = place.agreed()["id"]
    place.paid(order, DOWN, f"{order}/1")
    claim = {"grounds": ["late_not_shipped"], "amount": {"amount": "1", "currency": "USD"}, "statement": "No."}
    answer = place.buyer.post(f"/v1/orders/{order}/open-dispute", claim)
    assert (answer.status_code, answer.json()["code"]) == (409, "ground_not_open")
    announced = {"amount": {"amount": "5500000", "currency": "USD"}}
    done(place.buyer.post(f"/v1/orders/{order}/announce-payment", announced))
    other = place.agreed()["id"]
    changed = done(place.buyer.post(f"/v1/orders/{other}/announce-payment", announced))
    read = done(place.buyer.get(f"/v1/orders/{other}"))
    assert changed["deadlines"][0]["name"] == "pay_ttl"
    assert read["next"] == {"by": "bank", "sentence": "The announced payment arrives."}


# -------------------------------------------------------------------------------------------------------------- lists


def test_pages_go_on_where_the_last_one_ended_whatever_comes_in_between(fresh: Marketplace) -> None:
    drafts = [fresh.draft(f"Order {number}")["id"] for number in range(5)]
    first = fresh.buyer.get("/v1/orders", page_size=2)
    page = done(first)
    assert [row["id"] for row in page["data"]] == [drafts[4], drafts[3]]
    assert page["has_more"] is True
    assert first.headers["link"] == f'</v1/orders?page_size=2&cursor={page["next_cursor"]}>; rel="next"'
    fresh.draft("Newer")
    second = done(fresh.buyer.get("/v1/orders", page_size=2, cursor=page["next_cursor"]))
    assert [row["id"] for row in second["data"]] == [drafts[2], drafts[1]]
    third = done(fresh.buyer.get("/v1/orders", page_size=2, cursor=second["next_cursor"]))
    assert ([row["id"] for row in third["data"]], third["next_cursor"], third["has_more"]) == ([drafts[0]], None, False)


def test_a_cursor_fits_only_the_list_it_came_from(fresh: Marketplace) -> None:
    for number in range(2):
        fresh.draft(f"Order {number}")
    cursor = done(fresh.buyer.get("/v1/orders", page_size=1))["next_cursor"]
    for who, given in (
        (fresh.auditor, {"cursor": cursor}),
        (fresh.buyer, {"cursor": cursor, "stage": "draft"}),
        (fresh.buyer, {"cursor": cursor[:-2] + "AA"}),
        (fresh.buyer, {"cursor": "x"}),
    ):
        refused = done(who.get("/v1/orders", **given), 400)
        assert (refused["code"], refused["errors"][0]["parameter"]) == ("cursor_invalid", "cursor")


def test_lists_are_narrowed_by_stage_time_and_deadline(fresh: Marketplace) -> None:
    draft = fresh.draft("Draft")["id"]
    agreed = fresh.agreed("Agreed")["id"]
    assert [row["id"] for row in done(fresh.buyer.get("/v1/orders", stage="draft"))["data"]] == [draft]
    both = done(fresh.buyer.get("/v1/orders", stage="draft,agreed"))["data"]
    assert [row["id"] for row in both] == [agreed, draft]
    assert done(fresh.buyer.get("/v1/orders", created_gte="2099-01-01T00:00:00Z"))["data"] == []
    assert len(done(fresh.buyer.get("/v1/orders", created_gte="2020-01-01T00:00:00Z"))["data"]) == 2
    late = done(fresh.buyer.get("/v1/orders", deadline_before="2099-01-01T00:00:00Z"))["data"]
    assert [row["id"] for row in late] == [agreed]
    assert late[0]["deadline"]["name"] == "pay_ttl"
    assert done(fresh.buyer.get("/v1/orders", deadline_before="2026-01-01T00:00:00Z"))["data"] == []
    assert [row["id"] for row in done(fresh.supplier.get("/v1/orders"))["data"]] == [agreed]


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "201"}, "page_size"),
        ({"page_size": "many"}, "page_size"),
        ({"stage": "asleep"}, "stage"),
        ({"created_gte": "yesterday"}, "created_gte"),
        ({"deadline_before": "2026-01-01T00:00:00"}, "deadline_before"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_query_that_cannot_be_read_is_refused_by_name(
    place: Marketplace, given: dict[str, str], parameter: str
) -> None:
    refused = done(place.buyer.get("/v1/orders", **given), 400)
    assert (refused["code"], refused["errors"][0]["parameter"]) == ("malformed", parameter)


# -------------------------------------------------------------------------------------------------- suppliers, money


def test_a_supplier_reads_itself_and_nobody_else_does(place: Marketplace) -> None:
    number = place.contract()["supplier"]
    read = done(place.supplier.get(f"/v1/suppliers/{number}"))
    assert (read["party"], read["opted_in"], read["payout_account"]["account_end"]) == (number, True, "5555")
    assert done(place.operator.get(f"/v1/suppliers/{read['id']}")) == read
    for who in (place.buyer, place.stranger, place.other_supplier):
        assert done(who.get(f"/v1/suppliers/{number}"), 404)["code"] == "unknown_supplier"


def test_a_limit_is_explained_with_what_if_to_the_supplier_and_to_staff(place: Marketplace) -> None:
    """N11, 4.9: nothing has ended yet; three more of 20,000 would give 3,000 + 0.25 x 60,000, in steps."""
    path = f"/v1/suppliers/{place.contract()['supplier']}/limit"
    read = done(place.supplier.get(path))
    assert (read["model"], read["by_hand"], read["computed"]["amount"], read["what_if"]) == (
        "rulebook",
        True,
        "300000",
        None,
    )
    assert done(place.operator.get(path)) == read
    more = done(place.supplier.get(path, orders=3, value=2_000_000))["what_if"]
    assert (more["supposed"], more["limit"]["amount"]) == ("3 more of USD 20,000.00, on time", "1800000")
    for wrong in (
        {"orders": 0, "value": 1},
        {"orders": 1},
        {"orders": 1, "value": "x"},
        {"orders": 1_001, "value": 1},
        {"orders": 1, "value": 1, "late": 1},
    ):
        assert done(place.supplier.get(path, **wrong), 400)["code"] == "malformed"
    for who in (place.buyer, place.stranger, place.other_supplier):
        assert done(who.get(path), 404)["code"] == "unknown_supplier"


def test_a_payout_is_shown_on_its_way_and_paid(fresh: Marketplace) -> None:
    order = fresh.agreed()["id"]
    fresh.paid(order, DOWN, "l/1")
    done(fresh.supplier.post(f"/v1/orders/{order}/declare-ready"))
    done(fresh.buyer.post(f"/v1/orders/{order}/accept-goods"))
    fresh.paid(order, 5_500_000, "l/2")
    done(fresh.supplier.post(f"/v1/orders/{order}/ship", waybill()))
    done(fresh.buyer.post(f"/v1/orders/{order}/confirm-receipt"))
    number = fresh.contract()["supplier"]
    amount = {"amount": "1000000", "currency": "USD"}
    done(fresh.supplier.post(f"/v1/suppliers/{number}/request-payout", {"amount": amount}))
    read = done(fresh.supplier.get(f"/v1/suppliers/{number}"))
    assert (read["payouts"][0]["number"], read["payouts"][0]["state"], read["payouts"][0]["amount"]) == (
        1,
        "sent",
        amount,
    )
    assert read["purses"][0]["in_transit"] == amount
    done(fresh.bank.post(f"/v1/suppliers/{number}/settle-payout", {"number": 1, "line": "l/3"}))
    paid = done(fresh.supplier.get(f"/v1/suppliers/{number}"))["payouts"][0]
    assert (paid["state"], paid["ended_at"] is not None) == ("paid", True)
    books = done(fresh.auditor.get("/v1/books"))["currencies"][0]
    assert (books["currency"], books["balanced"], books["covered"]) == ("USD", True, True)
    assert {row["account"]: row["balance"] for row in books["accounts"] if row["balance"] != "0"} == {
        "bank:trust": "7000000",
        "sup:available": "-7000000",
        "exp:guarantee_provision": "80000",
        "prov:guarantee": "-80000",
    }
    assert books["bank"]["ledger"] == "7000000"


def test_only_staff_reads_the_books_and_the_money_in_suspense(place: Marketplace) -> None:
    for path in ("/v1/books", "/v1/remittances"):
        for who in (place.buyer, place.supplier):
            assert done(who.get(path), 403)["code"] == "role_not_allowed"
        for who in (place.treasury, place.operator, place.auditor, place.bank):
            done(who.get(path))


def test_money_without_an_order_waits_in_the_queue_until_it_is_matched(fresh: Marketplace) -> None:
    held = "rem_0c8fs90s4m1g0"
    money = {"amount": {"amount": "2500000", "currency": "USD"}, "line": "l/9", "payer": PAYER, "text": "for tumblers"}
    answer = done(fresh.bank.post(f"/v1/remittances/{held}/hold-remittance", money))
    assert (answer["id"], answer["state"], answer["events"]) == (held, "held", ["remittance.held"])
    queue = done(fresh.treasury.get("/v1/remittances"))["data"]
    assert [(row["id"], row["state"], row["text"]) for row in queue] == [(held, "held", "for tumblers")]
    assert datetime.fromisoformat(queue[0]["goes_back_at"]) > datetime.now(UTC)
    order = fresh.agreed()["id"]
    by_key = fresh.treasury.post(f"/v1/remittances/{held}/match-remittance", {"order": order})
    assert done(by_key, 403)["code"] == "person_missing"
    waiting = done(fresh.treasury.get(f"/v1/unmatched/{held}"))
    assert waiting == done(fresh.auditor.get("/v1/unmatched"))["data"][0]
    assert [(one["order"], one["can_take"]) for one in waiting["suggestions"]] == [(order, True)]
    assert "amount_due" in [clue["word"] for clue in waiting["suggestions"][0]["reasons"]]
    assert done(fresh.buyer.get("/v1/unmatched"), 403)["code"] == "role_not_allowed"
    number = ids.from_text(ids.REMITTANCE_PREFIX, held)
    assert number is not None
    proposed = fresh.desk.ask(Asking(number, MatchRemittance(order=order), Who(Role.TREASURY, 0, "tom"), "m"))
    assert proposed.refused is None
    assert done(fresh.treasury.get(f"/v1/unmatched/{held}"))["proposed"]["order"] == order
    assert proposed.case.remittance is not None
    assert proposed.case.remittance.plan is not None
    agree = AgreeRemittance(digest=proposed.case.remittance.plan.proposal.digest)
    assert fresh.desk.ask(Asking(number, agree, Who(Role.TREASURY, 0, "tess"), "a")).refused is None
    assert done(fresh.treasury.get(f"/v1/unmatched/{held}"), 404)["code"] == "unknown_remittance"
    assert done(fresh.treasury.get("/v1/remittances"))["data"] == []
    assert done(fresh.treasury.get("/v1/remittances", state="matched"))["data"][0]["order"] == order
    assert done(fresh.treasury.get(f"/v1/remittances/{held}"))["state"] == "matched"
    assert done(fresh.treasury.get("/v1/remittances/rem_0c8fs90s4m1g1"), 404)["code"] == "unknown_remittance"


# --------------------------------------------------------------------------------------------------------------- feed


def test_the_feed_tells_everything_once_in_order(fresh: Marketplace) -> None:
    order = fresh.agreed()["id"]
    fresh.paid(order, DOWN, "l/1")
    seen, positions, after = [], [], ""
    while True:
        page = done(fresh.buyer.get("/v1/events", page_size=2, after=after))
        seen += [event["event"] for event in page["data"]]
        positions += [event["position"] for event in page["data"]]
        after = page["next_after"]
        if not page["has_more"]:
            break
    assert seen == [
        "order.drafted",
        "order.proposed",
        "order.accepted",
        "payment.received",
        "payment.milestone_funded",
    ]
    assert positions == sorted(set(positions))
    assert done(fresh.buyer.get("/v1/events", after=after)) == {"data": [], "next_after": after, "has_more": False}
    done(fresh.supplier.post(f"/v1/orders/{order}/declare-ready"))
    more = done(fresh.buyer.get("/v1/events", after=after))["data"]
    assert [event["event"] for event in more] == ["order.goods_ready"]
    assert done(fresh.stranger.get("/v1/events"))["data"] == []
    suppliers = [event["event"] for event in done(fresh.supplier.get("/v1/events"))["data"]]
    assert "order.drafted" not in suppliers
    assert "limit.reserved" in suppliers


def test_a_position_that_never_was_is_refused(place: Marketplace) -> None:
    refused = done(place.buyer.get("/v1/events", after="yesterday"), 400)
    assert refused["errors"] == [{"detail": "This is not a position of the feed.", "parameter": "after"}]


def test_the_server_says_that_it_is_well_and_explains_its_problems(place: Marketplace) -> None:
    assert place.client.request("GET", "/healthz").json() == {"ok": True}
    assert place.client.request("GET", "/v1/problems/wrong-stage").json() == {
        "type": "/v1/problems/wrong-stage",
        "code": "wrong_stage",
        "status": 409,
        "title": "Wrong stage",
        "fix": "Do what is allowed at this stage.",
    }
    assert place.client.request("GET", "/v1/problems/none-such").status_code == 404
    viewer = place.client.request("GET", "/docs")
    assert (viewer.status_code, viewer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert place.client.request("GET", "/docs/static/viewer.js").status_code == 200
    head = place.client.request("HEAD", "/healthz")
    assert (head.status_code, head.content) == (200, b"")


def test_everybody_reads_the_badge_of_a_supplier_that_takes_part(place: Marketplace) -> None:
    """S12: the same for a buyer, a stranger, another supplier and staff; of no order nothing is claimed."""
    path = f"/v1/suppliers/{place.contract()['supplier']}/badge"
    read = done(place.buyer.get(path))
    assert read["limit"]["currency"] == "USD"
    assert (read["on_time"]["share"], read["on_time"]["least"], read["on_time"]["most"]) == (None, "0.0", "100.0")
    for who in (place.stranger, place.other_supplier, place.operator):
        assert done(who.get(path)) == read
    assert done(place.buyer.get(f"/v1/suppliers/{place.contract()['buyer']}/badge"), 404)["code"] == "unknown_supplier"


def test_a_forecast_names_what_comes_and_why_offers_were_declined(place: Marketplace) -> None:
    """PP20, S1: to the supplier and to staff only."""
    path = f"/v1/suppliers/{place.contract()['supplier']}/forecast"
    before = done(place.supplier.get(path))
    draft = place.draft()
    done(place.buyer.post(f"/v1/orders/{draft['id']}/propose", {"fingerprint": draft["fingerprint"]}))
    done(place.supplier.post(f"/v1/orders/{draft['id']}/decline", {"reason": "capacity"}))
    after = done(place.operator.get(path))
    assert (before["declines"], after["declines"]) == ([], [{"reason": "capacity", "count": 1}])
    assert after["coming"] == before["coming"]
    for who in (place.buyer, place.stranger, place.other_supplier):
        assert done(who.get(path), 404)["code"] == "unknown_supplier"
