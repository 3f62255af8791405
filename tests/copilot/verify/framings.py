"""Sentences put into a frame that takes back, defers or limits what they say; the claim leaves the frame out.

Where the other alterations change the claim, these change the quote, or take a part of it. The frames are
worded without looking at the verifier's lists. ``harmless`` frames change nothing; their claims must pass.
"""
# ruff: noqa: E501  (tables: one entry or group a line)

import random
import re
from collections.abc import Callable

import rjieba

from tests.copilot.verify.paraphrases import one_clause
from tests.copilot.verify.sources import Sample

Framing = Callable[[Sample, random.Random], tuple[str, str] | None]
"""Returns ``(claim, quote)``."""

_ASKING = ("我方去函商请", "对方盼着", "采购部提议", "会上有人主张", "上级催着", "客户敦请")
_TELLING = (
    "小道消息讲",
    "有员工瞎传",
    "竞争对手到处宣扬",
    "对方律师咬定",
    "网友爆料称",
    "销售员臆断",
    "传闻",
)
_DENIED = ("，经查没有这回事", "，官方已辟谣", "，当事人当场否认", "，其实是误会", "，这种说法不成立")
_IF_LATER = (
    "，但须经总部书面核准", "，节假日除外", "，条件是先付三成货款", "，只限老客户", "，倘若资金到位", "，除非对手提前退出",
    "，但以双方另签协议为前提", "，不过要先通过试用",
)  # fmt: skip
_IF_FIRST = (
    "待资金到账后，", "一旦对手退出，", "订单超过一千台时，", "在双方续签的情况下，", "对方先让步的话，", "凡逾期不改的，", "假使审批通过，",
    "只有客户续签，才会看到",
)  # fmt: skip
_SAID_OF_IT = (
    "纯属无稽", "的设想被否", "只是初步打算", "还差一道审批", "的把握不足三成", "已不可能", "一说并无根据", "遭到搁浅", "的前提并不具备", "尚在争论",
    "须总部点头", "的传言四起",
)  # fmt: skip
_TWO = ("{a}由{p}{v}，{b}由{q}{v}。", "{p}{v}{a}，{q}{v}{b}。", "{a}归{p}{v}；{b}归{q}{v}。")
_WHO = ("总包方", "分包方", "买受方", "出卖方", "赵倩", "孙浩", "质量部", "采购部", "远洋公司", "海川公司")
_WHAT = ("运费", "图纸", "样机", "报告", "培训", "备件", "验收", "关税", "软件", "安装")
_DONE = ("负责", "承担", "提供", "保管", "审核")
_AROUND = (
    ("会上，", ""), ("据介绍，", ""), ("今天上午，", ""), ("按照安排，", ""), ("", "，双方对此没有异议"), ("", "，详见附件"), ("", "，其余事项照旧"),
    ("", "，特此说明"),
)  # fmt: skip


def _clause(sample: Sample, rng: random.Random) -> str | None:
    """The first clause alone, where it reads as a statement."""
    clause = one_clause(sample.text, rng)
    if clause is None or re.search(r"[？?“”：:#]|^[（(\d第截]", clause):
        return None
    return clause if any(tag == "v" for _, tag in rjieba.tag(clause)) else None


def _framed(before: tuple[str, ...], after: tuple[str, ...], *, past: bool = True) -> Framing:
    """Frame a sentence's first clause; without ``past`` only one that could still depend on something."""

    def frame(sample: Sample, rng: random.Random) -> tuple[str, str] | None:
        clause = _clause(sample, rng)
        if clause is None or (not past and re.search(r"[了已过曾]", clause)):
            return None
        return clause, f"{rng.choice(before)}{clause}{rng.choice(after)}。"

    return frame


