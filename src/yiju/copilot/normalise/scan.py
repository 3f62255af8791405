"""All mentions of a text, none overlapping."""

from yiju.copilot.normalise.codes import find_codes
from yiju.copilot.normalise.dates import find_whens
from yiju.copilot.normalise.mentions import Mention
from yiju.copilot.normalise.quantities import find_quantities


def find_mentions(text: str) -> list[Mention]:
    """Return the dates, codes and quantities of canonical ``text`` in order of place;
    spans do not overlap.
    """
    used = bytearray(len(text))

    def taken(start: int, end: int) -> bool:
        return any(used[start:end])

    found: list[Mention] = []
    for finder in (find_whens, find_codes, find_quantities):
        for mention in finder(text, taken):
            start = mention.start
            while start < mention.end and used[start]:  # a bound word that an earlier mention has claimed
                start += 1
            if start != mention.start:
                mention = _moved(mention, start)  # noqa: PLW2901
            used[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
            found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def _moved(mention: Mention, start: int) -> Mention:
    from dataclasses import replace

    return replace(mention, start=start)
