"""Is the account the company's own: its name compared with the name that the operator verified (PP8).

`compare` reads names only: it knows words, case, accents and legal forms, no other language and no register, so a name
in another script differs, and treasury looks at it. Whose account it really is its bank alone can say: `by_bank`.
"""

import re
import unicodedata
from typing import Final

from fairhold.trade.supplier import Likeness, NameCheck

LEGAL_FORMS: Final = frozenset(
    (
        *("ab", "ag", "aps", "as", "bhd", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated"),
        *("kft", "kg", "limited", "llc", "llp", "ltd", "nv", "oy", "plc", "private", "pt", "pte", "pty", "pvt", "sa"),
        *("sarl", "sas", "sdn", "spa", "srl"),
    )
)
"""Words that say what kind of company it is, not which."""

_WORD: Final = re.compile(r"\w+")


def compare(given: str, known: str) -> NameCheck:
    """Same words: `same`. All words of the one in the other, in order: `close`. Anything else: `differs`."""
    one, other = _words(given), _words(known)
    if one and one == other:
        return NameCheck("same", given, known, "words")
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    is_close = bool(short) and all(word in rest for word in short)
    return NameCheck("close" if is_close else "differs", given, known, "words")


def by_bank(outcome: Likeness, holder: str, given: str, known: str) -> NameCheck:
    """What a bank's answer makes of it: it compared the name `given` with that of the account's `holder`, which it may
    have told. Its `differs` stands; else the holder's name, or the given one, is compared with the company's.
    """
    name = holder or given
    words = compare(name, known).outcome
    if outcome == "differs":
        words = "differs"
    elif outcome == "close" and not holder and words == "same":
        words = "close"
    return NameCheck(words, name, known, "bank")


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ").replace(".", "")).casefold()
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [word for word in _WORD.findall(letters) if word not in LEGAL_FORMS]
