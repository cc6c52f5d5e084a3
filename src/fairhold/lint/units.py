"""The units that a term may be measured in: a closed table of ours, so that "20 pcs" is twenty pieces and nothing else.

Every spelling is in folded form (`folding.py`). A factor turns the spelling into its canonical unit; units that no
contract term uses are not here, and a number with an unknown unit has no value.
"""

from decimal import Decimal
from typing import Final, Literal

import msgspec

from fairhold.lint.late import Late

Kind = Literal["length", "weight", "count", "share", "volume", "time", "areal"]
"""What a unit measures; `areal` is mass per area (paper, fabric), `share` a part of a whole."""


class Unit(msgspec.Struct, frozen=True, gc=False):
    """A canonical unit and how many of it one of the spelling is."""

    kind: Kind
    name: str
    factor: Decimal = Decimal(1)


def _spelled(kind: Kind, name: str, words: str, factor: str = "1") -> dict[str, Unit]:
    unit = Unit(kind, name, Decimal(factor))
    return dict.fromkeys((word.replace("_", " ") for word in words.split()), unit)


UNITS: Final[dict[str, Unit]] = {
    **_spelled("length", "um", "um micron microns micrometer micrometers micrometre micrometres 微米"),
    **_spelled("length", "um", "mil mils", "25.4"),
    **_spelled("length", "mm", "mm millimeter millimeters millimetre millimetres 毫米"),
    **_spelled("length", "cm", "cm cms centimeter centimeters centimetre centimetres 厘米 公分"),
    **_spelled("length", "m", "m mtr mtrs meter meters metre metres 米"),
    **_spelled("length", "in", 'inch inches in " 英寸 寸'),
    **_spelled("length", "ft", "ft feet foot 英尺"),
    **_spelled("length", "m", "yd yds yard yards 码", "0.9144"),
    **_spelled("weight", "mg", "mg milligram milligrams 毫克"),
    **_spelled("weight", "g", "g gr gram grams gramme grammes gms 克"),
    **_spelled("weight", "g", "斤", "500"),
    **_spelled("weight", "kg", "kg kgs kilo kilos kilogram kilograms 公斤 千克"),
    **_spelled("weight", "t", "t mt ton tons tonne tonnes metric_ton metric_tons 吨"),
    **_spelled("weight", "oz", "oz ounce ounces 盎司"),
    **_spelled("weight", "lb", "lb lbs pound pounds 磅"),
    **_spelled("count", "pcs", "pc pcs piece pieces unit units ea each 个 件 只 支 条 张 片 台 把 枚 顶 根 块"),
    **_spelled("count", "pcs", "dozen dozens doz dz 打", "12"),
    **_spelled("count", "sets", "set sets 套"),
    **_spelled("count", "pairs", "pair pairs prs 双 对"),
    **_spelled("count", "cartons", "carton cartons ctn ctns 箱"),
    **_spelled("count", "boxes", "box boxes 盒"),
    **_spelled("count", "bags", "bag bags 袋 包"),
    **_spelled("count", "bottles", "bottle bottles 瓶"),
    **_spelled("count", "rolls", "roll rolls 卷"),
    **_spelled("count", "packs", "pack packs packet packets"),
    **_spelled("count", "pallets", "pallet pallets 托 托盘"),
    **_spelled("count", "sheets", "sheet sheets"),
    **_spelled("share", "%", "% pct percent per_cent"),
    **_spelled("share", "‰", "‰ permille permil per_mille per_mil"),
    **_spelled("share", "karat", "k kt karat karats carat carats ct 开"),
    **_spelled("volume", "m3", "m3 cbm cubic_meter cubic_meters cubic_metre cubic_metres 立方米 立方 方"),
    **_spelled("volume", "l", "l ltr litre litres liter liters 升"),
    **_spelled("volume", "ml", "ml milliliter milliliters millilitre millilitres 毫升"),
    **_spelled("areal", "g/m2", "gsm g/m2 g/sqm 克/平方米 克每平方米"),
    **_spelled("time", "days", "day days 天 日 calendar_day calendar_days"),
    **_spelled("time", "days", "week weeks wks 周 星期", "7"),
    **_spelled("time", "working days", "working_day working_days business_day business_days 工作日 个工作日"),
    **_spelled("time", "months", "month months 个月"),
    **_spelled("time", "hours", "hour hours hrs 小时 个小时"),
}
"""Every spelling, folded, and the unit that it means."""

_GUARDS: Final = {
    "in": Late(r"\.(?!\d)|[x*,;)/±+]|\s*$|\s+(?:x|\*|by|±|wide|long|high|tall|thick|dia|length|width|height|[lwhd])\b"),
    "l": Late(r"(?!\s*[x*])"),
    "t": Late(r"(?!/)"),
    "k": Late(r"(?!\s*(?:pcs|pieces|units|sets|pairs|usd|eur|rmb|cny))"),
    "pack": Late(r"(?!\s*(?:size|of))"),
    "each": Late(r"(?!\s*(?:of|carton|box|pack|side))"),
    "方": Late(r"(?![式面法便向案])"),
    "条": Late(r"(?![件款约例])"),
    "日": Late(r"(?!期)"),
    "对": Late(r"(?![于应照比])"),
    "打": Late(r"(?![印包样开])"),
    "个": Late(r"(?!月|工作日|小时)"),
    "包": Late(r"(?![装括])"),
}
"""The spellings that are also other words, with what must follow."""
_SPELLING: Final = Late(
    r"(?P<two>(?:working|business|calendar|metric|cubic|per)[ -]?[a-z]+)|(?P<word>g/m2|g/sqm|克/平方米"
    r"|[a-z]{1,4}(?=x ?\d)|[a-z]+\d?|[\"%‰])"
    r"|(?P<signs>[\u4e00-\u9fff]{1,6})"
)
_BY_LETTERS: Final = {word.replace(" ", ""): unit for word, unit in UNITS.items()}


def unit_at(folded: str, start: int) -> tuple[Unit, int] | None:
    """The unit whose spelling begins at `start` of a folded text, and where it ends; the longest counts."""
    match = _SPELLING.match(folded, start)
    if match is None:
        return None
    if match["signs"]:
        ends = range(match.end(), start, -1)
    elif match["two"] and (unit := _BY_LETTERS.get(match["two"].replace(" ", "").replace("-", ""))):
        return unit, match.end()
    else:
        ends = range(match.end(), match.end() - 1, -1)
    for end in ends:
        word = folded[start:end]
        if word in UNITS and (word not in _GUARDS or _GUARDS[word].match(folded, end)):
            return UNITS[word], end
    return None


def unit_of(spelling: str) -> Unit:
    """The unit that a spelling of the table means."""
    return UNITS[spelling]
