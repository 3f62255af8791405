"""What checking a snapshot found."""

from dataclasses import dataclass, field
from typing import Any

_FEW = 5
"""Examples that a line names."""


@dataclass
class Report:
    """What was found.

    Attributes:
        problems: a line each: the snapshot is not what it says, or should not have been made.
        to_remove: ids of examples that may not be used any more, by why.
        stale: examples of which a verdict was corrected since. Nothing wrong with them.
        examples: how many were looked at.
    """

    id: str
    problems: list[str] = field(default_factory=list)
    to_remove: dict[str, list[str]] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)
    examples: int = 0
    deleted: bool = False

    @property
    def ok(self) -> bool:
        """Whether it may be trained on."""
        return not (self.problems or self.to_remove)

    def told(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "id": self.id,
            "ok": self.ok,
            "examples": self.examples,
            "deleted": self.deleted,
            "problems": self.problems,
            "to_remove": self.to_remove,
            "stale": self.stale,
            "advice": f"yiju datasets delete {self.id}" if self.to_remove else "",
        }


@dataclass(frozen=True)
class Loaded:
    """An example as it lies on disk: what is told of it, its line, and that line's text."""

    about: dict[str, Any]
    line: Any
    text: str


def some(ids: list[str]) -> str:
    """The first of these ids."""
    return "、".join(ids[:_FEW]) + (" 等" if len(ids) > _FEW else "")
