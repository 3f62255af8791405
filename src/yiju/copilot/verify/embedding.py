"""What a sentence only asks for, denies, supposes or tells of someone is no plain fact.

Whatever governs a statement on its left must come along: 客户要求我方降价 does not support 我方降价.
"""
# ruff: noqa: E501  (tables: one entry or group a line)

from collections.abc import Iterator

from yiju.copilot.verify.analysis import Analysis, Token
from yiju.copilot.verify.lexicon import Marker
from yiju.copilot.verify.placing import Placement

# Asks for it, or wishes it: not done by that.
_ASKS = frozenset(
    (
        "要求 请求 请 恳请 敬请 烦请 提请 建议 提议 倡议 呼吁 敦促 督促 催促 催 责成 命令 指示 劝 劝说 邀请 让 叫 令 使得 申请 主张 鼓励 "
        "盼 盼望 期待 指望 幻想 想要 想让 打算让 商量 商议 讨论 研究 探讨 说服 逼 逼迫 迫使 强迫 恳求 央求 提出 嘱咐 叮嘱 交代 提醒 委托 责令 "
        "允许 准许 批准 承诺 答应 许诺 应允 决定 试图 企图 尝试 忘记 忘了 来不及 设法 "
        "ask request demand require propose suggest recommend urge beg want promise allow agree forget forgot try"
    ).split()
)
# Tells of it as untrue, unsure or feared.
_DOUBTS = frozenset(
    (
        "否认 质疑 怀疑 反驳 驳斥 反对 威胁 扬言 谎称 声称 自称 宣称 诈称 妄称 诬称 假装 佯装 假称 假冒 谣传 传言 传闻 盛传 风传 据传 相传 听说 据说 "
        "道听途说 猜 猜测 猜想 推测 估计 揣测 以为 误以为 误认为 误信 假设 假定 设想 想象 梦见 担心 担忧 顾虑 害怕 怕 恐怕 生怕 唯恐 以免 免得 防止 "
        "防范 杜绝 预防 难道 岂 造谣 诬陷 污蔑 指控 指责 控告 举报 投诉 抱怨 吹嘘 夸口 放话 风闻 耳闻 爆料 "
        "deny denied doubt threaten allege alleged rumour rumor pretend suppose fear prevent claim"
    ).split()
)
# Tells of it in another's name: fair where that other is named, or speaks himself.
_SAYS = frozenset(
    "说 称 表示 认为 指出 写道 透露 介绍 强调 报道 宣布 告诉 告知 转告 转述 觉得 相信 坚称 反映 提到 believe think".split()
)
GOVERNORS = _ASKS | _DOUBTS | _SAYS
_ACROSS = frozenset("听说 据说 据传 传言 传闻 谣传 盛传 风闻 爆料 有人说 传说 谎称 声称 扬言".split())
_SELF = frozenset("我 我们 咱们 我方 我司 本公司 本人 笔者 i we".split())
# Before 要求 and its like: by, as, to meet. After: a noun is at hand, not a verb.
_BY = frozenset(
    "按 按照 依 依照 依据 根据 遵照 遵循 符合 满足 达到 响应 经 应 据 的 该 其 此 上述 下列 以上 以下 任何 其他 相关 有关 各项".split()
)
_AS_NOUN = frozenset(
    "的 等 和 与 及 或 以及 为 是 如下 书 函 价 稿 均 中 内 下 后 前 时 之 不 由 见 方 人 者 项 有 无 编号 情况 方案".split()
)
_COMMONPLACE = frozenset("比如 例如 来 所以 就是 换句话 般 可以 据 听 应该 怎么 这么".split())
# 要求 told as a duty says the same.
_DUTY = frozenset("要求 请 责成 责令 命令 敦促 require request demand".split())


def embedding_problems(placement: Placement) -> list[str]:
    """Reasons where a statement is used without the verb that asks for it, denies it or tells it."""
    claim, quote = placement.claim, placement.quote
    kept = set(placement.at.values())
    clauses = {quote.tokens[at].clause for at in kept}
    told = claim.tokens[: placement.tokens[-1] + 1]
    said = {token.key for token in told} | {token.text for token in told}
    duty = any(claim.tokens[number].marker is Marker.MUST for number in placement.tokens)
    reasons: list[str] = []
    for number, word in _governors(quote, clauses):
        token = quote.tokens[number]
        if number in kept or not _governs(quote, number, kept, word):
            continue
        if token.text in said or (token.key in said and word not in _ASKS | _DOUBTS):
            continue
        if word in _SAYS:
            if not _own_words(quote, number, kept) and "说" not in said:
                reasons.append(f"依据只是转述：“{token.text}”是谁说的被省去")
        elif not (duty and word in _DUTY):
            reasons.append(f"依据中的“{token.text}”被省去，其后所说并非已成事实")
    return reasons


def _governors(quote: Analysis, clauses: set[int]) -> Iterator[tuple[int, str]]:
    for number, token in enumerate(quote.tokens):
        if token.clause not in clauses and token.clause + 1 not in clauses:
            continue
        word = token.text.lower() if not token.text.isascii() else token.key
        if word in GOVERNORS:
            yield number, word


def _governs(quote: Analysis, number: int, kept: set[int], word: str) -> bool:
    """Whether a used word is in the reach of the verb at ``number``: after it in its clause, or where the
    verb ends its clause (听说，…), in the next.
    """
    token = quote.tokens[number]
    after = [at for at in range(number + 1, len(quote.tokens)) if quote.tokens[at].clause == token.clause]
    if after:
        following = quote.tokens[after[0]]
        if following.text in _AS_NOUN or _by(quote, number):
            return False
        return any(at in kept and _weighs(quote.tokens[at]) for at in after)
    if word not in _ACROSS and not (word in _SAYS and _has_sayer(quote, number)):
        return False
    return any(
        quote.tokens[at].clause == token.clause + 1 and quote.tokens[at].sentence == token.sentence
        for at in kept
        if _weighs(quote.tokens[at])
    )


def _weighs(token: Token) -> bool:
    return token.content or token.mention is not None


def _by(quote: Analysis, number: int) -> bool:
    """Whether the word is a noun by what comes before it: 按招标文件要求, 上述要求."""
    before = [
        token
        for token in quote.tokens[max(0, number - 5) : number]
        if token.clause == quote.tokens[number].clause
    ]
    if quote.tokens[number].text == "请":
        return False
    near = bool(before) and before[-1].text in _BY
    return near or any(token.text in _BY and token.text not in {"的", "应", "经"} for token in before)


def _before(quote: Analysis, number: int) -> list[int]:
    clause = quote.tokens[number].clause
    return [at for at in range(number) if quote.tokens[at].clause == clause]


def _has_sayer(quote: Analysis, number: int) -> bool:
    before = _before(quote, number)
    return bool(before) and quote.tokens[before[-1]].text not in _COMMONPLACE


def _own_words(quote: Analysis, number: int, kept: set[int]) -> bool:
    """Whether who says it is the speaker, or is the one of whom the claim tells it, or a set phrase."""
    before = _before(quote, number)
    if any(quote.tokens[at].text.lower() in _SELF for at in before[-2:]):
        return True
    if before and quote.tokens[before[-1]].text in _COMMONPLACE:
        return True
    if quote.clause_text(quote.tokens[number].clause).lstrip().startswith("据"):
        return True
    return any(at in kept and quote.tokens[at].actor for at in before)
