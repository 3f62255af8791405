"""Datelines of news: which outlet reports from where, when and by whom, before the news begins."""

import re

_OUTLET = r"(?:本报|本刊|本网|本台|[\u4e00-\u9fff]{2,8}?(?:社|网|报|台|在线))"
_DAY = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日"
_SENT = r"(?:专)?(?:电|讯|消息)"
_BY = r"[（(](?:[^（）()\n]{0,12}(?:记者|通讯员|编辑|作者)[^（）()\n]{1,30})[）)]"
_DATELINE = re.compile(
    rf"\s*(?:{_OUTLET}[\u4e00-\u9fff]{{0,8}}?\s*{_DAY}\s*{_SENT}(?:\s*{_BY}|(?=[\s，,：:。]))"
    rf"|{_OUTLET}[\u4e00-\u9fff]{{0,6}}?{_SENT}\s*{_BY}"
    rf"|{_OUTLET}讯(?=[\s，,：:])"
    rf"|{_BY}(?=\s*\S))\s*[：:，,]?\s*"
)
_LEAST_NEWS = 6


def dateline_length(text: str) -> int:
    """Characters of the dateline that a paragraph begins with; 0 if there is none, or nothing after it."""
    match = _DATELINE.match(text)
    return match.end() if match and len(text) - match.end() >= _LEAST_NEWS else 0
