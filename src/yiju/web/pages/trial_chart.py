"""A trial's intervals, as options of a chart: how often the new one wins, by how much it is preferred."""

from yiju.sandbox.trial_results import Result
from yiju.web.pages.dashboard_looks import ACCENT, GREY, INK, LINE, SOFT, WASH, Options


def interval(found: Result) -> Options:
    """Two bars from low to high with the value as a point; the middle line is no difference."""
    rate = 0.5 if found.win_rate is None else found.win_rate
    preference = (found.preference or 0.0) / 2 + 0.5
    rows = [
        ("偏好（平均）", preference, found.preference_low / 2 + 0.5, found.preference_high / 2 + 0.5),
        ("胜率", rate, found.win_low, found.win_high),
    ]
    known = found.win_rate is not None
    colour = ACCENT if known and found.final else GREY
    return {
        "animation": False,
        "aria": {"enabled": True},
        "grid": {"left": 96, "right": 28, "top": 18, "bottom": 34},
        "xAxis": {
            "type": "value",
            "min": 0,
            "max": 1,
            "interval": 0.25,
            "axisLabel": {
                "color": SOFT,
                ":formatter": "v => v == 0.5 ? '没有差别' : v == 0 ? '原来的好' : v == 1 ? '新的好' : ''",
            },
            "splitLine": {"lineStyle": {"color": LINE}},
        },
        "yAxis": {
            "type": "category",
            "data": [name for name, *_ in rows],
            "axisLabel": {"color": INK},
            "axisTick": {"show": False},
            "axisLine": {"show": False},
        },
        "series": [
            {
                "type": "bar",
                "stack": "i",
                "silent": True,
                "itemStyle": {"color": "transparent"},
                "data": [low for _, _, low, _ in rows],
            },
            {
                "type": "bar",
                "stack": "i",
                "barWidth": 12,
                "silent": True,
                "itemStyle": {"color": WASH, "borderRadius": 6},
                "data": [high - low for _, _, low, high in rows],
            },
            {
                "type": "scatter",
                "symbolSize": 13,
                "itemStyle": {"color": colour},
                "data": [[value, name] for name, value, _, _ in rows],
                "label": {
                    "show": known,
                    "position": "top",
                    "color": INK,
                    ":formatter": "p => Math.round(p.value[0] * 100) + '%'",
                },
                "markLine": {
                    "symbol": "none",
                    "silent": True,
                    "label": {"show": False},
                    "lineStyle": {"color": SOFT, "type": "dashed"},
                    "data": [{"xAxis": 0.5}],
                },
            },
        ],
    }
