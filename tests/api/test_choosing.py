"""The directory over HTTP: found, narrowed, page by page, and how a rank comes about (S12-S15, 4.9)."""

from datetime import UTC, datetime

import pytest

from api.marketplace import Marketplace, done
from fairhold.book.connection import connect
from fairhold.book.directory import keep_rows, words_of
from fairhold.cashier.directory import renew, row_of
from fairhold.limit.rank import Record
from fairhold.trade.policy import PRESETS
from fairhold.trade.supplier import Supplier
from fairhold.trade.who import Party


def listed(place: Marketplace) -> None:
    with connect(place.url) as connection:
        renew(connection, datetime.now(UTC))


def test_everybody_with_a_key_finds_suppliers_by_their_words(fresh: Marketplace) -> None:
    supplier = fresh.contract()["supplier"].replace("pty_", "sup_")
    said = {
        "goods": ["Steel tumblers"],
        "declines": ["late_damages"],
        "surcharge_bp": 250,
        "order_least": {"amount": "200000", "currency": "USD"},
    }
    done(fresh.supplier.post(f"/v1/suppliers/{supplier}/set-profile", {"profile": said}))
    listed(fresh)
    for reader in (fresh.buyer, fresh.supplier, fresh.operator):
        (found,) = done(reader.get("/v1/suppliers", words="steel tum"))["data"]
        assert found["supplier"] == supplier
    assert found["profile"] == {
        "goods": ["Steel tumblers"],
        "about": "",
        "surcharge": "2.5 %",
        "not_accepted": ["damages for late shipment", "orders below USD 2,000.00"],
        "rails": None,
    }
    assert found["grade"] == "no order has ended yet"
    assert found["on_time"] == {"count": 0, "of": 0, "share": None, "least": "0.0", "most": "100.0"}
    assert done(fresh.buyer.get("/v1/suppliers", words="silk"))["data"] == []


def test_a_rank_is_explained_to_everybody_with_a_key(fresh: Marketplace) -> None:
    supplier = fresh.contract()["supplier"].replace("pty_", "sup_")
    assert fresh.buyer.get(f"/v1/suppliers/{supplier}/rank").status_code == 404
    listed(fresh)
    found = done(fresh.buyer.get(f"/v1/suppliers/{supplier}/rank"))
    assert [part["name"] for part in found["parts"]] == ["volume", "on_time", "not_lost", "response", "free"]
    assert found["raises"][0]["supposed"].startswith("three more orders")
    (first, *_) = done(fresh.buyer.get("/v1/suppliers"))["data"]
    assert first["score"] == done(fresh.buyer.get(f"/v1/suppliers/{first['supplier']}/rank"))["score"]


def test_pages_follow_each_other_without_gap_or_repetition(fresh: Marketplace) -> None:
    listed(fresh)
    whole = [one["supplier"] for one in done(fresh.buyer.get("/v1/suppliers"))["data"]]
    assert len(whole) == 2
    found, cursor = [], {}
    while cursor is not None:
        page = done(fresh.buyer.get("/v1/suppliers", page_size="1", on_time_gte="0", **cursor))
        found += [one["supplier"] for one in page["data"]]
        cursor = {"cursor": page["next_cursor"]} if page["has_more"] else None
    assert found == whole
    first = done(fresh.buyer.get("/v1/suppliers", page_size="1"))["next_cursor"]
    refused = done(fresh.buyer.get("/v1/suppliers", page_size="1", country="CN", cursor=first), 400)
    assert refused["code"] == "cursor_invalid"


