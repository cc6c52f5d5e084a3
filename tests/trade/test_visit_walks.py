"""The booking machine walked at random: whatever anybody asks about visits, and whenever they fall silent, every visit
ends, every fee finds its owner, and no state waits for ever (4.4 "Inspection is its own object", O34-O37, M12)."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from fairhold.trade.accounts import Account
from fairhold.trade.deciding import due, policy_of
from fairhold.trade.inspection import (
    AbortVisit,
    BeginVisit,
    ConfirmVisit,
    RequestVisit,
    SubmitReport,
    Visit,
)
from fairhold.trade.order import CLOSED, Stage, stage
from fairhold.trade.policy import Policy
from fairhold.trade.refusal import Refused
from fairhold.trade.report import VisitKind
from fairhold.trade.stream import Command
from fairhold.trade.table import RULES
from fairhold.trade.terms import InspectionTerm, Line
from fairhold.trade.timers import Tick
from fairhold.trade.visits import confirm_by, report_by
from fairhold.trade.who import BANK, CLOCK
from trade import visiting
from trade.playing import BUYER, INSPECTOR, SEED, SUPPLIER, TREASURY, Play, confirmation, usd

WALKS = 160
STEPS = 40
ALONE_MAX = 40
"""Moments at which the clock wakes until an order that nobody touches has no open visit."""
AWAY_DAYS_MAX = 3
"""How far ahead a walker books; a visit that nobody touches is over soon after it."""

TERM = InspectionTerm(inspector="Blue Heron Inspection", standard="ISO 2859-1")
TWO = tuple(Line(description=name, quantity=10, unit_price=usd(4_000)) for name in ("Tumbler", "Lid"))
POLICIES = (
    Policy(),
    Policy(inspection_day_rate_minor={}),
    Policy(inspection_commission_bp=1_000, reinspection_payer="buyer", visit_moves_max=1),
    Policy(visits_max=4, inspection_confirm_business_days=1, inspection_report_business_days=1),
)
PLACES = (Stage.AGREED, Stage.IN_PRODUCTION, Stage.READY, Stage.READY, Stage.SHIPPED, Stage.DELIVERED)
PEOPLE = (BUYER, SUPPLIER, INSPECTOR, INSPECTOR, INSPECTOR, BANK, TREASURY)

EAGER: dict[type[Command], int] = {ConfirmVisit: 6, BeginVisit: 5, SubmitReport: 5, AbortVisit: 2, RequestVisit: 2}
"""How likely a command is, others having 1."""

REACHED: Counter[str] = Counter()
"""How often visits came to each end, over all walks."""


def state(visit: Visit) -> str:
    """Where a visit stands, as far as its deadlines depend on it."""
    if not visit.is_open:
        return visit.ended or str(visit.result)
    if visit.on is None:
        return "asked"
    return "begun" if visit.begun_at is not None else "booked"


class Walk:
    """One order, and somebody who asks about its visits for a while."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.play = Play(self.dice.choice(POLICIES))
        agreed = TERM if self.dice.random() < 0.8 else None
        self.order = self.play.order(self.dice.choice(PLACES), inspection=agreed, lines=TWO)

    def step(self) -> None:
        """Time passes or somebody asks for something about a visit; a refusal changes nothing."""
        play, dice = self.play, self.dice
        if dice.random() < 0.25:
            play.at(play.now + timedelta(hours=dice.choice((1, 6, 20, 24, 60))))
        if play.orders[self.order].closed is not None:
            return
        play.done(self.order, Tick(), CLOCK)
        facts = play.orders[self.order]
        if facts.closed is not None:
            return
        if dice.random() < 0.15 and facts.due:
            play.pay(self.order, dice.choice((300_00, facts.due)))
            return
        careless = dice.random() < 0.1
        command = self._command(careless)
        who = [who for who in PEOPLE if careless or who.role in RULES[command].roles]
        answer = play.ask(self.order, visiting.MAKE[command](dice, play, facts, careless), dice.choice(who))
        if isinstance(answer, Refused):
            assert play.orders[self.order].visits == facts.visits

    def _command(self, careless: bool) -> type[Command]:
        """Mostly what brings a visit on."""
        facts = self.play.orders[self.order]
        if not careless and not any(visit.is_open for visit in facts.visits):
            return RequestVisit
        return self.dice.choices(list(visiting.MAKE), [EAGER.get(one, 1) for one in visiting.MAKE])[0]

    def check(self) -> None:
        """Every open visit has a deadline that will end it, and the fees lie where the books say."""
        play = self.play
        facts = play.orders[self.order]
        named = {deadline.name for deadline in due(facts, play.policies) if deadline.at is not None}
        policy = policy_of(facts, play.policies)
        for visit in facts.visits:
            if not visit.is_open:
                continue
            assert facts.closed is None
            assert ("visit_confirm" if visit.on is None else "visit_report") in named, state(visit)
            assert visit.plan_sent_at is None or "inspection_objection" in named
            last = confirm_by(visit, policy) if visit.on is None else report_by(visit.on, policy)
            assert last <= play.today + timedelta(days=AWAY_DAYS_MAX + 10), "waits too long"
        held = sum(visit.held for visit in facts.visits)
        assert held == play.book(Account.INSPECTION_ESCROW, self.order)
        assert held == sum(visit.held for visit in facts.visits if visit.is_open)

    def fall_silent(self) -> None:
        """Nobody acts any more but the clock, until no visit is open."""
        play = self.play
        for _ in range(ALONE_MAX):
            if not any(visit.is_open for visit in play.orders[self.order].visits):
                return
            moment = play.wakes(self.order)
            assert moment is not None, "an open visit and nothing that would ever end it"
            play.at(max(play.now, moment))
            play.done(self.order, Tick(), CLOCK)


