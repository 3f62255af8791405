"""The dashboard's charts, as options of ECharts: made from figures alone.

Names come from people: tooltips are drawn as rich text on the canvas, never as HTML. Grey is what
rests on too few observations to be read as more than a hint.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from yiju.sandbox.agreement import Agreement
from yiju.sandbox.kpi.estimate import wilson
from yiju.sandbox.kpi.figures import FEW, Figure
from yiju.sandbox.kpi.wording import counted, hours, shown

Options = dict[str, Any]
ACCENT, SECOND, GREY, WARN = "#0b6353", "#2f5597", "#b4bdb8", "#c98a1b"
_WASH, _INK, _SOFT, _LINE = "#cfe4de", "#1c2320", "#55605b", "#dfe3e0"
_TIP = {
    "renderMode": "richText",
    "confine": True,
    ":formatter": "p => [].concat(p).map(x => x.data && x.data.note).filter(Boolean).join('\\n')",
}
_PERCENT = {":formatter": "v => Math.round(v * 100) + '%'"}


def adoption(weeks: Sequence[tuple[Figure, Figure]]) -> Options:
    """Adoption by week with its interval: over advice that got a signal, and over all of it."""
    names = [told.slice for told, _all in weeks]
    low = [_or_gap(told.low) for told, _all in weeks]
    band = [
        "-" if told.low is None or told.high is None else round(told.high - told.low, 4)
        for told, _all in weeks
    ]
    line = {"type": "line", "symbolSize": 9, "lineStyle": {"width": 2.5}}
    hidden = {"type": "line", "stack": "band", "symbol": "none", "lineStyle": {"opacity": 0}, "silent": True}
    return {
        **_base(names),
        "legend": {"data": ["有反馈的", "全部建议"], "top": 0, "right": 0, "textStyle": {"color": _SOFT}},
        "tooltip": {"trigger": "axis", **_TIP},
        "yAxis": {**_axis(), "min": 0, "max": 1, "axisLabel": {"color": _SOFT, **_PERCENT}},
        "series": [
            {**hidden, "data": low},
            {**hidden, "data": band, "areaStyle": {"color": _WASH, "opacity": 0.7}},
            {**line, "name": "有反馈的", "color": ACCENT, "data": [_point(t, ACCENT) for t, _all in weeks]},
            {
                **line,
                "name": "全部建议",
                "color": SECOND,
                "lineStyle": {"width": 1.5, "type": "dashed"},
                "data": [_point(whole, SECOND) for _told, whole in weeks],
            },
        ],
    }


def reasons(figure: Figure, labels: Mapping[str, str]) -> Options:
    """How often each reason was given, the most frequent on top."""
    counts = sorted(figure.more.items(), key=lambda pair: pair[1])
    return {
        **_base([labels.get(code, code) for code, _count in counts], across=True),
        "tooltip": {"trigger": "item", **_TIP},
        "xAxis": {**_axis(), "type": "value", "minInterval": 1},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 18,
                "label": {"show": True, "position": "right", "color": _INK},
                "data": [
                    {
                        "value": count,
                        "key": code,
                        "note": f"{labels.get(code, code)}：{count:g} 次",
                        "itemStyle": {"color": ACCENT if figure.of >= FEW else GREY},
                    }
                    for code, count in counts
                ],
            }
        ],
    }


def turnaround(weeks: Sequence[Figure]) -> Options:
    """By week: how much was reviewed and how much still waits, and the median of hours until a review."""
    count = {"type": "bar", "stack": "count", "barMaxWidth": 22}
    return {
        **_base([one.slice for one in weeks]),
        "legend": {"top": 0, "right": 0, "textStyle": {"color": _SOFT}},
        "tooltip": {"trigger": "axis", **_TIP},
        "yAxis": [
            {**_axis(), "name": "条", "minInterval": 1},
            {**_axis(), "name": "小时", "min": 0, "splitLine": {"show": False}},
        ],
        "series": [
            {
                **count,
                "name": "已评",
                "color": _WASH,
                "data": [{"value": one.count, "note": f"{one.slice}：{counted(one)}"} for one in weeks],
            },
            {
                **count,
                "name": "还在等",
                "color": WARN,
                "data": [{"value": one.more.get("open", 0)} for one in weeks],
            },
            {
                "type": "line",
                "name": "中位数（小时）",
                "yAxisIndex": 1,
                "symbolSize": 8,
                "color": ACCENT,
                "data": [
                    {
                        "value": _or_gap(one.value),
                        "note": "中位数：" + ("多数还在等，没有" if one.value is None else hours(one.value)),
                        "itemStyle": {"color": GREY if one.small else ACCENT},
                    }
                    for one in weeks
                ],
            },
        ],
    }


def matrix(found: Agreement) -> Options:
    """Alpha of every two reviewers who judged something in common."""
    names = sorted({name for pair in found.pairs for name in (pair.one, pair.other)})
    cells = []
    for pair in found.pairs:
        alpha = pair.alpha
        told = "样本\n不足" if alpha.value is None else f"{alpha.value:.2f}"
        between = f"，区间 {alpha.low:.2f} 到 {alpha.high:.2f}" if alpha.low is not None else ""
        note = f"{pair.one} / {pair.other}：α {told.replace(chr(10), '')}{between}"
        note += f"\n都评过 {alpha.units} 处，结论相同 {pair.same} 处"
        grey = {"itemStyle": {"color": "#e4e8e6"}, "label": {"color": _SOFT}} if alpha.small else {}
        for across, up in ((pair.one, pair.other), (pair.other, pair.one)):
            place = [names.index(across), names.index(up), alpha.value or 0]
            label = {"show": True, "formatter": f"{told}\nn={alpha.units}", **grey.get("label", {})}
            cells.append({"value": place, "note": note, **grey, "label": label})
    axis = {"type": "category", "data": names, "axisLabel": {"color": _SOFT}, "splitArea": {"show": True}}
    return {
        **_base([]),
        "tooltip": {"trigger": "item", **_TIP},
        "xAxis": axis,
        "yAxis": axis,
        "visualMap": {
            "show": False,
            "min": -0.2,
            "max": 1,
            "inRange": {"color": ["#f3c7c2", "#fdf1dd", "#cfe4de", "#5fa792"]},
        },
        "series": [
            {"type": "heatmap", "data": cells, "itemStyle": {"borderColor": "#fff", "borderWidth": 3}}
        ],
    }


def sameness(reps: Sequence[Figure]) -> Options:
    """How alike each rep's talk tracks for different customers are."""
    ordered = sorted((one for one in reps if one.value is not None), key=lambda one: one.value or 0)
    return {
        **_base([one.slice for one in ordered], across=True),
        "tooltip": {"trigger": "item", **_TIP},
        "xAxis": {**_axis(), "type": "value", "min": 0, "max": 1},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 18,
                "label": {
                    "show": True,
                    "position": "right",
                    "color": _INK,
                    ":formatter": "p => p.value.toFixed(2)",
                },
                "markLine": {
                    "symbol": "none",
                    "silent": True,
                    "label": {"formatter": "0.5", "color": _SOFT},
                    "lineStyle": {"color": WARN},
                    "data": [{"xAxis": 0.5}],
                },
                "data": [
                    {
                        "value": one.value,
                        "key": one.slice,
                        "note": f"{one.slice}：{shown(one)}（{counted(one)}）",
                        "itemStyle": {"color": GREY if one.small else ACCENT},
                    }
                    for one in ordered
                ],
            }
        ],
    }


