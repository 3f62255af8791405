"""The ZIP archive of an Office file: bounded in every way before anything is unpacked or built."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from yiju.errors import ReadFailure
from yiju.ingest.zip_directory import small_directory

Element = Any
"""An lxml element."""

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w{1,30})/")
_LOOSE = rb"http://schemas.openxmlformats.org/\1/2006/"
"""The standard's strict form has other names for the same things."""
_MOST = 400 * 1024 * 1024
"""Bytes of everything unpacked, pictures included."""
MOST_XML = 64 * 1024 * 1024
"""Bytes of all XML read. A thousand pages take some 20 MB."""
MOST_MARKS = 2_000_000
"""Tags and attributes of all XML read: each takes some hundred bytes of memory, however short in the file."""
_READ_AT_ONCE = 1 << 20
_BLOCK = 1 << 16


class OfficeArchive:
    """Reads parts by their relationships (ECMA-376 part 2). A context manager.

    Raises:
        ReadFailure: it unpacks to more than any document needs.
        zipfile.BadZipFile, KeyError, etree.XMLSyntaxError …: damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if not small_directory(path):
            raise self._bomb("目录过大")
        self._archive = zipfile.ZipFile(path)
        self._bytes = self._marks = 0
        self._names = {info.filename.lower(): info for info in self._archive.infolist()}
        unpacked = sum(info.file_size for info in self._archive.infolist())
        if unpacked > _MOST:
            self.close()
            raise self._bomb(f"解压后有 {unpacked / 1024 / 1024:.0f} MB")

    def __enter__(self) -> "OfficeArchive":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def related(self, source: str, kind: str) -> str | None:
        """The part that ``source`` (empty: the package) names by a relationship ``…/kind``; None if none."""
        return next((part for of, part in self.relations(source).values() if of == kind), None)

    def relations(self, source: str) -> dict[str, tuple[str, str]]:
        """What a part (empty: the package) names, by id: the last word of its kind, and the other part."""
        folder, name = posixpath.split(source)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels.lower() not in self._names:
            return {}
        found = {}
        for relation in self.xml(rels):
            if relation.get("TargetMode") != "External":
                part = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                kind = relation.get("Type", "").rpartition("/")[2]
                found[relation.get("Id", "")] = (kind, part.lstrip("/"))
        return found

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._names

    def blocks(self, name: str) -> Iterator[bytes]:
        """A large part's bytes, in blocks that are small enough to be looked at one by one."""
        with self._archive.open(self._names[name.lower()]) as part:
            while block := part.read(_BLOCK):
                yield block

    def xml(self, name: str) -> Element:
        """A part's root. No entity is expanded; comments and instructions are left out."""
        blob = self._bounded(name)
        if blob[:2] in (b"\xff\xfe", b"\xfe\xff"):
            blob = blob.decode("utf-16").encode("utf-8")
        # The encoding is given, not asked for: UTF-8 and UTF-16 are all that the standard allows.
        parser = etree.XMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        return etree.fromstring(_STRICT.sub(_LOOSE, blob), parser)

    def _bounded(self, name: str) -> bytes:
        """A part's bytes, given up as soon as they hold more than any document does."""
        info = self._names[name.lower()]
        self._bytes += info.file_size
        if self._bytes > MOST_XML:
            raise self._bomb(f"其中的 XML 超过 {MOST_XML / 1024 / 1024:.0f} MB")
        blocks: list[bytes] = []
        with self._archive.open(info) as part:
            while block := part.read(_READ_AT_ONCE):
                self._marks += block.count(b"<") + block.count(b"=")
                if self._marks > MOST_MARKS:
                    raise self._bomb(f"其中的 XML 标记超过 {MOST_MARKS} 个")
                blocks.append(block)
        return b"".join(blocks)

    def _bomb(self, what: str) -> ReadFailure:
        return ReadFailure(
            f"{self._path.name}：{what}，疑似压缩炸弹，未读取", hint="请检查文件来源，或拆分文件。"
        )
