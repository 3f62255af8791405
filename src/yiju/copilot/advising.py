"""What pieces of advice are made of: facts of a sort, their words, who is meant, when they are due."""

from collections.abc import Sequence

from yiju.copilot.cues import cue
from yiju.copilot.draft import Draft, unnumbered
from yiju.copilot.focus import focused, without_speaker
from yiju.copilot.promises import promiser
from yiju.copilot.trim import trim
from yiju.copilot.waiting import uncounted


def advice_of(key: str, text: str, rests_on: Draft) -> Draft:
    return Draft(key, "advice", text, rests_on=(rests_on.key,))


def of_sort(facts: Sequence[Draft], prefix: str, *flags: str) -> list[Draft]:
    """Facts of one sort; ``!flag`` asks that a flag be absent."""
    return [
        draft
        for draft in facts
        if draft.key.startswith(prefix)
        and all((flag[1:] not in draft.flags) if flag[0] == "!" else flag in draft.flags for flag in flags)
    ]


def quote_of(draft: Draft, limit: int = 50) -> str:
    """Its words: of a long concern the part that tells the concern, without who says it in front."""
    text = uncounted(unnumbered(draft.spans[0], draft.spans[0].text))
    if draft.key.startswith("concern:"):
        text = trim(text, len(text))  # without the number that minutes put in front
        text = focused(without_speaker(text, who_of(draft)), cue("concern"), limit)
    return f"“{trim(text, limit)}”"


def due_of(draft: Draft) -> str:
    return next((flag[4:] for flag in draft.flags if flag.startswith("due:")), "")


def who_of(draft: Draft) -> str:
    """Who said it or is to do it; where no name is given, the side."""
    if asked_for(draft):
        return "客户"
    ours = draft.key.startswith("promise:") and not {"theirs", "unknown"} & set(draft.flags)
    return promiser(draft.spans[0], ours=ours)


def asked_for(draft: Draft) -> bool:
    """Whether a promise of theirs is told in the words of whoever asks for it, not of whoever gave it."""
    theirs = draft.key.startswith("promise:") and "theirs" in draft.flags
    return theirs and cue("chase").search(draft.spans[0].text) is not None
