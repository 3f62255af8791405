"""How well a span answers a question: its rare words, its focus, and a value of the sort asked for."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

import regex

from yiju.copilot.headings import names_only
from yiju.copilot.material import Span
from yiju.copilot.question import GENERIC, Question
from yiju.copilot.stated import THRESHOLD, states
from yiju.copilot.values import is_bound, of_another
from yiju.copilot.words import names_something
from yiju.store.types import Role

_AROUND = 0.7
"""What a word counts that stands elsewhere in the paragraph, not in the span itself."""
_CONTEXT = 0.85
"""What it counts in the heading, the title or the speaker's name."""
_DOING = 0.35
"""What a word weighs that names no thing and stands in no candidate: people ask in other verbs than
documents use."""
_NEAR = 30
"""Characters within which a value stands beside what it is a value of."""
_SAID_BEFORE = 0.6
"""What it counts in what stands just before: a question names the thing, and its answer does not."""
_WELL = 0.6
"""Coverage from which a value of the sort asked for answers, although the focus is worded otherwise."""
_TELLS = 0.25
"""What a value of the attribute is worth where the question asks for none in particular (付款条件是什么)."""
_NAMES_ONLY = 0.6
"""What it costs to name what is asked about and to say nothing of it."""
_OTHER_YEAR = regex.compile(r"(?<!\d)20\d\d\s*年")
_SOMEBODY = (
    r"\p{Han}{1,3}(?:先生|女士|小姐|老师|工程师|博士|院长|董事长|总裁|总监|经理|主任|部长|处长|科长|局长)"
    r"|(?<=由)\p{Han}{2,8}(?:委员会|领导小组|办公会|部门)|\b\p{Lu}\p{Ll}{2,}|卖方|买方|甲方|乙方|担保方"
)
"""A person by title, or a body that decides, where no known name stands."""
_NONE = regex.compile(r"(?<![□☐○]\s?)(?:不收取|不收|无需|免收|免交|不要求|不设|不提供)")
"""There is none of it; behind an empty tick box it says nothing."""
_DEFINES = regex.compile(r"^\s*(?:[:：]|为|是|采用|按照?|应|约)")


@dataclass(frozen=True, slots=True)
class Support:
    """One span's support for an answer.

    Attributes:
        coverage: share of the question's words, weighted by rarity among the candidates, in [0, 1].
        focused: whether what the question is about is named.
        fits: whether the span holds the sort of value asked for.
        value: that value, where it stands beside what the question is about; else empty.
    """

    span: Span
    coverage: float
    focused: bool
    fits: bool
    value: str
    score: float


class Judge:
    """Scores candidate spans for one question; word weights come from the candidates themselves."""

    def __init__(
        self,
        question: Question,
        candidates: Sequence[Span],
        superseded: frozenset[str],
        people: frozenset[str] = frozenset(),
    ) -> None:
        """``people``: names of persons that the documents know."""
        names = "|".join(map(regex.escape, sorted(people, key=len, reverse=True)))
        self._people = regex.compile(f"{names}|{_SOMEBODY}" if names else _SOMEBODY)
        days = [span.day.toordinal() for span in candidates if span.document.date]
        self._first, self._last = (min(days), max(days)) if days else (0, 0)
        self._question = question
        self._superseded = superseded
        self._weights = _weights(question, candidates)
        self._before = _before(candidates)

    def support(self, span: Span, rank: int) -> Support:
        """``rank``: the span's place in retrieval order, from 0."""
        question = self._question
        text = span.text.lower()
        document = span.document
        name = unquote(document.uri.rpartition("/")[2])
        context = " ".join((*span.paragraph.headings, document.title, name, span.speaker)).lower()
        around = span.paragraph.text.lower()
        before = self._before.get(span.paragraph.id, "")
        covered = 0.0
        for word, weight in self._weights.items():
            covered += weight * max(
                _held(word, text, question),
                _AROUND * _held(word, around, question),
                _CONTEXT * _held(word, context, question),
                _SAID_BEFORE * _held(word, before, question),
            )
        total = sum(self._weights.values())
        coverage = covered / total if total else 0.0
        said = f"{context} {around} {before}"
        labels = " ".join(document.attributes.values()).lower()
        value, beside = self._stated(span)
        fits = self._fits(span)
        focused = not question.focus or _held(question.focus, said, question) >= 0.7
        focused = focused or (bool(question.sorts) and fits and coverage >= _WELL)
        required = question.names | question.kinds
        focused = focused and all(_held(name, f"{said} {labels}", question) >= 0.7 for name in required)
        score = coverage + 0.25 * fits + beside + 0.2 / (1 + 0.1 * rank)
        score -= 0.3 * (document.id in self._superseded)
        score += 0.15 * self._newness(span)
        score += 0.15 * any(number in span.text for number in question.numbers)
        score += self._telling(span)
        score += self._in_year(text, f"{around} {context} {document.date or ''}")
        score -= 0.3 * span.text.endswith(("？", "?")) + 0.15 * (len(span.text) < 8)
        score -= 0.15 * max(0, len(span.text) - 120) / 120
        return Support(span, coverage, focused, fits, value, score)

    def _stated(self, span: Span) -> tuple[str, float]:
        """The value asked for, where it stands beside what is asked about, and what that is worth."""
        question = self._question
        if question.value is not None and (none := _said_to_be_none(question.anchor, span.text)):
            return none, 0.35
        for attribute in question.attributes if not question.kinds else ():
            value = states(attribute, span) if question.value is not None else ""
            if value and not is_bound(value, span.text):
                return value, 0.45
        pattern = self._people if "person" in question.sorts else question.value
        # In a table the word stands in one cell and its value in the next.
        text = span.text.replace("|", "，") if span.paragraph.role is Role.TABLE_ROW else span.text
        return _value_beside(question.anchor, pattern, text)

    def _telling(self, span: Span) -> float:
        """What it is worth to say something of what is asked about, where no sort of value is asked for."""
        question = self._question
        if question.sorts:
            return 0.0
        if any(states(attribute, span) for attribute in question.attributes):
            return _TELLS
        return -_NAMES_ONLY if names_only(question, span.text) else 0.0

    def _fits(self, span: Span) -> bool:
        question = self._question
        if "person" in question.sorts:
            return self._people.search(span.text) is not None
        return question.value is None or question.value.search(span.text) is not None

    def _in_year(self, text: str, around: str) -> float:
        """What it is worth to speak of the year asked about, rather than of another."""
        years = self._question.years
        if not years:
            return 0.0
        if any(year in text for year in years):
            return 0.2
        if _OTHER_YEAR.search(text):
            return -0.15
        return 0.1 if any(year in around for year in years) else -0.15

    def _newness(self, span: Span) -> float:
        """0 for the oldest and undated candidates, 1 for the newest: of two answers, the later one."""
        if span.document.date is None or self._last == self._first:
            return 0.0
        return (span.day.toordinal() - self._first) / (self._last - self._first)


