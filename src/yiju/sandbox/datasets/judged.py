"""What may be learnt from: suggestions with the verdicts that hold, by rights, consent and agreement."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from yiju.errors import NotFound
from yiju.sandbox.annotations import all_annotations, in_force
from yiju.sandbox.datasets.consent import Consent
from yiju.sandbox.datasets.types import Filters, Tally
from yiju.sandbox.standing import Standing, standings
from yiju.sandbox.types import Annotation, Ruling
from yiju.store import tables
from yiju.store.access import reviewable, reviewed_units
from yiju.store.customers import find_customers, list_customers
from yiju.store.database import Database, batched
from yiju.store.erasing import is_erased
from yiju.store.types import Claim, Customer, Suggestion, Viewer

_suggestions = tables.suggestions
_WHOLE = ""
_AT_ONCE = 500


@dataclass(frozen=True)
class Verdict:
    """What holds for one claim.

    Attributes:
        through: whether it was judged itself, or accepted with the whole suggestion.
        annotations: those it follows from; ``reasons``: that they gave.
    """

    ruling: Ruling
    rewrite: str
    through: str
    annotations: tuple[str, ...]
    reviewers: tuple[str, ...]
    reasons: frozenset[str]
    agreement: float


@dataclass(frozen=True)
class Judged:
    """A suggestion with its verdicts by claim id. Claims without one are not in ``verdicts``.

    Attributes:
        units: every unit that was read for it.
        unfit: claims that must not stand in any prompt: contested, or of a forgotten document.
    """

    suggestion: Suggestion
    customer: Customer
    units: tuple[str, ...]
    verdicts: dict[str, Verdict]
    unfit: frozenset[str] = frozenset()

    def text(self, claim: Claim) -> str:
        """The words that hold: rewritten, or as drafted."""
        verdict = self.verdicts.get(claim.id)
        return verdict.rewrite if verdict and verdict.ruling == "edit" else claim.text

    def stands(self, claim: Claim) -> bool:
        """Whether a claim was accepted or rewritten."""
        verdict = self.verdicts.get(claim.id)
        return verdict is not None and verdict.ruling != "reject"


def judged_suggestions(
    sql: Database, viewer: Viewer, filters: Filters, consent: Consent, tally: Tally
) -> list[Judged]:
    """Everything the viewer may export, oldest suggestion first. What is left out is counted.

    Raises:
        NotFound: no such customer or unit for this viewer.
    """
    own = reviewed_units(viewer)
    if filters.unit and filters.unit not in own:
        raise NotFound(f"没有这个单元：{filters.unit}")
    customers = {(c.unit, c.name): c for c in list_customers(sql, viewer)}
    wanted = None
    if filters.customer:
        wanted = {c.id for c in find_customers(sql, viewer, filters.customer)}
        if not wanted:
            raise NotFound(f"没有找到客户“{filters.customer}”。")
    by_suggestion: dict[str, list[Annotation]] = defaultdict(list)
    for annotation in all_annotations(sql, viewer):
        by_suggestion[annotation.suggestion_id].append(annotation)
    found = []
    for suggestion, units in _read(sql, viewer, sorted(by_suggestion)):
        customer = customers.get((suggestion.unit, suggestion.customer))
        if filters.unit and suggestion.unit != filters.unit:
            continue
        if wanted is not None and (customer is None or customer.id not in wanted):
            continue
        if customer is None:
            tally.out("several_customers", units)
        elif not set(units) <= (own if not filters.unit else {filters.unit}):
            tally.out("other_units", units)
        elif consent.refuses_customer(customer):
            tally.out("customer_opted_out", units)
        elif suggestion.user in consent.users:
            tally.out("opted_out", units)
        else:
            mine = by_suggestion[suggestion.id]
            verdicts, unfit, left = _verdicts(suggestion, mine, filters, consent)
            for reason, many in left.items():
                tally.out(reason, units, many)
            if verdicts:
                found.append(Judged(suggestion, customer, units, verdicts, unfit))
    return found


def _read(sql: Database, viewer: Viewer, ids: Sequence[str]) -> list[tuple[Suggestion, tuple[str, ...]]]:
    """Suggestions that were judged, replays of the sandbox left out, with every unit read for them."""
    drawn = tables.suggestion_units
    ours = sa.and_(reviewable(viewer), _suggestions.c.purpose == "advice")
    found: list[Suggestion] = []
    units: dict[str, set[str]] = defaultdict(set)
    with sql.read() as connection:
        for some in batched(ids, _AT_ONCE):
            query = sa.select(_suggestions.c.body).where(ours, _suggestions.c.id.in_(some))
            held = [Suggestion.model_validate(body) for body in connection.scalars(query)]
            mine = drawn.c.suggestion_id.in_([one.id for one in held])
            for row in connection.execute(sa.select(drawn).where(mine)):
                units[row.suggestion_id].add(row.unit)
            found += held
    found.sort(key=lambda one: (one.created_at, one.id))
    return [(one, tuple(sorted(units[one.id] | {one.unit}))) for one in found]


def _verdicts(
    suggestion: Suggestion,
    annotations: Sequence[Annotation],
    filters: Filters,
    consent: Consent,
) -> tuple[dict[str, Verdict], frozenset[str], Counter[str]]:
    """By claim id; the claims that must not stand in a prompt; how much is left out, by reason."""
    everything = {one.claim_id: one for one in standings(annotations)}
    willing = in_force(annotations)
    refused = [one for one in willing if one.author in consent.users]
    willing = [one for one in willing if one.author not in consent.users]
    left = Counter(opted_out=len(refused))
    consented = {one.claim_id: one for one in standings(willing)}
    by_id = {one.id: one for one in willing}
    newest = {one.claim_id: max(by_id[a].at for a in one.annotations) for one in consented.values()}
    found: dict[str, Verdict] = {}
    unfit: set[str] = set()
    for claim in (claim for section in suggestion.sections for claim in section.claims):
        thing = claim.id if claim.id in everything else _WHOLE
        if is_erased(claim):
            unfit.add(claim.id)
        if thing not in everything:
            left["not_judged"] += 1
            continue
        # Contested stays contested, whoever of the reviewers lets their verdict be used.
        if everything[thing].contested:
            unfit.add(claim.id)
        why = _against(everything[thing], consented.get(thing), newest.get(thing), filters)
        if not why and is_erased(claim):
            why = "forgotten"
        standing = consented.get(thing)
        if not why and standing is not None:
            why = _unfit(standing)
        if why or standing is None:
            left[why or "opted_out"] += 1
            continue
        found[claim.id] = _verdict(standing, by_id)
    return found, frozenset(unfit), left


def _against(
    everyones: Standing, standing: Standing | None, newest: dt.datetime | None, filters: Filters
) -> str:
    if everyones.contested:
        return "contested"
    if standing is None or newest is None:
        return "opted_out"
    if standing.verdict != everyones.verdict:  # what settled it may not be used
        return "opted_out"
    if filters.since is not None and newest < filters.since:
        return "older"
    if standing.reviewers < filters.min_reviewers:
        return "too_few_reviewers"
    return "low_agreement" if standing.agreement < filters.min_agreement else ""


def _unfit(standing: Standing) -> str:
    """A verdict on the whole says something of each claim only where it accepts."""
    if standing.claim_id == _WHOLE and standing.verdict != "accept":
        return "whole_rewrite" if standing.verdict == "edit" else "not_judged"
    if standing.verdict == "edit" and not standing.rewrite.strip():
        return "no_words"
    return ""


def _verdict(standing: Standing, by_id: dict[str, Annotation]) -> Verdict:
    assert standing.verdict is not None
    chosen = [by_id[one] for one in standing.annotations]
    if standing.settled_by:
        chosen = [one for one in chosen if one.verdict == standing.verdict]
    return Verdict(
        ruling=standing.verdict,
        rewrite=" ".join(standing.rewrite.split()),
        through="claim" if standing.claim_id else "suggestion",
        annotations=tuple(one.id for one in chosen),
        reviewers=tuple(dict.fromkeys(one.author for one in chosen)),
        reasons=frozenset(reason for one in chosen for reason in one.reasons),
        agreement=standing.agreement,
    )
