"""``/mine``: one's own suggestions, to read and to say in passing whether they were of use."""

from functools import partial
from uuid import uuid4

from nicegui import ui

from yiju.errors import Forbidden, NotFound
from yiju.sandbox.annotations import annotations_of
from yiju.sandbox.blind import seen_advice
from yiju.sandbox.features import subject_of
from yiju.sandbox.labels import OUTCOMES
from yiju.sandbox.signals import add_signal, signals_of
from yiju.sandbox.types import NewSignal, Outcome, SignalKind
from yiju.store.access import may_review
from yiju.store.erasing import is_erased
from yiju.store.labels import ROLES, numbers_of
from yiju.store.suggestions import get_suggestion, list_suggestions
from yiju.store.types import Claim, Suggestion
from yiju.web.deps import page_house, page_viewer
from yiju.web.pages.forgetting import drop_forgotten, ids_in
from yiju.web.pages.frame import Keys, frame, page
from yiju.web.pages.history import show_annotations, show_signals
from yiju.web.pages.review_claims import show_head, show_rest
from yiju.web.pages.review_source import SourcePanel
from yiju.web.pages.theme import KINDS, Text, aside, box, chip, empty, inside, link, time_tag, told
from yiju.web.pages.wording import maker_of, marks_of

_MOST = 200
_KINDS: dict[SignalKind, str] = {
    "adopted": "采纳",
    "used": "会谈中用了",
    "unused": "会谈中没用上",
    "up": "有用",
    "down": "没用",
}


def register() -> None:
    """Add both pages."""

    @page("/mine")
    async def mine() -> None:
        viewer, house = await page_viewer(), page_house()
        own = await aside(list_suggestions, house.store.sql, viewer, user=viewer.user, limit=_MOST)
        with (
            frame(viewer, "我的建议", here="mine", subtitle="我要来的拜访策略、话术和回答"),
            box("y-card y-list"),
        ):
            drop_forgotten(lambda: [one.id for one in own])
            for one in own:
                _row(one)
            if not own:
                empty("还没有建议", "在钉钉、企业微信或命令行里要一条，就会出现在这里。")

    @page("/mine/{suggestion_id}")
    async def one_of_mine(suggestion_id: str) -> None:
        viewer, house = await page_viewer(), page_house()
        one = await aside(get_suggestion, house.store.sql, viewer, suggestion_id)
        if one.replay_of:
            raise NotFound(f"没有这条建议：{suggestion_id}")
        one = await aside(seen_advice, house.store.sql, viewer, house.settings, one)
        keys = Keys().add("u", "回到我的建议", lambda: ui.navigate.to("/mine"))
        with frame(viewer, one.customer, here="mine", keys=keys, width="wide", heading=False):
            reading = Reading(one)
            drop_forgotten(lambda: ids_in(one))
        await reading.refresh()


def _row(one: Suggestion) -> None:
    with link("", f"/mine/{one.id}", "y-item"):
        with box("y-grow y-stack tight"):
            with box("y-row"):
                Text("b", one.customer)
                chip(KINDS[one.kind])
            Text("div", subject_of(one) or one.headline, "y-lines2")
        with box("y-side y-small"):
            time_tag(one.created_at)


