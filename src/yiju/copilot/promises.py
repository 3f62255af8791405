"""Sentences that promise something, each promise once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import regex

from yiju.copilot.cues import cue
from yiju.copilot.material import Span
from yiju.copilot.words import content_words, names_something, word_list

_MIN_CHARS = 8
_CHASED = regex.compile(
    r"还没|没有收到|未收到|尚未|仍未|至今|not (?:yet )?received|still waiting", regex.IGNORECASE
)
"""A sentence that asks for what was promised is no promise of its own."""
_TIME_WORD = regex.compile(
    r"^(?:周|星期|礼拜)?[一二三四五六日天]$|周[一二三四五六日天]|月底|年底|上午|下午|中午"
)
_SAME = 0.7
"""Share of the shorter one's subject words that makes two promises of one speaker the same."""


def is_promise(text: str) -> bool:
    """Whether a sentence binds its speaker's side to something it names."""
    return (
        len(text) >= _MIN_CHARS
        and cue("promise", "ours").search(text) is not None
        and cue("promise", "not").search(text) is None
        and cue("chatter").search(text) is None
        and _CHASED.search(text) is None
        and _names_a_thing(subject_words(text))
    )


def subject_words(text: str) -> frozenset[str]:
    """The words that name what is promised, without the verbs of promising and sending."""
    return content_words(text) - word_list("promise_verbs.txt")


def distinct(spans: Sequence[Span]) -> list[Span]:
    """Drop a promise repeated by the same side about the same thing: the first one stands."""
    kept: list[tuple[Span, frozenset[str]]] = []
    held: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for span in spans:
        words = subject_words(span.text)
        own = held[span.speaker]
        if any(_same(words, kept[index][1]) for index in bits(holding_two(own, words))):
            continue
        for word in words:
            own[word] |= 1 << len(kept)
        kept.append((span, words))
    return [span for span, _ in kept]


def holding_two(masks: Mapping[str, int], words: Iterable[str]) -> int:
    """The set of those that hold two of the words or more. ``masks``: word → the set that holds it.

    A set of numbers is an int whose bits they are.
    """
    once = twice = 0
    for word in words:
        mask = masks.get(word, 0)
        twice |= once & mask
        once |= mask
    return twice


def bits(mask: int) -> list[int]:
    """The numbers of a set, ascending."""
    found: list[int] = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def _names_a_thing(words: frozenset[str]) -> bool:
    """Whether it says what is promised: 抱歉，我周一补上 does not."""
    return len(words) >= 2 and any(names_something(w) and not _TIME_WORD.search(w) for w in words)


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) / min(len(one), len(other)) >= _SAME
