"""The purchase contract as a paper (S16, S28): one version, with all that both sides sign and what it means in days.

It is a picture of the contract. What counts is the canonical form, whose SHA-256 fingerprint stands on every page.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Final

import msgspec

from fairhold.papers.sheet import (
    Grid,
    Heading,
    Notice,
    Pair,
    Pairs,
    Paper,
    Part,
    Row,
    Signature,
    Signatures,
    Words,
)
from fairhold.trade import spelled
from fairhold.trade.money import money, show
from fairhold.trade.policy import Policy
from fairhold.trade.terms import Contract


class Side(msgspec.Struct, frozen=True):
    """A company of the contract, and when it signed this version in the order system (None: not)."""

    id: str
    name: str
    country: str
    signed_at: datetime | None = None


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed. `number` is that of the version, None for an amendment that never came into force; `agreed` says
    whether the version counts or counted. `account` and `reference` are those of the order (S39), empty while nothing
    is agreed. `reasons` say by the rule of a waiver why a claim would be lost.
    """

    order: str
    number: int | None
    agreed: bool
    made_at: datetime
    fingerprint: str
    contract: Contract
    buyer: Side
    supplier: Side
    policy: Policy
    policy_version: int
    account: str = ""
    reference: str = ""
    reasons: Mapping[str, str] = {}


TO_SIGN: Final = ("Name and position", "Place and date", "Signature and company stamp")
"""What is filled in by hand where the paper itself is signed."""

_MOMENT: Final = "%Y-%m-%d %H:%M:%S UTC"


def paper(agreed: Agreement) -> Paper:
    """The paper of one version; the same values give the same paper."""
    version = "amendment" if agreed.number is None else f"version {agreed.number}"
    signed = " and ".join(title.lower() for title, side in _sides(agreed) if side.signed_at is not None)
    return Paper(
        title="Purchase contract",
        subtitle=agreed.contract.title,
        marks=(
            f"Order {agreed.order}, {version}, signed by {signed or 'nobody'}",
            f"Fingerprint (SHA-256) {agreed.fingerprint}",
        ),
        footer=f"{agreed.order}  {agreed.fingerprint}",
        day=day(agreed),
        blocks=tuple(_blocks(agreed)),
    )


def mark(agreed: Agreement) -> str:
    """The fingerprint, in words."""
    return f"Fingerprint (SHA-256) {agreed.fingerprint}"


def footer(agreed: Agreement) -> str:
    """What stands on every page of a paper about this version."""
    return f"{agreed.order}  {agreed.fingerprint}"


def day(agreed: Agreement) -> date:
    """The day of the last signature, else the day on which the version was made."""
    signed = [side.signed_at for side in (agreed.buyer, agreed.supplier) if side.signed_at is not None]
    return max(signed, default=agreed.made_at).astimezone(UTC).date()


def _blocks(agreed: Agreement) -> Iterator[Part]:
    contract = agreed.contract
    yield Heading(text="Parties")
    yield Pairs(rows=(("Buyer", _company(agreed.buyer)), ("Supplier", _company(agreed.supplier))))
    yield Heading(text="Goods")
    yield goods(contract)
    if contract.goods is not None:
        yield Words(text="For every line that does not say otherwise:")
        yield Pairs(rows=_clauses(spelled.of_goods(contract.goods)))
    yield Heading(text="Payment")
    yield _milestones(contract)
    yield from _payment_instructions(agreed)
    yield Heading(text="Shipment")
    yield Pairs(rows=tuple(_shipment(contract)))
    yield Heading(text="Inspection before shipment")
    yield _inspection(contract)
    yield from _texts(contract)
    yield Heading(text="Disputes")
    yield Pairs(rows=tuple(_dispute(contract)) or (("Agreed", "nothing beyond the rules of the service"),))
    yield from _not_protected(agreed)
    yield Heading(text="Protection and deadlines")
    yield Pairs(rows=tuple(_deadlines(agreed)))
    yield Heading(text="Signatures")
    yield Words(
        text="Both sides sign the fingerprint above, which is the SHA-256 of the contract's canonical form: one sign of"
        " the contract changed changes it. The contract in the order system is what counts; this paper shows it."
    )
    yield Signatures(sides=tuple(_signature(agreed, title, side) for title, side in _sides(agreed)))


