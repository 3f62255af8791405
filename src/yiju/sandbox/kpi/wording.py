"""A figure as people read it: number with unit, interval, what it rests on."""

from yiju.copilot.llm_checks import TOLD
from yiju.sandbox.kpi.definitions import METRICS
from yiju.sandbox.kpi.figures import KEPT, Figure

NOTHING = "—"
LASTING = {"turnaround": ("已评", "未评"), "issue_close": ("已关闭", "未关闭")}
"""What has ended, what still lasts."""
_PERCENT = frozenset({"share", "ratio", "median"})


def shown(figure: Figure) -> str:
    """The number with its unit; a dash where there is none."""
    return NOTHING if figure.value is None else _number(figure, figure.value)


def spread(figure: Figure) -> str:
    """Its 95 % interval, or nothing."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{_number(figure, figure.low)} ～ {_number(figure, figure.high)}"


def counted(figure: Figure) -> str:
    """What it rests on, in words."""
    form, more = METRICS[figure.metric].form, figure.more
    untold = f"另有 {more['untold']:g} 条建议未分开计" if "untold" in more else ""
    if KEPT in more:
        return "盲评：建议太少，会透露结论，不显示"
    if not figure.of:
        return f"还没有数据，{untold}" if untold else "还没有数据"
    if form == "share":
        edited = f"，其中改后采纳 {more['edited']:g}" if "edited" in more else ""
        return f"{figure.count:g}/{figure.of}{_of_suggestions(figure)}{edited}{_fallen(figure)}"
    if form == "ratio":
        return f"{figure.count:g}/{more['parts']:g}（{figure.of} 条建议{untold and '，' + untold}）"
    if form == "lasting":
        done, still = LASTING[figure.metric]
        late = f"，P90 {hours(more['p90'])}（只算{done}的）" if "p90" in more else ""
        return f"{done} {figure.count:g}，{still} {more['open']:g}{late}"
    if form == "median":
        return f"{figure.of} 处{_of_suggestions(figure)}，改动中位数 {more['chars']:g} 字"
    if form == "mean":
        return f"{figure.of} 条，最像的 {more['most']:.2f}"
    if form == "counts":
        return f"{figure.of} 条批注"
    return (
        f"改判 {more['overruled_good']:g}/{more['overruled']:g}，"
        f"采纳 {more['accepted_good']:g}/{more['accepted']:g}"
    )


def _of_suggestions(figure: Figure) -> str:
    count = figure.more.get("suggestions")
    return "" if count is None else f"（{count:g} 条建议）"


def _fallen(figure: Figure) -> str:
    """Why sections fell back to the extractive draft, the most frequent first."""
    whys = [(told, figure.more[code]) for code, told in TOLD.items() if code in figure.more]
    whys.sort(key=lambda why: -why[1])
    return "".join(f"；{told} {times:g}" for told, times in whys)


def brief(figure: Figure) -> str:
    """The same in a few characters, for tables."""
    form, more = METRICS[figure.metric].form, figure.more
    if KEPT in more:
        return "盲评不显示"
    if form == "lasting":
        done, still = LASTING[figure.metric]
        return f"{done} {figure.count:g}，{still} {more['open']:g}"
    if form == "ratio":
        return f"{figure.count:g}/{more['parts']:g}"
    if form in {"median", "mean"}:
        return f"n={figure.of}"
    if form == "share" and figure.of:
        return f"{figure.count:g}/{figure.of}"
    return counted(figure)


def hours(value: float) -> str:
    """A length of time: hours, or days where it is long."""
    return f"{value:.1f} 小时" if value < 72 else f"{value / 24:.1f} 天"


def _number(figure: Figure, value: float) -> str:
    form = METRICS[figure.metric].form
    if form in _PERCENT:
        return f"{value:.0%}" if value in {0.0, 1.0} else f"{value:.1%}"
    if form == "difference":
        return f"{value * 100:+.1f} 个百分点"
    if form == "lasting":
        return hours(value)
    return f"{value:g} 次" if form == "counts" else f"{value:.2f}"