def override(figure: Figure) -> Options:
    """How often meetings went well after advice that reviewers overruled, and that they let stand."""
    sides = []
    for label, name in (("改写或驳回", "overruled"), ("采纳", "accepted")):
        good, of = figure.more.get(f"{name}_good", 0), figure.more.get(name, 0)
        between = wilson(good, of)
        spread = f"，95% 区间 {between[0]:.0%} ～ {between[1]:.0%}" if between else ""
        sides.append(
            {
                "value": good / of if of else "-",
                "note": f"{label}：{good:g}/{of:g} 次会面有推进或赢单{spread}",
                "label": {"formatter": f"{good:g}/{of:g}"},
                "itemStyle": {"color": GREY if of < FEW else ACCENT},
            }
        )
    return {
        **_base(["主管改写或驳回", "主管采纳"], across=True),
        "tooltip": {"trigger": "item", **_TIP},
        "xAxis": {**_axis(), "type": "value", "min": 0, "max": 1, "axisLabel": {"color": _SOFT, **_PERCENT}},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 26,
                "label": {"show": True, "position": "right", "color": _INK},
                "data": sides,
            }
        ],
    }


def _base(names: Sequence[str], *, across: bool = False) -> Options:
    category = {**_axis(), "type": "category", "data": list(names), "splitLine": {"show": False}}
    return {
        "animation": False,
        "grid": {"left": 4, "right": 36, "top": 36, "bottom": 4, "containLabel": True},
        "textStyle": {"fontFamily": "inherit"},
        ("yAxis" if across else "xAxis"): category,
    }


def _axis() -> Options:
    return {
        "axisLine": {"lineStyle": {"color": _LINE}},
        "axisTick": {"show": False},
        "splitLine": {"lineStyle": {"color": _LINE}},
        "axisLabel": {"color": _SOFT},
        "nameTextStyle": {"color": _SOFT},
    }


def _point(figure: Figure, colour: str) -> Options:
    few = "，样本少" if figure.small and figure.of else ""
    name = "有反馈的" if figure.metric == "adoption" else "全部建议"
    return {
        "value": _or_gap(figure.value),
        "note": f"{figure.slice} {name}：{shown(figure)}（{counted(figure)}{few}）",
        "itemStyle": {"color": GREY if figure.small else colour},
    }


def _or_gap(value: float | None) -> float | str:
    return "-" if value is None else value
