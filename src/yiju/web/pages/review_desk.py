"""The review page's parts, and going from one to another; what is said there: ``review_judging``."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from typing import ParamSpec

from nicegui import background_tasks, ui

from yiju.store.erasing import is_erased
from yiju.store.labels import numbers_of
from yiju.store.types import Claim
from yiju.web.deps import page_viewer
from yiju.web.pages.history import show_annotations
from yiju.web.pages.review_claims import ClaimCard, Doing, scroll_to, show_claims, show_head, show_rest
from yiju.web.pages.review_judging import Judging
from yiju.web.pages.review_shaped import show_shaping
from yiju.web.pages.review_source import SourcePanel, show_others
from yiju.web.pages.review_state import Review
from yiju.web.pages.review_whole import WholeForm
from yiju.web.pages.theme import Text, box, inside, told

P = ParamSpec("P")


class Desk:
    """The suggestion on the left, the source of the claim in hand on the right."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.numbers = numbers_of(review.suggestion)
        self.at_whole = False
        """Whether the verdict on the whole is in hand, and no claim."""
        self._turn = asyncio.Lock()
        self._holder: asyncio.Task[None] | None = None
        self.element = box("y-desk")
        self.judging = Judging(self)
        judge, settle = self.in_turn(self.judging.judge), self.in_turn(self.judging.settle)
        doing = Doing(self.in_turn(self.select), self.in_turn(self.jump), judge, settle)
        with self.element:
            with box("y-left"):
                show_head(review.suggestion)
                show_shaping(review.shaping)
                self.cards: list[ClaimCard] = show_claims(review, doing)
                show_rest(review.suggestion)
                self.whole = WholeForm(review, self.in_turn(self.judging.keep_whole))
            with box("y-right", "aside").props('aria-label="依据"') as self.right:
                with box("y-card y-source"):
                    with box("y-row y-sheet-head"):
                        Text("h2", "依据")
                        close = Text("button", "关闭", "y-btn small y-sheet-close").props('type="button"')
                        close.on("click", self.fold, args=[])
                    self.source = SourcePanel(review.house.store, page_viewer)
                    self.source.below = lambda: show_others(self.review, self.numbers, doing.jump)
                self.history = box("y-card y-pad y-stack tight y-history")
        self.draw_history()

    def in_turn(self, act: Callable[P, Awaitable[None] | None]) -> Callable[P, Awaitable[None]]:
        """The same act, after those begun before it: a key pressed during a save waits, and is not lost."""

        async def done(*args: P.args, **kwargs: P.kwargs) -> None:
            if not self.judging.leaving:
                made = act(*args, **kwargs)
                if made is not None:
                    await made

        async def later(*args: P.args, **kwargs: P.kwargs) -> None:
            here = asyncio.current_task()
            if self._holder is here:  # part of an act that has its turn
                await done(*args, **kwargs)
                return
            async with self._turn:
                self._holder = here
                try:
                    await done(*args, **kwargs)
                finally:
                    self._holder = None

        return later

    @inside
    async def select(self, index: int, cited: int | None = None) -> None:
        """Take a claim in hand; its source comes when it comes."""
        before = self.review.at
        self.at_whole = False
        if index != before:
            self.judging.leave_claim()
        self.review.at, self.review.cited = index, cited or 0
        self.review.clock.turn(self.review.claims[index].id)
        self.redraw({before, index})
        if cited is not None:
            self.right.classes("open")
        background_tasks.create(self.show_source(), name="source")

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
    async def restore(self) -> None:
        """Bring back what was typed before the page was loaded."""
        drafts = self.review.drafts
        with contextlib.suppress(TimeoutError):
            await drafts.load()
        for claim in self.review.claims:
            if is_erased(claim) and claim.id in drafts:  # it may repeat what was forgotten
                drafts.drop(claim.id)
        self.whole.restore(drafts.of(""))
        self.redraw(card.index for card in self.cards if card.claim.id in drafts)

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

    def to_whole(self) -> None:
        """Bring the verdict on the whole into view; the keys of verdicts mean it from now on."""
        self.at_whole = True
        self.review.clock.turn("")
        ui.run_javascript(
            "document.getElementById('whole').scrollIntoView(); document.getElementById('whole').focus()"
        )

    def fold(self) -> None:
        """Fold the source away, where it lies over the page."""
        self.right.classes(remove="open")

    def redraw(self, indexes: Iterable[int]) -> None:
        """Draw these claims as they stand now, but one whose form is open."""
        for index in indexes:
            if 0 <= index < len(self.cards) and index != self.judging.open_form:
                self.cards[index].draw()
