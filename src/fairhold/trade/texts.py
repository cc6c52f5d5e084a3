"""A command with texts that may be kept: the one place through which everything goes that a person writes (PP7).

Every text of a command, however deep, is looked at before a rule sees it. What no book can keep is refused: U+0000,
which PostgreSQL reads in no JSON, so that one such text would spoil every reading of its row, and half a surrogate
pair. Payment card numbers are masked, so none reaches an event. Left as they are: texts of a written form (hashes,
figures, days), the names of accounts and of bank lines, what banks and the clock say. A signed report that has one is
refused, for one other sign would break its signature.
"""

import re
from functools import cache
from typing import Annotated, Any, Final, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from fairhold.trade.card import masked
from fairhold.trade.inspection import SubmitReport
from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.stream import Command
from fairhold.trade.who import Role, Who

MACHINES: Final = frozenset({Role.BANK, Role.CLOCK})
"""Roles whose words nobody typed here; an order is found by the numbers in a bank's text."""
NO_WORDS: Final = frozenset({"account", "bank", "line", "remittance"})
"""Fields without words: the name of an account, of a bank line or of a stream."""
SIGNED: Final[frozenset[type[Command]]] = frozenset({SubmitReport})
_ANYTHING: Final = frozenset({r"\S"})
"""Patterns of texts that are words all the same."""
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""U+0000 as JSON has it, and no backslash before that is written for itself."""
_SUSPECT: Final = re.compile(rb"[0-9](?:[ .\-]?[0-9]){13}")
_encoder: Final = msgspec.json.Encoder()
Asked = TypeVar("Asked", bound=Command)


def fit_to_keep(command: Asked, who: Who) -> Asked | Refused:
    """The command with stars for the card numbers in its words; the same one if it has none; refused (`malformed`) if a
    text of it can be kept nowhere.
    """
    try:
        said = _encoder.encode(command)
    except UnicodeEncodeError:
        return refuse("malformed", "A text has half a surrogate pair, which stands for no sign.", "B3")
    if b"\\u0000" in said and _NUL.search(said) is not None:
        return refuse("malformed", "A text has the sign U+0000, which no text can have.", "B3")
    if who.role in MACHINES or _SUSPECT.search(said) is None:
        return command
    cleaned: Asked = _clean(command)
    if cleaned is not command and type(command) in SIGNED:
        detail = "A payment card's number stands in what is signed; sign it again without."
        return refuse("card_number_signed", detail, "PP7", pointer="/report")
    return cleaned


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, (tuple, list)):
        return type(value)(_clean(one) for one in value)
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, msgspec.Struct):
        old = {name: getattr(value, name) for name in worded(type(value))}
        new = {name: _clean(one) for name, one in old.items()}
        return msgspec.structs.replace(value, **new) if new != old else value
    return value


@cache
def worded(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields of a struct in which somebody may write words."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(name for name in kind.__struct_fields__ if name not in NO_WORDS and _holds_words(hints[name]))


def _holds_words(annotation: Any) -> bool:
    if annotation is str or annotation is Any:
        return True
    if get_origin(annotation) is Annotated:
        inner, *notes = get_args(annotation)
        patterns = {note.pattern for note in notes if isinstance(note, msgspec.Meta) and note.pattern}
        return patterns <= _ANYTHING and _holds_words(inner)
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return True
    return any(_holds_words(one) for one in get_args(annotation) if not isinstance(one, str))
