"""Recordings (WAV, MP3, M4A): sent to be transcribed where a service is set up, and read as calls are."""

import hashlib
import json
import os
import re
from dataclasses import replace
from pathlib import Path

from yiju.errors import ModelUnavailable, ReadFailure, Skipped
from yiju.ingest.calls import turns_reading
from yiju.ingest.pulse import beat
from yiju.ingest.reading import Reading
from yiju.ingest.segments import parse_json
from yiju.ingest.subtitles import Cue, merge
from yiju.ingest.turns import Transcript
from yiju.ingest.worker_environment import WORKER_DATA
from yiju.settings import Settings, load_settings
from yiju.store.transcripts import Transcripts

PARSER = "audio/1"
_LETTER = re.compile(r"^(?:SPEAKER[ _-]?)?([A-Z]|\d{1,2})$", re.IGNORECASE)
"""How services name voices whose names they do not know: A, SPEAKER_00."""


def read_audio(path: Path) -> Reading:
    """Read a recording: each turn has the time at which it begins, and its speaker where the service says so.

    Nothing leaves this machine unless ``YIJU_TRANSCRIBE_BASE_URL`` and ``_MODEL`` are set.

    Raises:
        ReadFailure: no service is set up, it fails, or the recording is too large for it.
        Skipped: nobody speaks in it.
    """
    settings = load_settings()
    if not settings.transcribe_configured:
        raise ReadFailure(
            "是录音，没有配置语音转写，未读取",
            hint="设 YIJU_TRANSCRIBE_BASE_URL 和 YIJU_TRANSCRIBE_MODEL，或先转成文字记录再导入。",
        )
    size = path.stat().st_size
    if size > settings.transcribe_max_mb * 1024 * 1024:
        raise ReadFailure(
            f"录音 {size / 1024 / 1024:.0f} MB，超过转写的上限 {settings.transcribe_max_mb} MB",
            hint="请压缩或拆分录音，或调大 YIJU_TRANSCRIBE_MAX_MB。",
        )
    cues = _cues(_transcribed(path, settings))
    if not any(cue.text for cue in cues):
        raise Skipped("录音里没有听出话来")
    reading = turns_reading(Transcript([], merge(cues)), path, "audio")
    told = "文字由语音转写得来，请对照录音"
    return replace(reading, parser=PARSER, warnings=(told,), attributes={**reading.attributes, "audio": "1"})


def _transcribed(path: Path, settings: Settings) -> str:
    """The service's answer; of a recording that an earlier run had sent, the answer of then."""
    from yiju.models.transcription import Transcriber

    recording = path.read_bytes()
    sha256 = hashlib.sha256(recording).hexdigest()
    folder, model = os.environ.get(WORKER_DATA, ""), settings.transcribe_model
    kept = Transcripts(Path(folder)) if folder else None
    if kept and (known := kept.get(sha256, model)):
        return known
    transcriber = Transcriber(
        settings.transcribe_base_url,
        model,
        settings.transcribe_api_key.get_secret_value(),
        seconds=settings.transcribe_timeout,
    )
    beat(settings.transcribe_timeout)
    try:
        answer = transcriber.transcribe(path.name, recording)
    except ModelUnavailable as error:
        raise ReadFailure(f"没有转写成：{error}", hint=error.hint) from error
    beat()
    if kept:
        kept.put(sha256, model, answer)
    return answer


def _cues(answer: str) -> list[Cue]:
    """What was said when; an answer without times is one turn that begins at 00:00."""
    held = json.loads(answer)
    if isinstance(held.get("segments"), list) and held["segments"]:
        found = parse_json(json.dumps({"segments": held["segments"]}))[1]
        return [replace(cue, speaker=_LETTER.sub(r"说话人\1", cue.speaker)) for cue in found]
    text = held.get("text")
    return [Cue(0.0, 0.0, "", text.strip())] if isinstance(text, str) else []
