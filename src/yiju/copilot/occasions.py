"""What a request is about, as reviewers' verdicts are compared with it."""

from collections.abc import Sequence
from dataclasses import replace

from yiju.copilot.findings import Findings
from yiju.copilot.strategy import known_names
from yiju.copilot.taste import Occasion, Sitting, Taste
from yiju.store.types import Customer, Kind

OVERDUE, TENDERING, CONTRACTED = "overdue", "tender", "contract"
"""Stages, as far as they can be told: we owe something that is late; a tender is open; a contract binds."""


def sit(
    taste: Taste | None, kind: str, findings: Findings, *, scene: str = "", person: str = ""
) -> tuple[Findings, Sitting | None]:
    """The taste for a strategy or a talk track, and the findings as it prefers them."""
    if taste is None:
        return findings, None
    customer = findings.material.customer
    occasion = Occasion(
        kind,
        customer.unit,
        customer.name,
        known_names(findings),
        scene,
        person,
        stage_of(findings),
        findings.material.as_of,
    )
    sitting = taste.sit(occasion)
    return (findings, None) if sitting is None else (replace(findings, favour=sitting.favour), sitting)


def sit_for_answer(taste: Taste | None, read: Sequence[Customer], about: Customer) -> Sitting | None:
    """The taste for an answer: of the unit that all that is read for it is of; none where it is several's."""
    if taste is None or len({customer.unit for customer in read}) != 1:
        return None
    names = frozenset(name for one in read for name in (one.name, *one.aliases))
    return taste.sit(Occasion("answer", about.unit, about.name, names))


def stage_of(findings: Findings) -> frozenset[str]:
    """Where things stand."""
    late = any(one.status == "overdue" and one.side == "ours" for one in findings.commitments)
    found = {OVERDUE} if late else set()
    if findings.material.has((Kind.TENDER,)):
        found.add(TENDERING)
    if findings.material.has((Kind.CONTRACT,)):
        found.add(CONTRACTED)
    return frozenset(found)
