"""One order with all that its pages show beside it, of one and the same moment: thread, versions, and proof."""

from datetime import datetime

import msgspec
import psycopg

from fairhold.bank.accounts import Ours
from fairhold.lint.answer import LintAnswer
from fairhold.reading.disputing import RecommendationShown, recommendation
from fairhold.reading.order import OrderShown, read_and_show
from fairhold.reading.proof import proof_of
from fairhold.reading.thread import Message, thread
from fairhold.reading.versions import Version, versions
from fairhold.trade.deciding import policy_of
from fairhold.trade.policy import Policies
from fairhold.trade.terms import Contract
from fairhold.trade.thread import Thread
from fairhold.trade.who import Role, Who


class Room(msgspec.Struct, frozen=True):
    """The order as it is shown, its contract as it is typed, and what lies beside it."""

    order: OrderShown
    contract: Contract
    facts: Thread
    messages: tuple[Message, ...]
    versions: tuple[Version, ...]
    proof: LintAnswer
    ruling: RecommendationShown | None


def read_room(
    connection: psycopg.Connection,
    who: Who,
    order_id: int,
    now: datetime,
    policies: Policies,
    ours: Ours,
) -> Room | None:
    """The order and what lies beside it; None if there is no such order or it is not the reader's."""
    found = read_and_show(connection, who, order_id, now, policies, ours.prefix)
    if found is None:
        return None
    read, shown = found
    return Room(
        order=shown,
        contract=read.facts.terms,
        facts=read.facts.thread,
        messages=thread(read.history, who, ours.of(order_id)) if who.role != Role.INSPECTOR else (),
        versions=versions(read.history, who),
        proof=proof_of(read.facts, policy_of(read.facts, policies)),
        ruling=recommendation(read, who, policies),
    )
