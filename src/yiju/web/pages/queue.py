"""``/``: what awaits the viewer's review, what matters most first, with the reasons."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from nicegui import ui

from yiju.sandbox.assignments import share_out
from yiju.sandbox.queue import GROUPS, Item, queue, waiting
from yiju.store.access import reviewed_units
from yiju.web.deps import page_house, page_viewer
from yiju.web.pages.forgetting import drop_forgotten
from yiju.web.pages.frame import Keys, frame, page
from yiju.web.pages.theme import (
    KINDS,
    Text,
    Tone,
    aside,
    box,
    button,
    chip,
    empty,
    focus,
    link,
    time_tag,
    told,
)

_TONES: dict[str, Tone] = {"risk": "bad", "disagreement": "warn", "novelty": "note", "rest": ""}
_REASONS = 3
_MOST = 200
"""Rows shown; the rest comes up as these are done."""


@dataclass(frozen=True)
class Wish:
    """The list's filters, as the address carries them."""

    group: str = ""
    customer: str = ""
    kind: str = ""
    unit: str = ""
    mine: bool = False

    def address(self, **changes: object) -> str:
        """The same list with other filters."""
        asked = {**self.__dict__, **changes}
        told = {name: "1" if value is True else str(value) for name, value in asked.items() if value}
        return "/?" + urlencode(told) if told else "/"

    def fits(self, item: Item) -> bool:
        """Whether an item passes, its group left aside."""
        return (
            self.customer in ("", item.customer)
            and self.kind in ("", item.kind)
            and self.unit in ("", item.unit)
            and (item.mine or not self.mine)
        )


@dataclass
class _Cursor:
    """Which row is in hand."""

    rows: list[Text] = field(default_factory=list)
    at: int = -1

    def move(self, step: int) -> None:
        if self.rows:
            self.at = max(0, min(self.at + step, len(self.rows) - 1))
            focus(self.rows[self.at])


def register() -> None:
    """Add the page."""

    @page("/")
    async def home(
        group: str = "", customer: str = "", kind: str = "", unit: str = "", mine: str = ""
    ) -> None:
        viewer = await page_viewer()
        if not reviewed_units(viewer):
            ui.navigate.to("/mine")
            return
        wish = Wish(group if group in GROUPS else "", customer, kind, unit, bool(mine))
        house = page_house()
        sql, settings = house.store.sql, house.settings
        items = await aside(queue, sql, viewer, settings)
        total = await aside(waiting, sql, viewer, settings)
        cursor = _Cursor()
        keys = Keys()
        keys.add("j", "下一条", lambda: cursor.move(1)).add("k", "上一条", lambda: cursor.move(-1))
        keys.add("arrowdown", "", lambda: cursor.move(1), quiet=True)
        keys.add("arrowup", "", lambda: cursor.move(-1), quiet=True)
        keys.add("enter", "打开选中的一条", lambda: None)  # the row has the focus, and is a link
        keys.add("m", "只看分给我的", lambda: ui.navigate.to(wish.address(mine=not wish.mine)))
        told = f"共 {total} 条等您评审" + ("；评审前看不到别人的意见" if settings.review_blind else "")
        with frame(viewer, "待评审", here="queue", keys=keys, subtitle=told):
            _list(items, wish, cursor)
            drop_forgotten(lambda: [item.id for item in items])


def _list(items: Sequence[Item], wish: Wish, cursor: _Cursor) -> None:
    _filters(items, wish)
    fitting = [item for item in items if wish.fits(item)]
    counts = Counter(item.group for item in fitting)
    with box("y-tabs", "nav").props('aria-label="分组"'):
        _tab("全部", len(fitting), wish.address(group=""), not wish.group)
        for name, label in GROUPS.items():
            _tab(label, counts[name], wish.address(group=name), wish.group == name)
    shown = [item for item in fitting if wish.group in ("", item.group)]
    with box("y-card y-list"):
        for item in shown[:_MOST]:
            cursor.rows.append(_row(item))
        if not shown:
            if items:
                empty("没有符合条件的建议", "换一个分组或去掉筛选。")
            else:
                empty("都评完了", "新的建议会按风险、分歧、新场景和客户等级排在这里。")
    if len(shown) > _MOST:
        Text(
            "p",
            f"只列出最要紧的 {_MOST} 条，评完再看其余 {len(shown) - _MOST} 条。",
            "y-soft y-small y-after",
        )


def _filters(items: Sequence[Item], wish: Wish) -> None:
    with box("y-row y-filters"):
        customers = {name: name for name in sorted({item.customer for item in items})}
        kinds = {kind: KINDS[kind] for kind in KINDS if any(item.kind == kind for item in items)}
        units = {name: name for name in sorted({item.unit for item in items})}
        _select("客户", customers, wish.customer, lambda value: wish.address(customer=value))
        _select("种类", kinds, wish.kind, lambda value: wish.address(kind=value))
        if len(units) > 1:
            _select("单元", units, wish.unit, lambda value: wish.address(unit=value))
        mine = link("只看分给我的", wish.address(mine=not wish.mine), "y-btn small")
        button("按工作量分派", share, "small").tooltip("把还没分派的建议平均分给本单元的主管")
        if wish.mine:
            mine.classes("on-good").props('aria-pressed="true"')


async def share() -> None:
    """Share out what nobody has been given, in every unit that the viewer reviews."""
    with told():
        house, viewer = page_house(), await page_viewer()
        given = 0
        for unit in sorted(reviewed_units(viewer)):
            made = await aside(share_out, house.store.sql, viewer, house.settings, unit)
            given += sum(map(len, made.values()))
        if given:
            ui.navigate.reload()
        else:
            ui.notify("没有需要分派的建议。", position="top")


def _select(label: str, options: dict[str, str], value: str, address: Callable[[str], str]) -> None:
    chosen = value if value in options else ""
    field_ = ui.select(
        {"": f"全部{label}", **options},
        value=chosen,
        on_change=lambda event: ui.navigate.to(address(event.value)),
    )
    field_.props(f'outlined dense options-dense aria-label="{label}"').classes("y-select")


def _tab(label: str, count: int, href: str, here: bool) -> None:
    with link("", href, "y-tab") as tab:
        Text("span", label)
        Text("span", str(count), "y-num y-count")
    if here:
        tab.props('aria-current="true"')


def _row(item: Item) -> Text:
    with link("", f"/review/{item.id}", "y-item") as row:
        with box("y-grow y-stack tight"):
            with box("y-row"):
                Text("b", item.customer)
                chip(KINDS[item.kind])
                if item.group != "rest":
                    chip(GROUPS[item.group], _TONES[item.group])
                if item.tier == "A":
                    chip("重点客户", "accent")
                if item.mine:
                    chip("分给我", "good")
            if item.subject:
                Text("div", item.subject, "y-lines2")
            Text("div", " · ".join(item.reasons[:_REASONS]), "y-soft y-small y-lines2")
        with box("y-side y-small"):
            with box("y-row"):
                Text("span", item.requester, "y-soft y-clip")
                time_tag(item.created_at)
            done = f"已评 {item.done}/{item.wanted} 人"
            if item.judged:
                done += f" · 我评了 {item.judged}/{item.claims} 条"
            Text("span", done, "y-soft y-num")
    return row
