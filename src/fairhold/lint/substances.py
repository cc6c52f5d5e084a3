"""Words for materials, in English and Chinese, and what each is a kind of.

"SUS304" and "stainless steel" are both steel, so a grade covers the bare word. A material of the packing, "lead time"
or "silk screen" is no material of the goods. Which of them need a composition is decided in `material.py`.
"""

from typing import Final

import msgspec

from fairhold.lint.folding import fold, remembered
from fairhold.lint.late import Late


class Named(msgspec.Struct, frozen=True, gc=False):
    """A word of a vocabulary, what it stands for, and where it is."""

    word: str
    group: str
    start: int
    end: int


_WORDS: Final[dict[str, tuple[str, str]]] = {
    "stainless steel": ("stainless[- ]?steel|stainless|inox", "不锈钢"),
    "steel": (
        "(?:carbon|mild|spring|tool|alloy|galvani[sz]ed|cold[- ]rolled|silicon)?[- ]?steel",
        "碳钢|弹簧钢|钢材|钢板|钢管|钢(?![琴笔丝盔])",
    ),
    "iron": ("(?:cast|wrought|ductile|pig)[- ]iron|iron(?![- ]on|ing)", "铸铁|铁皮|铁(?![路道])"),
    "aluminium": ("alumini?um(?: alloy)?", "铝合金|铝材?"),
    "zinc": ("zinc(?: alloy)?|zamak", "锌合金|锌"),
    "brass": ("brass", "黄铜"),
    "bronze": ("bronze", "青铜"),
    "copper": ("copper", "紫铜|红铜|铜"),
    "gold": ("(?:rose|white|yellow|real|solid|pure) gold|gold", "黄金|玫瑰金|[k纯足]金"),
    "silver": ("(?:sterling |pure |real )?silver", "纯银|银(?![行联])"),
    "platinum": ("platinum", "铂金"),
    "titanium": ("titanium", "钛(?:合金)?"),
    "nickel": ("nickel", "镍"),
    "tin": ("pewter|tinplate", "马口铁|锡"),
    "chrome": ("chrom(?:e|ium)", "铬"),
    "magnesium": ("magnesium(?: alloy)?", "镁合金"),
    "tungsten": ("tungsten(?: carbide)?", "钨"),
    "metal": ("metals?|alloys?", "金属|合金|五金"),
    "plastic": ("plastics?", "塑料|塑胶"),
    "acrylic": ("acrylics?|plexiglass", "亚克力|有机玻璃"),
    "silicone": ("silicones?|silica gel", "硅胶"),
    "rubber": ("rubber", "橡胶"),
    "latex": ("latex", "乳胶"),
    "resin": ("(?:poly|epoxy )?resin", "树脂"),
    "nylon": ("nylon", "尼龙|锦纶"),
    "polyester": ("polyester", "涤纶|聚酯"),
    "polypropylene": ("polypropylene", "聚丙烯"),
    "pu": ("polyurethane|pu(?! leather)", "聚氨酯"),
    "pvc": ("pvc|vinyl", ""),
    "eva": ("eva", ""),
    "foam": ("(?:memory )?foam|sponge", "海绵|泡棉"),
    "fibreglass": ("fib(?:er|re)[- ]?glass", "玻璃纤维|玻纤"),
    "carbon fibre": ("carbon(?: fib(?:er|re)s?)?(?! (?:steel|footprint|neutral|copy|dioxide|paper))", "碳纤维"),
    "leather": (
        "(?:genuine|real|pu|faux|cow|full[- ]grain|top[- ]grain|split)?[- ]?leather|cow-?hide|calfskin|suede",
        "真皮|皮革|牛皮(?!纸)|羊皮|pu皮|人造革|皮料",
    ),
    "wood": ("(?:solid |natural |rubber|ply|hard|soft)?wood(?:en)?|timber", "木材|木质|实木|木头|橡胶木"),
    "oak": ("oak", "橡木"),
    "pine": ("pine(?:wood)?", "松木"),
    "walnut": ("walnut wood|black walnut", "胡桃木"),
    "beech": ("beech(?:wood)?", "榉木"),
    "teak": ("teak", "柚木"),
    "acacia": ("acacia", "相思木"),
    "board": ("mdf|plywood|particle ?board|chipboard", "密度板|胶合板|刨花板"),
    "bamboo": ("bamboo", "竹(?:子|制|材)?"),
    "rattan": ("rattan|wicker|seagrass", "藤"),
    "cork": ("cork", "软木"),
    "glass": ("(?:borosilicate |tempered |crystal )?glass(?!es)", "玻璃(?!纤维)"),
    "crystal": ("crystals?(?! clear)", "水晶"),
    "ceramic": ("ceramics?|porcelain|bone china|stoneware|earthenware|terracotta", "陶瓷|瓷器|骨瓷|陶器"),
    "stone": ("marble|granite|slate|natural stone|quartz", "大理石|花岗岩|石材"),
    "concrete": ("concrete", "水泥"),
    "cotton": ("(?:combed |organic |pure )?cotton", "纯棉|全棉|棉布|棉(?!签)"),
    "linen": ("linen|flax", "亚麻"),
    "silk": ("silk(?![- ]?screen|[- ]?print)", "真丝|蚕丝|丝绸"),
    "wool": ("(?:merino |lambs)?wool(?:len)?", "羊毛"),
    "cashmere": ("cashmere", "羊绒"),
    "viscose": ("viscose|rayon|modal", "粘胶|人造丝"),
    "spandex": ("spandex|elastane|lycra", "氨纶"),
    "microfibre": ("microfib(?:er|re)", "超细纤维"),
    "fleece": ("fleece", "摇粒绒"),
    "denim": ("denim", "牛仔布"),
    "canvas": ("canvas", "帆布"),
    "velvet": ("velvet|velour", "天鹅绒"),
    "felt": ("(?:wool |polyester )felt", "毛毡"),
    "jute": ("jute|hemp|burlap|sisal", "黄麻|麻布"),
    "satin": ("satin", "色丁"),
    "mesh": ("mesh fabric", "网布"),
    "nonwoven": ("non-?woven(?: fabric)?", "无纺布|不织布"),
    "fabric": ("fabrics?|textiles?|cloth", "布料|面料|织物"),
    "feather": ("(?:goose|duck|white) (?:down|feathers?)", "羽绒"),
    "fur": ("(?:faux )?fur", "人造毛"),
}
"""What is meant, and the words for it, folded: in letters and in Chinese signs."""

