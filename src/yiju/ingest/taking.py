"""One file → the documents in it: itself, and what lies inside, each with its own place and reasons."""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from yiju.errors import ReadFailure, Skipped, YijuError
from yiju.ingest.forms import Form
from yiju.ingest.inside import HOLDING, MOST_DEPTH, Budget, Member, members, numbered, put_out
from yiju.ingest.parsers import parsers_of
from yiju.ingest.place_names import inside
from yiju.ingest.places import Source, as_before, is_noted, known_version, sha256_of
from yiju.ingest.read import check_size, look
from yiju.ingest.reading import Reading
from yiju.ingest.report import IngestReport
from yiju.store.store import Store
from yiju.store.types import Customer, Kind

ReadFile = Callable[..., Reading]
"""``yiju.ingest.read.read``: (path, *, kind, max_mb) → Reading."""
_ALONE = frozenset({Form.MAIL, Form.MSG})
"""Forms that hold files and are documents too."""
_MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class Given:
    """What the user said of all the files."""

    customer: Customer
    kind: Kind | None
    date: dt.date | None
    actor: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A file to read.

    Attributes:
        path: where its bytes lie for now. place: where they belong.
        shown: how the report names it.
        sha256: of its bytes, where they are known already.
        member: what the file around it says of it.
    """

    path: Path
    place: str
    shown: str
    depth: int = 0
    sha256: str = ""
    member: Member | None = None


class Taking:
    """Reads files for one ingestion; what goes wrong with one goes into the report, and the next is read."""

    def __init__(self, store: Store, given: Given, read: ReadFile | None, report: IngestReport) -> None:
        self._store = store
        self._given = given
        self._read_file = read
        self._report = report
        self._most_mb = store.settings.max_file_mb

    def documents(self, path: Path) -> Iterator[tuple[Source, Reading]]:
        """The documents of a file that are new or changed, what lies in it first."""
        yield from self._take(_Found(path, path.resolve().as_uri(), str(path)), Budget())

    def _take(self, found: _Found, budget: Budget) -> Generator[tuple[Source, Reading], None, str]:
        """Yields documents; returns why there is none of the file itself, if so."""
        try:
            form = look(found.path, self._most_mb).form
        except (YijuError, OSError):
            form = None  # reading it will say why
        unread: list[str] = []
        if form in HOLDING and form is not None:
            yield from self._inside(found, form, budget, unread)
            if form not in _ALONE:
                return ""
        try:
            one = self._read(found, unread)
        except Skipped as error:
            return self._skipped(found, _told(found.path, error))
        except YijuError as error:
            return self._failed(found, _told(found.path, error))
        except OSError as error:
            return self._failed(found, f"读不了：{error.strerror or error}")
        except Exception as error:  # a reader's fault is that one file's, whatever it is
            return self._failed(found, f"读不了：{type(error).__name__}：{error}")
        if one is None:
            self._report.unchanged += 1
        else:
            yield one
        return ""

    def _inside(
        self, found: _Found, form: Form, budget: Budget, unread: list[str]
    ) -> Generator[tuple[Source, Reading], None, None]:
        """What lies in a file; why something of it could not be read goes into ``unread`` too."""
        count = 0
        before = _state(found.path)
        try:
            for step, member in numbered(members(found.path, form)):
                count += 1
                _check_depth(found)
                why = yield from self._member(found, step, member, budget)
                if why:
                    unread.append(f"{member.name}（{why}）")
            _check_state(found.path, before)
        except YijuError as error:
            self._failed(found, _told(found.path, error))
        except OSError as error:
            self._failed(found, f"读不了：{error.strerror or error}")
        except Exception as error:  # whatever the damage leads to
            self._failed(found, f"拆到第 {count + 1} 份时读不下去：{type(error).__name__}")
        else:
            if not count and form not in _ALONE:
                self._skipped(found, "里面没有资料")

    def _member(
        self, found: _Found, step: str, member: Member, budget: Budget
    ) -> Generator[tuple[Source, Reading], None, str]:
        place, shown = inside(found.place, step), f"{found.shown} › {member.shown or member.name}"
        inner = _Found(Path(member.name), place, shown, found.depth + 1, "", member)
        try:
            data = member.content()
        except Skipped as error:
            return self._skipped(inner, _told(inner.path, error))
        except YijuError as error:
            return self._failed(inner, _told(inner.path, error))
        except ValueError:
            return self._failed(inner, "编码损坏，解不出来")
        budget.take(len(data))
        with tempfile.TemporaryDirectory(prefix="yiju-") as folder:
            path = put_out(data, member.name, Path(folder))
            inner = replace(inner, path=path, sha256=hashlib.sha256(data).hexdigest())
            del data
            return (yield from self._take(inner, budget))

    def _read(self, found: _Found, unread: list[str]) -> tuple[Source, Reading] | None:
        """The file, read; None if these bytes were read here before by the readers of today."""
        path, given = found.path, self._given
        check_size(path, self._most_mb)
        sha256 = found.sha256 or sha256_of(path)
        source = Source(found.place, found.place, sha256, given.customer, given.kind, given.date, given.actor)
        with self._store.sql.read() as connection:
            known = known_version(connection, source)
            here = known is not None and known.state == "current" and is_noted(connection, source, known)
        if self._read_file is None and here and known is not None and known.parser in parsers_of(path):
            return None
        decided = source if known is None else as_before(source, known, found.place)
        reading = (self._read_file or _default_reader())(path, kind=decided.kind, max_mb=self._most_mb)
        if not found.sha256 and sha256_of(path) != sha256:
            raise ReadFailure(f"{path.name}：读取时文件正在改动，请稍后再试")
        return source, _with_facts(reading, found.member, unread)

    def _skipped(self, found: _Found, reason: str) -> str:
        self._report.skipped.append({"path": found.shown, "reason": reason})
        return reason

    def _failed(self, found: _Found, error: str) -> str:
        self._report.failed.append({"path": found.shown, "error": error})
        return error


def _with_facts(reading: Reading, member: Member | None, unread: list[str]) -> Reading:
    """The reading with what the file around it says of it, and with what of it could not be read."""
    warnings = [*reading.warnings, *(f"附件未读取：{one}" for one in unread[:_MOST_TOLD])]
    if len(unread) > _MOST_TOLD:
        warnings.append(f"另有 {len(unread) - _MOST_TOLD} 个附件未读取")
    if member is None:
        return replace(reading, warnings=tuple(warnings))
    date = reading.date
    if date is None and member.sent:
        date = dt.date.fromisoformat(member.sent)
        warnings.append(f"资料里没有写日期，采用所附邮件的发送日期 {member.sent}")
    facts = {**member.facts, **reading.attributes}
    return replace(reading, date=date, warnings=tuple(warnings), attributes=facts)


def _told(path: Path, error: YijuError) -> str:
    """What is wrong and what to do, without the file's name, which stands beside it."""
    message = str(error).removeprefix(f"{path.name}：")
    return f"{message}。{error.hint}" if error.hint else message


def _check_depth(found: _Found) -> None:
    if found.depth >= MOST_DEPTH:
        raise ReadFailure(f"嵌套超过 {MOST_DEPTH} 层，里面的文件未读取", hint="请先解开再导入。")


def _check_state(path: Path, before: tuple[int, int]) -> None:
    if _state(path) != before:
        raise ReadFailure("读取时文件正在改动，请稍后再试")


def _state(path: Path) -> tuple[int, int]:
    about = path.stat()
    return about.st_size, about.st_mtime_ns


def _default_reader() -> ReadFile:
    from yiju.ingest.read import read

    return read
