"""A line of ours as the rules read it: in one spelling, with what of it is not our own words set apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from yiju.copilot.normalise import Quantity, canonical
from yiju.copilot.normalise.quantities import find_quantities
from yiju.copilot.simplified import SIMPLIFIED

_UNSEEN = regex.compile(
    r"[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}--[\t\n\r]]", regex.VERSION1
)
_YUAN = regex.compile(r"(?<=[\d百千万佰仟])[来多余]?圆|(?<=[百千万佰仟])[来多余](?=元)")
_MIXED = regex.compile(
    r"(?<![\d.])(?:(?P<k>\d)千)?(?P<h>\d)百(?:(?P<t>\d)十(?P<o>\d)?|(?P<two>\d\d)|零(?P<one>\d)|(?P<ten>\d))(?![\d.千百万十])"
)
"""A number half in digits, half in words: 4百99; of 4百9 the last place is left out in speech."""
_DIGIT_FIRST = regex.compile(r"(?<![\d.])\d(?=[百千]零?[一二两三四五六七八九])")
_CLAUSE = regex.compile(r"(?:[^，。；！？,;!?\n]|,(?=\d{3}))+")
_SENTENCE = regex.compile(r"[^。！？!?\n]+")
_QUOTED = regex.compile(r"‘([^‘’]*)’")
_THEY_SAY = regex.compile(
    r"(?:说|提|讲|谈|问|写|要求|表示|原话|答应|反映|强调|希望|担心|来信|约定)[^，。；！？‘’]{0,8}$"
)
_US = regex.compile(r"[我咱]")
_RUN = 4
"""Characters in a row that repeat the evidence."""
_SAME = 0.6
"""Share of such runs from which a quotation is one of the evidence: it may be shortened, or closed up."""
OUT = "‘’"
"""Stands where words were that are not our own."""


def spelt(text: str) -> str:
    """One width and script, without unseen characters and blanks beside Chinese; 五百来圆 as 五百元, 4百99
    as 499.
    """
    simple = _MIXED.sub(_in_digits, canonical(_UNSEEN.sub("", text)).translate(SIMPLIFIED))
    simple = _DIGIT_FIRST.sub(lambda found: "零一二三四五六七八九"[int(found[0])], simple)
    return _YUAN.sub(lambda found: "元" if found[0].endswith("圆") else "", simple)


def _in_digits(found: "regex.Match[str]") -> str:
    places = (("k", 1000), ("h", 100), ("t", 10), ("ten", 10), ("two", 1), ("one", 1), ("o", 1))
    return str(sum(int(found[name] or 0) * place for name, place in places))


@dataclass(frozen=True)
class Line:
    """A line, spelt. ``ours``: for each of its characters whether it is of our own words."""

    text: str
    ours: tuple[bool, ...]

    @cached_property
    def own(self) -> str:
        """Our own words alone, ``OUT`` for each stretch of others."""
        parts: list[str] = []
        for char, mine in zip(self.text, self.ours, strict=True):
            if mine:
                parts.append(char)
            elif not parts or parts[-1] != OUT:
                parts.append(OUT)
        return "".join(parts)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """What it counts, in order, others' figures among them."""
        return tuple(sorted(find_quantities(self.text, lambda start, end: False), key=lambda q: q.start))

    def is_ours(self, start: int, end: int) -> bool:
        """Whether any of a stretch is of our own words."""
        return any(self.ours[start:end])

    def clause(self, at: int) -> tuple[int, int]:
        """Where the clause around a place begins and ends."""
        return _around(_CLAUSE, self.text, at)

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence around a place begins and ends."""
        return _around(_SENTENCE, self.text, at)


def read_line(line: str, bases: Sequence[str] = ()) -> Line:
    """A line, spelt. Not ours is what it repeats of ``bases`` word for word, and what it quotes in ‘’ of
    them, or of somebody who is said to have said it.
    """
    text, known = spelt(line), [spelt(base) for base in bases]
    ours = [True] * len(text)
    for start, end in (*_repeated(text, known), *_quoted(text, known)):
        ours[start:end] = [False] * (end - start)
    return Line(text, tuple(ours))


def _repeated(text: str, known: Sequence[str]) -> Iterator[tuple[int, int]]:
    for base in known:
        at = text.find(base) if len(base) >= _RUN else -1
        while at >= 0:
            yield at, at + len(base)
            at = text.find(base, at + len(base))


def _quoted(text: str, known: Sequence[str]) -> Iterator[tuple[int, int]]:
    for match in _QUOTED.finditer(text):
        before = text[_around(_CLAUSE, text, match.start() - 1)[0] : match.start()]
        theirs = _THEY_SAY.search(before) and not _US.search(before)
        if theirs or _of(match[1], known):
            yield match.span()


def _of(words: str, known: Sequence[str]) -> bool:
    """Whether words are of the evidence, though shortened."""
    runs = {words[at : at + _RUN] for at in range(len(words) - _RUN + 1)}
    if not runs:
        return any(words in base for base in known)
    return sum(any(run in base for base in known) for run in runs) >= _SAME * len(runs)


def _around(pattern: "regex.Pattern[str]", text: str, at: int) -> tuple[int, int]:
    return next(
        (found.span() for found in pattern.finditer(text) if found.start() <= at < found.end()),
        (max(at, 0), max(at, 0)),
    )
