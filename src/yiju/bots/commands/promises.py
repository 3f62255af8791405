"""Promises not kept yet, with their sources."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yiju.copilot.commitments import Commitment, find_commitments
from yiju.copilot.draft import Ledger, attributed
from yiju.copilot.trim import trim
from yiju.copilot.waiting import is_stale, waiting
from yiju.store.labels import marks_of
from yiju.store.types import Citation, Claim, Customer

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader


@dataclass(frozen=True)
class Promise:
    """A promise as it is listed, with where it was given and asked for again.

    ``stale``: more than a year has gone by without a word of it.
    """

    customer: Customer
    commitment: Commitment
    text: str
    citations: tuple[Citation, ...]
    stale: bool = False

    @property
    def late(self) -> bool:
        """Whether it is overdue."""
        return self.commitment.status == "overdue"

    @property
    def order(self) -> tuple[bool, bool, bool, dt.date, str]:
        """Those of the last year first; ours first, overdue first, by due day."""
        due = self.commitment.due or dt.date.max
        return self.stale, self.commitment.side == "theirs", not self.late, due, self.customer.name


def open_promises(reader: "Reader", customer: Customer, day: dt.date) -> list[Promise]:
    """What either side promised a customer's account, and no source says was kept, as of this day: however
    old it is.
    """
    material = reader.material(customer, day)
    ledger = Ledger(material)
    found = []
    for one in find_commitments(material):
        if one.status == "done":
            continue
        spans = [one.span] if one.proof is None else [one.span, one.proof]
        citations = tuple(ledger.cite(span) for span in spans)
        found.append(Promise(customer, one, _text(one, day), citations, is_stale(one, day)))
    return found


def _text(one: Commitment, day: dt.date) -> str:
    flags = (
        [one.status] if one.side == "ours" else [one.status, "theirs" if one.side == "theirs" else "unknown"]
    )
    flags += [f"due:{one.due.isoformat()}"] if one.due else []
    marks = marks_of(Claim(id="", nature="fact", text="", flags=tuple(flags)))
    if waited := waiting(one, day):
        marks += f"，{waited}"
    told = attributed(one.span, trim(one.span.text, 70))
    if one.proof is not None:
        told += f"；{attributed(one.proof, trim(one.proof.text, 50))}"
    return f"{marks}：{told}"
