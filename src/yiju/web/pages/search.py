"""``/search``: suggestions and what was said of them, within the viewer's rights."""

from functools import partial

from nicegui import ui

from yiju.errors import YijuError
from yiju.sandbox.search import Excerpt, Hit, search
from yiju.store.access import reviewed_units
from yiju.store.types import Viewer
from yiju.web.deps import page_house, page_viewer
from yiju.web.pages.forgetting import drop_forgotten
from yiju.web.pages.frame import Keys, frame, page
from yiju.web.pages.theme import (
    KINDS,
    RULING_TONES,
    RULINGS,
    Text,
    alert,
    aside,
    box,
    chip,
    empty,
    focus,
    link,
    say,
    time_tag,
)


def register() -> None:
    """Add the page."""

    @page("/search")
    async def found(q: str = "", kind: str = "") -> None:
        viewer, house = await page_viewer(), page_house()
        chosen = kind if kind in KINDS else ""
        hits: list[Hit] = []
        wrong = ""
        if q.strip():
            try:
                hits = await aside(search, house.store.sql, viewer, house.settings, q, kind=chosen or None)
            except YijuError as error:
                wrong = say(error)
        keys = Keys()
        with frame(viewer, "搜索", here="search", keys=keys, subtitle="在建议和批注里找；几个词用空格分开"):
            field = _form(q, chosen)
            keys.add("/", "回到搜索框", partial(focus, field))
            if wrong:
                alert(wrong)
            elif q.strip():
                _results(hits, viewer)
                drop_forgotten(lambda: [hit.suggestion_id for hit in hits])


def _form(q: str, kind: str) -> ui.element:
    """A plain form: it works before the page is live, and the address can be kept."""
    with box("y-row y-search", "form").props('method="get" action="/search" role="search"'):
        field = ui.element("input").classes("y-input y-grow")
        field.props('type="search" name="q" autofocus placeholder="例如：年降 碳足迹" aria-label="要找的词"')
        field.props["value"] = q
        with ui.element("select").classes("y-input").props('name="kind" aria-label="种类"'):
            for value, label in {"": "全部种类", **KINDS}.items():
                option = Text("option", label)
                option.props["value"] = value
                if value == kind:
                    option.props["selected"] = True
        Text("button", "搜索", "y-btn primary").props('type="submit"')
    return field


def _results(hits: list[Hit], viewer: Viewer) -> None:
    if not hits:
        with box("y-card"):
            empty("没有找到", "换一个说法，或少用几个词。只在您能看的建议里找。")
        return
    Text("p", f"找到 {len(hits)} 处", "y-soft y-small y-found")
    heads = bool(reviewed_units(viewer))
    with box("y-card y-list"):
        for hit in hits:
            with box("y-item"), box("y-grow y-stack tight"):
                with box("y-row"):
                    link(hit.customer, address_of(hit.suggestion_id, heads=heads), "y-strong")
                    chip(KINDS[hit.advice])
                    if hit.kind == "annotation":
                        chip(f"{hit.author} {RULINGS[hit.verdict]}", RULING_TONES[hit.verdict])
                    else:
                        Text("span", hit.author, "y-soft y-small")
                    time_tag(hit.at)
                if hit.subject:
                    Text("div", hit.subject, "y-small y-soft y-clip")
                for excerpt in hit.excerpts:
                    _excerpt(excerpt)


def _excerpt(one: Excerpt) -> None:
    with box("y-excerpt y-small", "p"):
        Text("span", one.where, "y-soft")
        Text("span", one.text[: one.start])
        Text("mark", one.text[one.start : one.end])
        Text("span", one.text[one.end :])


def address_of(suggestion_id: str, *, heads: bool) -> str:
    """Where a suggestion is read: by those who review, and by those who asked."""
    return f"/review/{suggestion_id}" if heads else f"/mine/{suggestion_id}"
