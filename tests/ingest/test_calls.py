"""Call transcripts in the forms meeting tools write them."""

# ruff: noqa: E501 (samples keep the line breaks of the tools that write them)

import datetime as dt
import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.calls import read_call, transcript_reading
from yiju.ingest.reading import Reading
from yiju.store.types import Kind, Role

SAID = [
    (192, "王工", "电耗数据的口径我们下周给您。样件三月前到。"),
    (205, "Anke Vogt", "我需要逐件的碳足迹，不是平均值。"),
    (371, "王工", "明白，按批次可以吗？\n我们先做两个零件号。"),
    (3725, "Anke Vogt", "可以，但是要在 1 月 20 日之前。"),
]


def clock(seconds: int, *, hours: bool = False) -> str:
    m, s = divmod(seconds, 60)
    return f"{m // 60:02d}:{m % 60:02d}:{s:02d}" if hours or m >= 60 else f"{m:02d}:{s:02d}"


FORMS = {
    "name, time, newline": lambda t, n, x: f"{n} {clock(t)}\n{x}\n",
    "name, time, newline, blank": lambda t, n, x: f"{n}  {clock(t, hours=True)}\n{x}\n\n",
    "bracketed time, name": lambda t, n, x: f"[{clock(t, hours=True)}] {n}：{x}",
    "wide brackets": lambda t, n, x: f"【{clock(t)}】{n}：{x}",
    "time, name": lambda t, n, x: f"{clock(t)} {n}: {x}",
    "time, name alone": lambda t, n, x: f"{clock(t)} {n}\n{x}\n",
    "name(time)": lambda t, n, x: f"{n}({clock(t)})：{x}",
    "name（time）": lambda t, n, x: f"{n}（{clock(t, hours=True)}）: {x}",
    "name [time] text": lambda t, n, x: f"{n} [{clock(t)}] {x}",
    "name time: text": lambda t, n, x: f"{n} {clock(t)}：{x}",
    "range": lambda t, n, x: f"{clock(t, hours=True)} - {clock(t + 9, hours=True)} {n}\n{x}\n",
    "range, colon": lambda t, n, x: f"[{clock(t)} - {clock(t + 9)}] {n}：{x}",
    "time, newline, name: text": lambda t, n, x: f"{clock(t)}\n{n}：{x}\n",
    "bold": lambda t, n, x: f"**{n}** {clock(t)}\n{x}\n",
    "company": lambda t, n, x: f"{n}（{'华轻' if n == '王工' else '莱茵'}） {clock(t)}\n{x}\n",
    "bracketed name": lambda t, n, x: f"【{n}】{clock(t)}\n{x}\n",
}  # fmt: skip


def check(reading: Reading) -> None:
    for paragraph in reading.paragraphs:
        assert reading.text[paragraph.start : paragraph.end] == paragraph.text


def turns(reading: Reading) -> list[tuple[str | None, str | None, int | None, str]]:
    return [
        (p.locator.timecode, p.locator.speaker, p.locator.paragraph, p.text)
        for p in reading.paragraphs
        if p.role is Role.BODY
    ]


EXPECTED = [
    ("03:12", "王工", 1, "电耗数据的口径我们下周给您。样件三月前到。"),
    ("03:25", "Anke Vogt", 2, "我需要逐件的碳足迹，不是平均值。"),
    ("06:11", "王工", 3, "明白，按批次可以吗？我们先做两个零件号。"),
    ("01:02:05", "Anke Vogt", 4, "可以，但是要在 1 月 20 日之前。"),
]


@pytest.mark.parametrize("form", FORMS)
def test_text_forms(form: str, tmp_path: Path) -> None:
    path = tmp_path / "通话.txt"
    path.write_text("\n".join(FORMS[form](t, n, x) for t, n, x in SAID), encoding="utf-8")
    reading = read_call(path)
    check(reading)
    assert turns(reading) == EXPECTED
    assert reading.kind is Kind.CALL
    assert reading.attributes["speakers"] == "王工,Anke Vogt"
    if form == "company":
        assert reading.attributes["companies"] == "王工=华轻,Anke Vogt=莱茵"


