"""Whether a snapshot's examples come from where they say, name nobody, and may still be used."""

from collections import defaultdict

import sqlalchemy as sa

from yiju import privacy
from yiju.sandbox.annotations import all_annotations, in_force
from yiju.sandbox.datasets.asked import people_asked
from yiju.sandbox.datasets.consent import consent_of
from yiju.sandbox.datasets.grounds import people_in
from yiju.sandbox.datasets.masking import strings
from yiju.sandbox.datasets.report import Loaded, Report, some
from yiju.store import audit, tables
from yiju.store.access import reviewable
from yiju.store.customers import list_customers
from yiju.store.database import batched
from yiju.store.erasing import is_erased
from yiju.store.review_tables import dataset_rows
from yiju.store.store import Store
from yiju.store.types import Suggestion, Viewer

_AT_ONCE = 500


def suggestions_of(store: Store, viewer: Viewer, loaded: list[Loaded]) -> dict[str, Suggestion]:
    """The suggestions that examples come from, by id; those that the viewer may not review are missing."""
    found = {}
    with store.sql.read() as connection:
        for ids in batched(sorted({one.about["suggestion"] for one in loaded}), _AT_ONCE):
            ours = sa.and_(reviewable(viewer), tables.suggestions.c.id.in_(ids))
            for body in connection.scalars(sa.select(tables.suggestions.c.body).where(ours)):
                one = Suggestion.model_validate(body)
                found[one.id] = one
    return found


def check_masking(
    store: Store, viewer: Viewer, loaded: list[Loaded], suggestions: dict[str, Suggestion], report: Report
) -> None:
    """No personal data in any line, by today's recognisers and names."""
    customers = {one.about["customer_id"] for one in loaded}
    people = people_in(store.sql, viewer, customers)
    ours = store.settings.people
    asked: dict[str, set[str]] = defaultdict(set)
    for one in loaded:
        if (suggestion := suggestions.get(one.about["suggestion"])) is not None:
            asked[one.about["customer_id"]] |= people_asked(suggestion.request)
    found: dict[str, list[str]] = defaultdict(list)
    for one in loaded:
        customer = one.about["customer_id"]
        known = [*people.get(customer, ()), *sorted(asked[customer]), *ours]
        kinds = {span.kind for text in strings(one.line) for span in privacy.find(text, known)}
        for kind in kinds:
            found[privacy.LABELS[kind]].append(one.about["id"])
    for label, ids in sorted(found.items()):
        report.problems.append(f"{len(ids)} 个样本有没遮盖的个人信息（{label}）：{some(ids)}")


def check_origins(
    store: Store, viewer: Viewer, loaded: list[Loaded], suggestions: dict[str, Suggestion], report: Report
) -> None:
    """Each example has its row and its annotations; what must not be used any more is named."""
    with store.sql.read() as connection:
        query = sa.select(dataset_rows).where(dataset_rows.c.dataset_id == report.id)
        rows = {row.example_id: row for row in connection.execute(query)}
        begun = audit.details_of(connection, "dataset.exported", subjects=[report.id])
        since = begun[0][0] if begun else None
        forgotten = audit.details_of(connection, "document.forgotten", since=since)
    touched = {name for _at, told in forgotten for name in told["suggestions"]}
    found = all_annotations(store.sql, viewer, suggestion_ids=suggestions)
    known = {one.id: one for one in found}
    current = {one.id for one in in_force(found)}
    consent = consent_of(store.sql, store.settings)
    if consent.unknown:
        report.problems.append(consent.problem)
    customers = {one.id: one for one in list_customers(store.sql, viewer)}
    if rows.keys() != {one.about["id"] for one in loaded}:
        report.problems.append("样本与数据库里的记录对不上")
    removed: dict[str, list[str]] = defaultdict(list)
    for one in loaded:
        example = one.about["id"]
        row = rows.get(example)
        if row is not None and (row.sha256, row.split) != (one.about["sha256"], one.about["split"]):
            report.problems.append(f"{example}：与数据库里的记录不符")
        suggestion = suggestions.get(one.about["suggestion"])
        lost = [name for name in one.about["annotations"] if name not in known]
        if suggestion is None or lost or not one.about["annotations"]:
            report.problems.append(f"{example}：找不到它的建议或批注 {'、'.join(lost)}".rstrip())
            continue
        if suggestion.id in touched or _is_forgotten(suggestion, one.about["claims"]):
            removed["forgotten"].append(example)
        authors = {known[name].author for name in one.about["annotations"]} | {suggestion.user}
        customer = customers.get(one.about["customer_id"])
        if authors & consent.users or (customer is not None and consent.refuses_customer(customer)):
            removed["consent"].append(example)
        if not current.issuperset(one.about["annotations"]):
            report.stale.append(example)
    report.to_remove = dict(removed)


def _is_forgotten(suggestion: Suggestion, claims: list[str]) -> bool:
    return any(is_erased(claim) for s in suggestion.sections for claim in s.claims if claim.id in claims)
