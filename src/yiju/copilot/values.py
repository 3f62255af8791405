"""Sorts of values in a text: what a question asks for, what an attribute carries."""

from functools import lru_cache

import regex

# Bounded, and never begun within digits: a page of digits must not cost a page squared.
_NUMBER = r"(?<!\d)\d[\d,，]{0,24}(?:\.\d{1,12})?"
_HAN_NUMBER = r"[零〇一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]{1,15}"

_PATTERNS = {
    "percent": (
        rf"{_NUMBER}\s*(?:%|％|‰|个百分点|percent)"
        rf"|[百千万]分之(?:{_NUMBER}|{_HAN_NUMBER}(?:点{_HAN_NUMBER})?)"
    ),
    "money": (
        rf"(?:[¥￥€$]|\b(?:EUR|RMB|CNY|USD))\s*{_NUMBER}\s*(?:万|亿|k|million)?"
        rf"|(?:{_NUMBER}|{_HAN_NUMBER})\s*(?:百万|千万|万|亿)?\s*(?:欧元|美元|元|人民币|块钱|EUR\b|RMB\b|CNY\b|USD\b)"
        rf"|{_NUMBER}\s*(?:万|亿)(?![件套台吨辆人次只个份])"
        rf"|{_HAN_NUMBER}[万亿]?元?整|(?<=[（(]\s?[万亿]?元\s?[）)]\s?[:：]\s?){_NUMBER}"
    ),
    "duration": (
        rf"(?:(?<![\d.,])(?!(?:19|20)\d\d\s*年){_NUMBER}|{_HAN_NUMBER})[\s_]*个?"
        r"(?:工作日|日历日|日历天|自然日|天|周|个月|月(?!\d|[一二三四五六七八九十])|年(?!\d)|小时)"
        rf"|(?<![\d.,月年/-]){_NUMBER}\s*日(?:内|历)?(?!期|程|报|元|志)|\bnet \d+"
        rf"|\b{_NUMBER}[- ](?:working |business |calendar )?(?:days?|weeks?|months?|years?)"
    ),
    "term": (
        rf"(?:(?<![\d.,月年/-]){_NUMBER}|{_HAN_NUMBER})\s*个?(?:工作日|日历日|日历天|自然日|天|日|周|月|年|小时)"
        r"\s*(?:之|以)?(?:内|后|前)"
    ),
    "date": (
        r"\d{4}\s*[年./-]\s*\d{1,2}(?:\s*[月./-]\s*\d{0,2}\s*日?)?|\d{1,2}月\d{1,2}[日号]|\d{1,2}[:：]\d{2}|\d{1,2}\s*时"
        r"|[〇零一二三四五六七八九]{4}年|(?:上|下)?(?:周|星期)[一二三四五六日天]|月底|年底|Q[1-4]|第[一二三四]季度"
        r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
        r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.?\s+\d{1,2}|\b20\d\d\b"
    ),
    "month": r"(?<!\d)\d{1,2}月(?!\d)|[一二三四五六七八九十]{1,2}月(?:份|底|初)?",
    "score": rf"{_NUMBER}\s*(?:分|%|％)|(?<=[:：|]\s?){_NUMBER}(?=\s*(?:\||$))",
    "points": (
        rf"{_NUMBER}\s*分(?![之钟])|(?<=(?:分|权重)[^|:：]{{0,6}}[:：]\s?){_NUMBER}(?=\s*(?:\||$))"
        rf"|(?<=\|\s?)(?:\d{{1,3}}\s?[~～—-]\s?)?{_NUMBER}(?=\s*(?:\||$))"
    ),
    "quantity": (
        rf"(?:{_NUMBER}|(?!一[^百千万亿十]){_HAN_NUMBER})\s*(?:万|亿|千)?\s*(?:余|多)?"
        r"(?:件|套|台|吨|辆|人份|人次|测试|只|个(?!月|工作日|小时|百分|星期|自然|日历)|批|次|家|名|人|张|份|项|公斤|千克|t\b|kg|pcs|units?|pieces|tons?)"
    ),
    "phone": r"(?<![\d.])(?:1[3-9]\d[\d\s-]{8,10}|0\d{2,3}[\s-]?\d{7,8}|\+\d[\d\s()-]{8,16})(?!\d)",
    "address": r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}",
    "code": r"(?<![A-Za-z0-9/.-])(?=[A-Z0-9/.-]{0,24}\d)[A-Z0-9][A-Z0-9/.-]{3,30}(?![A-Za-z0-9])",
}
_PARTICULAR = {"phone", "address", "code"}
_ALIKE = ("辆台", "人名位员", "家个", "件个只", "套台副个", "份本页", "批个")
"""Counters that documents use for one another."""


@lru_cache(maxsize=16)
def value_pattern(sort: str) -> "regex.Pattern[str]":
    """The pattern of one sort of value; ``any``: every sort that says how much or when. Raises KeyError."""
    if sort == "any":
        measures = (pattern for name, pattern in _PATTERNS.items() if name not in _PARTICULAR)
        return regex.compile("|".join(f"(?:{p})" for p in measures), regex.IGNORECASE)
    return regex.compile(_PATTERNS[sort], regex.IGNORECASE)


@lru_cache(maxsize=64)
def counted(counter: str) -> "regex.Pattern[str]":
    """The pattern of so many of something: a number before the counter, or before one that means the same;
    or any number where the counter stands in brackets, as in the head of a table.
    """
    same = "".join(dict.fromkeys(counter + "".join(group for group in _ALIKE if counter in group)))
    unit = rf"\s*[百千万亿]{{0,2}}\s*[多余来几]?(?:[{same}](?!工|员|事|部)|\b(?:pcs|units?|pieces|people)\b)"
    return regex.compile(
        rf"(?:{_NUMBER}|{_HAN_NUMBER}){unit}|(?<=[（(][百千万亿]{{0,2}}[{same}][）)][^|]{{0,12}}[:：]\s?){_NUMBER}",
        regex.IGNORECASE,
    )


def has_value(sort: str, text: str) -> bool:
    """Whether ``text`` holds a value of this sort."""
    return value_pattern(sort).search(text) is not None


_SUBJECT = regex.compile(r"[，,]\s*\p{Han}{2,8}(?:为|是|：|:)[^，,]{0,6}$")


def of_another(between: str) -> bool:
    """Whether a value belongs to another subject (…年度降价…，折现率为6%). ``between``: the text from the
    word asked about to the value.
    """
    return _SUBJECT.search(between) is not None


def is_bound(value: str, text: str) -> bool:
    """Whether the value only bounds the cases that a rule is for (1000万元以上)."""
    return regex.search(regex.escape(value) + r"元?\s*(?:（[^）]*）)?\s*(?:以上|以下)", text) is not None
