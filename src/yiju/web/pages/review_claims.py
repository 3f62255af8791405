"""The suggestion as its reviewer reads it: sections, claims, tags as buttons, verdicts beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from yiju.sandbox.types import Annotation, Ruling
from yiju.store.erasing import is_erased
from yiju.store.labels import CAUSES, ROLES, left_out, numbers_of
from yiju.store.types import Claim, Dropped, Suggestion
from yiju.web.pages.review_state import Review
from yiju.web.pages.theme import RULING_TONES, RULINGS, Text, alert, box, chip, key
from yiju.web.pages.wording import marks_of

_KEYS: dict[Ruling, str] = {"accept": "A", "edit": "E", "reject": "X"}
_NO_SECOND_PRESS = """(e) => {
    if (e.currentTarget.closest(".y-claim").querySelector("[data-enter]")) e.preventDefault()
}"""
"""Enter is for the open form, though the focus is still on the button that was clicked to open it."""


@dataclass(frozen=True)
class Doing:
    """What a claim's parts call: with the claim's index."""

    select: Callable[[int, int | None], object]
    """Take a claim in hand; with a citation's index: show that one."""
    jump: Callable[[int, int | None], object]
    """As ``select``, and bring it into view."""
    judge: Callable[[int, Ruling], object]
    settle: Callable[[int], object]


class ClaimCard:
    """One claim on the page. ``form`` holds the editor or the reasons while one is open."""

    def __init__(self, review: Review, index: int, number: str, doing: Doing) -> None:
        self.review, self.index, self.number, self.doing = review, index, number, doing
        self.element = box("y-claim", "article")
        self.draw()

    @property
    def claim(self) -> Claim:
        return self.review.claims[self.index]

    def draw(self) -> None:
        """Draw it as it stands now."""
        self.element.clear()
        chosen = self.review.at == self.index
        mine = self.review.mine(self.claim.id)
        self.element.classes(replace=f"y-claim{' on' * chosen} {RULING_TONES[mine.verdict] if mine else ''}")
        self.element.props(f'aria-current="{str(chosen).lower()}"')
        with self.element:
            self._words()
            with box("y-claim-foot"):
                self._grounds()
                if not is_erased(self.claim):
                    self._acts(mine)
            self._said(mine)
            self.form = box("y-form").props('tabindex="-1"')

    def _words(self) -> None:
        with box("y-claim-text") as line:
            lead = f"{ROLES[self.claim.role]}：" if self.claim.role else f"{self.number}."
            Text("span", lead, "y-lead y-num")
            Text("span", self.claim.text, "y-pre" + " y-soft" * is_erased(self.claim))
        line.on("click", lambda: self.doing.select(self.index, None), args=[])

    def _grounds(self) -> None:
        with box("y-row y-claim-marks"):
            for text, tone in marks_of(self.claim):
                chip(text, tone)
            for at, citation in enumerate(self.claim.citations):
                shown = self.review.at == self.index and self.review.cited == at
                tag = Text("button", citation.tag, "y-tag" + " on" * shown).props('type="button"')
                tag.on("click", lambda at=at: self.doing.select(self.index, at), args=[])
            if self.claim.nature == "advice" and (grounds := self.review.grounds(self.claim)):
                Text("span", "基于", "y-soft y-small")
                numbers = numbers_of(self.review.suggestion)
                for at in grounds:
                    go = Text("button", numbers[self.review.claims[at].id], "y-ground").props('type="button"')
                    go.on("click", partial(self.doing.jump, at, None), args=[])

    def _acts(self, mine: Annotation | None) -> None:
        with box("y-row y-claim-acts"):
            for verdict, letter in _KEYS.items():
                on = mine is not None and mine.verdict == verdict
                classes = f"y-act {'on-' + RULING_TONES[verdict] if on else ''}"
                act = Text("button", "", classes).props(f'type="button" aria-pressed="{str(on).lower()}"')
                with act:
                    Text("span", RULINGS[verdict])
                    key(letter).classes("y-keys-only")
                act.on("click", lambda verdict=verdict: self.doing.judge(self.index, verdict), args=[])
                act.on("keydown.enter", js_handler=_NO_SECOND_PRESS)

    def _said(self, mine: Annotation | None) -> None:
        others = [a for a in self.review.of_claim(self.claim.id) if a.author != self.review.viewer.user]
        if others:
            with box("y-row"):
                for one in others:
                    chip(f"{one.author} {RULINGS[one.verdict]}", RULING_TONES[one.verdict])
        if mine is not None and mine.rewrite:
            Text("p", f"我改写为：{mine.rewrite}", "y-small y-pre y-mine")
        if is_erased(self.claim):  # nothing is left to settle
            return
        if self.claim.id in self.review.drafts:
            more = Text("button", "有没保存的改写，按 E 接着写", "y-tag y-draft").props('type="button"')
            more.on("click", lambda: self.doing.judge(self.index, "edit"), args=[])
        standing = self.review.standing(self.claim.id)
        # Who is a party to a disagreement does not settle it; an admin may where nobody else is left.
        outside = mine is None or "admin" in self.review.viewer.roles
        if standing is not None and standing.contested and outside:
            with box("y-row y-small y-contested"):
                Text("span", "评审有分歧。")
                settle = Text("button", "由我裁定", "y-tag").props('type="button"')
                settle.on("click", lambda: self.doing.settle(self.index), args=[])
        elif standing is not None and standing.settled_by is not None and standing.reviewers > 1:
            Text("p", f"分歧已裁定：{RULINGS[standing.verdict or 'accept']}。", "y-small y-soft")


