"""Lists: the parameters that every list takes, one page of it, and the link to the next."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from fairhold.api.call import Call, Reply, encode, wrong_parameter
from fairhold.api.edge import Edge
from fairhold.api.problems import Fault, Wrong
from fairhold.reading.cursor import CursorInvalid
from fairhold.reading.listing import Page, PageSize


async def listed(edge: Edge, call: Call, given: dict[str, str], read: Callable[..., Any], **asked: Any) -> Any:
    """One page of a list for the caller, from `cursor` on; Wrong for a cursor of another list."""
    reading = partial(read, who=call.caller, cursors=edge.cursors, cursor=given.get("cursor", ""), **asked)
    try:
        return await edge.read(reading)
    except CursorInvalid as error:
        said = f"{str(error).capitalize()}."
        raise Wrong("cursor_invalid", said, rule="B4", errors=[Fault(said, parameter="cursor")]) from None


def page_reply(call: Call, page: Page[Any]) -> Reply:
    """A page, with a `Link` to the next one that repeats the filters."""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    if page.next_cursor is not None:
        kept = [
            part
            for part in call.query_string.decode("latin-1").split("&")
            if part and part.split("=", 1)[0] != "cursor"
        ]
        query = "&".join([*kept, f"cursor={page.next_cursor}"])
        headers = ((b"link", f'<{call.path}?{query}>; rel="next"'.encode("latin-1")),)
    return Reply(200, encode(page), headers=headers)


def page_size_of(given: dict[str, str], usual: int) -> int:
    """How many rows are asked for."""
    return spelled(given, "page_size", PageSize, given["page_size"]) if "page_size" in given else usual


def parts(given: dict[str, str], name: str) -> list[str]:
    """The parts of a parameter that has commas."""
    return given[name].split(",") if name in given else []


def choice(name: str, text: str, choices: tuple[str, ...]) -> str:
    """A word of a list; Wrong for any other."""
    if text not in choices:
        raise wrong_parameter(name, f"`{name}` is one or several of {', '.join(choices)}.")
    return text


def spelled(given: dict[str, str], name: str, kind: Any, text: str) -> Any:
    """A part of a parameter as `kind`; Wrong for what does not read as one."""
    try:
        return msgspec.convert(text, kind, strict=False)
    except msgspec.ValidationError as error:
        raise wrong_parameter(name, f"`{name}`: {error}.") from None


def moment(given: dict[str, str], name: str) -> datetime | None:
    """A time with its zone, None where the parameter is not given."""
    if name not in given:
        return None
    found: datetime = spelled(given, name, datetime, given[name])
    if found.tzinfo is None:
        raise wrong_parameter(name, f"`{name}` is a time with its zone, such as 2026-11-22T10:00:00Z.")
    return found
