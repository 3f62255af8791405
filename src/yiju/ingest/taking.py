"""One file → the documents in it: itself, and what lies inside, each with its own place and reasons.

Knows nothing of a store: what is known of bytes is asked, what is found is told. So it can work in a process
of its own.
"""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from yiju.errors import ReadFailure, Skipped, YijuError
from yiju.ingest.coverage import COVERAGE, coverage_of
from yiju.ingest.fingerprint import sha256_of
from yiju.ingest.forms import Form
from yiju.ingest.inside import HOLDING, MOST_DEPTH, Budget, Member, members, numbered, put_out
from yiju.ingest.language import LANGUAGE, language_of
from yiju.ingest.parsers import parsers_of
from yiju.ingest.place_names import inside, readable
from yiju.ingest.read import check_size, look
from yiju.ingest.reading import Reading
from yiju.ingest.taken import Begun, Decide, Ended, Event, Taken, Told
from yiju.privacy.counting import PERSONAL, as_attribute, counted
from yiju.store.types import Role

ReadFile = Callable[..., Reading]
"""``yiju.ingest.read.read``: (path, *, kind, max_mb) → Reading."""
Steps = Generator[Event, None, str]
"""Tells what happens; returns why there is no document of the thing itself, if so."""
_ALONE = frozenset({Form.MAIL, Form.MSG, Form.TNEF})
"""Forms that hold files and are documents too."""
_MOST_TOLD = 10
_NO_MEMORY = "内存不足，无法读取。请拆分文件后再导入，或调大 YIJU_PARSE_MEMORY_MB。"


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
    """Reads one file; what goes wrong with a part of it is told, and the next is read.

    Args:
        decide: asked about bytes before they are read.
        read: reads one file, unchanged ones too; None for the readers of today.
        max_mb: larger files are refused.
        done: places of members that were read, or given up, before: why there is no document of them.
    """

    def __init__(
        self,
        decide: Decide,
        *,
        read: ReadFile | None = None,
        max_mb: int = 100,
        done: Mapping[str, str] | None = None,
    ) -> None:
        self._decide = decide
        self._read_file = read
        self._most_mb = max_mb
        self._done = done or {}

    def events(self, path: Path) -> Iterator[Event]:
        """All that comes of a file, what lies in it first; at last its ``Ended``."""
        why = yield from self._take(_Found(path, path.resolve().as_uri(), readable(str(path))), Budget())
        yield Ended("", why)

    def _take(self, found: _Found, budget: Budget) -> Steps:
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
            yield self._read(found, form, unread)
        except Skipped as error:
            return (yield from _skipped(found, _told(found.path, error)))
        except YijuError as error:
            return (yield from _failed(found, _told(found.path, error)))
        except OSError as error:
            return (yield from _failed(found, f"读不了：{error.strerror or error}"))
        except MemoryError:
            return (yield from _failed(found, _NO_MEMORY))
        except Exception as error:  # a reader's fault is that one file's, whatever it is
            return (yield from _failed(found, f"读不了：{type(error).__name__}：{error}"))
        return ""

    def _inside(
        self, found: _Found, form: Form, budget: Budget, unread: list[str]
    ) -> Generator[Event, None, None]:
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
            yield from _failed(found, _told(found.path, error))
        except OSError as error:
            yield from _failed(found, f"读不了：{error.strerror or error}")
        except MemoryError:
            yield from _failed(found, _NO_MEMORY)
        except Exception as error:  # whatever the damage leads to
            yield from _failed(found, f"拆到第 {count + 1} 份时读不下去：{type(error).__name__}")
        else:
            if not count and form not in _ALONE:
                yield from _skipped(found, "里面没有资料")

    def _member(self, found: _Found, step: str, member: Member, budget: Budget) -> Steps:
        place, shown = inside(found.place, step), f"{found.shown} › {member.shown or member.name}"
        if place in self._done:
            return self._done[place]
        yield Begun(place, shown)
        inner = _Found(Path(member.name), place, shown, found.depth + 1, "", member)
        why = yield from self._put_out_and_take(inner, member, budget)
        yield Ended(place, why)
        return why

    def _put_out_and_take(self, inner: _Found, member: Member, budget: Budget) -> Steps:
        try:
            data = member.content()
        except Skipped as error:
            return (yield from _skipped(inner, _told(inner.path, error)))
        except YijuError as error:
            return (yield from _failed(inner, _told(inner.path, error)))
        except MemoryError:
            return (yield from _failed(inner, _NO_MEMORY))
        except ValueError:
            return (yield from _failed(inner, "编码损坏，解不出来"))
        except Exception as error:  # whatever its damage leads to: what lies beside it is read
            return (yield from _failed(inner, f"解不出来：{type(error).__name__}"))
        budget.take(len(data))
        yield Begun(inner.place, inner.shown, len(data))
        with tempfile.TemporaryDirectory(prefix="yiju-") as folder:
            path = put_out(data, member.name, Path(folder))
            inner = replace(inner, path=path, sha256=hashlib.sha256(data).hexdigest())
            del data
            return (yield from self._take(inner, budget))

    def _read(self, found: _Found, form: Form | None, unread: list[str]) -> Event:
        """The file, read; or that these bytes were read here before by the readers of today."""
        path = found.path
        check_size(path, self._most_mb)
        sha256 = found.sha256 or sha256_of(path)
        known = self._decide(found.place, sha256)
        if self._read_file is None and known.parser and known.parser in parsers_of(path):
            return Told("unchanged", found.place)
        reading = (self._read_file or _default_reader())(path, kind=known.kind, max_mb=self._most_mb)
        if not found.sha256 and sha256_of(path) != sha256:
            raise ReadFailure(f"{path.name}：读取时文件正在改动，请稍后再试")
        return Taken(found.place, sha256, _measured(_with_facts(reading, found.member, unread), path, form))


def _skipped(found: _Found, reason: str) -> Steps:
    yield Told("skipped", found.shown, reason)
    return reason


def _failed(found: _Found, error: str) -> Steps:
    yield Told("failed", found.shown, error)
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


def _measured(reading: Reading, path: Path, form: Form | None) -> Reading:
    """The reading with its language, how much of the file it holds, and how much personal data is in it."""
    own = [one.text for one in reading.paragraphs if one.role not in (Role.QUOTED, Role.SIGNATURE)]
    share = coverage_of(path, form, reading)
    told = {
        PERSONAL: as_attribute(counted(paragraph.text for paragraph in reading.paragraphs)),
        LANGUAGE: language_of("\n".join(own) or reading.text),
        COVERAGE: "" if share is None else f"{share:.4f}",
    }
    return replace(reading, attributes={**reading.attributes, **told})


def _told(path: Path, error: YijuError) -> str:
    """What is wrong and what to do, without the file's name, which stands beside it."""
    message = str(error).removeprefix(f"{path.name}：").replace(path.name, readable(path.name))
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
