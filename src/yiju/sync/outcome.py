"""What an ingestion says of an item."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from yiju.sync.state import FAILED, GIVEN_UP, MOST_ATTEMPTS, READ, SKIPPED, Result


def outcome_of(
    one: Result,
    path: Path,
    failed: Mapping[str, str],
    skipped: Mapping[str, str],
    settled: Collection[str] = (),
) -> Result:
    """What became of it; the reason tells of what lies in it, too.

    Args:
        path: where its bytes lie. failed, skipped: by path as the report shows it, why.
        settled: what of the skipped a person dismissed or moved away: its name is not kept.
    """
    own = str(path)
    if own in failed:
        outcome = GIVEN_UP if one.attempts >= MOST_ATTEMPTS else FAILED
        return replace(one, outcome=outcome, reason=failed[own])
    if own in skipped:
        return replace(one, outcome=SKIPPED, reason=skipped[own])
    inner = [
        f"{place.removeprefix(own).removeprefix(' › ')}：{why}"
        for place, why in (*failed.items(), *skipped.items())
        if place.startswith(f"{own} › ") and place not in settled
    ]
    return replace(one, outcome=READ, reason="；".join(inner[:5]))
