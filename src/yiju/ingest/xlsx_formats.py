"""Cell values of a workbook as Excel shows them: dates, percentages, decimals (ECMA-376 18.8.30)."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TypeVar

from yiju.ingest.office_archive import Element

_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Built-in formats of dates and times; 27 to 36 and 50 to 58 are those of East Asian Excel."""
_TIMES = frozenset((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56))
_WITH_TIME = frozenset((*_TIMES, 22))
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00",
}  # fmt: skip
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]')
_PLACES = re.compile(r"[0#?,.]+")
_GENERAL = re.compile(r"general|g/通用格式|通用格式|g/標準|standard", re.IGNORECASE)
"""Excel's word for a number as it is, and those of its Chinese and German versions."""
_SCIENTIFIC = re.compile(r"E[+-]", re.IGNORECASE)
_OF_DATES = re.compile(r"[ymdhsge]|aaa", re.IGNORECASE)
T = TypeVar("T")
_WHITE = frozenset(("FFFFFFFF", "00FFFFFF", "FFFFFF"))


@dataclass(frozen=True, slots=True)
class Format:
    """How a cell shows its value.

    Attributes:
        is_date, has_time, only_time: what of a moment is shown.
        decimals: shown after the point; None for as many as there are. zeros: figures before it, at least.
        never: the value is not shown at all. no_number: numbers are not. white: in the colour of a sheet.
    """

    is_date: bool = False
    has_time: bool = False
    only_time: bool = False
    decimals: int | None = None
    zeros: int = 0
    thousands: bool = False
    percent: bool = False
    before: str = ""
    after: str = ""
    bold: bool = False
    never: bool = False
    no_number: bool = False
    white: bool = False


def formats_of(styles: Element | None) -> list[Format]:
    """The formats that cells name by number."""
    if styles is None:
        return []
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter("{*}numFmt")}
    fonts = [(_is_bold(one), _is_white(one.find("{*}color"))) for one in styles.iterfind("{*}fonts/{*}font")]
    fills = [_is_ground(one) for one in styles.iterfind("{*}fills/{*}fill")]
    made: list[Format] = []
    for xf in styles.iterfind("{*}cellXfs/{*}xf"):
        number = xf.get("numFmtId", "0")
        bold, white = _at(fonts, xf.get("fontId"), (False, False))
        clear = white and not _at(fills, xf.get("fillId"), False)
        own = int(number) if number.isdigit() and number not in codes else -1
        code = codes.get(number) or _BUILT_IN.get(own, "")
        made.append(
            _format(int(number) if number.isdigit() and number not in codes else -1, code, bold, clear)
        )
    return made


def _at(found: Sequence[T], number: str | None, otherwise: T) -> T:
    at = int(number) if number and number.isdigit() else -1
    return found[at] if 0 <= at < len(found) else otherwise


def _is_bold(font: Element) -> bool:
    mark = font.find("{*}b")
    return mark is not None and mark.get("val", "1") not in ("0", "false")


def _is_white(colour: Element | None) -> bool:
    if colour is None or colour.get("tint") not in (None, "0"):
        return False
    return str(colour.get("rgb", "")).upper() in _WHITE or colour.get("theme") == "0"


def _is_ground(fill: Element) -> bool:
    """Whether a fill lies behind the text that white letters stand out from."""
    pattern = fill.find("{*}patternFill")
    if pattern is None:
        return fill.find("{*}gradientFill") is not None
    if pattern.get("patternType", "none") == "none":
        return False
    return not _is_white(pattern.find("{*}fgColor"))


