"""What tells that something promised was done: said so, or how well it went."""

from collections.abc import Mapping, Sequence

import regex

from yiju.copilot.cues import cue
from yiju.copilot.material import Span
from yiju.copilot.promises import is_promise

_NO = regex.compile(r"(?:还|也)?没(?:有|收到|见到|看到)|not (?:yet|really)|\bno\b", regex.IGNORECASE)


def went_well(text: str) -> bool:
    """Whether a sentence tells how well something of ours went: no wish, no condition, nobody else's."""
    against = (("chase", "any"), ("done", "supposed"), ("done", "denied"))
    return (
        cue("done", "outcome").search(text) is not None
        and not text.endswith(("？", "?"))
        and not any(cue(*one).search(text) for one in against)
    )


def is_done(span: Span, turns: Mapping[tuple[str, int], Sequence[Span]]) -> bool:
    """Whether a sentence says or presumes that something is done, and the next turn does not deny it.

    您收到了吧 — 没有，一直没见到.
    """
    text = span.text
    if cue("done", "supposed").search(text):
        return False
    if cue("done", "since").search(text):
        return True
    if not cue("done").search(text) or cue("chase").search(text) or text.endswith(("？", "?")):
        return False
    after = turns.get((span.document.id, span.paragraph.ordinal + 1), ())
    return not is_promise(text) and not any(_NO.match(other.text) for other in after)
