"""Rejected claims as checks: words, evidence and sorts of point that reviewers would not have again.

What a rejection forbids hangs on its reason. Words that the reviewer put in quotes in the comment, if they
stand in the claim, are what was meant: words of ours, for what the evidence says is no matter of wording; at
least ``SHORTEST`` characters; none that many accepted statements hold. Else it is the claim's whole frame,
in situations like it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import regex

from yiju.copilot.llm_lexicon import neutral_words
from yiju.copilot.taste import Occasion, Point, Refusal
from yiju.sandbox.judged import JudgedClaim
from yiju.sandbox.situations import Situation, similarity, sort_of
from yiju.sandbox.slots import own_words, parts_of

WORDING = ("compliance", "stiff_wording", "too_alike")
EVIDENCE = ("wrong_fact", "not_supported", "outdated")
DIRECTION = ("wrong_direction", "bad_timing", "not_useful")
LOWERED = 3.0
"""Log-odds by which a rejected sort of point is lowered for the customer and section it was rejected for."""
_ALIKE = 0.5
"""Likeness of situations from which a rejected frame is refused."""
SHORTEST = 4
"""Characters below which quoted words are too common to be forbidden."""
_COMMON = 3
"""Accepted statements from which words are common, whatever a comment says."""
_QUOTED = regex.compile(r"[“\"「『]([^“”\"「」『』]{1,40})[”\"」』]")

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that are refused: in every situation (compliance), or in those like the rejected one."""

    words: str
    reason: str
    annotation: str
    situation: Situation


class Checks:
    """What one unit's reviewers rejected."""

    def __init__(
        self, rejected: Sequence[JudgedClaim], accepted: Sequence[JudgedClaim], labels: Mapping[str, str]
    ) -> None:
        """
        Args:
            accepted: claims that stand as they were: a frame that is accepted as often is not refused.
            labels: reason → what people read.
        """
        self._labels = labels
        self._phrases: list[_Phrase] = []
        self._frames: dict[str, list[_Phrase]] = defaultdict(list)
        self._evidence: dict[Place, list[JudgedClaim]] = defaultdict(list)
        self._lowered: dict[tuple[str, str, str], str] = {}
        self._accepted: dict[str, list[Situation]] = defaultdict(list)
        self._kept: list[str] = []
        for one in accepted:
            self._accepted[frame_of(one.point)].append(one.situation)
            self._kept.append(_own(one.point))
        for one in rejected:
            self._learn(one)

    def _learn(self, one: JudgedClaim) -> None:
        reason = reason_of(one)
        if reason in WORDING:
            named = self.named(one)
            for words in named:
                self._phrases.append(_Phrase(words, reason, one.annotation, one.situation))
            frame = frame_of(one.point)
            if not named and frame:
                self._frames[frame].append(_Phrase(frame, reason, one.annotation, one.situation))
            elif not named and reason == "compliance":
                self._forbid(one)  # a statement of the evidence's words alone: those are what may not be said
        elif reason in EVIDENCE:
            self._forbid(one)
        elif reason in DIRECTION:
            self._lowered.setdefault((one.customer, one.point.section, sort_of(one.point)), one.annotation)

    def named(self, one: JudgedClaim) -> list[str]:
        """The words that a rejection forbids."""
        own = _own(one.point)
        return [
            words
            for words in _QUOTED.findall(one.comment)
            if len(regex.sub(r"\W", "", words)) >= SHORTEST
            and words in own
            and words not in neutral_words()
            and sum(words in kept for kept in self._kept) < _COMMON
        ]

    def _forbid(self, one: JudgedClaim) -> None:
        for ground in one.point.grounds[:1]:
            self._evidence[ground.paragraph_id, ground.start, ground.end].append(one)

    def refusal(self, point: Point, situation: Situation) -> Refusal | None:
        """Why a point may not be said as it is."""
        own = _own(point) if self._phrases else ""
        for phrase in self._phrases:
            everywhere = phrase.reason == "compliance"
            if phrase.words in own and (everywhere or similarity(situation, phrase.situation) >= _ALIKE):
                return self._refused(phrase.reason, phrase.annotation, f"“{phrase.words}”")
        for ground in point.grounds[:1]:
            for one in self._evidence.get((ground.paragraph_id, ground.start, ground.end), ()):
                if (one.point.section, one.point.role) == (point.section, point.role):
                    reason = next(code for code in (*EVIDENCE, *WORDING) if code in one.reasons)
                    return self._refused(reason, one.annotation, "这处依据")
        frame = frame_of(point) if self._frames else ""
        against = _near(self._frames.get(frame, ()), situation)
        for_it = [one for one in self._accepted.get(frame, ()) if similarity(situation, one) >= _ALIKE]
        if len(against) > len(for_it):
            return self._refused(against[0].reason, against[0].annotation, "这种说法")
        return None

    def lowered(self, point: Point, occasion: Occasion) -> str:
        """The annotation by which such points are lowered for this customer; empty where there is none."""
        return self._lowered.get((occasion.customer, point.section, sort_of(point)), "")

    def _refused(self, reason: str, annotation: str, what: str) -> Refusal:
        label = self._labels.get(reason, reason)
        return Refusal(f"{what}曾被评审驳回：{label}（批注 {annotation}）", annotation)


def reason_of(one: JudgedClaim) -> str:
    """The reason that decides what a rejection teaches; empty where none of them does."""
    return next((code for code in (*WORDING, *EVIDENCE, *DIRECTION) if code in one.reasons), "")


def _own(point: Point) -> str:
    """A statement's words without its evidence's."""
    return own_words(parts_of(point))


def frame_of(point: Point) -> str:
    """A statement's own words, without the evidence's; empty where it has none worth the name."""
    words = _own(point)
    return words if len(regex.sub(r"\W", "", words)) >= 4 else ""


def _near(phrases: Iterable[_Phrase], situation: Situation) -> list[_Phrase]:
    return [one for one in phrases if similarity(situation, one.situation) >= _ALIKE]
