"""A taste that is what a test says."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from yiju.copilot.material import Span
from yiju.copilot.taste import Point, Refusal, Wording


@dataclass
class Fixed:
    """A taste that is what a test says."""

    shown: list[tuple[str, str, str]] = field(default_factory=list)
    refused: str = ""
    heard: list[str] = field(default_factory=list)

    def favour(self, span: Span) -> float:
        return 0.0

    @property
    def prefers(self) -> bool:
        return False

    def chose(self, spans: Sequence[Span]) -> None:
        return None

    def arrange(self, points: Sequence[Point]) -> list[int]:
        return list(range(len(points)))

    def sections(self, titles: Sequence[str]) -> list[int]:
        return list(range(len(titles)))

    def wordings(self, point: Point) -> list[Wording]:
        return []

    def refusal(self, point: Point) -> Refusal | None:
        return Refusal("曾被驳回（批注 a9）", "a9") if self.refused and self.refused in point.text else None

    def examples(self, section: str, role: str = "") -> list[tuple[str, str, str]]:
        return self.shown

    def used(self, annotations: Sequence[str]) -> None:
        self.heard += annotations

    @property
    def shaped_by(self) -> tuple[str, ...]:
        return tuple(self.heard)
