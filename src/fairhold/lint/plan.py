"""The sampling plan that a text names: standard and edition, inspection level, acceptance quality limits.

It reads the words only; what a plan accepts is the work of the standards room.
"""

import re
from decimal import Decimal
from typing import Final, Literal

import msgspec

from fairhold.lint.folding import fold, remembered
from fairhold.lint.late import Late
from fairhold.lint.values import as_figure
from fairhold.trade.families import Aql

Level = Literal["I", "II", "III", "S-1", "S-2", "S-3", "S-4"]


class Plan(msgspec.Struct, frozen=True, gc=False):
    """A plan as far as it is named; `single` is the one figure of "AQL 2.5", which does not say for which class."""

    standard: str = ""
    edition: str = ""
    level: Level | None = None
    aql: Aql | None = None
    single: str = ""

    @property
    def named(self) -> bool:
        """Whether there are limits at all."""
        return self.aql is not None or bool(self.single)

    @property
    def whole(self) -> bool:
        """Whether everything that decides is there: standard, level and a limit for each class."""
        return bool(self.standard) and self.level is not None and self.aql is not None


_FIGURE: Final = r"(?:\d{1,3}(?:\.\d{1,3})?)"
_NOT: Final = rf"(?:{_FIGURE}|not (?:allowed|accepted)|none|nil|no|zero)"
_STANDARD: Final = Late(
    r"(?<![a-z])(?:(?:ansi ?/? ?asq(?:c)?|ansi|asq) ?z ?1\.4|iso ?2859(?:-\d)?|mil-?std-?105[a-e]?"
    r"|gb ?/? ?t ?2828(?:\.1)?|bs ?6001(?:-1)?|jis ?z ?9015(?:-1)?|din iso ?2859(?:-1)?)"
    r"(?: ?[:-] ?(?P<edition>(?:19|20)\d\d))?"
)
_LEVEL: Final = Late(
    r"(?:(?:general |special )?(?:inspection )?level|(?:一般|特殊)?(?:检验|检查)?水平) ?:? ?(?P<after>iii|ii|i|[123]"
    r"|s-? ?[1-4])(?![a-z0-9])"
    r"|(?<![a-z0-9])(?P<before>iii|ii|i|s-?[1-4]) ?(?:level|级)|(?<![a-z])g(?P<general>iii|ii|i|[123])(?![a-z0-9])"
    r"|(?<![a-z0-9])(?P<bare>iii|ii|s-[1-4])(?![a-z0-9])"
)
_AQL: Final = Late(r"(?<![a-z])aqls?(?![a-z])|acceptance quality limit|acceptable quality l(?:evel|imit)")
_THREE: Final = Late(
    rf" ?[:=(]? ?(?P<c>{_FIGURE}) ?(?:/|,|-|;|\|) ?(?P<m>{_FIGURE}) ?(?:/|,|-|;|\|) ?(?P<n>{_FIGURE})(?![\d.])"
)
_CLASS: Final = r"(?:\(? ?(?:defects?|faults?)? ?[:=(]? ?(?:aql)? ?[:=]? ?)"
_NAMED: Final = {
    "critical": Late(
        rf"(?:critical|致命|严重缺陷|cri?\.?)(?:{_CLASS})(?P<value>{_NOT})(?![\d.]*%)|(?P<before>{_FIGURE}) ?(?:for "
        rf"|in |\()? ?critical"
    ),
    "major": Late(
        rf"(?:major|主要|maj?\.?)(?:缺陷)?(?:{_CLASS})(?P<value>{_FIGURE})|(?P<before>{_FIGURE}) ?(?:for |in "
        rf"|\()? ?(?:the )?major"
    ),
    "minor": Late(
        rf"(?:minor|次要|轻微|min\.?)(?:缺陷)?(?:{_CLASS})(?P<value>{_FIGURE})|(?P<before>{_FIGURE}) ?(?:for |in "
        rf"|\()? ?(?:the )?minor"
    ),
}
_ONE: Final = Late(rf"[ :=(of]{{0,6}}(?P<value>{_FIGURE})(?![\d.]*\d)")
_LEVELS: Final[dict[str, Level]] = {
    "i": "I",
    "1": "I",
    "ii": "II",
    "2": "II",
    "iii": "III",
    "3": "III",
    "s1": "S-1",
    "s2": "S-2",
    "s3": "S-3",
    "s4": "S-4",
}


@remembered
def plan(text: str) -> Plan:
    """The sampling plan of a text, empty if it names none."""
    folded = fold(text)
    standard = _STANDARD.search(folded)
    word = _AQL.search(folded)
    if standard is None and word is None:
        return Plan()
    level = _LEVEL.search(folded)
    aql = _limits(folded, word)
    single = ""
    if aql is None and word is not None:
        one = _ONE.match(folded, word.end())
        single = (as_figure(Decimal(one["value"])) or "") if one else ""
    return Plan(
        standard=text[standard.start() : standard.end()].strip() if standard else "",
        edition=(standard["edition"] or "") if standard else "",
        level=_level(level),
        aql=aql,
        single=single,
    )


def _level(found: re.Match[str] | None) -> Level | None:
    if found is None:
        return None
    word = found["after"] or found["before"] or found["general"] or found["bare"]
    return _LEVELS.get(word.replace("-", "").replace(" ", ""))


def _limits(folded: str, word: re.Match[str] | None) -> Aql | None:
    """Limits of the three classes, by place ("AQL 0/2.5/4.0") or by name; critical is 0 where it is not said."""
    if word is not None:
        three = _THREE.match(folded, word.end())
        if three is not None:
            return _aql(three["c"], three["m"], three["n"])
    found = {name: pattern.search(folded) for name, pattern in _NAMED.items()}
    major, minor, critical = found["major"], found["minor"], found["critical"]
    if major is None or minor is None:
        return None
    first = (critical["value"] or critical["before"]) if critical else "0"
    return _aql(
        first if first[0].isdigit() else "0", major["value"] or major["before"], minor["value"] or minor["before"]
    )


def _aql(critical: str, major: str, minor: str) -> Aql | None:
    figures = [as_figure(Decimal(figure)) for figure in (critical, major, minor)]
    if None in figures:
        return None
    return Aql(critical=str(figures[0]), major=str(figures[1]), minor=str(figures[2]))
