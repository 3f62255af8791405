"""Automatic numbers of a DOCX, rendered as Word prints them (ECMA-376 part 1, 17.9)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from yiju.ingest.docx_package import Parts, W, switched, value
from yiju.ingest.figures import whole
from yiju.ingest.office_archive import Element

_HAN = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_HIGHEST = 32_767
"""The highest first number Word allows; beyond it a file is forged, and its letters would fill memory."""
_PLACE = re.compile(r"%([1-9])")


def han(
    number: int, digits: str = _HAN.replace("〇", "零"), units: tuple[str, ...] = ("", "十", "百", "千")
) -> str:
    """Chinese counting: 12 → 十二, 105 → 一百零五; from 10,000 on, digit by digit."""
    if number >= 10_000:
        return "".join(_HAN[int(d)] for d in str(number))
    text = ""
    figures = str(number)
    for at, figure in enumerate(figures):
        unit = units[len(figures) - 1 - at]
        if figure != "0":
            text += digits[int(figure)] + unit
        elif text and not text.endswith(digits[0]) and set(figures[at:]) != {"0"}:
            text += digits[0]
    if 10 <= number < 20 and units[1] == "十":
        text = text[1:]
    return text or digits[0]


def roman(number: int) -> str:
    """Roman figures, capital; plain ones beyond 3,999, which has none."""
    if number > 3999:
        return str(number)
    text = ""
    pairs = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
    for value_, sign in (*pairs, (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += sign * (number // value_)
        number %= value_
    return text


def letters(number: int) -> str:
    """a … z, aa, bb … as Word counts; plain figures where that would fill the line."""
    if number > 26 * 30:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def circled(number: int) -> str:
    """① … ⑳, beyond that plain figures."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "upperRoman": roman,
    "lowerRoman": lambda n: roman(n).lower(),
    "upperLetter": lambda n: letters(n).upper(),
    "lowerLetter": letters,
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "ideographTraditional": lambda n: _STEMS[(n - 1) % 10],
    "ideographZodiac": lambda n: _BRANCHES[(n - 1) % 12],
    "ideographDigital": lambda n: "".join(_HAN[int(d)] for d in str(n)),
    "chineseLegalSimplified": lambda n: han(n, _LEGAL, ("", "拾", "佰", "仟")),
    "none": lambda n: "",
    "bullet": lambda n: "",
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand"), han
    ),
    **dict.fromkeys(("japaneseCounting", "japaneseDigitalTenThousand", "koreanCounting"), han),
}


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)
    """Levels that this instance starts anew, with the first number."""


class Numbering:
    """Counts a document's automatic numbers; ask for its paragraphs in order."""

    def __init__(self, parts: Parts) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if parts.numbering is not None:
            self._load(parts.numbering)

    def _load(self, root: Element) -> None:
        abstracts = {a.get(f"{W}abstractNumId") or "": a for a in root.iterfind(f"{W}abstractNum")}
        by_style = {value(a, "styleLink"): a for a in abstracts.values() if value(a, "styleLink")}
        for num in root.iterfind(f"{W}num"):
            identifier = value(num, "abstractNumId") or ""
            abstract = abstracts.get(identifier)
            if abstract is not None and value(abstract, "numStyleLink"):
                abstract = by_style.get(value(abstract, "numStyleLink"), abstract)
            if abstract is None:
                continue
            levels = {_at(lvl): _level(lvl) for lvl in abstract.iterfind(f"{W}lvl")}
            entry = _List(abstract.get(f"{W}abstractNumId") or identifier, levels)
            for override in num.iterfind(f"{W}lvlOverride"):
                at = _at(override)
                own = override.find(f"{W}lvl")
                if own is not None:
                    levels[at] = _level(own)
                start = value(override, "startOverride")
                if start is not None and start.isdecimal():
                    entry.starts[at] = _first(start)
            self._lists[num.get(f"{W}numId") or ""] = entry

    def text(self, number_id: str | None, level: int) -> str:
        """The number of the next paragraph of a list, with what separates it from the text; empty if none."""
        entry = self._lists.get(number_id or "")
        if entry is None or number_id == "0" or level not in entry.levels:
            return ""
        counts = self._counts.setdefault(entry.abstract, {})
        here = entry.levels[level]
        if level in entry.starts and (number_id or "", level) not in self._begun:
            counts[level] = entry.starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else here.start
        self._begun.add((number_id or "", level))
        for deeper in [at for at in counts if at > level]:
            restart = entry.levels[deeper].restart if deeper in entry.levels else None
            if restart is None or (restart != 0 and level < restart):
                del counts[deeper]
        for coarser in range(level):
            if coarser not in counts and coarser in entry.levels:
                counts[coarser] = entry.levels[coarser].start

        def shown(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = entry.levels.get(at)
            if other is None:
                return ""
            form = "decimal" if here.legal and other.form not in ("none", "bullet") else other.form
            return _FORMATS.get(form, str)(counts.get(at, other.start))

        if here.form == "bullet":
            return ""
        printed = _PLACE.sub(shown, here.text).strip()
        if not printed or here.suffix == "nothing":
            return printed
        return printed if printed[-1] in "、）】：" else printed + " "


def _at(element: Element) -> int:
    text = element.get(f"{W}ilvl") or "0"
    return whole(text) or 0


def _first(text: str) -> int:
    """A first number, no higher than Word allows."""
    number = whole(text)
    return min(_HIGHEST if number is None and text.isdecimal() else number or 0, _HIGHEST)


def _level(element: Element) -> _Level:
    start, restart = value(element, "start"), value(element, "lvlRestart")
    return _Level(
        1 if start is None else _first(start),
        value(element, "numFmt") or "decimal",
        value(element, "lvlText") or "",
        value(element, "suff") or "tab",
        bool(switched(element, "isLgl")),
        whole(restart),
    )
