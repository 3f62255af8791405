"""What each clause of advice or of a talk line does: asks, proposes, or tells.

What tells must hold as a fact does. What asks or proposes may only use the evidence's words and neutral ones.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import rjieba

from yiju.copilot.llm_lexicon import advice_words

_ENDS = frozenset("。！？!?\n")
_MARKS = _ENDS | frozenset("，,；;：:")
_QUOTED = re.compile("“([^“”]+)”|‘([^‘’]+)’|《[^《》]+》")
_LEAD = re.compile(
    "^(?:那么|那就|那|所以|因此|因为|由于|鉴于|既然|考虑到|另外|同时|然后|接下来|此外|其次|首先|最后|届时|并且|并|而且|而|但是|但|不过|也就是说|也|"
    "还有|好的|是的|对|嗯|必要时|如有需要|其实|事实上|总之)+(?![一-鿿]?$)"
)
_WHEN = (
    "(?:(?:本次|这次|下次|首次|正式)?(?:拜访|会议|会谈|会面|见面|汇报|现场|开会|开场|评审|报价|会)(?:之前|之后|以前|以后|期间|前|后|中|上|时)|"
    "本次|这次|下次|当面|今天|现在|事先|提前|届时|随后)*"
)
_OURS = re.compile("我们这边|我们|我方|我司|咱们|我(?!国)")
_ASKS = re.compile(
    "什么|哪|谁|怎么|如何|是否|多少|几[个家次项点份月年天条成]|何时|何人|为何|能否|可否|会否|有无|(.)不\\1|有没有|还是.*[？?]$|吗$|呢$"
)
_NO_ASKING = re.compile("(?:什么|哪[里个家些]?|谁|怎么|多少|如何)[^，]{0,3}[都也]|不管|无论|不论")
_LAST_ASKS = re.compile("(?:吗|呢|行|好|可以|对|是)$")
_IF = re.compile("^(?:如果|若是|若|要是|假如|万一|一旦|倘若|如(?![何实期此今约]))|的话$")
_ABOUT = re.compile("^(?:关于|对于|针对|就|围绕|按照|按|根据|结合|基于|为了|除了|至于|在)")
_PLEASE = re.compile(
    f"^{_WHEN}(?:我们|我方|我|销售)?{_WHEN}(?:建议|提议|请|烦请|敬请|麻烦|劳烦|不妨|可否|能否|想请|希望|还请|务请|有请)"
)
_OUGHT = re.compile(
    f"^{_WHEN}(?:我们|我方|销售|团队)?{_WHEN}(?:应当|应该|应(?![用对急变收付])|需要|需|须|宜|要|可以|可|先|争取|务必|尽快|尽早|优先|避免|切勿|不要|别(?![家的人])|不宜|重点|主动)"
)
_FREELY = re.compile("(?:可以|可|不妨)先?(?P<verb>.{1,4})")
_COURTESY = re.compile(
    "(?:好的?|是的|嗯|您好|你好|感谢|谢谢|多谢|抱歉|不好意思|打扰了|辛苦了|没关系|理解|明白|知道了|记下了|(?:我们|我)?(?:很|非常|完全|十分)?"
    "(?:理解|明白|感谢|谢谢|尊重|抱歉)(?:您|贵方|贵司|你们)?的?(?:难处|顾虑|考虑|想法|意见|时间|配合|支持|说明|介绍|坦诚|担心|关切)?|再说|再看看|再议)[了啊呀吧。]?"
)
DONE = re.compile("已|曾(?!经理)|刚刚|刚(?!性|才)|早就|过了?$")
_NEVER_MAIN = frozenset(
    "会 想 来 回来 会后 会前 能 能够 可以 先 再 要 愿意 需要 去 把 将 按 照着 用 就 也 都 可 得 打算 希望 "
    "一起 书面 口头 当面 现场 当场 逐项 逐条 逐一 分别 在 到 给 向 跟 与 和 对".split()
)


class Act(StrEnum):
    """What a clause does."""

    ASK = "ask"
    PROPOSE = "propose"
    TELL = "tell"
    COURTESY = "courtesy"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause without connectives.

    Attributes:
        told: what of it is told as a fact; empty where nothing is.
        goes_on: whether its sentence goes on after it.
    """

    text: str
    act: Act
    told: str = ""
    goes_on: bool = False


def read_clauses(text: str, role: str, quoted: Callable[[str], bool]) -> list[Clause]:
    """The clauses of canonical ``text``.

    Args:
        role: say, reply, fallback, or empty for advice to the rep.
        quoted: whether the words between quotation marks stand so in the evidence; they are not cut then.
    """
    found: list[Clause] = []
    asked = False
    for words, mark in _cut(text, quoted):
        clause = Clause(words, Act.ASK) if asked else _read(_LEAD.sub("", words) or words, mark, role)
        found.append(replace(clause, goes_on=mark not in _ENDS))
        asked = mark not in _ENDS and (asked or (mark in "：:" and _asks_about(clause)))
    return found


_NOTICED = re.compile(
    "^(?:我们|我方|我)?(?:也|都|已经?|最近)?(?:注意到|留意到|看到|了解到|得知|听说|记得|知道)(?:了|过)?"
)
_THEY_SAID = re.compile(
    "^(?:您|您们|贵方|贵司|贵公司|你们|客户)(?:之前|此前|上次|这次|刚才|刚刚|曾|曾经|也|都|已经?)?(?:提到|提过|说到|说过|说|谈到|讲过|问到|问过|反映)(?:过|了)?(?:的(?!是))?"
)


