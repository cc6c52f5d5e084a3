"""A payment card as PDF and its code for cameras as a picture, from the order as it is read."""

import io
from datetime import date
from typing import Final

import segno

from fairhold.bank.payment_card import Payee, PaymentCard, card_of
from fairhold.papers import payment_card
from fairhold.papers.press import press
from fairhold.reading.order import OrderShown
from fairhold.trade import ids
from fairhold.trade.money import show

MILESTONES: Final = {"initial": "Initial payment", "balance": "Balance", "all": "All that is due"}
"""What a card can be for, in words."""
SCALE: Final = 8
"""Points of the picture to a point of the code."""


def order_card(order: OrderShown, milestone: str, payee: Payee, secret: bytes) -> PaymentCard | None:
    """The card of what is due of an order, of a milestone by its word (empty: the one that is due first); None if the
    order takes no money or nothing is due of that. Raises KeyError for a word that is no milestone.
    """
    number = ids.from_text(ids.ORDER_PREFIX, order.id)
    initial, due = order.money.due_initial.minor, order.money.due.minor
    amounts = {"initial": initial, "balance": due - initial, "all": due}
    chosen = milestone or ("initial" if initial else "balance")
    amount = amounts[chosen]
    if number is None or order.pay_to is None or amount <= 0:
        return None
    return card_of(number, MILESTONES[chosen], amount, order.money.due.currency, payee, secret)


def scan_png(card: PaymentCard) -> bytes:
    """The code for cameras as a PNG, black on white with its margin; error correction M as EPC069-12 asks."""
    made = segno.make_qr(card.scan.encode(), error="m", boost_error=False)
    file = io.BytesIO()
    made.save(file, kind="png", scale=SCALE)
    return file.getvalue()


def card_pdf(order: OrderShown, card: PaymentCard, day: date) -> bytes:
    """The card as a PDF that bears a day; the same card of the same day gives the same bytes."""
    scans = (
        "SEPA transfer: scan it with your bank's app" if card.scan.startswith("BCD") else "What stands above, to scan"
    )
    printed = payment_card.Card(
        order=order.id,
        title=order.title,
        milestone=card.milestone,
        amount=show(card.amount, card.currency),
        holder=card.holder,
        account=card.account,
        iban=card.iban,
        bic=card.bic,
        reference=card.printed_reference,
        words=" ".join(card.words),
        scans=scans,
        link=card.link,
        day=day,
    )
    return press().pdf(payment_card.paper(printed), {payment_card.PICTURE: scan_png(card)})