def test_header_gives_title_date_and_attendees(tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    path.write_text(
        "会议主题：碳足迹数据沟通\n会议时间：2026年1月15日 14:00-15:10\n参会人：王工（华轻）、Anke Vogt（莱茵）\n\n"
        "王工 00:05\n大家好。\n\nAnke Vogt 00:09\n您好，我们下次会议时间定在 2026-02-01。\n",
        encoding="gb18030",
    )
    reading = read_call(path)
    check(reading)
    assert (reading.title, reading.date) == ("碳足迹数据沟通", dt.date(2026, 1, 15))
    assert reading.attributes["attendees"] == "王工（华轻）、Anke Vogt（莱茵）"
    assert reading.attributes["companies"] == "王工=华轻,Anke Vogt=莱茵"
    assert [p.role for p in reading.paragraphs[:3]] == [Role.HEADING] * 3
    assert len(turns(reading)) == 2


def test_wall_clock_marks_stay_as_printed_and_date_the_call(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "2026-01-15 10:03:12 王工\n报价单收到了吗？\n2026-01-15 10:03:40 李雷\n收到，内部在看。\n"
    )
    reading = read_call(path)
    assert reading.date == dt.date(2026, 1, 15)
    assert turns(reading) == [
        ("10:03:12", "王工", 1, "报价单收到了吗？"),
        ("10:03:40", "李雷", 2, "收到，内部在看。"),
    ]


def test_numbered_speakers_with_text_on_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("说话人1 00:12 我们先看交期。\n说话人2 00:20 好的，\n三月可以。\n说话人1 00:31 谢谢。\n")
    assert turns(read_call(path)) == [
        ("00:12", "说话人1", 1, "我们先看交期。"),
        ("00:20", "说话人2", 2, "好的，三月可以。"),
        ("00:31", "说话人1", 3, "谢谢。"),
    ]


def test_a_dialogue_without_times(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "\n".join(["拜访录音整理", *["王工：交期三月。", "李总：价格呢？可以再谈吗", "继续说明。"] * 4])
    )
    found = turns(read_call(path))
    assert found[0] == (None, "王工", 1, "交期三月。")
    assert found[1] == (None, "李总", 2, "价格呢？可以再谈吗继续说明。")
    assert len(found) == 8


@pytest.mark.parametrize(
    "text",
    [
        "采购合同\n甲方：某某公司\n乙方：某某厂\n地址：上海\n电话：021-1234\n第一条 标的\n内容。\n第二条 价款\n内容。",
        "会议通知\n09:00-09:30 签到\n09:30-10:00 领导致辞\n10:00-10:30 项目介绍\n10:30-11:00 茶歇\n11:00-12:00 讨论",
        "今天 10:30 到客户处拜访。\n下午 3:30，我们讨论了报价。\n晚上 8:00 返程。",
        "备忘\n2026-01-15 10:30 发货\n2026-01-16 11:30 到货\n2026-01-18 09:00 验收",
        "问题：价格太高\n回答：可以谈\n结论：待定",
        "",
    ],
)
def test_prose_is_not_a_transcript(text: str) -> None:
    assert transcript_reading(text, Path("a.txt")) is None


def test_empty_is_skipped_and_prose_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(" \n")
    with pytest.raises(Skipped):
        read_call(path)
    path.write_text("只是一段话。")
    with pytest.raises(ReadFailure):
        read_call(path)


WORDS = st.text(alphabet="我们先看报价和交期的问题，可以三月前到样件吗。", min_size=2, max_size=60).filter(
    lambda s: s.strip("，。") != ""
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    speech=st.lists(st.tuples(st.sampled_from(["王工", "李总", "Dr. Kahl"]), WORDS), min_size=4, max_size=12),
    form=st.sampled_from([f for f in FORMS if f != "company"]),
    start=st.integers(0, 4000),
)
def test_no_word_is_lost_and_order_is_kept(
    speech: list[tuple[str, str]], form: str, start: int, tmp_path: Path
) -> None:
    path = tmp_path / "p.txt"
    lines = [FORMS[form](start + 7 * i, n, x) for i, (n, x) in enumerate(speech)]
    path.write_text("\n".join(lines), encoding="utf-8")
    reading = read_call(path)
    check(reading)
    assert [(n, x) for _, n, _, x in turns(reading)] == speech


def test_real_meetings_survive_every_form(shared_data: Path, tmp_path: Path) -> None:
    import lzma

    rng = random.Random(7)
    with lzma.open(shared_data / "meetings_zh_vcsum" / "short_dev.jsonl.xz", "rt", encoding="utf-8") as file:
        meetings = [json.loads(line) for line, _ in zip(file, range(40), strict=False)]
    for number, meeting in enumerate(meetings):
        at, speech = 0, []
        for turn, speaker in zip(meeting["context"], meeting["speaker"], strict=True):
            at += rng.randint(2, 200)
            speech.append((at, f"发言人{speaker}", "".join(turn).strip()))
        if len(speech) < 2:
            continue
        form = list(FORMS)[number % len(FORMS)]
        path = tmp_path / f"{number}.txt"
        path.write_text("\n".join(FORMS[form](t, n, x) for t, n, x in speech), encoding="utf-8")
        reading = read_call(path)
        check(reading)
        found = turns(reading)
        assert [n for _, n, *_ in found] == [n for _, n, _ in speech], form
        assert [t for t, *_ in found] == [clock(t) for t, *_ in speech], form
        assert [x for *_, x in found] == [x for *_, x in speech], form
