"""The goal that a rep gives for a visit, with the facts that carry it."""

from collections.abc import Sequence

from yiju.copilot.cues import attributes
from yiju.copilot.draft import Draft
from yiju.copilot.question import GENERIC
from yiju.copilot.words import content_words, names_something, word_list

UNGROUNDED = "ungrounded"
"""The mark of a goal of which the material says nothing."""
_MOST = 3


def given_goal(goal: str, facts: Sequence[Draft]) -> Draft:
    """The goal as given, resting on facts that speak of what it names; where none does, it says so."""
    carrying = carriers(goal, facts)
    flags = ("given",) if carrying else ("given", UNGROUNDED)
    rests = tuple(draft.key for draft in carrying)
    return Draft("goal:given", "advice", f"本次目标：{goal}", rests_on=rests, flags=flags)


def carriers(goal: str, facts: Sequence[Draft]) -> list[Draft]:
    """The facts that speak most of what a goal names: of a commercial attribute, or in its own words."""
    words = content_words(goal) - word_list("asked_lightly.txt") - GENERIC
    words = frozenset(word for word in words if names_something(word))
    named = [attribute for attribute in attributes() if attribute.words.search(goal)]
    scored = []
    for place, draft in enumerate(facts):
        said = " ".join((draft.text, *(span.text for span in draft.spans), *draft.flags))
        of = sum(attribute.words.search(said) is not None for attribute in named)
        shared = len(words & content_words(said))
        if of or shared:
            scored.append((-(2 * of + shared), place, draft))
    return [draft for _, _, draft in sorted(scored, key=lambda one: one[:2])[:_MOST]]
