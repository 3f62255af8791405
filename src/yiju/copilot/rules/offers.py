"""What a line offers: how much off, at what price, however the figure is said (九五折, 让伍个点, ￥500)."""

from collections.abc import Iterator
from typing import NamedTuple

import regex

from yiju.copilot.normalise import Quantity
from yiju.copilot.normalise.numerals import read_number
from yiju.copilot.normalise.units import COUNTERS
from yiju.copilot.rules.line import Line, spelt

_HAN = "零〇一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟"
_OFF = regex.compile(
    r"让利|让价|让步|折扣|折让|优惠|降价|降到|降至|降幅|[下调]调|下浮|下降|减免|减价|返利|返点|返现|返还|返佣|回扣|年降|便宜"
    r"|少收|少算|特价|促销|调低|砍价|\bdiscount|\brebate|\bcheaper|\boff\b|\bprice (?:cut|reduction)"
    rf"|[让降返减砍](?:出|掉|去|低|您|你|贵司)*(?=(?:[百千]分之)?[\d{_HAN}])"
    rf"|扣(?:您|你|贵司)?(?=[\d{_HAN}]+(?:\.\d+)?个?点)|价[^，。；]{{0,8}}[低少](?=(?:[百千]分之)?[\d{_HAN}])",
    regex.IGNORECASE,
)
_FILLED = regex.compile(
    r"(?:我们?|我[方司]|咱们|给|您|你们?|贵[方司]|就|是|最多|至多|可以|一共|外加|再加|能|可|大概|大约|约|再|整整|足足|按|到|为|这边|这次|先|“)*"
)
"""What stands before a figure that belongs to the clause before it: 可以优惠，给您5%."""
_POINT = regex.compile(rf"点(?![\d{_HAN}钟半整前到来去开出见以])")
_OF_PRICE = regex.compile(
    r"(?:原价|原来(?:的?价格?)?|现价|目录价|合同价|标价|定价|挂牌价|报价|单价|总价|价格)(?:我们|给您|就)*(?:的|按)$"
)
_PAID = regex.compile(r"付款|预付|首付|支付|尾款|定金|保证金|验收|罚|违约|付$|付[至到清]")
_KOU = regex.compile(rf"(?P<of>\d(?:\.\d)?|\d{{2}}|[{_HAN}]{{1,2}})\s*扣(?![除款留押减点费分子人上])")
_HALF = regex.compile(r"半价|对折|半折|腰斩")
_FEE = regex.compile(
    r"(?<![含包])(?:[运邮]费|服务费|维护费|培训费|安装费|检测费|[订定押]金|保证金|违约金|罚款)\D{0,4}$"
)
_EACH = "|".join(
    sorted((*COUNTERS, "吨", "公斤", "千克", "kg", "升", "米", "人份", "测试", "pc"), key=len, reverse=True)
)
_END = regex.compile(r"$|[，。；！？,;!?”’）)]|[给卖拿吧起含]|不含|左右|以内|包[邮税含]")
"""What follows a bare number that is no count of something."""
_PRICE_IS = regex.compile(
    r"(?:价格?|售价|成本)(?:就|只|才|上|现在|今年|这次|给您)*(?:[是为按算]|[降调谈]?[到至]|只要|[:：])?$|(?P<give>给(?:您们?|你们?|贵[方司]))$"
)
"""A price where the number stands alone (``_END``)."""
_HANDED = regex.compile(r"[发送备货批库样]|试用|数量")
"""Who gives a number of these gives goods."""
_KUAI = regex.compile(rf"块(?=$|[，。；！？,;!?”’）)/每一整给卖拿吧起含就左以的{_HAN}\d])")
_PARTS = regex.compile(r"[分切拆成有共]$")
_SPOKEN = regex.compile(
    rf"(?<![{_HAN}\d第])(?P<n>[{_HAN}]*[百千万佰仟][一二两三四五六七八九]?|[零〇一二三四五六七八九]{{3,6}})一(?:{_EACH})"
)
"""四九九一盒, 四百九一盒, 五百一盒: nobody counts boxes so."""
_LESS = regex.compile(
    r"(?:返还?|返现|立?减|省|让利?|便宜|优惠|抵扣?|降|少收)(?:您们?|你们?|贵[方司]|给|了|去|掉|出|现金?)*$"
)
"""An amount that goes off a price."""
_WHEN_OVER = regex.compile(r"[满超]过?$")
_ONLY = regex.compile(r"只(?:需|要|用)?收(?:您们?|你们?|贵[方司])?$")
_IN_PARTS = regex.compile(r"[先余剩期批次]|阶段")
_GIFT = regex.compile(
    r"(?:免费|白|赠|另外?|多|额外)(?:再|多|赠)?[送赠](?:给|您们?|你们?|贵[方司])*$|赠(?:给|您|你|贵司)*$"
)
_GIVEN = regex.compile(r"\s*(?:个点)?(?:$|[，。；！？,;!?”’]|的?(?:货|产品|试剂|耗材|数量|用量|量))")
_ADDS = regex.compile(r"(?:另|额外|外加|叠加|此外|又|再(?![不谈说议]))[^。！？!?]*$")
_LATER = regex.compile(r"[年季月后]|下[次一批]|[或要]|不行|不够")
"""Two that do not hold at once."""
_PRICED = regex.compile(rf"(?:价|[按报算][到成价个]?|每(?:{_EACH})(?:只要|只收|就|算|收|给您?|卖)?)$")
_GOODS = regex.compile(rf"{_POINT.pattern}|[备发送做订]|生产|采购|供应")
_PER = regex.compile(rf"\s*(?:[/每一]|per\s*|a\s+)\s*(?:{_EACH})", regex.IGNORECASE)
_ASIDE = regex.compile(r"[（(][^（）()]{0,40}[）)]|\s+")
"""What stands in brackets within a product's name, and blanks."""


