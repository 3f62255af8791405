"""Chats as WeChat, WeCom and DingTalk, and the usual exporters, write them."""

import csv
import datetime as dt
import html
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.make import document

from yiju.copilot.tags import make_tag
from yiju.errors import Skipped
from yiju.ingest.chat_messages import moment_of
from yiju.ingest.read import read
from yiju.ingest.reading import Reading
from yiju.store.types import Kind, Role

Said = tuple[dt.datetime, str, str]

SAID: list[Said] = [
    (dt.datetime(2026, 1, 8, 10, 21, 33), "李雷", "样件什么时候到？"),
    (
        dt.datetime(2026, 1, 8, 10, 22, 4),
        "韩梅梅",
        "三月前。\n电耗数据的口径我下周给\n王总：这句是转述",
    ),
    (dt.datetime(2026, 1, 9, 9, 5, 0), "李雷", "好的，我们1月20日开评审会。"),
]


def _epoch(at: dt.datetime) -> int:
    return int(at.replace(tzinfo=dt.timezone(dt.timedelta(hours=8))).timestamp())


def _text(head: str) -> Callable[[list[Said]], str]:
    def write(said: list[Said]) -> str:
        return "\n\n".join(head.format(at=at, n=name) + text for at, name, text in said) + "\n"

    return write


def _parted(said: list[Said]) -> str:
    parts, day = ["微信上的“MPX-3项目群”聊天记录如下，请查收。\n"], None
    for at, name, text in said:
        if at.date() != day:
            parts.append(f"—————  {at:%Y-%m-%d}  —————\n\n")
            day = at.date()
        parts.append(f"{name}  {at:%H:%M}\n\n{text}\n\n")
    return "\n".join(parts)


def _broken(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _table(said: list[Said]) -> str:
    rows = "".join(
        f"<tr><td>{at:%Y-%m-%d %H:%M:%S}</td><td>{html.escape(n)}</td><td>{_broken(x)}</td></tr>"
        for at, n, x in said
    )
    head = "<tr><th>时间</th><th>发送人</th><th>内容</th></tr>"
    return f"<html><head><title>项目群聊天记录</title></head><body><table>{head}{rows}</table></body></html>"


def _bubbles(said: list[Said]) -> str:
    made = "".join(
        f'<div class="message left"><span class="nickname">{html.escape(n)}</span>'
        f'<span class="time">{at:%Y/%m/%d %H:%M:%S}</span>'
        f'<div class="content">{_broken(x)}</div></div>'
        for at, n, x in said
    )
    return f"<!doctype html><html><head><title>与项目群的聊天记录</title></head><body>{made}</body></html>"


def _scripted(said: list[Said]) -> str:
    rows = [
        {
            "type": 1,
            "text": x,
            "is_send": 0,
            "displayname": n,
            "timestamp": _epoch(at),
        }
        for at, n, x in said
    ]
    return (
        "<html><head><title>聊天记录</title></head><body><div id='app'></div>"
        f"<script>const chatMessages = {json.dumps(rows)};\nrender(chatMessages)</script></body></html>"
    )


def _wecom(said: list[Said]) -> str:
    rows = [
        {
            "msgid": f"m{k}_1767_external", "action": "send", "from": n, "tolist": ["x"], "roomid": "wr1",
            "msgtime": _epoch(at) * 1000, "msgtype": "text", "text": {"content": x},
        }
        for k, (at, n, x) in enumerate(said)
    ]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False)


def _wecom_lines(said: list[Said]) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in json.loads(_wecom(said)))


def _dingtalk(said: list[Said]) -> str:
    rows = [{"senderNick": n, "sendTime": f"{at:%F %T}", "msgtype": "text", "text": {"content": x}}
            for at, n, x in said]  # fmt: skip
    return json.dumps({"conversationTitle": "MPX-3项目群", "messages": rows}, ensure_ascii=False)


def _csv(said: list[Said]) -> str:
    made = io.StringIO()
    out = csv.writer(made)
    out.writerow(["序号", "发送时间", "发送人", "消息类型", "消息内容"])
    out.writerows([k, f"{at:%Y-%m-%d %H:%M:%S}", n, "文本", x] for k, (at, n, x) in enumerate(said))
    return made.getvalue()


