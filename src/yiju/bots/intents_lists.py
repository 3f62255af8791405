"""Short commands: lists, subscriptions, paging, help. Each is the whole message."""

import regex

from yiju.bots.intent_types import Intent, IntentKind
from yiju.bots.names import Names
from yiju.bots.numerals import ONE, numbers_in
from yiju.bots.proactive.hours_typed import are_hours
from yiju.bots.proactive.topics import Topic, find_topic
from yiju.bots.typed import Typed, without_doing

_DATE = r"(?:20\d\d年)?\d{1,2}月\d{1,2}[日号]?|\d{1,2}[日号]"
_DAY = rf"{_DATE}|今[天日]|明[天日]|后天|本周|这周|这个?星期|下周|近期|最近"
_WHOLE: tuple[tuple[IntentKind, tuple[str, ...]], ...] = (
    ("help", (
        r"帮助|help|\?+|菜单|功能|(?:使用)?说明|指令|命令|有什么功能|(?:怎么|如何)(?:使用|用你?)",
        r"你?(?:能|可以|会)(?:做|干)?(?:些)?什么|你会什么",
    )),
    ("hello", (
        r"你好|您好|hello|hi|嗨|哈[喽啰]|在吗|在不在|请问|你是谁|早|早上好|上午好|下午好|晚上好",
    )),
    ("thanks", (
        r"谢谢[你您]?|多谢|谢了|感谢|辛苦了?",
        r"好的?|好吧|ok|okay|收到|知道了|明白了?|嗯+|行|可以|了解",
    )),
    ("remembered", (
        r"(?:查看|看看?)?(?:我的|你的|对话的?)?记忆(?:有哪些|有什么|内容)?",
        r"你?(?:都|还)?(?:记得|记住|记着)(?:了)?(?:我)?(?:什么|哪些|些什么)(?:东西|内容)?",
    )),
    ("forget", (
        r"(?:忘[记掉了]|清[空除]|重置)(?:一?下?|刚才的?|我们的?|这[段次个]|所有|全部)*"
        r"(?:对话|记忆|会话|聊天|上下文|话题)(?:记录|历史)?",
        r"重新开始|忘记|忘了刚才的|reset",
    )),
    ("cancel", (r"取消|算了|不用了|不选了?|退出|没事了?|先不了|不要了",)),
    ("more", (
        r"下一?页|后一?页|更多|看更多|继续|接着[说看]?|往下|展开|全部|next|more",
        r"还有[吗呢]?|还有别的吗|还有什么",
    )),
    ("back", (r"上一?页|前一?页|往上|返回上一页|prev(?:ious)?|back",)),
    ("customers", (
        r"我?(?:的|有|们的|负责的?|管的?|都?有)?(?:都)?(?:哪些|什么)?客户"
        r"(?:列表|名单|清单|有哪些|都?有(?:谁|哪些))?",
        r"有哪些客户|(?:所有|全部)客户",
    )),
    ("subscriptions", (
        r"(?:我的)?订阅(?:列表|情况|设置|清单)?",
        r"我?订阅了(?:什么|哪些)|有(?:什么|哪些)(?:可以)?订阅",
    )),
    ("visits", (
        rf"(?:我的?)?(?P<when>{_DAY})?的?(?:我)?(?:有|要)?(?:哪些|什么|几个)?(?:拜访|行程|日程)"
        r"(?:安排|列表|清单|有哪些|有什么)?",
        rf"(?P<when2>{_DAY})(?:我)?(?:要)?(?:去)?(?:拜访|见)(?:谁|哪些客户|哪[家几]家?(?:客户)?|什么客户)",
    )),
)  # fmt: skip
_WHOLES = tuple((kind, regex.compile(rf"(?:{'|'.join(forms)})[?？]*")) for kind, forms in _WHOLE)
_PAGE = regex.compile(r"(?:第\s*(\d+|[一二三四五六七八九十]+)\s*页|(\d+)\s*页)")
_NUMBER = regex.compile(rf"(?:选|我选|选择|回复)?\s*({ONE})")
_COMMITMENTS = regex.compile(
    r"(?:我(?:们|方)?的?|客户的?|还有|有|哪些|什么|还|全部|所有|的)*"
    r"(?:待办(?:的?承诺|事项)?|(?:未|没|没有|还没)(?:兑现|做|办|完成)的?(?:承诺|事)|逾期(?:的?承诺|事项|的)|承诺(?:待办|列表|清单|事项)?|未决事项)"
    r"(?:有哪些|有什么|列表|清单|还有哪些|没兑现|没有兑现|(?:还|有哪些)*没(?:有)?(?:兑现|完成|做))*[?？]*"
    r"|我们?(?:方)?(?:还)?(?:欠|答应)(?:了|着|过)?(?:客户|他们|对方)?(?:什么|哪些(?:事|东西)?)(?:没(?:有)?(?:做|办|兑现))?[?？]*"
)
_OF_ANOTHER = regex.compile(r"(?:待办(?:承诺)?|承诺清单)[\s:]+(?P<name>[\w·()（）]{2,20})")
"""Promises of somebody who is none of the viewer's customers."""
_SUBSCRIBE = regex.compile(r"(?P<off>退订|取消订阅|不再订阅|停止订阅|关闭订阅)|订阅")
_QUIET = regex.compile(r"(?:设置)?免打扰(?:时间|时段)?\s*[:,]?\s*(?P<hours>.*)")
_LONGEST_TOPIC = 12
_MOST = 80
"""Characters of the longest of them."""
_TIMES = regex.compile(r"[\d:\-~到至点半\s—–]+|无|关闭?|取消|不要")


