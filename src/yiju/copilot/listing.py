"""Several things asked for in one breath: 质保期和付款条件 are two questions."""

import itertools

import regex

from yiju.copilot.cues import attributes

_AND = regex.compile(
    r"(?P<run_on>[\p{Han}A-Za-z0-9]{0,6}?)\s*(?:和|与|及|以及|、|还有|跟|\band\b)\s*(?P<next>[^，,。；;？?]{0,6}?)"
)
_COMPARED = regex.compile(
    r"哪个|哪一个|谁更|区别|差别|差异|不同|一样|相同|关系|相比|比较|之间|之和|加起来|一共|合计|分别比|挂钩|冲突|矛盾|影响"
)
"""The two are set against each other: that is one question."""


def each_asked(text: str) -> list[str]:
    """The questions for each of several attributes that a text names one after the other; else the text.

    What stands before the first and after the last goes with each: 合同里的质保期和付款条件是什么 is
    合同里的质保期是什么 and 合同里的付款条件是什么.
    """
    named = _named(text)
    if len(named) < 2 or _COMPARED.search(text):
        return [text]
    cuts: list[tuple[int, int]] = []
    for (_, _, end), (_, begin, _) in itertools.pairwise(named):
        match = _AND.fullmatch(text, end, begin)
        if match is None:
            return [text]
        cuts.append((match.end("run_on"), match.start("next")))
    first, last = named[0][1], named[-1][2]
    head, tail = text[:first], text[last:]
    starts, ends = [first, *(after for _, after in cuts)], [*(before for before, _ in cuts), last]
    return [f"{head}{text[a:b].strip()}{tail}" for a, b in zip(starts, ends, strict=True)]


def _named(text: str) -> list[tuple[str, int, int]]:
    """Attributes as they are named, with their places; of overlapping ones the longest, each only once.

    Of one attribute, kinds of it (预付款, 尾款) are different things.
    """
    found: list[tuple[str, int, int]] = []
    for attribute in attributes():
        for match in attribute.words.finditer(text):
            kind = attribute.kinds.search(match.group())
            found.append((f"{attribute.name}{kind.group() if kind else ''}", *match.span()))
    found.sort(key=lambda one: (-(one[2] - one[1]), one[1]))
    kept: list[tuple[str, int, int]] = []
    for one in found:
        if all(one[2] <= other[1] or one[1] >= other[2] for other in kept):
            kept.append(one)
    kept.sort(key=lambda one: one[1])
    return kept if len({name for name, _, _ in kept}) == len(kept) else []
