"""The verdict on a suggestion as a whole: scores by the rubric, reasons, words; then on to the next one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from yiju.sandbox.rubric import HIGHEST, LOWEST
from yiju.sandbox.types import NewAnnotation, Ruling
from yiju.web.pages.review_drafts import Draft
from yiju.web.pages.review_forms import Reasons
from yiju.web.pages.review_state import Review
from yiju.web.pages.theme import RULING_TONES, RULINGS, Text, alert, box, button, moment
from yiju.web.pages.wording import diff

_ORDER: tuple[Ruling, ...] = ("accept", "edit", "reject")


@dataclass
class WholeForm:
    """Draws itself into its element; ``keep(make, on)`` keeps the verdict that is made when its
    turn has come and, if ``on``, goes to the next."""

    review: Review
    keep: Callable[[Callable[[], NewAnnotation], bool], Awaitable[None]]
    verdict: Ruling | None = None
    scores: dict[str, int] = field(default_factory=dict)
    rewrite: str = ""
    comment: str = ""

    def __post_init__(self) -> None:
        self._reasons = Reasons(self.review.house.rubric)
        self._reasons.changed = lambda: self._note(reasons=tuple(self._reasons.listed))
        mine = self.review.mine("")
        if mine is not None:
            self.verdict, self.scores = mine.verdict, dict(mine.scores)
            self.rewrite, self.comment = mine.rewrite, mine.comment
            self._reasons.chosen = set(mine.reasons)
        self._points: dict[tuple[str, int], Text] = {}
        self._unrated: dict[str, Text] = {}
        self._choices: dict[Ruling, Text] = {}
        self.element = box("y-card y-pad y-whole").props('id="whole" tabindex="-1"')
        with self.element, box("y-stack"):
            self._draw()
        self.paint()

    def _draw(self) -> None:
        with box("y-row"):
            Text("h2", "总评")
            self._count = Text("span", "", "y-soft y-small y-num y-push")
        self._before = alert("", "note")
        for code, label in self.review.house.rubric.scores.items():
            self._score(code, label)
        with box("y-row").props('role="group" aria-label="总评"'):
            for verdict in _ORDER:
                one = Text("button", RULINGS[verdict], "y-btn").props('type="button"')
                one.on("click", partial(self.choose, verdict), args=[])
                self._choices[verdict] = one
        with box("y-stack tight") as self._editing:
            self._editor()
        with box("y-stack tight") as self._why:
            self._ask = Text("p", "", "y-small y-soft")
            self._reasons.show()
        self._remark = ui.textarea(label="备注（可不填）", value=self.comment).props(
            "outlined autogrow dense"
        )
        self._remark.classes("y-wide").on_value_change(self._commented)
        self._remark.on("keydown.ctrl.enter", lambda: self.save(True), args=[])
        self.review.drafts.mark(self._remark, "", "comment")
        with box("y-row"):
            button("保存并看下一条", lambda: self.save(True), "primary")
            button("只保存", lambda: self.save(False))

    def paint(self) -> None:
        """Show what stands, in place: a click that comes at once finds everything where it was."""
        self._count.text = f"逐条已评 {self.review.judged()}/{len(self.review.judgeable)}"
        mine = self.review.mine("")
        self._before.set_visibility(mine is not None)
        if mine is not None:
            said = f"您 {moment(mine.at)} 的总评是“{RULINGS[mine.verdict]}”。"
            self._before.text = said + "再次保存即为更正，原来的仍留在历史里。"
        for (code, score), point in self._points.items():
            on = self.scores.get(code) == score
            point.classes(replace="y-point" + " on" * on).props(f'aria-pressed="{str(on).lower()}"')
        for code, hint in self._unrated.items():
            hint.set_visibility(code not in self.scores)
        for verdict, one in self._choices.items():
            on = self.verdict == verdict
            one.classes(replace="y-btn " + f"on-{RULING_TONES[verdict]}" * on)
            one.props(f'aria-pressed="{str(on).lower()}"')
        self._editing.set_visibility(self.verdict == "edit")
        self._why.set_visibility(self.verdict in ("edit", "reject"))
        self._ask.text = "原因" + "（至少一个）" * (self.verdict == "reject")

    def _score(self, code: str, label: str) -> None:
        with box("y-row y-score").props('role="group"') as row:
            row.props["aria-label"] = label
            Text("span", label, "y-score-name")
            for score in range(LOWEST, HIGHEST + 1):
                one = Text("button", str(score)).props('type="button"')
                one.on("click", partial(self._rate, code, score), args=[])
                self._points[code, score] = one
            self._unrated[code] = Text("span", "未评", "y-soft y-small")

    def _rate(self, code: str, score: int) -> None:
        if self.scores.get(code) == score:
            del self.scores[code]
        else:
            self.scores[code] = score
        self._note(scores=dict(self.scores))
        self.paint()

    def choose(self, verdict: Ruling) -> None:
        self.verdict = verdict
        if verdict == "edit" and not self.rewrite:
            self._area.value = self.review.suggestion.headline
        self._note(verdict=verdict)
        self.paint()

    def _note(self, **changes: object) -> None:
        self.review.clock.turn("")
        self.review.drafts.note("", **changes)

    def _commented(self, event: ValueChangeEventArguments[str | None]) -> None:
        self.comment = event.value or ""
        self._note(comment=self.comment)

    def restore(self, draft: Draft) -> None:
        """Bring back what was begun before the page was loaded."""
        self.verdict = draft.verdict or self.verdict
        self.scores = self.scores if draft.scores is None else dict(draft.scores)
        if draft.reasons is not None:
            self._reasons.choose(draft.reasons)
        if draft.rewrite is not None:
            self._area.value = draft.rewrite
        if draft.comment is not None:
            self._remark.value = draft.comment
        self.paint()

    def _editor(self) -> None:
        before = self.review.suggestion.headline
        self._area = ui.textarea(label="一句话改成", value=self.rewrite)
        self._area.props("outlined autogrow debounce=200").classes("y-wide")
        self.review.drafts.mark(self._area, "", "rewrite")
        shown = box("y-diff y-small")

        def changed() -> None:
            if self.rewrite != (self._area.value or ""):
                self.rewrite = self._area.value or ""
                self._note(rewrite=self.rewrite)
            shown.clear()
            with shown:
                diff(before, self.rewrite)

        self._area.on_value_change(changed)
        changed()

    async def save(self, on: bool) -> None:
        """Keep it; ``on``: then the next one."""
        if self.verdict is None:
            ui.notify("先选采纳、改写或驳回。", type="warning", position="top")
            return
        reasons = self._reasons.listed if self.verdict != "accept" else []
        if self.verdict == "reject" and not reasons:
            ui.notify("驳回要选一个原因。", type="warning", position="top")
            return
        if self.verdict == "edit" and not self.rewrite.strip():
            ui.notify("先写出改成什么。", type="warning", position="top")
            return
        make = partial(
            self.review.new,
            "",
            self.verdict,
            reasons=reasons,
            rewrite=self.rewrite if self.verdict == "edit" else "",
            scores=self.scores,
            comment=self.comment,
        )
        await self.keep(make, on)
