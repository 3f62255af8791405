"""What a page points to: its visible links, and where it sends a browser on to by itself."""

import re
from collections.abc import Iterator

from lxml import etree

from yiju.errors import YijuError
from yiju.ingest.encoding import decode
from yiju.ingest.html_tree import parse_html, visible_text
from yiju.sync.web_address import join, split

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{1,40})", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|div|p|table)[\s>]", re.IGNORECASE)
_REFRESH = re.compile(r"\s*(\d+(?:\.\d*)?)?\s*[;,]?\s*(?:url\s*=\s*)?[\"']?([^\"']*)", re.IGNORECASE)
_META = re.compile(r"<meta\b[^>]{0,500}>", re.IGNORECASE)
_AT_ONCE = 10.0
"""Seconds: a page that sends on later is meant to be read first."""
_HEAD = 65_536
_MOST_LINKS = 5000
WESTERN = frozenset({"iso-8859-1", "latin-1", "windows-1252", "us-ascii", "ascii"})
"""What servers say of every page, whatever it is."""


def is_page(kind: str, body: bytes) -> bool:
    """Whether an answer is a web page, by its media type, or by itself where that says nothing."""
    if kind in ("text/html", "application/xhtml+xml"):
        return True
    return kind in ("", "text/plain", "application/octet-stream") and bool(_HTML.search(body[:2048]))


def text_of(body: bytes, charset: str = "") -> str:
    """A page's text, by what its server says of it, what it says itself, or what its bytes look like.

    Raises:
        ReadFailure: not text.
    """
    said = _CHARSET.search(body[:4096])
    own = said[1].decode("ascii") if said else ""
    known = charset if charset and charset.lower() not in WESTERN else own or charset
    return decode(body, declared=known or None)


def links_of(text: str, base: str) -> list[str]:
    """Addresses of the web that a page's visible links lead to, each once, in order, without fragments.

    Raises:
        ReadFailure: nothing can be made of the page.
    """
    root = parse_html(text).root
    own = next((str(e.get("href")) for e in root.iter("base") if e.get("href")), "")
    base = join(base, own) or base
    found: dict[str, None] = {}
    for url in _addresses(root, base):
        found.setdefault(url, None)
        if len(found) >= _MOST_LINKS:
            break
    return list(found)


def refresh_of(text: str, base: str) -> str:
    """Where ``<meta http-equiv="refresh">`` sends a browser at once; empty if nowhere else."""
    for tag in _META.findall(text[:_HEAD]):
        if not re.search(r"http-equiv\s{0,9}=\s{0,9}[\"']?\s{0,9}refresh", tag, re.IGNORECASE):
            continue
        try:
            element = parse_html(f"<html><head>{tag}</head><body>.</body></html>").root.find(".//meta")
        except YijuError:
            continue
        content = str(element.get("content", "")) if element is not None else ""
        said = _REFRESH.match(content)
        if said is None or not said[2].strip() or float(said[1] or 0) > _AT_ONCE:
            continue
        to = join(base, said[2].strip())
        return "" if to == base.partition("#")[0] else to
    return ""


def _addresses(root: etree._Element, base: str) -> Iterator[str]:
    for element in root.iter("a", "area"):
        href = re.sub(r"[\t\r\n]", "", str(element.get("href", ""))).strip()
        seen = element.tag == "area" or element.find(".//img") is not None or visible_text(element)
        if not href or href.startswith("#") or not seen:
            continue
        url = join(base, href)
        if split(url) is not None:
            yield url
