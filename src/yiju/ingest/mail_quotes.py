"""A mail's lines: new text, quoted history, forwarded text, signature."""

import re
from collections.abc import Sequence
from itertools import islice

from yiju.store.types import Role

_FORWARD = (
    r"转发的?邮件(?:信息)?|已转发邮件|forwarded\s+message|forwarded\s+by|weitergeleitete\s+nachricht|"
    r"message\s+transféré"
)
_ORIGINAL = (
    r"原始邮件|原邮件|原始郵件|回复的原邮件|original\s+message|original\s+mail|"
    r"ursprüngliche\s+nachricht|original"
)
_RULED = re.compile(
    rf"^\s*[-_=—]{{2,}}\s*(?:(?P<forward>{_FORWARD})|(?:{_ORIGINAL}))\s*[-_=—]{{2,}}.*$", re.IGNORECASE
)
_BEGIN_FORWARD = re.compile(
    r"^\s*(?:begin forwarded message|以下(?:是|为)转发的?邮件)\s*[:：]?\s*$", re.IGNORECASE
)
_WROTE = re.compile(
    # Chinese: a clock time or an address tells the mailer's line from a writer's 「他写道：」.
    r"^\s*(?:(?:在|于)?\s*(?=.{0,200}(?:\d[:：]\d\d|\S@\S)).{0,300}(?:写道|寫道|写到)\s*[:：]?|"
    r"on\s.{0,200}\bwrote\s*:|at\s+\d{4}-.{0,160}\bwrote\s*:|am\s.{0,200}\bschrieb\b.{0,160}:|"
    r"le\s.{0,200}\ba\sécrit\s*:|"
    r".{0,120}<[^<>\s]+@[^<>\s]+>\s*(?:wrote|于\s?\d{4}.{0,40}写道)\s*[:：])\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"^[\s*]*(?:发件人|寄件者|from|von|de)[\s*]*[:：]", re.IGNORECASE)
_SENT = re.compile(
    r"^[\s*]*(?:发送时间|发送日期|发件时间|日期|时间|寄件日期|sent|date|gesendet|datum)[\s*]*[:：]",
    re.IGNORECASE,
)
_TO = re.compile(
    r"^[\s*]*(?:收件人|收件者|主题|主旨|抄送|to|cc|subject|an|betreff)[\s*]*[:：]", re.IGNORECASE
)
_QUOTE = re.compile(r"^\s{0,3}(?:[>＞]|\|\s)")
_CLOSING = re.compile(
    r"^\s*(?:此致|敬礼|顺颂商祺|顺祝商祺|祝商祺|商祺|祝好|祝安|谢谢|多谢|感谢|致礼|顺颂.{0,4}|敬上|以上|请知悉|"
    r"(?:with\s+)?(?:best|kind|warm|many)(?:\s+\w+){0,2}\s+(?:regards|wishes)|best\s+regards|regards|best|sincerely|yours\s+\w+|"
    r"thanks(?:\s+and\s+\w+\s+regards)?|many\s+thanks|thank\s+you|cheers|br|mit\s+(?:freundlichen|besten)\s+grü(?:ß|ss)en|"
    r"(?:viele|beste|freundliche)\s+grü(?:ß|ss)e|mfg|cordialement)\s*[,，!！。.:：]*\s*$",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"^\s*(?:发自我的|来自我的|发送自|从我的.{0,12}发送|sent from my|get outlook for|获取\s*outlook)",
    re.IGNORECASE,
)
_SAYS = re.compile(r"[。！？；]|^\s*(?:p\.?\s?s\.?|另外?|附|注|备注)\s*[:：.]", re.IGNORECASE)
_TELLS = re.compile(
    r"\d\s*(?:[万亿]?元|万|%|％|月|天|件|套|台|吨|EUR|USD|RMB|CNY|kg|pcs)|同意|确认|承诺|答应|付款|发货|降价|安排|月底|年底|下?周[一二三四五]"
    r"|\b(?:accept|agree|confirm|pay|send|deliver|need|will|shall|can|cannot|offer|expect|by \d)",
    re.IGNORECASE,
)
"""What no signature says: an amount, a day, a promise."""
_LONGEST_SIGNATURE = 14


def line_roles(lines: Sequence[str], *, forwarded: bool = False) -> list[Role]:
    """The role of each line: ``BODY``, ``QUOTED``, ``SIGNATURE``, ``HEADING`` for the head of an inner mail.

    Args:
        lines: a mail's text; quoted lines start with ``>``.
        forwarded: the subject says that the mail is passed on: its first inner mail is then its content, not
            its history.
    """
    roles = [Role.QUOTED if _QUOTE.match(line) else Role.BODY for line in lines]
    start = 0
    at = 0
    while at < len(lines):
        if roles[at] is Role.BODY and (end := _history_starts(lines, at)):
            head_end, is_forward = end
            if (is_forward or forwarded) and start == 0:
                for n in range(at, head_end):
                    roles[n] = Role.HEADING
                _sign(lines, roles, start, at)
                start = at = head_end
                forwarded = False
                continue
            if _quotes_follow(lines, head_end):
                for n in range(at, head_end):
                    roles[n] = Role.QUOTED
                at = head_end
                continue
            for n in range(at, len(lines)):
                roles[n] = Role.QUOTED
            break
        at += 1
    _sign(
        lines,
        roles,
        start,
        next((n for n in range(start, len(lines)) if roles[n] is Role.QUOTED), len(lines)),
    )
    return roles


def unquoted(line: str) -> str:
    """A line without its quote marks."""
    return re.sub(r"^(?:\s{0,3}[>＞|]\s?)+", "", line)


def _history_starts(lines: Sequence[str], at: int) -> tuple[int, bool] | None:
    """Where history begins at ``at``: the line after its head, and whether it says 'forwarded'."""
    line = lines[at]
    ruled = _RULED.match(line)
    if ruled or _BEGIN_FORWARD.match(line):
        forward = not ruled or bool(ruled["forward"])
        return _head_end(lines, at + 1), forward
    for span in (1, 2, 3):  # 「On … wrote:」 is often wrapped
        joined = " ".join(part.strip() for part in lines[at : at + span])
        if len(joined) <= 400 and line.strip() and _WROTE.match(joined):
            if span > 1 and not re.match(r"\s*(?:在|于|on\s|at\s|am\s|le\s)|.*@", line, re.IGNORECASE):
                continue
            return at + span, False
    if _FROM.match(line):
        near = range(at + 1, min(at + 10, len(lines)))
        sent = any(_SENT.match(lines[n]) for n in near)
        addressed = any(_TO.match(lines[n]) for n in near)
        if sent and addressed:
            return _head_end(lines, at), False
    return None


def _head_end(lines: Sequence[str], at: int) -> int:
    """The first line after a block of ``From: … Sent: … To: … Subject: …`` lines."""
    end = at
    for n in range(at, min(at + 20, len(lines))):
        line = lines[n]
        if _FROM.match(line) and n > at and end > at:
            break  # the next inner mail
        if _FROM.match(line) or _SENT.match(line) or _TO.match(line):
            end = n + 1
        elif line.strip() and not (n == end > at and n + 1 < len(lines) and _TO.match(lines[n + 1])):
            break  # neither a header nor the rest of a wrapped one
    return end


def _quotes_follow(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at:] if line.strip()), "")
    return _QUOTE.match(following) is not None


def _sign(lines: Sequence[str], roles: list[Role], start: int, end: int) -> None:
    """Mark the signature of the text in ``lines[start:end]``, where one closes it."""
    for n in range(start, end):
        if re.fullmatch(r"--\s?", lines[n]):
            _mark(lines, roles, n, end)
            return
    for n in range(start, end):
        if _DEVICE.match(lines[n]):
            _mark(lines, roles, n, n + 1)
        if not _CLOSING.match(lines[n]):
            continue
        below = (lines[at] for at in range(n + 1, end) if lines[at].strip())
        rest = list(islice(below, _LONGEST_SIGNATURE + 1))
        short = all(
            len(line) <= 100 and not (_SAYS.search(line) and len(line) > 8) and not _TELLS.search(line)
            for line in rest
        )
        if len(rest) <= _LONGEST_SIGNATURE and short:
            _mark(lines, roles, n, end)
            return


def _mark(lines: Sequence[str], roles: list[Role], start: int, end: int) -> None:
    for n in range(start, end):
        if lines[n].strip() and roles[n] is Role.BODY:
            roles[n] = Role.SIGNATURE
