"""Who promises, who asks, who is advised: whether a statement gives one party what is the other's.

Read after the parties are put in the place of their names and of 我们, 贵司, 投标人 … (``llm_sides``).
"""

import re
from collections.abc import Iterator, Sequence

from yiju.copilot.llm_sides import OURS, THEIRS, by_party, parties_named, resolve
from yiju.copilot.normalise import canonical
from yiju.store.types import Claim

Source = tuple[str, str, str]
"""A cited span: its words, who speaks in it (我方, 客户 or empty), and the speaker's name."""

_AS_OURS = re.compile("投标人|中标人|供应商|供方|卖方|承包人|乙方")
_AS_THEIRS = re.compile("招标人|采购人|采购方|需方|买方|发包人|甲方")
_ACTS = (
    "承诺|答应|保证|要求|希望|担心|关心|关注|坚持|认为|询问|请求|同意|拒绝|提出|建议|承担|负责|提供|提交|交付|发给|发送|发出|"
    "支付|付款|采购|购买|报价|降价|整改|送样|验收|供货|交货|开票|派|安排|回复|答复|确认"
)
_SPEECH = frozenset("承诺 答应 保证 要求 希望 担心 关心 关注 坚持 认为 询问 请求 提出".split())
"""What the speaker of a span does by speaking, if no other is named in it."""
_BINDING = frozenset("承诺 答应 保证 要求 坚持 担心".split())
"""What is told even in a proposal; what else we propose to do, the customer may have done before."""
_DOES = re.compile(
    rf"(?P<who>{OURS}|{THEIRS})(?P<between>[^，,。；;：:？?！!“”]{{0,8}}?)(?P<act>{_ACTS})(?!书|函|人|方|单|期|率|表|时间|方式|条件)"
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
    if claim.nature == "advice" and not claim.role and _ADVISED.match(text):
        return True
    if claim.role in {"say", "fallback"} and _HEARER_IS_US.match(text):
        return True
    done: dict[str, set[str]] = {}
    for quote, side, speaker in sources:
        for who, act in _doing(_read(quote, side, speaker, seller, customer)):
            done.setdefault(act, set()).add(who)
        for act in _SPEECH:
            if side and act not in quote:
                done.setdefault(act, set()).add(side)
    told = [(who, act) for who, act in _doing(text) if claim.nature == "fact" or act in _BINDING]
    return any(act in done and who not in done[act] for who, act in told)


def _read(quote: str, side: str, speaker: str, seller: str, customer: str) -> str:
    text = parties_named(resolve(canonical(quote), side, speaker), seller, customer)
    text = _AS_THEIRS.sub(THEIRS, _AS_OURS.sub(OURS, text))
    return f"{side}{text}" if side and re.match(_ACTS, text) else text


def _doing(text: str) -> Iterator[tuple[str, str]]:
    """Each party with what it does."""
    for at in (match.start() for match in re.finditer(f"{OURS}|{THEIRS}", text)):
        found = _DOES.match(text, at)
        if found and not _NOT_DOING.search(text[:at]) and not _OTHER.search(found["between"]):
            yield found["who"], found["act"]
