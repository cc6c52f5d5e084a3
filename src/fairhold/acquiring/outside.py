"""Which rails there are outside, where each listens and by which secrets it is believed, as the settings say.

A rail is named as its row in the policy is. Without an address nothing is asked of it; without a secret nothing that
comes in its name is believed.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from fairhold.acquiring.port import PAY_PATH, HttpRail
from fairhold.acquiring.signing import secret_of
from fairhold.faults import Malformed

SECRETS_MAX: Final = 2
"""How many secrets of one rail may be in force at a time: the old one and the new."""


class OutsideWrong(Malformed, ValueError):
    """The settings of the rails cannot be read; the text says which, and never repeats a secret."""


class Outside(msgspec.Struct, frozen=True):
    """Addresses by rail, secrets by rail (the first one signs what we ask), how old a notice may be, in seconds, and
    the address of our own pages, where a buyer comes back to.
    """

    urls: Mapping[str, str]
    secrets: Mapping[str, tuple[bytes, ...]]
    tolerance_seconds: int
    home: str = ""

    def rail(self, name: str) -> HttpRail | None:
        """The way to a rail, or None if the settings have no address or no secret of it."""
        url, known = self.urls.get(name), self.secrets.get(name)
        return HttpRail(url, known[0]) if url and known else None

    def page(self, name: str, payment: str) -> str:
        """Where the buyer pays on the rail's own page, or nothing if the rail has no address."""
        url = self.urls.get(name, "")
        return f"{url.rstrip('/')}{PAY_PATH}{payment}" if url else ""


def outside_of(rail_urls: str, rail_secrets: str, tolerance_seconds: int, home: str = "") -> Outside:
    """What the settings `rail_urls` and `rail_secrets` say: `name=value` parts with commas between. Raises
    OutsideWrong.
    """
    urls: dict[str, str] = {}
    for name, value in _parts("rail_urls", rail_urls):
        if name in urls:
            raise OutsideWrong(f"setting `rail_urls`: {name} is named twice")
        try:
            HttpRail(value, b"")
        except ValueError as error:
            raise OutsideWrong(f"setting `rail_urls`: {name}: {error}") from None
        urls[name] = value
    secrets: dict[str, tuple[bytes, ...]] = {}
    for name, value in _parts("rail_secrets", rail_secrets):
        try:
            secrets[name] = (*secrets.get(name, ()), secret_of(value))
        except ValueError as error:
            raise OutsideWrong(f"setting `rail_secrets`: {name}: {error}") from None
        if len(secrets[name]) > SECRETS_MAX:
            raise OutsideWrong(f"setting `rail_secrets`: {name} has more than {SECRETS_MAX} secrets")
    return Outside(urls, secrets, tolerance_seconds, home.rstrip("/"))


def _parts(setting: str, text: str) -> list[tuple[str, str]]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [(name.strip(), value.strip()) for name, _, value in (part.partition("=") for part in parts)]
    if not all(name and value for name, value in found):
        raise OutsideWrong(f"setting `{setting}`: write rail=value, with commas between")
    return found
