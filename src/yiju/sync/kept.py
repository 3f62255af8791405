"""Items as they are kept between runs."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from yiju.store.sync_forgetting import THING
from yiju.sync.base import Item


def storable(item: Item) -> Item:
    """The item without what databases refuse."""
    return replace(
        item,
        key=_clean(item.key),
        version=_clean(item.version),
        name=_clean(item.name),
        uri=_clean(item.uri),
        facts={_clean(key): _clean(value) for key, value in item.facts.items()},
        customer=_clean(item.customer),
        ref=_clean(item.ref),
        folder=_clean(item.folder),
    )


def _clean(text: str) -> str:
    """Different texts stay different: what no text may hold is written as a code."""
    return text.replace("\0", "\ufffd").encode("utf-8", "backslashreplace").decode("utf-8")


def as_json(item: Item, thing: str) -> dict[str, Any]:
    """For a JSON column. ``thing``: as :meth:`SourceConfig.thing` names it."""
    return {
        THING: thing,
        **asdict(item),
        "facts": dict(item.facts),
        "date": item.date.isoformat() if item.date else None,
    }


def from_json(kept: Mapping[str, Any]) -> Item | None:
    """As :meth:`as_json` made it; None of what is no item any more."""
    if not kept:
        return None
    date = dt.date.fromisoformat(kept["date"]) if kept.get("date") else None
    return Item(**{name: value for name, value in kept.items() if name != THING} | {"date": date})
