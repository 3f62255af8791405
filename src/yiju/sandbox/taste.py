"""The copilot's taste, as one unit's reviewers taught it. ``yiju.copilot.taste`` says what it is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from yiju.copilot.material import Span
from yiju.copilot.taste import TALK, Occasion, Point, Refusal, Wording
from yiju.sandbox.checks import LOWERED
from yiju.sandbox.lesson import Lesson, is_frame
from yiju.sandbox.lessons import Lessons, lessons_of
from yiju.sandbox.masking import masked, words_of
from yiju.sandbox.own_style import OwnStyle, own_style
from yiju.sandbox.preference import features
from yiju.sandbox.rubric import load_rubric
from yiju.sandbox.situations import Situation, scene_named, similarity, situation_of
from yiju.sandbox.slots import own_words, printed
from yiju.settings import Settings
from yiju.store.access import visible_units
from yiju.store.database import Database
from yiju.store.types import Viewer

_STEP, _TALK_STEP, _SECTION_STEP = 0.5, 0.25, 0.6
"""Log-odds by which a point (of a talk track; a section) must be preferred to overtake the one before it."""
_NAMED = 3
_EXAMPLES = 4
_WEIGHTIEST = 3
"""Annotations named for what a section shows by preference."""


@dataclass(frozen=True)
class SandboxTaste:
    """What the reviewers of the units that a viewer is in taught. ``labels``: reason → what people read."""

    sql: Database
    viewer: Viewer
    labels: Mapping[str, str]

    def sit(self, occasion: Occasion) -> "UnitSitting | None":
        """The taste for one request; None where its unit is none of the viewer's, or taught nothing."""
        if occasion.unit not in visible_units(self.viewer):
            return None
        lessons = lessons_of(self.sql, occasion.unit, self.labels)
        own = own_style(self.sql, self.viewer, occasion.unit, lessons)
        return UnitSitting(lessons, occasion, own) if lessons or own else None


@dataclass(frozen=True)
class KnownTaste:
    """Lessons learned beforehand, for whatever unit: for measuring."""

    lessons: Lessons

    def sit(self, occasion: Occasion) -> "UnitSitting | None":
        """The taste for one request; None where nothing was taught."""
        return UnitSitting(self.lessons, occasion) if self.lessons else None


def make_taste(sql: Database, viewer: Viewer, settings: Settings) -> SandboxTaste | None:
    """The taste of these settings; None where learning is switched off.

    Raises:
        YijuError: the team's own rubric cannot be read.
    """
    return SandboxTaste(sql, viewer, load_rubric(settings).reasons) if settings.learning else None


