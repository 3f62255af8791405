"""What the rows say to one question; None where they say nothing, and the evidence is asked instead."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from yiju.copilot.accounts import labels
from yiju.copilot.ask import ANSWER, NOTHING
from yiju.copilot.commitments import find_commitments
from yiju.copilot.confided import INTERNAL
from yiju.copilot.contract_ends import find_contract_ends
from yiju.copilot.departed import departed, departures
from yiju.copilot.draft import Draft, Ledger, fact
from yiju.copilot.findings import UNSIDED, Findings
from yiju.copilot.material import Material, Span
from yiju.copilot.people import Person, find_people
from yiju.copilot.retrieve import Reader
from yiju.copilot.rows.deciding import floors, vetoes
from yiju.copilot.rows.meetings import next_meeting
from yiju.copilot.rows.prices import last_prices
from yiju.copilot.rows.registered import Row, team_of, team_row, unit_row, visit_rows
from yiju.copilot.rows.route import Wanted
from yiju.copilot.rows.titles import holders, titles_of
from yiju.copilot.salience import recency, substance
from yiju.copilot.sections import promise_draft
from yiju.copilot.strategy import Composed
from yiju.copilot.waiting import is_stale
from yiju.store.days import within
from yiju.store.types import Claim, Customer, Section

WHICH = "想问哪个客户"
_MOST, _NAMED = 8, 8
_OF_ONE = {"owner", "unit", "contacts", "price", "floor"}
"""What is asked of one customer alone."""
NO_HEALTH = "客户健康度还没有打分，所以没有查。可以问：有哪些没兑现的承诺、最近说了什么、最担心什么。"
NO_OWNER = "登记里没有写谁是负责人，上面是我方全部人员。"


def compose_rows(
    wanted: Wanted, reader: Reader, accounts: Sequence[Customer], today: dt.date, text: str = ""
) -> Composed | None:
    """The answer of the rows that this viewer may see, for each of these customers. ``text``: as asked."""
    if wanted == "health":
        return Composed(NOTHING, (Section(title=ANSWER, missing=NO_HEALTH),), (), (NO_HEALTH,))
    if len(accounts) > 1 and wanted in _OF_ONE:
        return which(accounts)
    if len(accounts) > 1 and wanted in ("contract_end", "commitments", "veto"):
        return None  # read one by one they take too long: the evidence is searched at once
    if wanted in ("owner", "unit", "next_visit", "last_visit"):
        found = _registered(wanted, reader, accounts, today)
        if found and wanted == "owner":
            return _team(found[0], reader.material(accounts[0], today))
        if found:
            return _of_rows(found, several=len(accounts) > 1)
        if wanted != "next_visit" or len(accounts) > 1:
            return None  # what is said of it elsewhere is searched for
    material = reader.material(accounts[0], today)
    if wanted == "floor":
        drafts, missing = floors(material, text)
        return _of_drafts(drafts, material, missing)
    return _of_drafts(_drafts(wanted, material), material)


def compose_holders(
    title: str, reader: Reader, accounts: Sequence[Customer], today: dt.date, *, ours: bool
) -> Composed | None:
    """Who holds a title at the customer, or with us; None where nothing states that in so many words.

    Of several customers it is asked which: the evidence would give others' holders, and ours.
    """
    if len(accounts) > 1:
        return which(accounts)
    material = reader.material(accounts[0], today)
    return _of_drafts(holders(material, title, ours=ours), material)


def _of_drafts(drafts: Sequence[Draft], material: Material, missing: str = "") -> Composed | None:
    ledger = Ledger(material)
    claims = ledger.admit(ANSWER, marked_rows(drafts, material))
    if not claims and not missing:
        return None
    lacks = (missing,) if missing else ()
    section = Section(title=ANSWER, claims=claims, missing=missing)
    return Composed("" if claims else NOTHING, (section,), tuple(ledger.dropped), lacks)


def marked_rows(drafts: Sequence[Draft], material: Material) -> list[Draft]:
    """Drafts with the marks of their grounds, as in a strategy; a row's own side is told by its own marks."""
    if not drafts:
        return []
    found = Findings(material, frozenset(), [], [], [], find_people(material))
    marked = [found.marked(draft) for draft in drafts]
    if all(draft.key.startswith("floor:") for draft in drafts):
        return marked  # ours comes first
    return sorted(
        (replace(one, flags=tuple(flag for flag in one.flags if flag != UNSIDED)) for one in marked),
        key=lambda draft: INTERNAL in draft.flags,
    )


def _team(row: Row, material: Material) -> Composed:
    """Our people with the customer, and the title of each where the material states it."""
    titled = _of_drafts(titles_of(material, team_of(material.customer)), material)
    claims = (_claim("r1", row), *(titled.sections[0].claims if titled else ()))
    return Composed("", (Section(title=ANSWER, claims=claims, missing=NO_OWNER),), (), (NO_OWNER,))


def which(accounts: Sequence[Customer]) -> Composed:
    """Ask back which customer is meant."""
    called = list(labels(accounts).values())
    named = "、".join(called[:_NAMED]) + ("…" if len(called) > _NAMED else "")
    told = f"没有说是哪个客户。请写上客户名称再问：{named}。"
    return Composed(WHICH, (Section(title=ANSWER, missing=told),), (), (told,))


def _registered(wanted: Wanted, reader: Reader, customers: Sequence[Customer], today: dt.date) -> list[Row]:
    """At most one row a customer."""
    if wanted == "owner":
        return [row for one in customers if (row := team_row(one))]
    if wanted == "unit":
        return [unit_row(one) for one in customers]
    planned = visit_rows(reader.store.sql, reader.viewer, customers)
    moment, nearest = within(today), dict[str, Row]()
    if wanted == "last_visit":
        planned.reverse()
    for row in planned:
        if row.at and (row.at >= moment) == (wanted == "next_visit"):
            nearest.setdefault(row.customer_id, row)
    return list(nearest.values())


def _of_rows(rows: Sequence[Row], *, several: bool) -> Composed:
    ordered = sorted(rows, key=lambda row: (row.at is None, row.at, row.id))
    claims = tuple(
        _claim(f"c{number}", row, *((f"about:{row.customer}",) if several else ()))
        for number, row in enumerate(ordered, 1)
    )
    return Composed("", (Section(title=ANSWER, claims=claims),), (), ())


def _claim(claim_id: str, row: Row, *flags: str) -> Claim:
    return Claim(
        id=claim_id, nature="fact", text=row.text, verdict="supported", citations=(row.citation,), flags=flags
    )


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
    if wanted == "veto":
        return vetoes(material)
    if wanted == "contacts":
        return _contacts(material)
    if wanted == "next_visit":
        return next_meeting(material)
    return last_prices(material)


def _contacts(material: Material) -> list[Draft]:
    """The customer's people, whoever has left last of all and told as such."""
    people = find_people(material)
    gone = departures(material, people)
    there = [p for p in people if departed(gone, p.name) is None]
    spans = [(f"about:{p.name}", _telling(material, p)) for p in there[:_MOST]]
    for one in gone:
        spans.append((one.flag, one.span))
        spans += [(f"follows:{one.name}", one.successor)] if one.successor else []
    return [fact(f"person:{n}", span, flags=(flag,)) for n, (flag, span) in enumerate(spans)]


def _telling(material: Material, person: Person) -> Span:
    """What tells most of somebody: title, part in the decision, else the weightiest thing they said."""
    if found := (person.title_span or next(iter(person.decision_spans), None)):
        return found
    return max(person.said, key=lambda s: (substance(material, s) + recency(material, s), s.key))
