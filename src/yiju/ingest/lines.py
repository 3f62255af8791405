"""Lines of plain text: which belong together, and how to join them."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_CJK_CHAR, _CJK_RUN = re.compile(f"[{_CJK}]"), re.compile(f"[{_CJK}]+")
_TIGHT_END = re.compile(f"[{_CJK}“”‘’…—（]$")
_TIGHT_START = re.compile(f"^[{_CJK}“”‘’…—]")
SENTENCE_END = re.compile(r"(?:[。！？!?…；;.][”’\"』」）)\]]*|[：:])\s*$")
LIST_ITEM = re.compile(
    r"^\s*(?:[-*+•·●○◦▪■□◆◇➢➤✓✔√–—]\s*(?=\S)|"
    r"[(（]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4}|[a-zA-Z])[)）、]\s*|"
    r"\d{1,3}(?:\.\d{1,3}){0,4}[.．]?\s+(?=\S)|\d{1,3}[.．](?=[^\d\s])|[①-⑳❶-❿]|第[一二三四五六七八九十百千零〇\d]+[条章节款项]|[|>#])"
)

_LABEL = re.compile(r"^\s*[^\s:：，。]{1,12}[:：]")


def join_lines(lines: Iterable[str]) -> str:
    """One line of several: no blank between Chinese characters, one blank elsewhere."""
    joined = ""
    for raw in lines:
        line = raw.strip()
        if not line:
            continue
        if not joined:
            joined = line
        elif _TIGHT_END.match(joined[-1]) or _TIGHT_START.search(line):
            joined += line
        else:
            joined += " " + line
    return joined


def width(line: str) -> int:
    """Columns a line takes: two for a Chinese character, one for others."""
    return len(line) + _han_length(line)


def _han_length(line: str) -> int:
    return len(line) - len(_CJK_RUN.sub("", line))


def unwrap(lines: Sequence[str], limit: int | None = None) -> list[str]:
    """Paragraphs of a block of non-empty lines: hard-wrapped lines joined, separate lines kept.

    A line runs on into the next where it comes near the width at which the block is wrapped and does not
    end a sentence, or where the next line starts with a lower-case letter. List items start anew.

    Args:
        lines: the block.
        limit: columns at which the whole document is wrapped, for blocks too short to tell.
    """
    if not lines:
        return []
    limit = wrap_width(lines) or limit or 0
    groups: list[list[str]] = [[lines[0]]]
    for before, line in pairwise(lines):
        if _runs_on(before, line, limit):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [join_lines(group) for group in groups]


def wrap_width(lines: Sequence[str]) -> int:
    """Columns at which the lines look hard-wrapped, 0 if they do not.

    Wrapped text has several lines close to a common longest width, and some of them break a sentence.
    """
    widths = [width(line.rstrip()) for line in lines]
    longest = max(widths, default=0)
    if not 36 <= longest <= 110:
        return 0
    near = [n for n, line in enumerate(lines) if widths[n] >= longest - (4 if _chinese(line) else 14)]
    broken = sum(1 for n in near if not SENTENCE_END.search(lines[n]))
    return longest if len(near) >= 2 and 3 * len(near) >= len(lines) - 1 and 2 * broken >= len(near) else 0


def _chinese(line: str) -> bool:
    return 3 * _han_length(line) > len(line)


def _runs_on(before: str, line: str, limit: int) -> bool:
    if LIST_ITEM.match(line):
        return False
    first = line.lstrip()[:1]
    ended = SENTENCE_END.search(before) is not None
    if first.islower() and not ended and width(before) > 30:
        return True
    if line.startswith(("\u3000\u3000", "    ", "\t")) and ended:
        return False
    if not limit:
        # Too few lines to tell: a long line that stops in the middle of a sentence was cut by its width.
        return not ended and 60 <= width(before.rstrip()) <= 100 and not _LABEL.match(line)
    room = limit - width(before.rstrip())
    if _CJK_CHAR.match(first):
        return room <= 5 and not (ended and room > 2)
    # The next word did not fit: the line was broken by its width, not by its writer.
    word = re.match(r"\S+", line.lstrip())
    return (width(word.group()) + 1 if word else 0) > room
