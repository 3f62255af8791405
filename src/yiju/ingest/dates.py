"""A document's own date, as it says so itself. None rather than wrong; file time is never asked.

A date that a text merely mentions (a deadline, an event, a reference) is not its date. Only these count,
in this order: a date after a label such as 发布日期 or Date; a news dateline; an agreement's signing date;
a line near the start that holds a date and little else; the date line that closes a document.
"""

import datetime as dt
import re

from yiju.ingest.date_forms import dates_in, parse_date, plain_digits

__all__ = ["find_date", "parse_date"]

_WEEKDAY = (
    r"(?:星期|周|礼拜)[一二三四五六日天]|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
)
_CLOCK = (
    r"(?:上午|下午|晚上?|中午|凌晨)?\s*\d{1,2}\s*"
    r"(?:[:：]\s*\d{2}(?:[:：]\d{2})?|[点时](?:\d{1,2}分|半)?)\s*(?:[ap]\.?m\.?)?"
)
_LASTING = r"(?:时长|共|约)?\s*\d+\s*(?:小时|分钟|分|秒|min(?:ute)?s?\b|h(?:ours?)?\b)"
_TRIM = re.compile(rf"{_WEEKDAY}|{_CLOCK}|{_LASTING}|[\s()（）\[\]【】,，·|/:：—–~～至#*_>-]+", re.IGNORECASE)

