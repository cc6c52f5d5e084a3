"""The list of orders and the page of one: the right words and figures for the one who reads."""

import re

import pytest

from fairhold.trade.order import Stage
from fairhold.trade.table import COMMANDS
from fairhold.web import orders, pages
from web.conftest import Place
from web.sample import HOSTILE

TITLES = [
    "Ice cube trays",
    "Tea infusers",
    "Cutlery sets",
    "Thermos flasks 1 l",
    "Trail mugs 350 ml",
    HOSTILE,
    "Lunch boxes, three parts",
    "Insulated bottles 750 ml",
    "Camping kettles",
    "Spring tumblers, second colour",
]
"""What the buyer sees, the newest first."""


def titles(place: Place, query: str = "") -> list[str]:
    page = place.buyer.get(f"/orders{query}")
    return [title for title, href in page.links if href.startswith("/orders/ord_")]


def test_the_list_has_every_order_of_the_reader_the_newest_first(place: Place) -> None:
    assert titles(place) == [" ".join(title.split()) for title in TITLES]


@pytest.mark.parametrize(
    ("group", "found"),
    [
        ("agreeing", TITLES[8:]),
        ("paying", TITLES[6:8]),
        ("making", [TITLES[0], TITLES[4], TITLES[5]]),
        ("moving", TITLES[2:4]),
        ("received", TITLES[1:2]),
        ("ended", []),
    ],
)
def test_the_list_can_be_narrowed_to_a_part_of_the_way(place: Place, group: str, found: list[str]) -> None:
    assert titles(place, f"?stage={group}") == [" ".join(title.split()) for title in found]


def test_the_groups_have_every_stage_once() -> None:
    grouped = [stage for _, _, stages in orders.GROUPS for stage in stages]
    assert sorted(grouped) == sorted(set(Stage) - {Stage.NONE})


def test_a_row_tells_party_stage_money_and_what_happens_next(place: Place) -> None:
    text = place.supplier.get("/orders").text
    assert (
        f"Cutlery sets {place.orders['disputed']} Nordfjell Outdoor AS Shipped In dispute USD 80,000.00 USD 80,000.00"
        in text
    )
    assert "Answer the dispute end of 9 Mar 2026" in text


@pytest.mark.parametrize(
    "query", ["?cursor=nonsense", "?cursor=AAAA", "?stage=agreeing&cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAA"]
)
def test_a_cursor_that_is_none_is_refused(place: Place, query: str) -> None:
    browser = place.buyer
    page = browser.get(f"/orders{query}")
    assert browser.last.status_code == 400
    assert "This list has changed" in page.text


def test_a_long_list_goes_on_with_older_orders(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "PAGE_SIZE", 4)
    browser, seen, path = place.buyer, [], "/orders"
    for _ in range(3):
        page = browser.get(path)
        seen.append([title for title, href in page.links if href.startswith("/orders/ord_")])
        path = next((href for title, href in page.links if title == "Older orders"), "")
    assert [len(part) for part in seen] == [4, 4, 2]
    assert [title for part in seen for title in part] == [" ".join(title.split()) for title in TITLES]
    assert path == ""


def test_a_page_tells_where_the_money_is_to_the_cent(place: Place) -> None:
    page = place.buyer.get(f"/orders/{place.orders['disputed']}")
    assert "Held USD 67,500.00 Frozen USD 12,500.00" in page.text
    assert ("aria-label", "Held USD 67,500.00, Frozen USD 12,500.00") in page.attributes
    drawn = [value for name, value in page.attributes if name == "width" and value.endswith("%")]
    assert {"84.37%", "15.63%"} <= set(drawn) or {"84.38%", "15.62%"} <= set(drawn)


def test_a_short_payment_shows_what_is_missing_and_where_to_pay(place: Place) -> None:
    text = place.buyer.get(f"/orders/{place.orders['short']}").text
    assert "The buyer pays what is missing of the initial payment, or the supplier accepts the shortfall." in text
    assert "Held USD 21,000.00 Still due USD 59,000.00" in text
    assert "Payment Initial payment USD 4,000.00" in text
    assert "8390147795361136641938466 With the reference RF20 1477 9536 1136 6419 384" in text
    assert "Pay the initial payment" in text
    assert "If nobody acts: The order expires; money that came in goes back." in text


def test_an_amendment_is_told_as_now_and_then(place: Place) -> None:
    text = place.buyer.get(f"/orders/{place.orders['amended']}").text
    assert "It is your turn The buyer signs the amendment, or declines it." in text
    assert "Amendment, signed by the supplier on 3 Mar 2026" in text
    assert "Ship by 30 days after the initial payment is in 45 days after the initial payment is in" in text
    assert "If shipped late nothing 0.5 % of the value of the late part per day, at most 5 %" in text