def _value_beside(
    anchors: "regex.Pattern[str]", wanted: "regex.Pattern[str] | None", text: str
) -> tuple[str, float]:
    """A match of ``wanted`` in the same clause as an anchor; without ``wanted``, whether one is defined."""
    for anchor in anchors.finditer(text):
        after = regex.split(r"[。；;！？\n|]", text[anchor.end() : anchor.end() + _NEAR], maxsplit=1)[0]
        defined = 0.15 if _DEFINES.match(after) else 0.0
        if wanted is None:
            if defined:
                return "", defined
        elif (
            (found := wanted.search(after))
            and not THRESHOLD.search(after[: found.start()])
            and not of_another(after[: found.start()])
            and not is_bound(found.group(), text)
        ):
            return found.group().strip(), 0.35 + defined
        else:
            before = text[max(0, anchor.start() - _NEAR) : anchor.start()]
            before = regex.split(r"[。；;！？\n|]", before)[-1]
            found = wanted.search(before)
            if found and not THRESHOLD.search(before[: found.start()]):
                return found.group().strip(), 0.15
    return "", 0.0


def _said_to_be_none(anchors: "regex.Pattern[str]", text: str) -> str:
    """The words that say there is no such value (不收取), right after what is asked about; else empty."""
    for anchor in anchors.finditer(text):
        if found := _NONE.search(text[anchor.end() : anchor.end() + _NEAR]):
            return found.group()
    return ""


def _before(candidates: Sequence[Span]) -> dict[str, str]:
    """Paragraph id -> the text of the two paragraphs before it."""
    texts = {(s.document.id, s.paragraph.ordinal): s.paragraph.text.lower() for s in candidates}
    found: dict[str, str] = {}
    for span in candidates:
        at = span.paragraph.ordinal
        found[span.paragraph.id] = " ".join(texts.get((span.document.id, at - back), "") for back in (2, 1))
    return found


def _weights(question: Question, candidates: Sequence[Span]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for span in candidates:
        text = span.text.lower()
        counts.update(word for word in question.words if _held(word, text, question) >= 0.9)
    total = len(candidates) + 1
    return {
        word: math.log(1 + total / (counts[word] + 0.5))
        * (1.0 if counts[word] or _names(word, question) else _DOING)
        for word in question.words
    }


def _names(word: str, question: Question) -> bool:
    """Whether a word says what the question is about: a thing, or a word of an attribute it asks for."""
    return (names_something(word) and word not in GENERIC) or any(
        attribute.words.fullmatch(word) for attribute in question.attributes
    )


def _held(word: str, text: str, question: Question) -> float:
    """1 where the text holds the word or one of its attribute's; a share where only parts of it."""
    if word in question.kinds:
        return 1.0 if word in text else 0.0
    named = [a for a in question.attributes if a.words.search(word)]
    if word in text and (not named or any(a.words.search(text) for a in named)):
        return 1.0  # 年降 is not in 2021年降低: an attribute's word counts where the attribute is meant
    if any(attribute.words.search(text) for attribute in named):
        return 0.9
    if named:
        return 0.0
    if any(form.said.search(word) and form.written.search(text) for form in question.spoken):
        return 0.9
    if len(word) < 3 or not regex.search(r"\p{Han}", word):
        return 0.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return 0.7 * sum(pair in text for pair in pairs) / len(pairs)
