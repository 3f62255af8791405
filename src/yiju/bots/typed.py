"""What somebody typed, as it can be matched: one width, one script for command words, no politeness."""

from dataclasses import dataclass

import regex

from yiju.copilot.simplified import SIMPLIFIED

_SIGNS = dict(zip("「『」』“”‘’｡､﹐﹕﹖〜", '""""""\'\'。、,:?~', strict=True))
_CIRCLED = dict(zip("①②③④⑤⑥⑦⑧⑨", "123456789", strict=True))
_SAME = SIMPLIFIED | str.maketrans(_SIGNS | _CIRCLED)
_UNSEEN = regex.compile(r"[\p{Cf}\p{Cc}--[\n\t]]", regex.VERSION1)
_HELLO = regex.compile(
    r"(?:你好|您好|哈[喽啰]|hello|hi|嗨|早上好|上午好|下午好|晚上好|在吗|在不在)[啊呀哈]?[\s,，。!！~:：、?？]+"
)
_PLEASE = regex.compile(
    r"(?:(?:请问|请|麻烦|劳驾|拜托|辛苦)(?:你|您|一?下)?|(?:帮|替)(?:我|忙|一?下)+|帮个忙|给我|"
    r"(?P<asks>能不能|能否|可不可以|可以|能|方便)(?=.{0,4}(?:帮|替|给|把|来|看|查|写|做|出|准备|列|发|生成|整理))|"
    r"我?(?:想要|想|需要|要)(?!求|是|约|点|么|素|害)|我(?=来))[\s,，]*"
)
_DO = regex.compile(
    r"(?:再|先|快)?(?:看一?[看下]|查一?[查下]|写|做|准备|生成|出|列|整理|发|弄|搞|拟|推荐|提供|来|查看|显示|打开|看|查|要)"
    r"(?:一?[份个条下套些版张]|出来?|一出)*(?:关于)?[\s,，]*"
)
_MARKS = " ,，。!！~;；、"
_TAILS = tuple(
    "一下子 一下 吧 谢谢你 谢谢您 谢谢 发给我 发我 多谢 谢了 感谢 哈 哦 喔 呗 啊 呀 嘛 咯 哟".split()
)
"""What stands at the end of a request, and says nothing."""
_ASKED = regex.compile(
    r"(?:[吗嘛吧么]|可以吗|行吗|好吗|好不好)?[\s,，]*[?？]+$|(?:可以吗|行吗|好吗|好不好|吗)$"
)
_ASKING = regex.compile(
    r"[?？]|吗$|吗[\s,，。!！]|呢$|什么|多少|为何|怎么|怎样|如何|是否|有没有|是不是|能不能|可不可以|会不会|要不要|"
    r"哪[些个位里天年月种家款份条次]|哪儿|谁|几[个点号月天时次家条份年位]|多久|多大|多长|何时|吧\?|啥|咋"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A text and its folded form, character by character. ``wished``: it was put as a request (能不能…吗)."""

    text: str
    key: str
    wished: bool = False

    def part(self, start: int, end: int | None = None) -> "Typed":
        """A stretch of both, without blanks around."""
        text, key = self.text[start:end], self.key[start:end]
        left = len(key) - len(key.lstrip())
        right = len(key.rstrip())
        return Typed(text[left:right], key[left:right], self.wished)

    @property
    def asks(self) -> bool:
        """Whether it reads as a question."""
        return _ASKING.search(self.key) is not None


def fold(text: str) -> str:
    """The text with one width and case, as many characters as before."""
    return "".join(map(_fold, text)).translate(_SAME)


def _fold(char: str) -> str:
    code = ord(char)
    if 0xFF01 <= code <= 0xFF5E:
        char = chr(code - 0xFEE0)
    elif char.isspace():
        char = " "
    low = char.lower()
    return low if len(low) == 1 else char


def read_typed(text: str) -> Typed:
    """What was typed, without unseen characters, mentions and doubled blanks."""
    words = _UNSEEN.sub("", text).split()
    first = next((at for at, word in enumerate(words) if word[0] != "@"), len(words))
    last = next((at for at in range(len(words), first, -1) if words[at - 1][0] != "@"), first)
    clean = " ".join(words[first:last])
    return Typed(clean, fold(clean))


def bare(typed: Typed) -> Typed:
    """It without a greeting, 请帮我…一下 and marks at its end; as it was, where nothing else is in it."""
    now = typed
    if match := _HELLO.match(now.key):
        now = now.part(match.end())
    now = now.part(1) if now.key[:1] in "/#" else now
    wished = False
    while (match := _PLEASE.match(now.key)) and match.end() < len(now.key):
        wished = wished or match["asks"] is not None
        now = now.part(match.end())
    asked = _ASKED.search(now.key) if wished else None
    now = now.part(0, asked.start()) if asked and asked.start() else now
    now = _without_tail(now)
    now = Typed(now.text, now.key, wished)
    return now if now.key else typed


def _without_tail(typed: Typed) -> Typed:
    end = len(typed.key)
    while True:
        cut = len(typed.key[:end].rstrip(_MARKS))
        tail = next((one for one in _TAILS if typed.key.endswith(one, 0, cut)), "")
        if not tail or cut - len(tail) < 2:
            return typed.part(0, cut) if cut else typed
        end = cut - len(tail)


def unmarked(typed: Typed) -> Typed:
    """It without marks at its end."""
    return typed.part(0, len(typed.key.rstrip(f".{_MARKS}"))) if typed.key else typed


def without_greeting(typed: Typed) -> Typed:
    """It without 你好， in front."""
    match = _HELLO.match(typed.key)
    return typed.part(match.end()) if match and match.end() < len(typed.key) else typed


def without_doing(typed: Typed) -> Typed:
    """It without a leading 看一下, 写一份, 准备…."""
    match = _DO.match(typed.key)
    return typed.part(match.end()) if match and match.end() < len(typed.key) else typed
