"""Whether a contract version may be signed although a term of it could not be proved in a dispute (T04, S29).

Which terms those are is the linter's word, handed in as an expert; what follows from it is decided here: a finding in a
family that the coverage protects is corrected, or both sides waive it in the contract that they sign.
"""

import msgspec

from fairhold.trade.course import Course
from fairhold.trade.families import Blocker, Waiver
from fairhold.trade.refusal import Place, Refused, refuse
from fairhold.trade.terms import Contract


def check(new: Contract, c: Course, in_force: Contract | None = None) -> Refused | None:
    """Refused: a waiver for which there is no finding, then every finding that nobody waived.

    Of a version that follows one in force only what it makes worse is refused, so that an old fault never keeps two
    sides from agreeing on something else.
    """
    if c.policy.linter_block_level == "off":
        return None
    found = _found(new, c)
    known = {_key(finding) for finding in found}
    for place, waiver in enumerate(new.waivers):
        if _key(waiver) not in known:
            detail = f"There is no finding {waiver.rule} at {waiver.field} that stops this contract."
            return refuse("waiver_without_finding", detail, "T04", pointer=f"/contract/waivers/{place}")
    open_now = _open(found, new)
    if open_now and in_force is not None:
        before = {_key(finding) for finding in _open(_found(in_force, c), in_force)}
        open_now = [finding for finding in open_now if _key(finding) not in before]
    if not open_now:
        return None
    return refuse(
        "terms_not_provable",
        f"{_counted(len(open_now))} could not be decided in a dispute, although the coverage protects it: "
        + "; ".join(f"{finding.field} ({finding.rule})" for finding in open_now[:3])
        + (f" and {len(open_now) - 3} more." if len(open_now) > 3 else "."),
        "T04, S29",
        allowed=("edit_draft", "promote_to_term") if c.order.proposed_on is None else ("counter_propose", "amend"),
        places=tuple(Place(_pointer(finding.field), finding.why, finding.rule) for finding in open_now),
    )


def _found(contract: Contract, c: Course) -> tuple[Blocker, ...]:
    """The findings of a contract as if nothing in it were waived."""
    return c.experts.examine(msgspec.structs.replace(contract, waivers=()), c.order.thread.mentions)


def _open(found: tuple[Blocker, ...], contract: Contract) -> list[Blocker]:
    waived = {_key(waiver) for waiver in contract.waivers}
    return [finding for finding in found if _key(finding) not in waived]


def _pointer(field: str) -> str:
    """Where the input is wrong: in the contract, or in no field of it because only a message says it."""
    return field if field.startswith("/thread/") else f"/contract{field}"


def _key(one: Blocker | Waiver) -> tuple[str, str, str]:
    return one.rule, one.field, one.family


def _counted(number: int) -> str:
    return "One term" if number == 1 else f"{number} terms"
