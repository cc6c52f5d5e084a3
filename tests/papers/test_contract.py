"""The purchase contract on paper: every term, amount and fingerprint, what is not protected, and who signed."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from fairhold.papers import contract as papers
from fairhold.papers.contract import Agreement, Side
from fairhold.papers.press import press
from fairhold.trade import spelled
from fairhold.trade.money import Money, show
from fairhold.trade.policy import PRESETS
from fairhold.trade.terms import Contract, Line, ShipBy, fingerprint
from papers.reading_back import pages, said, squeezed
from papers.test_press import FROM_THE_RIGHT, HOSTILE
from trade.full_terms import full
from trade.playing import contract, usd

PROPOSED, ACCEPTED = datetime(2019, 5, 1, 10, 2, 3, tzinfo=UTC), datetime(2019, 5, 2, 23, 59, tzinfo=UTC)


def agreed(terms: Contract, **changed: Any) -> Agreement:
    """A version that both sides have signed."""
    given: dict[str, Any] = {
        "order": "ord_0c8fs90s4m1g0",
        "number": 3,
        "agreed": True,
        "made_at": datetime(2019, 4, 30, 8, 0, tzinfo=UTC),
        "fingerprint": fingerprint(terms),
        "contract": terms,
        "buyer": Side(terms.buyer, "Harbour Homeware Inc", "US", PROPOSED),
        "supplier": Side(terms.supplier, "宁波 Tumbler Works", "CN", ACCEPTED),
        "policy": PRESETS["seed"],
        "policy_version": 7,
        "account": "839000000000000000000123456",
        "reference": "RF18 5390 0754 7034",
        "reasons": {"colour-1": "A colour word cannot be measured."},
    }
    return Agreement(**(given | changed))


def printed(terms: Contract, **changed: Any) -> bytes:
    return press().pdf(papers.paper(agreed(terms, **changed)))


def texts(value: Any) -> Iterator[str]:
    """Every text and amount of a contract as a paper shows it."""
    if isinstance(value, Money):
        yield show(value.minor, value.currency)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from texts(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str | date):
        yield str(value)


WORDED = {
    *("sea", "ciede2000", "pantone", "ral", "um", "iso2768_m", "laboratory", "inspector", "joint", "platform"),
    *("before_balance", "on_board_date", "buyer_chooses", "dimensions", "initial_payment", "post_delivery"),
}
"""Choices that the paper says in words; `trade/test_spelled.py` holds which."""


def test_every_text_date_and_amount_of_the_contract_is_on_the_paper() -> None:
    terms = full()
    text = said(printed(terms)).replace("USD-", "USD")  # the discount
    missing = [one for one in texts(terms) if squeezed(one) not in text and one not in WORDED]
    assert missing == []


def test_every_typed_term_is_on_the_paper_as_it_is_spelled() -> None:
    terms = full()
    text = said(printed(terms))
    clauses = (
        *spelled.of_goods(terms.goods),
        *spelled.of_goods(terms.lines[0].terms),
        *(clause for clause in spelled.of_contract(terms) if clause.family != "inspection"),
    )
    assert [clause.text for clause in clauses if squeezed(clause.text) not in text] == []
    assert terms.inspection is not None
    rows = [squeezed(title + words) for title, words in spelled.protocol(terms.inspection)]
    assert [row for row in rows if row not in text] == []


def test_the_fingerprint_stands_in_the_head_and_on_every_page() -> None:
    terms = full(lines=tuple(Line(description=f"Lid {n}", quantity=1, unit_price=usd(1)) for n in range(200)))
    printed_pages = [squeezed(page) for page in pages(printed(terms))]
    mark = fingerprint(terms)
    assert len(printed_pages) >= 5
    assert [page.count(mark) for page in printed_pages] == [2, *[1] * (len(printed_pages) - 1)]


def test_the_goods_are_priced_line_by_line_and_come_to_the_total() -> None:
    text = said(printed(full()))
    for row in ("1Steeltumbler500ml8,000pcsUSD9.50USD76,000.00", "2Sparelid500pcsUSD2.00USD1,000.00"):
        assert row in text
    assert "FreightUSD1,200.00DiscountUSD-200.00TotalUSD78,000.00" in text


def test_the_milestones_come_to_the_total_too() -> None:
    text = said(printed(full()))
    assert "InitialpaymentoncebothsideshavesignedUSD25,000.00" in text
    assert "Balancebeforeshipment,oncethegoodsareacceptedUSD53,000.00" in text
    assert "KeptbythesupplierifthebuyerneverpaysthebalanceUSD5,000.00" in text


def test_a_contract_paid_at_once_has_no_balance() -> None:
    text = said(printed(contract(total=80_000_00, initial=80_000_00)))
    assert "Balance" not in text


def test_a_balance_after_shipment_says_so() -> None:
    text = said(printed(contract(balance_after_shipment=True)))
    assert "BalanceaftershipmentUSD55,000.00" in text
    assert "inisdefault" not in text


def test_where_to_pay_is_printed_once_it_is_agreed() -> None:
    text = said(printed(full()))
    assert "Accountofthisorder839000000000000000000123456ReferenceRF18539007547034" in text
    assert "Payonlytothisaccount" in text
    before = said(printed(full(), account="", reference="", agreed=False))
    assert "Accountofthisorder" not in before
    assert "shownintheordersystemoncebothsideshavesigned" in before


def test_money_past_the_service_is_printed_as_not_protected() -> None:
    """A14, S38."""
    text = said(printed(full()))
    assert squeezed("Money that is not protected") in text
    assert squeezed("Mould fee: USD 1,500.00 Nobody holds this money") in text
    assert squeezed("not protected Paid past") not in said(printed(contract()))


def test_waived_points_are_printed_with_rule_place_and_reason() -> None:
    """T04: printed on the contract and later quoted."""
    text = said(printed(full()))
    assert squeezed("Colour /lines/1 colour-1 Why A colour word cannot be measured.") in text
    assert squeezed("a claim that rests on one of them cannot be won") in text
    assert squeezed("leave unprotected") not in said(printed(contract()))


def test_the_policy_is_named_and_its_days_are_said_in_words() -> None:
    text = said(printed(full()))
    for words in (
        "If no money is in 60 days after both signed, the order expires.",
        "60 days after the goods are accepted the buyer is in default.",
        "Counts as confirmed 60 days after the goods left (sea freight), if the buyer says nothing before.",
        "Within 30 days after the buyer confirmed receipt; none once receipt was confirmed by time.",
        "Within 5 days, or the other side may take the case further.",
        "Calendar days in the zone UTC; the day of the event is day 0.",
        "Policy version 7 of the service",
    ):
        assert squeezed(words) in text
    other = said(printed(contract(), policy=PRESETS["alibaba_2018"]))
    assert squeezed("Within 30 days after the buyer confirmed receipt, within 30 days after it was confirmed") in other
    assert squeezed("Counts as confirmed 15 days after the goods left (express)") in other
    assert "Asia/Shanghai" in other


def test_both_signatures_are_printed_with_their_moment() -> None:
    terms = full()
    text = said(printed(terms))
    start = fingerprint(terms)[:16]
    assert squeezed(f"Signed in the order system on 2019-05-01 10:02:03 UTC, fingerprint {start}") in text
    assert squeezed(f"Signed in the order system on 2019-05-02 23:59:00 UTC, fingerprint {start}") in text
    assert squeezed("version 3, signed by buyer and supplier") in text
    assert text.count("Signatureandcompanystamp") == 2


def test_a_draft_is_printed_with_empty_places_to_sign() -> None:
    terms = contract()
    sides = {"buyer": Side(terms.buyer, "Harbour", "US"), "supplier": Side(terms.supplier, "", "")}
    text = said(printed(terms, agreed=False, number=1, account="", reference="", **sides))
    assert squeezed("version 1, signed by nobody") in text
    assert text.count(squeezed("Not signed in the order system.")) == 2


def test_a_version_that_needs_one_signature_says_why() -> None:
    """T15."""
    terms = contract()
    text = said(printed(terms, buyer=Side(terms.buyer, "Harbour", "US")))
    assert squeezed("In force without this side's signature, because the version only helps it (T15).") in text


def test_an_amendment_has_no_number_yet() -> None:
    assert squeezed("ord_0c8fs90s4m1g0, amendment, signed by") in said(printed(contract(), number=None))


def test_the_paper_bears_the_day_of_the_last_signature_or_that_of_the_version() -> None:
    terms = contract()
    assert papers.paper(agreed(terms)).day == date(2019, 5, 2)
    sides = {"buyer": Side(terms.buyer, "", ""), "supplier": Side(terms.supplier, "", "")}
    assert papers.paper(agreed(terms, **sides)).day == date(2019, 4, 30)


def test_a_bare_contract_leaves_no_section_empty() -> None:
    text = said(printed(contract(ship_by=ShipBy(days=35))))
    assert squeezed("Inspection before shipment None was agreed.") in text
    assert squeezed("nothing beyond the rules of the service") in text
    assert squeezed("Ship by 35 days after the initial payment is in") in text
    assert squeezed("In free words") not in text


@pytest.mark.parametrize("text", [text for text in HOSTILE if text != FROM_THE_RIGHT], ids=range(len(HOSTILE) - 1))
def test_hostile_texts_come_out_as_text_wherever_they_stand(text: str) -> None:
    terms = full(title=text, remarks=text, quality=text, lines=(Line(description=text, quantity=1, unit_price=usd(1)),))
    assert said(printed(terms)).count(squeezed(text)) == 4


def test_four_thousand_characters_are_printed_to_the_last() -> None:
    numbered = [f"n{n:03}" for n in range(800)]
    text = said(printed(full(remarks=" ".join(numbered))))
    assert [number for number in numbered if number not in text] == []
    assert said(printed(full(remarks="Q" * 4_000))).count("Q") >= 4_000


def test_texts_from_right_to_left_are_printed_whole() -> None:
    text = said(printed(full(remarks=FROM_THE_RIGHT)))
    assert set(squeezed(FROM_THE_RIGHT)) <= set(text)
    assert "U+" not in text


def test_a_sign_that_turns_the_text_around_cannot_fake_an_amount() -> None:
    text = said(printed(full(remarks="Deposit \u202e00.005,2 DSU\u202c in cash")))
    assert squeezed("Deposit [U+202E]00.005,2 DSU[U+202C] in cash") in text


def test_the_same_version_is_the_same_bytes_twice_and_in_another_process() -> None:
    program = (
        "import hashlib, sys; sys.path.insert(0, 'tests')\n"
        "from papers.test_contract import printed\nfrom trade.full_terms import full\n"
        "print(hashlib.sha256(printed(full(remarks='材质 \U0001f600'))).hexdigest())"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    again = {hashlib.sha256(printed(full(remarks="材质 \U0001f600"))).hexdigest() for _ in range(3)}
    assert again == {ran.stdout.strip()}


def test_another_version_is_another_paper() -> None:
    assert printed(full()) != printed(full(remarks="Please call."))