def embedded(sample: Sample, rng: random.Random) -> tuple[str, str] | None:
    """The complement of a verb of asking, telling or fearing that the sentence itself has."""
    match = re.match(
        r"[^，。；：]{0,16}?(?<![的按照据合足到等关项条体定述何式本求性所])"
        r"(?:要求|建议|希望|呼吁|担心|允许|邀请|鼓励|否认|提议|承诺|(?<![申邀聘])请)"
        r"(?![的和与及等为是书函、，。：]|其他|各项|内容|事项|情况)([^，。；：、]{8,})",
        sample.text,
    )
    if (
        not match
        or not any(tag == "v" for _, tag in rjieba.tag(match[1]))
        or re.search(r"[（(]|^所", match[1])
    ):
        return None
    return match[1] + "。", sample.text


def done(sample: Sample, rng: random.Random) -> tuple[str, str] | None:
    """A duty or a request told as done."""
    verbs = (
        "提交|提供|支付|完成|签订|签署|交付|递交|缴纳|报送|发送|编制|组织|安排|通知|确认|退还|承担|负责|进行"
    )
    hits = list(re.finditer(rf"(?:应当?|必须|须|需要?|请)(?={verbs})", sample.text))
    if not hits:
        return None
    match = rng.choice(hits)
    return sample.text[: match.start()] + "已" + sample.text[match.end() :], sample.text


def cut_condition(sample: Sample, rng: random.Random) -> tuple[str, str] | None:
    """The clause before a condition or an exception that the sentence itself ends with."""
    match = re.match(
        r"([^，。；：]{10,})，(?:除非|但(?!是?[^，。]*(?:也|仍|还))[^，。]*(?:除外|须|必须)|如(?![下何实此上期])|若|仅限)[^，。；]+[。；]?$",
        sample.text,
    )
    return (match[1] + "。", sample.text) if match else None


def former(sample: Sample, rng: random.Random) -> tuple[str, str] | None:
    """A number that the quote goes on to replace, or says was once so."""
    clause = _clause(sample, rng)
    if clause is None:
        return None
    hits = list(re.finditer(r"(?<![\d.])(\d+)(%|万元|亿元|元|天|个月|台|人|家|吨)", clause))
    if len(hits) != 1 or re.search(r"[到至~-]\d|由\d|从\d", clause):
        return None
    number, unit = hits[0][1], hits[0][2]
    other = f"{int(number) + rng.choice([3, 7, 15])}{unit}"
    change = rng.choice(["，后经协商调整为", "，现已改为", "，目前变更为", "，随后又提高到", "，最终改定为"])
    return clause, f"{clause}{change}{other}。"


def parallel(sample: Sample, rng: random.Random) -> tuple[str, str] | None:
    """Two things and two parties, made up, one given to the other's party."""
    (p, q), (a, b), v = rng.sample(_WHO, 2), rng.sample(_WHAT, 2), rng.choice(_DONE)
    form = rng.choice(_TWO)
    claim = re.split("[，；]", form)[0].format(a=a, p=q, v=v)
    return claim, form.format(a=a, b=b, p=p, q=q, v=v)


def said_of_it(sample: Sample, rng: random.Random) -> tuple[str, str] | None:
    """A first clause of which the quote's clause goes on to say something; the claim stops before that."""
    clause = _clause(sample, rng)
    if clause is None or not re.search(r"[\u4e00-\u9fff]$", clause):
        return None
    return clause, f"{clause}{rng.choice(_SAID_OF_IT)}。"


FRAMINGS: dict[str, Framing] = {
    "embedded: verb of the text": embedded,
    "embedded: asked for": _framed(_ASKING, ("",), past=False),
    "embedded: hearsay": _framed(_TELLING, ("",)),
    "denied after": _framed(("", "有报道称"), _DENIED),
    "duty told as done": done,
    "condition after: of the text": cut_condition,
    "condition after": _framed(("",), _IF_LATER, past=False),
    "condition before": _framed(_IF_FIRST, ("",), past=False),
    "former value": former,
    "parallel clauses": parallel,
    "said of it after": said_of_it,
}


def harmless(sample: Sample, rng: random.Random) -> tuple[str, str] | None:
    """The sentence's first clause between words that change nothing."""
    clause = _clause(sample, rng)
    if clause is None:
        return None
    before, after = rng.choice(_AROUND)
    return clause, f"{before}{clause}{after}。"
