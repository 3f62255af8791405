"""Large parts of an Office file, element by element: nothing of them is held as a whole."""

from collections.abc import Iterator

from lxml import etree

from yiju.errors import ReadFailure
from yiju.ingest.office_archive import Element, OfficeArchive

_MOST_BETWEEN = 1_000_000
"""Tags and attributes between two elements that are asked for."""
_MOST_BYTES = 400 * 1024 * 1024


def elements(archive: OfficeArchive, name: str, tags: tuple[str, ...]) -> Iterator[tuple[str, Element]]:
    """The elements of these local names, each complete, with its local name; it is emptied afterwards.

    Raises:
        ReadFailure: more between two of them than any file has.
        etree.XMLSyntaxError: damaged.
    """
    parser = etree.XMLPullParser(
        events=("end",), tag=[f"{{*}}{tag}" for tag in tags],
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    marks = size = 0
    for block in archive.blocks(name):
        size += len(block)
        marks += block.count(b"<") + block.count(b"=")
        if marks > _MOST_BETWEEN or size > _MOST_BYTES:
            raise ReadFailure("XML 标记多得不像一份资料，疑似压缩炸弹", hint="请检查来源，或拆分文件。")
        parser.feed(block)
        for _, found in parser.read_events():
            element: Element = found
            yield str(element.tag).rpartition("}")[2], element
            marks = 0
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:  # ``len`` would count them all
                del parent[0]
    parser.close()
