"""Totals of an inventory, as they stand in JSON: made by the database, or of documents that are at hand."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from yiju.ingest.language import LANGUAGE
from yiju.privacy.counting import PERSONAL, from_attribute
from yiju.store.inventory import Totals
from yiju.store.types import Document


def totals_json(totals: Totals, personal: Sequence[str | None]) -> dict[str, Any]:
    """Counts; values of personal data are added up: one that stands in two documents counts twice."""
    counted = [Counter(from_attribute(one)) for one in personal if one is not None]
    return {
        "documents": totals.documents,
        "paragraphs": totals.paragraphs,
        "pages": totals.pages,
        **{f"by_{name}": dict(values) for name, values in totals.by.items()},
        PERSONAL: dict(sum(counted, Counter())),
        "uncounted": sum(one is None for one in personal),
        "undated": totals.undated,
        "warned": totals.warned,
    }


def summed(documents: Sequence[Document]) -> dict[str, Any]:
    """The same, of these documents."""

    def counts(values: Sequence[str]) -> dict[str, int]:
        return dict(sorted(Counter(values).items()))

    by = {
        "kind": counts([str(d.kind) for d in documents]),
        "customer": counts([d.customer for d in documents]),
        "unit": counts([d.unit for d in documents]),
        "format": counts([d.format for d in documents]),
        "language": counts([d.attributes.get(LANGUAGE, "") for d in documents]),
    }
    totals = Totals(
        documents=len(documents),
        paragraphs=sum(d.paragraphs for d in documents),
        pages=sum(d.pages or 0 for d in documents),
        undated=sum(d.date is None for d in documents),
        warned=sum(bool(d.warnings) for d in documents),
        by=by,
    )
    return totals_json(totals, [d.attributes.get(PERSONAL) for d in documents])
