"""The readers of today by name and version, so that a file they have read before need not be read again."""

from importlib import import_module
from pathlib import Path

from yiju.ingest.forms import Form
from yiju.ingest.ocr import available
from yiju.ingest.sniff import HEAD, sniff

_CALL = "yiju.ingest.calls:PARSER"
_CHAT = "yiju.ingest.chat_export:PARSER"
_UNSEEN = "yiju.ingest.pdf:UNSEEN_PARSER"
"""Of a PDF with scanned pages, where nothing here recognises them: as good as it gets until then."""
_NAMES: dict[Form, tuple[str, ...]] = {
    Form.PDF: ("yiju.ingest.pdf:PARSER",),
    Form.DOCX: ("yiju.ingest.docx:PARSER",),
    Form.XLSX: ("yiju.ingest.workbook:PARSER",),
    Form.PPTX: ("yiju.ingest.slides:PARSER",),
    Form.IMAGE: ("yiju.ingest.ocr_images:PARSER",),
    Form.AUDIO: ("yiju.ingest.audio:PARSER",),
    Form.CSV: ("yiju.ingest.csv_table:PARSER", _CHAT),
    Form.RTF: ("yiju.ingest.rtf_document:PARSER", _CALL, _CHAT),
    Form.MAIL: ("yiju.ingest.mail:PARSER",),
    Form.MSG: ("yiju.ingest.mail:PARSER",),
    Form.TNEF: ("yiju.ingest.mail:PARSER",),
    Form.MBOX: (),
    Form.ZIP: (),
    Form.HTML: ("yiju.ingest.webpage:PARSER", _CHAT),
    Form.CALL: (_CALL, _CHAT),
    Form.MARKDOWN: ("yiju.ingest.plaintext:MARKDOWN_PARSER", _CALL, _CHAT),
    Form.TEXT: ("yiju.ingest.plaintext:TEXT_PARSER", _CALL, _CHAT),
}
"""Where each form's parser names stand. A transcript or a chat may hide in text."""


def parsers_of(path: Path) -> frozenset[str]:
    """The ``Reading.parser`` that a file of this form may get now; told from its first bytes.

    Raises:
        OSError: it cannot be opened.
    """
    with path.open("rb") as file:
        form = sniff(file.read(HEAD), path).form
    if form is None:
        return frozenset()
    names = _NAMES[form] if form is not Form.PDF or available() else (*_NAMES[form], _UNSEEN)
    return frozenset(_named(name) for name in names)


def _named(name: str) -> str:
    module, _, constant = name.partition(":")
    return str(getattr(import_module(module), constant))
