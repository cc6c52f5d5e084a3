"""How phones of many countries write the beginning of a message: the layouts that the reader is tried with."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
BENGALI = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
NARROW = "\u202f"
NO_BREAK = "\u00a0"
LEFT, RIGHT = "\u200e", "\u200f"


class Layout(NamedTuple):
    name: str
    order: str
    seconds: bool
    write: Callable[[datetime], str]
    """Everything before the name of the sender."""


def h12(at: datetime) -> str:
    """The hour of 12, without a zero in front."""
    return str(at.hour % 12 or 12)


def half(at: datetime, morning: str, afternoon: str) -> str:
    return afternoon if at.hour >= 12 else morning


def dmy(at: datetime, sep: str, short: bool = False) -> str:
    return f"{at.day}{sep}{at.month}{sep}{at:%y}" if short else f"{at.day}{sep}{at.month}{sep}{at.year}"


def ymd(at: datetime, sep: str) -> str:
    return f"{at.year}{sep}{at.month}{sep}{at.day}"


LAYOUTS = (
    Layout(
        "ios en-US",
        "mdy",
        True,
        lambda at: f"[{at.month}/{at.day}/{at:%y}, {h12(at)}:{at:%M:%S}{NARROW}{half(at, 'AM', 'PM')}] ",
    ),
    Layout("ios en-GB", "dmy", True, lambda at: f"{LEFT}[{at:%d/%m/%Y, %H:%M:%S}] "),
    Layout("ios de", "dmy", True, lambda at: f"[{at:%d.%m.%y, %H:%M:%S}] "),
    Layout("ios zh-CN", "ymd", True, lambda at: f"[{ymd(at, '/')} {at:%H:%M:%S}] "),
    Layout("ios zh-TW", "ymd", True, lambda at: f"[{ymd(at, '/')} {half(at, '上午', '下午')}{h12(at)}:{at:%M:%S}] "),
    Layout("ios ja", "ymd", True, lambda at: f"[{at:%Y/%m/%d %H:%M:%S}] "),
    Layout("ios ko", "ymd", True, lambda at: f"[{ymd(at, '. ')}. {half(at, '오전', '오후')} {h12(at)}:{at:%M:%S}] "),
    Layout(
        "ios ar",
        "dmy",
        True,
        lambda at: f"[{dmy(at, RIGHT + '/')}، {h12(at)}:{at:%M:%S}{NO_BREAK}{half(at, 'ص', 'م')}] ".translate(ARABIC),
    ),
    Layout("ios fi", "dmy", True, lambda at: f"[{dmy(at, '.')} klo {at.hour}.{at:%M.%S}] "),
    Layout(
        "ios es-MX",
        "dmy",
        True,
        lambda at: f"[{at:%d/%m/%y}, {h12(at)}:{at:%M:%S}{NO_BREAK}{half(at, 'a.m.', 'p.m.')}] ",
    ),
    Layout("ios hu", "ymd", True, lambda at: f"[{at:%Y. %m. %d. %H:%M:%S}] "),
    Layout("ios fr-CA", "ymd", True, lambda at: f"[{at:%Y-%m-%d %H}{NO_BREAK}h{NO_BREAK}{at:%M} min {at:%S} s] "),
    Layout("ios he", "dmy", True, lambda at: f"{RIGHT}[{dmy(at, '.')}, {at.hour}:{at:%M:%S}] "),
    Layout("ios tr", "dmy", True, lambda at: f"[{at:%d.%m.%Y} {h12(at)}:{at:%M:%S} {half(at, 'ÖÖ', 'ÖS')}] "),
    Layout("android en-US", "mdy", False, lambda at: f"{at.month}/{at.day}/{at:%y}, {at:%H:%M} - "),
    Layout(
        "android en-US 12 hours",
        "mdy",
        False,
        lambda at: f"{at.month}/{at.day}/{at:%y}, {h12(at)}:{at:%M}{NARROW}{half(at, 'AM', 'PM')} - ",
    ),
    Layout(
        "android en-IN", "dmy", False, lambda at: f"{at:%d/%m/%y}, {h12(at)}:{at:%M}{NARROW}{half(at, 'am', 'pm')} - "
    ),
    Layout("android de", "dmy", False, lambda at: f"{at:%d.%m.%y, %H:%M} - "),
    Layout(
        "android es",
        "dmy",
        False,
        lambda at: f"{dmy(at, '/')}, {h12(at)}:{at:%M}{NO_BREAK}{half(at, f'a.{NO_BREAK}m.', f'p.{NO_BREAK}m.')} - ",
    ),
    Layout("android fr", "dmy", False, lambda at: f"{at:%d/%m/%Y à %H:%M} - "),
    Layout("android zh", "ymd", False, lambda at: f"{ymd(at, '/')} {half(at, '上午', '下午')}{h12(at)}:{at:%M} - "),
    Layout(
        "android zh, characters",
        "ymd",
        False,
        lambda at: f"{at.year}年{at.month}月{at.day}日 {half(at, '上午', '下午')}{h12(at)}:{at:%M} - ",
    ),
    Layout("android ko", "ymd", False, lambda at: f"{ymd(at, '. ')}. {half(at, '오전', '오후')} {h12(at)}:{at:%M} - "),
    Layout(
        "android ko, characters",
        "ymd",
        False,
        lambda at: f"{at.year}년 {at.month}월 {at.day}일 {half(at, '오전', '오후')} {h12(at)}:{at:%M} - ",
    ),
    Layout("android ja", "ymd", False, lambda at: f"{at:%Y/%m/%d} {half(at, '午前', '午後')}{at.hour % 12}:{at:%M} - "),
    Layout(
        "android hi",
        "dmy",
        False,
        lambda at: f"{dmy(at, '/', short=True)}, {h12(at)}:{at:%M} {half(at, 'पूर्वाह्न', 'अपराह्न')} - ".translate(
            DEVANAGARI
        ),
    ),
    Layout("android bn", "dmy", False, lambda at: f"{at:%d/%m/%y, %I:%M %p} - ".translate(BENGALI)),
    Layout("android fa", "ymd", False, lambda at: f"{ymd(at, '/')}،{RIGHT} {at:%H:%M} - ".translate(PERSIAN)),
    Layout(
        "android ar",
        "dmy",
        False,
        lambda at: f"{RIGHT}{dmy(at, RIGHT + '/')}، {h12(at)}:{at:%M} {half(at, 'ص', 'م')} - ".translate(ARABIC),
    ),
    Layout("android pt-BR", "dmy", False, lambda at: f"{at:%d/%m/%Y %H:%M} - "),
    Layout("android id", "dmy", False, lambda at: f"{at:%d/%m/%y %H.%M} - "),
    Layout("android nl", "dmy", False, lambda at: f"{at:%d-%m-%Y %H:%M} - "),
    Layout("android sv", "ymd", False, lambda at: f"{at:%Y-%m-%d %H:%M} - "),
    Layout("android el", "dmy", False, lambda at: f"{dmy(at, '/')}, {h12(at)}:{at:%M} {half(at, 'π.μ.', 'μ.μ.')} - "),
    Layout("android vi", "dmy", False, lambda at: f"{at:%H:%M, %d/%m/%Y} - "),
    Layout("android bg", "dmy", False, lambda at: f"{at.day}.{at:%m.%y} г., {at:%H:%M} ч. - "),
    Layout("android hr", "dmy", False, lambda at: f"{at:%d. %m. %Y. %H:%M} - "),
    Layout(
        "android he", "dmy", False, lambda at: f"{dmy(at, '.')}, {h12(at)}:{at:%M} {half(at, 'לפנה״צ', 'אחה״צ')} - "
    ),
    Layout("android th", "dmy", False, lambda at: f"{dmy(at, '/')} {at:%H:%M} น. - "),
    Layout("windows phone", "dmy", False, lambda at: f"{at:%d/%m/%Y %H:%M}: "),
)

FIRST = datetime.fromisoformat("2024-01-25T00:07:09")
"""Just after midnight, where the hour of 12 is written 12 or 0, on a day that no month has the number of."""
