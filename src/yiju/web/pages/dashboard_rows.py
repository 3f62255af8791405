"""``/dashboard/rows``: what a figure was made of, one line an observation, each leading to its advice."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yiju.copilot.llm_checks import TOLD
from yiju.sandbox.blind import TELLING, seen_figure, seen_rows
from yiju.sandbox.issues import list_issues
from yiju.sandbox.kpi.definitions import METRICS, SLICES, Metric, Slice
from yiju.sandbox.kpi.facts import Advice, snapshot
from yiju.sandbox.kpi.figures import Figure, parts_of
from yiju.sandbox.kpi.rows import Row, rows_of
from yiju.sandbox.kpi.wording import LASTING, counted, hours, shown, spread
from yiju.store.types import Viewer
from yiju.web.deps import page_house, page_viewer
from yiju.web.house import House
from yiju.web.pages.dashboard_parts import style
from yiju.web.pages.forgetting import drop_forgotten
from yiju.web.pages.frame import frame, page
from yiju.web.pages.theme import KINDS, Text, alert, aside, box, chip, empty, link, time_tag

_MOST = 500
"""Rows shown, the newest."""
_YES = {
    "adoption": ("采纳或用了", "没有采纳"),
    "adoption_of_all": ("采纳或用了", "没有采纳"),
    "acceptance": ("采纳", "改写或驳回"),
    "coverage": ("评过", "没评"),
    "drafting": ("采用模型写的", "由原文摘编"),
    "override": ("有推进或赢单", "没有推进"),
}


@dataclass(frozen=True)
class Found:
    """A figure with its rows, the newest first, and what they are about."""

    metric: Metric
    figure: Figure
    rows: Sequence[Row]
    advice: Mapping[str, Advice]
    titles: Mapping[str, tuple[str, str]]
    hidden: bool
    """Whether what the viewer has not judged is left out."""


def register() -> None:
    """Add the page."""

    @page("/dashboard/rows", heads=True)
    async def of_figure(metric: str = "", days: str = "90", by: str = "", key: str = "") -> None:
        viewer, house = await page_viewer(), page_house()
        count = int(days) if days.isdecimal() and len(days) < 5 else 90
        since = dt.datetime.now(dt.UTC) - dt.timedelta(days=count) if count else None
        chosen: Slice | None = next((one for one in SLICES if one == by and key), None)
        found = await aside(_load, house, viewer, metric, since, chosen, key)
        about = f" · {SLICES[chosen]}：{key}" if chosen else ""
        span = f"最近 {count} 天" if count else "全部"
        with frame(viewer, found.metric.label, here="dashboard", subtitle=f"{span}{about}"):
            style()
            link("返回看板", f"/dashboard?days={count}&by={by if by in SLICES else ''}", "y-small k-back")
            with box("y-card y-pad y-stack tight"):
                with box("y-row"):
                    Text("span", shown(found.figure), "k-value y-num")
                    Text("span", counted(found.figure), "y-soft y-num")
                    if found.figure.small and found.figure.of:
                        chip("样本少")
                between = spread(found.figure)
                if between:
                    Text("span", f"95% 区间 {between}", "y-soft y-small y-num")
                Text("p", f"{found.metric.formula}。")
                Text("p", found.metric.caveat, "y-soft y-small")
            _table(found, house.rubric.reasons)


def _load(
    house: House, viewer: Viewer, metric: str, since: dt.datetime | None, chosen: Slice | None, key: str
) -> Found:
    sql = house.store.sql
    found = snapshot(sql, viewer, since=since)
    part = parts_of(found, chosen).get(key) if chosen else found
    rows = rows_of(metric, part) if part else []
    titles = {
        one.id: (one.customer, one.title or "（来自建议里的一条论断）") for one in list_issues(sql, viewer)
    }
    return Found(
        metric=METRICS[metric],
        figure=seen_figure(sql, viewer, house.settings, metric, rows, key),
        rows=seen_rows(sql, viewer, house.settings, metric, rows)[::-1],
        hidden=metric in TELLING and house.settings.review_blind,
        advice={one.id: one for one in found.advice},
        titles=titles,
    )


def _table(found: Found, reasons: Mapping[str, str]) -> None:
    if found.hidden:
        alert("盲评：您还没有评过的建议，不列在这里；数字里都算了。", "note")
    drop_forgotten(lambda: [row.suggestion_id for row in found.rows])
    with box("y-card y-list k-rows"):
        for row in found.rows[:_MOST]:
            _row(found, row, reasons)
        if not found.rows:
            empty("没有可列的行", "这段时间里没有能算进这个指标的建议。")
    if len(found.rows) > _MOST:
        Text("p", f"只列出最新的 {_MOST} 行，共 {len(found.rows)} 行。", "y-soft y-small y-after")


def _row(found: Found, row: Row, reasons: Mapping[str, str]) -> None:
    advice = found.advice.get(row.suggestion_id)
    href = f"/review/{row.suggestion_id}" if advice else ""
    customer, about = found.titles.get(row.issue_id, ("", ""))
    if advice:
        customer = customer or advice.customer
        about = about or " · ".join((*_of(advice), advice.told.rep))
    with link("", href, "y-item") if href else box("y-item"):
        with box("y-grow y-stack tight"):
            with box("y-row"):
                Text("b", customer)
                Text("span", about, "y-soft y-small")
                if row.claim_id:
                    Text("span", f"论断 {row.claim_id}", "y-soft y-small")
            time_tag(row.at)
        with box("y-side"):
            Text("span", _value(found.metric, row, reasons), "y-num k-cell")


def _of(advice: Advice) -> tuple[str, ...]:
    return ("话术", advice.told.scene) if advice.kind == "talk" else (KINDS[advice.kind],)


def _value(metric: Metric, row: Row, reasons: Mapping[str, str]) -> str:
    if metric.code in _YES:
        told = _YES[metric.code][0 if row.value else 1]
        group = TOLD.get(row.group, row.group) if metric.code == "drafting" else row.group
        return f"{group} → {told}" if group else told
    if metric.form == "counts":
        return reasons.get(row.group, row.group)
    if metric.form == "lasting":
        return hours(row.value) if row.ended else f"已 {hours(row.value)}，{LASTING[metric.code][1]}"
    if metric.form == "ratio":
        what = row.group or {"refused": "未再用"}.get(metric.code, "剔除")
        return f"{what} {row.value:g}/{row.of:g}"
    if metric.form == "median":
        return f"{row.value:.0%}，{row.of:g} 字"
    return f"{row.value:.2f}，最像 {row.group}"