class Reading:
    """A suggestion to read, its sources, and what one says of it."""

    def __init__(self, one: Suggestion) -> None:
        self.one = one
        self.numbers = numbers_of(one)
        self.keys: dict[tuple[str, str], str] = {}
        self._title()
        self.element = box("y-desk")
        with self.element:
            with box("y-left"):
                show_head(one)
                for section in one.sections:
                    with box("y-section", "section"):
                        Text("h2", section.title)
                        if section.claims:
                            with box("y-card y-claims"):
                                for number, claim in enumerate(section.claims, 1):
                                    self._claim(number, claim)
                        if section.missing:
                            alone = "" if section.claims else "y-card y-pad"
                            Text("p", section.missing, alone or "y-soft y-small y-missing")
                show_rest(one)
                self._feedback()
            with box("y-right", "aside").props('aria-label="依据"') as self.right:
                with box("y-card y-source"):
                    with box("y-row y-sheet-head"):
                        Text("h2", "依据")
                        close = Text("button", "关闭", "y-btn small y-sheet-close").props('type="button"')
                        close.on("click", lambda: self.right.classes(remove="open"), args=[])
                    self.source = SourcePanel(page_house().store, page_viewer)
                    self.source.rest("点一个依据标签，看它在原文里的位置。")
                self.said = box("y-card y-pad y-stack tight y-history")

    def _title(self) -> None:
        one = self.one
        with box("y-head y-review-head"):
            with box("y-row"):
                link("我的建议", "/mine", "y-small y-back")
                Text("h1", one.customer)
                chip(KINDS[one.kind])
            if subject := subject_of(one):
                Text("div", subject, "y-subject")
            with box("y-row y-small y-soft y-sub"):
                Text("span", one.user)
                time_tag(one.created_at)
                Text("span", maker_of(one))

    def _claim(self, number: int, claim: Claim) -> None:
        with box("y-claim", "article"):
            with box("y-claim-text"):
                Text("span", f"{ROLES[claim.role]}：" if claim.role else f"{number}.", "y-lead y-num")
                Text("span", claim.text, "y-pre" + " y-soft" * is_erased(claim))
            with box("y-row y-claim-marks"):
                for text, tone in marks_of(claim):
                    chip(text, tone)
                for at, citation in enumerate(claim.citations):
                    tag = Text("button", citation.tag, "y-tag").props('type="button"')
                    tag.on("click", partial(self._show, claim, at), args=[])

    @inside
    async def _show(self, claim: Claim, cited: int) -> None:
        self.right.classes("open")
        with told():
            await self.source.show(claim.citations[cited])

    def _feedback(self) -> None:
        with box("y-card y-pad y-stack y-whole"):
            Text("h2", "这条建议怎么样？")
            with box("y-row"):
                for kind, label in _KINDS.items():
                    self._button(label, kind)
            Text("h3", "会谈结果")
            with box("y-row"):
                for outcome, label in OUTCOMES.items():
                    self._button(label, "outcome", outcome)
            self.reason = ui.select(
                {"": "没用的原因（可不选）", **page_house().rubric.reasons}, value=""
            ).props('outlined dense options-dense aria-label="原因"')
            self.comment = ui.input(label="补充一句（可不填）").props("outlined dense").classes("y-wide")

    def _button(self, label: str, kind: SignalKind, outcome: Outcome = "") -> None:
        act = Text("button", label, "y-btn small").props('type="button"')
        act.on("click", lambda: self.tell(kind, outcome), args=[])

    @inside
    async def tell(self, kind: SignalKind, outcome: Outcome = "") -> None:
        """Keep a signal; pressed twice before it was kept, it is one."""
        key = self.keys.setdefault((kind, outcome), f"w{uuid4().hex}")
        reason = self.reason.value or "" if kind in ("down", "unused") else ""
        with told():
            new = NewSignal(
                key=key,
                kind=kind,
                outcome=outcome,
                reason=reason,
                comment=self.comment.value or "",
                channel="web",
            )
            house = page_house()
            await aside(add_signal, house.store.sql, await page_viewer(), self.one.id, new, house.rubric)
            self.keys.pop((kind, outcome), None)
            self.comment.value = ""
            ui.notify("记下了，谢谢。", position="bottom", timeout=1500)
            await self.refresh()

    @inside
    async def refresh(self) -> None:
        """Show what was said so far."""
        viewer, house = await page_viewer(), page_house()
        signals = await aside(signals_of, house.store.sql, viewer, self.one.id)
        try:
            blind = house.settings.review_blind and may_review(viewer, self.one.unit)
            verdicts = await aside(annotations_of, house.store.sql, viewer, self.one.id, blind=blind)
        except Forbidden:
            verdicts = []
        self.said.clear()
        with self.said:
            Text("h2", "反馈与批注")
            if not signals and not verdicts:
                Text("p", "还没有。", "y-soft y-small")
            show_signals(signals, house.rubric)
            show_annotations(verdicts, house.rubric, self.numbers)
