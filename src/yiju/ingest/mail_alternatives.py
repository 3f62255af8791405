"""A mail's plain text beside the page that people see in its stead: do both say the same?"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from yiju.errors import ReadFailure
from yiju.ingest.html_tree import parse_html, visible_text
from yiju.ingest.mail_bodies import Body

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
_SAME = 0.8
"""Of the plain text's characters, in clauses that stand on the page."""


def differing(body: Body) -> list[str]:
    """Clauses of the plain text whose words or figures do not stand on the page beside it, hidden text aside.

    None where there is no page, or none that can be read.
    """
    page = _page(body)
    if page is None:
        return []
    pairs = _pairs(page)
    return [
        " ".join(clause.split())
        for clause, bare in _clauses(body)
        if bare not in page and _differs(bare, pairs)
    ]


def joined(bodies: Sequence[Body]) -> list[Body]:
    """Texts, where a page that says the same as the plain text right before it is no text of its own.

    Some programs send both one after the other, and do not say that they are a choice.
    """
    found: list[Body] = []
    for body in bodies:
        before = found[-1] if found else Body()
        if before.texts and not before.pages and not body.texts and len(before.texts) == 1:
            both = Body(before.texts, body.pages)
            if _says_the_same(both):
                found[-1] = both
                continue
        found.append(body)
    return found


def _says_the_same(body: Body) -> bool:
    page = _page(body) or ""
    clauses = [bare for _, bare in _clauses(body)]
    same = sum(len(bare) for bare in clauses if bare in page)
    return 2 * len(page) < 3 * sum(map(len, clauses)) and same > _SAME * sum(map(len, clauses))


def _page(body: Body) -> str | None:
    """Letters and digits that people see of its pages; None where there is none, or none can be read."""
    if not body.pages:
        return None
    try:
        return "".join(_bare(visible_text(parse_html(one).root)) for one in body.pages if one.strip())
    except ReadFailure:
        return None


def _clauses(body: Body) -> Iterator[tuple[str, str]]:
    """The clauses of the plain text, and their letters and digits."""
    for text, _, _ in body.texts:
        for clause in _CLAUSE.split(_ASIDE.sub(" ", text)):
            if bare := _bare(clause):
                yield clause, bare


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
