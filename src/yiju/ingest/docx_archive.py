"""The ZIP archive of a DOCX: bounded in every direction before anything is unpacked or built from it."""

import posixpath
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from yiju.errors import ReadFailure
from yiju.ingest.zip_directory import small_directory

Element = Any
"""An lxml element."""

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_LOOSE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MOST = 400 * 1024 * 1024
"""Bytes of everything unpacked, pictures included."""
MOST_XML = 64 * 1024 * 1024
"""Bytes of all XML read. A thousand pages take some 20 MB."""
MOST_MARKS = 2_000_000
"""Tags and attributes of all XML read: each takes some hundred bytes of memory, however short in the file."""
_READ_AT_ONCE = 1 << 20


class DocxArchive:
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

    def __enter__(self) -> "DocxArchive":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def related(self, source: str, kind: str) -> str | None:
        """The part that ``source`` (empty: the package) names by a relationship ``…/kind``; None if none."""
        folder, name = posixpath.split(source)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels.lower() not in self._names:
            return None
        for relation in self.xml(rels):
            if (
                relation.get("Type", "").rpartition("/")[2] == kind
                and relation.get("TargetMode") != "External"
            ):
                return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        return None

    def xml(self, name: str) -> Element:
        """A part's root. No entity is expanded; comments and instructions are left out."""
        blob = self._bounded(name)
        if blob[:2] in (b"\xff\xfe", b"\xfe\xff"):
            blob = blob.decode("utf-16").encode("utf-8")
        # The encoding is given, not asked for: UTF-8 and UTF-16 are all that the standard allows.
        parser = etree.XMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        return etree.fromstring(blob.replace(_STRICT, _LOOSE), parser)

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
