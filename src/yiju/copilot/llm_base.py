"""What advice rests on: quotes with the parties in place of 我们 and 贵司, dates, the user's words."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from yiju.copilot.llm_sides import OURS, THEIRS, by_party, parties_named, resolve
from yiju.copilot.normalise import Quantity, When, canonical
from yiju.copilot.verify import verify_claim
from yiju.copilot.verify.agree import agree
from yiju.copilot.verify.analysis import Analysis, Token, analyse
from yiju.copilot.verify.binding import binding_problems
from yiju.copilot.verify.finding import find, index_of
from yiju.copilot.verify.numbers import number_problems

_ANOTHER_THING = "在依据中说的是另一件事"
_SAYS = (
    "(?:之前|此前|上次|曾|也|已经?)?(?:提到|提过|说到|说过|说|谈到|问到|"
    "(?P<how>要求|希望|担心|关心|关注|坚持|认为|询问))(?:过|了)?"
)
_OWN_COUNT = re.compile(".*(?:[点步]|问题|方面|要点|议题|话题|步骤)$")


@dataclass(frozen=True, slots=True)
class Quote:
    """A span or a shown fact. ``side``: 我方 or 客户, who says it; empty where that is not known."""

    text: str
    side: str = ""
    speaker: str = ""
    date: dt.date | None = None


@dataclass(frozen=True)
class Base:
    """The grounds of one advice. ``names``: people and parties that advice may name."""

    quotes: tuple[Quote, ...]
    own_words: str = ""
    seller: str = ""
    customer: str = ""
    names: frozenset[str] = frozenset()

    @cached_property
    def words(self) -> str:
        """Everything known, as one text."""
        return "\n".join([*self._raw, *self._read, canonical(self.own_words)])

    def holds(self, statement: str, *, customers_words: bool = False, speaker: str = OURS) -> bool:
        """Whether the quotes support a statement of ``speaker``'s side.

        Args:
            customers_words: only what we did not say counts.
        """
        if customers_words:
            return self.from_customer().holds(statement, speaker=speaker)
        chosen = list(range(len(self.quotes)))
        for name, party in {(q.speaker, q.side) for q in self.quotes if q.speaker}:
            if said := re.match(f"{re.escape(name)}{_SAYS}", statement):
                chosen = [n for n, quote in enumerate(self.quotes) if quote.speaker == name]
                subject = f"{party or name}{said['how']}" if said["how"] else ""
                statement = subject + statement[said.end() :]
        claim = (
            by_party(statement, self.seller, self.customer) if speaker == OURS else resolve(statement, THEIRS)
        )
        dates = [self.quotes[n].date or dt.date.min for n in chosen]
        return verify_claim(claim, [self._read[n] for n in chosen], document_dates=dates).supported

    def from_customer(self) -> "Base":
        """What we did not say ourselves."""
        return replace(self, quotes=tuple(quote for quote in self.quotes if quote.side != OURS))

    def quoted(self, words: str) -> bool:
        """Whether words in quotation marks are the evidence's own."""
        plain = canonical(words)
        return any(plain in text for text in self._raw) and verify_claim(plain, self._raw).supported

    def has_word(self, token: Token) -> bool:
        """Whether a word stands in the quotes or in the user's words."""
        texts = [*self._raw, *self._read, self.own_words]
        return any(find(token, analyse(text), index_of(text)) != [] for text in texts if text.strip())

    def names_person(self, word: str) -> bool:
        """Whether a word is a party's or a known person's name, or part of one."""
        return len(word) > 1 and any(word in name for name in (*self.names, self.seller, self.customer))

    def wrong_numbers(self, text: str) -> list[str]:
        """Reasons against the figures, dates and codes of ``text``: absent, bounded or bound otherwise.

        What the user said needs no other ground. A day may be set for something else than in its quote.
        """
        given = analyse(self.own_words)
        claim = _without(analyse(text), lambda token: _counts_itself(token, text) or _given(token, given))
        quotes = [analyse(quote) for quote in self._read if quote.strip()]
        dates = frozenset(quote.date or dt.date.min for quote in self.quotes)
        reasons, places = number_problems(claim, quotes, dates)
        for number, found in places.items():
            problems = binding_problems(claim, quotes, {number: found})
            if isinstance(claim.tokens[number].mention, When):
                problems = [one for one in problems if not one.endswith(_ANOTHER_THING)]
            reasons += problems
        return reasons

    @cached_property
    def _raw(self) -> tuple[str, ...]:
        return tuple(canonical(quote.text) for quote in self.quotes)

    @cached_property
    def _read(self) -> tuple[str, ...]:
        return tuple(
            parties_named(_said(q.speaker, resolve(q.text, q.side, q.speaker)), self.seller, self.customer)
            for q in self.quotes
        )


def _said(speaker: str, words: str) -> str:
    return f"{speaker}：{words}" if speaker else words


def _without(claim: Analysis, excused: Callable[[Token], bool]) -> Analysis:
    """The analysis with the numbers taken for plain words that need no evidence."""
    tokens = [
        replace(token, mention=None) if token.mention is not None and excused(token) else token
        for token in claim.tokens
    ]
    return replace(claim, tokens=tuple(tokens))


def _given(token: Token, own_words: Analysis) -> bool:
    """Whether the user's own words give a number."""
    return any(theirs.mention is not None and agree(token, theirs) for theirs in own_words.tokens)


def _counts_itself(token: Token, text: str) -> bool:
    """Whether a small number in words only counts what is proposed: 三个问题, 第一步, 两点, 一位同事."""
    mention = token.mention
    if isinstance(mention, Quantity) and (mention.optional or mention.surface in {"一位", "一名"}):
        return True
    if not isinstance(mention, Quantity) or mention.low > 5 or re.search(r"\d", mention.surface):
        return False
    return mention.ordinal or bool(_OWN_COUNT.match(text[mention.start : mention.end + 2]))
