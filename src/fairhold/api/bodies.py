"""What a request says: commands and askings decoded strictly, or refused with the place of the fault."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Union

import msgspec

from fairhold.api.problems import Fault, Wrong, malformed
from fairhold.bank.fault import ERRORS
from fairhold.trade import ids
from fairhold.trade.refusal import refuse
from fairhold.trade.stream import Command
from fairhold.trade.table import COMMANDS

ASKINGS_MAX: Final = 1_000
"""The most askings of one bulk request."""
BULK_BYTES_MAX: Final = 16_777_216
"""The largest body of a bulk request, in bytes."""

VERBS: Final[Mapping[str, Mapping[str, type[Command]]]] = {
    stream: {tag.replace("_", "-"): command for tag, command in COMMANDS.items() if command.stream == stream}
    for stream in ("order", "supplier", "remittance")
}
"""Commands by stream and by the word in the path: the tag with dashes."""

PREFIXES: Final[Mapping[str, tuple[str, ...]]] = {
    "order": (ids.ORDER_PREFIX,),
    "supplier": (ids.SUPPLIER_PREFIX, ids.PARTY_PREFIX),
    "remittance": (ids.REMITTANCE_PREFIX,),
}
"""How the number of a stream begins. A supplier is a company, so both of its names are read."""

_DECODERS: Final = {command: msgspec.json.Decoder(command) for command in COMMANDS.values()}


class AskingBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One asking of a bulk request. `stream` is left out for a new order; `ask` is the command with its word."""

    key: Annotated[str, msgspec.Meta(min_length=1, max_length=255, pattern=r"^[\x20-\x7e]+$")]
    ask: Union[tuple(COMMANDS.values())]  # type: ignore[valid-type]  # noqa: UP007
    stream: Annotated[str, msgspec.Meta(max_length=20)] = ""
    dry_run: bool = False


class BulkBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bulk request; each asking is decoded by itself, so that a malformed one harms no other."""

    askings: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1, max_length=ASKINGS_MAX)]


_asking: Final = msgspec.json.Decoder(AskingBody)
_bulk: Final = msgspec.json.Decoder(BulkBody)


def decode_command(command: type[Command], body: bytes) -> Command:
    """A command from its fields; an empty body stands for none. Raises Wrong (malformed)."""
    asked: Command = decode(_DECODERS[command], body or b"{}")
    return asked


def decode_bulk(body: bytes) -> list[msgspec.Raw]:
    """The askings of a bulk request, not decoded yet. Raises Wrong (malformed)."""
    bulk: BulkBody = decode(_bulk, body)
    return bulk.askings


def decode_asking(raw: msgspec.Raw, place: int) -> AskingBody:
    """One asking of a bulk request. Raises Wrong (malformed) with its place."""
    asking: AskingBody = decode(_asking, memoryview(raw), f"/askings/{place}")
    return asking


def decode(decoder: msgspec.json.Decoder[Any], body: bytes | memoryview, above: str = "") -> Any:
    """Whatever the decoder reads; Wrong (malformed) with a pointer below `above` if it cannot."""
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise malformed(error, above) from None
    except RecursionError:
        raise Wrong("malformed", "The body is nested too deeply.") from None


def stream_number(stream: str, text: str) -> int:
    """The number in a path or an asking. Raises Wrong (unknown_order and so on) for what is no such number."""
    for prefix in PREFIXES[stream]:
        number = ids.from_text(prefix, text)
        if number is not None:
            return number
    raise unknown(stream)


def unknown(stream: str) -> Wrong:
    """There is nothing of that number, or nothing that the caller may see: the two are not told apart."""
    refused = refuse(f"unknown_{stream}", f"There is no such {stream}, or it is not yours.", "B3")
    return Wrong(refused.code, refused.detail)


def yes(name: str, text: str) -> bool:
    """A query parameter that is `true` or `false`."""
    if text not in ("true", "false"):
        said = f"`{name}` is true or false."
        raise Wrong("malformed", said, errors=[Fault(said, parameter=name)])
    return text == "true"


STATEMENT_FAULTS: Final = tuple(code for code in ERRORS if code.startswith("statement_"))
"""What can be wrong with a statement file."""
