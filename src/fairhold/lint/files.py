"""File terms (S17, standards 2.1): which file, in which version, by its content hash, and what it is for.

"Our logo" names nothing that could be laid beside the goods; a file with its hash does. What is made after the file is
customisation, which sample shows it the sample family.
"""

from typing import Final, Literal

from fairhold.lint.family import SILENT, FamilyRules, Flaw, Found, Reading, Rule, Subject, Verdict
from fairhold.lint.folding import remembered
from fairhold.lint.judging import (
    Label,
    adrift,
    flaw,
    heard,
    opened,
    passages,
    read_as,
    unsaid,
    verdict,
    weighed,
    worded,
)
from fairhold.lint.late import Late
from fairhold.lint.phrases import scan
from fairhold.trade.families import FileTerm

Purpose = Literal["design", "logo", "artwork", "drawing", "checklist", "manual", "other"]

_EXAMPLE: Final = "file ____, version ____, SHA-256 ____, which prevails over pictures and descriptions"
NO_FILE: Final = Rule(
    "files-1", "major", "No file is named, so nobody can say which design was agreed (S17).", _EXAMPLE
)
NO_VERSION: Final = Rule(
    "files-2", "major", "Neither version nor content hash: another file of the same name would fit as well.", _EXAMPLE
)
NO_HASH: Final = Rule("files-3", "minor", "Without its hash the file's content can be contested.", "SHA-256 ____")

LABEL: Final = Label(
    r"(?:logo|artwork|design|drawing|print|pattern|label|graphics?|cad|technical)s?(?: files?| art ?work"
    r"| drawings?| no\.?)?"
    r"|files?|attachments?|图纸|设计(?:稿|图|文件)?|文件|图稿|logo"
)
TOPIC: Final = Late(
    r"(?<![a-z])(?:logos?|art ?works?|drawings?|dieline|tech ?packs?|cad files?|sha-?256|(?:design"
    r"|print) files?)(?![a-z])"
    r"|\.(?:ai|pdf|dwg|dxf|stp|step|igs|cdr|psd|eps|svg)(?![a-z])|图纸|设计稿|设计图|图稿|文件"
)
_NAME: Final = Late(
    r"(?P<name>[a-z0-9][\w.\-]{0,80}?\.(?:ai|pdf|dwg|dxf|stp|step|stl|igs|iges|cdr|psd|eps|svg|png|jpe?g|tiff?"
    r"|xlsx?|docx?|zip))(?![a-z0-9])"
    r"|(?:drawing|artwork|file|dwg|design|图纸)s?(?: ?(?:no\.?|number|nr\.?|#|:|编号"
    r"|号))? ?(?P<number>(?=[a-z\-_/]{0,8}\d)[a-z0-9][a-z0-9\-_/.]{1,40})"
)
_VERSION: Final = Late(
    r"(?<![a-z])(?:rev(?:ision)?\.?|ver(?:sion)?\.?|v|issue|版本?)[ :.]{0,2}(?P<version>\d[\d.]{0,8}|[a-z](?![a-z]))"
    r"|(?P<sign>[a-z]|\d{1,3}) ?版"
)
_HASH: Final = Late(r"(?<![0-9a-f])(?P<hash>[0-9a-f]{64})(?![0-9a-f])")
_SHORT_HASH: Final = Late(r"sha-?256 ?[:=]? ?[0-9a-f]{8,64}")
_PURPOSES: Final[tuple[tuple[Late, Purpose], ...]] = (
    (Late(r"logo|标志|商标"), "logo"),
    (Late(r"art ?work|dieline|print"), "artwork"),
    (Late(r"check ?list|检查表"), "checklist"),
    (Late(r"manual|instruction|说明书"), "manual"),
    (Late(r"design|pattern|设计"), "design"),
    (Late(r"drawing|dwg|dxf|cad|step|图纸"), "drawing"),
)


_ASKED: Final = Late(
    r"(?<![a-z])(?:logos?|designs?|designer|drawings?|artworks?|print files?|pdf)(?![a-z])|图纸|我们发的图|设计"
)
"""What a sentence asks something of."""


@remembered
def reading(text: str, own: bool) -> Reading:
    """What one text says about files."""
    seen = opened(text, own, LABEL)
    hits = scan("files", text)
    names = list(_NAME.finditer(seen.folded))
    topical = bool(names) or TOPIC.search(seen.folded) is not None
    if seen.empty or not (topical or heard(hits) or (seen.mine and own) or _ASKED.search(seen.folded)):
        return SILENT
    digest = _HASH.search(seen.folded)
    version = _VERSION.search(seen.folded)
    pinned = digest is not None or _SHORT_HASH.search(seen.folded) is not None
    terms = [
        Found(
            FileTerm(
                name=text[match.start() : match.end()].strip()[:300],
                purpose=_purpose(seen.folded),
                version=(version["version"] or version["sign"]) if version else "",
                sha256=digest["hash"] if digest else None,
            ),
            match.start(),
            match.end(),
        )
        for match in names
    ]
    flaws = [wrong for one in terms for wrong in _flaws(one.term, pinned, one.start, one.end)]
    flaws += worded(hits, seen, topical, ("named",))
    if not names:
        flaws += unsaid(seen, NO_FILE, flaws, unless=("named",))
        flaws += adrift(seen, NO_FILE, _ASKED, flaws, ("named",))
        flaws += [] if flaws or pinned else _unnamed(seen.folded)
    gives = set().union(*(_given(one.term) for one in terms))
    if pinned and terms:
        gives |= {"M", "T", "named", "hash"}
    return read_as(terms, flaws, gives)


_SPOKEN: Final = Late(
    r"(?<!no )(?<!without )(?<![a-z])(?:logos?|art ?works?|drawings?|dieline|tech ?packs?|(?:design|print"
    r"|cad) files?)(?![a-z])"
)
_SIZED: Final = Late(r"\d ?(?:mm|cm)|sample|sheet|page")


def _unnamed(folded: str) -> list[Flaw]:
    """A logo or drawing that no file is named for, unless its size or a sample says what it looks like."""
    spoken = _SPOKEN.search(folded)
    if spoken is None or _SIZED.search(folded):
        return []
    return [flaw(NO_FILE, *spoken.span(), "SM", ("named",))]


def _purpose(folded: str) -> Purpose:
    return next((purpose for pattern, purpose in _PURPOSES if pattern.search(folded)), "other")


def _flaws(term: FileTerm, pinned: bool = False, start: int = 0, end: int = 0) -> list[Flaw]:
    """What is wrong with a file term, wherever it was read."""
    if term.sha256 or pinned:
        return []
    if not term.version:
        return [flaw(NO_VERSION, start, end, "M", unless=("hash",))]
    return [flaw(NO_HASH, start, end, unless=("hash",))]


def _given(term: FileTerm) -> set[str]:
    given = {"S"}
    if term.version:
        given |= {"M", "named"}
    if term.sha256:
        given |= {"M", "T", "named", "hash"}
    return given


def judge(subject: Subject) -> Verdict:
    """What a dispute about a design could be laid beside."""
    placed = weighed(subject, "files", _flaws, _given)
    return verdict(subject, [*placed, *passages(subject, reading)], None, required=False)


RULES: Final = FamilyRules(
    name="files",
    weight=4,
    per_line=True,
    topic=TOPIC,
    reading=reading,
    judge=judge,
    rules=(NO_FILE, NO_VERSION, NO_HASH),
)
