"""Disputes over HTTP: what is claimed and brought, what is recommended to whom, and the verbs of the dispute team."""

from datetime import UTC, datetime, timedelta

import pytest

from api.marketplace import DOWN, REST, Caller, Json, Marketplace, done, usd, waybill
from api.test_evidence import HASH as NOTED
from api.test_evidence import actions, bring
from api.test_papers import pdf
from fairhold.trade.who import Role
from papers.reading_back import said, squeezed

HASH = "ab" * 32


@pytest.fixture
def order(fresh: Marketplace) -> str:
    """8,000 tumblers received, of which the buyer says that 120 are missing."""
    order = str(fresh.agreed()["id"])
    fresh.paid(order, DOWN, "line-1")
    done(fresh.supplier.post(f"/v1/orders/{order}/declare-ready", {}))
    done(fresh.buyer.post(f"/v1/orders/{order}/accept-goods"))
    fresh.paid(order, REST, "line-2")
    done(fresh.supplier.post(f"/v1/orders/{order}/ship", waybill()))
    done(fresh.buyer.post(f"/v1/orders/{order}/confirm-receipt", {}))
    short = {"ground": "quantity_short", "line": 0, "facts": {"type": "short", "missing": 120}}
    opened = {"grounds": ["quantity_short"], "amount": usd(120_000), "statement": "120 are missing.", "claims": [short]}
    done(fresh.buyer.post(f"/v1/orders/{order}/open-dispute", opened))
    return order


def read(who: Caller, order: str) -> Json:
    return done(who.get(f"/v1/orders/{order}/recommendation"))


def refused(who: Caller, order: str) -> tuple[int, str]:
    answer = who.get(f"/v1/orders/{order}/recommendation")
    return answer.status_code, answer.json()["code"]


def test_evidence_changes_the_recommendation_that_only_the_dispute_team_reads(fresh: Marketplace, order: str) -> None:
    lead = fresh.caller(Role.DISPUTE_LEAD, 0, "lea")
    first = read(lead, order)
    (finding,) = first["findings"]
    assert (finding["title"], finding["outcome"], finding["rule"]) == ("Quantity short", "inconclusive", "R8")
    assert (first["claimed"], first["total"], first["sha256"]) == (usd(120_000), usd(0), "")
    report = {
        "kind": "laboratory_report",
        "title": "Count by the carrier",
        "sha256": HASH,
        "grounds": ["quantity_short"],
        "made_by": "Harbour Survey",
        "shows": "7,880 pieces.",
    }
    done(fresh.buyer.post(f"/v1/orders/{order}/file-evidence", {"exhibit": report}))
    shown = done(fresh.supplier.get(f"/v1/orders/{order}"))["dispute"]
    assert (shown["phase"], shown["phase_title"]) == ("awaiting_response", "Waits for an answer")
    assert [(one["id"], one["title"], one["weight"]) for one in shown["evidence"]] == [
        ("E1", "Count by the carrier", "45 %")
    ]
    (finding,) = read(lead, order)["findings"]
    assert (finding["outcome"], finding["rule"], finding["amount"]) == ("upheld", "R7", usd(120_000))
    assert finding["sentence"] == "Upheld: the supplier had to show papers on this and did not."
    assert refused(fresh.buyer, order) == refused(fresh.supplier, order) == (404, "path_unknown")
    assert refused(fresh.stranger, order) == (404, "path_unknown")
    assert refused(fresh.caller(Role.ADJUDICATOR, 0, "ada"), order) == (404, "path_unknown")


def moved(fresh: Marketplace, order: str, days: int) -> None:
    """An order lives so many days later."""
    now = datetime.now(UTC)
    clock = done(fresh.operator.post("/v1/test/clocks", {"now": now.isoformat()}), 201)["id"]
    done(fresh.operator.post(f"/v1/test/clocks/{clock}/attach", {"order": order}))
    later = now + timedelta(days=days)
    done(fresh.operator.post(f"/v1/test/clocks/{clock}/advance", {"to": later.isoformat()}))


