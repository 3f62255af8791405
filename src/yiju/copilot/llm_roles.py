"""Who promises, asks, is advised, is compared: whether a statement gives one party what is the other's.

Read after the parties are put in the place of their names and of 我们, 贵司, 投标人 … (``llm_sides``).
"""

import re
from collections.abc import Iterator, Sequence

from yiju.copilot.llm_sides import OURS, THEIRS, by_party, parties_named, resolve
from yiju.copilot.normalise import canonical
from yiju.copilot.verify.comparing import compared_round
from yiju.store.types import Claim

Source = tuple[str, str, str]
"""A cited span: its words, who speaks in it (我方, 客户 or empty), and the speaker's name."""

_AS_OURS = re.compile("投标人|中标人|供应商|供方|卖方|承包人|乙方")
_AS_THEIRS = re.compile("招标人|采购人|采购方|需方|买方|发包人|甲方")
_SPOKEN_I = re.compile("(?<![自忘唯大小])我(?![们方司国家])")
_ACTS = (
    "承诺|答应|保证|要求|希望|担心|关心|关注|坚持|认为|询问|请求|同意|拒绝|提出|建议|承担|负责|提供|提交|交付|发给|发送|发出|"
    "支付|付款|采购|购买|报价|降价|整改|送样|验收|供货|交货|开票|派|安排|回复|答复|确认"
)
_SPEECH = frozenset("承诺 答应 保证 要求 希望 担心 关心 关注 坚持 认为 询问 请求 提出".split())
"""What the speaker of a span does by speaking, if no other is named in it."""
_PROMISE = "将、前"
"""The act of whoever says, or is told, that it will be done by a day."""
_ASKED_OF = "要求|希望|请|让|建议|同意|确认|约定|催|询问|等|收到|认可|通知|说|表示|提出|介绍|强调"
_DUE = re.compile(
    rf"(?P<who>{OURS}|{THEIRS})(?P<between>[^，,。；;：:？?！!“”]{{0,24}}?)(?:将(?!来|在外)|会(?![议上前后见谈面])|前(?=[^，,。；;：:]{{0,14}}"
    "(?:发|交|提|给|完成|回|寄|送|付|派|出具|安排|整改)))"
)
_BINDING = frozenset("承诺 答应 保证 要求 坚持 担心".split())
"""What is told even in a proposal; what else we propose to do, the customer may have done before."""
_DOES = re.compile(
    rf"(?P<who>{OURS}|{THEIRS})(?P<between>[^，,。；;：:？?！!“”]{{0,8}}?)(?<!对)(?P<act>{_ACTS})(?!书|函|人|方|单|期|率|表|时间|方式|条件)"
)
_NOT_DOING = re.compile("(?:向|给|对|跟|与|和|为|替|请|把|于)$")
_OTHER = re.compile(f"{OURS}|{THEIRS}|被|由|的$")
_ADVISED = re.compile(
    f"^(?:建议|提议|请|应|需|让|由)?(?:{THEIRS})(?:方面|公司|团队)?(?:尽快|尽早|务必|主动|立即|及时)?"
    "(?:应当|应该|应|需要|需|须|必须|要|务必|可以|可|尽快|先|准备|提交|整改|改进|优化|加强|提升|降低|报价|投标)"
)
_HEARER_IS_US = re.compile(f"^(?:建议|提议|请|希望|要求)?{OURS}(?:应当|应该|应|需要|需|须|必须|要|务必|尽快)")


def confused(claim: Claim, sources: Sequence[Source], *, seller: str, customer: str) -> bool:
    """Whether a claim takes the parties for one another.

    Advice to the rep must not advise the customer; a line that the rep says must not call on us.
    """
    said = canonical(claim.text)
    text = resolve(said, THEIRS) if claim.role == "reply" else by_party(said, seller, customer)
    text = _in_roles(_who_spoke(text, sources))
    if claim.nature == "advice" and not claim.role and _ADVISED.match(text):
        return True
    if claim.role in {"say", "fallback"} and _HEARER_IS_US.match(text):
        return True
    done: dict[str, set[str]] = {}
    for quote, side, speaker in sources:
        read = _read(quote, side, speaker, seller, customer)
        if claim.nature == "fact" and compared_round(text, read):
            return True
        for who, act in (*_doing(read), *_due(read)):
            done.setdefault(act, set()).add(who)
        for act in _SPEECH:
            if side and act not in quote:
                done.setdefault(act, set()).add(side)
    told = [(who, act) for who, act in _doing(text) if claim.nature == "fact" or act in _BINDING]
    if claim.nature == "fact":
        told += _due(text)
    return any(act in done and who not in done[act] for who, act in told)


def _read(quote: str, side: str, speaker: str, seller: str, customer: str) -> str:
    text = parties_named(resolve(canonical(quote), side), seller, customer)
    if side:
        text = _SPOKEN_I.sub(side, text.replace(speaker, side) if len(speaker) > 1 else text)
    text = _in_roles(text)
    return f"{side}{text}" if side and re.match(_ACTS, text) else text


def _in_roles(text: str) -> str:
    """A text with 投标人, 买方 … put as the party that they are in our papers."""
    return _AS_THEIRS.sub(THEIRS, _AS_OURS.sub(OURS, text))


def _who_spoke(text: str, sources: Sequence[Source]) -> str:
    """A statement with the speakers of its spans put as their parties."""
    for _, side, speaker in sources:
        if side and len(speaker) > 1:
            text = text.replace(speaker, side)
    return text


def _due(text: str) -> Iterator[tuple[str, str]]:
    """Who is to do something by a day, or will do it: not who asks for it, nor to whom it is done."""
    for at in (match.start() for match in re.finditer(f"{OURS}|{THEIRS}", text)):
        found = _DUE.match(text, at)
        if not found or _NOT_DOING.search(text[:at]) or re.search("按照?$", text[:at]):
            continue
        between = found["between"]
        if not (_OTHER.search(between) or between.startswith("的") or re.search(_ASKED_OF, between)):
            yield found["who"], _PROMISE


def _doing(text: str) -> Iterator[tuple[str, str]]:
    """Each party with what it does."""
    for at in (match.start() for match in re.finditer(f"{OURS}|{THEIRS}", text)):
        found = _DOES.match(text, at)
        if found and not _NOT_DOING.search(text[:at]) and not _OTHER.search(found["between"]):
            yield found["who"], found["act"]