def retold(statement: str) -> tuple[str, bool]:
    """A statement without 我们注意到 or 您提到 in front, and whether the customer must have said it."""
    text = re.sub(
        "(?:之后|以后|(?<![然今])后|(?<![小工同按准及])时)$", "", _NOTICED.sub("", _LEAD.sub("", statement))
    )
    said = _THEY_SAID.match(text)
    return (text[said.end() :], True) if said else (text, False)


def without_quotes(text: str) -> str:
    """The text with a blank for what stands between quotation marks."""
    return _QUOTED.sub(" ", text)


def main_verb(text: str) -> str:
    """The first verb that says what is done, past 会, 想, 把 …; empty where there is none."""
    acts = advice_words("act")
    for word, tag in rjieba.tag(without_quotes(text)):
        if word in _NEVER_MAIN:
            continue
        if word[0] in "先再来" and word[1:] in acts:
            return word[1:]
        if word in acts or tag.startswith("v"):
            return word
    return ""


def _cut(text: str, quoted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """Each clause with the mark that ends it."""
    kept = [m.span() for m in _QUOTED.finditer(text) if quoted((m[1] or m[2] or m[0]).strip())]
    start = 0
    for at, char in enumerate(text):
        if char not in _MARKS or any(a < at < b for a, b in kept):
            continue
        if char in ",:" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
            continue
        if text[start:at].strip(" “”‘’"):
            yield text[start:at].strip(), char
        start = at + 1
    if text[start:].strip(" “”‘’"):
        yield text[start:].strip(), "。"


def _read(text: str, mark: str, role: str) -> Clause:
    bare = without_quotes(text).strip()
    if _COURTESY.fullmatch(bare.strip("“”‘’ ")):
        return Clause(text, Act.COURTESY)
    done, ours = bool(DONE.search(bare)), bool(_OURS.search(bare))
    asks = bool(_ASKS.search(bare)) or (mark in "？?" and bool(_LAST_ASKS.search(bare)))
    if asks and not _NO_ASKING.search(bare):
        return Clause(text, Act.TELL, text) if done and ours else Clause(text, Act.ASK)
    if _shows(bare):
        return Clause(text, Act.PROPOSE)
    if role == "reply":
        return Clause(text, Act.TELL, text) if done or bare.endswith("了") else Clause(text, Act.PROPOSE)
    if _proposes(bare, role):
        return Clause(text, Act.PROPOSE, text if done else _told(text))
    if not done and (_IF.search(bare) or _ABOUT.match(bare) or not says_something(bare)):
        return Clause(text, Act.ASK)
    return Clause(text, Act.TELL, text)


def _proposes(text: str, role: str) -> bool:
    if _PLEASE.match(text):
        return True
    if not role and _OUGHT.match(text):
        return True
    acts = advice_words("act")
    if (free := _FREELY.search(text)) and any(free["verb"].startswith(word) for word in acts):
        return True
    if ours := _OURS.search(text):
        return main_verb(text[ours.end() :]) in acts and not says_something(text[: ours.start()])
    first = next(iter(rjieba.tag(re.sub(f"^{_WHEN}", "", text) or text)), ("", ""))
    begins = first[0] in acts or first[0] in _NEVER_MAIN or first[1].startswith(("d", "p"))
    return begins and main_verb(text) in acts


def _shows(text: str) -> bool:
    """Whether we bring or lay out some paper: 我们把样表带来了."""
    ours = _OURS.search(text)
    if ours is None or not any(word in text for word in advice_words("material")):
        return False
    return main_verb(re.sub("已经?", "", text[ours.end() :])) in _SHOWING


_SHOWING = frozenset(
    "带 带来 带上 带了 准备 准备好 准备好了 整理 列 列出 打印 写 做 提供 提交 有 备 附 附上 "
    "留 留下 发 拿 拿来".split()
)


def says_something(text: str) -> bool:
    """Whether there is a verb or an adjective, so that the clause is more than a topic."""
    return any(tag.startswith(("v", "a")) and not tag.startswith(("vn", "an")) for _, tag in rjieba.tag(text))


def _asks_about(clause: Clause) -> bool:
    return clause.act is not Act.TELL and any(word in clause.text for word in advice_words("ask"))


def _told(text: str) -> str:
    """What a proposal to tell somebody something would tell, where that is a statement of its own."""
    words = rjieba.tag(text)
    tell = advice_words("tell")
    at = next((n for n, (word, _) in enumerate(words) if word in tell), None)
    if at is None:
        return ""
    rest = words[at + 1 :]
    while rest and (rest[0][0] in _HEARERS or rest[0][1].startswith(("u", "x"))):
        rest = rest[1:]
    said = "".join(word for word, _ in rest)
    if not said or _ASKS.search(said):
        return ""
    heavy = [(word, tag) for word, tag in rest if tag[:1] in {"n", "v", "a", "i", "l", "j"} and word != "的"]
    last = heavy[-1] if heavy else ("", "")
    neutral = last[0] in advice_words("words") | advice_words("material")
    clauselike = any(word in _PREDICATES for word, _ in rest) or (
        last[1].startswith(("v", "a")) and not last[1].startswith(("vn", "an")) and not neutral
    )
    return said if clauselike else ""


_HEARERS = frozenset("客户 您 贵方 贵司 贵公司 对方 你们 给 向 了 我们 领导 一下".split())
_PREDICATES = frozenset("是 为 有 比 会 能 能够 可以 必须 不 没 没有 不会 不能 只有 将 已 已经 均 都".split())
