"""Feedback that the conversation agent proposes: it waits in the conversation's memory to be confirmed.

Nothing that a model writes confirms anything: the token goes to the person's client, and its hash is kept.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ValidationError

from yiju.copilot.agent.types import Pending, Proposal
from yiju.errors import NotFound
from yiju.sandbox.rubric import Rubric
from yiju.sandbox.signals import add_signal
from yiju.sandbox.types import NewSignal, Signal
from yiju.store.database import Database
from yiju.store.types import Viewer

LIFETIME = dt.timedelta(minutes=15)
KIND = "confirm"
"""Of what a memory waits for."""
Channel = Literal["web", "console", "dingtalk", "wecom", "api"]


def ask(proposal: Proposal, moment: dt.datetime | None = None) -> tuple[Pending, dict[str, Any]]:
    """What the person's client confirms it by, and what the conversation remembers meanwhile.

    Args:
        moment: now, where it is not this one.
    """
    token = secrets.token_urlsafe(24)
    until = (moment or dt.datetime.now(dt.UTC)) + LIFETIME
    kept = {
        "kind": KIND,
        "token": _hash(token),
        "until": until.isoformat(),
        "proposal": proposal.model_dump(mode="json"),
    }
    about = {"suggestion": proposal.suggestion, "claim": proposal.claim}
    return Pending(token=token, text=proposal.told, expires_at=until, **about), kept


def waits(pending: Mapping[str, Any], moment: dt.datetime | None = None) -> Proposal | None:
    """The proposal that a memory waits with; None where there is none, or no longer."""
    if pending.get("kind") != KIND:
        return None
    try:
        until = dt.datetime.fromisoformat(str(pending.get("until")))
        proposal = Proposal.model_validate(pending.get("proposal"))
    except (ValueError, ValidationError):
        return None
    return proposal if (moment or dt.datetime.now(dt.UTC)) < until else None


def confirm(
    sql: Database,
    viewer: Viewer,
    pending: Mapping[str, Any],
    rubric: Rubric,
    channel: Channel,
    *,
    token: str | None,
    moment: dt.datetime | None = None,
) -> Signal:
    """Keep what was proposed, as this person's. The same again keeps it once.

    Args:
        pending: of this person's own memory; token: as their client gives it back, None where the person
            said so in the very conversation that remembers it.

    Raises:
        NotFound: nothing waits, it has expired, the token is another's, or the suggestion is not theirs.
    """
    proposal = waits(pending, moment)
    kept = str(pending.get("token", ""))
    if proposal is None or (token is not None and not hmac.compare_digest(_hash(token), kept)):
        raise NotFound("没有等您确认的事，或者已经过期。", hint="请重新说一遍您的意见。")
    new = NewSignal(
        key=f"agent-{kept[:40]}",
        claim_id=proposal.claim,
        kind=proposal.kind,
        outcome=proposal.outcome,
        comment=proposal.comment,
        channel=channel,
    )
    return add_signal(sql, viewer, proposal.suggestion, new, rubric)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
