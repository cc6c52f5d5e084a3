"""The table of rules and the order of refusals: who may ask for what, when, and what is answered first."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from fairhold.trade import agreement, deciding, gates, refusal
from fairhold.trade.agreement import Accept, Cancel, CreateDraft, Decline
from fairhold.trade.claims import PlaceHold
from fairhold.trade.deciding import Case, allowed, begun, conclude, decide, policy_of
from fairhold.trade.fulfilment import ConfirmReceipt, DeclareCannotShip
from fairhold.trade.limits import GrantLimit
from fairhold.trade.order import CLOSED, Order, Stage, stage
from fairhold.trade.policy import PRESETS, Policies, Policy
from fairhold.trade.refusal import REFUSALS, Refused, refuse
from fairhold.trade.remittance import State
from fairhold.trade.stream import Command
from fairhold.trade.table import COMMANDS, EVENT_TYPES, ORDER_RULES, RULES, WISHES
from fairhold.trade.terms import Contract
from fairhold.trade.timers import Tick
from fairhold.trade.who import CLOCK, Role, Who
from trade.playing import (
    BUYER,
    BUYER_ID,
    FIRST_OFFICER,
    OPERATOR,
    STRANGER,
    SUPPLIER,
    TREASURY,
    Play,
    contract,
    usd,
)

SOURCES = Path(deciding.__file__).parent
TESTS = Path(__file__).parent

ELSEWHERE = {
    *("key_missing", "key_reused", "busy", "internal_error", "amount_decimals", "amount_malformed"),
    *("rail_not_for_country", "rail_not_for_currency", "rail_order_too_large", "rate_missing"),
    *("rail_payment_too_large", "rail_used_up", "card_scheme_not_taken", "credit_line_missing"),
    *("credit_line_too_small", "loan_term_too_long", "rail_not_taken_by_supplier", "above_supplier_cap"),
}
"""Codes that the desk, the edges, the rails or the reading of what people wrote give, but no rule of trade."""

JUDGED = {code for code in REFUSALS if code.startswith("report_")} - {"report_other_order", "report_other_contract"}
"""Codes for a report that disagrees with itself: the standards room gives them, and its tests reach each."""


def commands() -> set[type[Command]]:
    """Every command class of the core that is not only a base of others."""
    found, waiting = set(), [Command]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("fairhold.trade") and not kind.__subclasses__():
                found.add(kind)
    return found


def words(text: str, table: str = "T") -> set[str]:
    """All numbers of rows of a table in a text, ranges such as T24-T26 and T55-59 spelled out."""
    found = set(re.findall(rf"\b{table}\d\d\b", text))
    for first, last in re.findall(rf"\b{table}(\d\d)-{table}?(\d\d)\b", text):
        found |= {f"{table}{number:02d}" for number in range(int(first), int(last) + 1)}
    return found


def cited(table: str) -> set[str]:
    """The rows of a table that docstrings of the tests of this folder cite; a test that cites a row plays it."""
    found: set[str] = set()
    for path in TESTS.glob("test_*.py"):
        if path.name != Path(__file__).name:
            for docstring in re.findall(r'def test_\w+\([^"]*?"""(.*?)"""', path.read_text("utf-8"), re.DOTALL):
                found |= words(docstring, table)
    return found


# ------------------------------------------------------------------------------------------------------- the lists


def test_every_command_has_one_row() -> None:
    assert set(RULES) == commands()
    assert len(COMMANDS) == len(RULES)
    assert all(rule.command is command for command, rule in RULES.items())


def test_the_rows_name_every_transition_of_the_rulebook() -> None:
    """T01 to T59."""
    named = {name for rule in RULES.values() for name in rule.transitions if re.fullmatch(r"T\d\d", name)}
    assert named == {f"T{number:02d}" for number in range(1, 60)}


def test_every_transition_has_a_test_that_cites_it() -> None:
    """Rulebook 4.4."""
    assert {f"T{number:02d}" for number in range(1, 60)} == cited("T")


def test_every_row_of_the_dispute_machine_has_a_test_that_cites_it() -> None:
    """Rulebook 4.5."""
    assert cited("D") == {f"D{number:02d}" for number in range(1, 48)}


def test_rows_are_for_roles_and_stages_that_exist() -> None:
    for rule in RULES.values():
        known = set(Stage) if rule.command.stream == "order" else set(get_args(State))
        assert set(rule.stages) <= known, rule.title
        assert rule.roles, rule.title
        assert Role.AUDITOR not in rule.roles, "an auditor only reads (4.2)"
    assert len({rule.title for rule in ORDER_RULES}) == len(ORDER_RULES)


def test_only_money_that_has_left_late_claims_and_time_concern_a_closed_order() -> None:
    """An order never leaves a closed stage (4.4, T54)."""
    late = [rule for rule in ORDER_RULES if not rule.stages or rule.stages & CLOSED]
    argued = (gates.dispute_is_open, gates.ruling_waits)
    assert {rule.title for rule in late if not set(argued) & set(rule.gates)} == {
        "Claim after the order has ended",
        *("Confirm a refund", "Take a refund back", "Send a refund again", "Time passes"),
        *("Agree to another account for a refund", "Do not send a refund"),
        *("Refund taken by its rail", "Payment paid out by its rail", "Payment taken back by its rail"),
        *("Record a chargeback", "Close a chargeback"),
        *("Inspector paid", "Inspector's payment came back", "Pay the inspector again"),
        "Agree to another account for an inspector",
        *("Give the buyer a coupon", "Coupon paid out", "Loan repaid by the buyer"),
    }


def test_wishes_are_events() -> None:
    assert set(EVENT_TYPES.values()) >= WISHES


# -------------------------------------------------------------------------------------------------------- refusals


def test_every_refusal_that_trade_gives_is_in_the_table_and_every_code_of_the_table_is_given() -> None:
    given: set[str] = set()
    for path in SOURCES.glob("*.py"):
        given |= set(re.findall(r'refuse\(\s*"(\w+)"', path.read_text("utf-8")))
    assert given == set(REFUSALS) - ELSEWHERE - JUDGED


def test_a_code_that_the_table_does_not_have_cannot_be_given() -> None:
    with pytest.raises(KeyError):
        refuse("no_such_code", "", "")


def test_what_a_refusal_allows_instead_are_commands() -> None:
    text = "".join(path.read_text("utf-8") for path in SOURCES.glob("*.py"))
    named = {word for group in re.findall(r"allowed=\(([^)]*)\)", text) for word in re.findall(r'"(\w+)"', group)}
    named |= set(re.findall(r'"(\w+)"', "".join(re.findall(r"allowed = \(([^)]*)\)", text))))
    assert named
    assert named - set(COMMANDS) == set()


def test_refusals_have_a_fixed_order() -> None:
    """B3: not yours, role, hold, stage, gate, input; each hides the next."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.done(order, PlaceHold(reason="screening"), FIRST_OFFICER)
    assert play.refused(order, DeclareCannotShip(reason="x"), STRANGER) == "unknown_order"
    assert play.refused(order, DeclareCannotShip(reason="x"), BUYER) == "role_not_allowed"
    assert play.refused(order, DeclareCannotShip(reason="x"), SUPPLIER) == "on_hold"
    assert play.refused(order, ConfirmReceipt(), BUYER) == "on_hold"
    play = Play()
    order = play.order(Stage.PROPOSED)
    assert play.refused(order, Cancel(), BUYER) == "wrong_stage"
    stale = Accept(fingerprint="0" * 64)
    assert play.refused(order, stale, BUYER) == "not_your_turn"
    assert play.refused(order, stale, SUPPLIER) == "fingerprint_stale"


