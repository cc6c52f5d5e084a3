"""The gate before a signature: what could not be proved is corrected, or waived by both in their contract (T04).

A stand-in for the linter finds what a test wants found: colours without a code, and materials that the thread names.
"""

from typing import Any

import msgspec
import pytest

from fairhold.trade.agreement import (
    Accept,
    AcceptAmendment,
    Amend,
    CounterPropose,
    CreateDraft,
    EditDraft,
    Propose,
)
from fairhold.trade.experts import UNASKED
from fairhold.trade.families import Blocker, Waiver
from fairhold.trade.order import Stage
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Place, Refused
from fairhold.trade.terms import Contract, Line, ShipBy
from fairhold.trade.thread import Mention, Named, PostMessage, PromoteToTerm
from trade.playing import BUYER, CODES_SEEN, SUPPLIER, Play, changed, contract, usd

WHY = "“red” is no colour that an instrument could confirm."


def _examine(terms: Contract, mentions: tuple[Mention, ...]) -> tuple[Blocker, ...]:
    """A description with "red" in it is a blocker; so is a word of the thread that the remarks do not have."""
    assert terms.waivers == ()
    lines = enumerate(terms.lines)
    bare = [
        Blocker("colour-1", "colour", f"/lines/{n}/description", WHY) for n, line in lines if "red" in line.description
    ]
    named = [
        Blocker(
            "thread-1", m.family, f"/thread/{m.message}", f"Message {m.message} names {m.word}; the contract does not."
        )
        for m in mentions
        if m.word not in terms.remarks
    ]
    return (*bare, *named)


def _hear(text: str) -> tuple[Named, ...]:
    return tuple(Named("material", word) for word in ("gold", "bronze") if word in text)


LINTER = msgspec.structs.replace(UNASKED, examine=_examine, hear=_hear)
COLOUR = Waiver(rule="colour-1", field="/lines/0/description", family="colour")
RED = Line(description="A red cup", quantity=1_000, unit_price=usd(80))
BLUE = Line(description="A cup, RAL 5002", quantity=1_000, unit_price=usd(80))


def play(policy: Policy | None = None) -> Play:
    return Play(policy, experts=LINTER)


def drafted(here: Play, **terms: Any) -> int:
    """A draft by the buyer; its number."""
    number = 4_711
    here.done(number, CreateDraft(contract=contract(**terms)), BUYER)
    return number


def sign(here: Play, order: int) -> Propose:
    return Propose(fingerprint=here.orders[order].fingerprint)


def answer(here: Play, order: int, command: Any, who: Any = BUYER) -> Refused:
    """The refusal of an asking that changes nothing."""
    before = here._all()
    refused = here.ask(order, command, who)
    assert isinstance(refused, Refused)
    assert here._all() == before
    CODES_SEEN.add(refused.code)
    return refused


def test_a_draft_may_be_anything_but_it_is_not_proposed_with_a_term_that_cannot_be_proved() -> None:
    here = play()
    order = drafted(here, lines=(RED,))
    assert answer(here, order, sign(here, order)) == Refused(
        "terms_not_provable",
        "One term could not be decided in a dispute, although the coverage protects it: "
        "/lines/0/description (colour-1).",
        "T04, S29",
        allowed=("edit_draft", "promote_to_term"),
        places=(Place("/contract/lines/0/description", WHY, "colour-1"),),
    )
    here.done(order, EditDraft(contract=contract(lines=(BLUE,))), BUYER)
    here.done(order, sign(here, order), BUYER)
    assert here.stage(order) == Stage.PROPOSED


def test_every_finding_is_listed_and_the_first_three_are_told() -> None:
    here = play()
    reds = tuple(changed_line(f"red {n}") for n in range(5))
    order = drafted(here, lines=reds)
    refused = answer(here, order, sign(here, order))
    assert refused.detail == (
        "5 terms could not be decided in a dispute, although the coverage protects it: "
        "/lines/0/description (colour-1); /lines/1/description (colour-1); /lines/2/description (colour-1) and 2 more."
    )
    assert [place.pointer for place in refused.places] == [f"/contract/lines/{n}/description" for n in range(5)]


def changed_line(description: str) -> Line:
    return Line(description=description, quantity=200, unit_price=usd(80))


def test_both_sign_the_waiver_with_the_contract() -> None:
    """The waiver is under the fingerprint that both sign."""
    here = play()
    order = drafted(here, lines=(RED,))
    plain = here.orders[order].fingerprint
    here.done(order, EditDraft(contract=contract(lines=(RED,), waivers=(COLOUR,))), BUYER)
    assert here.orders[order].fingerprint != plain
    here.done(order, sign(here, order), BUYER)
    here.done(order, Accept(fingerprint=here.orders[order].fingerprint), SUPPLIER)
    assert here.orders[order].terms.waivers == (COLOUR,)


