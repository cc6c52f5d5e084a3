"""What could be proved of an order's contract: the linter's report on it, and what each breach would bring (S29, PP1).

It is the same report that stops a proposal (T04), on the same contract, with what the order's thread names.
"""

from datetime import datetime

import msgspec
import psycopg

from fairhold.book import readings
from fairhold.lint.answer import LintAnswer, answer
from fairhold.lint.draft import Draft
from fairhold.lint.report import of_contract
from fairhold.reading.order import is_yours
from fairhold.trade.deciding import policy_of
from fairhold.trade.order import Order
from fairhold.trade.policy import Policies, Policy
from fairhold.trade.who import Who


def read_proof(
    connection: psycopg.Connection, who: Who, order_id: int, now: datetime, policies: Policies
) -> LintAnswer | None:
    """The answer on an order's current version; None if there is no such order or it is not the reader's."""
    with readings.snapshot(connection, who):
        found = readings.orders(connection, (order_id,), now).get(order_id)
    if found is None or not is_yours(found.facts, who):
        return None
    return proof_of(found.facts, policy_of(found.facts, policies))


def proof_of(order: Order, policy: Policy) -> LintAnswer:
    """The answer on the version that stands, under the order's own policy."""
    return answer(draft_of(order), policy=policy)


def draft_of(order: Order) -> Draft:
    """The current version as the linter reads it: with what the thread names and the day on which both signed."""
    draft = of_contract(order.terms, order.thread.mentions)
    return msgspec.structs.replace(draft, agreed_on=order.agreed_on)
