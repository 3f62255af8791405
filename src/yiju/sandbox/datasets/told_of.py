"""Statements in a rewrite about what somebody did, said or agreed, which no prompt tells of."""

import re
from collections.abc import Callable, Collection, Iterator

from yiju.copilot.normalise import canonical
from yiju.copilot.verify.analysis import analyse
from yiju.copilot.verify.lexicon import ROLES, SAYING, Marker

_CLAUSE = re.compile(r"[^。！!？?；;，,\n]+[。！!？?；;，,\n]*")
_ASKS = re.compile(
    r"[？?]\s*$|谁|什么|哪|怎么|怎样|如何|多少|何时|何人|是否|能否|可否|有无|有没有|还是|吗|呢"
)
_SUPPOSES = re.compile(r"如果|若|假如|假设|一旦|万一|只要|等到|待|希望|争取|力争|以便|避免|能不能|可不可以")
_ORDERS = re.compile(r"\s*(?:请|把|就|对|向|围绕|针对|关于|以|先|再|想|不要|别|勿|回应|满足|落实|按)")
_OURS = frozenset("我方 我司 我们 双方".split())
_THEM = (ROLES - _OURS) | frozenset("您 您们 你 你们 他 他们 她 她们".split())
_DID = (SAYING - {"请"}) | frozenset(
    (
        "同意 批准 认可 通过 接受 答应 许可 允许 敲定 商定 约定 定下 决定 确定 确认 达成 拒绝 取消 撤销 撤回 "
        "放弃 终止 中止 停止 完成 办妥 结清 兑现 交付 解决 承诺 保证 要求 提出 提到 反映 反馈 抱怨 签 签字 "
        "签署 下单 付款 收到 知道 满意 看中 选定"
    ).split()
)
_ASPECT = frozenset("了 过 完 好了 完了".split())


def unproven(text: str, known: Collection[str], names: Collection[str], proves: Callable[[str], bool]) -> str:
    """The first clause that tells what somebody did, said or agreed, and that nothing bears out; else empty.

    Questions, orders, suppositions and wishes tell nothing of the kind.

    Args:
        known: what may be repeated word for word. names: of the customer and its people.
        proves: whether what the prompt quotes supports a clause.
    """
    whole = canonical("\n".join(known))
    for clause in _clauses(canonical(text)):
        if _tells(clause, names) and clause.strip("。！!；;，,\n ") not in whole and not proves(clause):
            return clause
    return ""


def _clauses(text: str) -> Iterator[str]:
    return (match[0] for match in _CLAUSE.finditer(text) if match[0].strip())


def _tells(clause: str, names: Collection[str]) -> bool:
    if _ASKS.search(clause) or _SUPPOSES.search(clause):
        return False
    tokens = analyse(clause).tokens
    past = "已" in clause or any(one.marker is Marker.DONE or one.text in _ASPECT for one in tokens)
    if _ORDERS.match(clause) and not past:
        return False
    did = any(
        one.text.removeprefix("已") in _DID and before != "的"  # 的要求 names a thing
        for one, before in zip(tokens, ["", *(one.text for one in tokens)], strict=False)
    )
    whose = any(token.text in _THEM for token in tokens) or any(name in clause for name in names if name)
    return (whose and (did or past)) or (past and did)
