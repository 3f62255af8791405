"""``/review/{id}``: a suggestion under review, and its keys."""

from collections.abc import Awaitable
from functools import partial

from nicegui import ui

from yiju.errors import YijuError
from yiju.sandbox.types import Ruling
from yiju.web.deps import page_house, page_viewer
from yiju.web.pages.forgetting import drop_forgotten, ids_in
from yiju.web.pages.frame import Act, Keys, frame, page
from yiju.web.pages.review_assign import Assigning, people_for
from yiju.web.pages.review_desk import Desk
from yiju.web.pages.review_drafts import keep_typed
from yiju.web.pages.review_head import show_title
from yiju.web.pages.review_state import Review
from yiju.web.pages.theme import aside
from yiju.web.pages.wording import title_of


def keys_of(desk: Desk) -> Keys:
    """The page's keys."""
    keys, judging = Keys(), desk.judging

    def add(name: str, label: str, act: Act) -> None:
        keys.add(name, label, desk.in_turn(act), quiet=not label)

    add("n", "下一条论断", lambda: desk.step(1))
    add("p", "上一条论断", lambda: desk.step(-1))
    add("j", "", lambda: desk.step(1))
    add("k", "", lambda: desk.step(-1))

    def rule(verdict: Ruling, *, step: bool = False) -> Awaitable[None] | None:
        """Of what is in hand: a key must not judge a claim that is out of sight."""
        if desk.at_whole:
            desk.whole.choose(verdict)
            return None
        return judging.judge(desk.review.at, verdict, step=step)

    add("a", "采纳", lambda: rule("accept", step=True))
    add("e", "改写", lambda: rule("edit"))
    add("x", "驳回", lambda: rule("reject"))
    add("t", "同一条论断的下一处依据", desk.next_citation)
    add("s", "到总评", desk.to_whole)
    keys.add("u", "回到待评审", lambda: ui.navigate.to("/"))
    add("enter", "确认驳回", judging.confirm)
    add("escape", "收起编辑，写了的留着", judging.close_form)
    for number in range(1, 10):
        add(str(number), "", partial(judging.digit, number))
    return keys


def register() -> None:
    """Add the page."""

    @page("/review/{suggestion_id}", heads=True)
    async def review(suggestion_id: str) -> None:
        viewer, house = await page_viewer(), page_house()
        loaded = await aside(Review.load, house, viewer, suggestion_id)
        people = await aside(people_for, house.store.sql, loaded.suggestion)
        keys = Keys()
        keep_typed()
        with frame(viewer, title_of(loaded.suggestion), here="queue", keys=keys, width="wide", heading=False):
            show_title(loaded)
            Assigning(loaded.suggestion, viewer.user, *people)
            desk = Desk(loaded)
            drop_forgotten(lambda: ids_in(loaded.suggestion))
        keys.acts.update(keys_of(desk).acts)

        async def begin() -> None:
            try:
                await desk.show_source()
            except YijuError as error:
                desk.source.rest(str(error))
            await desk.restore()

        ui.timer(0.05, begin, once=True)
