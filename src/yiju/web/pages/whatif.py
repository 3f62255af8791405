"""``/whatif``: make a past suggestion again with something changed, and read both side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from nicegui import ui

from yiju.sandbox.changes import Changes, allowed_models, make_changes
from yiju.sandbox.features import subject_of
from yiju.sandbox.replay import replay
from yiju.sandbox.replay_records import Replay, replays_of
from yiju.sandbox.reports import Report, report
from yiju.sandbox.reshelving import inside
from yiju.store.documents import list_documents
from yiju.store.suggestions import get_suggestion, list_suggestions
from yiju.store.types import Document, Suggestion, Viewer
from yiju.web.deps import page_house, page_viewer
from yiju.web.house import House
from yiju.web.pages.frame import Keys, frame, page
from yiju.web.pages.theme import (
    KINDS,
    Text,
    aside,
    at_length,
    box,
    button,
    chip,
    empty,
    link,
    moment,
    time_tag,
    told,
)
from yiju.web.pages.whatif_parts import lines_in, sheet, switch_rows, tabs, text_area
from yiju.web.pages.whatif_report import show
from yiju.web.pages.wording import maker_of

_MOST = 60
_PROMPTS = {"strategy": "visit-strategy", "talk": "talk-track", "answer": "answer"}


def register() -> None:
    """Add the pages."""

    @page("/whatif", heads=True)
    async def listed(customer: str = "") -> None:
        viewer, house = page_viewer(), page_house()
        found = await aside(_recent, house, viewer, customer)
        with frame(viewer, "沙盒推演", here="whatif", subtitle="换一个条件，看同一条建议会变成什么样"):
            sheet()
            tabs("whatif")
            with box("y-card y-list"):
                for one in found:
                    _row(one)
                if not found:
                    empty("还没有可以推演的建议", "有人生成过建议之后，就能在这里推演。")

    @page("/whatif/{suggestion_id}", heads=True)
    async def one(suggestion_id: str, replay: str = "") -> None:
        viewer, house = page_viewer(), page_house()
        original = await aside(get_suggestion, house.store.sql, viewer, suggestion_id)
        if original.replay_of:
            ui.navigate.to(f"/whatif/{original.replay_of}")
            return
        documents = await aside(_documents, house, viewer, original)
        made = await aside(replays_of, house.store.sql, viewer, suggestion_id)
        chosen = replay or (made[0].id if made else "")
        found = await aside(report, house.reader(viewer), chosen) if chosen else None
        bench = Bench(house, original, documents)
        keys = Keys().add("r", "开始推演", bench.run).add("a", "写一条假设", bench.to_assumption)
        title = f"{original.customer} · {KINDS[original.kind]}"
        with frame(viewer, "沙盒推演", here="whatif", keys=keys, width="wide", subtitle=title):
            sheet()
            with box("y-bench"):
                with box("y-bench-form"):
                    bench.build()
                with box("y-stack loose y-bench-result"):
                    _result(found)
                with box("y-bench-history"):
                    _history(original, made, chosen)


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


def _result(found: Report | None) -> None:
    if found is None:
        with box("y-card"):
            empty(
                "还没有推演过", "在左边改一个或几个条件，按“开始推演”。不改条件，就是按今天的资料重做一遍。"
            )
        return
    show(found)


@dataclass
class Bench:
    """The form of changes, and the run: progress, and calling it off."""

    house: House
    original: Suggestion
    documents: Sequence[Document]
    assumptions: ui.textarea | None = None
    lines: list[str] = field(default_factory=list)
    cancelled: bool = False
    running: bool = False
    values: dict[str, Callable[[], object]] = field(default_factory=dict)

    def build(self) -> None:
        """The form."""
        with box("y-card y-pad y-stack"):
            with box("y-row"):
                Text("h2", "条件")
                link("看原建议", f"/review/{self.original.id}", "y-push y-small")
            made = f"{self.original.user} · {moment(self.original.created_at)} · {maker_of(self.original)}"
            Text("p", f"原来：{made}", "y-small y-soft")
            self.assumptions = text_area("假设（一行一条）", "例如：竞争对手降价10%")
            note = text_area("假设材料（不会被当作依据）", "")
            names = {d.id: f"{d.title}{'' if d.current else '（旧版）'}" for d in self.documents}
            current = {d.id: d.title for d in self.documents if d.current}
            without = ui.select(current, label="去掉资料", multiple=True).props("outlined dense use-chips")
            added = ui.select(names, label="加入资料（旧版也行）", multiple=True).props(
                "outlined dense use-chips"
            )
            day = ui.input("以哪一天为今天", placeholder=self.original.request.get("as_of", "")).props(
                'outlined dense type="date" stack-label'
            )
            with box("", "details").classes("y-details y-small"):
                Text("summary", "模型、提示词与检索")
                with box("y-stack"):
                    mode, model, version, exemplars = self._drafting()
                    switches = switch_rows()
            for one in (without, added, day):
                one.classes("y-wide")
            self.values = {
                "assumptions": lambda: lines_in(self.assumptions.value if self.assumptions else ""),
                "notes": lambda: (note.value,) if (note.value or "").strip() else (),
                "without": lambda: tuple(without.value or ()),
                "added": lambda: tuple(added.value or ()),
                "today": lambda: day.value or None,
                "mode": lambda: mode.value or "",
                "model": lambda: model.value or "",
                "prompts": lambda: (
                    [f"{_PROMPTS[self.original.kind]}={version.value}"] if version.value else []
                ),
                "retrieval": lambda: [f"{name}={one.value}" for name, one in switches.items() if one.value],
                "exemplars": lambda: "off" if exemplars.value else "",
            }
            self.place = box("y-stack tight")
            with box("y-row"):
                self.start = button("开始推演", self.run, "primary")
                self.stop = button("取消", self.cancel, "quiet")
                self.stop.set_visibility(False)

    def _drafting(self) -> tuple[ui.select, ui.select, ui.select, ui.checkbox]:
        models = allowed_models(self.house.settings)
        modes = {"": "与原来一样", "extractive": "摘编"} | ({"llm": "大模型"} if models else {})
        mode = ui.select(modes, value="", label="方式").props("outlined dense").classes("y-wide")
        offered = {"": "设置的模型", **{name: name for name in models}}
        model = ui.select(offered, value="", label="模型").props("outlined dense").classes("y-wide")
        name = _PROMPTS[self.original.kind]
        known = self.house.workshop(page_viewer()).prompts.known().get(name, [])
        versions = {"": "现在用的"} | {str(v): f"v{v}" for v in known}
        version = (
            ui.select(versions, value="", label=f"提示词 {name}").props("outlined dense").classes("y-wide")
        )
        if not models:
            model.disable()
            version.disable()
            Text("p", "没有配置大模型：只能用摘编模式。", "y-small y-soft")
        return mode, model, version, ui.checkbox("不用评审范例")

    def to_assumption(self) -> None:
        """Put the focus on the assumptions."""
        if self.assumptions:
            self.assumptions.run_method("focus")

    def cancel(self) -> None:
        """Call it off at its next step."""
        self.cancelled = True

    def changes(self) -> Changes:
        """What the form says. Raises YijuError."""
        return make_changes(**{name: value() for name, value in self.values.items()})  # type: ignore[arg-type]  # each reads its own field

    async def run(self) -> None:
        """Make the replay; then show it."""
        if self.running:
            return
        with told():
            changes = self.changes()
            viewer = page_viewer()  # anew: rights may have changed since the page was loaded
            shop = self.house.workshop(viewer)
            self.running, self.cancelled, self.lines = True, False, []
            self._busy(True)
            try:
                closing = shop.stop
                shop = replace(shop, say=self.lines.append, stop=lambda: self.cancelled or closing())
                made, _ = await at_length(self.house.replays, replay, shop, self.original.id, changes)
                ui.navigate.to(f"/whatif/{self.original.id}?replay={made.id}")
            finally:
                self.running = False
                self._busy(False)

    def _busy(self, busy: bool) -> None:
        self.start.set_enabled(not busy)
        self.stop.set_visibility(busy)
        self.place.clear()
        if busy:
            with self.place:
                ui.linear_progress(show_value=False).props("indeterminate")
                line = Text("div", "正在准备 …", "y-small y-soft").props('role="status"')
                ui.timer(0.3, lambda: line.set_text(self.lines[-1] if self.lines else "正在准备 …"))
