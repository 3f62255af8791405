"""Timed segments of a speech recogniser's ``.json`` output.

Field names are matched without regard to case and underscores; times may be seconds, milliseconds or clock
times. Both a bare list and a list inside an object (``segments``, ``sentences``, ``Paragraphs`` …) are read.
"""

import json
import re
import statistics
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from yiju.errors import ReadFailure
from yiju.ingest.subtitles import Cue
from yiju.ingest.time_marks import seconds

_START = (
    "start",
    "starttime",
    "startms",
    "begin",
    "begintime",
    "beginms",
    "bg",
    "from",
    "time",
    "timestamp",
    "offset",
)
_END = ("end", "endtime", "endms", "ed", "to", "stop")
_TEXT = ("text", "content", "sentence", "finalsentence", "onebest", "transcript", "utterance")
_SPEAKER = ("speaker", "speakername", "speakerid", "spk", "name", "user", "role", "channelid")
_USUAL = ("segments", "sentences", "utterances", "results", "paragraphs")


def parse_json(text: str) -> tuple[dict[str, Any], list[Cue]]:
    """Top-level fields and cues of a recogniser's output.

    Raises:
        ReadFailure: it is not JSON, or holds no segments with text.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        cut = "，像是没有写完" if not text[error.pos :].strip() else ""
        raise ReadFailure(
            f"JSON 格式有误：第 {error.lineno} 行第 {error.colno} 个字符处读不下去{cut}",
            hint="请重新导出，或改存为 .srt、.txt 再导入。",
        ) from None
    except (ValueError, RecursionError):
        raise ReadFailure(
            "JSON 嵌套过深或数字过长，无法读取", hint="请重新导出，或改存为 .srt、.txt 再导入。"
        ) from None
    fields = (
        {k: v for k, v in data.items() if isinstance(v, str | int | float | list)}
        if isinstance(data, dict)
        else {}
    )
    segments = _segments(data)
    if not segments:
        raise ReadFailure(
            "JSON 里没有逐句文字 (no segments with text)", hint="需要 [{start, end, text, speaker}, …]。"
        )
    scale = _scale(segments)
    cues: list[Cue] = []
    for segment in segments:
        start = _time(_first(segment, _START), scale)
        end = _time(_first(segment, _END), scale)
        before = cues[-1].end if cues else 0.0
        start = before if start is None else start
        cues.append(Cue(start, max(start, end or start), _speaker(_first(segment, _SPEAKER)), _said(segment)))
    return fields, cues


def _segments(data: Any, depth: int = 0) -> list[dict[str, Any]]:
    """The first list of objects that have text; usual names are looked at before others."""
    if depth > 5:
        return []
    if isinstance(data, list):
        objects = [
            {_plain(key): value for key, value in item.items()} for item in data if isinstance(item, dict)
        ]
        found = [item for item in objects if _said(item)]
        return found or next((inner for item in objects[:3] if (inner := _segments(item, depth + 1))), [])
    if isinstance(data, dict):
        keys = sorted(data, key=lambda key: _plain(key) not in _USUAL)
        return next((inner for key in keys if (inner := _segments(data[key], depth + 1))), [])
    return []


def _plain(key: str) -> str:
    return key.lower().replace("_", "")


def _said(segment: Mapping[str, Any]) -> str:
    text = _first(segment, _TEXT)
    return text.strip() if isinstance(text, str) else ""


def _first(segment: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((segment[name] for name in names if segment.get(name) is not None), None)


def _scale(segments: Sequence[Mapping[str, Any]]) -> float:
    """Seconds per unit of bare numbers: recognisers count in seconds or in milliseconds.

    A spoken segment lasts some seconds, so a median length over 200 can only be milliseconds.
    """
    starts = [s for segment in segments if (s := _number(_first(segment, _START))) is not None]
    ends = [e for segment in segments if (e := _number(_first(segment, _END))) is not None]
    if starts and len(starts) == len(ends):
        lengths = [e - s for s, e in zip(starts, ends, strict=True)]
    else:
        lengths = [b - a for a, b in pairwise(starts)]
    return 0.001 if lengths and statistics.median(lengths) >= 200 else 1.0


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _time(value: Any, scale: float) -> float | None:
    number = _number(value)
    if number is not None:
        return number * scale if 0 <= number < 1e9 else None
    match = re.search(r"(?:\d+:)?\d{1,3}:\d{2}(?:[.,]\d+)?", str(value)) if isinstance(value, str) else None
    return seconds(match.group()) if match else None


def _speaker(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("id")
    if value is None or isinstance(value, bool | list | dict):
        return ""
    name = str(value).strip()
    return f"说话人{name}" if name.isdigit() else name
