"""Placeholders for personal data: ``〈手机1〉``, ``〈人名2〉``; one value, one placeholder; and back."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from yiju.privacy.find import find
from yiju.privacy.types import LABELS, Span

PLACEHOLDER = re.compile(f"〈(?:{'|'.join(LABELS.values())})[1-9][0-9]{{0,4}}〉")
"""What a placeholder looks like."""


def mask(text: str, known: Iterable[str] = ()) -> tuple[str, dict[str, str]]:
    """The text with every piece of personal data replaced, and what each placeholder stands for.

    Args:
        known: names of people whom the text may speak of.
    """
    masked, mapping = mask_all([text], known)
    return masked[0], mapping


def mask_all(texts: Sequence[str], known: Iterable[str] = ()) -> tuple[list[str], dict[str, str]]:
    """The same of several texts that belong together: the same value has one placeholder in all of them.

    No placeholder is used that stands in the texts already, so ``restore`` gives back exactly the texts.
    """
    known = tuple(known)
    given = Given({one for text in texts for one in placeholders(text)})
    return [given.masked(text, lambda one: find(one, known)) for text in texts], given.mapping


def placeholders(text: str) -> Iterator[str]:
    """Every placeholder that stands in a text."""
    return (match[0] for match in PLACEHOLDER.finditer(text))


def beside(pattern: re.Pattern[str], text: str, spans: Sequence[Span]) -> list[Span]:
    """Those of the spans that share no character with a match of the pattern."""
    taken = {at for match in pattern.finditer(text) for at in range(*match.span())} if spans else set()
    return [span for span in spans if taken.isdisjoint(range(span.start, span.end))]


def restore(text: str, mapping: Mapping[str, str]) -> str:
    """The text as it was. Placeholders that the mapping does not know stay."""
    return PLACEHOLDER.sub(lambda match: mapping.get(match[0], match[0]), text)


class Given:
    """The placeholders given out so far. ``taken``: those that nobody may be given."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._counts: Counter[str] = Counter()
        self._by_value: dict[tuple[str, str], str] = {}

    @property
    def mapping(self) -> dict[str, str]:
        """What each stands for."""
        return {placeholder: value for (_label, value), placeholder in self._by_value.items()}

    def masked(self, text: str, found: Callable[[str], list[Span]]) -> str:
        """Looked at again until nothing is left: a number may stand free only beside a placeholder.

        Placeholders are never looked into, so each look leaves less to look at, and the last comes.
        """
        while spans := beside(PLACEHOLDER, text, found(text)):
            parts, at = [], 0
            for span in spans:
                parts += [text[at : span.start], self._placeholder(LABELS[span.kind], span.value)]
                at = span.end
            text = "".join([*parts, text[at:]])
        return text

    def _placeholder(self, label: str, value: str) -> str:
        if (label, value) not in self._by_value:
            self._counts[label] += 1
            while f"〈{label}{self._counts[label]}〉" in self._taken:
                self._counts[label] += 1
            self._by_value[label, value] = f"〈{label}{self._counts[label]}〉"
        return self._by_value[label, value]