_KINDS: Final[dict[str, tuple[str, ...]]] = {
    "stainless steel": ("steel", "metal"),
    **dict.fromkeys(("steel", "iron", "aluminium", "zinc", "brass", "bronze", "copper", "gold", "silver"), ("metal",)),
    **dict.fromkeys(("platinum", "titanium", "nickel", "tin", "chrome", "magnesium", "tungsten"), ("metal",)),
    **dict.fromkeys(("acrylic", "nylon", "polypropylene", "pu", "pvc", "eva", "polyester"), ("plastic",)),
    "silicone": ("rubber",),
    "latex": ("rubber",),
    **dict.fromkeys(("oak", "pine", "walnut", "beech", "teak", "acacia", "board"), ("wood",)),
    "crystal": ("glass",),
    **dict.fromkeys(("cotton", "linen", "silk", "wool", "cashmere", "viscose", "spandex", "microfibre"), ("fabric",)),
    **dict.fromkeys(("fleece", "denim", "canvas", "velvet", "felt", "jute", "satin", "mesh", "nonwoven"), ("fabric",)),
}
"""What a group is also a kind of: whoever names the narrower one has named the wider."""

_GRADES: Final[dict[str, str]] = {
    "stainless steel": (
        r"(?:sus|aisi|ss|ssu|inox)[ -]?(?:2\d\d|3\d\d|4\d\d|6\d\d)[a-z]{0,2}|(?:201|202|301|302|303|304|310|316|321"
        r"|347|410|416|420|430|440)[a-z]{0,2}(?= ?(?:stainless|ss|s/s|steel|不锈钢|grade))"
        r"|(?:stainless(?: steel)?|不锈钢|ss|s/s)[ -]?(?:grade |type |aisi |no\.? )?(?:2\d\d|3\d\d|4\d\d)[a-z]{0,2}"
        r"|18[/-](?:0|8|10)|(?:en ?)?1\.4\d{3}|06cr19ni10|0?2?2?cr17ni12mo2|s30400|s31600|2205|430"
    ),
    "steel": (
        r"q(?:195|215|235|345|355)[a-e]?|s(?:235|275|355)[a-z0-9]*|spcc|spcd|sgcc|dc0[1-6]|65mn|astm a\d{2,3}|a36"
        r"|sae ?\d{4}|aisi ?1\d{3}|c45|45#|42crmo4?|40cr"
    ),
    "iron": r"gg ?\d{2}|ht ?\d{3}|en-gjl-\d+|qt ?\d{3}",
    "aluminium": (
        r"(?:aa|al|en aw|aw)?[ -]?(?:1\d{3}|2024|3003|5052|5083|60\d\d|6[0-9]{3}|7075)(?:-?(?:t\d{1,3}|h\d{2,3}"
        r"|o))?(?= ?(?:alumini?um|al\b|alloy|铝))|(?:aa|en aw|aw|alumini?um(?: alloy)?"
        r"|铝(?:合金)?)[ -]?(?:alloy )?[1-7]\d{3}(?:-?(?:t\d{1,3}|h\d{2,3}))?|[1-7]\d{3}-(?:t\d{1,3}|h\d{2,3})"
        r"|adc ?12|a380|a356"
    ),
    "zinc": r"zamak ?-?[2-8]|za-?\d{1,2}|zdc ?[12]|znal4cu?1?",
    "brass": r"cuzn ?\d{2}\w*|h(?:59|62|65|68|70|80|90)|c2[678]\d{3}|c3[5678]\d{3}|hpb59-?1",
    "bronze": r"cusn ?\d{1,2}\w*|qsn\w*|c9\d{4}",
    "copper": r"(?:c1[01]\d{3}|cu-?etp|tu[12])|(?:t2|99\.9+ ?% ?)(?= ?(?:copper|铜|紫铜))",
    "gold": (
        r"(?:au ?(?:750|585|375|916|917|999)|(?:750|585|375|916|917|999)(?:/1000|‰| fine| fineness|(?= gold)))"
        r"|fineness (?:of )?(?:750|585|375|916|917|999)|18k \(750\)|au ?\d{2}(?:\.\d)? ?%"
    ),
    "silver": (
        r"(?:s|ag|silver |sterling )?(?:925|999)(?:/1000)?(?= ?(?:silver|sterling|银|‰|fine))|(?:s|ag) ?(?:925|999)"
        r"|925/1000|fineness (?:of )?925|(?:sterling )?silver (?:925|999)"
    ),
    "platinum": r"pt ?(?:950|900)",
    "titanium": (
        r"ti-?6al-?4v|(?:titanium )?gr(?:ade)?\.? ?[1257](?= ?(?:titanium|ti\b))|titanium (?:gr(?:ade)?\.? ?)[1-9]"
        r"|ta[12]|tc4"
    ),
    "plastic": (
        r"(?<![a-z])(?:pp|hdpe|ldpe|lldpe|pe|petg?|pctg?|abs|(?<!\d )(?<![\d/])pc|pvc|upvc|ps|hips|pom|pmma|pa ?(?:6|66"
        r"|12|46)|tpu|tpe|tpr|eva|pla|ptfe|peek|tritan|pbt|pps)(?![a-z]|-\d)"
    ),
    "nylon": r"pa ?-?(?:6|66|12|46)(?:[ -]?gf ?\d{2})?|nylon ?-?(?:6|66|12)|\d{2,4}d nylon",
    "silicone": r"lsr|vmq|\d{2} ?(?:±|\+/-) ?\d ?shore|\d{2} shore|shore a ?\d{2}",
    "rubber": r"(?<![a-z])(?:nbr|epdm|sbr|fkm)(?![a-z])",
    "glass": r"borosilicate(?: glass)? 3\.3|3\.3 borosilicate|soda[- ]lime|en ?12150|en ?572",
    "ceramic": r"al2o3 ?\d|zro2",
    "wood": (
        r"e[01](?:[- ]grade)?(?= ?(?:mdf|board|plywood|板))|quercus \w+|pinus \w+|fagus \w+|tectona \w+"
        r"|acacia \w+iformis|phyllostachys \w+"
    ),
    "leather": r"\d\.\d(?: ?- ?\d\.\d)? ?mm (?:full|top)[- ]grain",
}
"""Names of grades: whoever writes one has said what the material is."""