def test_a_wrong_stage_says_what_is_allowed_now() -> None:
    play = Play()
    order = play.order(Stage.PROPOSED)
    answer = play.ask(order, Cancel(), SUPPLIER)
    assert isinstance(answer, Refused)
    assert answer.allowed == (
        *("counter_propose", "decline", "accept"),
        *("post_message", "file_outside_message"),
    )
    assert answer.rule == "T11"


def test_an_order_that_does_not_exist_is_unknown_to_everybody() -> None:
    play = Play()
    for who in (BUYER, TREASURY, CLOCK):
        assert play.refused(77, Tick(), who) == "unknown_order"


def test_a_draft_is_unknown_to_the_other_side() -> None:
    """T01."""
    play = Play()
    play.done(7 << 22, CreateDraft(contract=contract()), BUYER)
    assert play.refused(7 << 22, Decline(reason="price"), SUPPLIER) == "unknown_order"


def test_a_company_sees_an_order_only_in_its_own_role() -> None:
    """The buyer's number does not act as supplier."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    assert play.refused(order, DeclareCannotShip(reason="x"), Who(Role.SUPPLIER, BUYER_ID)) == "unknown_order"


# -------------------------------------------------------------------------------------------------- what is allowed


@pytest.mark.parametrize("at", list(Stage)[2:11])
def test_what_is_allowed_is_what_is_not_refused_for_its_stage_or_gate(at: Stage) -> None:
    """The same gates refuse a command and keep it out of `allowed_actions`."""
    play = Play()
    order = play.order(at)
    case = play.case(Tick(), order)
    for who in (BUYER, SUPPLIER, TREASURY, FIRST_OFFICER, CLOCK):
        open_now = {rule.command for rule in allowed(case, who, play.now, play.policies)}
        c = deciding.course(case, order, who, play.now, play.policies)
        for rule in ORDER_RULES:
            shut = (rule.stages and stage(play.orders[order]) not in rule.stages) or any(gate(c) for gate in rule.gates)
            assert (rule.command in open_now) == (who.role in rule.roles and not shut), rule.title


def test_nothing_is_allowed_to_a_stranger_or_without_an_order() -> None:
    play = Play()
    order = play.order(Stage.PROPOSED)
    assert allowed(play.case(Tick(), order), STRANGER, play.now, play.policies) == ()
    assert allowed(Case(), BUYER, play.now, play.policies) == ()


def test_what_is_allowed_knows_the_deadlines_that_have_passed() -> None:
    play = Play()
    order = play.order(Stage.PROPOSED)
    after = datetime(2019, 7, 4, tzinfo=UTC)
    assert allowed(play.case(Tick(), order), SUPPLIER, after, play.policies) == ()


# ------------------------------------------------------------------------------------------------------ deciding


def test_a_tick_with_nothing_due_is_no_event() -> None:
    play = Play()
    order = play.order(Stage.AGREED)
    assert play.done(order, Tick(), CLOCK) == ()


def test_a_refused_command_leaves_passed_deadlines_to_the_clock() -> None:
    """A refusal changes nothing at all."""
    play = Play()
    order = play.order(Stage.PROPOSED)
    play.at("2019-07-04")
    assert play.refused(order, Decline(reason="price"), SUPPLIER) == "wrong_stage"
    assert play.stage(order) == Stage.PROPOSED


def test_passed_deadlines_happen_before_the_command_that_finds_them() -> None:
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    play.at("2019-08-06")
    events = play.done(order, DeclareCannotShip(reason="fire"), SUPPLIER)
    assert [type(event).__name__ for event in events[:2]] == ["ShipmentOverdue", "CannotShipDeclared"]


def test_a_hint_that_nothing_is_due_spares_the_look_at_the_deadlines() -> None:
    """`quiet_until` is the wake time of the row."""
    play = Play()
    order = play.order(Stage.IN_PRODUCTION)
    case = msgspec.structs.replace(play.case(Tick(), order), quiet_until=play.wakes(order))
    assert conclude(case, order, Tick(), CLOCK, play.now, play.policies) == (
        (),
        msgspec.structs.replace(case, quiet_until=None),
    )
    due = play.wakes(order)
    assert due is not None
    (late,) = decide(case, order, Tick(), CLOCK, due, play.policies)
    assert type(late).__name__ == "ShipmentOverdue"


def test_a_new_stream_begins_with_empty_facts() -> None:
    case = begun(Case(), 77, CreateDraft(contract=contract()))
    assert case.order == Order(id=77)
    assert begun(case, 77, Tick()) is case
    assert begun(Case(), 78, GrantLimit(limit=usd(1), reason="x")).supplier is not None


def test_an_order_keeps_the_policy_under_which_it_was_proposed() -> None:
    """4.1.6: thirty days to answer then, seven for proposals made now."""
    play = Play()
    order = play.order(Stage.PROPOSED)
    play.policies = Policies({1: PRESETS["seed"], 2: Policy(accept_ttl_days=7)}, 2)
    assert policy_of(play.orders[order], play.policies) == PRESETS["seed"]
    assert str(play.deadlines(order)["accept_ttl"]) == "2019-07-03"
    assert str(play.deadlines(play.order(Stage.PROPOSED))["accept_ttl"]) == "2019-06-10"


def test_only_the_operator_sets_limits_and_only_officers_hold() -> None:
    """4.2."""
    assert RULES[GrantLimit].roles == {Role.OPERATOR}
    assert RULES[PlaceHold].roles == {Role.COMPLIANCE}
    assert OPERATOR.role in RULES[GrantLimit].roles


def test_every_term_that_may_change_is_a_term() -> None:
    """T10, T17, T29."""
    fields = set(Contract.__struct_fields__)
    assert all(names <= fields for names in agreement.AMENDABLE.values())
    assert refusal.REFUSALS["term_fixed"].title
