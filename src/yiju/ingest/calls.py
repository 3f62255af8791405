"""Calls and meetings: transcripts as text, subtitles or recogniser output → turns with time and speaker."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.call_header import FIELD_LINE, LONG_LINE, CallHeader, present_in, read_header
from yiju.ingest.chat_export import chat_reading
from yiju.ingest.chat_json import parse_chat_json
from yiju.ingest.chat_text import parse_chat
from yiju.ingest.dates import find_date, parse_date
from yiju.ingest.dialogue import parse_dialogue
from yiju.ingest.encoding import decode
from yiju.ingest.reading import Piece, Reading, lay_out
from yiju.ingest.segments import parse_json
from yiju.ingest.subtitles import merge, parse_cues
from yiju.ingest.turns import Transcript, Turn, parse_turns, timecode
from yiju.store.types import Kind, Locator, Role

PARSER = "call/4"

_MOST_VALUES = 1_500_000
"""Values of a JSON file: each takes up to a hundred bytes of memory, however short."""


def read_call(path: Path) -> Reading:
    """Read a call: ``.srt``, ``.vtt``, ``.json`` segments, or text with speaker and time marks.

    Each turn is one paragraph whose locator has the time code, the speaker and the turn's number.

    Raises:
        ReadFailure: not a transcript.
        Skipped: an empty file.
    """
    text = decode(path.read_bytes())
    if not text.strip():
        raise Skipped("空文件 (empty file)")
    suffix = path.suffix.lower().lstrip(".")
    if suffix in ("json", "jsonl"):
        if sum(map(text.count, ",[{")) > _MOST_VALUES:
            raise ReadFailure("JSON 里的数据多得不像通话记录，未读取", hint="请拆分文件，或检查文件来源。")
        if chat := parse_chat_json(text, path.stem):
            return chat_reading(chat, path, "json")
        fields, cues = parse_json(text)
        reading = turns_reading(Transcript(_header(fields), merge(cues)), path, "json")
        return replace(reading, date=reading.date or _field_date(fields))
    if suffix in ("srt", "vtt") or "-->" in text[:2000]:
        notes, cues = parse_cues(text)
        if cues:
            return turns_reading(Transcript(notes, merge(cues)), path, suffix)
    reading_or_none = transcript_reading(text, path)
    if reading_or_none is None:
        raise ReadFailure(
            "没有找到发言人和时间标记 (not a transcript)", hint="可去掉 --kind call 按普通文本读取。"
        )
    return reading_or_none


def transcript_reading(text: str, path: Path) -> Reading | None:
    """The reading of a text transcript or chat, or None where the text is not one."""
    if chat := parse_chat(text, path.stem):
        return chat_reading(chat, path, path.suffix.lower().lstrip(".") or "txt")
    present = present_in(text)
    transcript = parse_turns(text, present) or parse_dialogue(text, present)
    return turns_reading(transcript, path, path.suffix.lower().lstrip(".") or "txt") if transcript else None


def turns_reading(transcript: Transcript, path: Path, form: str) -> Reading:
    """The reading of turns: a paragraph each, with its time, its speaker and its number."""
    header = read_header(transcript.preamble)
    title = header.title or path.stem
    pieces = [*_preamble_pieces(transcript.preamble)]
    number = sum(piece.role is Role.BODY for piece in pieces)
    for turn in transcript.turns:
        if turn.text:
            number += 1
            pieces.append(Piece(turn.text, _locator(turn, number), headings=(title,)))
    laid_text, paragraphs = lay_out(pieces)
    return Reading(
        laid_text, paragraphs, title, PARSER, form, Kind.CALL,
        date=find_date("\n".join(transcript.preamble))
        or _first_day(transcript.turns)
        or _announced(transcript.turns),
        attributes=_attributes(transcript.turns, header),
    )  # fmt: skip


def _preamble_pieces(lines: Iterable[str]) -> Iterable[Piece]:
    """Header lines as headings; longer lines (a summary the tool wrote) as text."""
    number = 0
    for line in lines:
        if len(line) <= LONG_LINE or FIELD_LINE.match(line):
            yield Piece(line, Locator(), Role.HEADING)
        else:
            number += 1
            yield Piece(line, Locator(paragraph=number))


def _locator(turn: Turn, number: int) -> Locator:
    code: str | None = None
    if turn.time is not None:
        # Wall-clock marks stay as printed, so that a person finds them by eye.
        code = turn.printed or timecode(turn.time)
    return Locator(timecode=code, speaker=turn.speaker or None, paragraph=number)


def _attributes(turns: list[Turn], header: CallHeader) -> dict[str, str]:
    speakers = dict.fromkeys(turn.speaker for turn in turns if turn.speaker)
    companies = {turn.speaker: turn.company for turn in turns if turn.company}
    for name, company in header.people:
        if company and name:
            companies.setdefault(name, company)
    found = {
        "speakers": ",".join(speakers),
        "attendees": header.attendees,
        "companies": ",".join(f"{name}={company}" for name, company in companies.items()),
    }
    return {name: value for name, value in found.items() if value}


def _first_day(turns: list[Turn]) -> dt.date | None:
    """The day of the first mark that has one."""
    return next((parse_date(turn.day) for turn in turns if turn.day), None)


def _announced(turns: list[Turn]) -> dt.date | None:
    """A labelled date that the recorder put before the first words: 「录制开始：2026年2月4日 15:02」."""
    return find_date(turns[0].text) if turns and re.match(r"\S{2,6}[:：]", turns[0].text) else None


def _header(fields: Mapping[str, Any]) -> list[str]:
    """Top-level JSON fields a person would want to see, as header lines."""
    names = {"title": "主题", "topic": "主题", "subject": "主题", "meeting_title": "主题",
             "participants": "参会人", "attendees": "参会人"}  # fmt: skip
    lines: list[str] = []
    for key, label in names.items():
        value = fields.get(key)
        if isinstance(value, list):
            value = "、".join(str(v.get("name", v)) if isinstance(v, dict) else str(v) for v in value)
        if value:
            lines.append(f"{label}：{value}")
    return lines


def _field_date(fields: Mapping[str, Any]) -> dt.date | None:
    for key in (
        "date",
        "meeting_date",
        "meeting_time",
        "start_time",
        "startTime",
        "recorded_at",
        "created_at",
        "time",
    ):
        value = fields.get(key)
        date = parse_date(value) if isinstance(value, str) else None
        if date:
            return date
    return None
