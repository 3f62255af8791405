"""``/promotions``: what all units draft and search with, its history, switching and going back."""

from collections.abc import Mapping, Sequence

from nicegui import ui

from yiju.sandbox.in_force import PROMPT, SEARCH, active
from yiju.sandbox.promotions import Promotion, history, promote, rollback, shipped, subjects
from yiju.store.access import may_promote
from yiju.store.types import Viewer
from yiju.web.deps import page_house, page_viewer
from yiju.web.house import House
from yiju.web.pages.frame import frame, page
from yiju.web.pages.theme import Text, alert, aside, box, button, chip, empty, link, moment, told
from yiju.web.pages.whatif_parts import known_prompts, label_of, sheet, tabs


def register() -> None:
    """Add the page."""

    @page("/promotions", heads=True)
    async def listed(trial: str = "") -> None:
        viewer, house = await page_viewer(), page_house()
        found = await aside(history, house.store.sql, viewer)
        force = await aside(active, house.store.sql, house.settings)
        known = await aside(known_prompts, house, viewer)
        with frame(
            viewer, "沙盒推演", here="whatif", subtitle="启用对所有单元生效；每一次都有记录，可以回退"
        ):
            sheet()
            tabs("promotions")
            for line in force.notices:
                alert(line)
            with box("y-bench"):
                with box("y-stack loose"):
                    if may_promote(viewer):
                        _form(house, trial, known)
                    _now(house, force.values, viewer)
                _history(found)


def _now(house: House, values: Mapping[str, str], viewer: Viewer) -> None:
    with box("y-card y-list"):
        for subject in subjects(house.settings):
            with box("y-item"):
                with box("y-grow y-stack tight"):
                    Text("div", label_of(subject))
                    Text(
                        "div", values.get(subject) or shipped(house.settings, subject), "y-small y-soft y-num"
                    )
                if subject in values:
                    chip("已启用", "accent")
                    if may_promote(viewer):
                        button("回退", lambda s=subject: _back(house, s, values[s]), "small")


def _form(house: House, trial: str, known: Mapping[str, Sequence[int]]) -> None:
    names = {one: label_of(one) for one in subjects(house.settings)}
    with box("y-card y-pad y-stack"):
        Text("h2", "启用")
        subject = (
            ui.select(names, value=next(iter(names)), label="启用哪一项")
            .props("outlined dense")
            .classes("y-wide")
        )
        value = ui.select([], label="换成").props("outlined dense").classes("y-wide")
        speaks = ui.input("支持它的盲测编号", value=trial).props("outlined dense").classes("y-wide")
        note = (
            ui.textarea("理由（没有显著的盲测时必写，会记入历史）")
            .props("outlined dense autogrow")
            .classes("y-wide")
        )

        def offer() -> None:
            chosen = str(subject.value)
            if chosen.startswith(SEARCH):
                options = ["20", "50", "100", "200"] if chosen.endswith("depth") else ["on", "off"]
            else:
                options = [f"v{one}" for one in known.get(chosen.removeprefix(PROMPT), [])]
            value.set_options(options, value=options[-1] if options else None)

        subject.on_value_change(offer)
        offer()

        async def switch() -> None:
            with told():
                await aside(
                    promote,
                    house.store.sql,
                    house.settings,
                    await page_viewer(),
                    str(subject.value),
                    str(value.value or ""),
                    trial_id=(speaks.value or "").strip() or None,
                    note=note.value or "",
                )
                ui.navigate.to("/promotions")

        button("启用", switch, "primary")


async def _back(house: House, subject: str, seen: str) -> None:
    with told():
        await aside(rollback, house.store.sql, house.settings, await page_viewer(), subject, seen=seen)
        ui.navigate.to("/promotions")


def _history(found: list[Promotion]) -> None:
    with box("y-card y-list"):
        for one in found:
            with box("y-item"), box("y-grow y-stack tight"):
                with box("y-row"):
                    chip(
                        "启用" if one.action == "promote" else "回退",
                        "accent" if one.action == "promote" else "note",
                    )
                    Text("b", label_of(one.subject))
                    Text(
                        "span",
                        f"{one.previous or '自带的'} → {one.value or '自带的'}",
                        "y-num y-small y-break",
                    )
                with box("y-row y-small y-soft"):
                    Text("span", f"{moment(one.at)} · {one.by}", "y-num")
                    if one.trial_id:
                        link(f"盲测 {one.trial_id}", f"/trials/{one.trial_id}?peek=1")
                    elif one.action == "promote":
                        chip("没有盲测，强制", "warn")
                    Text("span", one.note, "y-break")
        if not found:
            empty("还没有启用过", "现在用的都是自带的。")
