"""Whether a span is enough of an answer; how much is enough depends on what is asked for."""

from yiju.copilot.question import Question
from yiju.copilot.support import Support

_ENOUGH_BESIDE = 0.45
"""Least coverage of the question's weighted words where the value stands beside what is asked for."""
_ENOUGH = 0.6
"""The same where a value of that sort is merely in the sentence."""
_ENOUGH_ANY = 0.55
"""The same where no sort of value is asked for."""
_ENOUGH_PERSON = 0.6
"""The same for a person who is merely in the sentence."""
TELLING = 8
"""Characters from which a span says something: no greeting, no name alone."""
_LIKELY = 0.45
"""Coverage from which the best spans answer where nothing that the question names is unheard of."""
_LIKELY_VALUE = 0.42
"""The same where the value asked for stands beside a word of the question."""
_FULLER = 0.55
"""The same where a value of the sort is in the span, but not beside what it is a value of."""
FULL = 0.57
"""Least coverage of what answers although something that the question names is unheard of."""


def sufficient(question: Question, support: Support) -> bool:
    """Whether a span answers by its words and its value alone."""
    if not support.focused:
        return False
    if support.value:
        return support.coverage >= _ENOUGH_BESIDE
    if "person" in question.sorts:
        return support.fits and support.coverage >= _ENOUGH_PERSON
    if question.value is not None:
        return support.fits and support.coverage >= _ENOUGH
    return support.coverage >= _ENOUGH_ANY


def tells_the_deed(question: Question, support: Support) -> bool:
    """Whether a span tells of what somebody is asked to have done or demanded; always where nothing is."""
    return question.acts is None or question.acts.search(support.span.text) is not None


def tellable(support: Support) -> bool:
    """Whether a span may be an answer at all: it names what is named, is no question, and says something."""
    text = support.span.text
    return support.named and len(text) >= TELLING and not text.endswith(("？", "?"))


def likely(question: Question, support: Support) -> bool:
    """Whether one of the best spans answers, although its words differ from the question's."""
    if not support.fits or not tellable(support):
        return False
    if support.coverage >= _FULLER and question.sorts:
        return True
    if question.value is not None:
        return bool(support.value) and support.focused and support.coverage >= _LIKELY_VALUE
    return support.focused and support.coverage >= _LIKELY
