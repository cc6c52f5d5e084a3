"""The payment card as a paper: one page with account, reference, amount, words, the code for cameras and the link."""

from datetime import date

import msgspec

from fairhold.papers.sheet import Figure, Heading, Notice, Pairs, Paper, Picture, Pictures, Words

PICTURE = "scan.png"
"""The name under which the press is given the picture of the code."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed, all of it text: `amount` with its currency, `words` apart by spaces, `scans` says what the
    camera's code is.
    """

    order: str
    title: str
    milestone: str
    amount: str
    holder: str
    account: str
    iban: str
    bic: str
    reference: str
    words: str
    scans: str
    link: str
    day: date


def paper(of: Card) -> Paper:
    """The paper of one card; the same values give the same paper."""
    rows = [("Pay to", of.holder), ("Account of this order", of.account)]
    if of.iban:
        rows += [("or IBAN, with the reference", of.iban), ("Bank (BIC)", of.bic)]
    rows += [("Reference", of.reference), ("Amount", of.amount), ("For", f"{of.milestone} of order {of.order}")]
    return Paper(
        title="Payment card",
        subtitle=of.title,
        marks=(f"Order {of.order}",),
        footer=f"Payment card {of.order}",
        day=of.day,
        blocks=(
            Figure(number=of.amount, title=of.milestone, text="Send it in full and in this currency only."),
            Pairs(rows=tuple(rows)),
            Heading(text="Is this card genuine?"),
            Pairs(rows=(("Check words", of.words), ("Check link", of.link))),
            Words(
                text="Type the link in yourself, at our address, or ask us by telephone for the four words. The page "
                "behind the link says what the genuine card says; if anything on this paper differs, do not pay."
            ),
            Notice(
                title="Pay only into this account",
                text="It never changes. Money that goes anywhere else is not protected, whoever asks for it.",
                tone="warn",
            ),
            Pictures(pictures=(Picture(PICTURE, of.scans),)),
        ),
    )
