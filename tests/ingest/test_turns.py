"""Who says what in chats and transcripts: no words go to the wrong speaker, no header becomes speech."""

import datetime as dt
import time
from pathlib import Path

import pytest

from yiju.ingest.calls import transcript_reading
from yiju.ingest.reading import Reading
from yiju.ingest.speaker_names import could_be_name, is_personal, is_titled
from yiju.store.types import Kind, Role


def read(text: str) -> Reading:
    reading = transcript_reading(text, Path("记录.txt"))
    assert reading is not None
    return reading


def said(text: str) -> list[tuple[str | None, str | None, str]]:
    return [
        (p.locator.timecode, p.locator.speaker, p.text) for p in read(text).paragraphs if p.role is Role.BODY
    ]


HELD = [
    ("李四", "报价单收到了吗？"),
    ("周总", "收到，太贵了。"),
    ("李四", "我周五前给您新的。"),
    ("周总", "好。"),
]


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("2026年4月2日 09:12", "09:12"),
        ("2026-04-02 09:12:33", "09:12:33"),
        ("2026/4/2 周四 下午 2:12", "下午 2:12"),
        ("09:12", "09:12"),
        ("—— 4月2日 09:12 ——", "09:12"),
        ("昨天 21:05", "昨天 21:05"),
        ("星期四 下午 2:05", "星期四 下午 2:05"),
    ],
)
def test_labelled_lines_under_a_time_that_stands_alone(head: str, code: str) -> None:
    lines = [f"{name}：{text}" for name, text in HELD]
    assert said("\n".join([head, *lines])) == [(code, name, text) for name, text in HELD]


def test_a_time_with_a_name_above_labelled_lines() -> None:
    lines = [f"{name}：{text}" for name, text in HELD]
    found = said("\n".join(["李四 09:12", *lines, "周总 10:30", "周总：明天再说。", "李四：好的。"]))
    assert found == [
        *[("09:12", name, text) for name, text in HELD],
        ("10:30", "周总", "明天再说。"),
        ("10:30", "李四", "好的。"),
    ]


def test_a_line_without_a_time_among_timed_ones_is_its_own_speakers() -> None:
    text = (
        "[09:12] 李四：报价单收到了吗？\n周总：收到，太贵了。\n[09:20] 李四：我周五前给您新的。\n周总：好。"
    )
    assert said(text) == [(c, *h) for c, h in zip(["09:12", "09:12", "09:20", "09:20"], HELD, strict=True)]


def test_words_follow_their_speaker_over_lines() -> None:
    text = "09:12\n李四：报价如下：\n硬件：120万\n注意：含税\n周总：收到\n一年够吗\n周总：再谈\n李四：好"
    assert said(text) == [
        ("09:12", "李四", "报价如下："),
        ("09:12", None, "硬件：120万注意：含税"),  # nobody's rather than somebody else's
        ("09:12", "周总", "收到一年够吗"),
        ("09:12", "周总", "再谈"),
        ("09:12", "李四", "好"),
    ]


def test_a_greeting_stays_with_its_writer() -> None:
    text = (
        "张三 2026-04-05 09:02:10\n周总：标准是一年，三年要加钱\n周总 2026-04-05 09:03:00\n把加价报给我\n"
        "张三 2026-04-05 09:05:00\n好的。\n周总：下班前给您\n周总 2026-04-05 09:06:00\n行"
    )
    assert said(text) == [
        ("09:02", "张三", "周总：标准是一年，三年要加钱"),
        ("09:03", "周总", "把加价报给我"),
        ("09:05", "张三", "好的。"),
        ("09:05", None, "周总：下班前给您"),  # his greeting or the other's answer: not to be told
        ("09:06", "周总", "行"),
    ]


def test_tasks_given_out_in_a_message_are_not_said_by_those_named() -> None:
    text = "[09:00] 张三：分工如下：\n李四：报价单\n[09:05] 李四：收到\n[09:06] 张三：好"
    assert said(text)[1] == ("09:00", None, "李四：报价单")