@pytest.mark.parametrize(
    "waiver",
    [
        Waiver(rule="colour-2", field="/lines/0/description", family="colour"),
        Waiver(rule="colour-1", field="/lines/1/description", family="colour"),
        Waiver(rule="colour-1", field="/lines/0/description", family="material"),
    ],
)
def test_a_waiver_that_names_no_finding_is_refused(waiver: Waiver) -> None:
    here = play()
    order = drafted(here, lines=(RED,), waivers=(COLOUR, waiver))
    refused = answer(here, order, sign(here, order))
    assert (refused.code, refused.pointer) == ("waiver_without_finding", "/contract/waivers/1")


def test_a_waiver_goes_when_its_finding_goes() -> None:
    """A point that can be proved is not called unprotected."""
    here = play()
    order = drafted(here, lines=(BLUE,), waivers=(COLOUR,))
    assert answer(here, order, sign(here, order)).code == "waiver_without_finding"


def test_a_marketplace_may_leave_the_gate_open() -> None:
    """4.3 linter_block_level."""
    here = play(Policy(linter_block_level="off"))
    order = drafted(here, lines=(RED,))
    here.done(order, sign(here, order), BUYER)
    assert here.stage(order) == Stage.PROPOSED


def test_an_answer_with_another_version_is_signed_too() -> None:
    here = play()
    order = drafted(here, lines=(BLUE,))
    here.done(order, sign(here, order), BUYER)
    refused = answer(here, order, CounterPropose(contract=contract(lines=(RED,))), SUPPLIER)
    assert (refused.code, refused.allowed) == ("terms_not_provable", ("counter_propose", "amend"))
    here.done(order, CounterPropose(contract=contract(lines=(RED,), waivers=(COLOUR,))), SUPPLIER)
    assert here.orders[order].author == "supplier"


def running(here: Play, **terms: Any) -> int:
    """An order in production."""
    return here.order(Stage.IN_PRODUCTION, terms=contract(**terms))


def test_an_amendment_may_not_make_it_worse() -> None:
    here = play()
    order = running(here, lines=(BLUE,))
    worse = changed(here.orders[order].terms, lines=(RED,))
    assert answer(here, order, Amend(contract=worse)).code == "terms_not_provable"
    here.done(order, Amend(contract=changed(worse, waivers=(COLOUR,))), BUYER)
    pending = here.orders[order].amendment
    assert pending is not None
    here.done(order, AcceptAmendment(fingerprint=pending.fingerprint), SUPPLIER)
    assert here.orders[order].terms.waivers == (COLOUR,)


def test_what_was_signed_before_never_stands_in_the_way_of_another_change() -> None:
    """4.1.4: a fault that both signed long ago does not keep them from agreeing a new date."""
    here = play()
    here.experts = UNASKED
    order = running(here, lines=(RED,))
    here.experts = LINTER
    here.done(order, Amend(contract=changed(here.orders[order].terms, ship_by=ShipBy(days=60))), BUYER)
    assert here.orders[order].amendment is not None


def test_a_waiver_is_not_dropped_while_its_finding_stays() -> None:
    here = play()
    order = running(here, lines=(RED,), waivers=(COLOUR,))
    assert (
        answer(here, order, Amend(contract=changed(here.orders[order].terms, waivers=()))).code == "terms_not_provable"
    )


def test_a_waiver_can_still_come_and_go_when_the_goods_are_ready() -> None:
    here = play()
    order = here.order(Stage.READY, terms=contract(lines=(RED,), waivers=(COLOUR,)))
    here.done(order, Amend(contract=changed(here.orders[order].terms, lines=(BLUE,), waivers=())), BUYER)
    pending = here.orders[order].amendment
    assert pending is not None
    assert pending.contract.waivers == ()


def test_what_is_only_named_in_the_thread_stops_the_draft_until_it_is_a_term() -> None:
    """SC35b, S72: gold in the chat, nothing in the contract."""
    here = play()
    order = drafted(here, lines=(BLUE,))
    here.done(order, PostMessage(text="They wrote: the rim is gold."), BUYER)
    refused = answer(here, order, sign(here, order))
    assert refused.places == (Place("/thread/1", "Message 1 names gold; the contract does not.", "thread-1"),)
    assert "promote_to_term" in refused.allowed
    here.done(order, PromoteToTerm(message=1, path="/remarks/-", value="Rim: gold 750."), BUYER)
    here.done(order, sign(here, order), BUYER)
    assert here.orders[order].terms.remarks == "Rim: gold 750."


def test_what_was_only_said_can_be_waived_too() -> None:
    here = play()
    order = drafted(here, lines=(BLUE,))
    here.done(order, PostMessage(text="Is it bronze?"), BUYER)
    waiver = Waiver(rule="thread-1", field="/thread/1", family="material")
    here.done(order, EditDraft(contract=contract(lines=(BLUE,), waivers=(waiver,))), BUYER)
    here.done(order, sign(here, order), BUYER)
    assert here.stage(order) == Stage.PROPOSED
