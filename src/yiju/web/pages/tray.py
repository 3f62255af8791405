"""``/tray``: documents of nobody known; an admin says whose each is. For admins alone."""

from collections.abc import Sequence

from nicegui import ui

from yiju.copilot.blotting import blotted
from yiju.ingest.assign.clearing import Assigned, assign_each, assign_suggested, dismiss, waiting
from yiju.store.customers import list_customers
from yiju.store.tray import list_held, require_clearing
from yiju.store.types import Viewer
from yiju.web.deps import page_house, page_viewer
from yiju.web.pages.frame import Keys, frame, page
from yiju.web.pages.theme import Text, aside, box, button, empty, inside, told
from yiju.web.pages.tray_card import Card

_MOST = 50
_LEAST = 0.6


def register() -> None:
    """Add the page."""

    @page("/tray", heads=True)
    async def unassigned() -> None:
        viewer = await page_viewer()
        require_clearing(viewer)
        tray = Tray(viewer)
        keys = Keys().add("r", "重新读一遍", tray.refresh)
        subtitle = "不知道属于哪个客户的资料：归属之前，除管理员外谁也看不到、搜不到"
        with frame(viewer, "未归属", here="tray", keys=keys, subtitle=subtitle):
            tray.build()
        await tray.refresh()


class Tray:
    """The cards, and what is done with several at once."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.element: ui.element
        self.cards: list[Card] = []

    def build(self) -> None:
        """Make room for the cards."""
        self.element = box("y-stack")

    @inside
    async def refresh(self) -> None:
        """Read everything anew."""
        house, viewer = page_house(), await page_viewer()
        many = len(await aside(list_held, house.store.sql, viewer))
        found = await aside(waiting, house.store, viewer, most=_MOST)
        customers = await aside(list_customers, house.store.sql, viewer)
        self.element.clear()
        self.cards = []
        if not found:
            with box("y-card"):
                empty("没有未归属的资料", "拿不准属于哪个客户的资料会出现在这里。")
            return
        self._bar(many)
        units = sorted(require_clearing(viewer))
        for one in found:
            shown = blotted(one, house.privacy)
            self.cards.append(Card(shown, customers, units, self._assign, self._dismiss))
        if many > _MOST:
            Text("p", f"只显示最早的 {_MOST} 份，共 {many} 份。", "y-soft y-small")

    def _bar(self, count: int) -> None:
        with box("y-row"):
            Text("span", f"{count} 份", "y-soft y-num")
            button("全选", self._choose_all, "small quiet")
            button("归属选中的", self._assign_chosen, "small primary")
            button("丢弃选中的", self._dismiss_chosen, "small quiet")
            likely = f"按第一候选归属（把握 {_LEAST:.0%} 以上）"
            button(likely, self._assign_likely, "small")

    def _choose_all(self) -> None:
        every = all(card.chosen.value for card in self.cards)
        for card in self.cards:
            card.chosen.set_value(not every)

    async def _assign(self, card: Card) -> None:
        await self._publish([card])

    async def _assign_chosen(self) -> None:
        await self._publish([card for card in self.cards if card.chosen.value])

    async def _dismiss(self, card: Card) -> None:
        await self._erase([card])

    async def _dismiss_chosen(self) -> None:
        await self._erase([card for card in self.cards if card.chosen.value])

    @inside
    async def _publish(self, cards: list[Card]) -> None:
        missing = [card for card in cards if not card.customer.value]
        if not cards or missing:
            what = f"《{missing[0].one.held.title}》还没有选客户。" if missing else "还没有选中资料。"
            ui.notify(what, type="warning", position="top")
            return
        with told():
            store, viewer = page_house().store, await page_viewer()
            decisions = [card.decision() for card in cards]
            try:
                done = await aside(assign_each, store, viewer, decisions)
            finally:
                await self.refresh()
            _told_assigned(*done)

    @inside
    async def _assign_likely(self) -> None:
        with told():
            store, viewer = page_house().store, await page_viewer()
            done = await aside(assign_suggested, store, viewer, _LEAST)
            await self.refresh()
            _told_assigned(*done)

    @inside
    async def _erase(self, cards: list[Card]) -> None:
        if not cards:
            ui.notify("还没有选中资料。", type="warning", position="top")
            return
        with ui.dialog() as dialog, ui.card().classes("y-pad"):
            Text("h2", f"丢弃 {len(cards)} 份资料？")
            Text("p", "正文会删除，同样的文件以后不再自动读入。", "y-soft")
            with box("y-row"):
                button("丢弃", lambda: dialog.submit(True), "primary")
                button("不丢弃", lambda: dialog.submit(False))
        if not await dialog:
            return
        with told():
            ids = [card.one.held.id for card in cards]
            await aside(dismiss, page_house().store, await page_viewer(), ids)
            await self.refresh()


def _told_assigned(made: Sequence[Assigned], failed: Sequence[dict[str, str]]) -> None:
    """How many found their customer, and why the first of those that did not has none."""
    also = f"，{len(failed)} 份没有成：{failed[0]['error']}" if failed else ""
    ui.notify(f"已归属 {len(made)} 份{also}", type="warning" if failed else "positive", position="top")
