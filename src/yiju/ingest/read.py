"""One door for every file: decides its form from its content and suffix, and calls the reader for it."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.date_forms import date_in_name
from yiju.ingest.forms import Form, Sniffed
from yiju.ingest.place_names import readable
from yiju.ingest.reading import Reading
from yiju.ingest.sniff import HEAD, sniff
from yiju.ingest.titles import file_title
from yiju.ingest.visible import counting_smuggled
from yiju.store.types import Kind

_TEMPORARY_PREFIX = ("~$", "._", ".~")
_TEMPORARY_NAMES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_TEMPORARY_SUFFIX = (".tmp", ".crdownload", ".part", ".download", ".swp", ".lock", ".bak")
_CLAUSED = frozenset({Kind.CONTRACT, Kind.TENDER})


def read(path: Path, *, kind: Kind | None = None, max_mb: int = 100) -> Reading:
    """Read a file of any supported form.

    Args:
        path: the file.
        kind: what someone has decided it is; guessed from the content where None.
        max_mb: larger files are refused before they are read.

    Raises:
        ReadFailure: it cannot be read; one line that says why, with what to do next as its hint.
        Skipped: there is nothing to read in it (empty, temporary).
    """
    path = Path(path)
    try:
        found = look(path, max_mb)
        with counting_smuggled() as counts:
            reading = _reader(found.form)(path)
        if smuggled := sum(counts):
            told = f"有 {smuggled} 个看不见的字符（可藏文字），已去掉，未作为依据"
            reading = replace(reading, warnings=(*reading.warnings, told))
        reading = _with_kind(reading, path, kind)
    except (ReadFailure, Skipped) as error:
        if path.name in str(error):
            raise
        raise type(error)(f"{path.name}：{error}", hint=error.hint) from error.__cause__
    except MemoryError:
        raise ReadFailure(
            f"{path.name}：内存不足，无法读取", hint="请拆分文件后再导入，或调大 YIJU_PARSE_MEMORY_MB。"
        ) from None
    except OSError as error:
        raise ReadFailure(f"{path.name}：无法打开（{error.strerror or type(error).__name__}）") from None
    except RecursionError:
        raise ReadFailure(f"{path.name}：无法解析：嵌套过深", hint="请另存一份后重试。") from None
    except Exception as error:  # whatever a parser stumbles over must not stop the batch
        raise ReadFailure(
            f"{path.name}：无法解析：{type(error).__name__}", hint="文件可能已损坏，请另存一份后重试。"
        ) from error
    if not reading.paragraphs:
        raise Skipped(f"{path.name}：文件里没有可读的文字")
    title = reading.title or path.stem
    if title in (path.stem, file_title(path)):
        reading = replace(reading, title=readable(title))
    named = date_in_name(readable(path.stem)) if reading.date is None else ""
    if named:
        told = f"资料里没有写日期；文件名里像有日期 {named}，未采用，可用 --date 指定"
        reading = replace(reading, warnings=(*reading.warnings, told))
    if found.warning:
        reading = replace(reading, warnings=(found.warning, *reading.warnings))
    return reading


def check_size(path: Path, max_mb: int) -> int:
    """A regular file's size in bytes, before a byte of it is read: a pipe would never end.

    Raises:
        ReadFailure: absent, no regular file, or larger than ``max_mb``.
    """
    if not path.exists():
        raise ReadFailure(f"{path.name}：文件不存在", hint="请检查路径。")
    if not path.is_file():
        raise ReadFailure(f"{path.name}：不是普通文件")
    size = path.stat().st_size
    if size > max_mb * 1024 * 1024:
        raise ReadFailure(
            f"{path.name}：文件 {size / 1024 / 1024:.0f} MB，超过 {max_mb} MB 的上限",
            hint="请拆分文件，或调大 YIJU_MAX_FILE_MB。",
        )
    return size


def look(path: Path, max_mb: int) -> Sniffed:
    """The file's form, from its size, name and first bytes.

    Raises:
        ReadFailure, Skipped: it is not to be read at all.
        OSError: it cannot be opened.
    """
    name = path.name.lower()
    if name.startswith(_TEMPORARY_PREFIX) or name in _TEMPORARY_NAMES or name.endswith(_TEMPORARY_SUFFIX):
        raise Skipped(f"{path.name}：临时文件，已跳过")
    size = check_size(path, max_mb)
    if size == 0:
        raise Skipped(f"{path.name}：空文件（0 字节），已跳过")
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        if size <= HEAD:
            raise Skipped(f"{path.name}：文件里只有空白，已跳过")
        raise ReadFailure(f"{path.name}：文件开头全是空白或零字节，不是可读的资料")
    found = sniff(head, path)
    if found.form is None:
        raise ReadFailure(f"{path.name}：{found.looks_like}", hint=found.hint)
    return found


_READERS: dict[Form, str] = {
    Form.PDF: "yiju.ingest.pdf:read_pdf",
    Form.DOCX: "yiju.ingest.docx:read_docx",
    Form.XLSX: "yiju.ingest.workbook:read_workbook",
    Form.PPTX: "yiju.ingest.slides:read_slides",
    Form.CSV: "yiju.ingest.csv_table:read_csv",
    Form.RTF: "yiju.ingest.rtf_document:read_rtf",
    Form.MAIL: "yiju.ingest.mail:read_mail",
    Form.MSG: "yiju.ingest.mail:read_outlook",
    Form.TNEF: "yiju.ingest.mail:read_packed",
    Form.IMAGE: "yiju.ingest.ocr_images:read_image",
    Form.AUDIO: "yiju.ingest.audio:read_audio",
    Form.HTML: "yiju.ingest.webpage:read_webpage",
    Form.CALL: "yiju.ingest.calls:read_call",
    Form.MARKDOWN: "yiju.ingest.plaintext:read_markdown",
    Form.TEXT: "yiju.ingest.plaintext:read_text",
}
"""Where each form's reader stands; imported only when a file needs it."""


def _reader(form: Form | None) -> Callable[[Path], Reading]:
    if form not in _READERS:
        raise ReadFailure(
            "里面是多份资料，要逐份读取", hint="用 yiju ingest 导入整个文件，或把里面的资料取出来。"
        )
    module, _, name = _READERS[form].partition(":")
    reader: Callable[[Path], Reading] = getattr(import_module(module), name)
    return reader


def _attributes(reading: Reading, kind: Kind) -> dict[str, str]:
    """Facts of the document. Who reports news is no author: the words are not the reporter's own."""
    if kind is not Kind.NEWS:
        return reading.attributes
    return {("reporter" if name == "author" else name): text for name, text in reading.attributes.items()}


def _with_kind(reading: Reading, path: Path, kind: Kind | None) -> Reading:
    """The reading with its kind settled; clause numbers are kept where that kind is cited by them."""
    decided = kind or reading.kind
    if decided is None:
        from yiju.ingest.kinds import guess_kind

        decided = guess_kind(reading.text, path, reading.format, reading.attributes)
    reading = replace(reading, kind=decided, attributes=_attributes(reading, decided))
    if decided in _CLAUSED or reading.format not in ("pdf", "docx"):
        return reading
    articles = {p.locator.clause for p in reading.paragraphs if (p.locator.clause or "").startswith("第")}
    if decided is Kind.NOTE and sum("条" in (clause or "") for clause in articles) >= 2:
        return reading  # an agreement of some kind: its articles are how people cite it
    paragraphs = tuple(
        replace(p, locator=p.locator.model_copy(update={"clause": None})) if p.locator.clause else p
        for p in reading.paragraphs
    )
    return replace(reading, paragraphs=paragraphs)
