"""Sentences said otherwise, or shortened, and still true. Written without the verifier's own readers and word lists."""
# ruff: noqa: E501  (tables: one entry or group a line)

import random
import re
from collections.abc import Callable

Paraphrase = Callable[[str, random.Random], str | None]
_CONDITION = re.compile(r"如|若|除|一旦|只要|倘|假|前提|的[，,]|是否|时[，,]|但|不过|未|的$")
_OPENER = re.compile(
    r"(?:根据|按照|依据|为了?|对于|随着|据|在|目前|此外|同时|另外|其中|截至|近日|日前|自)[^，。；：]{0,40}，"
)


def verbatim(text: str, rng: random.Random) -> str | None:
    """The sentence itself."""
    return text


def no_stop(text: str, rng: random.Random) -> str | None:
    """Without its full stop."""
    return text.rstrip("。！？")


def width(text: str, rng: random.Random) -> str | None:
    """Digits, letters and percent signs in full width."""
    wide = re.sub(r"[0-9A-Za-z%]", lambda match: chr(ord(match[0]) + 0xFEE0), text)
    return wide if wide != text else None


def blanks(text: str, rng: random.Random) -> str | None:
    """Blanks between digits and Chinese."""
    spaced = re.sub(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=\d)(?=[\u4e00-\u9fff])", " ", text)
    return spaced if spaced != text else None


def amount(text: str, rng: random.Random) -> str | None:
    """万 ↔ digits, 亿 ↔ 万."""

    def digits(match: re.Match[str]) -> str:
        value = round(float(match[1]) * {"万": 10_000, "亿": 100_000_000}[match[2]])
        return f"{value:,}" if rng.random() < 0.5 else str(value)

    changed = re.sub(r"(?<![\d.,，])(\d+(?:\.\d+)?)([万亿])(?=元|美元|欧元|人|吨|平方米|家)", digits, text)
    changed = re.sub(r"(?<![\d.,，])(\d+)0000(?=元)", r"\1万", changed) if changed == text else changed
    return changed if changed != text else None


def percent(text: str, rng: random.Random) -> str | None:
    """% as ％ or 百分之."""
    changed = re.sub(
        r"(?<![\d.])(\d+(?:\.\d+)?)%", lambda m: rng.choice([m[1] + "％", "百分之" + m[1], m[1] + " %"]), text
    )
    return changed if changed != text else None


def date_form(text: str, rng: random.Random) -> str | None:
    """2026年1月15日 as 2026-01-15, 2026/1/15 or 二〇二六年一月十五日."""

    def other(match: re.Match[str]) -> str:
        year, month, day = (int(part) for part in match.groups())
        chinese = "".join("〇一二三四五六七八九"[int(d)] for d in str(year))
        gap = " " if match.string[match.end() : match.end() + 1].isdigit() else ""
        forms = [f"{year}-{month:02}-{day:02}", f"{year}/{month}/{day}", f"{year}.{month:02}.{day:02}"]
        return rng.choice([*forms, f"{chinese}年{_small(month)}月{_small(day)}日"]) + gap

    changed = re.sub(r"(?<!\d)((?:19|20)\d\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日", other, text)
    return changed if changed != text else None


def _small(value: int) -> str:
    ones = "零一二三四五六七八九"
    tens, one = divmod(value, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else ones[tens] + "十")
    return head + (ones[one] if one or not tens else "")


def numeral(text: str, rng: random.Random) -> str | None:
    """3年 ↔ 三年."""
    changed = re.sub(
        r"(?<![\d.\-~至到])([2-9])(?=个月|个工作日|天|名|家|次|年(?!\d)|项|份)",
        lambda m: "两" if m[1] == "2" else _small(int(m[1])),
        text,
    )
    if changed == text:
        changed = re.sub(
            r"(?<![第十百零一二三四五六七八九每])([三四五六七八九])(?=年(?!级)|天|个月|次|名|家|份)",
            lambda m: str("零一二三四五六七八九".index(m[1])),
            text,
        )
    return changed if changed != text else None


def leading(text: str, rng: random.Random) -> str | None:
    """Without its leading adverbial."""
    match = _OPENER.match(text)
    if not match or _CONDITION.search(match[0]) or len(text) - match.end() < 10:
        return None
    return text[match.end() :]