@pytest.mark.parametrize("batch", range(8))
def test_every_visit_ends_whatever_is_asked_and_whenever_it_stops(batch: int) -> None:
    """O34, O35, O37, M12d: by a report, by a cause, or with its order."""
    for seed in range(batch, WALKS, 8):
        walk = Walk(seed)
        try:
            for _ in range(STEPS):
                walk.step()
                walk.check()
            walk.fall_silent()
            facts = walk.play.orders[walk.order]
            assert [state(visit) for visit in facts.visits if visit.is_open] == []
            assert walk.play.book(Account.INSPECTION_ESCROW, walk.order) == 0
            REACHED.update(state(visit) for visit in facts.visits)
        except Exception as fault:
            fault.add_note(f"the walk of seed {seed}")
            raise


def test_the_walks_came_to_every_end_that_a_visit_can_have() -> None:
    """A walk that never gets anywhere proves nothing."""
    if sum(REACHED.values()) < 100:
        pytest.skip("only part of the walks ran")
    causes = {"supplier_not_ready", "no_room", "buyer_changed_date", "sample_missing", "force_majeure"}
    ends = {"pass", "fail", "pending", "not_confirmed", "fee_missing", "inspector_missed", "withdrawn", "order_closed"}
    assert (causes | ends) - set(REACHED) == set()


@pytest.mark.parametrize("kind", ["during_production", "pre_shipment", "joint", "laboratory"])
@pytest.mark.parametrize("until", ["asked", "paid", "booked", "begun"])
def test_a_visit_that_is_left_alone_ends_from_every_state(kind: VisitKind, until: str) -> None:
    """From each state of the machine, with nobody but the clock: within the days of its own deadlines."""
    play = Play()
    at = Stage.READY if kind == "pre_shipment" else Stage.IN_PRODUCTION
    order = play.order(at, inspection=TERM)
    play.done(order, RequestVisit(kind=kind, wish_on=play.today), BUYER)
    if until != "asked":
        play.pay(order, 300_00)
    if until in ("booked", "begun"):
        play.done(order, confirmation(1, play.today), INSPECTOR)
    if until == "begun":
        play.done(order, BeginVisit(visit=1, seed=SEED), INSPECTOR)
    start = play.now
    while play.orders[order].visits[0].is_open:
        moment = play.wakes(order)
        assert moment is not None
        play.at(moment)
        play.done(order, Tick(), CLOCK)
    assert play.orders[order].visits[0].ended == ("not_confirmed" if until in ("asked", "paid") else "inspector_missed")
    assert (play.now - start).days <= 4
    assert play.book(Account.INSPECTION_ESCROW, order) == 0
    assert play.stage(order) not in CLOSED


def test_an_order_that_ends_ends_its_visits_at_every_stage() -> None:
    """M12d: nothing about a visit outlives its order."""
    for place in (Stage.AGREED, Stage.IN_PRODUCTION, Stage.READY):
        play = Play()
        order = play.order(place, inspection=TERM)
        kind: VisitKind = "pre_shipment" if place == Stage.READY else "during_production"
        play.done(order, RequestVisit(kind=kind, wish_on=play.today), BUYER)
        play.pay(order, 300_00)
        for _ in range(400):
            moment = play.wakes(order)
            if moment is None:
                break
            play.at(moment)
            play.done(order, Tick(), CLOCK)
        facts = play.orders[order]
        assert stage(facts) in CLOSED
        assert not any(visit.is_open or visit.held for visit in facts.visits)