_SYMBOLS: Final[dict[str, str]] = {
    "fe": "steel",
    "cr": "stainless steel",
    "ni": "stainless steel",
    "cu": "copper",
    "zn": "zinc",
    "au": "gold",
    "ag": "silver",
    "pt": "platinum",
    "ti": "titanium",
    "al": "aluminium",
    "sn": "bronze",
    "mg": "magnesium",
    "mo": "stainless steel",
    "mn": "steel",
    "pb": "brass",
    "si": "aluminium",
}
"""What an element in a composition tells about the material."""

_NO_GOODS: Final = Late(
    r" ?(?:pallets?|crates?|straps?|strapping|drums?|wrap|wrapping|film|inserts?|liners?|dividers?|separators?|cartons?"
    r"|poly ?bags?|bubble|corner (?:guards?|protectors?)|tape|layer pads?|bands?|cases? pack|packing|packaging"
    r"|detectors?"
    r"|mill|works|screen|print|free|-free|supplier|traders?|merchants?|factory|industry|compan(?:y|ies)|exporters?"
    r"|importers?|association|exchange|shops?|markets?|member|medal|time|grain|effect|look|colou?rs?|coloured"
    r"|colored"
    r"|tone|(?:is |are )?(?:not|never) (?:be )?(?:accepted|allowed|permitted|used|contained))(?![a-z])"
)
"""What may follow a word so that it is no material of the goods."""
_BEFORE: Final = Late(
    r"(?:\bnot?|non-?|\bwithout|\bnever|\bfree (?:of|from)|\bexcluding|不含|无|没有)[ -]?(?:any "
    r"|other )?(?:[a-z]+[ -])?$"
)
_BEFORE_SIGNS: Final = 20
_PACKED: Final = Late(r"\b(?:packed|packing|packaging|wrapped|pack)\b|包装|纸箱|木箱|外箱")
_INTO: Final = Late(
    r"(?:\bin(?:to)?|\bper|/|用|装|入)[ ]?(?:an? |one |each |single )?(?:[\d.]{1,6} ?(?:mm|um|microns?|mic) )?$"
)
PERSONAL: Final = Late(
    r"(?<![a-z])(?:contact(?: person)?(?= ?:)|attn|attention|tel|phone|mobile|fax|e-?mail:|mr|mrs|ms|dear|address"
    r"|street|road"
    r"|avenue|p\.?o\.? box|gmbh|co\.?,? ?ltd|ltd|inc|llc|corp|pty|company name|beneficiary|swift|iban|regards"
    r"|sincerely|signature|signed by"
    r"|account (?:no|number|name))(?![a-z])|联系人|电话|地址|有限公司|先生|女士"
)
"""What stands in texts about people and companies, whose names are no materials and no colours."""
_HOLDER: Final = Late(r" ?(?:bags?|box(?:es)?|cases?|trays?|sleeves?|ties|tubes?|箱|袋|盒)")


