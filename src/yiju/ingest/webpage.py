"""Web pages: the main content, its headings, lists and tables, and when it was published."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from yiju.errors import Skipped
from yiju.ingest.chat_export import chat_reading
from yiju.ingest.chat_html import looks_like_chat, parse_chat_html
from yiju.ingest.dates import find_date, parse_date
from yiju.ingest.encoding import decode
from yiju.ingest.html_blocks import Block, blocks
from yiju.ingest.html_tree import is_hidden, parse_html, visible_text
from yiju.ingest.prose import PieceMaker
from yiju.ingest.reading import Piece, Reading, lay_out
from yiju.ingest.saved_page import page_in
from yiju.store.types import Role

PARSER = "webpage/5"

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_AROUND_ROLES = frozenset("navigation banner contentinfo complementary search menu menubar dialog".split())
_AROUND_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|breadcrumbs?|crumbs?|menu|sidebar|side|footer|foot|copyright|cookies?|"
    r"share|sharing|social|related|recommend\w*|hot|rank|advert\w*|ads?|toolbar|topbar|pagination|pager|comments?|"
    r"login)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_MOST_WEIGHED = 300
"""Elements whose text is measured on their name alone: more make a page that was built to be slow."""
_NAMED_TAGS = frozenset("div section ul ol td table p span form".split())
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "og:release_date",
    "datepublished", "publishdate", "publish_date", "publish-date", "pubdate", "publishtime", "publish_time",
    "firstpublishedtime", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created",
    "citation_publication_date", "date", "release_date", "weibo:article:create_at", "article:create_at",
)  # fmt: skip


def read_webpage(path: Path) -> Reading:
    """Read a saved page: visible main content in order, paragraphs counted through the document.

    Raises:
        ReadFailure: not text, or nothing like a page.
        Skipped: nothing visible in it.
    """
    data = path.read_bytes()
    text = page_in(data)
    if text is None:
        declared = _CHARSET.search(data[:4096])
        text = decode(data, declared=declared[1].decode("ascii") if declared else None)
    if not text.strip():
        raise Skipped("空文件 (empty file)")
    page = parse_html(text)
    root = page.root
    if looks_like_chat(text) and (chat := parse_chat_html(text, root, path.stem)):
        return chat_reading(chat, path, "html")
    content = choose_content(root)
    laid, paragraphs = lay_out(to_pieces(blocks(content.root, content.dropped)))
    if not paragraphs:
        hint = "请在浏览器里打开，等正文显示后另存。" if page.unseen else ""
        raise Skipped("；".join(["网页没有可见文字 (no visible text)", *page.warnings[:1]]), hint=hint)
    meta = dict(_meta(root))
    first = [p.text for p in paragraphs if p.role is Role.HEADING]
    author = meta.get("author") or meta.get("article:author", "")
    found = {
        "author": author,
        "site": meta.get("og:site_name", ""),
        "url": meta.get("og:url", "") or _canonical(root),
    }
    left_out = content.left_out
    return Reading(
        laid, paragraphs, _title(root, meta, content.root, first) or path.stem, PARSER, "html",
        date=_published(root, meta, content.root) or find_date(laid) or find_date(visible_lines(root)),
        warnings=(*page.warnings, *((f"略去导航、页脚等 {left_out} 字",) if left_out else ())),
        attributes={name: value for name, value in found.items() if value},
    )  # fmt: skip


def to_pieces(found: Iterable[Block]) -> list[Piece]:
    """Blocks with their headings, paragraph numbers and table rows."""
    maker = PieceMaker()
    for block in found:
        if block.table:
            maker.table(block.table)
        elif block.level:
            maker.heading(block.text, block.level)
        else:
            maker.paragraph(block.text)
    return maker.pieces


def visible_lines(root: etree._Element) -> str:
    """All visible blocks, one a line, navigation included."""
    return "\n".join(block.text or "\n".join(block.table) for block in blocks(root))


@dataclass(frozen=True, slots=True)
class Content:
    """The part of a page to read: its root, elements left out, and how many characters are lost by it."""

    root: etree._Element
    dropped: frozenset[etree._Element]
    left_out: int


def choose_content(root: etree._Element) -> Content:
    """The page's main content, where it clearly has one; else the whole page without what stands around it.

    A page loses nothing on a doubt: where this would lose most of it, all that is visible stays.
    """
    total = len(visible_text(root))
    for tag, attribute, value in (("main", "role", "main"), ("article", "itemprop", "articleBody")):
        found = [e for e in root.iter() if (e.tag == tag or e.get(attribute) == value) and not is_hidden(e)]
        outer = [e for e in found if not any(a in found for a in e.iterancestors())]
        if len(outer) == 1 and len(visible_text(outer[0])) >= 0.4 * total:
            root = outer[0]
            break
    within = len(visible_text(root))
    dropped = frozenset(_around(root, within))
    kept = len(visible_text(root, dropped))
    if kept < 0.3 * within:
        return Content(root, frozenset(), total - within)
    return Content(root, dropped, total - kept)


def _around(root: etree._Element, total: int) -> Iterator[etree._Element]:
    """The outermost elements that stand around the content."""
    walker = etree.iterwalk(root, events=("start",))
    weighed = 0
    for _, element in walker:
        if is_hidden(element):
            walker.skip_subtree()
        elif element is not root and _stands_around(element, total, weigh=weighed < _MOST_WEIGHED):
            walker.skip_subtree()
            yield element
        else:
            weighed += _AROUND_NAMES.search(_names(element)) is not None


def _names(element: etree._Element) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _stands_around(element: etree._Element, total: int, *, weigh: bool) -> bool:
    """Navigation, page header and footer, side columns, share bars: by their tag, role or name.

    A name alone proves nothing: what is so named must also be mostly links, or short and without sentences.
    """
    tag, role = element.tag.lower(), element.get("role", "").lower()
    if tag in ("html", "body"):
        return False
    if tag in ("nav", "aside") or role in _AROUND_ROLES:
        return True
    if tag in ("header", "footer"):
        inside = any(a.tag in ("article", "main") for a in element.iterancestors())
        return not inside and element.find(".//h1") is None
    if not weigh or tag not in _NAMED_TAGS or not _AROUND_NAMES.search(_names(element)):
        return False
    text = visible_text(element)
    if element.find(".//h1") is not None or len(text) > 0.5 * total:
        return False
    linked = sum(len(visible_text(a)) for a in element.iter("a"))
    sentences = len(re.findall(r"[。！？]|[.!?](?=\s)", text))
    return linked > 0.5 * len(text) or (len(text) < 0.15 * total and sentences < 2)


def _meta(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Meta names in lower case with their contents; of several the last is kept by the caller's dict."""
    for element in reversed(list(root.iter("meta"))):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if name and content:
            yield name.strip().lower(), content


