"""``/timeline``: everything about one customer in the order of time."""

import itertools
from collections.abc import Iterator, Mapping, Sequence

from nicegui import ui

from yiju.errors import NotFound
from yiju.sandbox.features import subject_of
from yiju.sandbox.labels import OUTCOMES
from yiju.sandbox.moments import local
from yiju.sandbox.rubric import Rubric
from yiju.sandbox.timeline import Event, Sort, timeline
from yiju.store.access import reviewed_units
from yiju.store.customers import list_customers
from yiju.store.labels import DOCUMENTS, numbers_of
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Customer, Suggestion, Viewer
from yiju.web.deps import page_house, page_viewer
from yiju.web.house import House
from yiju.web.pages.forgetting import drop_forgotten
from yiju.web.pages.frame import frame, page
from yiju.web.pages.history import show_annotation, show_signals
from yiju.web.pages.search import address_of
from yiju.web.pages.theme import KINDS, Text, Tone, aside, box, chip, empty, link, moment

SORTS: dict[Sort, str] = {
    "document": "资料",
    "suggestion": "建议",
    "annotation": "批注",
    "signal": "反馈",
    "outcome": "结果",
}
_TONES: dict[Sort, Tone] = {
    "document": "",
    "suggestion": "accent",
    "annotation": "note",
    "signal": "",
    "outcome": "good",
}
_MOST = 400


def register() -> None:
    """Add the page."""

    @page("/timeline")
    async def of_customer(customer: str = "", suggestion: str = "", show: str = "") -> None:
        viewer, house = await page_viewer(), page_house()
        customers = await aside(list_customers, house.store.sql, viewer)
        chosen = await aside(_chosen, house, viewer, customers, customer, suggestion)
        if chosen is None:
            with frame(viewer, "客户时间线", here="timeline"), box("y-card"):
                empty("还没有客户", "导入资料后，客户会出现在这里。")
            return
        found, events = await aside(timeline, house.store.sql, viewer, house.settings, chosen)
        with frame(viewer, "客户时间线", here="timeline", subtitle=f"{found.name} · 单元 {found.unit}"):
            _choice(customers, chosen, show)
            wanted = [event for event in events if show in ("", event.sort)]
            _events(wanted[:_MOST], viewer, house.rubric)
            drop_forgotten(lambda: {one for event in events for one in _ids(event)})
            if len(wanted) > _MOST:
                Text("p", f"只显示最近 {_MOST} 条，共 {len(wanted)} 条。", "y-soft y-small y-after")


def _chosen(
    house: House, viewer: Viewer, customers: Sequence[Customer], customer: str, suggestion: str
) -> str | None:
    """The customer asked for, that of a suggestion, or the first.

    Raises:
        NotFound: the suggestion is about no customer of the viewer's, or not theirs to see.
    """
    if suggestion:
        about = get_suggestion(house.store.sql, viewer, suggestion)
        for one in customers:
            if (one.name, one.unit) == (about.customer, about.unit):
                return one.id
        raise NotFound("这条建议涉及多个客户，没有单独的时间线。")
    return customer or (customers[0].id if customers else None)


def _choice(customers: Sequence[Customer], chosen: str, show: str) -> None:
    def go(customer: str, sort: str) -> None:
        ui.navigate.to(f"/timeline?customer={customer}" + (f"&show={sort}" if sort else ""))

    with box("y-row y-filters"):
        names: Mapping[str, str] = {one.id: f"{one.name}（{one.unit}）" for one in customers}
        chooser = ui.select(dict(names), value=chosen, on_change=lambda event: go(event.value, show))
        chooser.props('outlined dense options-dense aria-label="客户"').classes("y-select")
    with box("y-tabs", "nav").props('aria-label="种类"'):
        for name, label in [("", "全部"), *SORTS.items()]:
            tab = link(label, f"/timeline?customer={chosen}" + (f"&show={name}" if name else ""), "y-tab")
            if name == show:
                tab.props('aria-current="true"')


def _events(events: Sequence[Event], viewer: Viewer, rubric: Rubric) -> None:
    if not events:
        with box("y-card"):
            empty("这里还没有内容", "资料、建议、批注、反馈和会谈结果会按时间排在这里。")
        return
    heads = bool(reviewed_units(viewer))
    for month, group in itertools.groupby(events, key=lambda e: local(e.at).strftime("%Y 年 %-m 月")):
        with box("y-month", "section"):
            Text("h2", month)
            with box("y-line-list"):
                for event in group:
                    _event(event, rubric, heads)


def _ids(event: Event) -> Iterator[str]:
    yield from (one.id for one in (event.document, event.suggestion, event.about) if one is not None)


def _event(event: Event, rubric: Rubric, heads: bool) -> None:
    with box(f"y-event {event.sort}"):
        day = local(event.at).strftime("%m-%d") if event.sort == "document" else moment(event.at)
        Text("time", day, "y-event-time y-small y-soft y-num")
        with box("y-event-body"):
            if event.document is not None:
                with box("y-row"):
                    chip(DOCUMENTS[event.document.kind])
                    Text("span", event.document.title, "y-break")
                    if event.document.date is None:
                        chip("日期不详，按导入时间排", "warn")
                    if not event.document.current:
                        chip("旧版")
            elif event.suggestion is not None:
                _advice(event.suggestion, heads)
            elif event.annotation is not None and event.about is not None:
                show_annotation(event.annotation, rubric, numbers_of(event.about))
                _about(event.about, heads)
            elif event.signal is not None and event.about is not None:
                if event.sort == "outcome":
                    chip(f"会谈结果：{OUTCOMES[event.signal.outcome]}", _TONES[event.sort])
                show_signals([event.signal], rubric)
                _about(event.about, heads)


def _advice(one: Suggestion, heads: bool) -> None:
    with box("y-row"):
        chip(KINDS[one.kind], "accent")
        link(subject_of(one) or one.headline or "打开", address_of(one.id, heads=heads), "y-break")
    Text("div", f"{one.user} 生成 · 论断 {sum(len(s.claims) for s in one.sections)} 条", "y-small y-soft")


def _about(one: Suggestion, heads: bool) -> None:
    with box("y-small y-soft"):
        link(f"关于：{KINDS[one.kind]} {subject_of(one)}".strip(), address_of(one.id, heads=heads))
