"""Inspections over HTTP: visits on an order, the form, the report and who may read it, plans, series, and the list."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from api.inspected import FEE, FIRM, GOODS, KEY, PAYEE, SEED, TERM, Inspected, fill, inspector, today
from api.marketplace import Caller, Marketplace, done, usd
from fairhold.standards.form import filled, public_of, signed
from fairhold.standards.reporting import cartons
from fairhold.trade.report import Report, content_hash


def test_a_visit_is_shown_with_its_fee_its_plan_and_who_is_next(place: Marketplace) -> None:
    """4.4, O34: from being asked for until the inspector comes."""
    case = Inspected(place)
    case.ready()
    case.ask(place.buyer, "request-visit", kind="pre_shipment", wish_on=today())
    (asked,) = case.read(place.supplier)["visits"]
    assert (asked["number"], asked["kind"], asked["title"], asked["by"]) == (
        1,
        "pre_shipment",
        "Before shipment",
        "buyer",
    )
    assert (asked["state"], asked["state_title"], asked["agreed"]) == ("asked", "Waits for an inspector", True)
    assert (asked["lines"], asked["goods"], asked["lot"]) == ([0], ["Steel tumbler 500 ml"], 8_000)
    assert (asked["wish_on"], asked["on"], asked["payer"]) == (today(), None, "buyer")
    assert (asked["fee"], asked["held"]) == (usd(FEE), usd(0))
    assert asked["next"] == {
        "by": "inspector",
        "sentence": f"An inspector takes the visit by {asked['confirm_by']}, or it lapses.",
    }
    assert (asked["plan_source"], asked["plan_fault"]) == ("contract", "")
    assert [(row["severity"], row["letter"], row["n"], row["ac"], row["re"]) for row in asked["plan"]] == [
        ("critical", "L", 200, 0, 1),
        ("major", "L", 200, 10, 11),
        ("minor", "L", 200, 14, 15),
    ]
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    confirm = {"visit": 1, "on": tomorrow, "inspector": FIRM, "public_key": public_of(KEY), "payee": PAYEE}
    case.ask(case.inspector, "confirm-visit", **confirm)
    (waits,) = case.read(place.buyer)["visits"]
    assert (waits["state"], waits["next"]["by"], waits["on"]) == ("fee_missing", "buyer", tomorrow)
    place.paid(case.id, FEE, f"{case.id}/fee")
    (booked,) = case.read(place.buyer)["visits"]
    assert (booked["state"], booked["held"], booked["confirm_by"]) == ("booked", usd(FEE), None)
    assert booked["movable_until"] == f"{today()}T12:00:00Z"
    assert booked["report_by"] >= tomorrow


def test_the_inspector_fills_in_the_form_and_the_report_opens_the_gate(place: Marketplace) -> None:
    """T27, 3.4: the whole way, from the form to the fee."""
    case = Inspected(place)
    case.ready()
    number = case.begun()
    form = case.form(number)
    assert form.report["lot"]["selected_cartons"] == list(cartons(SEED, 40, 7))
    case.reported(number, defects={"major": 10, "minor": 2})
    order = case.read(place.buyer)
    assert order["inspection"] == {
        "result": "pass",
        "title": "Passed",
        "report": order["visits"][0]["report"],
        "day": today(),
    }
    (visit,) = order["visits"]
    assert (visit["state"], visit["result"], visit["reports"], visit["held"]) == ("passed", "pass", 1, usd(0))
    shown = done(place.supplier.get(f"{case.path}/visits/1/report"))
    assert (shown["order"], shown["sha256"], shown["public_key"]) == (case.id, visit["report"], public_of(KEY))
    report = msgspec.convert(shown["report"], Report)
    assert content_hash(report) == shown["sha256"] == hashlib.sha256(msgspec.json.encode(report)).hexdigest()
    assert shown["judged"]["verdict"] == "pass"
    assert [(t["severity"], t["found"], t["n"], t["ac"], t["re"]) for t in shown["judged"]["tallies"]] == [
        ("critical", 0, 200, 0, 1),
        ("major", 10, 200, 10, 11),
        ("minor", 2, 200, 14, 15),
    ]
    assert (shown["judged"]["deviations"], shown["judged"]["reasons"], shown["superseded"]) == ([], [], [])
    paper = place.buyer.get(f"{case.path}/visits/1/report.pdf")
    assert (paper.status_code, paper.headers["content-type"], paper.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert paper.headers["content-disposition"] == f'inline; filename="{case.id}-visit-1-report.pdf"'
    assert place.buyer.get(f"{case.path}/visits/1/report.pdf").content == paper.content


def test_a_report_that_contradicts_itself_is_refused_with_its_place(place: Marketplace) -> None:
    """S75: nothing changes."""
    case = Inspected(place)
    case.ready()
    number = case.begun()
    wrong = signed(filled(fill(case.form(number), "pass", {"major": 11})), KEY)
    body = {"report": msgspec.to_builtins(wrong)}
    before = case.read(place.buyer)["version"]
    answer = case.inspector.post(f"{case.path}/submit-report", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "report_verdict")
    assert answer.json()["errors"][0]["pointer"] == "/report/verdict"
    assert "11 major defects, 10 accepted" in answer.json()["detail"]
    assert case.read(place.buyer)["version"] == before


def test_a_correction_supersedes_and_both_versions_stay(place: Marketplace) -> None:
    """4.2: an inspector issues a correction and replaces nothing."""
    case = Inspected(place)
    case.ready()
    number = case.begun()
    case.reported(number, "fail", {"critical": 1})
    first = case.read(place.buyer)["visits"][0]["report"]
    case.reported(number, "pass", {"minor": 1}, remarks="The crack was on a display piece.")
    shown = done(place.buyer.get(f"{case.path}/visits/{number}/report"))
    (old,) = shown["superseded"]
    assert (old["sha256"], old["judged"]["verdict"], shown["judged"]["verdict"]) == (first, "fail", "pass")
    assert shown["report"]["remarks"] == "The crack was on a display piece."
    assert case.read(place.buyer)["visits"][0]["reports"] == 2


def test_the_inspector_s_account_is_not_for_the_parties(place: Marketplace) -> None:
    case = Inspected(place)
    case.ready()
    number = case.begun()
    case.reported(number)
    for who in (place.buyer, place.supplier):
        text = who.get(case.path).text + who.get(f"{case.path}/visits/{number}/report").text
        text += who.get(f"{case.path}/timeline").text
        assert PAYEE["account"] not in text
        assert case.read(who)["visits"][0]["owed"] is None
    for who in (place.treasury, case.inspector):
        visit = case.read(who)["visits"][0]
        assert (visit["payee"], visit["owed"]) == (PAYEE, usd(FEE))


def test_an_inspector_sees_the_visits_he_took_or_may_take_and_nothing_else(place: Marketplace) -> None:
    """4.2: neither other orders, nor the thread, nor money, nor what another inspector does."""
    bare, case, other = place.agreed()["id"], Inspected(place), inspector(place, "otto")
    assert case.inspector.get(f"/v1/orders/{bare}").status_code == 404
    assert case.inspector.get(case.path).status_code == 404
    done(place.buyer.post(f"{case.path}/post-message", {"text": "Between us."}))
    case.ready()
    case.ask(place.buyer, "request-visit", kind="pre_shipment", wish_on=today())
    assert len(case.read(other)["visits"]) == 1
    mine = {"visit": 1, "on": today(), "inspector": FIRM, "public_key": public_of(KEY), "payee": PAYEE}
    case.ask(case.inspector, "confirm-visit", **mine)
    assert other.get(case.path).status_code == 404
    read = case.read(case.inspector)
    assert (read["you"], read["pay_to"], read["visits"][0]["yours"]) == ("inspector", None, True)
    assert {entry["event"] for entry in read["timeline"]} == {
        *("order.accepted", "order.goods_ready", "inspection.requested", "inspection.confirmed"),
    }
    assert [entry["postings"] for entry in read["timeline"]] == [[], [], [], []]
    assert case.inspector.get(f"{case.path}/messages").status_code == 404
    assert case.inspector.get("/v1/events").status_code == 403
    assert case.inspector.get(f"/v1/suppliers/{case.supplier}").status_code == 404
    assert done(case.inspector.get("/v1/parties"))["data"] == []
    assert [row["id"] for row in done(case.inspector.get("/v1/orders"))["data"]][:1] == [case.id]
    assert case.id not in {row["id"] for row in done(other.get("/v1/orders"))["data"]}
    place.paid(case.id, FEE, f"{case.id}/fee")
    case.ask(case.inspector, "begin-visit", visit=1, seed=SEED)
    case.reported(1)
    case.ask(place.buyer, "request-visit", kind="joint", wish_on=today())
    assert [visit["number"] for visit in case.read(other)["visits"]] == [2]
    assert other.get(f"{case.path}/visits/1/report").status_code == 404
    assert other.get(f"{case.path}/visits/1/form").status_code == 404
    assert [visit["number"] for visit in case.read(case.inspector)["visits"]] == [1, 2]


def test_what_is_not_there_or_not_yours_is_not_found(place: Marketplace) -> None:
    case = Inspected(place)
    case.ready()
    number = case.booked()
    for path in (
        f"visits/{number}/report",
        "visits/7/report.pdf",
        "visits/7/form",
        "visits/x/form",
        "visits/999999/form",
    ):
        answer = place.buyer.get(f"{case.path}/{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "path_unknown"), path
    for path in (f"visits/{number}/form", "plan"):
        answer = place.stranger.get(f"{case.path}/{path}")
        assert answer.status_code == 404, path


def test_a_plan_that_no_table_has_stops_the_contract(place: Marketplace) -> None:
    """T04, 1.1: nobody could inspect by it."""
    contract = place.contract() | {"inspection": TERM | {"edition": "2026"}}
    drafted = done(place.buyer.post("/v1/orders", {"contract": contract}), 201)
    answer = place.buyer.post(f"/v1/orders/{drafted['id']}/propose", {"fingerprint": drafted["fingerprint"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "terms_not_provable")
    (fault,) = answer.json()["errors"]
    assert (fault["pointer"], fault["rule"]) == ("/contract/inspection", "edition_unknown")


def test_a_plan_that_no_table_has_is_told_where_both_sides_live_with_it(place: Marketplace) -> None:
    case = Inspected(place, waived="edition_unknown", edition="2026")
    case.ready()
    case.ask(place.buyer, "request-visit", kind="pre_shipment", wish_on=today())
    answer = place.buyer.get(f"{case.path}/visits/1/form")
    assert (answer.status_code, answer.json()["code"]) == (422, "report_plan_unknown")
    said = "No tables of 'ISO 2859-1 2026'; there are those of ISO 2859-1:1999 and MIL-STD-105E (1989)."
    assert answer.json()["detail"] == said
    assert case.read(place.buyer)["visits"][0]["plan_fault"] == said
    assert done(place.buyer.get(f"{case.path}/plan"))["fault"] == said


def test_a_draft_already_says_what_its_inspection_lets_through(fresh: Marketplace) -> None:
    """1.4: what buyers misunderstand, before they sign."""
    contract = fresh.contract() | {"inspection": TERM, "goods": GOODS}
    drafted = done(fresh.buyer.post("/v1/orders", {"contract": contract}), 201)
    plan = done(fresh.buyer.get(f"/v1/orders/{drafted['id']}/plan"))
    assert (plan["lot"], plan["source"], plan["edition"], plan["state"]) == (
        8_000,
        "contract",
        "ISO 2859-1:1999",
        "normal",
    )
    assert (plan["family"], plan["inspector"]) == ("Steel tumbler 500 ml", FIRM)
    assert [one["sentence"] for one in plan["classes"]] == [
        "0 found in 200 still allows a true rate of up to 1.8 % (95 % confidence, two-sided).",
        "This plan accepts a lot with 5 % defective 6 times in 10 (400 of 8,000: chance 0.583).",
        "This plan accepts a lot with 8 % defective 4 times in 10 (640 of 8,000: chance 0.357).",
    ]
    assert plan["classes"][1]["accepts_at"]["2.5"] == 0.988484
    silent = done(fresh.buyer.post("/v1/orders", {"contract": fresh.contract() | {"goods": None}}), 201)
    default = done(fresh.buyer.get(f"/v1/orders/{silent['id']}/plan"))
    assert (default["source"], default["inspector"], default["series"]) == ("default", "", None)
    assert [one["aql"] for one in default["classes"]] == ["0", "2.5", "4.0"]


def test_lots_that_failed_make_the_next_inspection_tightened(fresh: Marketplace) -> None:
    """1.3.5, issue 5: 2 of 5 lots; goods offered again after rework never count."""
    first = Inspected(fresh)
    first.ready()
    first.reported(first.begun(), "fail", {"major": 11})
    first.ask(fresh.supplier, "start-rework")
    first.ready()
    first.booked()
    visit = first.read(fresh.buyer)["visits"][-1]
    assert (visit["payer"], visit["after_rework"]) == ("supplier", 1)
    series = f"/v1/suppliers/{first.supplier}/series"
    (standing,) = done(fresh.supplier.get(series))["data"]
    assert (standing["state"], standing["sentence"]) == (
        "normal",
        "Normal inspection: the last lot was not accepted.",
    )
    second = Inspected(fresh, "Tumblers again")
    second.ready()
    second.reported(second.begun(), "fail", {"major": 12})
    (standing,) = done(fresh.operator.get(series))["data"]
    assert (standing["family"], standing["level"], standing["next"]) == ("Steel tumbler 500 ml", "II", "tightened")
    assert standing["sentence"] == "Tightened inspection: 2 of 2 lots were not accepted."
    major, minor = standing["classes"]
    assert (major["severity"], major["state"], major["lots"]) == ("major", "tightened", 2)
    assert (minor["severity"], minor["state"], minor["lots"]) == ("minor", "normal", 2)
    third = done(fresh.buyer.post("/v1/orders", {"contract": fresh.contract("Third") | {"inspection": TERM}}), 201)
    plan = done(fresh.buyer.get(f"/v1/orders/{third['id']}/plan"))
    assert (plan["state"], plan["series"]["sentence"]) == ("tightened", standing["sentence"])
    assert [(one["n"], one["ac"]) for one in plan["classes"]] == [(200, 0), (200, 8), (200, 12)]
    named = fresh.contract("Fourth") | {"inspection": TERM | {"state": "normal"}}
    fourth = done(fresh.buyer.post("/v1/orders", {"contract": named}), 201)
    agreed = done(fresh.buyer.get(f"/v1/orders/{fourth['id']}/plan"))
    assert (agreed["state"], agreed["series"]["state"]) == ("normal", "tightened")
    for nobody in (fresh.buyer, fresh.other_supplier, first.inspector):
        assert nobody.get(series).status_code == 404


def test_visits_are_listed_for_those_who_make_them(fresh: Marketplace) -> None:
    """PP23, PP28."""
    other = inspector(fresh, "otto")
    cases = [Inspected(fresh, f"Order {n}") for n in range(3)]
    for case in cases:
        case.ready()
    cases[0].reported(cases[0].begun())
    cases[1].booked()
    cases[2].ask(fresh.buyer, "request-visit", kind="pre_shipment", wish_on=today())

    def listed(who: Caller, **query: Any) -> list[tuple[str, str]]:
        page = done(who.get("/v1/visits", **query))
        return [(row["title"], row["visit"]["state"]) for row in page["data"]]

    mine = cases[0].inspector
    assert listed(mine) == [("Order 2", "asked"), ("Order 1", "booked")]
    assert listed(mine, state="open") == listed(other) == [("Order 2", "asked")]
    assert listed(mine, state="over") == [("Order 0", "passed")]
    assert listed(fresh.auditor, state="open,taken,over") == [
        ("Order 2", "asked"),
        ("Order 1", "booked"),
        ("Order 0", "passed"),
    ]
    (row,) = done(other.get("/v1/visits"))["data"]
    assert (row["order"], row["country"], row["place"], row["firms"]) == (cases[2].id, "CN", "Ningbo, hall 3", FIRM)
    page = done(fresh.auditor.get("/v1/visits", page_size=1))
    assert (len(page["data"]), page["has_more"]) == (1, True)
    rest = done(fresh.auditor.get("/v1/visits", page_size=5, cursor=page["next_cursor"]))
    assert [row["title"] for row in rest["data"]] == ["Order 1"]
    for party in (fresh.buyer, fresh.supplier):
        answer = party.get("/v1/visits")
        assert (answer.status_code, answer.json()["code"]) == (403, "role_not_allowed")
    wrong = mine.get("/v1/visits", state="late")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "malformed")
