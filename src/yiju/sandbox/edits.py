"""What rewrites teach of wording: frames for evidence, and sentences to leave out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

import regex

from yiju.copilot.taste import Point, Wording
from yiju.copilot.words import bigrams
from yiju.sandbox.judged import JudgedClaim
from yiju.sandbox.lesson import Lesson, common_words, is_frame, words_of_one
from yiju.sandbox.situations import Shape, Situation, similarity
from yiju.sandbox.slots import (
    PIECES,
    Fields,
    Part,
    fields_of,
    own_words,
    parts_of,
    places,
    put_together,
    skeleton,
    take_apart,
)

LEAST = 0.8
"""Likeness to a situation that rewrites must sum up to: one of almost the same, or two of others."""
_AGAINST = 0.5
"""Likeness from which a statement that was accepted as it was speaks against rewriting another."""
_OWN = 1.5
"""Weight of a person's own rewrites in their own drafts: one of a situation not quite the same is enough."""
_MOST = 3
_COMPARED = 60
"""Newest rewrites, and newest accepted statements, that one point is compared with."""
_NAMED = 5
"""Annotations named for one wording."""
_SENTENCE = regex.compile(r"[^。！？!?，,；;“”‘’]+[。！？!?，,；;]?")
_LEAST_PHRASE = 4

Key = tuple[str, str, str, str]


class Edits:
    """Wordings for a point, as reviewers rewrote others."""

    def __init__(
        self, lessons: Sequence[Lesson], accepted: Sequence[JudgedClaim], own: Collection[str] = ()
    ) -> None:
        """``accepted``: claims that stand as they were; ``own``: ids of lessons that weigh more."""
        self._own = frozenset(own)
        kept = [(one.customer, parts_of(one.point)) for one in accepted]
        taught = [(one.source, parts) for one in lessons for parts in (one.before, one.after)]
        self._common = common_words([*kept, *taught])
        self._frames: dict[Key, list[Lesson]] = defaultdict(list)
        for lesson in reversed(lessons):
            if not self.untaught(lesson):
                self._frames[_key(lesson.situation)].append(lesson)
        self._accepted: dict[Key, list[tuple[Situation, Shape]]] = defaultdict(list)
        for one in reversed(accepted):
            self._accepted[_key(one.situation)].append((one.situation, bigrams(one.point.text)))
        self._lessons = lessons
        self._kept = [own_words(parts) for _customer, parts in kept]

    def untaught(self, lesson: Lesson) -> str:
        """Why a rewrite is no frame for other statements, in Chinese; empty where it is one."""
        held = [any(not isinstance(part, str) for part in parts) for parts in (lesson.before, lesson.after)]
        if lesson.after == lesson.before:
            return "与原来的写法相同"
        if held[0] and not held[1]:
            return "没有留下原文的话"
        common = self._common | lesson.given
        if not is_frame(lesson.after, common):
            said = "、".join(f"“{word}”" for word in words_of_one(lesson.after, common)[:_MOST])
            return f"有只属于这位客户的话：{said}" if said else "有只属于这位客户的话（名称或数字）"
        return ""

    def struck_by(self, lesson_id: str) -> tuple[str, ...]:
        """Clauses that are left out everywhere because this rewrite and another struck them."""
        return tuple(phrase for phrase, strikers in self._struck.items() if lesson_id in strikers)

    def wordings(self, point: Point, situation: Situation) -> list[Wording]:
        """Other ways to say a point, best first; whatever it says, verify it."""
        if point.nature == "fact" and len(point.grounds) != 1:
            return []
        shape, fields = bigrams(point.text), fields_of(point)
        shown = places(parts_of(point))
        near = [
            (self._weight(lesson) * similarity(situation, lesson.situation, (shape, lesson.shape)), lesson)
            for lesson in _comparable(self._frames.get(_key(situation), ()), situation)
            if point.nature == "advice" or places(lesson.before) == shown  # who says it is no matter of taste
        ]
        groups: dict[object, list[tuple[float, Lesson]]] = defaultdict(list)
        for likeness, lesson in near:
            groups[skeleton(lesson.after)].append((likeness, lesson))
        against = sum(
            likeness
            for other, known in self._accepted_like(situation)
            if (likeness := similarity(situation, other, (shape, known))) >= _AGAINST
        )
        if sum(likeness for likeness, _ in near if likeness >= _AGAINST) <= against:
            return []
        ranked = sorted(groups.values(), key=lambda group: (-sum(w for w, _ in group), group[0][1].id))
        found: list[Wording] = []
        for group in ranked:
            if sum(likeness for likeness, _ in group) < LEAST or len(found) == _MOST:
                break
            text = put_together(group[0][1].after, fields, _pieces(group))
            if text and text != point.text:
                found.append(Wording(text, _ids(group)))
        return found or self._without_phrases(point, fields)

    def _weight(self, lesson: Lesson) -> float:
        return _OWN if lesson.id in self._own else 1.0

    def _accepted_like(self, situation: Situation) -> Iterator[tuple[Situation, Shape]]:
        same = (one for one in self._accepted.get(_key(situation), ()) if one[0].sort == situation.sort)
        return islice(same, _COMPARED)

    def _without_phrases(self, point: Point, fields: Fields) -> list[Wording]:
        """The point without what reviewers strike out wherever it stands."""
        text, ids = point.text, dict[str, None]()
        for phrase, strikers in self._struck.items():
            if phrase in text:
                text = text.replace(phrase, "")
                ids |= dict.fromkeys(strikers)
        left = own_words(take_apart(text, fields))
        if not ids or len(text) < len(point.text) // 4 or not left.strip("“”‘’，。 "):
            return []
        return [Wording(_tidy(text), tuple(ids)[:_NAMED])]

    @cached_property
    def _struck(self) -> dict[str, tuple[str, ...]]:
        """Phrase of our own → who struck it out, of two customers' statements at least; nobody kept it."""
        owners: dict[str, dict[str, str]] = defaultdict(dict)
        kept: set[str] = set()
        for lesson in self._lessons:
            after = own_words(lesson.after)
            for phrase in _phrases(lesson.before):
                if phrase in after:
                    kept.add(phrase)
                else:
                    owners[phrase][lesson.id] = lesson.source
        return {
            phrase: tuple(found)
            for phrase, found in sorted(owners.items(), key=lambda pair: (-len(pair[0]), pair[0]))
            if len(set(found.values())) > 1
            and phrase not in kept
            and not any(phrase in words for words in self._kept)
        }


