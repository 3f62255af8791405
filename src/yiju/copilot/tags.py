"""The printed tag 〔依据…〕: made by code from the locator, never by a model.

Its parts, in one line: date, title, place. Spoken or printed, it must let a person find the place by
hand. ``docs/citations.md`` tells readers how pages, paragraphs and rows are counted.
"""

import re

from yiju.copilot.lookalikes import folded
from yiju.ingest.visible import visible_line
from yiju.store.types import Document, Kind, Locator

CERTAIN = 0.9
"""Mean confidence from which recognised text stands in a tag like any other. Of clean scans 99 lines in 100
reach it; below it about one character in ten is wrong."""
_MAX_TITLE = 30
_CJK_START = re.compile(r"^[㐀-鿿]")
_BEGINS = r"[〔\[](?:YIJU)?依据[:：]?(?:\d{4}|日期不详|已删除|E\d)"
_PLACED = (
    r"\((?:YIJU)?依据[:：]?(?:\d{4}-\d{2}-\d{2}|日期不详)[^()〔〕\[\]]*?"
    r"(?:第[\d.]+[段条页行]|P\d+|\d{2}:\d{2})[^()〔〕\[\]]*\)"
)
"""Round brackets are honest in 依据2024年审计报告: a forgery has date and place as only a tag writes them."""
_BEGUN = re.compile(rf"{_BEGINS}|〔(?:YIJU)?依据[^〕]|{_PLACED}", re.IGNORECASE)
_TAG = re.compile(rf"〔(?:YIJU)?依据[^〔〕]*〕|{_BEGINS}[^〔〕\[\]]*[〕\]]|{_PLACED}", re.IGNORECASE)
_BRACKETS = str.maketrans("〔〕", "()")


def place(locator: Locator, kind: Kind) -> str:
    """The place inside its document: ``P12(印刷页10)第3段``, ``第8.2条``, ``18:42 Vogt``, ``表2第4行``; of a
    chat ``01-08 10:21李雷``; of a scan that was hard to recognise ``P1第2段OCR``."""
    if locator.timecode or locator.speaker:
        speaker = locator.speaker or ""
        at = locator.timecode or (f"第{locator.paragraph}段" if locator.paragraph is not None else "")
        at = f"{locator.day[5:]} {at}" if locator.day else at
        gap = "" if not at or _CJK_START.match(speaker) else " "
        return f"{at}{gap}{speaker}".strip()
    parts: list[str] = []
    if locator.page is not None:
        pages = f"P{locator.page}"
        if locator.page_end and locator.page_end != locator.page:
            pages += f"-{locator.page_end}"
        if locator.page_label:
            pages += f"(印刷页{locator.page_label})"
        parts.append(pages)
    if locator.table is not None and locator.row is not None:
        parts.append(f"表{locator.table}第{locator.row}行")
    elif locator.clause and kind is Kind.CONTRACT:
        parts.append(_clause(locator.clause))
    elif locator.paragraph is not None:
        parts.append(f"第{locator.paragraph}段")
    elif locator.clause:
        parts.append(_clause(locator.clause))
    elif locator.page is not None:
        parts.append("标题")
    if locator.confidence is not None and locator.confidence < CERTAIN:
        parts.append("OCR")
    return "".join(parts)


def make_tag(document: Document, locator: Locator, *, ambiguous: bool = False) -> str:
    """The whole tag. ``ambiguous``: another call of the same day, or another chat, exists, so the title is
    named too. A chat's message has the day on which it was written.

    Whatever title and speaker hold, it is one line with one pair of 〔〕.
    """
    date = locator.day or (document.date.isoformat() if document.date else "日期不详")
    inside = f"{_name(document, ambiguous)}{place(locator, document.kind)}"
    return f"〔依据{date}{visible_line(inside).translate(_BRACKETS)}〕"


def bears_tag(text: str) -> bool:
    """Whether a text holds what begins like a tag, whatever its brackets, blanks and hidden characters."""
    return _may_bear(text) and _BEGUN.search(folded(text)[0]) is not None


def strip_tags(text: str) -> str:
    """Text without anything that looks like a tag: documents and models cannot forge one."""
    if not _may_bear(text):
        return text
    seen, places = folded(text)
    for match in reversed(list(_TAG.finditer(seen))):
        text = text[: places[match.start()]] + text[places[match.end() - 1] + 1 :]
    return text


def _may_bear(text: str) -> bool:
    return "依" in text and ("据" in text or "據" in text)


def _name(document: Document, ambiguous: bool) -> str:
    title = _without_date(visible_line(document.title), document)
    if len(title) > _MAX_TITLE:
        title = title[: _MAX_TITLE - 1] + "…"
    if document.kind is Kind.CALL:
        what = "聊天记录" if document.attributes.get("chat") else "通话记录"
        return f"{what}《{title}》" if ambiguous else what
    if document.kind is Kind.MAIL:
        return f"邮件《{title}》"
    return f"《{title}》" if title[:1].isdigit() else title


def _without_date(title: str, document: Document) -> str:
    """The title without its own date, which the tag already begins with."""
    if document.date is None:
        return title
    day = document.date
    written = rf"{day.year}[-._年]?0?{day.month}[-._月]?0?{day.day}日?"
    bare = re.sub(rf"[\s_\-·]*{written}[\s_\-·]*", " ", title).strip()
    return bare or title


def _clause(clause: str) -> str:
    """``8.2`` → ``第8.2条``; a clause that already reads as one stays as printed."""
    return f"第{clause}条" if clause[:1].isdigit() else clause
