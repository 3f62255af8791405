"""Turns of a call transcript or a chat written as text: who says what, and at which time."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from yiju.ingest.lines import join_lines
from yiju.ingest.speaker_names import FIELD, could_be_name, is_personal, is_titled, split_company
from yiju.ingest.time_marks import Mark, day_alone, mark_of, names_above, spoken, timed_names

_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_GAP = re.compile(r"\s{4,}")
_ASKING = re.compile(r"[:：]\s*$")


@dataclass(slots=True)
class Turn:
    """What one speaker says without a break.

    Attributes:
        time: seconds from the start, or since midnight; None if not marked.
        printed: the time as it stands in the file, for wall-clock marks.
        day: the day as it stands in the file.
    """

    speaker: str
    company: str
    time: float | None
    printed: str
    lines: list[str] = field(default_factory=list)
    day: str = ""

    @property
    def text(self) -> str:
        """The turn in one line."""
        return join_lines(self.lines)


@dataclass(frozen=True, slots=True)
class Transcript:
    """Lines before the first turn, and the turns."""

    preamble: list[str]
    turns: list[Turn]


@dataclass(slots=True)
class _Block:
    """What one mark, on the line ``head``, begins; ``day`` is the mark's, or that of a date line above it."""

    mark: Mark
    head: str
    lines: list[str] = field(default_factory=list)
    day: str = ""

    @property
    def labelled(self) -> bool:
        """Whether ``name：`` at a line's start names a speaker here: no other way of naming one is used."""
        first = spoken(self.lines[0]) if self.lines else None
        return self.mark.labelled or (first is not None and first[0] == self.mark.name)


def timecode(time: float) -> str:
    """``MM:SS`` under an hour, else ``HH:MM:SS``."""
    minutes, second = divmod(int(time), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}" if hour else f"{minute:02d}:{second:02d}"


def unbold(line: str) -> str:
    """The line without Markdown's marks of bold type and without long gaps."""
    return _GAP.sub("   ", _BOLD.sub(r"\1", line)).rstrip()


def parse_turns(text: str, present: Iterable[str] = ()) -> Transcript | None:
    """The turns of a transcript with times, or None where the text is not one.

    Args:
        text: the whole of it.
        present: names that a list of who took part gives.
    """
    lines = [unbold(line) for line in text.split("\n")]
    attending = {name for name in present if could_be_name(name)}
    beside = timed_names(lines)
    above = names_above(lines)
    preamble, blocks = _blocks(lines, beside, above)
    labels = Counter(said[0] for line in lines if (said := spoken(line)))
    for block in blocks:
        labels[block.mark.name] += 1
    names = attending | beside | {name for name, count in labels.items() if count >= 2}
    names = {name for name in names if could_be_name(name)}
    if sum(1 for block in blocks if block.mark.name) >= 2:
        blocks = _without_header(blocks, preamble, names)
    turns = [turn for block in blocks for turn in _turns_in(block, names)]
    turns = [turn for turn in turns if turn.text or turn.speaker]
    return Transcript(preamble, turns) if _convincing(preamble, turns) else None


def _blocks(lines: list[str], beside: set[str], above: set[str]) -> tuple[list[str], list[_Block]]:
    """Lines before the first mark, and what each mark begins."""
    preamble: list[str] = []
    blocks: list[_Block] = []
    day = ""
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        following = lines[number + 1 : number + 20]
        mark = mark_of(line, following, beside)
        parting = day_alone(line) if not mark and (not blocks or blocks[-1].lines) else ""
        if mark is None and parting and _speech_follows(following, beside):
            day = parting
            # Speakers without times below it: the time above is another day's.
            mark = None if _next_mark(following, beside) or not blocks else Mark("", None, "", day, "", True)
            if not blocks:
                preamble.append(line)
            elif mark:
                blocks.append(_Block(mark, line, [], day))
        elif mark:
            day = mark.day or day
            last = blocks[-1].lines if blocks else preamble
            if mark.bare and last and last[-1].strip() in above:
                mark = replace(mark, name=last.pop().strip(), labelled=False)
            blocks.append(_Block(mark, line, [mark.rest] if mark.rest else [], day))
        elif blocks:
            blocks[-1].lines.append(line)
        else:
            preamble.append(line)
    return preamble, blocks


