"""``/datasets``: the snapshots, a new one with its counts before it is made, a snapshot's card and check."""

import datetime as dt
from typing import Any

from nicegui import ui

from yiju.sandbox.datasets import listing
from yiju.sandbox.datasets.verify import Report, verify
from yiju.store.access import reviewed_units
from yiju.store.customers import list_customers
from yiju.web.deps import page_house, page_viewer
from yiju.web.pages.datasets_card import show_card
from yiju.web.pages.datasets_form import FORMS, SPLITS, Making
from yiju.web.pages.frame import Keys, frame, page
from yiju.web.pages.theme import Text, alert, aside, box, button, chip, empty, inside, link, time_tag, told

_WHY = {"forgotten": "所依据的资料已删除", "consent": "有人不再同意用于训练"}
_FEW = 12


def register() -> None:
    """Add both pages."""

    @page("/datasets", heads=True)
    async def datasets() -> None:
        viewer, house = await page_viewer(), page_house()
        found = await aside(listing.snapshots, house.store, viewer)
        customers = await aside(list_customers, house.store.sql, viewer)
        names = sorted({c.name for c in customers if c.unit in reviewed_units(viewer)})
        keys = Keys()
        with frame(
            viewer,
            "数据集",
            here="datasets",
            keys=keys,
            subtitle="评审结论存成不可更改的版本，用来微调和评测",
        ):
            making = Making(viewer, names)
            Text("h2", "版本").style("margin: 24px 0 10px")
            with box("y-card", "section"):
                for one in found:
                    _row(one)
                if not found:
                    empty("还没有数据集", "选好格式和范围，看清数量，再存成第一个版本。")
        keys.add("n", "新建版本", making.ask)
        await making.count()

    @page("/datasets/{dataset_id}", heads=True)
    async def one_dataset(dataset_id: str) -> None:
        viewer, house = await page_viewer(), page_house()
        found = await aside(listing.snapshot, house.store, viewer, dataset_id)
        keys = Keys().add("u", "回到数据集", lambda: ui.navigate.to("/datasets"))
        with frame(viewer, dataset_id, here="datasets", keys=keys, heading=False):
            shown = Snapshot(found)
        keys.add("v", "核对", shown.check)


def _row(one: dict[str, Any]) -> None:
    counts = one["counts"]
    with link("", f"/datasets/{one['id']}", "y-item"):
        with box("y-grow y-stack tight"):
            with box("y-row"):
                Text("b", one["id"])
                chip(FORMS[one["kind"]], "accent")
                if one["deleted"]:
                    chip("已删除", "bad")
                if not one["masked"]:
                    chip("含个人信息", "warn")
            splits = [f"{label} {counts.get(name, 0)}" for name, label in SPLITS.items()]
            many = f"{counts.get('examples', 0)} 个样本（{'、'.join(splits)}）"
            Text("div", f"{many} · {counts.get('customers', 0)} 个客户", "y-soft y-small y-num")
        with box("y-side y-small"):
            time_tag(dt.datetime.fromisoformat(one["created"]))
            Text("span", f"{one['by']} · {'、'.join(one['units'])}", "y-soft")


class Snapshot:
    """One snapshot: what can be done with it, and its card."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.id = found["id"]
        with box("y-head"):
            Text("h1", self.id)
            chip(FORMS[found["kind"]], "accent")
            if found["deleted"]:
                chip("已删除", "bad")
            if not found["masked"]:
                chip("含个人信息", "warn")
            with box("y-row y-push"):
                button("核对", self.check)
                if not found["deleted"]:
                    file = link("下载 zip", f"/api/v1/datasets/{self.id}/files", "y-btn primary")
                    file.props(f'download="{self.id}.zip"')
                    button("删除…", self._ask, "quiet")
        self.element = box("y-stack")
        with self.element:
            self.checked = box("y-stack tight").props('aria-live="polite"')
            with box("y-card y-pad y-stack"):
                if found["card"]:
                    show_card(found["card"])
                else:
                    empty("文件已删除", "清单留着，可以核对它没有被改动过。")

    @inside
    async def check(self) -> None:
        """Verify it now."""
        from yiju.evals.exported import wrong_cases

        with told():
            report = await aside(verify, page_house().store, await page_viewer(), self.id, wrong_cases)
            if self.element.is_deleted:  # gone to another page meanwhile
                return
            self.checked.clear()
            with self.checked:
                _report(report)

    @inside
    async def _ask(self) -> None:
        with ui.dialog() as dialog, ui.card().classes("y-pad"):
            Text("h2", f"删除 {self.id}？")
            Text("p", "文件会删掉，只留下清单；不能撤销。", "y-soft")
            reason = ui.input("为什么删除").props('outlined dense maxlength="200"')
            with box("y-row"):
                button("删除", lambda: dialog.submit(True), "primary")
                button("不删", lambda: dialog.submit(False))
        if await dialog:
            with told():
                await aside(
                    listing.delete,
                    page_house().store,
                    await page_viewer(),
                    self.id,
                    reason=str(reason.value or ""),
                )
                if not self.element.is_deleted:
                    ui.navigate.to(f"/datasets/{self.id}")


def _report(report: Report) -> None:
    if report.ok:
        what = (
            "清单没有被改动过" if report.deleted else f"{report.examples} 个样本，文件、格式、划分、来历都对"
        )
        alert(f"核对过了：{what}。", "good")
    for problem in report.problems[:_FEW]:
        alert(problem, "bad")
    if len(report.problems) > _FEW:
        Text("p", f"还有 {len(report.problems) - _FEW} 处问题。", "y-soft y-small")
    for why, examples in report.to_remove.items():
        alert(f"{_WHY[why]}，{len(examples)} 个样本不能再用：请删除这个版本，再存一个新的。", "bad")
        Text("p", "、".join(examples[:_FEW]), "y-soft y-small y-break")
    if report.stale:
        alert(f"{len(report.stale)} 个样本的批注后来更正过；存一个新版本就会更新。", "warn")
