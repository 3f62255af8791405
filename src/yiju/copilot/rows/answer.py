"""What the rows say to one question; None where they say nothing, and the evidence is asked instead."""

import datetime as dt
from collections.abc import Sequence

import regex

from yiju.copilot.accounts import labels
from yiju.copilot.ask import ANSWER
from yiju.copilot.commitments import find_commitments
from yiju.copilot.contract_ends import find_contract_ends
from yiju.copilot.cues import attribute
from yiju.copilot.draft import Draft, Ledger, fact
from yiju.copilot.material import Material
from yiju.copilot.people import find_people
from yiju.copilot.retrieve import Reader
from yiju.copilot.rows.registered import Row, team_row, unit_row, visit_rows
from yiju.copilot.rows.route import Wanted
from yiju.copilot.sections import promise_draft
from yiju.copilot.stated import states
from yiju.copilot.strategy import Composed
from yiju.copilot.versions import superseded_ids
from yiju.copilot.waiting import is_stale
from yiju.store.types import Claim, Customer, Kind, Section

WHICH = "想问哪个客户"
_MOST, _PRICES, _NAMED = 8, 2, 8
_BESIDE = regex.compile(r"差|目标价|比价|高出|低于|上涨|下降|降低|限价|预算")
"""A price beside these is told of, not quoted."""
_OF_ONE = {"owner", "unit", "contacts", "price"}
"""What is asked of one customer alone."""
_NONE = {
    "owner": "客户登记里没有写我方人员",
    "next_visit": "没有登记您之后对这个客户的拜访",
    "last_visit": "没有登记您此前对这个客户的拜访",
}


def compose_rows(
    wanted: Wanted, reader: Reader, accounts: Sequence[Customer], today: dt.date
) -> Composed | None:
    """The answer of the rows that this viewer may see, for each of these customers."""
    if len(accounts) > 1 and wanted in _OF_ONE:
        return _which(accounts)
    if len(accounts) > 1 and wanted in ("contract_end", "commitments"):
        return None  # read one by one they take too long: the evidence is searched at once
    if wanted in ("owner", "unit", "next_visit", "last_visit"):
        found = [row for one in accounts for row in _registered(wanted, reader, one, today)]
        if not found and wanted == "owner":
            return None
        return _of_rows(found, _NONE.get(wanted, ""), several=len(accounts) > 1)
    material = reader.material(accounts[0], today)
    drafts = _drafts(wanted, material)
    ledger = Ledger(material)
    claims = ledger.admit(ANSWER, drafts)
    if not claims:
        return None
    return Composed("", (Section(title=ANSWER, claims=claims),), tuple(ledger.dropped), ())


def _which(accounts: Sequence[Customer]) -> Composed:
    """Ask back which customer is meant."""
    called = list(labels(accounts).values())
    named = "、".join(called[:_NAMED]) + ("…" if len(called) > _NAMED else "")
    told = f"没有说是哪个客户。请写上客户名称再问：{named}。"
    return Composed(WHICH, (Section(title=ANSWER, missing=told),), (), (told,))


def _registered(wanted: Wanted, reader: Reader, customer: Customer, today: dt.date) -> list[Row]:
    if wanted == "owner":
        return [row for row in [team_row(customer)] if row]
    if wanted == "unit":
        return [unit_row(customer)]
    planned = visit_rows(reader.store.sql, reader.viewer, customer)
    if wanted == "next_visit":
        return [row for row in planned if row.at and row.at.date() >= today][:1]
    return [row for row in planned if row.at and row.at.date() < today][-1:]


def _of_rows(rows: Sequence[Row], none: str, *, several: bool) -> Composed:
    if not rows:
        told = (
            f"资料中没有：{none}。可用 yiju visits 登记拜访。" if "拜访" in none else f"资料中没有：{none}。"
        )
        return Composed("资料中没有", (Section(title=ANSWER, missing=told),), (), (told,))
    claims = tuple(
        Claim(
            id=f"c{number}",
            nature="fact",
            text=row.text,
            verdict="supported",
            citations=(row.citation,),
            flags=(f"about:{row.customer}",) if several else (),
        )
        for number, row in enumerate(sorted(rows, key=lambda row: (row.at is None, row.at, row.id)), 1)
    )
    return Composed("", (Section(title=ANSWER, claims=claims),), (), ())


def _drafts(wanted: Wanted, material: Material) -> list[Draft]:
    """What documents say, reckoned by rule; each cites its paragraph."""
    if wanted == "commitments":
        waiting = [one for one in find_commitments(material) if one.status != "done"]
        waiting.sort(key=lambda one: (is_stale(one, material.as_of), one.side == "theirs"))
        return [
            promise_draft(f"promise:{n}", one, stale=is_stale(one, material.as_of))
            for n, one in enumerate(waiting[:_MOST])
        ]
    if wanted == "contract_end":
        ends = find_contract_ends(material)
        return [
            fact(f"end:{n}", end.span, flags=(f"past:{end.day}",) if end.day < material.as_of else ())
            for n, end in enumerate(ends[:_MOST])
        ]
    if wanted == "contacts":
        spans = [(p.name, p.title_span or (*p.decision_spans, *p.said)[0]) for p in find_people(material)]
        return [
            fact(f"person:{n}", span, flags=(f"about:{name}",))
            for n, (name, span) in enumerate(spans[:_MOST])
        ]
    return _prices(material)


def _prices(material: Material) -> list[Draft]:
    """The newest prices that letters, notes and contracts state."""
    price, gone = attribute("价格"), superseded_ids(material)
    told = material.of(Kind.MAIL, Kind.NOTE, Kind.CONTRACT)
    found = [
        s
        for s in told
        if s.document.id not in gone and s.date and states(price, s) and not _BESIDE.search(s.text)
    ]
    found.sort(key=lambda s: (-s.day.toordinal(), s.key))
    return [fact(f"price:{n}", span) for n, span in enumerate(found[:_PRICES])]