def test_evidence_is_for_the_adjudicator_who_has_the_case_and_for_no_other(fresh: Marketplace, order: str) -> None:
    """4.2, D11: staff that read everything still do; who had the case and gave it up is out."""
    ada, dora = (fresh.caller(Role.ADJUDICATOR, 0, name) for name in ("ada", "dora"))
    lead = fresh.caller(Role.DISPUTE_LEAD, 0, "lea")
    bring(fresh.buyer, order)
    paths = [f"/v1/orders/{order}/{path}" for path in ("evidence", f"evidence/{NOTED}", "custody", "custody/proofs")]
    paths.append(f"/v1/orders/{order}/case.zip")

    def reads(who: Caller) -> set[tuple[int, str]]:
        answers = [who.get(path) for path in paths]
        return {(one.status_code, one.json()["code"] if one.status_code != 200 else "") for one in answers}

    moved(fresh, order, 8)
    assert reads(ada) == {(403, "not_your_case")}
    assert bring(ada, order).json()["detail"] == "Nobody has given you a case on this order."
    hold = (f"/v1/orders/{order}/evidence/{NOTED}/hold", {"reason": "asked by a court"})
    assert ada.post(*hold).status_code == 403
    done(lead.post(f"/v1/orders/{order}/assign-adjudicator", {"person": "ada", "no_ties": True}))
    assert (reads(ada), reads(dora)) == ({(200, "")}, {(403, "not_your_case")})
    assert ada.post(*hold).status_code == 200
    assert read(ada, order)["sha256"] == ""
    done(lead.post(f"/v1/orders/{order}/assign-adjudicator", {"person": "dora", "no_ties": True}))
    assert (reads(ada), reads(dora)) == ({(403, "not_your_case")}, {(200, "")})
    before = actions(lead, order)
    assert ada.get(paths[1]).json()["detail"] == "dora has the case."
    assert actions(lead, order) == before
    for other in (lead, fresh.auditor, fresh.compliance, fresh.buyer, fresh.supplier):
        assert reads(other) == {(200, "")}


def test_a_case_is_not_decided_before_its_time(fresh: Marketplace, order: str) -> None:
    adjudicator = fresh.caller(Role.ADJUDICATOR, 0, "ada")
    lead = fresh.caller(Role.DISPUTE_LEAD, 0, "lea")
    early = lead.post(f"/v1/orders/{order}/assign-adjudicator", {"person": "ada", "no_ties": True})
    assert (early.status_code, early.json()["code"]) == (409, "wrong_phase")
    decide = adjudicator.post(f"/v1/orders/{order}/decide", {})
    assert (decide.status_code, decide.json()["code"]) == (409, "wrong_phase")
    parties = fresh.buyer.post(f"/v1/orders/{order}/decide", {})
    assert (parties.status_code, parties.json()["code"]) == (403, "role_not_allowed")


@pytest.fixture
def ruled(fresh: Marketplace, order: str) -> str:
    """Nobody answers and nobody decides: on its last day the recommendation has taken effect by itself."""
    moved(fresh, order, 47)
    return order


def test_a_ruling_is_printed_for_both_sides_and_staff(fresh: Marketplace, ruled: str) -> None:
    path = f"/v1/orders/{ruled}/ruling.pdf"
    content = pdf(fresh.buyer.get(path), f"{ruled}-ruling.pdf")
    assert pdf(fresh.supplier.get(path), f"{ruled}-ruling.pdf") == content
    assert pdf(fresh.auditor.get(path), f"{ruled}-ruling.pdf") == content
    shown = read(fresh.buyer, ruled)
    text = said(content)
    for words in (shown["sha256"], shown["contract"], "In the claimant's words 120 are missing."):
        assert squeezed(words) in text
    assert squeezed("Ruling time: nobody had decided") in text
    for other in (fresh.stranger, fresh.caller(Role.INSPECTOR, 0, "ines")):
        assert_nothing(other, path)
    assert fresh.buyer.get(path, page="2").status_code == 400


def test_where_nothing_was_ruled_nothing_is_printed(fresh: Marketplace, order: str) -> None:
    for reader in (fresh.buyer, fresh.supplier, fresh.auditor):
        assert_nothing(reader, f"/v1/orders/{order}/ruling.pdf")


def assert_nothing(reader: Caller, path: str) -> None:
    answer = reader.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "path_unknown")
    assert answer.json()["detail"] == "Nothing was ruled on this order, or it is not yours yet."


def test_the_dispute_team_reads_its_cases_and_nobody_else(fresh: Marketplace, order: str) -> None:
    adjudicator = fresh.caller(Role.ADJUDICATOR, 0, "ada")
    quiet = fresh.draft()["id"]
    load = done(adjudicator.get("/v1/disputes"))
    (case,) = load["cases"]
    assert (case["order"], case["phase"], case["claimed"], case["alarms"]) == (
        order,
        "awaiting_response",
        usd(120_000),
        [],
    )
    assert case["next"]["name"] == "respond_ttl"
    assert quiet not in str(load)
    assert (load["alarmed"], load["more"], load["agreement"]["rulings"]) == (0, False, 0)
    for other in (fresh.buyer, fresh.supplier, fresh.caller(Role.INSPECTOR, 0, "ines"), fresh.bank):
        answer = other.get("/v1/disputes")
        assert (answer.status_code, answer.json()["code"]) == (403, "role_not_allowed")


def test_a_case_that_is_over_leaves_the_list_and_counts(fresh: Marketplace, ruled: str) -> None:
    load = done(fresh.auditor.get("/v1/disputes"))
    assert load["agreement"] == {
        "rulings": 1,
        "by_time": 1,
        "findings": 0,
        "otherwise": 0,
        "reasons": {},
        "rate": "",
    }
    assert [case["order"] for case in load["cases"]] == [ruled]
    assert load["cases"][0]["days_left"] is None
