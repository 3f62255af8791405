"""Who is to review a suggestion: shown, given and taken back on its page."""

from collections.abc import Sequence

from nicegui import ui

from yiju.sandbox.assignments import assign, unassign
from yiju.sandbox.pending import assigned_to
from yiju.store.database import Database
from yiju.store.types import Suggestion
from yiju.store.users import reviewers_of
from yiju.web.deps import page_house, page_viewer
from yiju.web.pages.theme import Text, aside, box, inside, told


def people_for(sql: Database, suggestion: Suggestion) -> tuple[list[str], list[str]]:
    """Whom it is given to, and who else could take it; the caller may review it."""
    given = list(assigned_to(sql, [suggestion.id]).get(suggestion.id, ()))
    with sql.read() as connection:
        able = sorted(reviewers_of(connection, suggestion.unit))
    return given, [name for name in able if name not in given]


class Assigning:
    """A line that says who is to review it."""

    def __init__(self, suggestion: Suggestion, me: str, given: Sequence[str], others: Sequence[str]) -> None:
        """``me``: the viewer's name; ``given``, ``others``: as ``people_for`` has them."""
        self.suggestion, self.me = suggestion, me
        self.element = box("y-row y-assign")
        self._draw(given, others)

    def _draw(self, given: Sequence[str], others: Sequence[str]) -> None:
        self.element.clear()
        me = self.me
        with self.element:
            Text("span", "评审人：" + ("" if given else "未分派"), "y-small y-soft")
            for name in given:
                chip = Text("button", f"{name} ×", "y-reason").props('type="button"')
                chip.props["aria-label"] = f"不再分给 {name}"
                chip.on("click", lambda name=name: self.change(name, give=False), args=[])
            free = [name for name in dict.fromkeys((me, *others)) if name not in given]
            if free:
                names = {name: "我" if name == me else name for name in free}
                chooser = ui.select(names, label="分给", on_change=lambda e: self.change(e.value, give=True))
                chooser.props('outlined dense options-dense aria-label="分给"').classes("y-select small")

    @inside
    async def change(self, name: str, *, give: bool) -> None:
        """Give it to somebody, or take it back."""
        with told():
            sql = page_house().store.sql
            await aside(assign if give else unassign, sql, await page_viewer(), self.suggestion.id, name)
            self._draw(*await aside(people_for, sql, self.suggestion))