def show_head(suggestion: Suggestion) -> None:
    """Headline and what the reader should know."""
    for notice in suggestion.notices:
        alert(notice)
    if suggestion.headline:
        with box("y-card y-pad y-headline"):
            Text("h3", "一句话")
            Text("p", suggestion.headline, "y-pre")


def show_claims(review: Review, doing: Doing) -> list[ClaimCard]:
    """Every section with its claims; returns their cards in order."""
    cards: list[ClaimCard] = []
    for section in review.suggestion.sections:
        with box("y-section", "section"):
            with box("y-row y-section-head"):
                Text("h2", section.title)
                if section.claims:
                    Text("span", f"{len(section.claims)} 条", "y-soft y-small")
            if section.claims:
                with box("y-card y-claims"):
                    for number, _claim in enumerate(section.claims, 1):
                        cards.append(ClaimCard(review, len(cards), str(number), doing))
            if section.missing:
                said = section.missing if "没有" in section.missing else f"缺：{section.missing}"
                if section.claims:
                    Text("p", said, "y-soft y-small y-missing")
                else:
                    Text("p", said, "y-card y-pad y-pre")
    if not review.suggestion.sections:
        with box("y-card"), box("y-empty"):
            Text("b", "这条建议没有内容")
    return cards


def show_rest(suggestion: Suggestion) -> None:
    """What is missing, and what was dropped with the reasons."""
    told = {section.missing for section in suggestion.sections}
    missing = [line for line in suggestion.missing if line not in told]
    if missing:
        with box("y-section", "section"):
            Text("h2", "缺什么")
            with box("y-card y-pad y-stack tight", "ul"):
                for line in missing:
                    Text("li", line)
    count = suggestion.dropped + (suggestion.refused or 0) + suggestion.forbidden
    if count:
        with box("y-section y-card y-details", "details"):
            Text("summary", f"{left_out(suggestion)}（展开看原因）")
            _dropped(suggestion.dropped_claims, count)


def _dropped(found: Sequence[Dropped], count: int) -> None:
    with box("y-stack tight y-pad"):
        for one in found:
            with box("y-dropped"):
                Text("p", one.text, "y-pre")
                Text("p", f"{one.section} · {CAUSES[one.cause]}：{one.reason}", "y-soft y-small")
        if not found:
            Text("p", f"只记了条数（{count}），没有留下原文。", "y-soft")


def scroll_to(element: ui.element) -> None:
    """Bring an element into view, if it is not."""
    ui.run_javascript(f"getHtmlElement({element.id})?.scrollIntoView({{block: 'nearest'}})")
