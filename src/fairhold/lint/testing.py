"""Who tests what, how and on how many pieces: the test clause that a text holds, whatever it is about.

It finds methods, instruments, inspection houses and laboratories by name. Whether a sampling plan is a good one is not
decided here.
"""

from typing import Final

import msgspec

from fairhold.lint.folding import fold, remembered
from fairhold.lint.late import Late
from fairhold.trade.families import Verification, Verifier

PIECES_MAX: Final = 1_000_000_000
"""The most pieces that a test clause may name."""

HOUSES: Final = (
    r"sgs|qima|asia ?inspection|bureau veritas|bv|intertek|t[uü]v(?: (?:s[uü]d|rheinland|nord))?|v-?trust|hqts"
    r"|cotecna|dekra"
    r"|eurofins|applus\+?|ccic|cti|pony|ul(?: solutions)?|alex stewart|aqf|asia quality focus|tetra inspection"
    r"|insight quality"
    r"|baltic control|csi|rina|dnv|lloyd'?s register|kiwa|hohenstein|oeko-?tex|stc|sirim|ktr|kcl|boken|qtec"
    r"|nissenken|ccpit"
    r"|dongbo|pro ?qc|goodada|testcoo|amfori|guangdong inspection"
)
"""Inspection houses and laboratories that a text may name, folded."""
HOUSE: Final = Late(rf"(?<![a-z0-9])(?:{HOUSES})(?![a-z0-9])|通标|天祥|必维|莱茵|南德|中检|华测|谱尼|启迈")

_METHODS: Final = (
    r"xrf|x-ray fluorescence|oes|optical emission|ft-?ir|icp(?:-?(?:ms|oes|aes))?|eds|edx|gc-?ms|lc-?ms|dsc|tga"
    r"|cupellation|fire assay|assay|spectro(?:photo)?met(?:er|ry|ers)|colou?rimeters?|spectroscopy|microscop(?:y|e)"
    r"|burn test"
    r"|cal(?:l)?ipers?|micromet(?:er|re)s?|gauges?|tape measure|cmm|coordinate measuring|balance(?= (?:scale|0"
    r"|accura|read|class))"
    r"|(?:calibrated |digital |precision )scales?|weighed|weighing|counted|measured|readings?"
    r"|drop[- ]?test(?:s|ed)?|certificate 3\.[12]|3\.[12] certificate|en ?10204|salt spray|(?:hardness|tensile|pull"
    r"|wash|rub|leak|burst|compression|torque|bend"
    r"|impact) tests?"
)
_SIGNS: Final = "光谱|称重|称量|测量|游标卡尺|分光|测色仪|盐雾|跌落"
_NORMS: Final = (
    r"iso ?(?!9\d{3}(?!\d)|14001|45001|13485|22000)\d{3,5}(?:-\d{1,3})?|astm [a-z] ?\d{1,4}|en ?\d{2,6}(?:-\d{1,3})?"
    r"|gb(?:/t)? ?\d{3,6}(?:\.\d{1,3})?"
    r"|aatcc ?\d{1,3}|jis [a-z] ?\d{3,5}|din ?\d{3,6}|ista ?\d[a-z]"
)
_METHOD: Final = Late(rf"(?<![a-z0-9])(?:{_METHODS})(?![a-z0-9])|{_SIGNS}")
_NORM: Final = Late(rf"(?<![a-z0-9])(?:{_NORMS})(?![a-z0-9])")
_TEST: Final = Late(
    r"(?<![a-z])(?:test(?:s|ed|ing)?(?! (?:order|lot|batch))|verif(?:y|ied|ication)|check(?:s|ed)?|inspect(?:s|ed"
    r"|ion)?|analy[sz](?:e|ed|is)|report)(?![a-z])|检测|测试|检验|化验|报告|抽检|抽查"
)
_LABORATORY: Final = Late(
    r"laborator(?:y|ies)|(?<![a-z])labs?(?![a-z*]| ?[\d:=(*])|实验室|iso ?/?(?:iec)? ?17025|cnas|referee"
)
_JOINT: Final = Late(r"joint(?:ly)?(?: with)?|both (?:sides|parties)|in the presence of|双方(?:共同)?(?:检|测|在场)")
_INSPECTOR: Final = Late(
    r"inspector|inspection (?:company|agency|house)|third[- ]party|surveyor|第三方|检验公司|检验机构"
)
_PIECES: Final = Late(
    r"(?:(?<![\d.,])(?P<n1>\d{1,9}) ?(?:pcs|pieces|pc|units?|samples?|specimens?|readings?|items|garments|pairs|sets"
    r"|cartons|个|件|只|套|双)"
    r"(?! ?(?:/|per|each|in total|in all))|(?<![a-z])n ?= ?(?P<n2>\d{1,9})|抽(?:样|检|取|查)?(?P<n3>\d{1,9}))"
)
_ON: Final = Late(
    r"(?:on|of|from|at least|min\.?|weigh(?:ed|ing)?|measur(?:ed|ing)|test(?:ed|ing)?|inspect(?:ed)?|check(?:ed)?"
    r"|sampl(?:e|es|ing)|average of|mean of|抽\w{0,2}|称重|称量|测量|检测|检验|测试|抽检) ?:? ?$"
)
_AFTER: Final = Late(
    r",? ?(?:(?:per|of each|from each|from every|drawn|taken|at random|randomly|selected|chosen"
    r"|by) [a-z0-9 ]{0,30}?)?(?:are |is |to be |shall be |will be |were )?"
    r"(?:weigh|measur|test|inspect|check|sampl|drawn|readings|称重|测量|检)"
)
_WINDOW: Final = 24


class Clause(msgspec.Struct, frozen=True, gc=False):
    """What a text says of a test: method and who does it (folded), on how many pieces; "" and None if not."""

    method: str = ""
    by: Verifier | None = None
    house: str = ""
    pieces: int | None = None

    @property
    def enough(self) -> bool:
        """Whether somebody could carry it out: a method is named, or a house that tests."""
        return bool(self.method or self.house)

    @property
    def verification(self) -> Verification | None:
        """The typed form, where both method and who tests are said."""
        if self.by is None or not self.enough:
            return None
        return Verification(method=self.method or f"test by {self.house}", by=self.by, pieces=self.pieces)


@remembered
def tested(text: str) -> Clause:
    """The test clause of a text; an empty one if it has none."""
    folded = fold(text)
    trial = _TEST.search(folded) is not None or _LABORATORY.search(folded) is not None
    house = HOUSE.search(folded)
    method = _METHOD.search(folded) or (_NORM.search(folded) if trial or house else None)
    tests = method is not None or trial
    return Clause(
        method=method.group() if method else "",
        by=_verifier(folded, house is not None) if tests else None,
        house=house.group() if house and tests else "",
        pieces=_pieces(folded) if tests else None,
    )


def _verifier(folded: str, house: bool) -> Verifier | None:
    if _JOINT.search(folded):
        return "joint"
    if _LABORATORY.search(folded):
        return "laboratory"
    return "inspector" if house or _INSPECTOR.search(folded) else None


def _pieces(folded: str) -> int | None:
    """How many pieces are tested: a count after "on" or "of", or before "weighed", "tested" and the like."""
    for match in _PIECES.finditer(folded):
        figure = match["n1"] or match["n2"] or match["n3"]
        before = folded[max(0, match.start() - _WINDOW) : match.start()]
        if match["n2"] or match["n3"] or _ON.search(before) or _AFTER.match(folded, match.end()):
            count = int(figure)
            return count if 1 <= count <= PIECES_MAX else None
    return None