def test_a_row_of_who_no_longer_takes_part_is_not_shown_before_it_is_made_anew(fresh: Marketplace) -> None:
    supplier = fresh.contract()["supplier"].replace("pty_", "sup_")
    listed(fresh)
    done(fresh.supplier.post(f"/v1/suppliers/{supplier}/opt-out", {}))
    assert supplier not in [one["supplier"] for one in done(fresh.buyer.get("/v1/suppliers"))["data"]]


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        ("country", "cn"),
        ("currency", "usd"),
        ("free_gte", "-1"),
        ("on_time_gte", "101"),
        ("page_size", "0"),
        ("words", "x" * 201),
        ("rails", "A"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_by_name(place: Marketplace, parameter: str, text: str) -> None:
    refused = done(place.buyer.get("/v1/suppliers", **{parameter: text}), 400)
    assert (refused["code"], refused["errors"][0]["parameter"]) == ("malformed", parameter)


def test_equal_scores_stand_by_age(fresh: Marketplace) -> None:
    """4.9: ties by age, and numbers rise with time."""
    listed(fresh)
    found = [one["score"] for one in done(fresh.buyer.get("/v1/suppliers"))["data"]]
    numbers = [one["supplier"] for one in done(fresh.buyer.get("/v1/suppliers"))["data"]]
    assert len(set(found)) == 1
    assert numbers == sorted(numbers)


def test_a_row_without_a_supplier_behind_it_is_left_out(fresh: Marketplace) -> None:
    party = Party(4_097 * 4_096 + 1, "Ghost Works", "CN", verified=True)
    row = row_of(Supplier(id=party.id, opted_in=True), party, Record(), datetime.now(UTC), PRESETS["seed"])
    with connect(fresh.url) as connection:
        keep_rows(connection, [row])
    assert row.words == words_of("Ghost Works")
    assert done(fresh.buyer.get("/v1/suppliers", words="ghost"))["data"] == []


def test_a_choice_says_what_to_look_at_and_what_protection_costs(fresh: Marketplace) -> None:
    """S2, S14, S15."""
    supplier = fresh.contract()["supplier"].replace("pty_", "sup_")
    done(fresh.supplier.post(f"/v1/suppliers/{supplier}/set-profile", {"profile": {"surcharge_bp": 250}}))
    listed(fresh)
    path = f"/v1/suppliers/{supplier}/choice"
    found = done(fresh.buyer.get(path))
    assert found["comparison"] is None
    assert [point["name"] for point in found["points"]] == [
        *("limit", "past", "on_time", "lost", "contracts", "terms", "rails", "surcharge")
    ]
    compared = done(fresh.buyer.get(path, order_value="5000000"))["comparison"]
    assert (compared["surcharge"]["amount"], compared["with_protection"]["amount"]) == ("125000", "5125000")
    assert done(fresh.buyer.get(path, order_value="-1"), 400)["code"] == "malformed"
    stranger = supplier[:-2] + ("00" if supplier[-2:] != "00" else "11")
    assert done(fresh.buyer.get(f"/v1/suppliers/{stranger}/choice"), 404)["code"] == "unknown_supplier"


def test_a_quote_says_what_the_supplier_asks_on_top(fresh: Marketplace) -> None:
    """S2."""
    supplier = fresh.contract()["supplier"].replace("pty_", "sup_")
    body = {"amount": {"amount": "5000000", "currency": "USD"}, "buyer_country": "US", "supplier": supplier}
    assert done(fresh.buyer.post("/v1/quotes", body))["surcharge"] is None
    done(fresh.supplier.post(f"/v1/suppliers/{supplier}/set-profile", {"profile": {"surcharge_bp": 250}}))
    assert done(fresh.buyer.post("/v1/quotes", body))["surcharge"] == {
        "share": "2.5 %",
        "amount": {"amount": "125000", "currency": "USD"},
        "together": {"amount": "5125000", "currency": "USD"},
    }


def test_a_draft_and_its_proposal_warn_of_terms_that_the_supplier_does_not_accept(fresh: Marketplace) -> None:
    """S1, S14: it is said and hinders nothing."""
    supplier = fresh.contract()["supplier"].replace("pty_", "sup_")
    profile = {"declines": ["part_shipments"]}
    done(fresh.supplier.post(f"/v1/suppliers/{supplier}/set-profile", {"profile": profile}))
    made = done(fresh.buyer.post("/v1/orders", {"contract": fresh.contract() | {"part_shipments": True}}), 201)
    said = {"name": "term_not_accepted", "field": "/part_shipments"}
    assert [caution | said == caution for caution in made["cautions"]][:1] == [True]
    read = done(fresh.buyer.get(f"/v1/orders/{made['id']}"))["before_signing"]
    assert read["profile"]["not_accepted"] == ["shipment in parts"]
    assert [one["name"] for one in read["cautions"]] == [one["name"] for one in made["cautions"]]
    signed = {"fingerprint": made["fingerprint"]}
    proposed = done(fresh.buyer.post(f"/v1/orders/{made['id']}/propose", signed))
    assert proposed["cautions"] == made["cautions"]
    accepted = fresh.supplier.post(f"/v1/orders/{made['id']}/accept", signed | {"frozen_until_delivery": True})
    assert "cautions" not in done(accepted)
    assert done(fresh.buyer.get(f"/v1/orders/{made['id']}"))["before_signing"] is None


def test_a_supplier_computes_what_protection_costs_and_nobody_else_does(fresh: Marketplace) -> None:
    """S15, PP20."""
    path = f"/v1/suppliers/{fresh.contract()['supplier']}/cost"
    given = {"order_value": "5000000", "initial_value": "1500000", "rate_bp": "1200"}
    found = done(fresh.supplier.get(path, **given))
    assert [wait["days"] for wait in found["above"]["waits"]] == [30, 30, 30]
    assert found["above"]["together"] == {"amount": "64111", "currency": "USD"}
    assert done(fresh.operator.get(path, **given)) == found
    for who in (fresh.buyer, fresh.other_supplier):
        assert done(who.get(path, **given), 404)["code"] == "unknown_supplier"
    for wrong in ({}, {"order_value": "0"}, {"order_value": "1", "making_days": "731"}, {"order_value": "x"}):
        assert done(fresh.supplier.get(path, **wrong), 400)["code"] == "malformed"