@pytest.mark.parametrize(
    "form",
    [
        "{n} 2026/4/2 {c}\n{x}",
        "{n}  4/2 {c}\n{x}",
        "2026-04-02 {c} {n}\n{x}",
        "[{c}] {n}：{x}",
        "[2026-04-02 {c}] {n}: {x}",
        "{n}({c}):\n{x}",
        "{n}（{c}）：{x}",
        "2026/4/2 {c} - {n}: {x}",
        "{n} 上午 {c}\n{x}",
        "{n} {c} AM\n{x}",
    ],
)
@pytest.mark.parametrize(
    "names", [("李四", "周总"), ("发言人1", "发言人2"), ("主持人", "会议室A"), ("138****0001", "Eva Lang")]
)
def test_forms_that_tools_export(form: str, names: tuple[str, str]) -> None:
    text = "\n".join(form.format(n=names[i % 2], c=f"09:1{i}:05", x=x) for i, (_, x) in enumerate(HELD))
    found = said(text)
    assert [(speaker, x) for _, speaker, x in found] == [(names[i % 2], x) for i, (_, x) in enumerate(HELD)]
    assert all("09:1" in (code or "") for code, _, _ in found)


def test_days_part_a_chat_and_are_no_speech() -> None:
    text = (
        "2026-04-02\n李四 18:12\n报价单收到了吗？\n\n"
        "2026年4月3日 星期五\n周总 09:10\n收到。\n李四 09:12\n谢谢。"
    )
    reading = read(text)
    assert [p.text for p in reading.paragraphs if p.role is Role.BODY] == [
        "报价单收到了吗？",
        "收到。",
        "谢谢。",
    ]
    assert reading.date == dt.date(2026, 4, 2)
    assert said("李四 00:12\n哪天？\n周总 00:15\n2026年4月3日\n李四 00:20\n好。")[1][2] == "2026年4月3日"


def test_names_and_times_on_lines_of_their_own() -> None:
    text = (
        "李四\n2026-04-02 09:12\n报价单收到了吗？\n\n周总\n2026-04-02 09:13\n收到，太贵了。\n\n"
        "李四\n2026-04-02 09:15\n我周五前给您新的。\n\n王五\n2026-04-02 09:16\n好。"
    )
    spoken = [*HELD[:3], ("王五", "好。")]
    codes = ["09:12", "09:13", "09:15", "09:16"]
    assert said(text) == [(code, *held) for code, held in zip(codes, spoken, strict=True)]


def test_a_header_is_no_turn() -> None:
    text = (
        "海川二期沟通会\n2026年3月5日 14:00\n参会人：周远（海川股份 采购部长、评委）、李四（我方 销售）\n\n"
        "李四 00:00\n周总好。\n\n周远 00:12\n预算已经批了。\n"
    )
    reading = read(text)
    assert said(text) == [("00:00", "李四", "周总好。"), ("00:12", "周远", "预算已经批了。")]
    assert reading.date == dt.date(2026, 3, 5)
    assert reading.title == "海川二期沟通会"
    assert reading.attributes["attendees"] == "周远（海川股份 采购部长、评委）、李四（我方 销售）"
    assert reading.attributes["companies"] == "周远=海川股份 采购部长、评委,李四=我方 销售"