_PUBLISHED = (
    "发布时间|发布日期|发表时间|发表日期|发稿时间|发文日期|发布于|发表于|刊登日期|出版日期|公告日期|公告时间|成文日期|"
    "报告日期|报告时间|编制日期|编制时间|出具日期|印发日期|签发日期|制表日期|填表日期|落款日期|"
    "签订日期|签署日期|签约日期|签订时间|签署时间|签约时间|签订于|签署于|合同日期|协议日期|"
    "会议时间|会议日期|开会时间|录音时间|录音日期|录制时间|录制日期|通话时间|通话日期|沟通时间|拜访时间|拜访日期|访谈时间|访谈日期|"
    "记录时间|记录日期|发送时间|发件时间|编写日期|撰写日期|整理日期|创建时间|发送日期|"
    "录制开始|录音开始|会议开始|通话开始|开始时间|开始录制|开始录音"
)
_PLAIN = (
    "更新日期|更新时间|修订日期|统计日期|盘点日期|验收日期|审核日期|评审日期|检查日期|"
    "日期|时间|日\u3000*期|时\u3000*间|日 +期|时 +间"
)
_ENGLISH = (
    "date published|published(?: on| at)?|publication date|release date|report date|"
    "date of issue|issue date|issued(?: on)?|posted(?: on)?|"
    "date of report|meeting date|call date|recorded(?: on)?|date signed|sent|dated?"
)
_OWNER = "(?:本|该|此)?(?:合同|协议|报告|文件|资料|文章|新闻|公告|标书|通知|甲方|乙方|双方)?(?:的)?"
_LABELLED = re.compile(
    rf"(?:(?<![\u4e00-\u9fff]){_OWNER}(?P<strong>{_PUBLISHED})|(?<![\u4e00-\u9fff])(?P<plain>{_PLAIN})"
    rf"|(?:^|[\n|>（(【\[])[ \t*_]*(?P<english>{_ENGLISH})\b)"
    r"[ \t*_]*(?P<colon>[：:|]|为|是|于)?[ \t*_]*(?:于|[|])?[ \t]*\n?[ \t]*",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\bthis\s+(?:[\w\"“”'&-]+\s+){0,6}?[(“\"]?(?:agreement|contract|lease|amendment|addendum|memorandum)\b"
    r"[^.;]{0,160}?\b(?:made|dated|entered\s+into|executed|signed|effective)\b|"
    r"(?:合同|协议|协议书)(?:由[^\n]{0,60}?|（[^）\n]{0,30}）)?(?:于|在)\s*(?=[\d〇○零一二三四五六七八九])",
    re.IGNORECASE,
)
_AGREEMENT = re.compile(r"合\s*同|协\s*议|\bagreement\b|\bcontract\b", re.IGNORECASE)
_SIGNING = re.compile(
    r"(?:\bdate(?:d|\s+of)?|(?<![\u4e00-\u9fff])日\s*期|签[订署约](?:日期|时间))\s*[:：]\s*", re.IGNORECASE
)
_SIGNED = re.compile(r"^[^\n。；]{0,40}?(?:签订|签署|签立|订立|签约)")
_DATELINE_AFTER = re.compile(
    r"^\s*[)）]?\s*(?:（[^）]{0,20}）\s*)?(?:(?:[\u4e00-\u9fff]{0,10}?(?:讯|电|消息|报道))[）)】\]]?|[（(][^）)\n]{0,30}(?:newswire|wire|reuters)[^）)\n]{0,20}[)）]|"
    r"/[A-Z][\w ./-]{2,40}/|[-–—]{1,2}\s*\S)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"来源|来自|作者|记者|编辑|责编|字号|阅读|浏览|点击|次|评论|分享|收藏|转发|打印|发布|发表|更新|原创|讯|电|报|网|社|新闻|公众号|"
    r"by|source|author|updated|published|posted|edited|views?|min read",
    re.IGNORECASE,
)
_NOT_OWN = re.compile(
    r"截止|截至|之前|以前|[日号]前|不晚于|不迟于|起|至今|到期|有效期|开标|交付|交货|投标|生效|失效|届满|期限|下次|上次|deadline|due|until|"
    r"before|by end|expir|effective|valid",
    re.IGNORECASE,
)


def find_date(text: str, *, head_chars: int = 1500, tail_chars: int = 800) -> dt.date | None:
    """The document's own date, or None where it does not clearly say so.

    Args:
        text: the document's text.
        head_chars: characters at the start where labels, datelines and date lines count.
        tail_chars: characters at the end where signing dates and closing date lines count.
    """
    text = plain_digits(text)
    head, tail = text[:head_chars], text[max(0, len(text) - tail_chars) :]
    return (
        _labelled(head)
        or _dateline(head[:800])
        or _legal(text[: head_chars * 2])
        or _date_line(head, text)
        or _closing(tail)
    )


def _at(text: str, position: int, *, within: int) -> dt.date | None:
    """The date that starts at ``position`` or up to ``within`` characters after it, on the same line."""
    line_end = text.find("\n", position)
    window = text[position : min(position + within + 30, len(text) if line_end < 0 else line_end)]
    for start, _, date in dates_in(window):
        return date if start <= within else None
    return None


def _labelled(head: str) -> dt.date | None:
    """Date after a label; labels that say publication, signing or recording go before a bare 日期."""
    plain: dt.date | None = None
    for match in _LABELLED.finditer(head):
        named = match.group("strong") or match.group("english")
        if not match.group("colon") and not match.group("strong") and not match.group("english"):
            continue
        date = _at(head, match.end(), within=12 if named else 8)
        if date is None:
            continue
        if named:
            return date
        plain = plain or date
    return plain


def _dateline(head: str) -> dt.date | None:
    """``新华社北京2026年1月15日电``, ``STUTTGART, Jan. 15, 2026 /PRNewswire/ --``."""
    for start, end, date in dates_in(head):
        line_start = head.rfind("\n", 0, start) + 1
        before, after = head[line_start:start], head[end : end + 60].partition("\n")[0]
        if len(before) <= 45 and not re.search(r"[。；;！？]", before) and _DATELINE_AFTER.match(after):
            dash = re.match(r"\s*[-–—]", after)
            if dash and (
                _NOT_OWN.search(before) or any(s <= 6 for s, _, _ in dates_in(after)) or not before.strip()
            ):
                continue
            return date
    return None


def _date_line(head: str, text: str) -> dt.date | None:
    """A line that is a date and little else: the date line of a letter, a cover, a web page or a post.

    Several such lines with different dates make a diary or a list of posts, which has no one date.
    """
    alone = {date for date, rest in map(_only_date, text.split("\n")) if date and not rest}
    article = not _AGREEMENT.search(head[:300])  # what stands beside a date in an agreement is no byline
    lines = [line for line in head.split("\n") if line.strip()]
    for number, line in enumerate(lines[:25]):
        date, rest = _only_date(line)
        if date is None:
            continue
        if re.search(r"日期|时间|date", rest, re.IGNORECASE):
            continue  # a label this module does not know
        if not rest and len(alone) > 1:
            return None
        if not rest or (
            article and len(rest) <= 60 and _BYLINE.search(rest) and not re.search(r"[。；]", rest)
        ):
            return date
        if number < 5 and len(rest) <= 16 and not re.search(r"[。；！？!?%％￥$\d]", rest):
            return date
    return None


def _only_date(line: str) -> tuple[dt.date | None, str]:
    """The single date of a short line and what else the line says; (None, …) where it is not such a line."""
    if len(line) > 100 or _NOT_OWN.search(line):
        return None, line
    found = list(dates_in(line))
    if not found or len({date for _, _, date in found}) > 1:
        return None, line
    start, end, date = found[0]
    return date, _TRIM.sub("", f"{line[:start]} {line[end:]}")


def _legal(head: str) -> dt.date | None:
    """``This Agreement is made as of January 15, 2026``, ``本合同由甲乙双方于2026年1月15日签订``."""
    for match in _LEGAL.finditer(head):
        after = head[match.end() : match.end() + 100].replace("\n", " ")
        start, end, date = next(dates_in(after), (0, 0, None))
        if date is None:
            continue
        if match.group()[0] in "合协":
            if start == 0 and _SIGNED.match(after[end:]):
                return date
        elif start <= 60 and not re.search(r"[;。]|\.\s", after[:start]):
            return date
    return None


def _closing(tail: str) -> dt.date | None:
    """The latest of the date lines that close a document: it is dated when the last party has signed."""
    found: list[dt.date] = []
    for line in tail.split("\n"):
        date, rest = _only_date(line)
        labels = re.sub(
            rf"{_PUBLISHED}|日期|甲方|乙方|买方|卖方|签字|盖章|签章|法定代表人|授权代表|date|signature",
            "",
            rest,
            flags=re.I,
        )
        if date is not None and not labels:
            found.append(date)
        elif not _NOT_OWN.search(line):
            marks = [_at(line, mark.end(), within=2) for mark in _SIGNING.finditer(line)]
            found.extend(mark for mark in marks if mark)
    if not found or (max(found) - min(found)).days > 60:
        return None
    return max(found)
