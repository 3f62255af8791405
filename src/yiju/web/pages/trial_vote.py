"""``/trials/{id}/vote``: one pair after the other, by the arrow keys, without knowing which side is new."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui

from yiju.errors import YijuError
from yiju.sandbox.aligning import align
from yiju.sandbox.trials import get_trial
from yiju.sandbox.voting import Ballot, Choice, cast_vote, next_ballot
from yiju.sandbox.wording import Piece
from yiju.store.labels import ROLES
from yiju.store.types import Claim, Suggestion
from yiju.web.deps import page_house, page_viewer
from yiju.web.house import House
from yiju.web.pages.forgetting import drop_forgotten, ids_in
from yiju.web.pages.frame import Keys, frame, page
from yiju.web.pages.theme import KINDS, Text, aside, box, button, chip, empty, link, told
from yiju.web.pages.whatif_parts import sheet
from yiju.web.pages.wording import marks_of


def register() -> None:
    """Add the page."""

    @page("/trials/{trial_id}/vote", heads=True)
    async def vote(trial_id: str) -> None:
        viewer, house = await page_viewer(), page_house()
        await aside(get_trial, house.store.sql, viewer, trial_id)
        booth = Booth(house, trial_id)
        keys = Keys()
        keys.add("arrowleft", "左边好", lambda: booth.choose("left"))
        keys.add("arrowright", "右边好", lambda: booth.choose("right"))
        keys.add("arrowdown", "差不多", lambda: booth.choose("same"))
        with frame(
            viewer, "盲测投票", here="whatif", keys=keys, width="wide", subtitle="看内容，不猜哪边是新的"
        ):
            sheet()
            booth.place = box("y-stack")
            await booth.show()
            drop_forgotten(booth.cited)


@dataclass
class Booth:
    """Where one votes. ``shown``: when the pair came up."""

    house: House
    trial_id: str
    place: ui.element | None = None
    ballot: Ballot | None = None
    shown: float = 0.0
    busy: bool = False

    async def show(self) -> None:
        """The next pair, or that there is none."""
        assert self.place is not None
        self.ballot = await aside(next_ballot, self.house.store.sql, await page_viewer(), self.trial_id)
        self.shown = time.monotonic()
        self.place.clear()
        with self.place:
            if self.ballot is None:
                with box("y-card"):
                    empty("都投完了", "谢谢。结果在盲测页上。")
                    with box("y-row y-center"):
                        link("看结果", f"/trials/{self.trial_id}", "y-btn primary")
                return
            self._pair(self.ballot)
        ui.run_javascript("window.scrollTo({top: 0})")

    def cited(self) -> frozenset[str]:
        """Ids of the documents that the pair cites."""
        return ids_in(self.ballot.left, self.ballot.right) if self.ballot else frozenset()

    async def choose(self, choice: Choice) -> None:
        """Keep the vote and go on. A key pressed twice is one vote."""
        if self.ballot is None or self.busy:
            return
        self.busy = True
        try:
            with told():
                seconds = min(time.monotonic() - self.shown, 86400.0)
                sql, key = self.house.store.sql, self.ballot.key
                await aside(cast_vote, sql, await page_viewer(), self.trial_id, key, choice, seconds)
            await self.show()
        except YijuError:
            pass  # told already
        finally:
            self.busy = False

    def _pair(self, ballot: Ballot) -> None:
        asked = (
            ballot.request.get("question") or ballot.request.get("scene") or ballot.request.get("goal") or ""
        )
        with box("y-row"):
            chip(f"{ballot.number} / {ballot.total}", "accent")
            Text("b", ballot.customer)
            chip(KINDS[ballot.kind])
            Text("span", asked, "y-break")
        with box("y-row y-votes"):
            for label, choice in (("← 左边好", "left"), ("↓ 差不多", "same"), ("右边好 →", "right")):
                button(label, lambda c=choice: self.choose(c), "" if choice == "same" else "primary")
        left, right = _different(ballot)
        with box("y-grid2"):
            _side("左", ballot.left, left)
            _side("右", ballot.right, right)


Marks = dict[str, tuple[Piece, ...]]
"""Claim id → its pieces, of those that the other side does not have just so."""


def _different(ballot: Ballot) -> tuple[Marks, Marks]:
    """What to mark on either side: the words that the other has otherwise, or all of a claim it lacks."""
    left: Marks = {}
    right: Marks = {}
    for pair in align(ballot.left, ballot.right).pairs:
        for placed, marks, gone in ((pair.old, left, "in"), (pair.new, right, "out")):
            if placed is not None and (pair.diff or pair.fate in {"added", "removed"}):
                pieces = pair.diff or (Piece(kind="in", text=placed.claim.text),)
                marks[placed.claim.id] = tuple(one for one in pieces if not pair.diff or one.kind != gone)
    return left, right


def _side(name: str, one: Suggestion, marks: Marks) -> None:
    """One side; what the other side does not say is marked."""
    with box("y-card y-pad y-stack"):
        Text("h2", name)
        if one.headline:
            Text("p", one.headline, "y-break y-strong")
        for section in one.sections:
            if section.claims or section.missing:
                with box("y-stack tight"):
                    Text("h3", section.title)
                    _claims(section.claims, marks)
                    if not section.claims:
                        Text("p", section.missing, "y-small y-soft y-break")


def _claims(claims: Sequence[Claim], marks: Marks) -> None:
    for claim in claims:
        with box("y-ballot-claim" + (" new" if claim.id in marks else "")):
            with Text("p", f"{ROLES[claim.role]}：" if claim.role else "", "y-break"):
                for piece in marks.get(claim.id, (Piece(kind="same", text=claim.text),)):
                    Text("span" if piece.kind == "same" else "mark", piece.text)
            with box("y-row y-small y-soft"):
                for text, tone in marks_of(claim):
                    chip(text, tone)
                for citation in claim.citations:
                    Text("span", citation.tag, "y-break")