def read(typed: Typed, names: Names) -> Intent | None:
    """Such a command; None where it is none."""
    if len(typed.key) > _MOST:
        return None
    plain = without_doing(typed)
    for form in (typed, plain):
        for kind, pattern in _WHOLES:
            if match := pattern.fullmatch(form.key):
                found = match.groupdict()
                return Intent(kind=kind, text=found.get("when") or found.get("when2") or "")
    if match := _PAGE.fullmatch(typed.key):
        return Intent(kind="page", numbers=numbers_in(match[0]))
    if match := _NUMBER.fullmatch(typed.key):
        return Intent(kind="number", numbers=numbers_in(match[1]))
    return _commitments(plain, names) or _subscription(typed)


def split_topic(text: str) -> tuple[Topic, str] | None:
    """A topic that a text begins with, by any of its names, and what follows it; None where it does not."""
    for end in range(min(len(text), _LONGEST_TOPIC), 1, -1):
        if topic := find_topic(text[:end]):
            return topic, text[end:].strip(" ，,：:")
    return None


def _commitments(typed: Typed, names: Names) -> Intent | None:
    """Open promises, of one customer where one is named."""
    mentions = names.find(typed.key, slot=True)
    key = typed.key
    customers: tuple[str, ...] = ()
    if not mentions and (match := _OF_ANOTHER.fullmatch(key)) and not typed.asks:
        return Intent(kind="commitments", called=typed.part(match.start("name")).text)
    if mentions:
        first = mentions[0]
        customers = tuple(c.id for c in first.customers)
        key = f"{key[: first.start]} {key[first.end :]}"
    key = "".join(key.split()).strip("的,:，、")
    return Intent(kind="commitments", customers=customers) if _COMMITMENTS.fullmatch(key) else None


def _subscription(typed: Typed) -> Intent | None:
    if match := _QUIET.fullmatch(typed.key):
        hours = match["hours"]
        if not hours or _TIMES.fullmatch(hours) or are_hours(hours):
            return Intent(kind="quiet", text=typed.part(match.start("hours")).text)
        return None
    if not (match := _SUBSCRIBE.match(typed.key)):
        return None
    rest = typed.part(match.end())
    apart = typed.key[match.end() : match.end() + 1] in " :,"
    rest = rest.part(len(rest.key) - len(rest.key.lstrip(":, 了")))
    if rest.key and not split_topic(rest.text) and rest.key != "全部" and (not apart or rest.asks):
        return None
    return Intent(kind="unsubscribe" if match["off"] else "subscribe", text=rest.text)
