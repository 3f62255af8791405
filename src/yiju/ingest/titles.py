"""Titles: what a person would call a document, from its properties, its text or its file name."""

import re
from pathlib import Path

_MOST = 60
_NOISE = re.compile(
    r"^(?:Microsoft (?:Word|PowerPoint|Excel)\b.*|PowerPoint 演示文稿|Word 文档|untitled.*|无标题.*|"
    r"未命名.*|标题|题目|文档\s*\d*|新建.*文档.*|document\d*|doc\d*|.*\.(?:docx?|pdf|wps|xlsx?|pptx?|rtf|tmp|html?|dot[xm]?)|"
    r"[\W\d_]+|(?!\d{4}年)[A-Za-z]{0,3}\d[\w-]*|template|slide \d+|normal(?:\.dotm?)?|default|title)$",
    re.IGNORECASE,
)

_GENERIC = re.compile(
    r"^(?:公开|竞争性|邀请|政府|国内|国际|项目|货物|服务|工程|采购)*(?:招标|投标|采购|谈判|磋商|询价|比选|单一来源)+"
    r"(?:文件|公告|书|邀请书)?(?:正文|范本|示范文本)?$|^(?:合同|合同书|协议|协议书|目录|附件|封面|报告|年度报告|附录)$"
)
_SUBJECT = re.compile(r"项\s*目\s*名\s*称\s*[：:]\s*(?:\|\s*)?(?!详?见)([^\n|：:；;。]{4,44})")
_CHINESE_BLANK = re.compile(
    r"(?<=[\u4e00-\u9fff（）《》、，]) (?=[\u4e00-\u9fff（）《》、，])"
    r"|(?<=\d) (?=[年月日期号季版])|(?<=[年月第]) (?=\d)"
)


def meaningful_title(title: str, path: Path) -> bool:
    """Whether a title says what the document is: neither a program's default nor garbage."""
    title = " ".join(title.split())
    if not 4 <= len(title) <= _MOST or _NOISE.match(title) or title == path.name:
        return False
    readable = sum(1 for c in title if c.isalnum() or c in " -—–_·:：,，.。、()（）《》“”/&'’\"[]【】")
    return readable >= 0.9 * len(title) and "\ufffd" not in title and not _mojibake(title)


def choose_title(stored: str, printed: list[str], text: str, path: Path) -> str:
    """The best name for a document.

    Args:
        stored: the title in its properties; kept only if the document's own head bears it out, as
            templates and earlier documents leave theirs behind.
        printed: title-like texts at its head, best first.
        text: the document's text.
    """
    head = re.sub(r"\s+", "", text[:6000]).casefold()
    stored = " ".join(stored.split())
    candidates = [_closed(stored)] if re.sub(r"\s+", "", stored).casefold() in head else []
    candidates += [_closed(one) for one in printed]
    for title in candidates:
        if not meaningful_title(title, path):
            continue
        if not _GENERIC.match(title):
            return title
        subject = _SUBJECT.search(text[:6000])
        if subject and title not in subject.group(1) and len(subject.group(1)) + len(title) <= _MOST:
            return _closed(subject.group(1)) + title
        return file_title(path) if meaningful_title(path.stem, path) else title
    return file_title(path)


def _closed(title: str) -> str:
    """The title without the blanks that typesetting leaves in Chinese: ``招 标 文 件``, ``2024 年``."""
    return _CHINESE_BLANK.sub("", " ".join(title.split()))


def _mojibake(text: str) -> bool:
    """Chinese bytes shown as Latin-1: mostly accented letters and signs."""
    odd = sum(1 for char in text if "\x80" <= char <= "\u00ff")
    return odd >= 3 and odd > 0.3 * len(text)


def file_title(path: Path) -> str:
    """The file's name without its suffix."""
    return " ".join(path.stem.split()) or path.name


def shown_pages(pages: list[int]) -> str:
    """Page numbers as people write them: ``3-5、9``."""
    spans: list[list[int]] = []
    for page in pages:
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    shown = [str(a) if a == b else f"{a}-{b}" for a, b in spans[:12]]
    return "、".join(shown) + (" 等" if len(spans) > 12 else "")