def _next_mark(following: list[str], beside: set[str]) -> bool:
    number = next((n for n, line in enumerate(following) if line.strip()), None)
    return number is not None and mark_of(following[number], following[number + 1 :], beside) is not None


def _speech_follows(following: list[str], beside: set[str]) -> bool:
    line = next((line for line in following if line.strip()), "")
    return _next_mark(following, beside) or label_of(line) is not None


def _without_header(blocks: list[_Block], preamble: list[str], names: set[str]) -> list[_Block]:
    """The blocks without those before the first named one that are a header's date and list of names.

    They go to the preamble: 「2026年3月5日 14:00」 above a recording that counts from 00:00 begins no turn.
    """
    first = next(number for number, block in enumerate(blocks) if block.mark.name)
    later = blocks[first].mark
    if not all(_is_header(block, later, names) for block in blocks[:first]):
        return blocks
    for block in blocks[:first]:
        preamble.append(block.head)
        preamble.extend(block.lines[1:] if block.mark.rest else block.lines)
    return blocks[first:]


def _is_header(block: _Block, later: Mark, names: set[str]) -> bool:
    labels = [found[0] if (found := spoken(line.lstrip(" #>*-"))) else "" for line in block.lines]
    if any(label in names for label in labels):
        return False
    fields = bool(labels) and all(FIELD.search(label) for label in labels)
    back = (block.mark.time or 0) > (later.time or 0)
    return fields or back or bool(block.mark.day and not later.day)


def _turns_in(block: _Block, names: set[str]) -> list[Turn]:
    """The turns of a block: no words go to a speaker across another's ``name：``; in doubt to nobody."""
    mark = block.mark
    turns = [_turn(mark.name, block, [mark.rest] if mark.rest else [])]
    labelled, before = block.labelled, mark.rest
    for number, line in enumerate(block.lines):
        if number == 0 and mark.rest:
            continue
        last, said = turns[-1], spoken(line)
        begun = bool(last.lines)
        salutes = number == 0 and bool(mark.name) and not labelled
        if said is None or FIELD.search(said[0]) or salutes:
            last.lines.append(line)
        elif said[0] == mark.name and not begun:
            last.lines.append(said[1])
        elif (
            labelled and not _ASKING.search(before) and _speaks(said[0], names, first=mark.bare and not begun)
        ):
            turns.append(_turn(said[0], block, [said[1]]))
        elif said[0] in names or (labelled and could_be_name(said[0])):
            turns.append(_turn("", block, [line]))
        else:
            last.lines.append(line)
        before = line
    return turns


def _speaks(name: str, names: set[str], *, first: bool) -> bool:
    return name in names or (could_be_name(name) and (is_titled(name) or (first and is_personal(name))))


def _turn(name: str, block: _Block, lines: list[str]) -> Turn:
    speaker, company = split_company(name)
    mark = block.mark
    return Turn(
        speaker, company, mark.time, mark.printed, [line for line in lines if line.strip()], block.day
    )


def _convincing(preamble: list[str], turns: list[Turn]) -> bool:
    """Whether the marks make a transcript: enough of them, going forward in time, with speech between."""
    said = [turn for turn in turns if turn.text]
    if len(said) < 2 or len(preamble) > 12 + len(said) * 2:
        return False
    times = [(turn.day, turn.time) for turn in turns if turn.time is not None]
    forward = sum(1 for (a_day, a), (b_day, b) in pairwise(times) if b >= a or a_day != b_day)
    if forward < 0.8 * (len(times) - 1):
        return False
    named = [turn for turn in said if turn.speaker]
    if len(named) >= 2 and len(named) >= len(said) / 2:
        return True
    return len(said) >= 5 and sum(len(turn.text) for turn in said) / len(said) >= 20


def label_of(line: str) -> tuple[str, str] | None:
    """Speaker and words of a line that starts with a name and a colon."""
    found = spoken(line)
    return found if found and could_be_name(found[0]) else None
