"""What the dashboard's charts have in common: colours, axes, tooltips.

Names come from people: tooltips are drawn as rich text on the canvas, never as HTML. Grey is what rests on
too few observations to be read as more than a hint.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from yiju.sandbox.kpi.figures import Figure
from yiju.sandbox.kpi.wording import counted, shown

Options = dict[str, Any]
ACCENT, SECOND, GREY, WARN = "#0b6353", "#2f5597", "#b4bdb8", "#c98a1b"
WASH, INK, SOFT, LINE = "#cfe4de", "#1c2320", "#55605b", "#dfe3e0"
_FONTS = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
TIP = {
    "renderMode": "richText",
    "confine": True,
    ":formatter": "p => [].concat(p).map(x => x.data && x.data.note).filter(Boolean).join('\\n')",
}
PERCENT = {":formatter": "v => Math.round(v * 100) + '%'"}


LABEL = {"show": True, "position": "right", "distance": 7, "color": INK}
GAP = {"borderColor": "#fff", "borderWidth": 3}
"""Between the cells of a matrix."""


def base(names: Sequence[str], *, across: bool = False) -> Options:
    """What all charts share, with an axis of names. ``across``: the bars lie."""
    category = {**axis(), "type": "category", "data": list(names), "splitLine": {"show": False}}
    widest = max((min(len(name), 9) for name in names), default=0)
    if across:
        category["axisLabel"] = {"color": SOFT, "width": 13 * widest, "overflow": "truncate"}
    return {
        "animation": False,
        "animationDurationUpdate": 0,
        "grid": {"left": 13 * widest + 12 if across else 40, "right": 44, "top": 36, "bottom": 28},
        "textStyle": {"fontFamily": _FONTS},
        ("yAxis" if across else "xAxis"): category,
    }


def axis() -> Options:
    """An axis in quiet lines."""
    return {
        "axisLine": {"lineStyle": {"color": LINE}},
        "axisTick": {"show": False},
        "splitLine": {"lineStyle": {"color": LINE}},
        "axisLabel": {"color": SOFT},
        "nameTextStyle": {"color": SOFT},
    }


def point(figure: Figure, colour: str) -> Options:
    """A week's point on the line of adoption."""
    few = "，样本少" if figure.small and figure.of else ""
    name = "有反馈的" if figure.metric == "adoption" else "全部建议"
    return {
        "value": or_gap(figure.value),
        "key": figure.slice,
        "note": f"{day(figure)} 起的一周，{name}：{shown(figure)}（{counted(figure)}{few}）",
        "itemStyle": {"color": GREY if figure.small else colour},
    }


def width(figure: Figure) -> float | str:
    """Of its interval, or a gap."""
    return "-" if figure.low is None or figure.high is None else round(figure.high - figure.low, 4)


def day(figure: Figure) -> str:
    """The Monday of a week's slice, as ``9-21``."""
    year, _, week = figure.slice.partition("-W")
    monday = dt.date.fromisocalendar(int(year), int(week), 1)
    return f"{monday.month}-{monday.day}"


def or_gap(value: float | None) -> float | str:
    """The value, or what ECharts takes for a gap."""
    return "-" if value is None else value
