"""Timed cues of ``.srt`` and ``.vtt`` files, and their merging into turns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yiju.ingest.lines import SENTENCE_END, join_lines
from yiju.ingest.speaker_names import FIELD, split_company
from yiju.ingest.time_marks import seconds
from yiju.ingest.turns import Turn

_ARROW = re.compile(
    r"^\s*(?P<start>(?:\d+:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)\s*-->\s*(?P<end>(?:\d+:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)"
)
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,200})?\s+(?P<name>[^<>]{1,200})>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|<\d[\d:.]*>|\{\\[^{}]{0,200}\}")
_PREFIX = re.compile(
    r"^\s*(?:[-–—]\s*)?[\[【]?(?P<name>[^\s\d:：,，。！？!?；;\[\]【】][^:：,，。！？!?；;\[\]【】]{0,23})[\]】]?\s*[:：]\s*(?=\S)"
)

_NOISE = re.compile(r"^\s*(?:STYLE|REGION|X-TIMESTAMP|::cue|\d+$|\})")

MERGE_SECONDS = 30.0
"""A turn ends at the first sentence end after this long …"""
LONGEST_SECONDS = 90.0
"""… and at the latest after this long, where the recogniser wrote no punctuation."""
_GAP_SECONDS = 8.0
_BREATH_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle: seconds from the start, who speaks (may be empty), what is said."""

    start: float
    end: float
    speaker: str
    text: str


def parse_cues(text: str) -> tuple[list[str], list[Cue]]:
    """Header and note lines, and the cues, of an ``.srt`` or ``.vtt`` file."""
    notes: list[str] = []
    cues: list[Cue] = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.strip("\n").split("\n")
        marks = [n for n, line in enumerate(lines) if _ARROW.match(line)]
        known = frozenset(marks)
        if not marks:
            notes.extend(line for line in lines if line.strip())
            continue
        for mark, after in zip(marks, [*marks[1:], len(lines) + 1], strict=True):
            match = _ARROW.match(lines[mark])
            said = lines[mark + 1 : after - 1 if after <= len(lines) and after in known else after]
            if match:
                start, end = seconds(match["start"]), seconds(match["end"])
                cues.extend(_voices(start, end, said))
    notes = [re.sub(r"^(WEBVTT|NOTE)\b\s*[-–]?\s*", "", line) for line in notes]
    return [line for line in notes if line and not _NOISE.match(line)], cues


def _voices(start: float, end: float, lines: list[str]) -> Iterator[Cue]:
    """The cues of one block; a block may hold two voices."""
    speaker, said = "", list[str]()
    for line in lines:
        voice = _VOICE.search(line)
        plain = _TAG.sub("", _VOICE.sub("", line)).strip()
        prefix = None if voice else _PREFIX.match(plain)
        prefix = None if prefix and FIELD.search(prefix["name"]) else prefix
        if voice or (prefix and not plain[prefix.end() :].startswith("//")):
            if said:
                yield Cue(start, end, speaker, join_lines(said))
            speaker = voice["name"].strip() if voice else prefix["name"].strip() if prefix else ""
            plain, said = plain[prefix.end() :] if prefix else plain, []
        if plain:
            said.append(plain)
    if said:
        yield Cue(start, end, speaker, join_lines(said))


def merge(cues: list[Cue]) -> list[Turn]:
    """Turns: neighbouring cues of one speaker, cut at a sentence end once a turn is long, or at a long pause.

    Subtitles often name the speaker only where the voice changes: an unnamed cue that goes on with an
    unfinished sentence at once is the same voice; any other unnamed cue has no speaker.
    """
    turns: list[Turn] = []
    begun = last_end = 0.0
    for cue in cues:
        speaker, company = split_company(cue.speaker)
        turn = turns[-1] if turns else None
        if turn:
            length, pause = last_end - begun, cue.start - last_end
            ended = SENTENCE_END.search(turn.lines[-1]) is not None
            same = speaker == turn.speaker and company == turn.company and pause < _GAP_SECONDS
            same = same or (not speaker and not ended and pause < _BREATH_SECONDS)
            full = (ended and length >= MERGE_SECONDS) or length >= LONGEST_SECONDS
            if same and not full and cue.start >= begun:
                turn.lines.append(cue.text)
                last_end = max(last_end, cue.end)
                continue
        turns.append(Turn(speaker, company, cue.start, "", [cue.text]))
        begun, last_end = cue.start, cue.end
    return turns
