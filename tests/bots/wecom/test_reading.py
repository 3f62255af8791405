"""What comes in for the AI bot: every kind of message, alone and in groups."""

from typing import Any

import pytest

from yiju.bots.types import Incoming, Press
from yiju.bots.wecom.buttons import key_of, press_of
from yiju.bots.wecom.reading import Bot, read, stream_of

BASE = "https://qyapi.weixin.qq.com"
WHO = Bot("aib1", "ww1", "销售助手", BASE)
NAMELESS = WHO._replace(name="")
_QUOTES: list[dict[str, Any]] = [
    {"msgtype": "text", "text": {"content": "被引用的内容"}},
    {"msgtype": "image", "image": {"url": "https://x"}},
    {"msgtype": "mixed", "mixed": {"msg_item": []}},
    {"msgtype": "voice", "voice": {"content": "语音"}},
    {"msgtype": "file", "file": {"url": "https://x"}},
    {"msgtype": "video", "video": {"url": "https://x"}},
]


def _body(**more: Any) -> dict[str, Any]:
    return {
        "msgid": "M1",
        "aibotid": "aib1",
        "chattype": "single",
        "from": {"userid": "zhangsan"},
    } | more


def _read(bot: Bot = WHO, **more: Any) -> Incoming:
    found = read(_body(**more), bot)
    assert found is not None
    return found


@pytest.mark.parametrize("quote", [None, *_QUOTES])
@pytest.mark.parametrize("group", [False, True])
def test_text_with_and_without_quotes(group: bool, quote: dict[str, Any] | None) -> None:
    where: dict[str, Any] = {"chattype": "group", "chatid": "wrkS1"} if group else {}
    said = "@销售助手\u2005 采纳" if group else "采纳"
    where |= {"quote": quote} if quote else {}
    found = _read(msgtype="text", text={"content": said}, **where)
    assert (found.text, found.refused, found.chat.group) == ("采纳", "", group)
    assert found.chat.id == ("wrkS1" if group else "zhangsan")


@pytest.mark.parametrize(
    ("said", "bot", "text"),
    [
        ("@销售助手 报价？", WHO, "报价？"),
        ("报价？ @销售助手", WHO, "报价？"),
        ("@销售助手", WHO, ""),
        ("@随便谁 报价 @ 12 元", NAMELESS, "报价 @ 12 元"),
        ("@张三 @销售助手 报价", WHO, "@张三   报价"),
        ("报价 a@b.example", NAMELESS, "报价 a@b.example"),
    ],
)
def test_the_mention_is_taken_off(said: str, bot: Bot, text: str) -> None:
    found = _read(bot, msgtype="text", text={"content": said}, chattype="group", chatid="wrkS1")
    assert found.text == text
    assert _read(bot, msgtype="text", text={"content": said}).text == said  # alone nothing is mentioned


def test_voice_is_what_was_said_and_mixed_messages_are_their_words() -> None:
    assert _read(msgtype="voice", voice={"content": "报价多少"}).text == "报价多少"
    items = [
        {"msgtype": "text", "text": {"content": "看这张图"}},
        {"msgtype": "image", "image": {"url": "https://x"}},
        {"msgtype": "text", "text": {"content": "对吗？"}},
    ]
    assert _read(msgtype="mixed", mixed={"msg_item": items}).text == "看这张图\n对吗？"


@pytest.mark.parametrize(
    "part",
    [
        {"msgtype": "image", "image": {"url": "https://x", "aeskey": "k"}},
        {"msgtype": "file", "file": {"url": "https://x"}},
        {"msgtype": "video", "video": {"url": "https://x"}},
        {"msgtype": "mixed", "mixed": {"msg_item": [{"msgtype": "image", "image": {}}]}},
        {"msgtype": "new-kind"},
        {"msgtype": None},
        {"msgtype": "voice", "voice": "x"},
    ],
)
def test_what_cannot_be_read_says_so(part: dict[str, Any]) -> None:
    found = _read(**part)
    assert found.text == ""
    assert found.refused


