"""True sentences made false with nothing but words of the evidence, and advice that would do harm."""

import re
from collections.abc import Callable, Sequence

_Twist = Callable[[str, Sequence[str], int], str]

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_TURNED = str.maketrans({"我": "您", "您": "我"})
_SIDES = str.maketrans({"前": "后", "后": "前"})
_THAN = re.compile(
    r"(?P<one>[^，。；：:\s]+?)(?P<what>的[^，。；：:比]{1,6})比(?P<other>[^，。；低高]{2,8}?)(?P<how>低|高)"
)
_ASKS = re.compile(r"(?P<one>客户|我们|贵司|您)(?P<act>要求|希望|担心)(?P<other>供应商|投标人|我方|你们)")
_DUE = re.compile(r"(?P<one>[^，。；：:]*?)我们(?P<rest>\d+月\d+日前)")

_MINE = re.compile("我最?(?:担心|关心|希望)")
_THINGS = re.compile(
    "密封性检测记录|检测能力说明|产品价格年降比例|年降比例|违约金|[\u4e00-\u9fff]{2,4}(?:报告|说明|记录|数据)"
)
_HARM = (
    "建议修改{0}。",
    "建议暂缓提供{0}。",
    "建议调整{0}后再提交。",
    "建议接受{0}。",
    "建议延期交货。",
    "建议用抽检代替{0}。",
    "建议删除{0}。",
    "建议客户尽快提交{0}。",
)
"""Made of neutral verbs and a thing of the evidence."""


def twist(truth: str, others: Sequence[str], turn: int) -> str:
    """One lie made of a true sentence, a kind for each turn; empty where the sentence holds none of it."""
    return _first((_other_figure, _exchanged), truth, others, turn)


def sly_twist(truths: Sequence[str], turn: int) -> tuple[int, str]:
    """A lie that keeps nearly every word of one of the sentences, and the number of that sentence.

    Which kind, and of which sentence, goes by the turn; an empty lie where no sentence holds any.
    """
    kinds = (_other_side, _compared, _asked, _promised, _worried, _other_figure)
    for step in range(len(kinds)):
        kind = kinds[(turn + step) % len(kinds)]
        for at in range(len(truths)):
            place = (turn + at) % len(truths)
            if lie := _first((kind,), truths[place], truths, turn):
                return place, lie
    return 0, ""


def harm(truth: str, turn: int) -> str:
    """Advice that would do harm to whom the sentence tells of."""
    thing = _THINGS.search(truth)
    form = _HARM[turn % len(_HARM)]
    return form.format(thing[0] if thing else "检测能力说明")


def _first(kinds: Sequence[_Twist], truth: str, others: Sequence[str], turn: int) -> str:
    for step in range(len(kinds)):
        if (lie := kinds[(turn + step) % len(kinds)](truth, others, turn)) and lie != truth:
            return lie
    return ""


def _other_figure(truth: str, others: Sequence[str], turn: int) -> str:
    own = {float(one) for one in _FIGURE.findall(truth)}  # 01月 is 1月, and no lie
    found = [one for words in others for one in _FIGURE.findall(words)]
    figures = [one for one in found if one not in truth and float(one) not in own]
    if not figures or not own:
        return ""
    return _FIGURE.sub(figures[turn % len(figures)], truth, count=1)


def _exchanged(truth: str, others: Sequence[str], turn: int) -> str:
    turned = truth.replace("客户", "我方") if "客户" in truth else truth.translate(_TURNED)
    if turned == truth and "投标人" in truth:
        turned = truth.replace("投标人", "招标人")
    return "" if turned == truth else turned.replace("您们", "你们")


def _other_side(truth: str, others: Sequence[str], turn: int) -> str:
    """验收前 for 验收后."""
    return (
        truth.translate(_SIDES) if re.search("(?:验收|交货|签约|开标|投产|付款|发货|日)[前后]", truth) else ""
    )


def _compared(truth: str, others: Sequence[str], turn: int) -> str:
    found = _THAN.search(truth)
    if not found:
        return ""
    other = {"你们": "我方", "您": "我方", "我们": "客户"}.get(found["other"], found["other"])
    return f"{other}{found['what']}比{found['one']}{found['how']}{truth[found.end() :]}"


def _asked(truth: str, others: Sequence[str], turn: int) -> str:
    """供应商要求… for 我们要求供应商…."""
    return _ASKS.sub(r"\g<other>\g<act>", truth) if _ASKS.search(truth) else ""


def _worried(truth: str, others: Sequence[str], turn: int) -> str:
    """我方最担心 for what the customer says of himself."""
    return truth.replace("我", "我方", 1) if _MINE.match(truth) else ""


def _promised(truth: str, others: Sequence[str], turn: int) -> str:
    """客户将… for 我们1月20日前…."""
    return _DUE.sub(r"客户将在\g<rest>", truth).replace("给您", "") if _DUE.search(truth) else ""