FORMS: dict[str, tuple[str, Callable[[list[Said]], str]]] = {
    "time, name": (".txt", _text("{at:%Y-%m-%d %H:%M:%S} {n}\n")),
    "name, time": (".txt", _text("{n} {at:%Y/%m/%d %H:%M:%S}\n")),
    "name, time without noughts": (".txt", _text("{n} {at.year}/{at.month}/{at.day} {at:%H:%M:%S}\n")),
    "boxed, colon": (".txt", _text("[{at:%Y-%m-%d %H:%M:%S}] {n}: ")),
    "brackets behind the name": (".txt", _text("{n}（{at:%Y年%m月%d日 %H:%M:%S}）：")),
    "chinese day": (".txt", _text("{n} {at:%Y年%m月%d日 %H:%M:%S}\n")),
    "days apart": (".txt", _parted),
    "table": (".html", _table),
    "bubbles": (".html", _bubbles),
    "script": (".html", _scripted),
    "wecom": (".json", _wecom),
    "wecom, one a line": (".jsonl", _wecom_lines),
    "dingtalk": (".json", _dingtalk),
    "csv": (".csv", _csv),
}  # fmt: skip


def _read(folder: Path, text: str, suffix: str = ".txt", name: str = "微信_项目群") -> Reading:
    path = folder / f"{name}{suffix}"
    path.write_text(text, "utf-8")
    return read(path)


def _turns(reading: Reading) -> list[tuple[str | None, str | None, str | None, str]]:
    return [
        (p.locator.day, p.locator.timecode, p.locator.speaker, p.text)
        for p in reading.paragraphs
        if p.role is Role.BODY
    ]


@pytest.mark.parametrize("form", FORMS)
def test_each_message_has_its_day_time_and_sender(form: str, tmp_path: Path) -> None:
    suffix, write = FORMS[form]
    reading = _read(tmp_path, write(SAID), suffix)
    assert _turns(reading) == [
        ("2026-01-08", "10:21", "李雷", "样件什么时候到？"),
        ("2026-01-08", "10:22", "韩梅梅", "三月前。 电耗数据的口径我下周给 王总：这句是转述"),
        ("2026-01-09", "09:05", "李雷", "好的，我们1月20日开评审会。"),
    ]
    assert (reading.kind, reading.date) == (Kind.CALL, dt.date(2026, 1, 8))
    assert reading.attributes["speakers"] == "李雷,韩梅梅"
    assert reading.attributes["until"] == "2026-01-09"
    for p in reading.paragraphs:
        assert reading.text[p.start : p.end] == p.text


NAMES = st.sampled_from(
    ["李雷", "韩梅梅", "Anke Vogt", "王工@威瑟兰", "小李🌸", "A供应链-陈工", "13800001111"]
)
WORDS = st.text("报价3.5%明天ABC，。：！「」（）-—·\n 10", min_size=1, max_size=40).filter(
    lambda text: any(char.isalnum() for char in text)
)
MOMENTS = st.lists(
    st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2026, 12, 31)), min_size=3, max_size=9, unique=True
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("form", FORMS)
@given(data=st.data())
def test_what_is_exported_is_read_back(form: str, data: st.DataObject, tmp_path: Path) -> None:
    moments = sorted({at.replace(microsecond=0) for at in data.draw(MOMENTS)})
    said = [(at, data.draw(NAMES), data.draw(WORDS)) for at in moments]
    suffix, write = FORMS[form]
    found = _turns(_read(tmp_path, write(said), suffix))
    assert [(d, (c or "")[:5], "".join(x.split())) for d, c, _, x in found] == [
        (f"{at:%Y-%m-%d}", f"{at:%H:%M}", "".join(x.split())) for at, _, x in said
    ]
    assert [s for *_, s, _ in found] == [name.partition("@")[0] for _, name, _ in said]


