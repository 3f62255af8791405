"""Addresses that answer for whoever holds them: kept no longer than they are of use."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

_REPLACED = frozenset({"webhook", "response_code"})
"""Of no use once the first try is over: what they were for can go another way."""
_ONLY_WAY = "url"
"""WeCom's address for a late answer by callbacks: without it there is no way, so it stays until its end."""
_UNTIL = "until"
_PLACES = ("reply", "target")
"""Members of a row that a channel keeps its addresses in."""


def without_addresses(body: Any, moment: dt.datetime) -> Any:
    """A row's body (inbox or outbox) without addresses that are over, or that another way can replace."""
    if isinstance(body, list):
        return [without_addresses(one, moment) for one in body]
    if not isinstance(body, Mapping):
        return body
    found = {name: without_addresses(value, moment) for name, value in body.items()}
    return found | {
        name: _cleared(found[name], moment) for name in _PLACES if isinstance(found.get(name), Mapping)
    }


def _cleared(place: Mapping[str, Any], moment: dt.datetime) -> dict[str, Any]:
    kept = {name: value for name, value in place.items() if name not in _REPLACED}
    if _ONLY_WAY in kept and _over(kept.get(_UNTIL), moment):
        del kept[_ONLY_WAY]
    if _ONLY_WAY not in kept:
        kept.pop(_UNTIL, None)
    return kept


def _over(until: Any, moment: dt.datetime) -> bool:
    """Whether it ended; also where its end is not known."""
    try:
        return not isinstance(until, str) or dt.datetime.fromisoformat(until) <= moment
    except (ValueError, TypeError):
        return True
