"""Forms of files: what can be read, and what a file was found to be."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """Forms that can be read. ``MBOX`` and ``ZIP`` hold files and are none of their own."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    CSV = "csv"
    RTF = "rtf"
    MAIL = "mail"
    MSG = "msg"
    TNEF = "tnef"
    MBOX = "mbox"
    ZIP = "zip"
    HTML = "html"
    CALL = "call"
    IMAGE = "image"
    AUDIO = "audio"
    MARKDOWN = "markdown"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A file's form; None where it cannot be read: ``looks_like`` says what it is, ``hint`` what to do."""

    form: Form | None
    warning: str = ""
    looks_like: str = ""
    hint: str = ""
