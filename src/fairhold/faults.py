"""The two kinds of fault that end a command, whichever room they come from. Not refusals: those are values of `trade`.

Rooms raise their own exceptions and derive them from one of these, so that an edge knows what to answer without
importing the room. Nothing is imported here, and it stays that way: a command without a database starts with it.
"""


class Malformed(Exception):
    """What was given cannot be used as it is: the same again will be refused again. Exit code 2."""

    def told(self) -> str:
        """The fault in one line for people."""
        return str(self)


class Coded(Malformed, ValueError):
    """Malformed in a way that has a code, one of `codes`; `detail` is a sentence for people."""

    codes: frozenset[str] = frozenset()

    def __init__(self, code: str, detail: str) -> None:
        assert code in self.codes
        super().__init__(detail)
        self.code = code
        self.detail = detail

    def told(self) -> str:
        """Code and detail in one line."""
        return f"{self.code}: {self.detail}"


class Unavailable(Exception):
    """Something that is needed is away or not ready: the same again may do later. Exit code 4."""
