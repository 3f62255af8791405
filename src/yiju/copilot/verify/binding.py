"""Numbers stay with their own words: ESG 15%、价格 38% does not support ESG 38%."""

from collections.abc import Sequence

from yiju.copilot.normalise import Code, Quantity, When
from yiju.copilot.normalise.comparators import Bound
from yiju.copilot.normalise.mentions import CLAUSE
from yiju.copilot.verify.agree import agree, comparable
from yiju.copilot.verify.analysis import Analysis, Token, is_number

_FROM = frozenset({"从", "由", "自", "from"})
_FORMERLY = ("原", "此前", "之前", "以前", "从", "由", "自", "from", "former")
_FORMER_WORDS = frozenset("原 原来 原先 原定 原有 之前 此前 过去 目前 现在 现行 当前 的 约定 合同".split())
_NO_CHANGE = frozenset("理由 自由 缘由 事由 因由 经由 服从 听从 随从 无从".split())
_SMALL = 0.3
_MARGIN = 0.25
_REACH = 12


def binding_problems(
    claim: Analysis, quotes: Sequence[Analysis], places: dict[int, list[tuple[int, int]]]
) -> list[str]:
    """Reasons against numbers that stand in the quotes, but beside other words than in the claim."""
    reasons: list[str] = []
    for number, found in places.items():
        token = claim.tokens[number]
        if isinstance(token.mention, Code) or any(_names_a_clause(quotes[w].tokens[at]) for w, at in found):
            continue
        if all(_was(quotes[which], at) for which, at in found) and not _says_was(claim, number):
            reasons.append(f"数字“{token.text}”在依据中是变化前的数")
            continue
        label = _label(claim, number)
        if not (_says_something(label[0]) or _says_something(label[1])):
            continue
        own = max(_fit(label, quotes[which], at) for which, at in found)
        rival = max(
            ((_fit(label, quote, at), theirs) for quote, at, theirs in _rivals(token, quotes, found)),
            default=(0.0, None),
            key=lambda pair: pair[0],
        )
        if rival[1] is not None and rival[0] > own + _MARGIN:
            reasons.append(f"数字“{token.text}”与其说明对不上：依据中此处是“{rival[1].text}”")
        elif own == 0 and not any(_shares_sentence(claim, number, quotes[which], at) for which, at in found):
            reasons.append(f"数字“{token.text}”在依据中说的是另一件事")
    return reasons


def _names_a_clause(token: Token) -> bool:
    return isinstance(token.mention, Quantity) and token.mention.unit == CLAUSE


def _is_start(text: Analysis, number: int) -> bool:
    """Whether the number is the first of 由5%提高到15%, 从原来的5年延长至10年."""
    at = number - 1
    while at > 0 and (text.tokens[at].text in _FORMER_WORDS or text.tokens[at].text.startswith("每")):
        at -= 1
    return at >= 0 and _opens_a_change(text.tokens[at])


def _opens_a_change(token: Token) -> bool:
    """由 and its like, also where the cutter glues it to the word before (质保 + 期由)."""
    return token.text in _FROM or (token.text[-1] in "从由" and token.text not in _NO_CHANGE)


def _was(text: Analysis, number: int) -> bool:
    """Whether the number is what something changed from: 由5%提高到15%."""
    return _is_start(text, number) and any(
        is_number(token) and token.clause == text.tokens[number].clause for token in text.tokens[number + 1 :]
    )


def _says_was(claim: Analysis, number: int) -> bool:
    """Whether the claim, too, gives the number as the former one."""
    token = claim.tokens[number]
    clause = claim.clause_text(token.clause)
    return (
        _was(claim, number)
        or claim.text[token.end : token.end + 1] in {"→", "-", "~"}
        or any(word in clause for word in _FORMERLY)
    )


def _rivals(
    token: Token, quotes: Sequence[Analysis], own: list[tuple[int, int]]
) -> list[tuple[Analysis, int, Token]]:
    mention = token.mention
    assert isinstance(mention, Quantity | When)
    return [
        (quote, at, theirs)
        for which, quote in enumerate(quotes)
        for at, theirs in enumerate(quote.tokens)
        if isinstance(theirs.mention, Quantity | When)
        and (which, at) not in own
        and comparable(mention, theirs.mention)
        and not agree(token, theirs)
    ]


def _label(text: Analysis, number: int) -> tuple[dict[str, float], dict[str, float]]:
    """The words that a number belongs to:
    those on its left, or where it has none there, those on its right.
    """
    left = _side(text, number, -1)
    return (left, {}) if _says_something(left) else (left, _side(text, number, 1))


def _says_something(words: dict[str, float]) -> bool:
    return any(weight >= 0.5 for weight in words.values())


def _side(text: Analysis, number: int, step: int) -> dict[str, float]:
    """Weighted words of the clause on one side of a number, up to the next number of its kind."""
    token = text.tokens[number]
    assert isinstance(token.mention, Quantity | When)
    words: dict[str, float] = {}
    at = number + step
    while 0 <= at < len(text.tokens) and abs(at - number) <= _REACH:
        other = text.tokens[at]
        neighbour = text.tokens[at - step]
        between = text.text[min(other.end, neighbour.end) : max(other.start, neighbour.start)]
        if other.clause != token.clause or "、" in between:
            break
        if is_number(other):
            assert isinstance(other.mention, Quantity | When)
            if comparable(token.mention, other.mention):
                # 从5%提到15%: what is said of the 5% is said of the 15% too
                if step > 0 or not (_is_start(text, at) or other.mention.bound is Bound.FROM):
                    break
                if other.mention.bound is Bound.FROM:  # 自2025年7月至2027年6月
                    at += step
                    continue
                while not _opens_a_change(text.tokens[at]):
                    at -= 1
            else:
                words[other.text] = 0.5
        else:
            words[other.key] = other.weight if other.content else _SMALL
        at += step
    return words


def _fit(label: tuple[dict[str, float], dict[str, float]], quote: Analysis, at: int) -> float:
    """How much of ``label`` stands by the quote's number: on the same side fully, elsewhere by half.

    Earlier clauses count where the number's own has nothing on its left.
    """
    near, beside = _side(quote, at, -1), _side(quote, at, 1)
    if not _says_something(near):
        near = _earlier(quote, at) | near
    left, right = label
    return sum(_worth(key, weight, near, beside) for key, weight in left.items()) + sum(
        _worth(key, weight, beside, near) for key, weight in right.items()
    )


def _worth(key: str, weight: float, same: dict[str, float], other: dict[str, float]) -> float:
    return weight if key in same else 0.5 * weight if key in other else 0.0


def _earlier(quote: Analysis, at: int) -> dict[str, float]:
    """Content words of the clauses before a number's own, in its sentence, back to the first that has any."""
    token = quote.tokens[at]
    words: dict[str, float] = {}
    for other in reversed(quote.tokens[:at]):
        if other.sentence != token.sentence or (is_number(other) and words):
            break
        if other.clause != token.clause and other.content:
            words[other.key] = other.weight
    return words


def _shares_sentence(claim: Analysis, number: int, quote: Analysis, at: int) -> bool:
    """Whether some content word of the number's clause stands in the sentence of the quote's number."""
    token, theirs = claim.tokens[number], quote.tokens[at]
    mine = {other.key for other in claim.tokens if other.clause == token.clause and other.content}
    return any(
        other.key in mine for other in quote.tokens if other.sentence == theirs.sentence and other.content
    )
