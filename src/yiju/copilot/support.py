"""How well a span answers a question: its rare words, its focus, and a value of the sort asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

import regex

from yiju.copilot.coverage import HELD, asked_before, held, text_before, weights
from yiju.copilot.headings import names_only
from yiju.copilot.material import Span
from yiju.copilot.question import Question
from yiju.copilot.stated import THRESHOLD, states
from yiju.copilot.values import is_bound, of_another
from yiju.copilot.versions import Outdated
from yiju.store.types import Role

_AROUND = 0.7
"""What a word counts that stands elsewhere in the paragraph, not in the span itself."""
_CONTEXT = 0.85
"""What it counts in the heading, the title or the speaker's name."""
_NEAR = 30
"""Characters within which a value stands beside what it is a value of."""
_SAID_BEFORE = 0.6
"""What it counts in what stands just before: a question names the thing, and its answer does not."""
_ASKED_BEFORE = 0.85
"""The same in the question that it answers, right before it in a call."""
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
_RECKONED = regex.compile(r"自[^，,。；;|]{0,16}?(?:之日|当日|日|时)?起[^，,。；;|]{0,12}")
"""自投标截止之日起180日内: what is reckoned from a day does not state it."""
_HEAD = regex.compile(
    r"\|\s*(?:时间|日期|内容|要求|说明|规定|标准|原(?:版|内容)?|修订版|修[订改][前后]|变更[前后]|更正[前后]|新版|现)"
    r"\s*[:：]"
)
"""The head of a column that only says where the value stands, and is no subject of its own."""
_DEFINES = regex.compile(r"^\s*(?:[:：]|为|是|采用|按照?|应|约)")


@dataclass(frozen=True, slots=True)
class Support:
    """One span's support for an answer.

    Attributes:
        coverage: share of the question's words, weighted by rarity among the candidates, in [0, 1].
        named: whether all that it names is.
        focused: whether what the question is about is named.
        fits: whether the span holds the sort of value asked for.
        value: that value, where it stands beside what the question is about; else empty.
        rank: the span's place in retrieval order, from 0.
    """

    span: Span
    coverage: float
    named: bool
    focused: bool
    fits: bool
    value: str
    score: float
    rank: int = 0


class Judge:
    """Scores candidate spans for one question; word weights come from the candidates themselves."""

    def __init__(
        self,
        question: Question,
        candidates: Sequence[Span],
        outdated: Outdated,
        people: frozenset[str] = frozenset(),
    ) -> None:
        """``people``: names of persons that the documents know."""
        names = "|".join(map(regex.escape, sorted(people, key=len, reverse=True)))
        self._people = regex.compile(f"{names}|{_SOMEBODY}" if names else _SOMEBODY)
        days = [span.day.toordinal() for span in candidates if span.date]
        self._first, self._last = (min(days), max(days)) if days else (0, 0)
        self._question = question
        self._outdated = outdated
        self._weights = weights(question, candidates)
        self._before = text_before(candidates)
        self._asked = asked_before(candidates)

    def support(self, span: Span, rank: int) -> Support:
        """``rank``: the span's place in retrieval order, from 0."""
        question = self._question
        text = span.text.lower()
        document = span.document
        name = unquote(document.uri.rpartition("/")[2])
        context = " ".join((*span.paragraph.headings, document.title, name, span.speaker)).lower()
        around = span.paragraph.text.lower()
        before = self._before.get(span.paragraph.id, "")
        asked = self._asked.get(span.paragraph.id, "")
        covered = 0.0
        for word, weight in self._weights.items():
            covered += weight * max(
                held(word, text, question),
                _AROUND * held(word, around, question),
                _CONTEXT * held(word, context, question),
                _SAID_BEFORE * held(word, before, question),
                _ASKED_BEFORE * held(word, asked, question),
            )
        total = sum(self._weights.values())
        coverage = covered / total if total else 0.0
        said = f"{context} {around} {before}"
        labels = " ".join(document.attributes.values()).lower()
        value, beside = self._stated(span)
        fits = self._fits(span)
        focused = not question.focus or held(question.focus, said, question) >= HELD
        focused = focused or (bool(question.sorts) and fits and coverage >= _WELL)
        required = question.names | question.kinds
        named = all(held(name, f"{said} {labels}", question) >= HELD for name in required)
        score = coverage + 0.25 * fits + beside + 0.2 / (1 + 0.1 * rank)
        score -= 0.3 * (span in self._outdated)
        score += 0.15 * self._newness(span)
        score += 0.15 * any(number in span.text for number in question.numbers)
        score += self._telling(span)
        score += self._in_year(text, f"{around} {context} {span.date or ''}")
        score -= 0.3 * span.text.endswith(("？", "?")) + 0.15 * (len(span.text) < 8)
        score -= 0.15 * max(0, len(span.text) - 120) / 120
        return Support(span, coverage, named, focused and named, fits, value, score, rank)

    def together(self, spans: Sequence[Span]) -> float:
        """Share of the question's weighted words that these spans hold between them, in [0, 1]."""
        total = sum(self._weights.values())
        texts = [span.text.lower() for span in spans]
        most = {w: max((held(w, text, self._question) for text in texts), default=0.0) for w in self._weights}
        return sum(self._weights[word] * share for word, share in most.items()) / total if total else 0.0

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
        text = span.text
        if span.paragraph.role is Role.TABLE_ROW:
            text = _HEAD.sub("，", text).replace("|", "，")
        if question.sorts[:1] == ("date",) and question.attributes:
            text = _RECKONED.sub("", text)
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
        if span.date is None or self._last == self._first:
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
