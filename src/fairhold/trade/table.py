"""The table of who may do what and when (rulebook 4.2, 4.4): every command has one row.

From it the API, the CLI, the permission page and the tests are derived; `deciding.py` asks it. The rows of an order
stand by subject in `rows_*.py`, those of suppliers and remittances beside their rules.
"""

from fairhold.trade import (
    adjudication,
    bond_events,
    bonds,
    collateral,
    holding,
    inspection,
    joining,
    limits,
    linking,
    misdirected,
    payment_events,
    payout_schedule,
    payouts,
    recalling,
    remittance_events,
    second_person,
    supplier_events,
    suspense,
    timers,
)
from fairhold.trade.ledger import EVENTS
from fairhold.trade.order import Stage
from fairhold.trade.rows_contract import CONTRACT_RULES
from fairhold.trade.rows_dispute import DISPUTE_RULES
from fairhold.trade.rows_goods import GOODS_RULES
from fairhold.trade.rows_inspection import INSPECTION_RULES
from fairhold.trade.rows_money import MONEY_RULES
from fairhold.trade.stream import Command, Event, Rule
from fairhold.trade.who import Role

ORDER_RULES: tuple[Rule, ...] = (
    *CONTRACT_RULES,
    *MONEY_RULES,
    *INSPECTION_RULES,
    *GOODS_RULES,
    *DISPUTE_RULES,
    Rule(
        command=timers.Tick,
        title="Time passes",
        roles=frozenset({Role.CLOCK}),
        stages=frozenset(Stage) - {Stage.NONE},
        decide=timers.nothing,
        transitions=(
            *("T09", "T12", "T22", "T23", "T26", "T33", "T35"),
            *("T44", "T45", "T47", "T55", "T56", "T57", "T58", "T59"),
        ),
    ),
)

RULES: dict[type[Command], Rule] = {
    **{rule.command: rule for rule in ORDER_RULES},
    **joining.RULES,
    **limits.RULES,
    **linking.RULES,
    **collateral.RULES,
    **bonds.RULES,
    **second_person.RULES,
    **payouts.RULES,
    **payout_schedule.RULES,
    **recalling.RULES,
    **holding.RULES,
    **suspense.RULES,
    **misdirected.RULES,
}
"""Every command there is, and its row."""

COMMANDS: dict[str, type[Command]] = {str(command.__struct_config__.tag): command for command in RULES}
"""Commands by their word on the wire."""

EVENT_TYPES: dict[str, type[Event]] = {str(event.__struct_config__.tag): event for event in EVENTS}
"""Events by their word on the wire and in the book."""

WISHES: frozenset[type[Event]] = frozenset(
    {
        payment_events.PaymentStarted,
        payment_events.PaymentFailed,
        payment_events.PaymentReversed,
        payment_events.ChargebackNotified,
        payment_events.RefundOrdered,
        payment_events.CostShifted,
        payment_events.ClaimAdvanced,
        payment_events.RefundRetried,
        supplier_events.OrderCounted,
        *bond_events.COLLATERAL_CHANGED,
        supplier_events.LinkJudged,
        supplier_events.PayoutRecalled,
        supplier_events.PayoutRequested,
        remittance_events.AppliedToHouse,
        remittance_events.RemittanceMatched,
        remittance_events.RemittanceReturnOrdered,
        inspection.FeeEarned,
        inspection.FeeCharged,
        inspection.InspectorPaidAgain,
        adjudication.EvidenceFiled,
    }
)
"""Events that ask for something outside the stream: the outbox carries it out after the commit."""
