"""The one function that decides: facts, a command, who asks, the time and the policies in; events or a refusal out
(rulebook 4.2, 4.4).

It is pure. Refusals have a fixed order: a text cannot be kept or a card number is signed, the stream is unknown or not
yours, your role may not, compliance holds the order, the stage is wrong, a gate is shut, then what the rule itself
finds in the input. The rows are in `table.py`. No rule sees a card number that somebody wrote into a command
(`texts.py`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from fairhold.trade import (
    agreement,
    order_fold,
    remittance,
    remittance_fold,
    supplier,
    supplier_fold,
    timers,
)
from fairhold.trade.course import Course
from fairhold.trade.experts import UNASKED, Experts
from fairhold.trade.misdirected import ReportMisdirected
from fairhold.trade.order import Order, Stage, stage
from fairhold.trade.policy import Policies, Policy
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.remittance import Remittance
from fairhold.trade.stream import Command, Deadline, Decision, Event, Rule
from fairhold.trade.supplier import Supplier
from fairhold.trade.table import ORDER_RULES, RULES
from fairhold.trade.texts import fit_to_keep
from fairhold.trade.who import PARTIES, Party, Role, Who

_FIRST: Final = (remittance.HoldRemittance, remittance.RecordDebit, ReportMisdirected)
"""What begins a remittance."""


class Case(msgspec.Struct, frozen=True, gc=False):
    """What one asking may touch: an order with its supplier, a supplier, or a remittance.

    `parties` are the companies of a new contract. `quiet_until` may say that no deadline of the order passes before
    that instant, which saves looking.
    """

    order: Order | None = None
    supplier: Supplier | None = None
    remittance: Remittance | None = None
    parties: Mapping[int, Party] = {}
    quiet_until: datetime | None = None


Conclusion = tuple[tuple[Event, ...], Case] | Refused
"""What an asking comes to: the events and the case after them, or a refusal."""


def decide(
    case: Case,
    stream_id: int,
    command: Command,
    who: Who,
    now: datetime,
    policies: Policies,
    experts: Experts = UNASKED,
) -> Decision:
    """What happens when `who` asks for `command` at `now`: events in order, or the refusal that applies first."""
    conclusion = conclude(case, stream_id, command, who, now, policies, experts)
    return conclusion if isinstance(conclusion, Refused) else conclusion[0]


def conclude(
    case: Case,
    stream_id: int,
    command: Command,
    who: Who,
    now: datetime,
    policies: Policies,
    experts: Experts = UNASKED,
) -> Conclusion:
    """Like `decide`, with the case as it is afterwards, so that a caller who goes on need not fold again.

    On an order every deadline that has passed happens first; if the command is then refused, nothing is recorded at all
    and the clock will ask again.
    """
    rule = RULES[type(command)]
    cleaned = fit_to_keep(command, who)
    if isinstance(cleaned, Refused):
        return cleaned
    command = cleaned
    if command.stream == "order":
        return _conclude_order(rule, case, stream_id, command, who, now, policies, experts)
    decide_on = _decide_supplier if command.stream == "supplier" else _decide_remittance
    decision = decide_on(rule, case, stream_id, command, who, now, policies)
    if isinstance(decision, Refused):
        return decision
    after = begun(case, stream_id, command)
    for event in decision:
        after = evolve(after, event)
    return decision, after


def begun(case: Case, stream_id: int, command: Command) -> Case:
    """The case with empty facts for the stream that a command is about to begin."""
    if command.stream == "order" and case.order is None:
        return msgspec.structs.replace(case, order=Order(id=stream_id))
    if command.stream == "supplier" and case.supplier is None:
        return msgspec.structs.replace(case, supplier=Supplier(id=stream_id))
    if command.stream == "remittance" and case.remittance is None:
        return msgspec.structs.replace(case, remittance=Remittance(id=stream_id))
    return case


def evolve(case: Case, event: Event) -> Case:
    """The case after one event."""
    if event.stream == "order":
        assert case.order is not None
        return msgspec.structs.replace(case, order=order_fold.evolve(case.order, event))
    if event.stream == "supplier":
        assert case.supplier is not None
        return msgspec.structs.replace(case, supplier=supplier_fold.evolve(case.supplier, event))
    assert case.remittance is not None
    return msgspec.structs.replace(case, remittance=remittance_fold.evolve(case.remittance, event))


def policy_of(facts: Order | Remittance, policies: Policies) -> Policy:
    """The policy that an order or remittance is pinned to, or the current one while it is not (4.1.6)."""
    return policies.of(facts.policy_version) if facts.policy_version else policies.now


def due(facts: Order | Remittance, policies: Policies) -> tuple[Deadline, ...]:
    """The deadlines of an order or a remittance."""
    if isinstance(facts, Order):
        return timers.due(facts, policy_of(facts, policies))
    return remittance.due(facts, policy_of(facts, policies))


def course(
    case: Case, stream_id: int, who: Who, now: datetime, policies: Policies, experts: Experts = UNASKED
) -> Course:
    """The beginning of an asking on an order."""
    facts = case.order or Order(id=stream_id)
    company = case.supplier or Supplier(id=facts.supplier)
    version = facts.policy_version or policies.current
    return Course(facts, company, case.parties, who, now, policies.of(version), version, experts)


def allowed(case: Case, who: Who, now: datetime, policies: Policies) -> tuple[Rule, ...]:
    """The rows of the table that are open to somebody on this order now (`allowed_actions`)."""
    if case.order is None or not _is_yours(case.order, who):
        return ()
    c = course(case, case.order.id, who, now, policies)
    timers.fire(c)
    return _open_rules(c)


def _conclude_order(
    rule: Rule,
    case: Case,
    stream_id: int,
    command: Command,
    who: Who,
    now: datetime,
    policies: Policies,
    experts: Experts,
) -> Conclusion:
    is_new = isinstance(command, agreement.CreateDraft)
    if not is_new and (case.order is None or not _is_yours(case.order, who)):
        return refuse("unknown_order", "There is no such order, or it is not yours.", "B3")
    if who.role not in rule.roles:
        return _role_refused(rule, who)
    c = course(case, stream_id, who, now, policies, experts)
    if not is_new and not (case.quiet_until is not None and now < case.quiet_until):
        timers.fire(c)
    fault = _shut(rule, c) or rule.decide(command, c)
    if fault is not None:
        return fault
    after = msgspec.structs.replace(case, order=c.order, supplier=c.supplier, quiet_until=None)
    return tuple(c.events), after


def _is_yours(facts: Order, who: Who) -> bool:
    """Staff and outside systems see every order; a company its own, unless only its author ever saw it (T01)."""
    if who.role not in PARTIES:
        return True
    if who.party != (facts.buyer if who.role == Role.BUYER else facts.supplier):
        return False
    return facts.proposed_on is not None or facts.author == who.role


def _shut(rule: Rule, c: Course) -> Refused | None:
    """Why the row is not open now, or None: hold, stage, gates, in this order."""
    if rule.moves_money and c.order.hold is not None:
        return refuse("on_hold", "Compliance holds this order; no money moves.", "T52, I6")
    at = stage(c.order)
    if rule.stages and at not in rule.stages:
        needs = " or ".join(s for s in Stage if s in rule.stages)
        open_now = tuple(str(row.command.__struct_config__.tag) for row in _open_rules(c))
        return refuse("wrong_stage", f"The order is {at}; this needs {needs}.", " ".join(rule.transitions), open_now)
    for gate in rule.gates:
        fault = gate(c)
        if fault is not None:
            return fault
    return None


def _open_rules(c: Course) -> tuple[Rule, ...]:
    """The rows open to the role that asks, as far as facts alone tell."""
    at, role = stage(c.order), c.who.role
    fitting = (row for row in ORDER_RULES if role in row.roles and (not row.stages or at in row.stages))
    return tuple(row for row in fitting if _shut(row, c) is None)


def _decide_supplier(
    rule: Rule, case: Case, stream_id: int, command: Command, who: Who, now: datetime, policies: Policies
) -> Decision:
    if who.role in PARTIES and who.party != stream_id:
        return refuse("unknown_supplier", "There is no such supplier, or it is not yours.", "B3")
    if who.role not in rule.roles:
        return _role_refused(rule, who)
    facts = case.supplier or Supplier(id=stream_id)
    subject = supplier.Subject(facts, case.parties.get(stream_id), who, now, policies.now)
    decision: Decision = rule.decide(command, subject)
    return decision


def _decide_remittance(
    rule: Rule, case: Case, stream_id: int, command: Command, who: Who, now: datetime, policies: Policies
) -> Decision:
    if who.role not in rule.roles:
        return _role_refused(rule, who)
    facts = case.remittance or Remittance(id=stream_id)
    if not facts.version and not isinstance(command, _FIRST):
        return refuse("unknown_remittance", "There is no such remittance.", "B3")
    if rule.stages and facts.state not in rule.stages:
        detail = f"The remittance is {facts.state}; this needs {' or '.join(sorted(rule.stages))}."
        return refuse("wrong_stage", detail, " ".join(rule.transitions))
    version = facts.policy_version or policies.current
    subject = remittance.Subject(facts, who, now, policies.of(version), version)
    decision: Decision = rule.decide(command, subject)
    return decision


def _role_refused(rule: Rule, who: Who) -> Refused:
    may = " or ".join(sorted(rule.roles))
    return refuse("role_not_allowed", f"{rule.title}: only for {may}, not for {who.role}.", "4.2")
