"""The dashboard's charts, as options of ECharts: made from figures alone."""

from collections.abc import Mapping, Sequence

from yiju.sandbox.agreement import Agreement
from yiju.sandbox.intervals import wilson
from yiju.sandbox.kpi.figures import FEW, Figure
from yiju.sandbox.kpi.wording import counted, hours, shown
from yiju.web.pages.dashboard_looks import (
    ACCENT,
    GAP,
    GREY,
    LABEL,
    PERCENT,
    SECOND,
    SOFT,
    TIP,
    WARN,
    WASH,
    Options,
    axis,
    base,
    day,
    or_gap,
    point,
    width,
)


def adoption(weeks: Sequence[tuple[Figure, Figure]]) -> Options:
    """Adoption by week with its interval: over advice that got a signal, and over all of it."""
    names = [day(told) for told, _all in weeks]
    low = [or_gap(told.low) for told, _all in weeks]
    band = [width(told) for told, _all in weeks]
    line = {"type": "line", "symbolSize": 9, "lineStyle": {"width": 2.5}}
    hidden = {"type": "line", "stack": "band", "symbol": "none", "lineStyle": {"opacity": 0}, "silent": True}
    return {
        **base(names),
        "legend": {"data": ["有反馈的", "全部建议"], "top": 0, "right": 0, "textStyle": {"color": SOFT}},
        "tooltip": {"trigger": "axis", **TIP},
        "yAxis": {**axis(), "min": 0, "max": 1, "axisLabel": {"color": SOFT, **PERCENT}},
        "series": [
            {**hidden, "data": low},
            {**hidden, "data": band, "areaStyle": {"color": WASH, "opacity": 0.7}},
            {**line, "name": "有反馈的", "color": ACCENT, "data": [point(t, ACCENT) for t, _all in weeks]},
            {
                **line,
                "name": "全部建议",
                "color": SECOND,
                "lineStyle": {"width": 1.5, "type": "dashed"},
                "data": [point(whole, SECOND) for _told, whole in weeks],
            },
        ],
    }


def reasons(figure: Figure, labels: Mapping[str, str]) -> Options:
    """How often each reason was given, the most frequent on top."""
    counts = sorted(figure.more.items(), key=lambda pair: pair[1])
    return {
        **base([labels.get(code, code) for code, _count in counts], across=True),
        "tooltip": {"trigger": "item", **TIP},
        "xAxis": {**axis(), "type": "value", "minInterval": 1},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 18,
                "label": LABEL,
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
        **base([day(one) for one in weeks]),
        "legend": {"top": 0, "left": 0, "textStyle": {"color": SOFT}},
        "tooltip": {"trigger": "axis", **TIP},
        "yAxis": [
            {**axis(), "minInterval": 1},
            {**axis(), "min": 0, "splitLine": {"show": False}},
        ],
        "series": [
            {
                **count,
                "name": "已评",
                "color": WASH,
                "data": [
                    {"value": one.count, "note": f"{day(one)} 起的一周：{counted(one)}", "key": one.slice}
                    for one in weeks
                ],
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
                        "value": or_gap(one.value),
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
        grey = {"itemStyle": {"color": "#e4e8e6"}, "label": {"color": SOFT}} if alpha.small else {}
        for across, up in ((pair.one, pair.other), (pair.other, pair.one)):
            place = [names.index(across), names.index(up), alpha.value or 0]
            label = {
                "show": True,
                "lineHeight": 15,
                "formatter": f"{told}\nn={alpha.units}",
                **grey.get("label", {}),
            }
            cells.append({"value": place, "note": note, **grey, "label": label})
    sides = {
        "type": "category",
        "data": names,
        "axisLabel": {"color": SOFT},
        "axisTick": {"show": False},
        "axisLine": {"show": False},
    }
    return {
        **base([]),
        "tooltip": {"trigger": "item", **TIP},
        "xAxis": sides,
        "yAxis": sides,
        "visualMap": {
            "show": False,
            "min": -0.2,
            "max": 1,
            "inRange": {"color": ["#f3c7c2", "#fdf1dd", "#cfe4de", "#5fa792"]},
        },
        "series": [{"type": "heatmap", "data": cells, "itemStyle": GAP}],
    }


def sameness(reps: Sequence[Figure]) -> Options:
    """How alike each rep's talk tracks for different customers are."""
    ordered = sorted((one for one in reps if one.value is not None), key=lambda one: one.value or 0)
    return {
        **base([one.slice for one in ordered], across=True),
        "tooltip": {"trigger": "item", **TIP},
        "xAxis": {**axis(), "type": "value", "min": 0, "max": 1},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 18,
                "label": {**LABEL, ":formatter": "p => p.value.toFixed(2)"},
                "markLine": {
                    "symbol": "none",
                    "silent": True,
                    "label": {"formatter": "0.5", "color": SOFT},
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
        **base(["主管改写或驳回", "主管采纳"], across=True),
        "tooltip": {"trigger": "item", **TIP},
        "xAxis": {**axis(), "type": "value", "min": 0, "max": 1, "axisLabel": {"color": SOFT, **PERCENT}},
        "series": [
            {
                "type": "bar",
                "barMaxWidth": 26,
                "label": LABEL,
                "data": sides,
            }
        ],
    }
