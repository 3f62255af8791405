"""Sentences that promise something, each promise once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import regex

from yiju.copilot.cues import attributes, cue
from yiju.copilot.material import Span
from yiju.copilot.values import has_value
from yiju.copilot.words import content_words, names_something, word_list

_MIN_CHARS = 8
_CHASED = regex.compile(
    r"还没|没有收到|未收到|尚未|仍未|至今|not (?:yet )?received|still waiting", regex.IGNORECASE
)
"""A sentence that asks for what was promised is no promise of its own."""
_HANDED = regex.compile(
    r"请查收|见附件|附件(?:是|为|请|中)|随信附上|\battached\b|\bplease find\b", regex.IGNORECASE
)
"""Nor is one that hands it over: 按约定今天把报价单发给您，请查收附件."""
_IN_CHARGE = regex.compile(
    r"[（(][^（()）]{0,12}(?:负责人|责任人|经办人|承办人)\s*[:：]\s*([^）),，;；]{2,12})[）)]"
)
_LEADS = regex.compile(
    r"^(?:\d+[.、)）]\s*)?(?:(?:我方|我司|客户|贵方|由)\s*)?"
    r"(\p{Han}{2,4}?(?<![不未没均都也已])|[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)?)"
    r"(?:\s*[:：]|(?:承诺|答应|保证|同意|负责|将于|会在|提出|表示|要求|透露|反馈|认为|希望|担心|强调))"
)
_SIDE = regex.compile(
    r"(?:我方|我司|我们|我|客户|对方|甲方|乙方|买方|卖方|贵方|贵司|双方|会议|本次|待办|结论|备注|行动项)"
    r"\p{Han}{0,2}"
)
"""No name of a person."""
_PAY = regex.compile(r"付|支付|结清|打款|汇")
_TIME_WORD = regex.compile(
    r"^(?:周|星期|礼拜)?[一二三四五六日天]$|(?:周|星期|礼拜)[一二三四五六日天]|月底|年底|上午|下午|中午"
    r"|^(?:[本这下上]个?[周月]|[今明后]天|日前|月前|年前|最[晚迟早]|到时|届时)$"
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
        and not hands_over(text)
        and (_names_a_thing(subject_words(text)) or _pays(text) or _names_an_attribute(text))
    )


def hands_over(text: str) -> bool:
    """Whether a sentence comes with what was promised: 请查收附件."""
    return _HANDED.search(text) is not None


def is_reported_promise(text: str) -> bool:
    """Whether minutes tell that someone named promised something: 冯涛承诺1月20日前完成维修."""
    return (
        cue("promise", "reported").search(text) is not None
        and cue("promise", "not").search(text) is None
        and _CHASED.search(text) is None
        and _names_a_thing(subject_words(text))
    )


def promiser(span: Span, *, ours: bool) -> str:
    """Who is to fulfil what a span promises: its speaker, else the one it names for it, else the side."""
    if span.speaker:
        return span.speaker
    text = span.text
    named = _IN_CHARGE.search(span.paragraph.text[span.start :]) or _LEADS.match(text)
    name = (named[1] if named else "").strip()
    return name if name and not _SIDE.fullmatch(name) else ("我方" if ours else "客户")


def _pays(text: str) -> bool:
    return _PAY.search(text) is not None and has_value("money", text)


def is_payment_promise(text: str) -> bool:
    """Whether what was promised is money: an amount, and a word of paying (or a row of a payment plan)."""
    if "到账" in text and has_value("money", text):
        return True
    return _pays(text) or (_PAY.search(text) is not None and regex.search(r"金额|万元|元", text) is not None)


def subject_words(text: str) -> frozenset[str]:
    """The words that name what is promised, without the verbs of promising and sending."""
    return content_words(text) - word_list("promise_verbs.txt")


def things(text: str) -> frozenset[str]:
    """The subject words that name a thing, no time: what is promised, sent or asked for."""
    return frozenset(w for w in subject_words(text) if names_something(w) and not _TIME_WORD.search(w))


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


def same_subject(words: frozenset[str], text: str) -> bool:
    """Whether a text promises what these subject words name."""
    others = subject_words(text)
    return len(words & others) > 1 and _same(words, others)


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


def _names_an_attribute(text: str) -> bool:
    """Whether it names something commercial: 年降的事我回去问，1月25日前给您答复 is no mere greeting."""
    return any(attribute.words.search(text) for attribute in attributes())


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) / min(len(one), len(other)) >= _SAME