def _sides(agreed: Agreement) -> tuple[tuple[str, Side], ...]:
    return ("Buyer", agreed.buyer), ("Supplier", agreed.supplier)


def _company(side: Side) -> str:
    return ", ".join(part for part in (side.name, side.country, side.id) if part)


def _clauses(clauses: tuple[spelled.Clause, ...]) -> tuple[Pair, ...]:
    return tuple((clause.title, clause.text) for clause in clauses)


# --------------------------------------------------------------------------------------------------- goods and money


def goods(contract: Contract) -> Grid:
    """The lines with what was specified below each, then freight, discount and total."""
    currency = contract.currency
    rows = []
    for number, line in enumerate(contract.lines, 1):
        under = (("Specification", line.specification),) if line.specification else ()
        amount = show(line.quantity * line.unit_price.minor, line.unit_price.currency)
        price = show(line.unit_price.minor, line.unit_price.currency)
        cells = (str(number), line.description, f"{line.quantity:,} {line.unit}", price, amount)
        rows.append(Row(cells, (*under, *_clauses(spelled.of_goods(line.terms)))))
    if contract.freight is not None:
        rows.append(Row(("", "Freight", "", "", show(contract.freight.minor, currency))))
    if contract.discount is not None:
        rows.append(Row(("", "Discount", "", "", show(-contract.discount.minor, currency))))
    rows.append(Row(("", "Total", "", "", show(contract.total.minor, currency)), strong=True))
    return Grid(
        head=("", "Goods", "Quantity", "Unit price", "Amount"),
        widths=(0, 1, 0, 0, 0),
        rows=tuple(rows),
        right=(2, 3, 4),
    )


def _milestones(contract: Contract) -> Grid:
    balance = money(contract.total.minor - contract.initial.minor, contract.currency)
    when = "after shipment" if contract.balance_after_shipment else "before shipment, once the goods are accepted"
    rows = [Row(("Initial payment", "once both sides have signed", show(contract.initial.minor, contract.currency)))]
    if balance.minor:
        rows.append(Row(("Balance", when, show(balance.minor, contract.currency))))
    if contract.kept_share is not None:
        kept = show(contract.kept_share.minor, contract.currency)
        rows.append(Row(("Kept by the supplier", "if the buyer never pays the balance", kept)))
    return Grid(head=("Milestone", "When", "Amount"), widths=(0, 1, 0), rows=tuple(rows), right=(2,))


def _payment_instructions(agreed: Agreement) -> Iterator[Part]:
    if not agreed.account:
        yield Notice(
            title="Where to pay",
            text="The order has an account number of its own, which is shown in the order system once both sides have"
            " signed and while it takes money. Money paid anywhere else is not protected.",
        )
        return
    yield Pairs(rows=(("Account of this order", agreed.account), ("Reference", agreed.reference)))
    yield Notice(
        title="Pay only to this account",
        text="Money paid to any other account, in cash or by another service is not held, not protected and cannot be"
        " claimed back. No message changes this account.",
        tone="warn",
    )


# ------------------------------------------------------------------------------------------------- terms of the deal


def _shipment(contract: Contract) -> Iterator[Pair]:
    yield from ((c.title, c.text) for c in spelled.of_contract(contract) if c.family in ("incoterm", "shipment_date"))
    yield "Shipping method", spelled.METHODS[contract.shipping_method]
    yield "Country of destination", contract.destination
    yield "Part shipments", "allowed" if contract.part_shipments else "not allowed"
    if contract.category:
        yield "Category", contract.category


def _inspection(contract: Contract) -> Part:
    if contract.inspection is None:
        return Words(text="None was agreed.")
    return Pairs(rows=spelled.protocol(contract.inspection))


def _texts(contract: Contract) -> Iterator[Part]:
    """What was said in free words. It never beats a field (O7)."""
    said = (("Quality", contract.quality), ("Packaging", contract.packaging), ("Remarks", contract.remarks))
    rows = [(title, text) for title, text in said if text]
    listing = contract.listing
    if listing is not None:
        day = f" (as it stood on {listing.taken_on})" if listing.taken_on else ""
        rows.append(("Supplier's listing", f"{listing.title}{day}" + (f"\n{listing.text}" if listing.text else "")))
    if rows:
        yield Heading(text="In free words")
        yield Words(text="Where these words and a term above contradict each other, the term counts.")
        yield Pairs(rows=tuple(rows))


