"""Questions for what somebody said (上个月罗总说了什么): who, when, and what of theirs is shown."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from yiju.copilot.asking import plainly
from yiju.copilot.cues import attributes
from yiju.copilot.material import Span
from yiju.copilot.words import content_words, word_list
from yiju.retrieval.addressed import called
from yiju.retrieval.dates import Days, days_of

_SAYS = r"(?:说|讲|谈|提|表示|反映|强调|抱怨|答复|回复)"
_SAID = regex.compile(
    rf"{_SAYS}(?:过|了|到|出|起)*(?:的是?)?(?:些|一些)?(?:什么|哪些|哪几|几点)|(?:怎么|如何){_SAYS}(?:的|过)?"
    r"|\bwhat (?:did|has|have|does)\b.{1,40}\b(?:say|said|mention|promise|ask)\w*",
    regex.IGNORECASE,
)
_COUNT = r"(?:\d{1,2}|[一二三四五六七八九十两几半]+)"
_DATED = regex.compile(
    r"20\d\d年|[去前今]年"
    rf"|(?:上个?|这个?|本|最近|近|过去){_COUNT}?个?(?:月份?|周|星期|季度|半年|年|天)|{_COUNT}个?(?:月份?|周|星期|季度|天)"
    r"|\d{1,2}[日号]|昨天|今天|前天|最近|近期|会上|电话里|邮件里|通话中"
)
"""Words for when and where it was said: no topic."""
_HEARER = regex.compile(r"[对跟向给]\s*$|\b(?:to|with)\s+$", regex.IGNORECASE)
"""What stands right before the one who was told."""
_TELLING = 8
"""Characters from which a sentence says something."""
_MOST = 3


@dataclass(frozen=True)
class Speech:
    """What is asked of somebody's words.

    Attributes:
        who: as the question calls them; names: the speakers that may be meant.
        days: when it was said, both days included; None where the question does not say.
        about: whether the question names what they spoke of.
    """

    who: tuple[str, ...]
    names: frozenset[str]
    days: Days | None
    about: bool

    def by(self, span: Span) -> bool:
        """Whether one of them speaks or writes there."""
        return any(_stands(name, span.speaker) for name in self.names)

    def within(self, span: Span) -> bool:
        """Whether it was said in the days asked for; what is undated lies in no days."""
        return self.days is None or self.days[0] <= span.day <= self.days[1]

    @property
    def wanted(self) -> str:
        """What was looked for, in the words of a refusal."""
        when = f"在{self.days[0]}至{self.days[1]}" if self.days else ""
        return f"{'、'.join(self.who)}{when}说的话"


def speech_asked(text: str, people: frozenset[str], today: dt.date) -> Speech | None:
    """The speech that a question is for; None where it is for something else, or nobody known is named.

    Args:
        people: names of those who speak, write or attend in the documents.
    """
    plain = plainly(text)
    verb = _SAID.search(plain)
    if verb is None:
        return None
    named = {name: frozenset({name}) for name in people if _stands(name, plain)}
    named |= {title: frozenset(p for p in people if p.startswith(title[0])) for title in called(plain)}
    who = [
        name
        for name in sorted(named, key=lambda one: (plain.find(one), -len(one)))
        if named[name] and plain.find(name) < verb.end() and not _HEARER.search(plain[: plain.find(name)])
    ]
    who = [name for name in who if not any(name != other and name in other for other in who)]
    if not who:
        return None
    rest = plain[: verb.start()] + " " + plain[verb.end() :]
    for name in named:
        rest = rest.replace(name, " ")
    rest = _DATED.sub(" ", rest)
    topic = bool(content_words(rest) - word_list("asked_lightly.txt")) or any(
        attribute.words.search(rest) for attribute in attributes()
    )
    return Speech(tuple(who), frozenset().union(*(named[name] for name in who)), days_of(plain, today), topic)


def _stands(name: str, text: str) -> bool:
    """Whether a name stands there: a Latin one as a word, and no mere title (Dr.)."""
    if not name.isascii():
        return name in text
    return (
        not name.endswith(".")
        and regex.search(rf"(?<![A-Za-z]){regex.escape(name)}(?![A-Za-z])", text) is not None
    )


def newest(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The last that was said, in up to three sentences that say something and ask nothing, newest first."""
    telling = [s for s in spans if len(s.text) >= _TELLING and not s.text.endswith(("？", "?"))]
    return tuple(sorted(telling, key=lambda s: s.day, reverse=True)[:_MOST])