def trailing(text: str, rng: random.Random) -> str | None:
    """Without its last clause."""
    parts = re.split(r"(?<=[，；])", text.rstrip("。！？"))
    head = "".join(parts[:-1]).rstrip("，；")
    if (
        len(parts) < 2
        or len(head) < 12
        or _CONDITION.search(parts[-1])
        or re.search(r"(?:的|时|外|若.*|如.*)$", head)
    ):
        return None
    return head if head.count("（") == head.count("）") and head.count("“") == head.count("”") else None


def particles(text: str, rng: random.Random) -> str | None:
    """Without one 的 or 了."""
    hits = list(
        re.finditer(
            r"(?<=[\u4e00-\u9fff])(?:的(?![确话士，。；])|(?<![除为解明])了(?![解，。]))(?=[\u4e00-\u9fff])",
            text,
        )
    )
    if not hits:
        return None
    match = rng.choice(hits)
    return text[: match.start()] + text[match.end() :]


def order(text: str, rng: random.Random) -> str | None:
    """Two clauses parted by ； the other way round."""
    parts = text.rstrip("。").split("；")
    if len(parts) != 2 or min(map(len, parts)) < 6:
        return None
    return parts[1] + "；" + parts[0] + "。"


def synonym(text: str, rng: random.Random) -> str | None:
    """One word by another that means the same."""
    pairs = [
        ("提高", "提升"), ("增加", "增长"), ("降低", "下降"), ("减少", "降低"), ("提交", "递交"), ("签订", "签署"), ("支付", "付"), ("应当", "应"), ("必须", "须"),
        ("不得", "不能"), ("举行", "召开"), ("全部", "所有"), ("并且", "且"), ("但是", "但"), ("由于", "因"), ("已经", "已"), ("尚未", "未"), ("立即", "立刻"), ("以及", "和"),
        ("人民币", ""), ("员工", "职工"),
    ]  # fmt: skip
    hits = [(old, new) for old, new in pairs if old in text]
    if not hits:
        return None
    old, new = rng.choice(hits)
    return text.replace(old, new, 1)


def aside(text: str, rng: random.Random) -> str | None:
    """Without what stands in brackets."""
    changed = re.sub(r"（[^（）]*）|\([^()]*\)", "", text)
    return (
        changed
        if changed != text and len(changed) > 10 and not re.search(r"不|除|如|[（）()]", text)
        else None
    )


def opener(text: str, rng: random.Random) -> str | None:
    """With a word that says only that something is said."""
    return rng.choice(["据悉，", "此外，", "同时，", "另外，", "目前，"]) + text


def by_whom(text: str, rng: random.Random) -> str | None:
    """X负责Y ↔ 由X负责Y; X应Y → Y由X…: the 被/由 forms."""
    changed = re.sub(r"(?:^|(?<=，))由([^，。；]{2,16})负责", r"\1负责", text, count=1)
    if changed == text:
        changed = re.sub(
            r"(?:^|(?<=，))(采购人|甲方|乙方|中标人|投标人|供应商)负责", r"由\1负责", text, count=1
        )
    if changed == text:
        changed = re.sub(
            r"^(甲方|乙方|采购人|中标人|投标人|供应商)(应当?)(提供|提交|支付|承担|编制|签署)([^，。；、的]{2,20})。",
            r"\4\2由\1\3。",
            text,
            count=1,
        )
    return changed if changed != text else None


def one_clause(text: str, rng: random.Random) -> str | None:
    """The first clause alone."""
    head = re.split(r"[，；]", text.rstrip("。！？"))[0]
    rest = text[len(head) :]
    if (
        len(head) < 10
        or head == text
        or "：" in head
        or re.search(r"的$|时$|外$|除非|前提|如|若|为$", head)
        or "除非" in rest
    ):
        return None
    return head if head.count("（") == head.count("）") and head.count("“") == head.count("”") else None


PARAPHRASES: dict[str, Paraphrase] = {
    "verbatim": verbatim, "no full stop": no_stop, "full width": width, "blanks": blanks, "万 ↔ digits": amount, "% forms": percent,
    "date forms": date_form, "numerals": numeral, "leading adverbial cut": leading, "trailing clause cut": trailing,
    "first clause alone": one_clause, "的/了 cut": particles, "clause order": order, "synonyms": synonym, "bracket cut": aside,
    "opener added": opener, "由/被 forms": by_whom,
}  # fmt: skip
