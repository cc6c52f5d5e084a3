"""The characters that banks carry between each other, and the agreed spelling of some that they do not.

SEPA and SWIFT carry `a-z A-Z 0-9 / - ? : ( ) . , ' +` and the space (EPC217-08). Accents fall away and a few signs
have a substitute; a text in another script has no agreed spelling and is refused rather than sent as question marks.
"""

import re
import unicodedata

_CARRIED = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*")
_IDENTIFIER = re.compile(r"[A-Za-z0-9/\-?:().,'+]{1,35}")
_SUBSTITUTES = (
    "ß=ss ẞ=SS Æ=AE æ=ae Œ=OE œ=oe Ø=O ø=o Ł=L ł=l Đ=D đ=d Ð=D ð=d Þ=TH þ=th Ħ=H ħ=h ı=i "
    "&=+ _=- ~=- ‐=- ‑=- –=- —=- −=- ;=, !=. …=... [=( {=( ]=) }=) \\=/ |=/ `=' ´=' ‘=' ’=' \"=' “=' ”=' „='"
)
_SPELLED = str.maketrans(dict(pair.split("=") for pair in _SUBSTITUTES.split()))


def latin(text: str) -> str | None:
    """The text as banks carry it, blanks run together, or None when a character has no agreed spelling."""
    spelled = unicodedata.normalize("NFKD", text.translate(_SPELLED)).translate(_SPELLED)
    plain = " ".join("".join(sign for sign in spelled if not unicodedata.combining(sign)).split())
    return plain if _CARRIED.fullmatch(plain) else None


def is_identifier(text: str) -> bool:
    """Whether a bank hands an identifier back unchanged: 1 to 35 characters, no space, no slash at an end or twice."""
    return bool(_IDENTIFIER.fullmatch(text)) and not (text.startswith("/") or text.endswith("/") or "//" in text)
