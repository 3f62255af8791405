"""HTML trees: parsing however broken pages, and what of them a person sees."""

import re
from dataclasses import dataclass

from lxml import etree

from yiju.errors import ReadFailure
from yiju.ingest.html_visibility import take_out_unseen
from yiju.ingest.lines import join_lines

_NEVER = frozenset(
    (
        "script style noscript template svg canvas iframe object embed select button input option "
        "video audio map head math datalist applet frameset noframes noembed rp rt title"
    ).split()
)
BLOCK_TAGS = frozenset(
    (
        "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
        "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu "
        "nav ol p pre section summary table tbody td textarea tfoot th thead tr ul"
    ).split()
)


_MOST_MARKS = 250_000
"""Tags and attributes: each costs memory and time, however short."""
_CROWDED = re.compile(r"<[a-zA-Z/](?:[^<>\s=/]*+[\s=/]++){20000}")
"""A tag of so many attributes that telling them apart takes minutes."""
_DATA = re.compile(r"data:(?!text/css)[\w/+.-]{1,80};base64,[A-Za-z0-9+/=]*")
"""Embedded pictures: not read, and as large as pictures are."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's tree without the text that nobody sees.

    Attributes:
        unseen: characters left out, blanks not counted.
        certain: whether all style rules could be looked at.
        unclear: whether a rule that hides something could not be followed.
        cut: whether tags lie in each other more deeply than can be followed; what stands behind is not there.
    """

    root: etree._Element
    unseen: int
    certain: bool
    unclear: bool = False
    cut: bool = False

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know of it, one line each."""
        found = []
        if self.cut:
            found.append("网页标签嵌套过深（多于 2000 层），其后的内容未读取")
        if self.unseen:
            found.append(f"有 {self.unseen} 字看不见（隐藏、与底色相同或在页面之外），未作为依据")
        if not self.certain:
            found.append("样式表过大，未能逐条判断文字是否隐藏")
        if self.unclear:
            found.append("有会隐藏文字的样式规则无法判断是否生效，可能有看不到的文字未去掉，请对照原网页")
        if formulas := sum(map(_is_shown, self.root.iter("math"))):
            found.append(f"有 {formulas} 个公式（MathML），未读取")
        if any(one.get("srcdoc") for one in self.root.iter("iframe")):
            found.append("有内嵌的网页（iframe），其中内容未读取")
        if next(self.root.iter("frameset"), None) is not None:
            found.append("这是由框架拼成的网页，各框架里的内容不在这个文件里，请打开后分别另存")
        return tuple(found)


def parse_html(text: str) -> Page:
    """A page, however broken, as a person sees it.

    Raises:
        ReadFailure: nothing can be made of it, or more tags and attributes than any page has.
    """
    text = _DATA.sub("data:", re.sub(r"\A\s*<\?xml[^>]*\?>", "", text))
    if text.count("<") + text.count("=") > _MOST_MARKS or _CROWDED.search(text):
        raise ReadFailure("网页标记多得不像一份资料，未读取", hint="请检查文件来源，或另存为 PDF 后再导入。")
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, huge_tree=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise ReadFailure(f"网页无法解析: {str(error)[:120]}") from None
    if root is None:
        raise ReadFailure("网页里没有内容 (no markup)")
    found = take_out_unseen(root)
    cut = any(one.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for one in parser.error_log)
    return Page(root, found.letters, found.complete, found.unclear, cut)


def is_hidden(element: etree._Element) -> bool:
    """Whether an element of a parsed page is not looked into: not seen, or nothing to read."""
    if not isinstance(element.tag, str) or element.tag.lower() in _NEVER:
        return True
    return element.get("hidden") is not None


def _is_shown(element: etree._Element) -> bool:
    return not any(map(is_hidden, element.iterancestors()))


def visible_text(element: etree._Element, dropped: frozenset[etree._Element] = frozenset()) -> str:
    """All visible text of an element in one line; Chinese lines are joined without a blank."""
    parts = _visible(element, dropped)
    return re.sub(r"\s{2,}", " ", join_lines("".join(parts).split("\n")))


def shown_lines(element: etree._Element, dropped: frozenset[etree._Element] = frozenset()) -> str:
    """The same with the lines as a browser breaks them."""
    lines = "".join(
        part if part == "\n" else " ".join(part.split("\n")) for part in _visible(element, dropped)
    )
    return "\n".join(line.strip() for line in lines.split("\n") if line.strip())


def _visible(element: etree._Element, dropped: frozenset[etree._Element]) -> list[str]:
    """Visible text in pieces, and a line's end for every break."""
    parts: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end", "comment"))
    for event, node in walker:
        if event == "start":
            if node.tag == "br" or node.tag in BLOCK_TAGS:
                parts.append("\n")
            if is_hidden(node) or node in dropped:
                walker.skip_subtree()
            elif node.text:
                parts.append(node.text)
        elif node is not element and node.tail:
            parts.append(node.tail)
    return parts
