"""What ranking needs of a suggestion, read once from its body as it is stored."""

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

import xxhash

from yiju.copilot.shingles import Shingles, shingles
from yiju.sandbox.novelty import suggestion_text
from yiju.sandbox.risk import Risk, risk_of
from yiju.store.erasing import is_erased
from yiju.store.types import Suggestion

_KEPT = 4096
"""Suggestions whose features are remembered, 5 kB each."""
_lock = threading.Lock()
_known: "OrderedDict[bytes, Features]" = OrderedDict()


@dataclass(frozen=True, slots=True)
class Features:
    """``subject``: scene, goal or question; ``claims``: ids of those that can be judged; ``shingles``: of all
    it says.
    """

    user: str
    subject: str
    mode: str
    prompts: tuple[str, ...]
    claims: frozenset[str]
    risk: Risk
    shingles: Shingles


def subject_of(suggestion: Suggestion) -> str:
    """What a suggestion was asked for: its scene, goal or question."""
    return subject_in(suggestion.request)


def subject_in(asked: Mapping[str, str]) -> str:
    """The same of a suggestion's request alone."""
    return asked.get("scene") or asked.get("goal") or asked.get("question") or ""


def judgeable(suggestion: Suggestion) -> frozenset[str]:
    """Ids of the claims that can be judged: those that lost their words with a document cannot."""
    return frozenset(
        claim.id for section in suggestion.sections for claim in section.claims if not is_erased(claim)
    )


def features_of(body: str) -> Features:
    """The features of a stored body. Remembered by the body's hash: an erased one is read anew."""
    key = xxhash.xxh3_128_digest(body.encode())
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    suggestion = Suggestion.model_validate(json.loads(body))
    made = Features(
        user=suggestion.user,
        subject=subject_of(suggestion),
        mode=suggestion.mode,
        prompts=suggestion.prompts,
        claims=judgeable(suggestion),
        risk=risk_of(suggestion),
        shingles=shingles(suggestion_text(suggestion)),
    )
    with _lock:
        _known[key] = made
        while len(_known) > _KEPT:
            _known.popitem(last=False)
    return made
