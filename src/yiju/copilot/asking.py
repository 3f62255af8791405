"""A question as it is typed, put into plain words, and taken into its parts."""

import regex

from yiju.copilot.english import in_chinese

_PLAIN = (
    (r"为[啥嘛]|干嘛要", "为什么"),
    (r"[啥几]时候?(?!间)", "什么时候"),
    (r"(?:咋|啥|怎)个?样(?:了)?", "怎么样"),
    (r"咋个?", "怎么"),
    (r"啥", "什么"),
    (r"哪一?年(?!份)", "哪天"),
    (
        r"来着|到底|究竟|麻烦|请问|请教|帮我?[查看问找](?:一下|下)?|(?:发|给|告诉)我(?:一下|一个|一份|看看|吧)?"
        r"|对[吧吗]|是吧|好吧|(?<!\p{Han})(?:那个|就是|话说)",
        " ",
    ),
    (
        r"^\s*(?:那么?|然后|另外)[，,\s]*(?=谁|什么|多少|几|怎么|何时|有没有|是不是|[他我]们|对方|客户|合同|付款|上次|下次)",
        "",
    ),
    (r"(?<=[^吗呢\s])[嘛呀吧呗哈哦啊噢](?=$|[\s，,。？?！!])", ""),
)
_EVERYBODY = regex.compile(r"^\s*(?:在)?(?:所有|全部|每个|各个?)(?:的)?客户(?:里|中|当中)?\s*[：:，,]\s*")
"""Before a question: of whom it is asked, not what."""
ASKS = regex.compile(
    r"多少|几|什么|哪|谁|何时|多久|多长|怎么|如何|是否|能否|吗|呢|(\p{Han})[不没]\1|[了过到][没不](?!\p{Han})|没$|不$"
    r"|有没有|还是|为什么|差在|\b(?:who|what|when|where|which|how|why|is|are|does|did|has|have|can|do|was)\b",
    regex.IGNORECASE,
)
_SPLIT = regex.compile(r"[，,；;？?。！!]|(?<=\p{Han})\s+(?=\p{Han})")

_FOLLOWS = regex.compile(
    r"\s*(?:那么?(?![个些家位边天])|还有|另外|至于)[，,\s]*(?P<core>[^，,。；;？?]{1,16}?)(?:呢|咧)\s*[？?]*\s*"
)
_OF_ALL = regex.compile(r"客户|[哪几各每]\s*[一几]?家|所有|全部")


def follows(text: str) -> bool:
    """Whether it is a follow-up (那付款条件呢): it names nobody, and rests on what was said before."""
    match = _FOLLOWS.fullmatch(text)
    return match is not None and not _OF_ALL.search(match["core"])


def plainly(text: str) -> str:
    """The question in the words of written questions: 啥时候 as 什么时候, without fillers; the most common
    ones in English as in Chinese."""
    text = _EVERYBODY.sub("", in_chinese(text))
    for pattern, plain in _PLAIN:
        text = regex.sub(pattern, plain, text)
    return text.strip()


def parts(text: str) -> list[str]:
    """The questions in a question, in order; one that asks nothing goes with the next, or with the last.

    ``授信给了多少，账期几天`` are two, ``第二套模具640万，财务同意吗`` is one.
    """
    found: list[str] = []
    waiting = ""
    for piece in filter(None, map(str.strip, _SPLIT.split(text))):
        waiting = f"{waiting}，{piece}" if waiting else piece
        if ASKS.search(piece):
            found.append(waiting)
            waiting = ""
    if waiting:
        found = [*found[:-1], f"{found[-1]}，{waiting}"] if found else [waiting]
    return found
