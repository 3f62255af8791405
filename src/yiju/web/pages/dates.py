"""A day to type or to pick. Not the browser's own date field: it writes days by the browser's language."""

import datetime as dt
import re
from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from yiju.errors import YijuError

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d\d)(\d\d)")
_FORM = "2026-03-10"


def read_day(text: str) -> dt.date | None:
    """A day as people write it: 2026-03-10, 2026/3/10, 2026年3月10日, 20260310; None of an empty text.

    Raises:
        YijuError: it is no day.
    """
    text = text.strip()
    if not text:
        return None
    match = _DAY.fullmatch(text)
    try:
        year, month, day = (int(part) for part in match.groups() if part) if match else (0, 0, 0)
        return dt.date(year, month, day)
    except ValueError as error:
        raise YijuError(f"日期不对：{text}", hint=f"按年-月-日写，如 {_FORM}。") from error


class DayField:
    """A field for a day, with a calendar in Chinese beside it."""

    def __init__(
        self, label: str, changed: Callable[[], Awaitable[None]] | None = None, shown: str = ""
    ) -> None:
        """``shown``: what stands there while it is empty, else the form of a day."""
        self._changed = changed
        self.input = ui.input(label, placeholder=shown or f"如 {_FORM}", validation=_wrong)
        self.input.props("outlined dense stack-label clearable hide-bottom-space debounce=500")
        self.input.on_value_change(self._typed)
        with self.input.add_slot("append"):
            opener = ui.button(icon="event", color=None).props('flat round dense size="sm"')
            opener.props["aria-label"] = f"{label}：打开日历"
            with (
                opener,
                ui.menu().props('anchor="bottom right" self="top right" :offset="[8, 10]"') as self.menu,
            ):
                self.calendar = ui.date(on_change=self._picked).props("minimal today-btn first-day-of-week=1")

    @property
    def day(self) -> dt.date | None:
        """What is typed. Raises YijuError where it is no day."""
        return read_day(self.input.value or "")

    def _typed(self) -> Awaitable[None] | None:
        day = None if _wrong(self.input.value) else self.day
        self.calendar.set_value(day.isoformat() if day else None)
        return self._changed() if self._changed else None

    def _picked(self, event: ValueChangeEventArguments[str | None]) -> None:
        self.menu.close()
        typed = None if _wrong(self.input.value) else self.day
        if event.value and (typed is None or event.value != typed.isoformat()):
            self.input.set_value(event.value)


def _wrong(text: str | None) -> str | None:
    try:
        read_day(text or "")
    except YijuError:
        return f"按年-月-日写，如 {_FORM}"
    return None
