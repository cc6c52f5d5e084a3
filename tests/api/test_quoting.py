"""Quotes over HTTP: what is ranked and refused, by whom it may be asked, and what is malformed."""

from typing import Any

import pytest

from api.marketplace import Json, Marketplace, done, usd

ASKED: Json = {"amount": {"amount": "2500000", "currency": "USD"}, "buyer_country": "US", "on": "2026-11-23"}


def ask(place: Marketplace, status: int = 200, **fields: Any) -> Json:
    """The buyer asks for a quote with these fields changed."""
    answer = place.buyer.client.request(
        "POST", "/v1/quotes", json=ASKED | fields, headers={"authorization": f"Bearer {place.buyer.key}"}
    )
    return done(answer, status)


def test_a_quote_needs_no_idempotency_key_and_ranks_the_rails(place: Marketplace) -> None:
    """SC17."""
    answer = ask(place, credit_line={"amount": "2500000", "currency": "USD"}, supplier_country="CN")
    assert [(one["rail"], one["total"]["most"]["amount"]) for one in answer["eligible"]] == [
        ("pay_later", "2500000"),
        ("bank_debit", "2501500"),
        ("telegraphic_transfer", "2505000"),
    ]
    assert [(one["rail"], one["code"]) for one in answer["refused"]] == [
        ("card", "rail_payment_too_large"),
        ("western_union", "rail_order_too_large"),
    ]
    assert answer["calendars"] == ["US", "CN"]
    assert answer["eligible"][1] == {
        "rail": "bank_debit",
        "kind": "bank_debit",
        "title": "Online bank payment",
        "fee": {
            "least": {"amount": "1500", "currency": "USD"},
            "most": {"amount": "1500", "currency": "USD"},
            "paid": "on_top",
        },
        "total": {
            "least": {"amount": "2501500", "currency": "USD"},
            "most": {"amount": "2501500", "currency": "USD"},
        },
        "arrival": {
            "earliest": "2026-11-30",
            "latest": "2026-12-01",
            "working_days": [4, 5],
            "counted_from": "payment",
            "hours": None,
        },
        "reversible_days": [60, 60],
        "reversal": "bank_return",
        "reversal_said": "The buyer's bank can take it back for 60 days.",
        "refund": {
            "path": "same_account",
            "said": "Back to the account it came from.",
            "working_days": [3, 4],
        },
        "payments_per_milestone_max": None,
        "notes": [],
    }


def test_what_the_supplier_takes_is_read_from_the_book(fresh: Marketplace) -> None:
    """S48: and everybody may know it."""
    supplier = fresh.contract()["supplier"]
    small: Json = {"amount": usd(600_00), "supplier": supplier}
    assert [one["rail"] for one in ask(fresh, **small)["eligible"]] == [
        "western_union",
        "bank_debit",
        "telegraphic_transfer",
    ]
    rails = [{"rail": "card", "cap": usd(600_00)}, {"rail": "telegraphic_transfer", "cap": None}]
    done(fresh.supplier.post(f"/v1/suppliers/{supplier}/set-accepted-rails", {"rails": rails}))
    answer = ask(fresh, **small)
    assert [one["rail"] for one in answer["eligible"]] == ["card", "telegraphic_transfer"]
    assert {one["code"] for one in answer["refused"] if one["rail"] != "pay_later"} == {"rail_not_taken_by_supplier"}
    assert answer["supplier_country"] == "CN"
    over = ask(fresh, amount=usd(600_01), supplier=supplier, methods=["card"])
    assert [one["code"] for one in over["refused"]] == ["above_supplier_cap"]
    assert done(fresh.supplier.get(f"/v1/suppliers/{supplier}"))["accepted_rails"] == rails


def test_a_rail_that_there_is_not_is_not_protected(place: Marketplace) -> None:
    """SC21: as an answer about a method; named as one that the supplier takes it is a fault."""
    (one,) = ask(place, methods=["PayPal"])["refused"]
    assert (one["rail"], one["code"], one["rule"]) == ("paypal", "rail_not_protected", "S38")
    problem = ask(place, 422, accepts=[{"rail": "paypal"}])
    assert (problem["code"], problem["errors"][0]["pointer"]) == ("rail_not_protected", "/accepts")


@pytest.mark.parametrize(
    ("fields", "status", "code", "pointer"),
    [
        ({"amount": usd(0)}, 422, "amount_not_positive", "/amount"),
        ({"amount": {"amount": "1", "currency": "BTC"}}, 422, "currency_unknown", "/currency"),
        ({"amount": {"amount": "1", "currency": "usd"}}, 400, "malformed", "/amount/currency"),
        ({"order_total": {"amount": "99", "currency": "EUR"}}, 422, "currency_mixed", "/order_total"),
        ({"order_total": usd(1)}, 400, "malformed", "/order_total"),
        ({"buyer_country": "XX"}, 400, "malformed", "/buyer_country"),
        ({"buyer_country": "USA"}, 400, "malformed", "/buyer_country"),
        ({"on": "2014-12-31"}, 422, "date_out_of_range", "/on"),
        ({"on": "tomorrow"}, 400, "malformed", "/on"),
        ({"usd_rate": "1,5"}, 400, "malformed", "/usd_rate"),
        ({"credit_line": {"amount": "1", "currency": "EUR"}}, 422, "wrong_currency", "/credit_line"),
        (
            {"accepts": [{"rail": "card", "cap": {"amount": "1", "currency": "EUR"}}]},
            422,
            "wrong_currency",
            "/accepts",
        ),
        ({"methods": ["a\u0000b"]}, 400, "malformed", "/methods"),
        ({"paid_by": {"card": 1001}}, 400, "malformed", "/paid_by"),
        ({"term_months": 121}, 400, "malformed", "/term_months"),
        ({"supplier": "pty_0c8fs90s4m1g0", "supplier_country": "CN"}, 400, "malformed", "/supplier"),
        ({"no_such_field": 1}, 400, "malformed", None),
    ],
)
def test_what_is_no_payment_is_malformed(
    place: Marketplace, fields: Json, status: int, code: str, pointer: str | None
) -> None:
    problem = ask(place, status, **fields)
    assert problem["code"] == code
    if pointer is not None:
        assert problem["errors"][0]["pointer"] == pointer


def test_a_supplier_that_there_is_not_is_unknown(place: Marketplace) -> None:
    for number in ("pty_0c8fs90s4m1g0", "sup_0c8fs90s4m1g0", "ord_0c8fs90s4m1g0", "17"):
        assert ask(place, 404, supplier=number)["code"] == "unknown_supplier"


def test_a_quote_is_for_holders_of_a_key(place: Marketplace) -> None:
    answer = place.client.request("POST", "/v1/quotes", json=ASKED)
    assert done(answer, 401)["code"] == "api_key_unknown"
