"""Who somebody is: a post with its 前, 副 or 助理, a name with all its characters, a group with its limits."""
# ruff: noqa: E501  (tables: one group a line)

import re
from itertools import pairwise

from yiju.copilot.verify.analysis import Analysis, Token
from yiju.copilot.verify.placing import Placement

_TITLE = re.compile(
    r"(?:总监|经理|总裁|总经理|主任|主管|部长|处长|科长|局长|院长|所长|厂长|校长|会长|董事|董事长|书记|负责人|代表|顾问|工程师|主席|秘书长|专员|组长|队长|店长|行长|股东|法人|director|manager|president|head|chief|officer|ceo|cfo|cto)$",
    re.IGNORECASE,
)
_BEFORE = frozenset(
    "前 前任 原 原任 副 代 代理 代任 常务 候任 拟任 待任 名誉 荣誉 助理 准 执行 见习 实习 former ex deputy vice acting assistant".split()
)
_AFTER = frozenset(
    "助理 秘书 助手 特助 候选人 候选 人选 办公室 办 代表 家属 夫人 妻子 丈夫 儿子 女儿 下属 部下 替补 接班人 继任者 顾问 司机 同学 assistant secretary office deputy".split()
)
# Words before a noun that say it is not all of them.
_SOME = frozenset(
    "部分 少数 个别 多数 大部分 小部分 少部分 大多数 绝大多数 绝大部分 某些 有些 一些 若干 半数 一半 多半 某 首批 试点 其余 其他 另一 海外 境外 境内 国内 本地 外地 重点 主要 优质 新增 some few most several".split()
)
_RANKED = re.compile(r"^[第]?[一二三四五六七八九十甲乙丙A-Z\d][级类档线期批]$")
_TO = frozenset("对 向 给 替 让 叫 劝 把 to".split())
_IS = frozenset("是 为 系 is".split())


def post_problems(placement: Placement) -> list[str]:
    """Reasons where a post, a name or a group has lost a word that makes it another."""
    return [*_posts(placement), *_limits(placement), *_objects(placement), *_identities(placement)]


def _posts(placement: Placement) -> list[str]:
    claim, quote, at = placement.claim, placement.quote, placement.at
    kept = set(at.values())
    for number in placement.tokens:
        if number not in at or not _TITLE.search(claim.tokens[number].text):
            continue
        here = at[number]
        first = here
        while (
            first > 0
            and first - 1 in kept
            and _adjoins(quote, first - 1)
            and quote.tokens[first - 1].tag[:1] in "nvb"
        ):
            first -= 1
        before = quote.tokens[first - 1] if first and _adjoins(quote, first - 1) else None
        if before is not None and first - 1 not in kept and before.text.lower() in _BEFORE:
            return [f"依据中是“{before.text}{quote.tokens[here].text}”"]
        after = _following(quote, here)
        if after is not None and quote.tokens[after].text in claim.tokens[number].text:
            continue
        if after is not None and after not in kept and quote.tokens[after].text.lower() in _AFTER:
            return [f"依据中是“{quote.tokens[here].text}{quote.tokens[after].text}”"]
    return []


def _adjoins(quote: Analysis, number: int) -> bool:
    """Whether nothing but blanks stands between a token and the next."""
    return not quote.text[quote.tokens[number].end : quote.tokens[number + 1].start].strip()


def _following(quote: Analysis, number: int) -> int | None:
    """The word right after, 的 left out."""
    after = number + 1
    if after < len(quote.tokens) and quote.tokens[after].text in {"的", "之"} and _adjoins(quote, number):
        after += 1
    return after if after < len(quote.tokens) and _adjoins(quote, after - 1) else None


def _limits(placement: Placement) -> list[str]:
    """部分产品 told as 产品, 一级供应商 as 供应商."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    kept = set(at.values())
    for number in placement.tokens:
        here = at.get(number, 0)
        if not here or not (claim.tokens[number].actor or claim.tokens[number].tag.startswith("n")):
            continue
        before = quote.tokens[here - 1]
        if before.text == "的" and here > 1:
            before = quote.tokens[here - 2]
        if before.clause != quote.tokens[here].clause or any(quote.tokens[k] is before for k in kept):
            continue
        if before.text.lower() in _SOME or _RANKED.match(before.text):
            return [f"依据只说“{before.text}{quote.tokens[here].text}”"]
    return []


def _objects(placement: Placement) -> list[str]:
    """对王磊说 does not make 王磊 the one who says."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    placed = [number for number in placement.tokens if number in at]
    if (
        not placed
        or not claim.tokens[placed[0]].actor
        or claim.tokens[placed[0]].text in claim_objects(claim)
    ):
        return []
    here = at[placed[0]]
    before = quote.tokens[here - 1] if here else None
    follows = len(placed) > 1 and at[placed[1]] == here + 1
    if before is not None and follows and before.text in _TO and before.clause == quote.tokens[here].clause:
        return [f"依据中“{claim.tokens[placed[0]].text}”是“{before.text}”的对象"]
    return []


def claim_objects(claim: Analysis) -> set[str]:
    """Names that the claim, too, has after 对, 向 …."""
    return {second.text for first, second in pairwise(claim.tokens) if first.text in _TO}


def _identities(placement: Placement) -> list[str]:
    """采购总监是李娜，王磊是质量总监 does not make 王磊 the 采购总监."""
    claim, quote, at = placement.claim, placement.quote, placement.at
    for number in placement.tokens:
        if claim.tokens[number].text.lower() not in _IS:
            continue
        before = next((n for n in range(number - 1, -1, -1) if n in at and _names(claim.tokens[n])), None)
        after = next(
            (n for n in range(number + 1, placement.tokens[-1] + 1) if n in at and _names(claim.tokens[n])),
            None,
        )
        if before is None or after is None:
            continue
        one, other = quote.tokens[at[before]], quote.tokens[at[after]]
        own = [t for t in quote.tokens if t.clause == one.clause and t.start >= one.end]
        if one.clause != other.clause and own and own[0].text.lower() in _IS:
            return [f"依据中“{one.text}”是“{''.join(t.text for t in own[1:3])}”"]
    return []


def _names(token: Token) -> bool:
    return token.content
