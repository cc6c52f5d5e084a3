"""The daily trust proof as a paper, for people outside who have only this page and the bank's own statement (PP26).

It prints figures that were read elsewhere and adds nothing up itself but what it is given. Its input is its own.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import msgspec

from fairhold.papers.sheet import Figure, Grid, Heading, Pairs, Paper, Part, Row, Words


class Money(msgspec.Struct, frozen=True):
    """One currency as it is printed: every amount is a text with its currency.

    `waiting` are account, amount, how many, the amount of each age group and the oldest; `exposure` are supplier,
    limit, reserved, exposed, drawn; `days` are day, account, bank, booked, difference.
    """

    currency: str
    covered: bool
    assets: tuple[tuple[str, str], ...]
    owed: tuple[tuple[str, str], ...]
    assets_total: str
    owed_total: str
    bank: str
    days: tuple[tuple[str, ...], ...]
    waiting: tuple[tuple[str, ...], ...]
    exposure: tuple[tuple[str, ...], ...]


class Trust(msgspec.Struct, frozen=True):
    """What is printed: of which day, made when, whether it holds, the age groups' names, and each currency."""

    day: date
    made_at: datetime
    holds: bool
    groups: tuple[str, ...]
    currencies: tuple[Money, ...]


def paper(of: Trust) -> Paper:
    """The paper of one proof; the same values give the same paper."""
    made = of.made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return Paper(
        title="Trust proof",
        subtitle=f"Client money on {of.day.isoformat()}",
        marks=(f"Read from the books at {made}",),
        footer=f"Trust proof {of.day.isoformat()}",
        day=of.day,
        blocks=tuple(_blocks(of)),
    )


def _blocks(of: Trust) -> Iterator[Part]:
    yield Figure(
        number="Holds" if of.holds else "Does not hold",
        title="Every client's money is there" if of.holds else "The books and the bank are not equal",
        text="In each currency the trust assets equal what is owed, and the bank has what the books say."
        if of.holds
        else "See the currencies below: the difference stands where it is.",
        tone="good" if of.holds else "bad",
    )
    if not of.currencies:
        yield Words(text="Nothing has been posted yet.")
    for one in of.currencies:
        yield from _currency(one, of.groups)


def _currency(one: Money, groups: tuple[str, ...]) -> Iterator[Part]:
    yield Heading(text=f"{one.currency}: {'covered exactly' if one.covered else 'NOT COVERED'}")
    rows = [Row(row) for row in one.assets] + [Row(("Trust assets", one.assets_total), strong=True)]
    rows += [Row(row) for row in one.owed] + [Row(("Owed", one.owed_total), strong=True)]
    yield Grid(head=("Account", "Amount"), widths=(3, 2), rows=tuple(rows), right=(1,))
    yield Pairs(rows=(("The bank", one.bank),))
    if one.days:
        yield Heading(text=f"{one.currency}: the bank day by day")
        head = ("Day", "Account", "Bank", "Booked", "Difference")
        yield Grid(head=head, widths=(2, 4, 3, 3, 3), rows=tuple(map(Row, one.days)), right=(2, 3, 4))
    if one.waiting:
        yield Heading(text=f"{one.currency}: money on its way, by age")
        ages = ("Account", "Amount", "Items", *groups, "Oldest")
        widths = (3, 3, 1, *(2 for _ in groups), 2)
        yield Grid(head=ages, widths=widths, rows=tuple(map(Row, one.waiting)), right=tuple(range(1, len(ages))))
    if one.exposure:
        yield Heading(text=f"{one.currency}: limits in use")
        limits = ("Supplier", "Limit", "Reserved", "Exposed", "Drawn")
        yield Grid(head=limits, widths=(4, 2, 2, 2, 2), rows=tuple(map(Row, one.exposure)), right=(1, 2, 3, 4))
