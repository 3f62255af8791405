"""Dialogue without times: chats and minutes in which each line names its speaker before a colon."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from yiju.ingest.dates import parse_date
from yiju.ingest.speaker_names import could_be_name, is_likely, is_personal, split_company
from yiju.ingest.time_marks import day_alone
from yiju.ingest.turns import Transcript, Turn, label_of, unbold

_SECTION = re.compile(r"^\s*(?:#{1,6}\s|[（(]?[一二三四五六七八九十]{1,3}[、.．）)]|第.{1,3}(?:部分|节|章))")


def parse_dialogue(text: str, present: Iterable[str] = ()) -> Transcript | None:
    """The turns of a text most of whose lines start with one of a few names and a colon, else None.

    Args:
        text: the whole of it.
        present: names that a list of who took part gives.
    """
    filled = [unbold(line) for line in text.split("\n") if line.strip()]
    attending = {name for name in present if could_be_name(name)}
    said = [label_of(line) for line in filled]
    counts = Counter(found[0] for found in said if found)
    names = {name for name, count in counts.items() if count >= 2 or name in attending}
    total, labels = sum(counts[name] for name in names), sum(counts.values())
    start = next((n for n, found in enumerate(said) if found), len(filled))
    # What stands below 「王工：」 on lines of its own is labelled too, and a heading need not be.
    below = sum(1 for a, b in pairwise(said) if a and not a[1] and not b)
    rest = sum(1 for line in filled[start:] if not _SECTION.match(line))
    known = max(counts.values(), default=0) >= 2 or set(counts) <= attending
    few = known and len(counts) >= 2 and labels >= 3 and labels + below >= 0.8 * rest
    few = few and all(name in attending or is_personal(name) for name in counts)
    if few:
        names = set(counts)
    elif (
        len(names) < 2
        or total < max(6, 0.4 * len(filled), 2.5 * len(names))
        or sum(name in attending or is_likely(name) for name in names) < len(names) / 2
    ):
        return None
    preamble: list[str] = []
    turns: list[Turn] = []
    day = ""
    for line, found in zip(filled, said, strict=True):
        if found and (found[0] in names or turns):
            certain = found[0] in names or is_personal(found[0])
            speaker, company = split_company(found[0]) if certain else ("", "")
            turns.append(Turn(speaker, company, None, "", [found[1] if certain else line], day))
        elif turns and _SECTION.match(line):
            turns.append(Turn("", "", None, "", [line], day))
        elif turns and parse_date(line) and day_alone(line):
            day = day_alone(line)
        elif turns:
            turns[-1].lines.append(line)
        else:
            preamble.append(line)
    return Transcript(preamble, [turn for turn in turns if turn.text])
