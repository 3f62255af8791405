"""The editor of a claim with its live diff, and the reasons of a rejection."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments, ValueChangeEventArguments

from yiju.sandbox.rubric import Rubric
from yiju.web.pages.review_drafts import Draft, Typed
from yiju.web.pages.theme import Text, box, button, key
from yiju.web.pages.wording import diff

_DEBOUNCE = 200
_TYPED = "(e) => { if (!e.isComposing) emit(e.target.value) }"
"""What stands in the field at the key, which the server may not have yet; not while an input method works."""


@dataclass
class Reasons:
    """Reasons to tick, by click or by digit."""

    rubric: Rubric
    chosen: set[str] = field(default_factory=set)
    changed: Callable[[], object] = lambda: None
    _chips: dict[str, Text] = field(default_factory=dict)

    def show(self, *, digits: bool = False) -> None:
        """Draw them. ``digits``: the page's keys tick them, and its Enter keeps the form."""
        with box("y-row y-reasons").props(f'role="group" aria-label="原因"{" data-enter" * digits}'):
            for number, (code, label) in enumerate(self.rubric.reasons.items(), 1):
                chip = Text("button", "", "y-reason").props('type="button"')
                with chip:
                    if digits and number <= 9:
                        key(str(number)).classes("y-keys-only")
                    Text("span", label)
                chip.on("click", lambda code=code: self.toggle(code), args=[])
                chip.on("keydown.enter", js_handler="(e) => e.preventDefault()")  # Enter keeps the form
                self._chips[code] = chip
                self._paint(code)

    def toggle(self, code: str) -> None:
        """Tick or untick."""
        self.chosen.symmetric_difference_update({code})
        self._paint(code)
        self.changed()

    def choose(self, codes: Sequence[str]) -> None:
        """Tick these, and no other."""
        self.chosen = set(codes)
        for code in self._chips:
            self._paint(code)

    def digit(self, number: int) -> None:
        """As a digit key does."""
        codes = list(self.rubric.reasons)
        if 1 <= number <= len(codes):
            self.toggle(codes[number - 1])

    def _paint(self, code: str) -> None:
        on = code in self.chosen
        self._chips[code].classes(add="on" if on else "", remove="" if on else "on")
        self._chips[code].props(f'aria-pressed="{str(on).lower()}"')

    @property
    def listed(self) -> list[str]:
        """Codes, in the rubric's order."""
        return [code for code in self.rubric.reasons if code in self.chosen]


@dataclass(frozen=True)
class Acts:
    """What a form calls.

    Attributes:
        save: with rewrite, reasons, comment. close: what was typed is kept as a draft; drop: it is not.
        note: what was typed or chosen, by the draft's fields. mark: has the browser keep what is typed.
    """

    save: Callable[[str, Sequence[str], str], Awaitable[None]]
    close: Callable[[], object]
    drop: Callable[[], object]
    note: Callable[..., None]
    mark: Callable[[ui.element, Typed], None]


def edit_form(text: str, start: Draft, rubric: Rubric, acts: Acts) -> None:
    """The editor: what changes is shown while one writes. Ctrl+Enter keeps it, Esc leaves it.

    Args:
        text: the wording as it is; start: what the form begins with.
    """
    reasons = _reasons(rubric, start, acts)
    words = text if start.rewrite is None else start.rewrite
    area = ui.textarea(label="改写成", value=words).props(f"outlined autogrow debounce={_DEBOUNCE} autofocus")
    area.classes("y-wide")
    acts.mark(area, "rewrite")
    with box("y-diff y-small") as shown:
        diff(text, words)

    def changed(event: ValueChangeEventArguments[str | None]) -> None:
        acts.note(rewrite=event.value or "")
        shown.clear()
        with shown:
            diff(text, event.value or "")

    async def keep(typed: str) -> None:
        if typed.strip() in ("", text.strip()):
            ui.notify("还没有改动。", position="top")
            return
        await acts.save(typed, reasons.listed, comment.value or "")

    async def by_key(event: GenericEventArguments) -> None:
        await keep(str(event.args or ""))

    area.on_value_change(changed)
    area.on("keydown.ctrl.enter", by_key, js_handler=_TYPED).on(
        "keydown.meta.enter", by_key, js_handler=_TYPED
    )
    area.on("keydown.esc", acts.close, args=[])
    reasons.show()
    comment = _comment(start, acts)
    with box("y-row"):
        button("保存改写", lambda: keep(area.value or ""), "primary small")
        button("取消", acts.drop, "quiet small")
        Text("span", "Ctrl+Enter 保存，Esc 收起，写了的留着", "y-soft y-small y-keys-only")


def reject_form(rubric: Rubric, start: Draft, acts: Acts) -> tuple[Reasons, Callable[[], Awaitable[None]]]:
    """Why it is rejected: at least one reason. Returns the reasons, and what keeps them."""
    reasons = _reasons(rubric, start, acts)
    Text("p", "为什么驳回？至少选一个原因。", "y-small y-soft")
    reasons.show(digits=True)
    comment = _comment(start, acts)

    async def save(typed: str) -> None:
        if not reasons.listed:
            ui.notify("先选一个原因。", position="top")
            return
        await acts.save("", reasons.listed, typed)

    async def keep() -> None:
        await save(comment.value or "")

    async def by_key(event: GenericEventArguments) -> None:
        await save(str(event.args or ""))

    comment.on("keydown.enter", by_key, js_handler=_TYPED)
    with box("y-row"):
        button("驳回", keep, "primary small")
        button("取消", acts.drop, "quiet small")
        Text("span", "数字键选原因，Enter 保存，Esc 收起", "y-soft y-small y-keys-only")
    return reasons, keep


def _reasons(rubric: Rubric, start: Draft, acts: Acts) -> Reasons:
    made = Reasons(rubric, set(start.reasons or ()))
    made.changed = lambda: acts.note(reasons=tuple(made.listed))
    return made


def _comment(start: Draft, acts: Acts) -> Any:
    comment = ui.input(label="备注（可不填）", value=start.comment or "")
    comment.props("outlined dense").classes("y-wide")
    comment.on_value_change(lambda event: acts.note(comment=event.value or ""))
    comment.on("keydown.esc", acts.close, args=[])
    acts.mark(comment, "comment")
    return comment
