"""The verdict on a suggestion as a whole: scores by the rubric, reasons, words; then on to the next one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from nicegui import ui

from yiju.sandbox.rubric import HIGHEST, LOWEST
from yiju.sandbox.types import NewAnnotation, Ruling
from yiju.web.pages.review_forms import Reasons
from yiju.web.pages.review_state import Review
from yiju.web.pages.theme import RULING_TONES, RULINGS, Text, alert, box, button, moment
from yiju.web.pages.wording import diff

_ORDER: tuple[Ruling, ...] = ("accept", "edit", "reject")


@dataclass
class WholeForm:
    """Draws itself into its element; ``keep(new, on)`` keeps a verdict and, if ``on``, goes to the next."""

    review: Review
    keep: Callable[[NewAnnotation, bool], Awaitable[None]]
    verdict: Ruling | None = None
    scores: dict[str, int] = field(default_factory=dict)
    rewrite: str = ""
    comment: str = ""

    def __post_init__(self) -> None:
        self.element = box("y-card y-pad y-whole").props('id="whole" tabindex="-1"')
        self._reasons = Reasons(self.review.house.rubric)
        self._start()
        self.draw()

    def _start(self) -> None:
        mine = self.review.mine("")
        if mine is not None:
            self.verdict, self.scores = mine.verdict, dict(mine.scores)
            self.rewrite, self.comment = mine.rewrite, mine.comment
            self._reasons.chosen = set(mine.reasons)

    def draw(self) -> None:
        """Draw it as it stands now."""
        self.element.clear()
        with self.element, box("y-stack"):
            with box("y-row"):
                Text("h2", "总评")
                claims = len(self.review.claims)
                Text("span", f"逐条已评 {self.review.judged()}/{claims}", "y-soft y-small y-num y-push")
            if (mine := self.review.mine("")) is not None:
                said = f"您 {moment(mine.at)} 的总评是“{RULINGS[mine.verdict]}”。"
                alert(said + "再次保存即为更正，原来的仍留在历史里。", "note")
            for code, label in self.review.house.rubric.scores.items():
                self._score(code, label)
            with box("y-row").props('role="group" aria-label="总评"'):
                for verdict in _ORDER:
                    self._choice(verdict)
            if self.verdict == "edit":
                self._editor()
            if self.verdict in ("edit", "reject"):
                Text("p", "原因" + "（至少一个）" * (self.verdict == "reject"), "y-small y-soft")
                self._reasons.show()
            comment = ui.textarea(label="备注（可不填）", value=self.comment).props("outlined autogrow dense")
            comment.classes("y-wide").on_value_change(lambda e: setattr(self, "comment", e.value or ""))
            comment.on("keydown.ctrl.enter", lambda: self.save(True), args=[])
            with box("y-row"):
                button("保存并看下一条", lambda: self.save(True), "primary")
                button("只保存", lambda: self.save(False))

    def _score(self, code: str, label: str) -> None:
        with box("y-row y-score").props(f'role="group" aria-label="{label}"'):
            Text("span", label, "y-score-name")
            for score in range(LOWEST, HIGHEST + 1):
                on = self.scores.get(code) == score
                one = Text("button", str(score), "y-point" + " on" * on)
                one.props(f'type="button" aria-pressed="{str(on).lower()}"')
                one.on("click", lambda score=score: self._rate(code, score), args=[])
            if code not in self.scores:
                Text("span", "未评", "y-soft y-small")

    def _rate(self, code: str, score: int) -> None:
        if self.scores.get(code) == score:
            del self.scores[code]
        else:
            self.scores[code] = score
        self.draw()

    def _choice(self, verdict: Ruling) -> None:
        on = self.verdict == verdict
        one = Text("button", RULINGS[verdict], "y-btn " + f"on-{RULING_TONES[verdict]}" * on)
        one.props(f'type="button" aria-pressed="{str(on).lower()}"')
        one.on("click", lambda: self._choose(verdict), args=[])

    def _choose(self, verdict: Ruling) -> None:
        self.verdict = verdict
        if verdict == "edit" and not self.rewrite:
            self.rewrite = self.review.suggestion.headline
        self.draw()

    def _editor(self) -> None:
        before = self.review.suggestion.headline
        area = ui.textarea(label="一句话改成", value=self.rewrite).props("outlined autogrow debounce=200")
        area.classes("y-wide")
        shown = box("y-diff y-small")

        def changed() -> None:
            self.rewrite = area.value or ""
            shown.clear()
            with shown:
                diff(before, self.rewrite)

        area.on_value_change(changed)
        changed()

    async def save(self, on: bool) -> None:
        """Keep it; ``on``: then the next one."""
        if self.verdict is None:
            ui.notify("先选采纳、改写或驳回。", type="warning", position="top")
            return
        reasons = self._reasons.listed if self.verdict != "accept" else []
        new = self.review.new(
            "",
            self.verdict,
            reasons=reasons,
            rewrite=self.rewrite if self.verdict == "edit" else "",
            scores=self.scores,
            comment=self.comment,
        )
        await self.keep(new, on)
