"""A mail's plain text beside the page that people see in its stead: do both say the same?"""

import re
import unicodedata
from collections.abc import Iterable

from yiju.errors import ReadFailure
from yiju.ingest.html_tree import parse_html, visible_text
from yiju.ingest.mail_parts import Parts

_CLAUSE = re.compile(r"[\n。！？；;!?，]|(?<!\d),|,(?!\d)|\.(?=\s)")
_ASIDE = re.compile(
    r"^[\s>]*(?:\d{1,2}[.)、](?!\d)|[-*•#|+]+)?|<?\bhttps?://[^\s>]+>?|<?mailto:\S+|\S+@\S+|\[(?:cid:[^\]\s]{1,120}|image|图片|\d{1,3})\]",
    re.IGNORECASE | re.MULTILINE,
)
"""What programs add that make plain text of a page: marks of lists and quotes, addresses, pictures."""
_BETWEEN = re.compile(r"[\W_]+")
_FIGURE = re.compile(r"[\d零〇一二三四五六七八九十百千万亿两]")
_MOST_MISSING = 1 / 3
_SHORTEST = 4
_SHOWN = 60


def differing(parts: Parts) -> list[str]:
    """Clauses of the plain text whose words or figures do not stand on the page beside it, hidden text aside.

    None where there is no page, or none that can be read.
    """
    if not parts.pages or not parts.texts:
        return []
    try:
        page = "".join(_bare(visible_text(parse_html(one).root)) for one in parts.pages if one.strip())
    except ReadFailure:
        return []
    pairs = _pairs(page)
    found = []
    for text, _, _ in parts.texts:
        for clause in _CLAUSE.split(_ASIDE.sub(" ", text)):
            bare = _bare(clause)
            if bare and bare not in page and _differs(bare, pairs):
                found.append(" ".join(clause.split()))
    return found


def told(clauses: list[str]) -> Iterable[str]:
    """The warning about them, if there are any."""
    if clauses:
        yield (
            f"纯文本正文有 {len(clauses)} 句与网页正文（收件人看到的）不同，如“{clauses[0][:_SHOWN]}”；"
            "依据取自纯文本，请核对原件"
        )


def _bare(text: str) -> str:
    """Letters and digits alone."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).lower()


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _differs(bare: str, pairs: set[str]) -> bool:
    missing = [pair for pair in (bare[at : at + 2] for at in range(len(bare) - 1)) if pair not in pairs]
    if any(_FIGURE.search(pair) for pair in missing):
        return True
    return len(bare) >= _SHORTEST and len(missing) > _MOST_MISSING * (len(bare) - 1)
