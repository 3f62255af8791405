"""A suggestion out of what was composed for one request."""

import datetime as dt
from collections.abc import Mapping
from uuid import uuid4

from yiju.copilot.strategy import Composed
from yiju.copilot.taste import Sitting
from yiju.store.types import Customer, Suggestion


def made(
    kind: str,
    account: Customer,
    composed: Composed,
    request: Mapping[str, str],
    seconds: Mapping[str, float],
    notices: tuple[str, ...],
    sitting: Sitting | None,
    user: str,
    label: str = "",
) -> Suggestion:
    """The suggestion, with an id and a moment of its own; kept nowhere yet.

    Args:
        seconds: by stage.
        label: what stands for the customer's name where it is about several.
    """
    refused = sum(draft.cause == "refused" for draft in composed.dropped)
    return Suggestion.model_validate(
        {
            "id": f"s{uuid4().hex[:12]}",
            "kind": kind,
            "customer": label or account.name,
            "unit": account.unit,
            "mode": composed.mode,
            "model": composed.model,
            "prompts": composed.prompts,
            "usage": dict(composed.usage),
            "request": {key: value for key, value in request.items() if value},
            "user": user,
            "created_at": dt.datetime.now(dt.UTC),
            "headline": composed.headline,
            "sections": composed.sections,
            "dropped": len(composed.dropped) - refused,
            "refused": refused,
            "dropped_claims": composed.dropped,
            "missing": composed.missing,
            "notices": notices,
            "timings": dict(seconds),
            "drafting": composed.drafting,
            "shaped_by": sitting.shaped_by if sitting else (),
            "sameness": composed.sameness,
        }
    )
