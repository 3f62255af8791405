"""From verdicts to placed, masked, distinct examples; nothing is written here."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from yiju.errors import Forbidden
from yiju.sandbox.datasets.cases import eval_drafts
from yiju.sandbox.datasets.consent import consent_of
from yiju.sandbox.datasets.dpo import dpo_drafts
from yiju.sandbox.datasets.grounds import Grounds, read_grounds
from yiju.sandbox.datasets.judged import Judged, judged_suggestions
from yiju.sandbox.datasets.laying import Layer
from yiju.sandbox.datasets.likeness import Seen, gist, runs
from yiju.sandbox.datasets.making import Maker
from yiju.sandbox.datasets.masking import finished
from yiju.sandbox.datasets.sft import sft_drafts
from yiju.sandbox.datasets.splits import Division, Group, divide, groups_of, recorded_splits
from yiju.sandbox.datasets.types import SPLITS, Draft, Example, Filters, Tally
from yiju.store.access import reviewed_units
from yiju.store.customers import list_customers
from yiju.store.store import Store
from yiju.store.types import Viewer

_FORMS = {"sft": sft_drafts, "dpo": dpo_drafts, "eval": eval_drafts}
_PLACES = {split: number for number, split in enumerate(("test", "validation", "train"))}
"""Of two that are near, the one in the test stays."""


@dataclass(frozen=True)
class Built:
    """Examples, split by split, and what was left out of them.

    Attributes:
        began: when reading began; what is forgotten from then on must not be in.
        tally, judged: of all that the viewer asked for, which may be of more units than the examples are.
        groups: by customer id, of those with examples.
    """

    filters: Filters
    began: dt.datetime
    examples: tuple[Example, ...]
    tally: Tally
    groups: dict[str, Group]
    division: Division
    customers: dict[str, str]
    judged: tuple[Judged, ...]

    @property
    def left_out(self) -> dict[str, int]:
        """How much of the units in it was left out, by reason: whoever may see it may know no others'."""
        return self.tally.within(self.units)

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit whose material was read for any of them."""
        return tuple(sorted({unit for example in self.examples for unit in example.draft.units}))

    @property
    def counts(self) -> dict[str, int]:
        """Examples by split."""
        return {split: sum(one.split == split for one in self.examples) for split in SPLITS}


def build(store: Store, viewer: Viewer, filters: Filters) -> Built:
    """Every example that the viewer may export by these filters. Deterministic.

    Raises:
        Forbidden: the viewer may review nothing, or may not keep personal data.
        YijuError: a customer that may not be used is named in the settings, and there is none of that name.
        NotFound: no such customer or unit for this viewer.
    """
    if not reviewed_units(viewer):
        raise Forbidden("没有导出数据集的权限。", hint="请主管或管理员来导出。")
    if filters.keep_personal and "admin" not in viewer.roles:
        raise Forbidden("保留个人信息只给管理员。", hint="去掉 --keep-personal，个人信息会换成占位符。")
    began = dt.datetime.now(dt.UTC)
    tally = Tally()
    sql = store.sql
    consent = consent_of(sql, store.settings)
    consent.require_known()
    judged = judged_suggestions(sql, viewer, filters, consent, tally)
    grounds = read_grounds(sql, viewer, store.settings, judged)
    layer = Layer(grounds, store.settings, masked=not filters.keep_personal)
    drafts = list(_drafts(judged, grounds, layer, filters, tally))
    customers = list_customers(sql, viewer)
    groups = groups_of(customers)
    used = {draft.customer_id: groups[draft.customer_id] for draft in drafts}
    with sql.read() as connection:
        division = divide(drafts, used, recorded_splits(connection, used.values()))
    names = {one.customer.id: grounds.names(one.customer) for one in judged}
    placed = list(_placed(drafts, division, used, None if filters.keep_personal else names, tally))
    return Built(
        filters=filters,
        began=began,
        examples=tuple(_distinct(placed, tally)),
        tally=tally,
        groups=used,
        division=division,
        customers={customer.id: customer.name for customer in customers},
        judged=tuple(judged),
    )


def _drafts(
    judged: Sequence[Judged], grounds: Grounds, layer: Layer, filters: Filters, tally: Tally
) -> Iterator[Draft]:
    for one in judged:
        yield from _FORMS[filters.kind](Maker(one, grounds, layer, filters, tally))


def _placed(
    drafts: Sequence[Draft],
    division: Division,
    groups: dict[str, Group],
    names: dict[str, frozenset[str]] | None,
    tally: Tally,
) -> Iterator[Example]:
    for draft in drafts:
        group = groups[draft.customer_id].id
        split, why = division.place(group, draft.created)
        if split is None:
            tally.out(why, draft.units)
            continue
        line, masked = finished(draft.line, None if names is None else names[draft.customer_id])
        text = as_text(line)
        yield Example(
            id=f"x{hashlib.sha256(draft.key.encode()).hexdigest()[:20]}",
            draft=draft,
            line=line,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            split=split,
            group=group,
            masked=masked,
        )


def as_text(line: dict[str, Any]) -> str:
    """A line as it is written; a line separator within a text would end it for some readers."""
    text = json.dumps(line, ensure_ascii=False)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")


def _distinct(examples: Sequence[Example], tally: Tally) -> Iterator[Example]:
    """Without those that repeat one before them; the test's come first, then the oldest."""
    seen: dict[str, Seen] = {}
    exact: set[str] = set()
    kept = []
    for one in sorted(examples, key=lambda e: (_PLACES[e.split], e.draft.created, e.id)):
        said = gist(one.line)
        own = runs(said)
        ours = seen.setdefault(one.draft.form, Seen())
        if said in exact:
            tally.out("duplicate", one.draft.units)
        elif ours.near(own):
            tally.out("near_duplicate", one.draft.units)
        else:
            exact.add(said)
            ours.add(one.id, own)
            kept.append(one)
    yield from sorted(kept, key=lambda e: (SPLITS.index(e.split), e.path, e.draft.created, e.id))