def test_a_wish_to_cancel_says_what_the_supplier_would_keep(place: Place) -> None:
    text = place.supplier.get(f"/orders/{place.orders['cancelling']}").text
    assert "The buyer asked on 3 Mar 2026 to end the order; the supplier would keep USD 3,000.00" in text


def test_a_dispute_stops_the_other_deadlines(place: Place) -> None:
    text = place.buyer.get(f"/orders/{place.orders['disputed']}").text
    assert "The supplier answers the dispute; until then the order stands still." in text
    assert "Opened 4 Mar 2026 by the buyer Grounds Colour, Packaging Claimed USD 12,500.00" in text
    assert "Confirm receipt or claim Stands still If nobody acts: Receipt counts as confirmed" in text


def test_the_timeline_has_every_event_with_its_postings(place: Place) -> None:
    page = place.buyer.get(f"/orders/{place.orders['received']}")
    assert "Money released to the supplier" in page.text
    assert (
        "ord:escrow:initial → sup:available USD 25,000.00 ord:escrow:balance → sup:available USD 55,000.00" in page.text
    )
    assert page.text.index("Receipt confirmed") < page.text.index("Order drafted")


def test_a_company_sees_no_person_of_the_other_one(place: Place) -> None:
    path = f"/orders/{place.orders['shipped']}"
    assert "bea@nordfjell.example" in place.buyer.get(path).text
    assert "bea@nordfjell.example" not in place.supplier.get(path).html
    assert "NO9386011117947" not in place.supplier.get(path).html


def test_the_actions_are_those_that_are_open_to_the_reader(place: Place) -> None:
    path = f"/orders/{place.orders['shipped']}"
    for browser, can in ((place.buyer, True), (place.supplier, False)):
        open_to = [title for title, href in browser.get(path).links if href.startswith(f"{path}/")]
        assert {"Record the delivery", "Extend the receiving time"} <= set(open_to)
        assert ("Confirm receipt" in open_to) is can
    staff = [title for title, href in place.treasury.get(path).links if href.startswith(f"{path}/")]
    assert "Record a payment" in staff
    assert "Confirm receipt" not in staff


@pytest.mark.parametrize(
    ("name", "who", "stressed"),
    [
        ("draft", "buyer", "propose"),
        ("proposed", "supplier", "accept"),
        ("agreed", "buyer", "announce_payment"),
        ("made", "supplier", "declare_ready"),
        ("amended", "buyer", "accept_amendment"),
        ("shipped", "buyer", "confirm_receipt"),
        ("made", "buyer", ""),
        ("received", "buyer", ""),
        ("cancelling", "supplier", ""),
        ("disputed", "supplier", ""),
    ],
)
def test_only_what_brings_the_order_on_is_stressed(place: Place, name: str, who: str, stressed: str) -> None:
    path = f"/orders/{place.orders[name]}"
    page = getattr(place, who).get(path)
    found = re.findall(rf'<a class="button" href="{path}/([a-z_]+)"', page.html)
    assert found == ([stressed] if stressed else [])


def test_the_buyer_chooses_among_the_rails_that_are_asked_for_the_money(place: Place) -> None:
    """S41-S43: what the buyer sends itself (T/T, Western Union) is announced instead."""
    page = place.buyer.get(f"/orders/{place.orders['agreed']}/start_payment")
    assert re.findall(r'<option value="([a-z_]+)"', page.html) == ["bank_debit", "card", "pay_later"]


def test_what_may_be_stressed_are_commands() -> None:
    assert set(pages.FORWARD) <= COMMANDS.keys()


def test_a_dispute_says_where_it_stands_and_only_staff_reads_what_is_recommended(place: Place) -> None:
    """4.5, standards 4.2: a ground without a clause is denied, whatever the photos show."""
    path = f"/orders/{place.orders['disputed']}"
    buyers = place.buyer.get(path).text
    assert "Dispute Waits for an answer Opened 4 Mar 2026 by the buyer Grounds Colour, Packaging" in buyers
    assert "Claimed USD 12,500.00" in buyers
    assert "Recommended by the rules" not in buyers
    staff = place.treasury.get(path).text
    assert "Recommended by the rules USD 0.00 of USD 12,500.00" in staff
    assert "Computed from the record as it is today. A person decides." in staff
    assert "Clause:" in staff
    assert "Arithmetic" in staff
