"""Sentences made false by one rule each. Written without the verifier's own readers and word lists."""
# ruff: noqa: E501  (tables: one entry or group a line)

import random
import re
from collections.abc import Callable

from tests.copilot.verify.exchanges import (
    code,
    condition,
    name,
    noun,
    parallel,
    parties,
    subject,
    two_numbers,
    verb,
)
from tests.copilot.verify.sources import Sample

Alteration = Callable[[Sample, random.Random], str | None]


def _swap_one(text: str, rng: random.Random, pairs: list[tuple[str, str]]) -> str | None:
    """Replace one occurrence of one left side by its right side."""
    hits = [(match, new) for old, new in pairs for match in re.finditer(old, text)]
    if not hits:
        return None
    match, new = rng.choice(hits)
    return text[: match.start()] + match.expand(new) + text[match.end() :]


def number(sample: Sample, rng: random.Random) -> str | None:
    """Change one digit of a number that is no date."""
    hits = list(re.finditer(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]|年|月|日|[-/.]\d)", sample.text))
    if not hits:
        return None
    match = rng.choice(hits)
    at = match.start() + rng.randrange(len(match[0]))
    while sample.text[at] == ".":
        at = match.start() + rng.randrange(len(match[0]))
    digit = rng.choice([d for d in "123456789" if d != sample.text[at]])
    return sample.text[:at] + digit + sample.text[at + 1 :]


def chinese_number(sample: Sample, rng: random.Random) -> str | None:
    """Change a Chinese numeral before a unit."""
    numerals = "两三四五六七八九"
    hits = list(
        re.finditer(
            rf"(?<![第十百零一二{numerals}])[{numerals}](?=[年天个次名家份倍]|项目|万元)", sample.text
        )
    )
    if not hits:
        return None
    match = rng.choice(hits)
    other = rng.choice([n for n in numerals if n != match[0]])
    return sample.text[: match.start()] + other + sample.text[match.end() :]


def date(sample: Sample, rng: random.Random) -> str | None:
    """Change the year, month or day of a date."""
    hits = list(re.finditer(r"(?<!\d)(20\d\d)(?=\s?年)|(?<!\d)(\d{1,2})(?=\s?[月日](?!均))", sample.text))
    if not hits:
        return None
    match = rng.choice(hits)
    value = int(match[0])
    if value > 1900:
        new = value + rng.choice([-1, 1])
    else:
        month = sample.text[match.end() : match.end() + 2].strip().startswith("月")
        new = rng.choice([n for n in range(1, 13 if month else 29) if n != value])
    return sample.text[: match.start()] + str(new) + sample.text[match.end() :]


def magnitude(sample: Sample, rng: random.Random) -> str | None:
    """万 ↔ 亿, 元 → 万元."""
    return _swap_one(
        sample.text,
        rng,
        [(r"(?<=\d)万", "亿"), (r"(?<=\d)亿", "万"), (r"(?<=\d)元", "万元"), (r"(?<=\d)万元", "元")],
    )


def percent(sample: Sample, rng: random.Random) -> str | None:
    """% ↔ percentage points, % → ‰."""
    return _swap_one(
        sample.text, rng, [(r"(?<=\d)[%％]", "个百分点"), (r"(?<=\d)[%％]", "‰"), (r"(?<=\d)个百分点", "%")]
    )


def unit(sample: Sample, rng: random.Random) -> str | None:
    """Another unit, another currency."""
    pairs = [
        (r"(?<=[\d万亿])元", "美元"), (r"(?<=[\d万亿])美元", "欧元"), (r"(?<=\d)吨", "公斤"), (r"(?<=\d)公斤", "吨"),
        (r"(?<=\d)平方米", "亩"), (r"(?<=\d)公里", "米"), (r"(?<=\d)米", "公里"), (r"(?<=\d)小时", "分钟"), (r"(?<=\d)分钟", "小时"),
        (r"(?<=\d)个月", "年"), (r"(?<=\d)(?<!\d{4})年(?=内|的|以|期|后)", "个月"),
    ]  # fmt: skip
    return _swap_one(sample.text, rng, pairs)


def workday(sample: Sample, rng: random.Random) -> str | None:
    """Days ↔ working days."""
    return _swap_one(
        sample.text,
        rng,
        [
            (r"(?<=\d)\s?个?工作日", "天"),
            (r"(?<=\d)\s?天", "个工作日"),
            (r"(?<=\d)日(?=内|以内|之内)", "个工作日"),
        ],
    )


def negation_in(sample: Sample, rng: random.Random) -> str | None:
    """Negate a verb or modal."""
    words = "应当|应(?!用|对|急|答)|可以|必须|能够|提供|支付|承担|同意|允许|接受|包括|要求|参加|采用|负责|支持|具有|具备|影响|提高|签署|发布|批准|确认"
    hits = list(re.finditer(rf"(?<![不未无没否供响适相对反效报])(?:{words})", sample.text))
    if not hits:
        return None
    match = rng.choice(hits)
    return sample.text[: match.start()] + "不" + sample.text[match.start() :]