def test_tags_name_the_day_and_the_minute_of_the_message(tmp_path: Path) -> None:
    reading = _read(tmp_path, FORMS["time, name"][1](SAID))
    chat = document(kind=Kind.CALL, title=reading.title, date=reading.date, attributes=reading.attributes)
    places = [p.locator for p in reading.paragraphs if p.role is Role.BODY]
    assert make_tag(chat, places[0]) == "〔依据2026-01-08聊天记录01-08 10:21李雷〕"
    assert make_tag(chat, places[2]) == "〔依据2026-01-09聊天记录01-09 09:05李雷〕"
    assert (
        make_tag(chat, places[2], ambiguous=True)
        == "〔依据2026-01-09聊天记录《微信_项目群》01-09 09:05李雷〕"
    )


def test_two_messages_of_one_minute_are_told_apart_by_their_seconds(tmp_path: Path) -> None:
    said = [*SAID[:1], (dt.datetime(2026, 1, 8, 10, 21, 50), "李雷", "急用"), SAID[1]]
    assert [turn[1] for turn in _turns(_read(tmp_path, FORMS["time, name"][1](said)))] == [
        "10:21:33", "10:21:50", "10:22",
    ]  # fmt: skip


def test_what_is_no_words_is_counted_and_not_read(tmp_path: Path) -> None:
    at = SAID[0][0]
    said = [
        (at, "李雷", "[图片]"), (at, "韩梅梅", '[语音 23"]'), (at, "李雷", "李雷撤回了一条消息"),
        (at, "系统消息", '"李雷"邀请"王工"加入了群聊'), (at, "李雷", "[文件] 报价单v3.xlsx"),
        (at, "韩梅梅", "[图片]\n这是新的图纸"), (at, "李雷", "[动画表情]"), (at, "韩梅梅", "收到"),
    ]  # fmt: skip
    reading = _read(tmp_path, FORMS["time, name"][1](said))
    assert [turn[3] for turn in _turns(reading)] == ["[文件] 报价单v3.xlsx", "[图片] 这是新的图纸", "收到"]
    assert [p.locator.paragraph for p in reading.paragraphs if p.role is Role.BODY] == [5, 6, 8]
    assert "图片 1 条" in reading.warnings[0] and "系统提示 1 条" in reading.warnings[0]


@pytest.mark.parametrize(
    "reply",
    [
        "「韩梅梅：单价降到12.5元」\n- - - - - - - - - - - - - - -\n这个价我们做不了",
        "“韩梅梅：\n单价降到12.5元”\n------\n这个价我们做不了",
        "> 韩梅梅：单价降到12.5元\n这个价我们做不了",
        "这个价我们做不了\n[引用] 韩梅梅：单价降到12.5元",
        "这个价我们做不了\n引用：韩梅梅：单价降到12.5元",
    ],
)
def test_a_reply_says_only_its_own_words(reply: str, tmp_path: Path) -> None:
    said = [*SAID, (dt.datetime(2026, 1, 9, 9, 30), "李雷", reply)]
    reading = _read(tmp_path, FORMS["time, name"][1](said))
    assert _turns(reading)[-1] == ("2026-01-09", "09:30", "李雷", "这个价我们做不了")
    quoted = [p for p in reading.paragraphs if p.role is Role.QUOTED]
    assert len(quoted) == 1
    assert "单价降到12.5元" in quoted[0].text
    assert quoted[0].locator.speaker in ("韩梅梅", None)