def _letters(words: dict[str, tuple[str, str]]) -> Late:
    """One pattern for a vocabulary's words in letters: each group a numbered name."""
    return Late(
        f"(?<![a-z0-9])(?:{'|'.join(f'(?P<a{i}>{pair[0]})' for i, pair in enumerate(words.values()))})(?![a-z0-9])"
    )


def _signs(words: dict[str, tuple[str, str]]) -> Late:
    """One for its words in signs, which stand anywhere; a text in letters has none of them."""
    return Late("|".join(f"(?P<z{i}>{pair[1]})" for i, pair in enumerate(words.values()) if pair[1]))


_NAMES: Final = tuple(_WORDS)
_WORD: Final = _letters(_WORDS)
_SIGN: Final = _signs(_WORDS)
_GRADE: Final = Late(
    "(?<![a-z0-9.])(?:" + "|".join(f"(?P<g{i}>{words})" for i, words in enumerate(_GRADES.values())) + ")(?![a-z0-9])"
)
_GRADE_NAMES: Final = tuple(_GRADES)
_SYMBOL: Final = Late(rf"(?<![a-z0-9])({'|'.join(_SYMBOLS)})(?= ?(?:[<>≤≥=:~]|\d|max|min|content))")


@remembered
def named(text: str) -> tuple[Named, ...]:
    """The materials of the goods that a text names, without those of its packing and of nothing at all."""
    return tuple(one for one in mentioned(text) if _of_goods(fold(text), one))


