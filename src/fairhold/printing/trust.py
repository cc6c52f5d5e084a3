"""A trust proof that was read, as the paper prints it."""

from fairhold.papers import trust
from fairhold.papers.press import press
from fairhold.papers.trust import Money, Trust
from fairhold.reading.books import Reconciliation
from fairhold.reading.trust import CurrencyProof, TrustProof
from fairhold.trade.money import show


def trust_pdf(proof: TrustProof) -> bytes:
    """The proof as a PDF; the same proof gives the same bytes."""
    return press().pdf(trust.paper(_printed(proof)))


def _printed(proof: TrustProof) -> Trust:
    bounds = proof.ages_days
    groups = (*(f"Up to {days} days" for days in bounds), f"Over {bounds[-1]} days")
    return Trust(proof.day, proof.made_at, proof.holds, groups, tuple(map(_currency, proof.currencies)))


def _currency(one: CurrencyProof) -> Money:
    def said(minor: str) -> str:
        return show(int(minor), one.currency)

    return Money(
        currency=one.currency,
        covered=one.covered,
        assets=tuple((row.account, said(row.amount)) for row in one.assets),
        owed=tuple((row.account, said(row.amount)) for row in (*one.client_money, *one.other)),
        assets_total=said(one.assets_total),
        owed_total=said(one.owed_total),
        bank=_bank(one.bank, one.currency),
        days=tuple(
            (str(row.day), row.account, said(row.bank), said(row.booked), said(row.difference)) for row in one.days
        ),
        waiting=tuple(
            (row.account, said(row.amount), str(row.count), *map(said, row.groups), f"{row.oldest_days} days")
            for row in one.waiting
        ),
        exposure=tuple(
            (f"{row.name} {row.supplier}".strip(), *map(said, (row.limit, row.reserved, row.exposed, row.drawn)))
            for row in one.exposure
        ),
    )


def _bank(bank: Reconciliation, currency: str) -> str:
    if bank.bank is None or bank.difference is None:
        return "has not said what the trust account holds"
    said = f"{show(int(bank.bank), currency)} at the end of {bank.last_day}"
    apart = int(bank.difference)
    return f"{said}, as the books say" if not apart else f"{said}: {show(apart, currency)} more in the books"