@pytest.mark.parametrize(
    "wrong",
    [
        {"msgid": None},
        {"msgid": ""},
        {"msgid": "x" * 301},
        {"aibotid": "other"},
        {"from": None},
        {"from": {}},
        {"from": {"userid": 7}},
        {"from": {"userid": "x" * 201}},
        {"chattype": "group"},
        {"chattype": "group", "chatid": ""},
        {"msgtype": "stream", "stream": {"id": "s"}},
        {"msgtype": "event"},
        {"msgtype": "event", "event": {"eventtype": "new_event"}},
        {"msgtype": "event", "event": {"eventtype": ["enter_chat"]}},
    ],
)
def test_what_is_not_for_us_is_left(wrong: dict[str, Any]) -> None:
    assert read(_body(msgtype="text", text={"content": "x"}) | wrong, WHO) is None


@pytest.mark.parametrize("told", [None, "", 7, "ww1", "wpOurs"])
def test_our_own_members_are_ours_however_events_name_the_company(told: Any) -> None:
    bot = WHO._replace(alias="wpOurs")
    sender: dict[str, Any] = {"from": {"userid": "zhangsan", "corpid": told}}
    event = {"eventtype": "enter_chat"}
    assert _read(bot, msgtype="text", text={"content": "x"}).corp == "ww1"
    assert _read(bot, msgtype="event", event=event, **sender).corp == "ww1"


def test_another_companys_member_of_the_same_name_is_another_and_it_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    for _ in range(3):
        sender: dict[str, Any] = {"from": {"userid": "zhangsan", "corpid": "wpOther"}}
        assert _read(msgtype="text", text={"content": "x"}, **sender).corp == "wpOther"
    assert caplog.text.count("YIJU_WECOM_BOT_CORP_ID=wpOther") == 1
    strange: dict[str, Any] = {"from": {"userid": "zhangsan", "corpid": "wp\n假日志"}}
    _read(msgtype="text", text={"content": "x"}, **strange)
    assert "假日志" not in caplog.text


def test_events() -> None:
    def event(name: str, payload: Any = None) -> Incoming:
        told = {"eventtype": name} | ({name: payload} if payload is not None else {})
        return _read(msgtype="event", event=told)

    assert event("enter_chat").kind == "enter"
    pressed = event("template_card_event", {"event_key": "fb:adopt:s1:c2:", "task_id": "ans-1"})
    assert (pressed.press, pressed.about) == (Press(action="adopt", suggestion="s1", claim="c2"), "ans-1")
    assert event("template_card_event").press is None
    assert event("feedback_event", {"id": "trace_1", "type": 1}).press == Press(action="up")
    for strange in ({"type": True}, {"type": "1"}, {"type": [1]}, {"type": 9}, {}):
        assert event("feedback_event", {"id": "trace_1"} | strange).press in {None, Press(action="up")}
    down = event("feedback_event", {"id": "trace_1", "type": 2, "inaccurate_reason_list": "x", "content": 3})
    assert down.press == Press(action="down")


def test_answers_are_named_alike_whoever_asks() -> None:
    one, same = (_read(msgtype="text", text={"content": "x"}) for _ in range(2))
    other = _read(msgtype="text", text={"content": "x"}, msgid="M2")
    assert stream_of(one) == stream_of(same) != stream_of(other)
    assert len(stream_of(one)) == 24


@pytest.mark.parametrize(
    "press",
    [
        Press(action="adopt", suggestion="s1"),
        Press(action="reason", suggestion="s1", claim="c:1", value="wrong:fact%3A"),
        Press(action="say", value="拜访策略 华东：电网 100%"),
        Press(action="more", suggestion="s1", value="2"),
    ],
)
def test_a_button_says_what_it_was_made_to_say(press: Press) -> None:
    assert press_of(key_of(press)) == press


@pytest.mark.parametrize(
    "key", [None, 7, "", "fb", "xx:adopt:s:c:v", "fb:drop:s:c:v", "fb:adopt:a:b", "价" * 400]
)
def test_keys_of_others_say_nothing(key: Any) -> None:
    assert press_of(key) is None
