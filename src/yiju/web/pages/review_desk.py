"""The review page's parts, and what happens between them: selecting, judging, keeping."""

from collections.abc import Sequence

from nicegui import ui

from yiju.sandbox.types import NewAnnotation, Ruling
from yiju.store.types import Claim
from yiju.web.deps import page_viewer
from yiju.web.pages.history import show_annotations
from yiju.web.pages.review_claims import ClaimCard, Doing, scroll_to, show_claims, show_head, show_rest
from yiju.web.pages.review_forms import Reasons, edit_form, reject_form
from yiju.web.pages.review_shaped import show_shaping
from yiju.web.pages.review_source import SourcePanel, show_others
from yiju.web.pages.review_state import Review, is_erased
from yiju.web.pages.review_whole import WholeForm
from yiju.web.pages.theme import RULINGS, Text, aside, box, focus, inside, told
from yiju.web.pages.wording import numbers_of


class Desk:
    """The suggestion on the left, the source of the claim in hand on the right."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.numbers = numbers_of(review.suggestion)
        self.busy = self.settling = False
        self.open_form = -1
        self._picking: Reasons | None = None
        self._confirm: object = None
        doing = Doing(self.select, self.jump, self.judge, self.settle)
        self.element = box("y-desk")
        with self.element:
            with box("y-left"):
                show_head(review.suggestion)
                show_shaping(review.shaping)
                self.cards: list[ClaimCard] = show_claims(review, doing)
                show_rest(review.suggestion)
                self.whole = WholeForm(review, self.keep_whole)
            with box("y-right", "aside").props('aria-label="依据"') as self.right:
                with box("y-card y-source"):
                    with box("y-row y-sheet-head"):
                        Text("h2", "依据")
                        close = Text("button", "关闭", "y-btn small y-sheet-close").props('type="button"')
                        close.on("click", self.fold, args=[])
                    self.source = SourcePanel(review.house.store, page_viewer)
                    self.source.below = lambda: show_others(self.review, self.numbers, self.jump)
                self.history = box("y-card y-pad y-stack tight y-history")
        self.draw_history()

    @inside
    async def select(self, index: int, cited: int | None = None) -> None:
        """Take a claim in hand and show its source."""
        self.review.clock.tick()
        before = self.review.at
        if index != before:
            self.close_form()
            self.review.clock.take()
        self.review.at, self.review.cited = index, cited or 0
        for at in {before, index}:
            self._redraw(at)
        if cited is not None:
            self.right.classes("open")
        await self.show_source()

    @inside
    async def show_source(self) -> None:
        """Show where the claim in hand comes from."""
        claim = self.review.claim
        if claim is None:
            self.source.rest("这条建议没有可核对的论断。")
        elif is_erased(claim):
            self.source.rest("这条论断所依据的资料已删除，内容已抹去。")
        elif claim.citations:
            with told():
                await self.source.show(claim.citations[self.review.cited])
        else:
            await self._show_grounds(claim)

    async def _show_grounds(self, claim: Claim) -> None:
        """A judgement has no source of its own: show that of the first claim it rests on."""
        for at in self.review.grounds(claim):
            one = self.review.claims[at]
            if one.citations and not is_erased(one):
                note = f"这是判断，没有直接出处；这里是它所基于的“{self.numbers[one.id]}”的依据。"
                with told():
                    await self.source.show(one.citations[0], note=note)
                return
        self.source.rest("这是判断，没有直接出处。" if claim.nature == "advice" else "这条论断没有引用。")

    @inside
    async def jump(self, index: int, cited: int | None) -> None:
        """As ``select``, and bring the claim into view."""
        await self.select(index, cited)
        scroll_to(self.cards[index].element)

    @inside
    async def step(self, by: int) -> None:
        """The next claim, or the one before."""
        if self.cards:
            await self.select(max(0, min(self.review.at + by, len(self.cards) - 1)))
            scroll_to(self.cards[self.review.at].element)

    @inside
    async def next_citation(self) -> None:
        """The next citation of the claim in hand."""
        claim = self.review.claim
        if claim is not None and claim.citations:
            await self.select(self.review.at, (self.review.cited + 1) % len(claim.citations))

    @inside
    async def settle(self, index: int) -> None:
        """Let the viewer's next verdict on this claim end the disagreement."""
        await self.select(index)
        self.settling = True
        ui.notify("下一个选择将作为裁定，结束这条分歧。", position="top")

    @inside
    async def judge(self, index: int, verdict: Ruling, *, step: bool = False) -> None:
        """Pass a verdict: at once, or through a form."""
        if not self.cards or self.busy:
            return
        again = self.open_form == index
        if index != self.review.at:
            await self.select(index)
        if verdict == "accept":
            await self.keep_claim(index, self._new(index, verdict), step=step)
            return
        self.close_form()
        if not again or step:
            self._open(index, verdict)

    def _open(self, index: int, verdict: Ruling) -> None:
        card, rubric = self.cards[index], self.review.house.rubric
        mine = self.review.mine(card.claim.id)
        self.open_form = index

        async def save(rewrite: str, reasons: Sequence[str], comment: str) -> None:
            with told():
                new = self._new(index, verdict, reasons=reasons, rewrite=rewrite, comment=comment)
                await self.keep_claim(index, new, step=True)

        with card.form:
            if verdict == "edit":
                draft = mine.rewrite if mine and mine.rewrite else card.claim.text
                edit_form(card.claim.text, draft, rubric, save, self.close_form)
            else:
                chosen = mine.reasons if mine and mine.verdict == "reject" else ()
                self._picking, self._confirm = reject_form(rubric, chosen, save, self.close_form)
                focus(card.form)
        scroll_to(card.form)

    def _new(
        self, index: int, verdict: Ruling, reasons: Sequence[str] = (), rewrite: str = "", comment: str = ""
    ) -> NewAnnotation:
        new = self.review.new(
            self.cards[index].claim.id, verdict, reasons=reasons, rewrite=rewrite, comment=comment
        )
        return new.model_copy(update={"settles": True}) if self.settling else new

    @inside
    async def keep_claim(self, index: int, new: NewAnnotation, *, step: bool) -> None:
        """Keep a verdict on a claim."""
        mine = self.review.mine(new.claim_id)
        if mine is not None and new.verdict == mine.verdict == "accept" and not new.settles:
            ui.notify("这条已经采纳。", position="bottom", timeout=1500)
        elif await self._keep(new):
            self.close_form()
            self._redraw(index)
            self.whole.paint()
            said = "更正为" if new.replaces else "已"
            where = self.numbers[new.claim_id]
            ui.notify(f"{said}{RULINGS[new.verdict]}：{where}", position="bottom", timeout=1500)
        else:
            return
        if step and index + 1 < len(self.cards):
            await self.step(1)

    @inside
    async def keep_whole(self, new: NewAnnotation, on: bool) -> None:
        """Keep a verdict on the whole, and go on to the next suggestion."""
        if not await self._keep(new):
            return
        self.whole.paint()
        if not on:
            ui.notify("总评已保存。", position="bottom", timeout=1500)
            return
        following = await aside(self.review.next_id, page_viewer())
        ui.navigate.to(f"/review/{following}" if following else "/")

    async def _keep(self, new: NewAnnotation) -> bool:
        if self.busy:
            return False
        self.busy = True
        try:
            with told():
                known = {one.id for one in self.review.found}
                await aside(self.review.keep, page_viewer(), new)
                self.settling = False
                self.draw_history()
                # What others said meanwhile, or what was kept from a blind reviewer until now.
                news = {one.claim_id for one in self.review.found if one.id not in known}
                for card in self.cards:
                    if card.claim.id in news - {new.claim_id}:
                        self._redraw(card.index)
                return True
        finally:
            self.busy = False
        return False

    def draw_history(self) -> None:
        """Everything said so far."""
        self.history.clear()
        with self.history:
            Text("h2", "历史")
            if self.review.hidden:
                Text("p", "盲评：您评过之后才显示别人的意见。", "y-soft y-small")
            elif not self.review.found:
                Text("p", "还没有人评过这条建议。", "y-soft y-small")
            show_annotations(
                self.review.found, self.review.house.rubric, self.numbers, self.review.shaping.exemplars
            )

    def close_form(self) -> None:
        """Close the editor or the reasons, if open."""
        if self.open_form >= 0:
            self.cards[self.open_form].form.clear()
        self.open_form, self._picking, self._confirm = -1, None, None

    def digit(self, number: int) -> None:
        """Tick the reason of this number."""
        if self._picking is not None:
            self._picking.digit(number)

    async def confirm(self) -> None:
        """Keep the open rejection."""
        if callable(self._confirm):
            await self._confirm()

    def to_whole(self) -> None:
        """Bring the verdict on the whole into view."""
        ui.run_javascript(
            "document.getElementById('whole').scrollIntoView(); document.getElementById('whole').focus()"
        )

    def fold(self) -> None:
        """Fold the source away, where it lies over the page."""
        self.right.classes(remove="open")

    def _redraw(self, index: int) -> None:
        if 0 <= index < len(self.cards) and index != self.open_form:
            self.cards[index].draw()