def negation_out(sample: Sample, rng: random.Random) -> str | None:
    """Take a negation away, or turn it."""
    pairs = [
        (r"不得(?!不|已|到)", "可以"), (r"(?<![是能可否])不(?=予|能|应|可(?!抗|或)|会|含|包括|接受|退|需|符合|具备|属于)", ""), (r"(?<!有)没有(?!没|[，。？！])", "有"), (r"禁止", "允许"),
        (r"未(?=按|能|在|经|提供|提交|通过|达到|列入|完成)", "已"), (r"无法", "可以"), (r"无需|无须", "需"), (r"尚未", "已经"),
    ]  # fmt: skip
    return _swap_one(sample.text, rng, pairs)


def modality(sample: Sample, rng: random.Random) -> str | None:
    """Duty ↔ leave, plan → done."""
    pairs = [
        (r"必须", "可以"), (r"应当", "可以"), (r"可以", "必须"), (r"(?<=[\u4e00-\u9fff])将(?=于|在|会|继续|进一步|对|举行|推出|召开)", "已"),
        (r"计划(?=于|在|到|投资|建设|实施)", "已"), (r"预计", "已"), (r"可能(?!性)", "必然"), (r"已经?(?=于|在|完成|向|对|由|被|就位|发布|签)", "将"), (r"有望", "已经"), (r"拟(?=于|对|采购|定)", "已"),
    ]  # fmt: skip
    return _swap_one(sample.text, rng, pairs)


def direction(sample: Sample, rng: random.Random) -> str | None:
    """Rise ↔ fall, early ↔ late."""
    words = [
        ("上升", "下降"), ("增长", "下降"), ("增加", "减少"), ("提高", "降低"), ("上涨", "下跌"), ("提升", "下降"), ("提前", "推迟"),
        ("上调", "下调"), ("扩大", "缩小"), ("最高", "最低"), ("盈利", "亏损"), ("同意", "拒绝"), ("合格", "不合格"), ("上半年", "下半年"),
        ("加强", "减弱"), ("有效", "无效"), ("买入", "卖出"), ("进口", "出口"),
    ]  # fmt: skip
    pairs = [(rf"(?<![不无未]){one}", other) for one, other in words] + [
        (rf"(?<![不无未]){other}", one) for one, other in words if other != "不合格"
    ]
    return _swap_one(sample.text, rng, pairs)


def reach(sample: Sample, rng: random.Random) -> str | None:
    """To ↔ by: 增至5% is not 增加5%."""
    pairs = [
        (r"(增|升|提高|增加|上升)[至到](?=\d)", r"\1了"), (r"(降|减|降低|减少|下降)[至到](?=\d)", r"\1了"),
        (r"(增长|提高|增加|上升|下降|减少|降低)了?(?=\d)", r"\1至"),
    ]  # fmt: skip
    return _swap_one(sample.text, rng, pairs)


def comparison(sample: Sample, rng: random.Random) -> str | None:
    """≥ ↔ ≤, before ↔ after."""
    pairs = [
        (r"不(得?)(?:低|少)于", r"不\1超过"), (r"不(得?)超过", r"不\1低于"), (r"(?<=[\d元年人分%次个级])(及|\(含\)|（含）)?以上", r"\1以下"),
        (r"(?<=[\d元年人分%次个级])(及|\(含\)|（含）)?以下", r"\1以上"), (r"至少", "至多"), (r"(?<!不)(?<!不得)(?<!不能)(?:高于|大于)", "低于"), (r"(?<!不)(?<!不得)低于", "高于"),
        (r"(?<=[月日年]|天|时)(?:之|以)?前(?=[，完提交将达实])", "后"), (r"(?<!不)(?<!不得)(?<!未)(?<!不能)超过(?=\d)", "不足"),
    ]  # fmt: skip
    return _swap_one(sample.text, rng, pairs)


ALTERATIONS: dict[str, Alteration] = {
    "number": number, "chinese number": chinese_number, "date": date, "万/亿": magnitude, "percent/point": percent, "unit": unit,
    "day/working day": workday, "negation inserted": negation_in, "negation removed": negation_out, "modality": modality,
    "direction flipped": direction, "to/by": reach, "comparison flipped": comparison, "standard, model, Latin name": code,
    "name swapped": name, "noun swapped": noun, "verb swapped": verb, "two numbers swapped": two_numbers,
    "subject/object swapped": parties, "subject taken over": subject, "condition dropped": condition,
    "parallel clauses": parallel,
}  # fmt: skip
