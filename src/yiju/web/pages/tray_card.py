"""One document in the tray: why nobody is sure, whose it may be, and the form that settles it."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from yiju.ingest.assign.clearing import Decision, Waiting
from yiju.store.labels import DOCUMENTS
from yiju.store.types import Customer
from yiju.web.pages.theme import Text, Tone, box, button, chip

Act = Callable[["Card"], Awaitable[None]]
_LIKELY = 0.6


class Card:
    """A card. ``chosen``: whether what is done with several is done with it."""

    def __init__(
        self, one: Waiting, customers: Sequence[Customer], units: Sequence[str], publish: Act, erase: Act
    ) -> None:
        self.one = one
        self._customers, self._units = customers, list(units)
        with box("y-card y-pad y-stack tight").props(f'data-held="{one.held.id}"'):
            self._head()
            Text("div", f"拿不准：{one.why}" if one.why else "现在可以归属", "y-small")
            for text in one.opening:
                Text("p", text, "y-small y-soft y-pre y-lines2")
            self._candidates()
            with box("y-row"):
                self._form()
            with box("y-row"):
                button("归属", lambda: publish(self), "small primary")
                button("丢弃", lambda: erase(self), "small quiet")

    def decision(self) -> Decision:
        """As the form stands."""
        name, unit = str(self.customer.value).strip(), str(self.unit.value)
        known = any(one.unit == unit and name in (one.name, *one.aliases) for one in self._customers)
        restricted = bool(self.restricted.value)
        return Decision(
            id=self.one.held.id,
            customer=name,
            unit=unit,
            restricted=restricted if restricted != self.one.held.restricted else None,
            create=not known and bool(self.create.value),
        )

    def _head(self) -> None:
        held = self.one.held
        with box("y-row"):
            self.chosen = ui.checkbox().props(f'dense aria-label="选中《{held.title}》"')
            Text("b", held.title, "y-clip")
            chip(DOCUMENTS[held.kind])
            chip(held.unit, "note")
            Text("span", held.date.isoformat() if held.date else "日期不详", "y-soft y-small y-num")
        Text("div", self.one.place, "y-soft y-small y-pre")

    def _candidates(self) -> None:
        for one in self.one.candidates:
            with box("y-row"):
                tone: Tone = "good" if one.confidence >= _LIKELY else "warn"
                button(one.customer.name, lambda _=None, c=one.customer: self._take(c), "small")
                chip(f"{one.confidence:.0%}", tone)
                told = "；".join(piece.told for piece in one.evidence)
                Text("span", told, "y-soft y-small y-grow")

    def _form(self) -> None:
        held, best = self.one.held, self.one.candidates[:1]
        likely = best[0].customer if best and best[0].confidence >= _LIKELY else None
        unit = likely.unit if likely else held.unit
        self.customer = (
            ui.input("客户", value=likely.name if likely else "", autocomplete=self._names(unit))
            .props("outlined dense")
            .classes("y-select")
        )
        self.unit = (
            ui.select(self._units, value=unit, label="单元", on_change=self._other_unit)
            .props("outlined dense")
            .classes("y-select")
        )
        self.create = ui.checkbox("没有就新建客户").props("dense")
        self.restricted = ui.checkbox("只能引用", value=held.restricted).props("dense")

    def _take(self, customer: Customer) -> None:
        self.unit.set_value(customer.unit)
        self.customer.set_value(customer.name)

    def _other_unit(self) -> None:
        self.customer.set_autocomplete(self._names(str(self.unit.value)))

    def _names(self, unit: str) -> list[str]:
        return [one.name for one in self._customers if one.unit == unit]
