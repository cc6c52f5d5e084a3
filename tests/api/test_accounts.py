"""Is this our account, over HTTP (PP8)."""

from typing import Any

from api.marketplace import Json, Marketplace, done
from fairhold.bank.numbers import account_number
from fairhold.settings import Settings
from fairhold.trade import ids


def ask(place: Marketplace, status: int = 200, **fields: Any) -> Json:
    """The buyer asks about a text; no key is needed."""
    answer = place.buyer.client.request(
        "POST", "/v1/accounts/check", json=fields, headers={"authorization": f"Bearer {place.buyer.key}"}
    )
    return done(answer, status)


def test_an_account_of_the_order_is_ours_and_another_is_not(place: Marketplace) -> None:
    order = place.agreed("Accounts")["id"]
    number = ids.from_text(ids.ORDER_PREFIX, order)
    assert number is not None
    account = account_number(number, Settings().account_prefix)
    found = ask(place, text=f"Pay to {account}, not to DE89 3704 0044 0532 0130 00.", order=order)
    assert [(one["kind"], one["verdict"], one["shown"]) for one in found["data"]] == [
        ("order_account", "ours", account),
        ("iban", "not_ours", "DE89370400440532013000"),
    ]
    assert found["safe"] is False
    assert ask(place, text=account) == {"data": [found["data"][0] | {"start": 0, "end": len(account)}], "safe": True}
    other = place.agreed("Another")["id"]
    assert ask(place, text=account, order=other)["data"][0]["verdict"] == "not_ours"


def test_a_text_without_numbers_is_safe_and_a_wrong_order_is_not_found(place: Marketplace) -> None:
    assert ask(place, text="See you on Monday, 5000 pcs.") == {"data": [], "safe": True}
    assert ask(place, 404, text="x", order="ord_wrong")["code"] == "unknown_order"
    assert ask(place, 400, text="x" * 100_001)["code"] == "malformed"


def test_a_number_in_a_message_is_marked_for_both_sides(place: Marketplace) -> None:
    order = place.agreed("Marked")["id"]
    done(place.supplier.post(f"/v1/orders/{order}/post-message", {"text": "New bank: DE89370400440532013000"}))
    for reader in (place.buyer, place.supplier):
        (message,) = done(reader.get(f"/v1/orders/{order}/messages"))["data"]
        assert [(one["kind"], one["verdict"], one["start"]) for one in message["accounts"]] == [
            ("iban", "not_ours", 10)
        ]