def test_the_archive_of_wecom_is_read_by_its_kinds(tmp_path: Path) -> None:
    def row(number: int, **more: object) -> dict[str, object]:
        return {"msgid": f"m{number}", "action": "send", "from": "zhangsan", "tolist": ["wm1"], "roomid": "",
                "msgtime": 1767838893000 + number * 60_000, **more}  # fmt: skip

    rows = [
        row(1, msgtype="text", text={"content": "样件两百套"}),
        row(1, msgtype="text", text={"content": "样件两百套"}),
        row(2, msgtype="image", image={"md5sum": "0"}),
        row(3, msgtype="file", file={"filename": "报价单.xlsx"}),
        row(4, msgtype="text", text={"content": "写错了的价"}),
        {**row(5, msgtype="revoke", revoke={"pre_msgid": "m4"}), "action": "recall"},
        row(6, msgtype="mixed", mixed={"item": [{"type": "text", "content": '{"content":"请看"}'},
                                                {"type": "image", "content": "{}"}]}),
        row(7, msgtype="chatrecord", chatrecord={"title": "群聊", "item": [
            {"type": "ChatRecordText", "msgtime": 1, "content": '{"content":"别人的话"}'}]}),
        row(8, msgtype="link", link={"title": "招标公告", "description": "编号7", "link_url": "https://x"}),
        {"msgid": "m9", "action": "switch", "time": 1767838893000 + 540_000, "user": "lisi"},
        row(10, msgtype="external_redpacket", redpacket={}),
    ]  # fmt: skip
    data = {"users": {"zhangsan": "张三"}, "chatdata": rows}
    reading = _read(tmp_path, json.dumps(data, ensure_ascii=False), ".json")
    assert [(t[2], t[3]) for t in _turns(reading)] == [
        ("张三", "样件两百套"), ("张三", "[文件] 报价单.xlsx"), ("张三", "请看"),
        ("张三", "[链接] 招标公告：编号7"),
    ]  # fmt: skip
    assert _turns(reading)[0][:2] == ("2026-01-08", "10:22")  # epoch milliseconds in China's time
    assert "写错了的价" not in reading.text
    assert [p.text for p in reading.paragraphs if p.role is Role.QUOTED] == ["群聊 别人的话"]


def test_an_export_with_the_newest_first_is_turned(tmp_path: Path) -> None:
    reading = _read(tmp_path, FORMS["csv"][1](SAID[::-1]), ".csv")
    assert [turn[1] for turn in _turns(reading)] == ["10:21", "10:22", "09:05"]


def test_only_placeholders_are_nothing_to_read(tmp_path: Path) -> None:
    said = [(at, name, "[图片]") for at, name, _ in SAID]
    with pytest.raises(Skipped, match="图片 3 条"):
        _read(tmp_path, FORMS["time, name"][1](said))


LOOKALIKES = {
    "log": (".txt", "".join(f"2026-01-08 10:21:3{n} INFO\nstep {n}\n" for n in range(6))),
    "log with colons": (".txt", "".join(f"2026-01-08 10:21:{n} WARN: disk {n}\n" for n in range(10, 20))),
    "diary": (".txt", "".join(f"2026-01-0{n} 10:00 拜访第{n}家\n谈了交期和价格。\n" for n in range(1, 8))),
    "agenda": (".txt", "".join(f"2026-01-08 1{n}:00 评审{n}\n" for n in range(8))),
    "recogniser": (".json", json.dumps([{"start": 1, "end": 3, "speaker": "王工", "text": "三月前到"}] * 4)),
    "visits": (".csv", "时间,姓名,内容\n2026-01-08 10:00,李雷,拜访\n2026-01-09 11:00,韩梅梅,回访\n"),
    "orders": (".csv", "时间,姓名,数量\n2026-01-08 10:00,李雷,3\n2026-01-09 11:00,韩梅梅,4\n"),
    "news page": (".html", "<html><body><h1>公告</h1><div class='time'>2026-01-08 10:00</div>"
                  "<div class='content'><p>公司今日宣布完成审核。</p></div>"
                  "<p>2026-01-09 11:00 更新</p></body></html>"),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOKALIKES)
def test_what_merely_looks_alike_is_no_chat(name: str, tmp_path: Path) -> None:
    suffix, text = LOOKALIKES[name]
    reading = _read(tmp_path, text, suffix, "资料")
    assert "chat" not in reading.attributes
    assert all(p.locator.day is None for p in reading.paragraphs)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (1767838893, dt.datetime(2026, 1, 8, 10, 21, 33)),
        ("1767838893000", dt.datetime(2026, 1, 8, 10, 21, 33)),
        ("2026-01-08T02:21:33Z", dt.datetime(2026, 1, 8, 10, 21, 33)),
        ("2026年1月8日 下午3:05", dt.datetime(2026, 1, 8, 15, 5)),
        ("2026/1/8 12:05 AM", dt.datetime(2026, 1, 8, 0, 5)),
        (3.5, None), (True, None), ("10:21", None), ("2026-13-08 10:21", None), ("9" * 400, None),
    ],
)  # fmt: skip
def test_moments(written: object, meant: dt.datetime | None) -> None:
    found = moment_of(written)
    assert (found[0] if found else None) == meant