def _dispute(contract: Contract) -> Iterator[Pair]:
    if contract.dispute is not None:
        yield "How disputes are settled", spelled.dispute(contract.dispute)
    if contract.dispute_resolution:
        yield "In free words", contract.dispute_resolution


def _not_protected(agreed: Agreement) -> Iterator[Part]:
    contract = agreed.contract
    if contract.off_platform:
        declared = "\n".join(
            f"{one.what}: {show(one.amount.minor, one.amount.currency)}" for one in contract.off_platform
        )
        yield Heading(text="Money that is not protected")
        yield Notice(
            title="Paid past this service, by the parties' own word",
            text=f"{declared}\nNobody holds this money, it counts towards no milestone and no dispute gives it back.",
            tone="warn",
        )
    if contract.waivers:
        yield Heading(text="Points that both sides leave unprotected")
        yield Words(
            text="These terms could not be decided in a dispute. Both sides were told and chose to leave them so: a"
            " claim that rests on one of them cannot be won, and their signatures below cover that."
        )
        rows = (
            Row((spelled.TITLES[waiver.family], waiver.field, waiver.rule), _reason(agreed, waiver.rule))
            for waiver in contract.waivers
        )
        yield Grid(head=("Term", "Where in the contract", "Rule"), widths=(2, 3, 2), rows=tuple(rows))


def _reason(agreed: Agreement, rule: str) -> tuple[Pair, ...]:
    reason = agreed.reasons.get(rule, "")
    return (("Why", reason),) if reason else ()


# ----------------------------------------------------------------------------------------------- deadlines, signatures


def _deadlines(agreed: Agreement) -> Iterator[Pair]:
    """What the policy says about days, as far as it bears on this contract."""
    contract, policy = agreed.contract, agreed.policy
    method = spelled.METHODS[contract.shipping_method].lower()
    confirmed = getattr(policy, f"auto_confirm_{contract.shipping_method}_days")
    yield "Protection", spelled.COVERAGES[contract.coverage]
    yield "First payment", f"If no money is in {policy.pay_ttl_days} days after both signed, the order expires."
    if not contract.balance_after_shipment and contract.total.minor > contract.initial.minor:
        yield "Balance", f"{policy.balance_ttl_days} days after the goods are accepted the buyer is in default."
    if contract.late_damages is None:
        yield "Late shipment", "No rate was agreed: only a proven loss can be claimed."
    proof = " and delivery is proved" if policy.auto_confirm_needs_delivery_evidence else ""
    by_time = f"Counts as confirmed {confirmed} days after the goods left ({method}){proof}"
    yield "Receipt", f"{by_time}, if the buyer says nothing before."
    yield "Claims", _claims(policy)
    yield "Answer to a claim", f"Within {policy.respond_ttl_days} days, or the other side may take the case further."
    yield "Days", f"Calendar days in the zone {policy.policy_tz}; the day of the event is day 0."
    yield "Rules", f"Policy version {agreed.policy_version} of the service, which this order keeps."


def _claims(policy: Policy) -> str:
    by_hand = f"Within {policy.claim_days_after_manual_confirm} days after the buyer confirmed receipt"
    if not policy.claim_days_after_auto_confirm:
        return f"{by_hand}; none once receipt was confirmed by time."
    return f"{by_hand}, within {policy.claim_days_after_auto_confirm} days after it was confirmed by time."


def _signature(agreed: Agreement, title: str, side: Side) -> Signature:
    recorded = "Not signed in the order system."
    if side.signed_at is not None:
        moment = side.signed_at.astimezone(UTC).strftime(_MOMENT)
        recorded = f"Signed in the order system on {moment}, fingerprint {agreed.fingerprint[:16]}…"
    elif agreed.agreed:
        recorded = "In force without this side's signature, because the version only helps it (T15)."
    return Signature(title, _company(side), recorded, TO_SIGN)
