"""Money that came back, to another account: proposed by one person, agreed to by a second one, who says why if the
account is in another name (I11, SC41, PP8).

The one way for refunds and for inspectors' fees. Whose money it is and how it is sent again, the caller knows.
"""

from fairhold.trade import account_name, approval
from fairhold.trade.course import Course
from fairhold.trade.payment import PayeeChange, Payer
from fairhold.trade.refusal import Refused, refuse

_BEST = ("same", "close", "differs")
"""How names compare, the best first."""


def is_same_account(old: Payer, new: Payer) -> bool:
    """Whether money for one goes where money for the other goes, whatever the name on it."""
    return (old.account, old.bank) == (new.account, new.bank)


def propose(number: int, new: Payer, known: tuple[str, ...], c: Course) -> PayeeChange | Refused:
    """The account `new` for what came back under `number`; its name is compared with the best of the `known` ones."""
    names = min((account_name.compare(new.name, one) for one in known), key=lambda found: _BEST.index(found.outcome))
    digest = approval.digest_of(c.order.id, c.order.version, number, new)
    proposal = approval.propose(digest, c.who, c.now, c.policy.approval_hours)
    return proposal if isinstance(proposal, Refused) else PayeeChange(number, new, names, proposal)


def agree(change: PayeeChange | None, digest: str, reason: str, c: Course) -> PayeeChange | Refused:
    """What is agreed to now; refused to the maker, and without a `reason` where the name differs."""
    fault = approval.agree(change.proposal if change else None, digest, c.who, c.now)
    if fault is not None:
        return fault
    assert change is not None
    if change.names.outcome == "differs" and not reason.strip():
        detail = f"The account is in the name {change.names.given}: say why it is the same legal person's."
        return refuse("account_name_differs", detail, "SC41, D39", pointer="/reason")
    return change
