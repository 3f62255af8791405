"""Passing verdicts on the review page: forms, keeping, and settling disagreements."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from nicegui import ui

from yiju.sandbox.types import NewAnnotation, Ruling
from yiju.store.erasing import is_erased
from yiju.web.deps import page_viewer
from yiju.web.pages.review_claims import scroll_to
from yiju.web.pages.review_drafts import Draft
from yiju.web.pages.review_forms import Acts, Reasons, edit_form, reject_form
from yiju.web.pages.theme import RULINGS, aside, focus, inside, told

if TYPE_CHECKING:
    from yiju.web.pages.review_desk import Desk

_LEAVING = 5.0
"""Seconds after which the page hears keys again, where going on to another did not work."""


class Judging:
    """What the viewer says of the suggestion on a desk.

    Attributes:
        open_form: index of the claim whose form is open; -1 for none.
        settling: id of the claim on which the next verdict ends the disagreement; empty for none.
        leaving: whether the browser is on its way to the next suggestion.
    """

    def __init__(self, desk: "Desk") -> None:
        self.desk, self.review, self.element = desk, desk.review, desk.element
        self.open_form, self.settling, self.leaving = -1, "", False
        self._picking: Reasons | None = None
        self._confirm: Callable[[], Awaitable[None]] | None = None

    @inside
    async def settle(self, index: int) -> None:
        """Let the viewer's next verdict on this claim end the disagreement."""
        await self.desk.select(index)
        self.settling = self.desk.cards[index].claim.id
        ui.notify("对这条论断的下一个选择将作为裁定，结束分歧。", position="top")

    @inside
    async def judge(self, index: int, verdict: Ruling, *, step: bool = False) -> None:
        """Pass a verdict: at once, or through a form."""
        if not self.desk.cards:
            return
        if is_erased(self.desk.cards[index].claim):
            ui.notify("这条论断所依据的资料已删除，不能再评。", position="top", timeout=2500)
            return
        again = self.open_form == index
        if index != self.review.at:
            await self.desk.select(index)
        self.review.clock.turn(self.desk.cards[index].claim.id)
        if verdict == "accept":
            await self._keep_claim(index, verdict, step=step)
            return
        self.close_form()
        if not again or step:
            self._open(index, verdict)

    def _open(self, index: int, verdict: Ruling) -> None:
        card, rubric, drafts = self.desk.cards[index], self.review.house.rubric, self.review.drafts
        claim = card.claim
        self.open_form = index

        async def save(rewrite: str, reasons: Sequence[str], comment: str) -> None:
            if self.open_form == index:  # not where a second press comes after the first has saved
                await self._keep_claim(
                    index, verdict, reasons=reasons, rewrite=rewrite, comment=comment, step=True
                )

        def note(**changes: object) -> None:
            self.review.clock.tick()
            drafts.note(claim.id, **changes)

        acts = Acts(
            save=self.desk.in_turn(save),
            close=self.close_form,
            drop=partial(self._drop, claim.id),
            note=note,
            mark=lambda element, name: drafts.mark(element, claim.id, name),
        )
        with card.form:
            if verdict == "edit":
                edit_form(claim.text, self._start(claim.id, verdict), rubric, acts)
            else:
                self._picking, confirm = reject_form(rubric, self._start(claim.id, verdict), acts)
                self._confirm = confirm
                focus(card.form)
        scroll_to(card.form)

    def _start(self, claim_id: str, verdict: Ruling) -> Draft:
        """What a form begins with: the draft, and where it says nothing the verdict in force."""
        mine, draft = self.review.mine(claim_id), self.review.drafts.of(claim_id)
        if mine is None or mine.verdict != verdict:
            return draft
        kept = Draft(rewrite=mine.rewrite, reasons=mine.reasons, comment=mine.comment)
        return kept.model_copy(update=draft.model_dump(exclude_none=True))

    def _drop(self, claim_id: str) -> None:
        self.review.drafts.drop(claim_id)
        self.close_form()

    @inside
    async def _keep_claim(
        self,
        index: int,
        verdict: Ruling,
        *,
        reasons: Sequence[str] = (),
        rewrite: str = "",
        comment: str = "",
        step: bool,
    ) -> None:
        claim_id = self.desk.cards[index].claim.id
        with told():
            new = self.review.new(claim_id, verdict, reasons=reasons, rewrite=rewrite, comment=comment)
            if self.settling == claim_id:
                new = new.model_copy(update={"settles": True})
            already = self.review.says_already(new)
            if not already:
                await self._keep(new)
            self.review.drafts.drop(claim_id)
            self.close_form()
            self.desk.redraw([index])
            self.desk.whole.paint()
            said = f"这条已经{RULINGS[verdict]}。"
            if not already:
                how = "更正为" if new.replaces else "已"
                said = f"{how}{RULINGS[verdict]}：{self.desk.numbers[claim_id]}"
            ui.notify(said, position="bottom", timeout=1500)
            if step and index + 1 < len(self.desk.cards):
                await self.desk.step(1)

    @inside
    async def keep_whole(self, make: Callable[[], NewAnnotation], on: bool) -> None:
        """Keep a verdict on the whole, and go on to the next suggestion."""
        with told():
            new = make()
            if not self.review.says_already(new):
                await self._keep(new)
            self.review.drafts.drop("")
            self.desk.whole.paint()
            if not on:
                ui.notify("总评已保存。", position="bottom", timeout=1500)
                return
            following = await aside(self.review.next_id, await page_viewer())
            self.leaving = True  # a second click finds nothing to do
            ui.timer(_LEAVING, self._stay, once=True)
            ui.navigate.to(f"/review/{following}" if following else "/")

    def _stay(self) -> None:
        self.leaving = False

    async def _keep(self, new: NewAnnotation) -> None:
        """Raises YijuError."""
        known = {one.id for one in self.review.found}
        try:
            await aside(self.review.keep, await page_viewer(), new)
        finally:
            self.settling = ""
            self.desk.draw_history()
            # What others said meanwhile, or what was kept from a blind reviewer until now.
            news = {one.claim_id for one in self.review.found if one.id not in known} - {new.claim_id}
            self.desk.redraw(card.index for card in self.desk.cards if card.claim.id in news)

    def leave_claim(self) -> None:
        """Another claim is taken in hand: what is typed stays a draft, and nothing is settled."""
        self.settling = ""
        self.close_form()

    def close_form(self) -> None:
        """Close the editor or the reasons, if open; what was typed stays a draft."""
        index, self.open_form = self.open_form, -1
        self._picking = self._confirm = None
        if index >= 0:
            self.desk.redraw([index])

    def digit(self, number: int) -> None:
        """Tick the reason of this number."""
        if self._picking is not None:
            self._picking.digit(number)

    async def confirm(self) -> None:
        """Keep the open rejection."""
        if self._confirm is not None:
            await self._confirm()