def _format(number: int, code: str, bold: bool, clear: bool) -> Format:
    if number in _DATES:
        return Format(True, number in _WITH_TIME, number in _TIMES, bold=bold, white=clear)
    parts = [part.strip() for part in code.split(";")]
    if len(parts) > 2 and not any(parts[:3]):
        return Format(bold=bold, never=len(parts) > 3 and not parts[3], no_number=True, white=clear)
    section = code.split(";", maxsplit=1)[0]
    plain = _LITERAL.sub("\0", section)
    elapsed = re.search(r"\[[hms]+\]", section, re.IGNORECASE) is not None
    if _GENERAL.search(plain):
        before, after = _around(_GENERAL, section)
        return Format(before=before, after=after, bold=bold, white=clear)
    if elapsed or (_OF_DATES.search(plain) and not _SCIENTIFIC.search(plain)):
        day = re.search(r"[yde]|aaa", plain, re.IGNORECASE) is not None
        time = elapsed or re.search(r"[hs]", plain, re.IGNORECASE) is not None
        return Format(True, time, time and not day, bold=bold, white=clear)
    places = _PLACES.search(plain)
    rest = _PLACES.sub("", plain, count=1).replace("%", "").strip()
    # A format that divides, or draws its figures otherwise, is not followed: the value itself is given.
    if (
        not places
        or places.group().endswith(",")
        or "/" in plain
        or "E" in plain
        or "!" in section
        or rest.strip("-+() ¥￥$€£元\0")
    ):
        return Format(bold=bold, white=clear)
    point = places.group().partition(".")
    before, after = _around(_PLACES, section)
    percent = "%" in plain
    return Format(
        decimals=len(re.sub(r"[^0#?]", "", point[2])), zeros=point[0].count("0"),
        thousands="," in point[0], percent=percent, before=before,
        after=after.replace("%", "", 1).strip() if percent else after, bold=bold, white=clear,
    )  # fmt: skip


def _around(figures: re.Pattern[str], section: str) -> tuple[str, str]:
    """What is shown before and behind the figures."""
    shown = _LITERAL.sub(lambda m: m[1] or m[2] or m[3] or "", section).strip()
    at = figures.search(shown)
    return (shown[: at.start()].strip(), shown[at.end() :].strip()) if at else ("", "")


def number_text(raw: str, form: Format, *, epoch_1904: bool = False) -> str:
    """A number as its cell shows it."""
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return raw
    if not value.is_finite():
        return raw
    if form.is_date:
        return _moment(float(value), form, epoch_1904) or _plain(value)
    if form.decimals is None:
        return f"{form.before}{_plain(value)}{form.after}"
    if form.percent:
        value *= 100
    try:
        rounded = value.quantize(Decimal(1).scaleb(-form.decimals), rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return _plain(value)
    sign = "-" if rounded < 0 else ""
    whole, point, rest = (f"{abs(rounded):,f}" if form.thousands else f"{abs(rounded):f}").partition(".")
    digits = whole.zfill(form.zeros) + point + rest
    return f"{sign}{form.before}{digits}{'%' if form.percent else ''}{form.after}"


def _plain(value: Decimal) -> str:
    """As many digits as Excel keeps: fifteen."""
    if value.adjusted() > 300:
        return str(value)
    short = Decimal(f"{float(value):.15g}")
    if short and not -12 <= short.adjusted() <= 20:
        return f"{float(short):.15g}"
    text = f"{short:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(serial: float, form: Format, epoch_1904: bool) -> str:
    """Days since the end of 1899, or since 1904; Excel takes 1900 for a leap year."""
    start = dt.datetime(1904, 1, 1) if epoch_1904 else dt.datetime(1899, 12, 30 if serial >= 61 else 31)
    try:
        moment = start + dt.timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return ""
    time = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    if form.only_time and 0 <= serial < 1:
        return time
    if form.only_time and serial < 1000:  # hours that went by
        hours, rest = divmod(round(serial * 86_400), 3600)
        return f"{hours}:{rest // 60:02d}"
    if serial < 1:
        return time if serial >= 0 and form.has_time else ""
    return (
        f"{moment:%Y-%m-%d} {time}"
        if form.has_time and (moment.hour or moment.minute)
        else f"{moment:%Y-%m-%d}"
    )
