"""The lines around one point of a talk track, in one of several wordings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex
import xxhash

from yiju.copilot.cues import cue
from yiju.copilot.departed import same_name
from yiju.copilot.disputes import UNNAMED
from yiju.copilot.draft import Draft, unnumbered
from yiju.copilot.focus import without_speaker
from yiju.copilot.material import Span
from yiju.copilot.meant import without_minding
from yiju.copilot.own_labels import title_told
from yiju.copilot.promises import promiser
from yiju.copilot.scenes import scene_file
from yiju.copilot.shingles import Shingles, all_of
from yiju.copilot.trim import trim
from yiju.copilot.waiting import uncounted
from yiju.store.types import Kind

_PERSONS = regex.compile(r"我|咱|你|您|贵司|贵方|\b(?:we|our|us|you|your)\b", regex.IGNORECASE)
_SPOKEN = frozenset({Kind.CALL, Kind.MAIL, Kind.POST})
_SLOT = regex.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A fact that a point may be made of.

    Attributes:
        sort: what sort of fact it is.
        score: how well it fits the scene.
        held: whether it matters too much to be left for the sake of variety.
        tone: in which its lines are worded; in any where empty.
    """

    sort: str
    why: Draft
    score: float
    held: bool = False
    tone: str = ""

    @property
    def words(self) -> str:
        """Which lines are put around it: where people contradict each other, no two papers are spoken of;
        who decides is nobody's coming or going.
        """
        if self.sort == "person" and not any(cue("moved").search(span.text) for span in self.why.spans):
            decides = any(cue("power").search(span.text) for span in self.why.spans)
            return "power" if decides else self.sort
        said = self.sort == "conflict" and all(span.document.kind in _SPOKEN for span in self.why.spans)
        return "dispute" if said else self.sort


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of a sort's wordings: of what to say, and of the answer with the fall-back that meets it."""

    say: int
    reply: int


def forms(sort: str, role: str) -> Sequence[str]:
    """The wordings of one role around facts of a sort."""
    found: Sequence[str] = scene_file()["lines"][sort][role]
    return found


def suiting(anchor: Anchor, role: str) -> Sequence[int]:
    """Which wordings of a role suit the tone asked for: all where none is."""
    if not anchor.tone:
        return range(len(forms(anchor.words, role)))
    found: Sequence[int] = scene_file()["tone"][anchor.tone][anchor.words][role]
    return found


def usual(anchor: Anchor, taken: Collection[tuple[str, Choice]] = ()) -> Choice:
    """A wording: always the same for a customer and a fact, another for another.

    Args:
        taken: (sort, choice) of the points before it: none of their words is used twice.
    """
    same = [choice for words, choice in taken if words == anchor.words]
    return Choice(
        _free(anchor, "say", {one.say for one in same}), _free(anchor, "reply", {one.reply for one in same})
    )


def _of_fact(count: int, why: Draft, role: str) -> int:
    mark = f"{why.spans[0].document.customer}\n{why.spans[0].text}\n{role}"
    return xxhash.xxh32_intdigest(mark.encode("utf-8", "replace")) % count


def _free(anchor: Anchor, role: str, taken: Collection[int]) -> int:
    """The fact's own wording, else the next free one; of those that suit the tone first."""
    suits = suiting(anchor, role)
    first = _of_fact(len(suits), anchor.why, role)
    order = [suits[(first + step) % len(suits)] for step in range(len(suits))]
    order += [number for number in range(len(forms(anchor.words, role))) if number not in order]
    return next((number for number in order if number not in taken), order[0])


@lru_cache(maxsize=512)
def frames(sort: str, say: int, reply: int) -> Shingles:
    """The frames of a sort's lines in these wordings."""
    texts = (forms(sort, "say")[say], forms(sort, "reply")[reply], forms(sort, "fallback")[reply])
    return all_of(part for text in texts for part in _SLOT.split(text))


@lru_cache(maxsize=512)
def fallback_frame(sort: str, reply: int) -> Shingles:
    """The frame of one fall-back alone."""
    return all_of(_SLOT.split(forms(sort, "fallback")[reply]))


def lines(sort: str, why: Draft, number: int, choice: Choice, person: Collection[str] = ()) -> list[Draft]:
    """What to say, what they may answer, and a fall-back. ``number``: of the point; ``person``: the names of
    whom it is said to: their own words are told them as theirs (您提过).
    """
    say, reply = forms(sort, "say"), forms(sort, "reply")
    chosen = {
        "say": say[choice.say],
        "reply": reply[choice.reply],
        "fallback": forms(sort, "fallback")[choice.reply],
    }
    others = {"say": [form for form in say if form != chosen["say"]]}
    said = without_minding(uncounted(unnumbered(why.spans[0], why.spans[0].text)))
    said = said.replace(" | ", "，")  # nobody speaks in bars
    speaker, words = _reported(why.spans[0], said)
    slots = {
        "who": _called(speaker, person) or "贵方",
        "quote": f"‘{trim(words, 46)}’",
        "text": why.text if sort == "change" else _told(why.spans[0], said, person),
        "about": next((flag[6:] for flag in why.flags if flag.startswith("about:")), "这").replace(
            UNNAMED, _this(why.spans[0], words, person)
        ),
    }
    return [
        Draft(
            f"{role}:{number}",
            "advice",
            text.format(**slots),
            rests_on=(why.key,),
            role=role,
            others=tuple(form.format(**slots) for form in others.get(role, ())),
        )
        for role, text in chosen.items()
    ]


def _reported(span: Span, said: str) -> tuple[str, str]:
    """Who said it, and their words: of minutes as they report it (顾院长表示，…)."""
    if span.speaker or span.document.kind is not Kind.NOTE:
        return span.speaker, said
    who = promiser(span, ours=False)
    bare = trim(said, len(said))  # without the number that minutes put in front
    words = without_speaker(bare, who)
    return (who, words) if words != bare else ("", said)


def _called(speaker: str, person: Collection[str]) -> str:
    return "您" if any(same_name(name, speaker) for name in person) else speaker


def _this(span: Span, words: str, person: Collection[str]) -> str:
    """What two people differ on, where it has no name: the words that one of them said of it."""
    who = _called(span.speaker, person)
    return f"{who}{'说' if who else ''}‘{trim(words, 40)}’这件事"


def _told(span: Span, said: str, person: Collection[str] = ()) -> str:
    """A fact as our rep may repeat it: what another side says of itself (我们, 你们) stays their words."""
    if span.document.kind is Kind.CONTRACT:
        return trim(said, 60)
    if not span.speaker and not _PERSONS.search(said):
        return trim(said, 60)
    return f"{_called(span.speaker, person) or title_told(span.document)}说‘{trim(said, 60)}’"
