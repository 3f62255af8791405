"""Dialogue without times: chats and minutes in which each line names its speaker before a colon."""

from collections import Counter
from collections.abc import Iterable

from yiju.ingest.dates import parse_date
from yiju.ingest.speaker_names import could_be_name, is_personal, split_company
from yiju.ingest.time_marks import day_alone
from yiju.ingest.turns import Transcript, Turn, label_of, unbold


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
    rest = len(filled) - next((n for n, found in enumerate(said) if found), 0)
    talk = len(counts) >= 2 and labels >= max(3, 0.8 * rest) and max(counts.values()) >= 2
    few = talk and all(map(is_personal, counts))  # too few lines to tell by their number alone
    names = set(counts) if few else names
    if not few and (total < max(6, 0.4 * len(filled), 2.5 * len(names)) or len(names) < 2):
        return None
    preamble: list[str] = []
    turns: list[Turn] = []
    day = ""
    for line, found in zip(filled, said, strict=True):
        if found and (found[0] in names or turns):
            certain = found[0] in names or is_personal(found[0])
            speaker, company = split_company(found[0]) if certain else ("", "")
            turns.append(Turn(speaker, company, None, "", [found[1] if certain else line], day))
        elif turns and parse_date(line) and day_alone(line):
            day = day_alone(line)
        elif turns:
            turns[-1].lines.append(line)
        else:
            preamble.append(line)
    return Transcript(preamble, [turn for turn in turns if turn.text])
