"""A statement cut out from under a verb that no list knows: 销售员臆断合同作废 does not support 合同作废.

Any verb may govern a statement on its right. Where one is left out directly before words that state something
themselves, the claim is refused; verbs that only say that it is done, or how, may be left out.
"""
# ruff: noqa: E501  (tables: one group a line)

from itertools import groupby, pairwise

from yiju.copilot.verify.analysis import Analysis, Token
from yiju.copilot.verify.embedding import GOVERNORS
from yiju.copilot.verify.placing import Placement

_LEFT = frozenset("着 了 过 地 得 到 出 起 道 说 称 在".split())
_PLAIN = frozenset(
    (
        "是 有 会 能 可以 来 去 到 赴 前往 开始 继续 进行 予以 加以 给予 做 做出 作出 作为 成为 开展 实施 实行 执行 完成 实现 负责 组织 "
        "参加 参与 出席 推动 推进 加快 加强 持续 共 共有 合计 累计 总计 包括 包含 含 具有 拥有 存在 属于 位于 达到 达 获得 取得 得以 "
        "显示 表明 证明 证实 确认 发现 得知 获悉 注意到 看到 知道 明确 强调 说明 同 共同 联合 协助 帮助 使用 利用 用 采用 通过 开 发 发布 "
        "公布 支付 缴纳 付 收取 扣除 退还 截至 截止 进入 接着 随着 选择 提供 协商 正 正在 分别 陆续 约定 规定 载明 写明 注明 列明 指 即 为 系 叫 名为 如下 "
        "is are was were has have do does did"
    ).split()
)
_MEANS = frozenset(
    "通过 经 经过 以 按 按照 依照 依据 根据 用 为 为了 对 对于 向 在 从 由 自 据 随着 随 关于 就 针对 凭 将 把 被 与 和 跟 同 比 较".split()
)


def head_problems(placement: Placement) -> list[str]:
    """Reasons where a verb that governs what is used is left out."""
    quote = placement.quote
    if quote.foreign:
        return []
    kept = set(placement.at.values())
    reasons: list[str] = []
    for clause in sorted({quote.tokens[at].clause for at in kept}):
        numbers = [at for at, token in enumerate(quote.tokens) if token.clause == clause]
        runs = [(used, list(run)) for used, run in groupby(numbers, key=kept.__contains__)]
        for (used, gap), (_, run) in pairwise(runs):
            if used:
                continue
            if (word := _governor(quote, gap)) and _states(quote, run, gap[0] - 1, kept):
                reasons.append(f"依据中的“{word}”被省去，其后的话随它而定")
            elif gap[0] == numbers[0] and (word := _opening(quote, gap)) and _subject_and_verb(quote, run):
                reasons.append(f"依据中句首的“{word}”被省去")
    return reasons


def _governor(quote: Analysis, gap: list[int]) -> str:
    """The verb that ends a left-out run, and so governs what comes after; empty where none does."""
    tokens = [quote.tokens[at] for at in gap]
    while tokens and tokens[-1].text in _LEFT and len(tokens) > 1:
        tokens.pop()
    last = tokens[-1]
    verb = (last.tag.startswith("v") and last.tag != "vn") or last.text.endswith("着")
    if not verb or last.marker is not None or last.mention is not None or last.text in _PLAIN | GOVERNORS:
        return ""
    return "" if any(token.text in _MEANS for token in tokens[:-1]) else last.text


def _opening(quote: Analysis, gap: list[int]) -> str:
    """The last word of a left-out opening that is no time, place, manner or label; empty where it is one.

    What stands right before a subject limits it (华东区销售额增长), or tells of it in words unknown here.
    """
    if len(gap) < 2:
        return ""  # whose it is (本合同质保期 …): the tag says so
    last = quote.tokens[gap[-1]]
    if (
        last.mention is not None
        or last.marker is not None
        or not last.content
        or last.text in _PLAIN | GOVERNORS
    ):
        return ""
    if last.tag.startswith(_SETTING) or last.text in _OPENERS or last.text.isascii():
        return ""
    return last.text


_SETTING = ("t", "f", "p", "c", "u", "m", "r", "x")
_OPENERS = frozenset(
    "其实 确实 近日 日前 最近 当天 当日 同时 例如 首先 其次 最后 总之 尤其 特别 目前 一般 通常 原文 附件 备注 说明 大家 各位 你好 您好 感谢 谢谢".split()
)


def _subject_and_verb(quote: Analysis, run: list[int]) -> bool:
    tokens = [quote.tokens[at] for at in run]
    verbs = [token for token in tokens if token.tag in _VERBS or token.text == "是"]
    return (
        bool(verbs)
        and tokens[0] is not verbs[0]
        and tokens[0].text not in {"的", "之", "地", "得"}
        and (tokens[0].content or tokens[0].actor or tokens[0].tag.startswith("r"))
    )


def _states(quote: Analysis, run: list[int], before: int, kept: set[int]) -> bool:
    """Whether a used run states something: a subject and its verb, or a verb whose subject is used before
    the gap.
    """
    tokens: list[Token] = [quote.tokens[at] for at in run]
    weighty = [token for token in tokens if token.content or token.mention is not None]
    verbs = [token for token in tokens if token.tag in _VERBS or token.text == "是"]
    if len(weighty) < 2 or not verbs or tokens[0].text in {"的", "之", "地", "得"}:
        return False
    if tokens[0] is not verbs[0]:
        return True
    return before in kept and quote.tokens[before].actor and quote.tokens[before].clause == tokens[0].clause


_VERBS = frozenset({"v", "vd", "vi", "vq"})
