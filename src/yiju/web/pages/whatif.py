"""``/whatif``: make a past suggestion again with something changed, and read both side by side."""

from collections.abc import Sequence

from nicegui import ui

from yiju.sandbox.features import subject_of
from yiju.sandbox.replay_records import Replay, replays_of
from yiju.sandbox.reports import Report, report
from yiju.sandbox.reshelving import inside
from yiju.store.documents import list_documents
from yiju.store.suggestions import get_suggestion, list_suggestions
from yiju.store.types import Document, Suggestion, Viewer
from yiju.web.deps import page_house, page_viewer
from yiju.web.house import House
from yiju.web.pages.forgetting import drop_forgotten, ids_in
from yiju.web.pages.frame import Keys, frame, page
from yiju.web.pages.theme import (
    KINDS,
    Text,
    aside,
    box,
    chip,
    empty,
    link,
    moment,
    time_tag,
)
from yiju.web.pages.whatif_bench import Bench
from yiju.web.pages.whatif_parts import known_prompts, sheet, tabs
from yiju.web.pages.whatif_report import show

_MOST = 60


def register() -> None:
    """Add the pages."""

    @page("/whatif", heads=True)
    async def listed(customer: str = "") -> None:
        viewer, house = await page_viewer(), page_house()
        found = await aside(_recent, house, viewer, customer)
        with frame(viewer, "沙盒推演", here="whatif", subtitle="换一个条件，看同一条建议会变成什么样"):
            sheet()
            tabs("whatif")
            with box("y-card y-list"):
                drop_forgotten(lambda: [one.id for one in found])
                for one in found:
                    _row(one)
                if not found:
                    empty("还没有可以推演的建议", "有人生成过建议之后，就能在这里推演。")

    @page("/whatif/{suggestion_id}", heads=True)
    async def one(suggestion_id: str, replay: str = "") -> None:
        viewer, house = await page_viewer(), page_house()
        original = await aside(get_suggestion, house.store.sql, viewer, suggestion_id)
        if original.replay_of:
            ui.navigate.to(f"/whatif/{original.replay_of}")
            return
        documents = await aside(_documents, house, viewer, original)
        made = await aside(replays_of, house.store.sql, viewer, suggestion_id)
        # One's own last; what others tried is in the list, to be opened.
        chosen = replay or next((one.id for one in made if one.by == viewer.user), "")
        found = await aside(_report, house, viewer, chosen) if chosen else None
        bench = Bench(house, original, documents, await aside(known_prompts, house, viewer))
        keys = Keys().add("r", "开始推演", bench.run).add("a", "写一条假设", bench.to_assumption)
        title = f"{original.customer} · {KINDS[original.kind]}"
        with frame(viewer, "沙盒推演", here="whatif", keys=keys, width="wide", subtitle=title):
            sheet()
            with box("y-bench"):
                with box("y-bench-form"):
                    bench.build()
                with box("y-bench-result"):
                    with box("y-stack loose") as bench.before:
                        _result(found, others=len(made))
                    bench.meanwhile = _meanwhile()
                with box("y-bench-history"):
                    _history(original, made, chosen)
                shown = [original, *([found.result] if found and found.result else [])]
                drop_forgotten(lambda: [*ids_in(*shown), *(document.id for document in documents)])


def _report(house: House, viewer: Viewer, replay_id: str) -> Report:
    return report(house.reader(viewer), replay_id)


def _recent(house: House, viewer: Viewer, customer: str) -> list[Suggestion]:
    return list_suggestions(house.store.sql, viewer, customer or None, to_review=True, limit=_MOST)


def _documents(house: House, viewer: Viewer, original: Suggestion) -> list[Document]:
    narrow = inside(viewer, original.unit)
    found = list_documents(house.store.sql, narrow, include_old=True)
    return [one for one in found if one.customer == original.customer] or found


def _row(one: Suggestion) -> None:
    with link("", f"/whatif/{one.id}", "y-item"):
        with box("y-grow y-stack tight"):
            with box("y-row"):
                Text("b", one.customer)
                chip(KINDS[one.kind])
            Text("div", subject_of(one) or one.headline, "y-small y-soft y-lines2")
        with box("y-side"):
            time_tag(one.created_at)
            Text("span", one.user, "y-small y-soft")


def _history(original: Suggestion, made: Sequence[Replay], chosen: str) -> None:
    if not made:
        return
    with box("y-card y-list"):
        for one in made:
            item = link("", f"/whatif/{original.id}?replay={one.id}", "y-item")
            if one.id == chosen:
                item.props('aria-current="true"')
            with item, box("y-grow y-stack tight"):
                Text("div", "；".join(one.changes.told()) or "没有改变条件", "y-small y-break")
                with box("y-row"):
                    Text("span", f"{moment(one.at)} · {one.by}", "y-small y-soft y-num")
                    if one.error:
                        chip("没有做成", "bad")


def _result(found: Report | None, others: int) -> None:
    if found is not None:
        show(found)
        return
    with box("y-card"):
        how = "改一个或几个条件，按“开始推演”。不改条件，就是按今天的资料重做一遍。"
        if others:
            empty("您还没有推演过这一条", f"{how}同事做过的 {others} 次列在下面，可以点开看。")
        else:
            empty("还没有推演过", how)


def _meanwhile() -> ui.element:
    """What stands in a result's place while a new one is being made: the old one is no answer to it."""
    with box("y-card") as waiting:
        empty("正在推演 …", "做好了就显示在这里；进展写在“开始推演”上面。")
    waiting.set_visibility(False)
    return waiting
