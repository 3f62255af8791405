"""Recordings: sent to the service that is set up, and to no other; read as turns with times and speakers."""

import hashlib
import json
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.support.stored import settings_for

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.forms import Form
from yiju.ingest.parsers import parsers_of
from yiju.ingest.pipeline import ingest
from yiju.ingest.read import read
from yiju.ingest.sniff import sniff
from yiju.ingest.worker_environment import WORKER_DATA
from yiju.models.transcription import Transcriber
from yiju.store.store import Store
from yiju.store.transcripts import Transcripts
from yiju.store.types import Kind

WAV = b"RIFF\x24\x08\x00\x00WAVEfmt " + bytes(200)
SEGMENTS = [
    {"id": 0, "start": 0.0, "end": 4.2, "text": "喂，王工您好。", "speaker": "A"},
    {"id": 1, "start": 4.9, "end": 9.0, "text": "样件三月前到，单价12.5元。", "speaker": "SPEAKER_01"},
    {"id": 2, "start": 192.0, "end": 195.0, "text": "好的，再见。", "speaker": "A"},
]
VERBOSE = {"task": "transcribe", "language": "chinese", "duration": 195.0, "text": "…", "segments": SEGMENTS}


class Service:
    """A transcription service on this machine: answers what it is told to, and remembers what it was sent."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, object]] = []
        self.sent: list[tuple[dict[str, str], bytes]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                service.sent.append(
                    ({**{k.lower(): v for k, v in self.headers.items()}, "path": self.path}, body)
                )
                status, answer = service.answers.pop(0) if service.answers else (200, VERBOSE)
                data = json.dumps(answer, ensure_ascii=False).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    made = Service()
    monkeypatch.setenv("YIJU_TRANSCRIBE_BASE_URL", made.url)
    monkeypatch.setenv("YIJU_TRANSCRIBE_MODEL", "whisper-x")
    monkeypatch.setenv("YIJU_TRANSCRIBE_API_KEY", "sk-secret")
    monkeypatch.setattr(
        Transcriber.__init__, "__kwdefaults__", {"seconds": 20.0, "transport": None, "pause": 0.01}
    )
    yield made
    made.close()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "王工电话.wav"
    path.write_bytes(WAV)
    return path


def test_turns_have_the_time_and_the_speaker_that_the_service_tells(
    service: Service, recording: Path
) -> None:
    reading = read(recording)
    found = [(p.locator.timecode, p.locator.speaker, p.locator.paragraph, p.text) for p in reading.paragraphs]
    assert found == [
        ("00:00", "说话人A", 1, "喂，王工您好。"),
        ("00:04", "说话人01", 2, "样件三月前到，单价12.5元。"),
        ("03:12", "说话人A", 3, "好的，再见。"),
    ]
    assert (reading.kind, reading.title, reading.format) == (Kind.CALL, "王工电话", "audio")
    assert reading.parser in parsers_of(recording)
    assert any("语音转写" in warning for warning in reading.warnings)
    ((about, body),) = service.sent
    assert about["path"] == "/v1/audio/transcriptions"
    assert about["authorization"] == "Bearer sk-secret"
    assert about["content-type"].startswith("multipart/form-data")
    assert WAV in body and b"whisper-x" in body and b"verbose_json" in body
    assert "王工".encode() not in body  # the file's name may name people: it stays here


def test_nothing_is_sent_unless_a_service_is_set_up(
    service: Service, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("YIJU_TRANSCRIBE_MODEL")
    with pytest.raises(ReadFailure, match="没有配置语音转写") as told:
        read(recording)
    assert "YIJU_TRANSCRIBE_BASE_URL" in told.value.hint
    assert not service.sent


def test_an_overloaded_service_is_asked_again(service: Service, recording: Path) -> None:
    service.answers = [(503, {"error": "busy"}), (429, {"error": "slow down"})]
    assert len(read(recording).paragraphs) == 3
    assert len(service.sent) == 3


def test_a_service_without_times_is_asked_for_what_it_knows(service: Service, recording: Path) -> None:
    refusal = (
        400,
        {"error": {"message": "response_format 'verbose_json' is not compatible with this model"}},
    )
    service.answers = [refusal, (200, {"text": "样件三月前到。"})]
    reading = read(recording)
    assert [(p.locator.timecode, p.locator.speaker, p.text) for p in reading.paragraphs] == [
        ("00:00", None, "样件三月前到。")
    ]
    assert b"verbose_json" not in service.sent[1][1]


@pytest.mark.parametrize(
    "answers",
    [[(401, {"error": "bad key sk-secret"})], [(200, ["x"])], [(200, {"ok": 1})], [(500, {})] * 3],
)
def test_a_failing_service_is_named_without_secrets(
    answers: list[tuple[int, object]], service: Service, recording: Path
) -> None:
    service.answers = answers
    with pytest.raises(ReadFailure, match=r"王工电话\.wav：没有转写成.*whisper-x") as told:
        read(recording)
    assert "sk-secret" not in f"{told.value} {told.value.hint}"


def test_silence_is_nothing_to_read(service: Service, recording: Path) -> None:
    service.answers = [(200, {"text": "", "segments": []})]
    with pytest.raises(Skipped, match="没有听出话来"):
        read(recording)


def test_a_large_recording_is_not_sent(
    service: Service, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIJU_TRANSCRIBE_MAX_MB", "1")
    recording.write_bytes(WAV + bytes(1_100_000))
    with pytest.raises(ReadFailure, match="超过转写的上限 1 MB"):
        read(recording)
    assert not service.sent


def test_a_run_that_was_cut_off_does_not_pay_twice(
    service: Service, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WORKER_DATA, str(tmp_path / "data"))
    first, second = read(recording), read(recording)
    assert first == second
    assert len(service.sent) == 1
    kept = next((tmp_path / "data" / "transcripts").iterdir())
    assert kept.stat().st_mode & 0o077 == 0  # the customer's words
    monkeypatch.setenv("YIJU_TRANSCRIBE_MODEL", "another")
    read(recording)
    assert len(service.sent) == 2
    Transcripts(tmp_path / "data").forget(hashlib.sha256(WAV).hexdigest())
    assert not list((tmp_path / "data" / "transcripts").iterdir())


def test_a_transcript_goes_once_its_recording_is_in_the_store(
    service: Service, recording: Path, tmp_path: Path
) -> None:
    given = settings_for(tmp_path / "data", parse_workers=1)
    shelf = Transcripts(given.data)
    with Store.open(given) as store:
        shelf.put("a" * 64, "whisper-x", "别的录音里的话")
        report = ingest(store, None, [recording], customer="莱茵汽车", unit="main")
        assert (report.documents, len(service.sent)) == (1, 1)
        assert [one.name[:64] for one in (given.data / "transcripts").iterdir()] == ["a" * 64]


def test_whatever_opens_the_store_removes_old_transcripts(tmp_path: Path) -> None:
    given = settings_for(tmp_path)
    shelf = Transcripts(given.data)
    for name in ("a", "b"):
        shelf.put(name * 64, "m", "没有成为资料的话")
    for path in (given.data / "transcripts").glob("a*"):
        os.utime(path, (time.time() - 8 * 86_400,) * 2)
    Store.open(given).close()
    assert [one.name[0] for one in (given.data / "transcripts").iterdir()] == ["b"]


def test_transcripts_do_not_stay_for_long(tmp_path: Path) -> None:
    shelf = Transcripts(tmp_path)
    shelf.put("a" * 64, "m", "话")
    assert shelf.get("a" * 64, "m") == "话"
    kept = next((tmp_path / "transcripts").iterdir())
    os.utime(kept, (1, 1))
    assert shelf.get("a" * 64, "m") is None
    assert not kept.exists()


@pytest.mark.parametrize(
    ("head", "name", "form"),
    [
        (WAV, "a.wav", Form.AUDIO),
        (b"ID3\x04" + bytes(60), "a.mp3", Form.AUDIO),
        (b"\xff\xfb\x90\x64" + bytes(60), "a.mp3", Form.AUDIO),
        (b"\x00\x00\x00\x20ftypM4A " + bytes(60), "a.m4a", Form.AUDIO),
        (b"\x00\x00\x00\x20ftypisom" + bytes(60), "a.m4a", Form.AUDIO),
        (b"\x00\x00\x00\x20ftypisom" + bytes(60), "a.mp4", None),
        (b"RIFF\x24\x08\x00\x00AVI LIST" + bytes(60), "a.avi", None),
        (b"\xff\xfeh\x00e\x00l\x00l\x00o\x00", "a.txt", Form.TEXT),
        ("纯文本".encode(), "a.mp3", None),
    ],
)
def test_sound_is_told_by_its_first_bytes(head: bytes, name: str, form: Form | None) -> None:
    assert sniff(head, Path(name)).form is form
