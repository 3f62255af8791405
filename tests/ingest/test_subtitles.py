"""Subtitles and recogniser output become turns of sensible length."""

# ruff: noqa: E501 (samples keep the line breaks of the tools that write them)
import datetime as dt
import json
from pathlib import Path

import pytest

from yiju.errors import ReadFailure
from yiju.ingest.calls import read_call
from yiju.ingest.reading import Reading
from yiju.store.types import Role


def turns(reading: Reading) -> list[tuple[str | None, str | None, int | None, str]]:
    for p in reading.paragraphs:
        assert reading.text[p.start : p.end] == p.text
    body = [p for p in reading.paragraphs if p.role is Role.BODY]
    return [(p.locator.timecode, p.locator.speaker, p.locator.paragraph, p.text) for p in body]


SRT = """1
00:00:01,000 --> 00:00:03,500
王工：碳足迹数据

2
00:00:03,600 --> 00:00:05,000
下周可以给您。

3
00:00:05,100 --> 00:00:08,000
Vogt：好的，谢谢。
"""
VTT = """WEBVTT - 碳足迹沟通

NOTE 会议时间：2026-01-15

00:01.000 --> 00:03.500
<v 王工>碳足迹数据</v>

2
00:00:03.600 --> 00:00:05.000 align:start
<v 王工><i>下周</i>可以给您。</v>

00:00:05.100 --> 00:00:08.000
<v Vogt>好的，谢谢。</v>
"""


@pytest.mark.parametrize(("name", "text"), [("a.srt", SRT.replace("\n", "\r\n")), ("a.vtt", VTT)])
def test_subtitles(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8-sig"))
    reading = read_call(path)
    assert reading.attributes["speakers"] == "王工,Vogt"
    if name == "a.vtt":
        assert (reading.title, reading.date) == ("碳足迹沟通", dt.date(2026, 1, 15))
    assert turns(reading)[0] == ("00:01", "王工", 1, "碳足迹数据下周可以给您。")
    assert turns(reading)[1] == ("00:05", "Vogt", 2, "好的，谢谢。")


def test_an_unnamed_cue_after_a_finished_sentence_has_no_speaker(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text(SRT.replace("碳足迹数据", "碳足迹数据。"), encoding="utf-8")
    assert [speaker for _, speaker, *_ in turns(read_call(path))] == ["王工", None, "Vogt"]


def test_the_recorders_own_cue_dates_the_call(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text(
        "1\n00:00:00,000 --> 00:00:01,000\n录制开始：2026年1月15日 15:02\n\n" + SRT, encoding="utf-8"
    )
    reading = read_call(path)
    assert reading.date == dt.date(2026, 1, 15)
    assert reading.attributes["speakers"] == "王工,Vogt"


def test_long_speech_is_cut_at_sentence_ends(tmp_path: Path) -> None:
    cues = [
        {"start": 4.0 * i, "end": 4.0 * i + 3.9, "speaker": "A", "text": f"第{i}句话。"} for i in range(40)
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(cues), encoding="utf-8")
    found = turns(read_call(path))
    assert [t for t, *_ in found] == ["00:00", "00:32", "01:04", "01:36", "02:08"]
    assert "".join(text for *_, text in found) == "".join(f"第{i}句话。" for i in range(40))


SEGMENTS = [(1.0, 3.5, "碳足迹数据"), (3.6, 5.0, "下周可以给您。")]


@pytest.mark.parametrize(
    "data",
    [
        [{"start": a, "end": b, "text": x, "speaker": "王工"} for a, b, x in SEGMENTS],
        {"segments": [{"start": a, "end": b, "text": " " + x, "speaker": "王工"} for a, b, x in SEGMENTS]},
        {"result": {"sentences": [{"begin_time": int(a * 1000), "end_time": int(b * 1000), "text": x,
                                   "speaker": "王工"} for a, b, x in SEGMENTS]}},
        {"Data": {"Paragraphs": [{"StartMs": int(a * 1000), "EndMs": int(b * 1000), "FinalSentence": x,
                                  "speaker": {"name": "王工"}} for a, b, x in SEGMENTS]}},
        [{"start": f"00:00:0{a}", "end": f"00:00:0{b}", "text": x, "speaker": "王工"} for a, b, x in SEGMENTS],
        [{"bg": str(int(a * 1000)), "ed": str(int(b * 1000)), "onebest": x, "speaker": "王工"} for a, b, x in SEGMENTS],
    ],
)  # fmt: skip
def test_recogniser_output(data: object, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    assert turns(read_call(path)) == [("00:01", "王工", 1, "碳足迹数据下周可以给您。")]


def test_json_fields_give_title_and_date(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    data = {"title": "碳足迹沟通", "start_time": "2026-01-15T10:00:00", "participants": [{"name": "王工"}, "Vogt"],
            "segments": [{"start": 0, "end": 2, "text": "你好", "speaker": 0}]}  # fmt: skip
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    reading = read_call(path)
    assert (reading.title, reading.date) == ("碳足迹沟通", dt.date(2026, 1, 15))
    assert reading.attributes == {"speakers": "说话人0", "attendees": "王工、Vogt"}


@pytest.mark.parametrize("text", ["{", "[]", '{"a": 1}', "[1, 2]", '[{"text": ""}]', "[" * 100_000])
def test_other_json_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(ReadFailure):
        read_call(path)
