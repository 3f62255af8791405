"""``/review/{id}``: a suggestion under review, and its keys."""

from functools import partial

from nicegui import ui

from yiju.errors import YijuError
from yiju.web.deps import page_house, page_viewer
from yiju.web.pages.frame import Keys, frame, page
from yiju.web.pages.review_assign import Assigning, people_for
from yiju.web.pages.review_desk import Desk
from yiju.web.pages.review_head import show_title
from yiju.web.pages.review_state import Review
from yiju.web.pages.theme import aside
from yiju.web.pages.wording import title_of


def keys_of(desk: Desk) -> Keys:
    """The page's keys."""
    keys = Keys()
    keys.add("n", "下一条论断", lambda: desk.step(1)).add("p", "上一条论断", lambda: desk.step(-1))
    keys.add("j", "", lambda: desk.step(1), quiet=True).add("k", "", lambda: desk.step(-1), quiet=True)
    keys.add("a", "采纳", lambda: desk.judge(desk.review.at, "accept", step=True))
    keys.add("e", "改写", lambda: desk.judge(desk.review.at, "edit"))
    keys.add("x", "驳回", lambda: desk.judge(desk.review.at, "reject"))
    keys.add("t", "同一条论断的下一处依据", desk.next_citation)
    keys.add("s", "到总评", desk.to_whole)
    keys.add("u", "回到待评审", lambda: ui.navigate.to("/"))
    keys.add("enter", "确认驳回", desk.confirm).add("escape", "关闭编辑", desk.close_form)
    for number in range(1, 10):
        keys.add(str(number), "", partial(desk.digit, number), quiet=True)
    return keys


def register() -> None:
    """Add the page."""

    @page("/review/{suggestion_id}", heads=True)
    async def review(suggestion_id: str) -> None:
        viewer, house = page_viewer(), page_house()
        loaded = await aside(Review.load, house, viewer, suggestion_id)
        people = await aside(people_for, house.store.sql, loaded.suggestion)
        keys = Keys()
        with frame(viewer, title_of(loaded.suggestion), here="queue", keys=keys, width="wide", heading=False):
            show_title(loaded)
            Assigning(loaded.suggestion, *people)
            desk = Desk(loaded)
        keys.acts.update(keys_of(desk).acts)

        async def begin() -> None:
            try:
                await desk.show_source()
            except YijuError as error:
                desk.source.rest(str(error))

        ui.timer(0.05, begin, once=True)
