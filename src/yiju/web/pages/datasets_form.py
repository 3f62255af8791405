"""The form of a new snapshot, with what it would hold counted before it is made."""

import asyncio
import datetime as dt
from typing import Any

from nicegui import ui

from yiju.errors import YijuError
from yiju.sandbox.datasets.build import Built, build
from yiju.sandbox.datasets.export import export
from yiju.sandbox.datasets.types import REASONS, DatasetKind, Filters
from yiju.sandbox.moments import CHINA
from yiju.store.access import reviewed_units
from yiju.store.types import Viewer
from yiju.web.deps import page_house, page_viewer
from yiju.web.pages.dates import DayField
from yiju.web.pages.theme import Text, alert, aside, box, button, chip, inside, say, told

FORMS: dict[DatasetKind, str] = {"sft": "微调", "dpo": "偏好", "eval": "评测"}
SPLITS = {"train": "训练", "validation": "验证", "test": "测试"}
_PAUSE = 0.35
"""Seconds without a change after which the counts are made anew."""


class Making:
    """The form of a new snapshot, and what it would hold."""

    def __init__(self, viewer: Viewer, customers: list[str]) -> None:
        self._asked = 0
        self._confirming = False
        self.element = box("y-card y-pad y-stack")
        with self.element:
            Text("h2", "新建版本")
            with box("y-row"):
                self.kind = self._select({k: f"{label}（{k}）" for k, label in FORMS.items()}, "sft", "格式")
                self.customer = self._select({"": "全部客户", **{n: n for n in customers}}, "", "客户")
                units = {"": "全部单元", **{u: u for u in sorted(reviewed_units(viewer))}}
                self.unit = self._select(units, "", "单元")
                self.reviewers = self._select({n: f"至少 {n} 人评审" for n in (1, 2, 3, 5)}, 1, "评审人数")
                rates = {0.0: "不限", 0.6: "60% 以上", 0.8: "80% 以上", 1.0: "全部一致"}
                self.agreement = self._select(rates, 0.0, "一致率")
            with box("y-row"):
                self.since = DayField("评审日期不早于", self._changed)
                self.since.input.classes("y-select")
                self.unsupported = ui.checkbox("没有依据的改写也收进来", on_change=self._changed)
                self.reason = None
                if "admin" in viewer.roles:
                    self.reason = ui.input("保留个人信息的理由（不填则遮盖）", on_change=self._changed)
                    self.reason.props('outlined dense maxlength="200"').classes("y-grow")
            self.counts = box("y-stack tight").props('aria-live="polite"')
            with box("y-row"):
                self.button = button("存成新版本", self.make, "primary")
                self.force = ui.checkbox("没有新内容也出新版本")

    def _select(self, options: dict[Any, str], value: Any, label: str) -> ui.select:
        found = ui.select(options, value=value, label=label, on_change=self._changed)
        found.props(f'outlined dense options-dense aria-label="{label}"').classes("y-select")
        return found

    @property
    def filters(self) -> Filters:
        """As the form stands. Raises YijuError for a date that is none."""
        day = self.since.day
        since = dt.datetime.combine(day, dt.time(), CHINA) if day else None
        return Filters(
            kind=self.kind.value,
            customer=self.customer.value,
            unit=self.unit.value,
            since=since,
            min_reviewers=self.reviewers.value,
            min_agreement=self.agreement.value,
            unsupported=self.unsupported.value,
            keep_personal=" ".join((self.reason.value or "").split()) if self.reason else "",
        )

    @inside
    async def _changed(self) -> None:
        self._asked += 1
        mine = self._asked
        await asyncio.sleep(_PAUSE)
        if mine == self._asked and not self.element.is_deleted:
            await self.count()

    @inside
    async def count(self) -> None:
        """Show how many examples there would be, and what is left out."""
        self._asked += 1
        mine = self._asked
        self.counts.clear()
        with self.counts:
            Text("p", "正在数……", "y-soft y-small")
        problem, built = "", None
        try:
            built = await aside(build, page_house().store, await page_viewer(), self.filters)
        except YijuError as error:
            problem = say(error)
        if mine != self._asked or self.element.is_deleted:  # asked anew, or gone to another page
            return
        self.counts.clear()
        self.button.set_enabled(built is not None and bool(built.examples))
        with self.counts:
            if built is None:
                alert(problem, "bad")
            else:
                _counts(built)

    @inside
    async def ask(self) -> None:
        """By key: store the snapshot once that is confirmed; nothing where the button does nothing either."""
        if self._confirming:
            return
        if not self.button.enabled:
            ui.notify("现在存不成版本。", position="top", timeout=1500)
            return
        with ui.dialog() as dialog, ui.card().classes("y-pad"):
            Text("h2", "存成新版本？")
            Text("p", "按现在选的条件存；存下的版本不能更改。", "y-soft")
            with box("y-row"):
                button("存", lambda: dialog.submit(True), "primary")
                button("不存", lambda: dialog.submit(False))
        self._confirming = True
        try:
            wanted = await dialog
        finally:
            self._confirming = False
        if wanted and self.button.enabled:
            await self.make()

    @inside
    async def make(self) -> None:
        """Store the snapshot, and go to it."""
        self.button.set_enabled(False)
        try:
            with told():
                house, viewer = page_house(), await page_viewer()
                made = await aside(export, house.store, viewer, self.filters, force=bool(self.force.value))
                if self.element.is_deleted:  # gone to another page; the version is there all the same
                    return
                if made.new:
                    ui.navigate.to(f"/datasets/{made.id}")
                else:
                    ui.notify(f"没有新内容，与 {made.id} 相同。", position="top")
        finally:
            if not self.element.is_deleted:
                self.button.set_enabled(True)


def _counts(built: Built) -> None:
    with box("y-row y-num"):
        for name, many in built.counts.items():
            chip(f"{SPLITS[name]} {many}", "good" if many else "")
        Text("span", f"共 {len(built.examples)} 个样本，{len(built.judged)} 条评过的建议", "y-soft y-small")
    left = built.tally.within()  # this viewer's own, whose units these are
    if left:
        most = sorted(left.items(), key=lambda one: -one[1])
        listed = "；".join(f"{REASONS[name]} {many}" for name, many in most)
        Text("p", f"没有收进来：{listed}", "y-soft y-small")
    if not built.examples:
        alert("这样选没有样本，存不成版本。")