def _comparable(lessons: Iterable[Lesson], situation: Situation) -> Iterator[Lesson]:
    """The newest rewrites of the same sort of point, or made in the same place."""
    alike = (
        one
        for one in lessons
        if one.situation.sort == situation.sort
        or (one.situation.scene, one.situation.section) == (situation.scene, situation.section)
    )
    return islice(alike, _COMPARED)


def _key(situation: Situation) -> Key:
    """Statements that one frame can serve: facts of any section, advice of one, lines of one role."""
    section = situation.section if situation.nature == "advice" else ""
    return situation.kind, situation.nature, situation.role, section


def _pieces(group: Iterable[tuple[float, Lesson]]) -> dict[tuple[str, int], str]:
    """For each slot the piece of evidence that most rewrites have there."""
    votes: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for likeness, lesson in group:
        for part in lesson.after:
            if not isinstance(part, str):
                for piece in part.pieces:
                    votes[part.place][piece] += likeness
    order = {piece: at for at, piece in enumerate(("", *PIECES))}
    return {
        place: min(found, key=lambda piece: (-round(found[piece], 6), order[piece]))
        for place, found in votes.items()
    }


def _ids(group: Iterable[tuple[float, Lesson]]) -> tuple[str, ...]:
    ranked = sorted(group, key=lambda pair: (-pair[0], pair[1].id))
    return tuple(lesson.id for _likeness, lesson in ranked[:_NAMED])


def _phrases(parts: Sequence[Part]) -> set[str]:
    """Whole clauses of our own words."""
    return {
        phrase
        for part in parts
        if isinstance(part, str)
        for phrase in _SENTENCE.findall(part)
        if len(regex.sub(r"\W", "", phrase)) >= _LEAST_PHRASE
    }


def _tidy(text: str) -> str:
    return regex.sub(r"[，,；;—]+(?=[”。！？]|$)", "", text).strip()
