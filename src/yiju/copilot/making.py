"""A suggestion out of what was composed for one request."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from uuid import uuid4

from yiju.copilot.strategy import Composed
from yiju.copilot.taste import Sitting
from yiju.store.types import Customer, Dropped, Suggestion


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
    causes = Counter(draft.cause for draft in composed.dropped)
    refused, forbidden = causes["refused"], causes["rules"]
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
            "dropped": len(composed.dropped) - refused - forbidden,
            "refused": refused,
            "forbidden": forbidden,
            "dropped_claims": composed.dropped,
            "missing": composed.missing,
            "notices": (*notices, *_told_of_rules(composed.dropped)),
            "timings": dict(seconds),
            "drafting": composed.drafting,
            "shaped_by": sitting.shaped_by if sitting else (),
            "sameness": composed.sameness,
        }
    )


def _told_of_rules(dropped: Sequence[Dropped]) -> Iterator[str]:
    """What whoever asked should know of the lines that the sales office's rules took out."""
    broken = [one for one in dropped if one.cause == "rules"]
    if broken:
        sections = "、".join(dict.fromkeys(f"【{one.section}】" for one in broken))
        reasons = "；".join(dict.fromkeys(one.reason for one in broken))
        yield f"销售规则不许说，{sections}里没有采用 {len(broken)} 条：{reasons}。"
