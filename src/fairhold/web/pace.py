"""How often one place may ask for a public page in a while; remembered in this process only, for a bounded number of
places.
"""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

LOOKS_MAX: Final = 30
"""Public questions of one place within `WITHIN`."""
WITHIN: Final = timedelta(minutes=1)
PLACES_MAX: Final = 10_000
"""Places that are remembered; the one that asked longest ago is forgotten first."""


class Pace:
    """Counts the questions of each place."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at: OrderedDict[str, list[datetime]] = OrderedDict()

    def allows(self, place: str, now: datetime) -> bool:
        """Whether one more question is fine; counts it if it is."""
        with self._lock:
            recent = [at for at in self._at.get(place, []) if at > now - WITHIN]
            fine = len(recent) < LOOKS_MAX
            self._at[place] = [*recent, now] if fine else recent
            self._at.move_to_end(place)
            while len(self._at) > PLACES_MAX:
                self._at.popitem(last=False)
            return fine
