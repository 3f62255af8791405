"""What letters of an RTF document look like: whether anybody sees them on white paper."""

from dataclasses import dataclass, replace

_MIXED = ("red", "green", "blue")
_GROUNDS = frozenset(
    "highlight chcbpat chshdng cbpat shading clcbpat clcfpat clshdng trcbpat trcfpat trshdng".split()
)
_LASTING = frozenset(name for name in _GROUNDS if name.startswith(("cl", "tr")))
"""What tables say of their cells: it is said once, and holds for groups that are closed before the cells."""
WORDS = frozenset(("fs", "cf", "shptxt", *_GROUNDS))
_WHITE = 250
_SMALLEST = 4
"""Half points: letters below two points are seen by nobody."""
_MOST_COLOURS = 10_000


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look until their group ends.

    Attributes:
        white, tiny: in white, below two points.
        grounds: what says that something other than paper lies behind them.
    """

    white: bool = False
    tiny: bool = False
    grounds: frozenset[str] = frozenset()


PLAIN = Look()


class Looks:
    """The colours of one document."""

    def __init__(self) -> None:
        self._mixed = [0, 0, 0]
        self._palette: list[bool] = []
        self._lasting = False

    def mix(self, name: str, value: int) -> None:
        """A part of a colour of the table."""
        if name in _MIXED:
            self._mixed[_MIXED.index(name)] = value

    def add(self, text: str) -> None:
        """Text of the table: each semicolon ends a colour."""
        for _ in range(min(text.count(";"), _MOST_COLOURS - len(self._palette))):
            self._palette.append(min(self._mixed) >= _WHITE)
            self._mixed = [0, 0, 0]

    def changed(self, look: Look, name: str, value: int | None) -> Look:
        """The look behind one of ``WORDS``."""
        if name == "fs":
            return replace(look, tiny=value is not None and value < _SMALLEST)
        if name == "cf":
            return replace(look, white=0 <= (value or 0) < len(self._palette) and self._palette[value or 0])
        self._lasting = self._lasting or (name in _LASTING and bool(value))
        set_ = name == "shptxt" or bool(value)
        return replace(look, grounds=look.grounds | {name} if set_ else look.grounds - {name})

    def is_unseen(self, look: Look) -> bool:
        """Whether nobody sees such letters."""
        return look.tiny or (look.white and not look.grounds and not self._lasting)