@pytest.mark.parametrize(
    "head",
    [
        "14:00\n参会人：周远（海川）、李四（我方）",
        "【会议主题】沟通\n【参会人员】周远（海川）、李四（我方）\n2026-03-05 14:00-14:30",
        "参会人员：\n海川：周远\n我方：李四",
        "海川参会：周远\n我方参会人员：李四",
    ],
)
def test_who_took_part(head: str) -> None:
    reading = read(f"{head}\n\n李四 00:00\n周总好。\n\n周远 00:12\n预算已经批了。\n")
    assert reading.attributes["attendees"] == "周远（海川）、李四（我方）"
    assert len([p for p in reading.paragraphs if p.role is Role.BODY]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "与海川周总电话纪要\n时间：2026年4月3日\n周总：太贵了，别家只要260万。\n李四：我回去申请。\n周总：五一之前定。",
        "周总：\n太贵了，别家只要260万。\n\n李四：\n我回去申请。\n\n周总：\n五一之前定。",
        "参会：周总、李四、吴经理\n吴经理：太贵了，别家只要260万。\n李四：我回去申请。\n周总：五一之前定。",
        "参会人：周总（海川）、李四（我方）\n周总：太贵了，别家只要260万。\n李四：我回去申请。\n周总：五一之前定。",
    ],
)
def test_minutes_in_dialogue_keep_their_speakers(text: str) -> None:
    reading = read(text)
    assert reading.kind is Kind.CALL
    bodies = [p for p in reading.paragraphs if p.role is Role.BODY]
    assert [p.locator.paragraph for p in bodies] == [1, 2, 3]
    assert [p.locator.speaker for p in bodies][1:] == ["李四", "周总"]
    assert [p.text for p in bodies] == ["太贵了，别家只要260万。", "我回去申请。", "五一之前定。"]


def test_headings_among_minutes_in_dialogue_are_nobodys() -> None:
    text = "纪要\n一、价格\n周总：太贵了。\n李四：我去申请。\n二、交付\n周总：五一之前。"
    assert said(text) == [
        (None, "周总", "太贵了。"),
        (None, "李四", "我去申请。"),
        (None, None, "二、交付"),
        (None, "周总", "五一之前。"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "拜访纪要\n方案：先做一期\n价格：260万\n方案：再做二期",
        "问：质保几年？\n答：三年。\n问：含税吗？\n答：含。\n问：几天到货？\n答：三十天。",
        "拜访纪要\n日期：2026-04-04\n周总：希望五月上线\n李工担心数据迁移\n我方承诺：四月提供方案\n竞品：别家260万",
        "采购合同\n甲方：某公司\n乙方：某厂\n联系人：张三\n电话：010\n联系人：李四\n电话：020",
        "Price: 100\nDelivery: 3 weeks\nPrice: 120\nWarranty: 2 years",
        "姓名：王五\n职位：经理\n公司：海川\n姓名：李四\n职位：总监\n公司：海川\n姓名：赵六\n职位：工程师",
        "需求\n前端：三人月\n后端：五人月\n前端：两人月\n后端：一人月\n前端：一人月\n后端：二人月",
        "项目排期\n09:12 启动\n李工：负责接口\n10:00 联调\n王工：负责测试",
        "上午 9:00 到客户处\n下午 3:20\n返程",
    ],
)
def test_notes_stay_notes(text: str) -> None:
    assert transcript_reading(text, Path("a.txt")) is None


@pytest.mark.parametrize(
    "hostile", [" " * 300_000 + "x", "张三" + "\t" * 300_000 + "x", "- " * 150_000, "[【(" * 50_000]
)
def test_lines_built_to_be_slow(hostile: str) -> None:
    began = time.perf_counter()
    assert transcript_reading(f"{hostile}\n{hostile}：{hostile}\n", Path("a.txt")) is None
    assert time.perf_counter() - began < 20


def test_names_and_nouns() -> None:
    for name in ("周总", "王部长", "李工", "老周", "说话人2", "欧阳经理"):
        assert is_titled(name), name
    for name in ("张三", "欧阳明月", "Eva Lang", "Anna von der Heide", "王建国（海川）"):
        assert is_personal(name), name
    for label in (
        "方案",
        "备注",
        "一、质保",
        "地址",
        "我们的意见",
        "付款方式",
        "联系人",
        "很长很长很长很长很长的一句话",
    ):
        assert not could_be_name(label), label