@remembered
def mentioned(text: str) -> tuple[Named, ...]:
    """Every material that a text names, whatever for."""
    folded = fold(text)
    found = _found(_WORD, _NAMES, folded)
    if folded.isascii():
        return found
    return tuple(sorted((*found, *_found(_SIGN, _NAMES, folded)), key=lambda one: one.start))


@remembered
def graded(text: str) -> tuple[Named, ...]:
    """The grades that a text names: SUS304, 6061-T6, ABS, 925 silver."""
    folded = fold(text)
    return tuple(one for one in _found(_GRADE, _GRADE_NAMES, folded) if _of_goods(folded, one))


def _found(pattern: Late, names: tuple[str, ...], folded: str) -> tuple[Named, ...]:
    return tuple(
        Named(match.group(), names[int(str(match.lastgroup)[1:])], match.start(), match.end())
        for match in pattern.finditer(folded)
    )


def _of_goods(folded: str, one: Named) -> bool:
    """Whether a material is one of the goods: not of their packing, not one that is ruled out, not half a word."""
    packed = _PACKED.search(folded)
    holder = _HOLDER.match(folded, one.end) is not None
    if packed and (packed.start() < one.start or holder):
        return False
    before = folded[max(0, one.start - _BEFORE_SIGNS) : one.start]
    if holder and _INTO.search(before):
        return False
    return not _NO_GOODS.match(folded, one.end) and not _BEFORE.search(before)


@remembered
def groups(text: str) -> frozenset[str]:
    """What a grade, a component or a material's name is, and what that is a kind of."""
    narrow = {one.group for one in (*named(text), *graded(text))}
    narrow |= {_SYMBOLS[match[1]] for match in _SYMBOL.finditer(fold(text))}
    return frozenset(narrow.union(*(_KINDS.get(group, ()) for group in narrow)))


def symbol(word: str) -> str | None:
    """The material that an element's symbol in a composition tells of."""
    return _SYMBOLS.get(word)


def kinds(group: str) -> frozenset[str]:
    """A group and what it is a kind of."""
    return frozenset((group, *_KINDS.get(group, ())))