def _canonical(root: etree._Element) -> str:
    return next((e.get("href", "") for e in root.iter("link") if e.get("rel", "").lower() == "canonical"), "")


def _title(root: etree._Element, meta: dict[str, str], content: etree._Element, headings: list[str]) -> str:
    """The page's one h1, its shared title, its title without the site's name, or its first heading."""
    for place in (content, root):
        tops = [text for e in place.iter("h1") if not is_hidden(e) and (text := visible_text(e))]
        if len(tops) == 1 and len(tops[0]) <= 120:
            return tops[0]
    shared = meta.get("og:title") or meta.get("articletitle") or meta.get("title")
    if shared:
        return shared
    element = root.find(".//title")
    title = re.sub(r"\s+", " ", element.text or "").strip() if element is not None else ""
    first = re.split(r"\s*[_|｜]\s*|\s+[-–—]+\s+|--+|——", title)[0].strip()
    return (first if len(first) >= 4 else title) or next(iter(headings), "")


def _published(root: etree._Element, meta: dict[str, str], content: etree._Element) -> dt.date | None:
    """Publication date from meta names, JSON-LD, microdata, or the only ``time`` of the content."""
    stated = [meta[name] for name in _PUBLISHED if name in meta]
    for script in root.iter("script"):
        if "ld+json" in script.get("type", ""):
            stated.extend(_json_dates(script.text or ""))
    marked = [e for e in root.iter() if e.get("itemprop") == "datePublished"]
    stated.extend(e.get("datetime") or e.get("content") or visible_text(e) for e in marked)
    times = {e.get("datetime") or visible_text(e) for e in content.iter("time")}
    stated.extend(times if len({parse_date(t) for t in times}) == 1 else ())
    return next((date for text in stated if (date := parse_date(text))), None)


def _json_dates(text: str) -> Iterator[str]:
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return
    items = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and isinstance(item.get("datePublished"), str):
            yield item["datePublished"]
