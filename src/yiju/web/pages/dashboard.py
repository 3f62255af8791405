"""``/dashboard``: key figures with their counts; each leads to its rows. For directors and admins."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui
from nicegui.events import EChartPointClickEventArguments

from yiju.sandbox.agreement import Agreement, agreement
from yiju.sandbox.blind import report_seen
from yiju.sandbox.kpi.definitions import METRICS, SLICES, Slice
from yiju.sandbox.kpi.facts import Snapshot, snapshot
from yiju.sandbox.kpi.figures import Figure, Report, figure_of, report_of
from yiju.sandbox.kpi.rows import rows_of
from yiju.sandbox.kpi.wording import counted, shown, spread
from yiju.store.access import reviewed_units
from yiju.store.types import Viewer
from yiju.web.deps import page_house, page_viewer
from yiju.web.house import House
from yiju.web.pages import dashboard_charts as charts
from yiju.web.pages import dashboard_rows
from yiju.web.pages.dashboard_looks import Options
from yiju.web.pages.dashboard_parts import Wish, show_definitions, show_slices, style
from yiju.web.pages.frame import Keys, frame, page
from yiju.web.pages.theme import Text, alert, aside, box, button, chip, empty, link

SPANS = {"30": "最近 30 天", "90": "最近 90 天", "365": "最近一年", "0": "全部"}
_TILES = (
    "adoption",
    "acceptance",
    "coverage",
    "turnaround",
    "issue_close",
    "edit_distance",
    "sameness",
    "dropped",
    "refused",
    "drafting",
)
_WEEKS = 16
"""The newest weeks that a chart shows."""


@dataclass(frozen=True)
class Told:
    """All that the page shows."""

    report: Report
    weeks: list[dict[str, Figure]]
    reps: list[dict[str, Figure]]
    agreement: Agreement


def register() -> None:
    """Add the page and that of the rows."""

    @page("/dashboard", heads=True)
    async def dashboard(days: str = "90", by: str = "") -> None:
        viewer, house = await page_viewer(), page_house()
        wish = Wish(days if days in SPANS else "90", by if by in SLICES else "")
        told = await aside(_load, house, viewer, wish)
        keys = Keys().add("p", "打印", _print)
        units = "、".join(sorted(reviewed_units(viewer)))
        subtitle = f"{SPANS[wish.days]} · {told.report.advice} 条建议 · {units}"
        with frame(viewer, "看板", here="dashboard", keys=keys, subtitle=subtitle):
            style()
            _choices(wish)
            if told.report.cut:
                alert("建议太多，只算了最新的一部分；请缩短时间段。")
            if not told.report.advice and not any(one.of for one in told.report.figures):
                with box("y-card"):
                    empty("这段时间还没有建议", "换长一些的时间段；销售用起来后，这里会有采纳、评审和结果。")
                return
            whole = {one.metric: one for one in told.report.figures if not one.slice}
            _tiles(whole, wish)
            _charts(told, whole, wish, house)
            if wish.by:
                show_slices(told.report, wish)
            show_definitions()

    dashboard_rows.register()


def _load(house: House, viewer: Viewer, wish: Wish) -> Told:
    sql, since = house.store.sql, wish.since
    found = snapshot(sql, viewer, since=since)
    by: Slice | None = next((one for one in SLICES if one == wish.by), None)
    return Told(
        report=report_seen(
            sql, viewer, house.settings, found, report_of(found, since=since, until=None, by=by)
        ),
        weeks=_parts(found, "week", ("adoption", "adoption_of_all", "turnaround"))[-_WEEKS:],
        reps=_parts(found, "rep", ("sameness",)),
        agreement=agreement(sql, viewer, house.rubric, since=since),
    )


def _parts(found: Snapshot, by: Slice, metrics: Sequence[str]) -> list[dict[str, Figure]]:
    return [
        {metric: figure_of(metric, rows_of(metric, part), key) for metric in metrics}
        for key, part in found.sliced(by).items()
        if part.advice
    ]


def _print() -> None:
    ui.run_javascript("window.print()")


def _choices(wish: Wish) -> None:
    with box("y-row y-filters"):
        span = ui.select(
            SPANS, value=wish.days, on_change=lambda event: ui.navigate.to(wish.address(days=event.value))
        )
        span.props('outlined dense options-dense aria-label="时间段"').classes("y-select")
        slices: dict[str, str] = {"": "不分开看"}
        slices |= {name: f"按{label}" for name, label in SLICES.items()}
        cut = ui.select(
            slices, value=wish.by, on_change=lambda event: ui.navigate.to(wish.address(by=event.value))
        )
        cut.props('outlined dense options-dense aria-label="分开看"').classes("y-select")
        button("打印", _print, "small y-push")


def _tiles(whole: dict[str, Figure], wish: Wish) -> None:
    with box("k-tiles"):
        for metric in _TILES:
            figure = whole[metric]
            with link("", wish.rows(metric), "y-card k-tile") as tile:
                if figure.small:
                    tile.classes("few")
                with box("y-row"):
                    Text("span", METRICS[metric].label, "k-name")
                    if figure.small and figure.of:
                        chip("样本少")
                Text("span", shown(figure), "k-value y-num")
                Text("span", counted(figure), "y-soft y-small y-num")
                between = spread(figure)
                if between:
                    Text("span", f"95% 区间 {between}", "y-soft y-small y-num")
                if metric == "adoption" and whole["adoption_of_all"].of:
                    rest = whole["adoption_of_all"]
                    Text("span", f"占全部建议 {shown(rest)}（{counted(rest)}）", "y-soft y-small y-num")


def _charts(told: Told, whole: dict[str, Figure], wish: Wish, house: House) -> None:
    labels = house.rubric.reasons
    adopted = [(one["adoption"], one["adoption_of_all"]) for one in told.weeks]
    waits = [one["turnaround"] for one in told.weeks]
    given, judged = whole["reasons"], whole["override"]
    alike = [one["sameness"] for one in told.reps if one["sameness"].of]
    note = METRICS["override"].caveat
    if judged.value is not None:
        note = f"相差 {shown(judged)}（95% 区间 {spread(judged)}）。{note}"
    with box("k-charts"):
        _chart(
            "采纳率逐周",
            wish.rows("adoption"),
            charts.adoption(adopted) if adopted else None,
            note="浅色带是 95% 区间；灰点样本少。点一个点，看那一周的明细。",
            size="wide",
            by=partial(wish.rows, "adoption", "week"),
        )
        _chart(
            "评审时效",
            wish.rows("turnaround"),
            charts.turnaround(waits) if waits else None,
            by=partial(wish.rows, "turnaround", "week"),
        )
        _chart("驳回与改写原因", wish.rows("reasons"), charts.reasons(given, labels) if given.of else None)
        _chart(
            "谁和谁意见一致",
            "",
            charts.matrix(told.agreement) if told.agreement.pairs else None,
            note=_agreed(told.agreement),
        )
        _chart(
            "话术雷同（按销售）",
            wish.rows("sameness"),
            charts.sameness(alike) if alike else None,
            note="与别的客户最像的一条的相似度，取平均；过线值得翻开看看。",
            by=partial(wish.rows, "sameness", "rep"),
        )
        _chart(
            "主管改判之后，会面结果如何",
            wish.rows("override"),
            charts.override(judged) if judged.of else None,
            note=note,
            size="wide low",
        )


def _chart(
    title: str,
    rows: str,
    options: Options | None,
    *,
    note: str = "",
    size: str = "",
    by: Callable[[str], str] | None = None,
) -> None:
    """A chart with its way to the rows. ``by``: where a point's own rows are, by its slice."""
    with box(f"y-card y-pad k-chart {size}", "section"):
        with box("y-row"):
            Text("h2", title)
            if rows and options:
                link("看明细", rows, "y-small y-push")
        if options is None:
            Text("p", "还没有数据", "y-soft k-none")
        else:
            # The height is there from the start: a chart that grows afterwards is drawn askew.
            plot = ui.echart(options, renderer="svg").classes("k-plot")
            plot.style(f"height: {170 if 'low' in size else 260}px").props(f'role="img" aria-label="{title}"')
            if by is not None:
                plot.on_point_click(partial(_go, by))
        if note:
            Text("p", note, "y-soft y-small")


def _go(by: Callable[[str], str], event: EChartPointClickEventArguments) -> None:
    key = event.data.get("key") if isinstance(event.data, dict) else None
    if isinstance(key, str):
        ui.navigate.to(by(key))


def _agreed(found: Agreement) -> str:
    overall = found.verdicts
    if overall.value is None:
        return f"总体：样本不足（两人以上评过的只有 {overall.units} 处）。"
    between = f"，95% 区间 {overall.low:.2f} ～ {overall.high:.2f}" if overall.low is not None else ""
    few = "；样本少，只作参考" if overall.small else ""
    return (
        f"总体 Krippendorff α = {overall.value:.2f}{between}，两人以上评过 {overall.units} 处{few}。"
        "1 完全一致，0 与瞎猜相当，灰色样本少。"
    )
