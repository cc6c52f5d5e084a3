"""Which materials and colours a message names, and whether a contract says anything of them (SC35b, S72).

Only words of closed lists and codes are heard, never an opinion: what a thread keeps of a message is this and nothing
else. A word is covered when the contract names the same thing or a kind of it; a colour also by any code, for a code is
what a colour should be.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from fairhold.lint import hues, substances
from fairhold.lint.folding import fold
from fairhold.trade.families import GoodsTerms
from fairhold.trade.thread import NAMED_MAX, Named


def hear(text: str) -> tuple[Named, ...]:
    """The materials and colours that a text names, each once, in their order, at most `NAMED_MAX`."""
    found = [
        *((one.start, Named("material", one.word)) for one in substances.named(text)),
        *((one.start, Named("material", one.word)) for one in substances.graded(text)),
        *((one.start, Named("colour", one.word)) for one in hues.named(text)),
        *((one.start, Named("colour", fold(f"{one.system} {one.code}"))) for one in hues.codes(text)),
    ]
    return tuple(dict.fromkeys(named for _, named in sorted(found, key=lambda pair: pair[0])))[:NAMED_MAX]


class Told(msgspec.Struct, frozen=True, gc=False):
    """What a contract says of materials and colours: groups of materials, hues, codes of colours."""

    materials: frozenset[str]
    hues: frozenset[str]
    codes: frozenset[str]

    def covers(self, named: Named) -> bool:
        """Whether the contract says something of it."""
        if named.family == "material":
            own = {one.group for one in (*substances.named(named.word), *substances.graded(named.word))}
            return not own or bool(own & self.materials)
        codes = {_code(f"{one.system} {one.code}") for one in hues.codes(named.word)}
        if codes:
            return bool(codes & self.codes)
        return bool(self.codes) or bool({one.group for one in hues.named(named.word)} & self.hues)


def told(texts: Iterable[str], terms: Iterable[GoodsTerms | None]) -> Told:
    """What texts and typed terms together say."""
    typed = [one for one in terms if one is not None]
    every = [*texts, *(word for one in typed for word in _words(one.material))]
    every += [word for one in typed for word in _words((one.customisation, one.packaging, one.sample))]
    elements = [substances.symbol(fold(word)) for one in typed for word in _words(one.material)]
    coded = [f"{term.system} {term.code}" for one in typed for term in one.colour]
    return Told(
        materials=frozenset(kind for kind in elements if kind).union(*map(substances.groups, every)),
        hues=frozenset(one.group for text in every for one in hues.named(text)),
        codes=frozenset(
            _code(said)
            for said in (*coded, *(f"{one.system} {one.code}" for text in every for one in hues.codes(text)))
        ),
    )


def _code(said: str) -> str:
    return "".join(sign for sign in fold(said) if sign.isalnum())


def _words(value: Any) -> Iterator[str]:
    """Every text in a term."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, msgspec.Struct):
        yield from (word for name in value.__struct_fields__ for word in _words(getattr(value, name)))
    elif isinstance(value, tuple):
        yield from (word for one in value for word in _words(one))
