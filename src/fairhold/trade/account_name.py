"""Is the account the company's own: its name compared with the name that the operator verified (PP8).

`Namesake` is the port: anything that compares two names may stand in its place, such as a bank's own answer that was
asked for beforehand. `compare` is the one that is built in. It knows words, case, accents and legal forms; it knows no
other language and no register, so a name in another script differs, and treasury looks at it.
"""

import re
import unicodedata
from typing import Final, Protocol

from fairhold.trade.supplier import NameCheck


class Namesake(Protocol):
    """Compares the name of an account, as given, with the company's name, as known."""

    def __call__(self, given: str, known: str) -> NameCheck:
        """How they compare; total, and the same for the same names."""


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


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ").replace(".", "")).casefold()
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [word for word in _WORD.findall(letters) if word not in LEGAL_FORMS]
