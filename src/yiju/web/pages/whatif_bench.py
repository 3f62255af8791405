"""The what-if's form of changes, and the run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nicegui import ui

from yiju.sandbox.changes import Changes, allowed_models, make_changes
from yiju.sandbox.replay import replay
from yiju.store.types import Document, Suggestion
from yiju.web.deps import page_viewer
from yiju.web.house import House
from yiju.web.pages.dates import DayField
from yiju.web.pages.theme import Text, aside, at_length, box, button, link, moment, told
from yiju.web.pages.whatif_parts import lines_in, switch_rows, text_area
from yiju.web.pages.wording import maker_of

_PROMPTS = {"strategy": "visit-strategy", "talk": "talk-track", "answer": "answer"}


@dataclass
class Bench:
    """The form of changes, and the run: progress, and calling it off.

    Attributes:
        prompts: names → versions that can be chosen.
        before, meanwhile: the result that is shown, and what takes its place during a run.
    """

    house: House
    original: Suggestion
    documents: Sequence[Document]
    prompts: Mapping[str, Sequence[int]]
    assumptions: ui.textarea | None = None
    lines: list[str] = field(default_factory=list)
    cancelled: bool = False
    running: bool = False
    before: ui.element | None = None
    meanwhile: ui.element | None = None
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
            day = DayField("以哪一天为今天", shown=f"原来：{self.original.request.get('as_of') or '当天'}")
            with box("", "details").classes("y-details y-small"):
                Text("summary", "模型、提示词与检索")
                with box("y-stack"):
                    mode, model, version, exemplars = self._drafting()
                    switches = switch_rows()
            for one in (without, added, day.input):
                one.classes("y-wide")
            self.values = {
                "assumptions": lambda: lines_in(self.assumptions.value if self.assumptions else ""),
                "notes": lambda: (note.value,) if (note.value or "").strip() else (),
                "without": lambda: tuple(without.value or ()),
                "added": lambda: tuple(added.value or ()),
                "today": lambda: day.day.isoformat() if day.day else None,
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
        known = self.prompts.get(name, [])
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
            self.running, self.cancelled, self.lines = True, False, []
            self._busy(True)
            try:
                viewer = await page_viewer()  # anew: rights may have changed since the page was loaded
                shop = await aside(self.house.workshop, viewer)
                closing = shop.stop
                shop = replace(shop, say=self.lines.append, stop=lambda: self.cancelled or closing())
                made, _ = await at_length(self.house.replays, replay, shop, self.original.id, changes)
            except BaseException:
                self.running = False
                self._busy(False)
                raise
            # Nothing is shown again of what was there before: the browser is on its way to the new result.
            ui.navigate.to(f"/whatif/{self.original.id}?replay={made.id}")

    def _busy(self, busy: bool) -> None:
        self.start.set_enabled(not busy)
        self.stop.set_visibility(busy)
        if self.before and self.meanwhile:
            self.before.set_visibility(not busy)
            self.meanwhile.set_visibility(busy)
        self.place.clear()
        if busy:
            with self.place:
                ui.linear_progress(show_value=False).props("indeterminate")
                line = Text("div", "正在准备 …", "y-small y-soft").props('role="status"')
                ui.timer(0.3, lambda: line.set_text(self.lines[-1] if self.lines else "正在准备 …"))
