"""How numbers and texts are shown to people; the same in every form of report."""

import datetime as dt
import unicodedata

import regex

from yiju.evals.outcome import Outcome

Pair = tuple[str, str]

_ASKED = frozenset({"问", "找", "场景", "目标", "客户", "查看者", "日期", "处", "论断", "植入", "资料"})
_EXPECTED = regex.compile(r"应(?:为|当|该|答|说出|标记|引用|找到|拒答)?|(?:不得|不应|不该).*")
_BEIJING = dt.timezone(dt.timedelta(hours=8))
_KEPT = frozenset("\n\t")
_LONGEST = 1500


def visible(text: str) -> str:
    """The text with every character that is not seen written out: control, bidi, zero width, surrogates.

    Newlines and tabs stay. What comes out is legal in XML 1.0 and in HTML.
    """
    return "".join(char if _plain(char) else f"‹U+{ord(char):04X}›" for char in text.replace("\r\n", "\n"))


def _plain(char: str) -> bool:
    code = ord(char)
    if char in _KEPT:
        return True
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"} and code & 0xFFFE != 0xFFFE


def shortened(text: str, most: int = _LONGEST) -> str:
    """At most so many characters, and how many there were."""
    return text if len(text) <= most else f"{text[:most]}……（共 {len(text):,} 字）"


def asked_and_given(outcome: Outcome) -> tuple[list[Pair], list[Pair]]:
    """What was asked and expected; what was given. The evidence of a claim to be judged was asked."""
    judged = any(label == "论断" for label, _ in outcome.shown)
    asked: list[Pair] = []
    given: list[Pair] = []
    for label, text in outcome.shown:
        left = label in _ASKED or is_expected(label) or (judged and label == "依据")
        (asked if left else given).append((label, text))
    if outcome.error and all(outcome.error not in text for _, text in given):
        given.insert(0, ("出错", outcome.error))
    return asked, given


def is_expected(label: str) -> bool:
    """Whether a label says what ought to be given."""
    return _EXPECTED.fullmatch(label) is not None


def percent(value: float | None, digits: int = 1) -> str:
    """``87.5%``; ``—`` where there is no value. 99.96 is not rounded up to all."""
    if value is None:
        return "—"
    shown = f"{value * 100:.{digits}f}"
    if value < 1 and float(shown) >= 100:
        shown = f"{100 - 10**-digits:.{digits}f}"
    return f"{shown}%"


def points(value: float | None) -> str:
    """A difference of shares in percentage points, ``+2.1``."""
    return "—" if value is None else f"{value * 100:+.1f}".replace("-", "−")


def p_value(p: float) -> str:
    """``p = 0.031``."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def seconds(value: float) -> str:
    """``35 毫秒``, ``4.2 秒``, ``2 分 05 秒``."""
    if value < 1:
        return f"{value * 1000:.0f} 毫秒"
    if value < 60:
        return f"{value:.1f} 秒"
    whole = round(value)
    return f"{whole // 60} 分 {whole % 60:02d} 秒"


def when(at: dt.datetime) -> str:
    """Beijing time; a time without a zone is taken as it is."""
    local = at.astimezone(_BEIJING) if at.tzinfo else at
    return f"{local:%Y-%m-%d %H:%M}"
