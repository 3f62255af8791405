"""The editor of a claim with its live diff, and the reasons of a rejection."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from yiju.sandbox.rubric import Rubric
from yiju.web.pages.theme import Text, box, button, key
from yiju.web.pages.wording import diff

_DEBOUNCE = 200


@dataclass
class Reasons:
    """Reasons to tick, by click or by digit."""

    rubric: Rubric
    chosen: set[str] = field(default_factory=set)
    _chips: dict[str, Text] = field(default_factory=dict)

    def show(self, *, digits: bool = False) -> None:
        """Draw them."""
        with box("y-row y-reasons").props('role="group" aria-label="原因"'):
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


Save = Callable[[str, Sequence[str], str], Awaitable[None]]
"""Rewrite, reasons, comment."""


def edit_form(
    text: str, draft: str, rubric: Rubric, save: Save, close: Callable[[], object], *, label: str = "改写成"
) -> Reasons:
    """The editor: what changes is shown while one writes. Ctrl+Enter keeps it, Esc leaves it.

    Args:
        text: the wording as it is; draft: what the editor begins with.
    """
    reasons = Reasons(rubric)
    area = ui.textarea(label=label, value=draft).props(f"outlined autogrow debounce={_DEBOUNCE} autofocus")
    area.classes("y-wide")
    with box("y-diff y-small") as shown:
        diff(text, draft)

    def changed(event: ValueChangeEventArguments[str | None]) -> None:
        shown.clear()
        with shown:
            diff(text, event.value or "")

    async def keep() -> None:
        if (area.value or "").strip() in ("", text.strip()):
            ui.notify("还没有改动。", position="top")
            return
        await save(area.value or "", reasons.listed, comment.value or "")

    area.on_value_change(changed)
    area.on("keydown.ctrl.enter", keep, args=[]).on("keydown.meta.enter", keep, args=[])
    area.on("keydown.esc", close, args=[])
    reasons.show()
    comment = ui.input(label="备注（可不填）").props("outlined dense").classes("y-wide")
    with box("y-row"):
        button("保存改写", keep, "primary small")
        button("取消", close, "quiet small")
        Text("span", "Ctrl+Enter 保存，Esc 取消", "y-soft y-small y-keys-only")
    return reasons


def reject_form(
    rubric: Rubric, chosen: Sequence[str], save: Save, close: Callable[[], object]
) -> tuple[Reasons, Callable[[], Awaitable[None]]]:
    """Why it is rejected: at least one reason. Returns the reasons, and what keeps them."""
    reasons = Reasons(rubric, set(chosen))
    Text("p", "为什么驳回？至少选一个原因。", "y-small y-soft")
    reasons.show(digits=True)
    comment = ui.input(label="备注（可不填）").props("outlined dense").classes("y-wide")

    async def keep() -> None:
        if not reasons.listed:
            ui.notify("先选一个原因。", position="top")
            return
        await save("", reasons.listed, comment.value or "")

    comment.on("keydown.enter", keep, args=[]).on("keydown.esc", close, args=[])
    with box("y-row"):
        button("驳回", keep, "primary small")
        button("取消", close, "quiet small")
        Text("span", "数字键选原因，Enter 保存，Esc 取消", "y-soft y-small y-keys-only")
    return reasons, keep
