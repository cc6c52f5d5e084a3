"""Public pages, without a login: is this payment card genuine, and is this account ours (PP7, PP8)?

They say what is ours and never whose order it is or that it exists; nothing is read from the book. Each place asks only
so often (`pace.py`).
"""

from typing import Final

from fairhold.bank.accounts import KINDS, TEXT_MAX, find
from fairhold.bank.payment_card import payee_of, read_code
from fairhold.trade.money import show
from fairhold.trade.refusal import Refused
from fairhold.web.visit import Sheet, Visit

VERDICTS: Final = {
    "ours": "Ours",
    "one_sign_off": "Not ours, but made to look like it",
    "not_ours": "Not ours",
}
"""What is said of each number that was found."""


def verify(visit: Visit) -> Sheet:
    """`GET /verify/{code}`: what the genuine card behind the code says."""
    if not _in_pace(visit):
        return _too_often(visit)
    counter = visit.counter
    found = read_code(visit.param("code"), counter.secret, counter.ours.prefix)
    if found is None:
        return visit.page("verify.html", 404, card=None)
    payee = payee_of(counter.settings, found.currency)
    card = {
        "holder": payee.holder,
        "iban": payee.trust_account,
        "account": found.account,
        "reference": found.reference,
        "words": " ".join(found.words),
        "amount": show(found.amount, found.currency),
    }
    return visit.page("verify.html", card=card)


def show_form(visit: Visit) -> Sheet:
    """`GET /check`: where to put a text in."""
    return visit.page("check.html", text="", found=None, longest=TEXT_MAX)


def check(visit: Visit) -> Sheet:
    """`POST /check`: the account numbers of the text and whether each is ours."""
    if not _in_pace(visit):
        return _too_often(visit)
    text = visit.said("text")[:TEXT_MAX]
    found = [
        {"shown": one.shown, "kind": KINDS[one.kind], "verdict": VERDICTS[one.verdict], "ours": one.verdict == "ours"}
        for one in find(text, visit.counter.ours)
    ]
    return visit.page("check.html", text=text, found=found, longest=TEXT_MAX)


def _in_pace(visit: Visit) -> bool:
    client = visit.request.client
    return visit.counter.pace.allows(client.host if client else "", visit.counter.now())


def _too_often(visit: Visit) -> Sheet:
    return visit.problem(Refused("too_often", "Ask again in a minute.", ""), 429, back="/check")