@dataclass
class UnitSitting:
    """One unit's taste for one request; ``own``: the style of whoever asks."""

    lessons: Lessons
    occasion: Occasion
    own: OwnStyle | None = None
    _shaped: dict[str, None] = field(default_factory=dict)
    _situations: dict[Point, Situation] = field(default_factory=dict)

    def favour(self, span: Span) -> float:
        """How much reviewers want points like a span, in [-1.5, 1.5]."""
        return self.lessons.preference.favour(span, self.occasion.as_of)

    @property
    def prefers(self) -> bool:
        """Whether enough was judged to prefer anything."""
        return bool(self.lessons.preference.weights)

    def chose(self, spans: Sequence[Span]) -> None:
        """The verdicts with most weight in what was preferred shaped what is shown."""
        self.used(self.lessons.preference.reasons(spans, self.occasion.as_of, _WEIGHTIEST))

    def arrange(self, points: Sequence[Point]) -> list[int]:
        """Preferred points first, rejected sorts last; where little is known, as they come."""
        step = _TALK_STEP if points and points[0].section == TALK else _STEP
        scores: list[float] = []
        lowering: list[str] = []
        for at, point in enumerate(points):
            score = self.lessons.preference.utility(features(point, self.occasion.as_of)) - step * at
            if lowered := self.lessons.checks.lowered(point, self.occasion):
                score -= LOWERED
                lowering.append(lowered)
            scores.append(score)
        order = sorted(range(len(points)), key=lambda at: (-round(scores[at], 6), at))
        moved = [at for place, at in enumerate(order) if place < at]
        if moved:
            self.used([*lowering, *self._reasons_for(points[moved[0]])])
        return order

    def _reasons_for(self, point: Point) -> list[str]:
        """The verdicts most like a point that was moved up: they speak for it."""
        situation = self._situation(point)
        near = sorted(
            (-similarity(situation, one.situation), one.annotation)
            for one in self.lessons.preference.judged
            if one.verdict != "reject" and one.point.section == point.section
        )
        return [annotation for likeness, annotation in near[:_NAMED] if likeness < 0]

    def sections(self, titles: Sequence[str]) -> list[int]:
        """Sections whose facts are kept before those whose facts are rejected."""
        known = self.lessons.preference.sections
        scores = [known.get(title, 0.0) - _SECTION_STEP * at for at, title in enumerate(titles)]
        order = sorted(range(len(titles)), key=lambda at: (-round(scores[at], 6), at))
        up = [titles[at] for place, at in enumerate(order) if place < at]
        down = [titles[at] for place, at in enumerate(order) if place > at]
        if up:
            self.used([*self._facts_of(up, kept=True), *self._facts_of(down, kept=False)])
        return order

    def _facts_of(self, titles: Sequence[str], *, kept: bool) -> list[str]:
        """The newest verdicts that moved these sections."""
        found = [
            one.annotation
            for one in self.lessons.preference.judged
            if one.point.nature == "fact"
            and one.point.section in titles
            and (one.verdict != "reject") == kept
        ]
        return found[-_NAMED:]

    def wordings(self, point: Point) -> list[Wording]:
        """Other ways to say a point, the best first. Not verified yet."""
        edits = self.own.edits if self.own else self.lessons.edits
        return edits.wordings(point, self._situation(point))

    def refusal(self, point: Point) -> Refusal | None:
        """Why a point may not be said as it is; None where nothing speaks against it."""
        return self.lessons.checks.refusal(point, self._situation(point))

    def _situation(self, point: Point) -> Situation:
        """Of a point; its wording is no part of it."""
        worded = replace(point, text="")
        if worded not in self._situations:
            self._situations[worded] = situation_of(worded, self.occasion)
        return self._situations[worded]

    def examples(self, section: str, role: str = "") -> list[tuple[str, str, str]]:
        """(id, before, after) of rewrites to show a model, masked: one's own first, then the most alike.

        Of another customer only those that are nothing but a frame, with the words around the evidence of the
        statement that was rewritten.
        """
        scene = scene_named(self.occasion.scene)
        near = []
        ids = self.own.ids if self.own else frozenset()
        for lesson in (*self.lessons.rewrites, *(self.own.rewrites if self.own else ())):
            told = lesson.situation
            if lesson.source != self.occasion.customer and not _tells_nothing(lesson):
                continue
            if told.kind != self.occasion.kind or (role and told.role != role):
                continue
            place = told.scene == scene if told.kind == "talk" else told.section == section
            stage = len(told.stage & self.occasion.stage)
            near.append((not place, lesson.id not in ids, -stage, lesson.id, lesson))
        near.sort(key=lambda one: one[:4])
        return [(lesson.id, *self._shown(lesson)) for *_, lesson in near[:_EXAMPLES]]

    def _shown(self, lesson: Lesson) -> tuple[str, str]:
        names = self.occasion.names | lesson.names
        if lesson.source == self.occasion.customer:
            foreign = ""
        else:
            foreign = "\n".join(words_of(own_words(lesson.before)) - lesson.given)
        return printed(masked(lesson.before, names, foreign)), printed(masked(lesson.after, names))

    def used(self, annotations: Sequence[str]) -> None:
        """Told which annotations shaped what is shown."""
        self._shaped |= dict.fromkeys(annotations)

    @property
    def shaped_by(self) -> tuple[str, ...]:
        """All of those, in order, each once."""
        return tuple(self._shaped)


def _tells_nothing(lesson: Lesson) -> bool:
    """Whether a rewrite's words around the slots are nobody's; of a published one the publisher said so."""
    return is_frame(lesson.after, lesson.given if lesson.source else words_of(own_words(lesson.after)))
