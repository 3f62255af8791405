"""Files that lie in other files: attachments of a mail, messages of a mailbox, members of an archive.

Each has a place of its own: the place of the file around it, and behind ``#`` the steps that lead to it, so
that it is found again when that file is read again, and keeps its id while its bytes are the same.
"""

import hashlib
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from yiju.errors import ReadFailure, Skipped, YijuError
from yiju.ingest.forms import Form
from yiju.ingest.place_names import inside, path_of
from yiju.ingest.sniff import HEAD, sniff

HOLDING = frozenset({Form.MAIL, Form.MSG, Form.TNEF, Form.MBOX, Form.ZIP})
"""Forms that hold files. A mail is a document beside; the others are none of their own."""
MOST_DEPTH = 5
_MOST_FILES = 100_000
_MOST_BYTES = 2 * 1024**3
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\\\:*?\"<>|]")
_LONGEST_NAME = 60
"""Characters, of up to four bytes: file systems allow 255 bytes."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file as it lies in another.

    Attributes:
        step: what tells it from its neighbours, the same whenever the file around it is read.
        name: as a person knows it; its form and, where it has none, its title are told by it.
        content: its bytes. Raises ReadFailure or ValueError where they cannot be had.
        shown: how a report names it, where not by its name.
        facts: what the file around it says of it, for its attributes.
        sent: the mail it came with says when; for content that does not say its own date.
    """

    step: str
    name: str
    content: Callable[[], bytes]
    shown: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    sent: str = ""


@dataclass(slots=True)
class Budget:
    """What may be taken out of one file in all, however deep things lie in it.

    Raises (by ``take``):
        ReadFailure: more than any collection holds.
    """

    files: int = _MOST_FILES
    bytes: int = _MOST_BYTES

    def take(self, size: int) -> None:
        """Count one more file of ``size`` bytes."""
        self.files -= 1
        self.bytes -= size
        if self.files < 0 or self.bytes < 0:
            raise ReadFailure(
                "拆出的文件过多或过大，疑似压缩炸弹，其余未读取", hint="请拆成几份，或检查文件来源。"
            )


def form_of(path: Path) -> Form | None:
    """A file's form; None where it cannot be told. Raises OSError."""
    with path.open("rb") as file:
        return sniff(file.read(HEAD), path).form


def members(path: Path, form: Form | None) -> Iterator[Member]:
    """The files in a file, in its order; none in one that holds none.

    Raises:
        ReadFailure: it cannot be taken apart.
    """
    if form is Form.MBOX:
        from yiju.ingest.mail_members import messages_in

        return messages_in(path)
    if form is Form.ZIP:
        from yiju.ingest.zip_members import files_in

        return files_in(path)
    if form in (Form.MAIL, Form.MSG, Form.TNEF):
        from yiju.ingest.mail_members import attachments_in

        return attachments_in(path, form)
    return iter(())


def numbered(found: Iterator[Member]) -> Iterator[tuple[str, Member]]:
    """Members with their steps made unique: of equal ones the second is ``…~2``."""
    seen: Counter[str] = Counter()
    for member in found:
        seen[member.step] += 1
        count = seen[member.step]
        yield (member.step if count == 1 else f"{member.step}~{count}"), member


def put_out(data: bytes, name: str, folder: Path) -> Path:
    """Write a member's bytes under its name, made harmless, for a reader to read."""
    plain = _UNSAFE.sub("_", name).strip(" .") or "文件"
    plain = plain.encode("utf-8", "replace").decode("utf-8")
    suffix = Path(plain).suffix if len(Path(plain).suffix) <= 10 else ""
    stem = plain.removesuffix(suffix)[:_LONGEST_NAME]
    path = folder / (stem + suffix)
    path.write_bytes(data)
    return path


def bytes_at(path: Path, steps: list[str]) -> bytes:
    """What lies inside a file at the end of these steps.

    Raises:
        ReadFailure: nothing does.
    """
    step, rest = steps[0], steps[1:]
    for name, member in numbered(members(path, form_of(path))):
        if name != step:
            continue
        try:
            data = member.content()
        except ValueError as error:
            raise ReadFailure("原件里的这个文件解不出来") from error
        if not rest:
            return data
        with tempfile.TemporaryDirectory(prefix="yiju-") as folder:
            return bytes_at(put_out(data, member.name, Path(folder)), rest)
    raise ReadFailure("原件里已没有这个文件")


def holds_inside(place: str, sha256: str) -> bool:
    """Whether these bytes still lie at a place inside a file. Raises OSError."""
    path = path_of(place)
    about = path.stat()
    return _catalogue(path, about.st_size, about.st_mtime_ns).get(place.partition("#")[2]) == sha256


@lru_cache(maxsize=4)
def _catalogue(path: Path, size: int, changed: int) -> dict[str, str]:
    """Everything inside a file: its place behind ``#``, and the SHA-256 of its bytes."""
    found: dict[str, str] = {}
    with suppress(ReadFailure, Skipped):
        _look(path, "", 1, found, Budget())
    return found


def _look(path: Path, place: str, depth: int, found: dict[str, str], budget: Budget) -> None:
    for step, member in numbered(members(path, form_of(path))):
        try:
            data = member.content()
        except (YijuError, ValueError):
            continue
        budget.take(len(data))
        here = inside(place, step)
        found[here.partition("#")[2]] = hashlib.sha256(data).hexdigest()
        if depth < MOST_DEPTH:
            with tempfile.TemporaryDirectory(prefix="yiju-") as folder:
                _look(put_out(data, member.name, Path(folder)), here, depth + 1, found, budget)
