"""The papers of an order, from the room that it is read in: its purchase contract, any version that the reader may see,
and how provable the version is that stands.
"""

from typing import Final

from fairhold.bank.numbers import account_number, printed_reference
from fairhold.lint.report import examine, of_contract
from fairhold.papers import contract as papers
from fairhold.papers.contract import Agreement, Side
from fairhold.papers.press import press
from fairhold.printing.provability import lint_pdf
from fairhold.reading.order import ACCOUNT_PREFIX, Company, OrderShown
from fairhold.reading.room import Room
from fairhold.reading.versions import Version
from fairhold.trade import ids
from fairhold.trade.policy import Policies
from fairhold.trade.terms import Contract

AMENDMENT: Final = "amendment"
"""Names the amendment that waits for the second signature."""
_SIDES: Final = 2


def contract_pdf(room: Room, policies: Policies, prefix: str = ACCOUNT_PREFIX, version: str = "") -> bytes | None:
    """The purchase contract as a PDF; None if there is no such version.

    `version` is a number or `amendment`, by default the version that stands; `prefix` begins the account numbers.
    """
    agreed = agreement(room, policies, prefix, version)
    return None if agreed is None else press().pdf(papers.paper(agreed))


def proof_pdf(room: Room, policies: Policies) -> bytes:
    """The provability report of the version that stands, as a PDF. It bears the day of the version."""
    agreed = agreement(room, policies)
    assert agreed is not None
    return lint_pdf(
        of_contract(agreed.contract),
        room.proof,
        about=agreed.contract.title,
        marks=(f"Order {agreed.order}, version {agreed.number}", papers.mark(agreed)),
        footer=papers.footer(agreed),
        day=papers.day(agreed),
    )


def agreement(room: Room, policies: Policies, prefix: str = ACCOUNT_PREFIX, version: str = "") -> Agreement | None:
    """What the contract's paper prints of one version; None if there is no such version."""
    shown = room.order
    place = next((i for i, one in enumerate(room.versions) if _is(one, version, shown)), None)
    if place is None:
        return None
    chosen = room.versions[place]
    agreed = chosen.number is not None and any(_is_signed(one) for one in room.versions[: place + 1])
    policy_version = shown.policy_version or policies.current
    number = ids.from_text(ids.ORDER_PREFIX, shown.id)
    assert number is not None
    return Agreement(
        order=shown.id,
        number=chosen.number,
        agreed=agreed,
        made_at=chosen.made_at,
        fingerprint=chosen.fingerprint,
        contract=chosen.contract,
        buyer=_side("buyer", shown.buyer, chosen),
        supplier=_side("supplier", shown.supplier, chosen),
        policy=policies.of(policy_version),
        policy_version=policy_version,
        account=account_number(number, prefix) if agreed else "",
        reference=printed_reference(number) if agreed else "",
        reasons=_reasons(chosen.contract),
    )


def _is(version: Version, wanted: str, shown: OrderShown) -> bool:
    if wanted == AMENDMENT:
        return version.state == "waiting"
    return version.number is not None and str(version.number) == (wanted or str(shown.contract_version))


def _is_signed(version: Version) -> bool:
    return len({signature.side for signature in version.signatures}) == _SIDES


def _side(side: str, company: Company, version: Version) -> Side:
    signed = [signature.at for signature in version.signatures if signature.side == side]
    return Side(company.id, company.name, company.country, signed[-1] if signed else None)


def _reasons(contract: Contract) -> dict[str, str]:
    """Why a claim on a waived point would be lost, by the rule that found it."""
    if not contract.waivers:
        return {}
    return {finding.rule: finding.why for finding in examine(of_contract(contract)).findings}