def percent_off(line: Line) -> float | None:
    """The most that our words take off a price, in percent; None where they take nothing off."""
    found: list[float] = []
    end = 0
    for q in line.quantities:
        if not line.is_ours(q.start, q.end) or (off := _taken(line, q)) <= 0:
            continue
        between = line.text[end : q.start]
        adds = found and _ADDS.search(between) and not _LATER.search(between)
        found.append(found[-1] + off if adds else off)
        end = q.end
    for match in _KOU.finditer(line.text):
        said = read_number(match["of"])
        if said is not None and line.is_ours(*match.span()):
            found.append(100 - _of_ten(float(said)))
    found += [50.0 for match in _HALF.finditer(line.text) if line.is_ours(*match.span())]
    return max(found, default=None)


def _taken(line: Line, said: Quantity) -> float:
    """How much one figure takes off; 0 where it takes off nothing."""
    value, after = float(said.high), line.text[said.end :]
    if said.unit == "折":
        return 0.0 if regex.match("[叠旧算合弯返磨]", after) else 100 - _of_ten(value)
    share = value * 10 if said.unit == "成" else value if said.unit == "%" else 0.0
    head, whole = line.text[: said.start], line.text[slice(*line.clause(said.start))]
    if 50 <= share < 100 and (_OF_PRICE.search(head) or (head.endswith("按") and after.startswith("价"))):
        return 0.0 if _PAID.search(whole) else 100 - share
    if 50 <= share < 100 and _ONLY.search(head):
        return 0.0 if _PAID.search(whole) or _IN_PARTS.search(whole) else 100 - share
    if share and _GIFT.search(head) and _GIVEN.match(after):
        return share
    if not _gives(line, said):
        return 0.0
    if said.unit in ("%", "pp"):
        return value
    if said.unit in ("成", "分之"):
        return value * (10 if said.unit == "成" else 100)
    return value if said.unit in ("", "个") and _POINT.match(after) else 0.0


def _gives(line: Line, said: Quantity) -> bool:
    """Whether the clause of a figure speaks of taking off, or only goes on with one that does."""
    start, end = line.clause(said.start)
    if _OFF.search(line.text[start:end]):
        return True
    first = line.text[line.clause(start - 2)[0] : start] if start > 1 else ""
    return _FILLED.fullmatch(line.text[start : said.start]) is not None and _OFF.search(first) is not None


def _of_ten(said: float) -> float:
    """九 → 90, 九五 and 9.5 → 95; ten of ten is the whole price."""
    return said * 10 if said <= 10 else said


class Price(NamedTuple):
    """An amount at a place, in 元 for one of what is sold. ``off``: it goes off a price that is not told."""

    at: int
    yuan: float
    off: bool = False


def prices_in(line: Line) -> Iterator[Price]:
    """Prices in our words; of 三盒1200元 it is 400, of 540元再返30元 510."""
    before: Quantity | None = None
    last: Price | None = None
    for match in _SPOKEN.finditer(line.text):
        if line.is_ours(*match.span()) and (spoken := read_number(match["n"])):
            yield Price(match.start(), float(spoken))
    for said in line.quantities:
        head, tail = line.text[: said.start], line.text[said.end :]
        if (said.unit == "CNY" or _bare(line, said)) and not _FEE.search(head):
            value = float(said.low)
            if before and before.end == said.start and before.low > 1 and not _PER.match(tail):
                value /= float(before.low)
            price = Price(said.start, value, bool(_LESS.search(head) or _WHEN_OVER.search(head)))
            whole = last.yuan if last and line.sentence(said.start)[0] <= last.at and not last.off else 0.0
            if price.off and _LESS.search(head) and value < whole:
                price = Price(said.start, whole - value)
            if line.is_ours(said.start, said.end) and not _WHEN_OVER.search(head):
                yield price
            last = price
        before = said if said.unit in COUNTERS else None


def _bare(line: Line, said: Quantity) -> bool:
    """Whether a number without 元 is a price."""
    head, tail = line.text[: said.start], line.text[said.end :]
    if said.unit:
        return False
    if _PER.match(tail) or (_PRICED.search(head) and not _GOODS.match(tail)):
        return True
    if _KUAI.match(tail):
        return bool(_PER.match(tail[1:])) or (said.low >= 10 and not _PARTS.search(head))
    found = _PRICE_IS.search(head) if _END.match(tail) else None
    if found is None:
        return False
    return not (found["give"] and _HANDED.search(head[line.clause(said.start)[0] :]))


def named_at(line: Line, product: str) -> list[int]:
    """Where a line names a product, with or without what stands in brackets inside its name."""
    plain = _ASIDE.sub("", spelt(product))
    aside = r"(?:\s*[（(][^（）()]{0,40}[）)]\s*|\s+)?"
    pattern = aside.join(map(regex.escape, plain))
    return [found.start() for found in regex.finditer(pattern, line.text, regex.IGNORECASE)]
