"""The inspector of a story: it signs with a key that everybody knows, and fills in forms from the few things told.

A story says what was found; everything else of a report stands in the form already. Times are those of the story's
clock. The key is good for nothing else.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairhold.standards.form import blank, filled, public_of, signed
from fairhold.stories.script import StoryWrong
from fairhold.trade import ids
from fairhold.trade.inspection import BeginVisit, ConfirmVisit
from fairhold.trade.order import Order
from fairhold.trade.policy import Policy
from fairhold.trade.stream import Command

KEY: Final = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"the inspector of the stories").digest())


def helped(kind: type[Command], said: Mapping[str, str]) -> dict[str, str]:
    """What a step leaves out because nobody would write it by hand: the inspector's key, the seed of a visit."""
    if kind is ConfirmVisit:
        return {"public_key": public_of(KEY), **said}
    if kind is BeginVisit:
        seed = hashlib.sha256(f"visit {said.get('visit', '')}".encode()).hexdigest()
        return {"seed": seed, **said}
    return dict(said)


def reported(told: bytes, order: Order, policy: Policy, now: datetime) -> bytes:
    """The signed report on the visit that is under way, from what a file tells of it. Raises StoryWrong."""
    begun = [visit for visit in order.visits if visit.is_open and visit.begun_at is not None]
    if not begun:
        raise StoryWrong("no visit is under way")
    form = blank(ids.to_text(ids.ORDER_PREFIX, order.id), order.terms, begun[-1], policy)
    found = _merged(form.report, msgspec.json.decode(told))
    found["place"] = {**found["place"], "arrived_at": begun[-1].begun_at, "left_at": now}
    plain = msgspec.json.decode(msgspec.json.encode(found))
    return msgspec.json.encode(signed(filled(msgspec.structs.replace(form, report=plain)), KEY))


def _merged(blank: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """The form with what was told: groups field by field, readings (value and instrument) by the term they are about,
    everything else in place of what stood there. A check that is not told conforms.
    """
    readings: Mapping[str, Any] = told.get("readings", {})
    found = {**blank, **{name: value for name, value in told.items() if name != "readings"}}
    for name in ("place", "inspector", "lot"):
        found[name] = {**blank[name], **told.get(name, {})}
    found["measurements"] = [
        {**row, **dict(zip(("value", "instrument"), readings.get(row["term"], ()), strict=False))}
        for row in blank["measurements"]
    ]
    if "checks" not in told:
        found["checks"] = [{**row, "conforms": True} for row in blank["checks"]]
    return found
