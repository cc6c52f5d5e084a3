"""One way to write a text, so that every pattern of the room is written once: small letters, half-width signs.

Folding keeps the length: character N of the folded text is character N of the text, so every span is exact. It reads
nothing and judges nothing.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

REMEMBERED_TEXTS = 4096
"""How many texts each reading function remembers."""
REMEMBERED_CHARS_MAX = 1000
"""Characters of a text that is worth remembering; a longer one is read again each time."""

Read = TypeVar("Read")
More = ParamSpec("More")

_DASHES = "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63"
_SPACES = "\t\n\r\f\v\u00a0\u1680\u202f\u205f\u3000\u200b\u200c\u200d\u200e\u200f\ufeff\u2060\u061c"
_SIGNS = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys((chr(code) for code in (*range(0x2000, 0x200B), *range(0x2028, 0x202F))), " "),
    **dict.fromkeys((chr(code) for code in range(0x2066, 0x206A)), " "),
    **dict.fromkeys("\u2018\u2019\u201a\u2032\u00b4`\u02bc", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u2033\u301d\u301e", '"'),
    **dict.fromkeys("\u00d7\u2715\u2716\u2a2f", "x"),
    **dict.fromkeys("\u0394\u2206\u03b4", "d"),
    **dict.fromkeys("\u00b5\u03bc", "u"),
    **dict.fromkeys("\u2300\u00d8\u00f8\u03a6\u03c6\u2205", "\u00f8"),
    **dict.fromkeys("\u301c\u223c\u2053", "~"),
    **dict.fromkeys("\u2266\u2a7d", "\u2264"),
    **dict.fromkeys("\u2267\u2a7e", "\u2265"),
    **{chr(0x2080 + digit): str(digit) for digit in range(10)},
    "\u00b2": "2",
    "\u00b3": "3",
    "\u3001": ",",
    "\u3002": ".",
    "\u0130": "i",
}
_FULL_WIDTH = {chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F)}
_TRADITIONAL = (
    "顏質數裝運檢驗貨約訂單協議後時間標準產種類圖紙書證號碼與樣確認處負責過達盡從開關個雙張條幾萬將還無買"
    "賣價見錄說實際狀態況損壞錫鋁鐵鋼銅銀鍍膠紅綠藍黃綿絲純纖維塗層長寬徑淨總額匯餘賬帳電傳費爭訴廠環級優"
    "詳細請儘規範項隨機別參據發應為誤異該們體麼點兩內僅戶轉帶葉術獲讓評鋅鈦鉛燈瑪設計聯繫當適專業對緊齊勻"
    "麗滿極這樂稅庫戰倉車輛輪飛郵遞務補償賠換續滯顆塊盤鍊鏈鑽飾襪褲衝擊測試報複簽誰"
)
_SIMPLIFIED = (
    "颜质数装运检验货约订单协议后时间标准产种类图纸书证号码与样确认处负责过达尽从开关个双张条几万将还无买"
    "卖价见录说实际状态况损坏锡铝铁钢铜银镀胶红绿蓝黄绵丝纯纤维涂层长宽径净总额汇余账账电传费争诉厂环级优"
    "详细请尽规范项随机别参据发应为误异该们体么点两内仅户转带叶术获让评锌钛铅灯玛设计联系当适专业对紧齐匀"
    "丽满极这乐税库战仓车辆轮飞邮递务补偿赔换续滞颗块盘链链钻饰袜裤冲击测试报复签谁"
)
_TABLE = str.maketrans(_SIGNS | _FULL_WIDTH | dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)))


def remembered(read: Callable[Concatenate[str, More], Read]) -> Callable[Concatenate[str, More], Read]:
    """The same function of a text, which remembers what it read from the last `REMEMBERED_TEXTS` short texts."""
    short: Callable[Concatenate[str, More], Read] = cast(
        Callable[Concatenate[str, More], Read], lru_cache(REMEMBERED_TEXTS)(read)
    )

    @wraps(read)
    def reading(text: str, /, *more: More.args, **named: More.kwargs) -> Read:
        return (short if len(text) <= REMEMBERED_CHARS_MAX else read)(text, *more, **named)

    return reading


@remembered
def fold(text: str) -> str:
    """The text in small letters with half-width signs, plain dashes, quotes and spaces, simplified Chinese, as long as
    it was.
    """
    return text.translate(_TABLE).lower()
