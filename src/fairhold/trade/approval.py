"""Four eyes: what one person proposes, another person agrees to (I11, SC41, PP8).

The one mechanism for maker and checker. A stream keeps a `Proposal` in its facts and in the event that made it: who
proposed, a hash of exactly what, and until when. Whoever agrees names the hash, so nobody agrees to something that was
changed under his eyes. What is compared is the natural person, not the login: two logins of one person are one. Keys
are programs and neither propose nor agree. It decides nothing about what is proposed and keeps nothing itself.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated

import msgspec

from fairhold.trade.refusal import Refused, refuse
from fairhold.trade.who import Who, is_same_person

DIGEST_HEX_CHARACTERS = 64
Digest = Annotated[str, msgspec.Meta(pattern=rf"^[0-9a-f]{{{DIGEST_HEX_CHARACTERS}}}(?!\n)$")]
"""What was proposed, as the SHA-256 of its canonical form in small hexadecimal digits."""


class Proposal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """Something that waits for a second person: the maker's login and natural person, what, and until when."""

    maker: str
    human: str
    digest: str
    at: datetime
    until: datetime


def digest_of(*parts: object) -> str:
    """The hash of what is proposed: any values that msgspec encodes, in a canonical order of their fields."""
    return sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()


def propose(digest: str, who: Who, now: datetime, hours: int) -> Proposal | Refused:
    """A proposal by `who` that may be agreed to for so many hours; refused for a program and for nobody in particular
    (`person_missing`).
    """
    return needs_person(who) or Proposal(who.person, who.natural, digest, now, now + timedelta(hours=hours))


def agree(proposal: Proposal | None, digest: str, who: Who, now: datetime) -> Refused | None:
    """Why `who` may not agree to the proposal of this digest now, or None (I11).

    Order: as `waits`, then no person asks, the maker asks.
    """
    fault = waits(proposal, digest, now)
    if fault is not None or proposal is None:
        return fault
    return second_person(proposal.human, who, "I11")


def waits(proposal: Proposal | None, digest: str, now: datetime) -> Refused | None:
    """Why the proposal of this digest does not wait for anybody now, or None.

    Order: nothing is proposed, it has run out, it is not this one.
    """
    if proposal is None:
        return refuse("nothing_proposed", "Nothing waits for a second person here.", "I11")
    if now >= proposal.until:
        return refuse("proposal_expired", f"It could be agreed to until {proposal.until:%Y-%m-%dT%H:%M:%SZ}.", "I11")
    if digest != proposal.digest:
        return refuse("proposal_changed", "Something else is proposed by now: look again.", "I11", pointer="/digest")
    return None


def second_person(maker: str, who: Who, rule: str) -> Refused | None:
    """Why `who` is not a second person beside the natural person `maker`, or None."""
    fault = needs_person(who)
    if fault is None and is_same_person(maker, who.natural):
        fault = refuse("second_person_needed", f"{who.natural} has asked; another person agrees.", rule)
    return fault


def needs_person(who: Who) -> Refused | None:
    """Refused for a program and for nobody in particular: four eyes are two people's."""
    if who.is_program or not who.natural:
        return refuse("person_missing", "Only a named person proposes and agrees, not a key.", "I11")
    return None
