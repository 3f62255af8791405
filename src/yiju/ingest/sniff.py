"""What a file is, told from its first bytes, with the suffix to decide between text forms."""

import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from yiju.ingest.zip_directory import small_directory


class Form(StrEnum):
    """Forms that can be read."""

    PDF = "pdf"
    DOCX = "docx"
    MAIL = "mail"
    HTML = "html"
    CALL = "call"
    MARKDOWN = "markdown"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A file's form; None where it cannot be read: ``looks_like`` says what it is, ``hint`` what to do."""

    form: Form | None
    warning: str = ""
    looks_like: str = ""
    hint: str = ""


_SUFFIXES: dict[str, Form] = {
    ".pdf": Form.PDF,
    ".docx": Form.DOCX,
    ".docm": Form.DOCX,
    ".dotx": Form.DOCX,
    ".eml": Form.MAIL,
    ".html": Form.HTML,
    ".htm": Form.HTML,
    ".xhtml": Form.HTML,
    ".srt": Form.CALL,
    ".vtt": Form.CALL,
    ".json": Form.CALL,
    ".md": Form.MARKDOWN,
    ".markdown": Form.MARKDOWN,
    ".txt": Form.TEXT,
    ".text": Form.TEXT,
    ".log": Form.TEXT,
}
_NAMES = {
    Form.PDF: "PDF",
    Form.DOCX: "Word（docx）",
    Form.MAIL: "邮件（eml）",
    Form.HTML: "网页（html）",
    Form.CALL: "通话记录",
    Form.MARKDOWN: "Markdown",
    Form.TEXT: "纯文本",
}
_BINARY: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"RIFF", "音视频或 WebP 图片"),
    (b"ID3", "MP3 音频"),
    (b"\xff\xfb", "MP3 音频"),
    (b"OggS", "音频"),
    (b"fLaC", "音频"),
    (b"#!AMR", "录音"),
    (b"\x1aE\xdf\xa3", "视频"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"BZh", "bzip2 压缩包"),
    (b"\xfd7zXZ", "xz 压缩包"),
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"SQLite format 3", "SQLite 数据库"),
    (b"%!PS", "PostScript 文件"),
    (b"%OFD", "OFD 版式文件"),
)
_MAIL_HEADER = re.compile(
    rb"^(?:From|To|Cc|Subject|Date|Message-ID|Received|Return-Path|MIME-Version|Delivered-To|X-[\w-]+|"
    rb"Content-Type|Content-Transfer-Encoding|Reply-To|Sender|DKIM-Signature|References|In-Reply-To):",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_START = re.compile(rb"^(?:From \S+ |[A-Za-z][A-Za-z0-9-]{1,40}:[ \t\r])")
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_SUBTITLE = re.compile(rb"(?:\d+\r?\n)?\d{1,2}:\d{2}(?::\d{2})?[.,]\d{3}\s*-->\s*\d{1,2}:\d{2}")
_JUNK = 4096
_SAVE_AS = "请用 Word 或 WPS 打开，另存为 .docx 或 PDF 后再导入。"
_SAVE_SHEET = "请用 Excel 或 WPS 打开，把要用的工作表另存为 PDF，或把表格贴进 Word 存成 .docx 后再导入。"
_SAVE_SLIDES = "请用 PowerPoint 或 WPS 打开，另存为 PDF 后再导入。"
_SAVE_OFD = "请用 OFD 阅读器打开，转成 PDF 后再导入。"
_SAVE_MAIL = "请在 Outlook 里打开，另存为 .eml（或把邮件拖出成 .eml）后再导入。"


def sniff(head: bytes, path: Path) -> Sniffed:
    """Tell a file's form.

    Args:
        head: its first bytes (64 KiB are plenty).
        path: its name, and for archives its content.
    """
    suffix = path.suffix.lower()
    named = _SUFFIXES.get(suffix)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip(path, named, suffix)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _ole(path)
    if b"%PDF-" in head[:_JUNK] and not _is_text_about(head, named):
        return _as(Form.PDF, named, suffix)
    if head.startswith(b"{\\rtf"):
        return Sniffed(None, looks_like="是 RTF 文件，暂不支持", hint=_SAVE_AS)
    if head[4:8] == b"ftyp":
        return Sniffed(None, looks_like="是音视频文件，暂不支持", hint="请先转成文字记录再导入。")
    for magic, name in _BINARY:
        if head.startswith(magic) and (len(magic) > 2 or _is_binary(head)):
            what = "请先转成文字记录再导入。" if "音" in name or "视频" in name else "请提供可读文字的版本。"
            return Sniffed(None, looks_like=f"是{name}，无法读取", hint=what)
    if _is_binary(head):
        if named is Form.PDF:
            return Sniffed(
                None, looks_like="后缀是 .pdf，但内容不是 PDF，文件可能已损坏", hint="请重新下载。"
            )
        if named is Form.DOCX:
            return Sniffed(
                None, looks_like="后缀是 .docx，但内容不是 Word 文档，文件可能已损坏", hint="请重新下载。"
            )
        return Sniffed(None, looks_like="是二进制文件，不是可读的资料", hint="请提供 PDF、docx 或文字版本。")
    return _text(head, named, suffix)


def _as(form: Form, named: Form | None, suffix: str) -> Sniffed:
    if named is form:
        return Sniffed(form)
    return Sniffed(form, warning=f"后缀是 {suffix or '空'}，内容是 {_NAMES[form]}，已按内容读取")


def _is_text_about(head: bytes, named: Form | None) -> bool:
    """A mail or note may quote ``%PDF-`` without being one."""
    at = head.find(b"%PDF-")
    return at > 0 and named not in (Form.PDF, None) and not _is_binary(head[:at] + head[at + 8 : at + 2048])


def _is_binary(head: bytes) -> bool:
    sample = head[:8192]
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return False
    zeros = sample.count(0)
    if zeros:
        # UTF-16 without a mark has its zeros all in even, or all in odd places.
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        return not (min(even, odd) <= 0.02 * len(sample) and max(even, odd) > 0.1 * len(sample))
    control = sum(1 for byte in sample if byte < 32 and byte not in (7, 8, 9, 10, 11, 12, 13, 27))
    return control > 0.02 * len(sample)


def _text(head: bytes, named: Form | None, suffix: str) -> Sniffed:
    """Text forms: the content decides where it is unmistakable, else the suffix."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"WEBVTT") or _SUBTITLE.match(start):
        return _as(Form.CALL, Form.CALL if named in (Form.CALL, Form.TEXT) else named, suffix)
    if named is Form.MAIL or (named is None and suffix in (".msg", ".mbox", "")):
        if _looks_like_mail(start):
            return _as(Form.MAIL, Form.MAIL if suffix in ("", ".eml", ".mbox") else None, suffix)
    elif named in (Form.PDF, Form.DOCX, Form.TEXT, None) and _looks_like_mail(start):
        return _as(Form.MAIL, named, suffix)
    if _HTML.search(start[:2048]) and named is not Form.MARKDOWN and named is not Form.MAIL:
        return _as(Form.HTML, named, suffix)
    if named in (Form.PDF, Form.DOCX):
        return Sniffed(
            None,
            looks_like=f"后缀是 {suffix}，但内容是纯文本，不是 {_NAMES[named]}",
            hint="请改用正确的后缀（如 .txt）。",
        )
    if named is None:
        if start[:1] in (b"{", b"["):
            return _as(Form.CALL, Form.CALL, suffix)
        return _as(Form.TEXT, Form.TEXT if suffix == "" else None, suffix)
    return Sniffed(named)


def _looks_like_mail(start: bytes) -> bool:
    block = start.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0][:16_384]
    if not _MAIL_START.match(start):
        return False
    names = {match.group().lower() for match in _MAIL_HEADER.finditer(block)}
    return len(names) >= 3 and bool(names & {b"from:", b"received:", b"message-id:", b"mime-version:"})


def _zip(path: Path, named: Form | None, suffix: str) -> Sniffed:
    if not small_directory(path):
        return Sniffed(None, looks_like="ZIP 目录过大，疑似压缩炸弹，未读取", hint="请检查文件来源。")
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, EOFError):
        what = "Word 文档" if named is Form.DOCX else "压缩包"
        return Sniffed(
            None, looks_like=f"{what}已损坏或不完整（ZIP 结构读不出）", hint="请重新下载或再要一份。"
        )
    if "word/document.xml" in names or (named is Form.DOCX and "[Content_Types].xml" in names):
        return _as(Form.DOCX, named, suffix)
    kinds = {
        "xl/": ("Excel 工作簿", _SAVE_SHEET),
        "ppt/": ("PowerPoint 演示文稿", _SAVE_SLIDES),
        "content.xml": ("OpenDocument 文件", _SAVE_AS),
        "OFD.xml": ("OFD 版式文件", _SAVE_OFD),
        "word/": ("Word 文档，但缺少正文", _SAVE_AS),
    }
    for mark, (name, what) in kinds.items():
        if any(member.startswith(mark) for member in names):
            return Sniffed(None, looks_like=f"是 {name}，暂不支持", hint=what)
    return Sniffed(None, looks_like="是 ZIP 压缩包，暂不支持", hint="请解压后再导入。")


def _ole(path: Path) -> Sniffed:
    """Legacy Office files, and encrypted modern ones, are OLE compound files."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            streams = {"/".join(entry) for entry in ole.listdir()}
    except Exception:  # olefile raises many kinds on damaged files
        return Sniffed(None, looks_like="旧版 Office 文件已损坏", hint="请重新下载或再要一份。")
    if "EncryptedPackage" in streams or "EncryptionInfo" in streams:
        return Sniffed(
            None, looks_like="Office 文件有打开密码，无法读取", hint="请去掉密码后另存一份再导入。"
        )
    if any(name.startswith(("__substg1.0_", "__properties")) for name in streams):
        return Sniffed(None, looks_like="是 Outlook 的 msg 邮件，暂不支持", hint=_SAVE_MAIL)
    known = {
        "worddocument": ("旧版 Word（doc）", _SAVE_AS),
        "workbook": ("旧版 Excel（xls）", _SAVE_SHEET),
        "book": ("旧版 Excel（xls）", _SAVE_SHEET),
        "powerpoint document": ("旧版 PowerPoint（ppt）", _SAVE_SLIDES),
    }
    for stream in streams:
        if stream.lower() in known:
            name, what = known[stream.lower()]
            return Sniffed(None, looks_like=f"是{name}文件，暂不支持", hint=what)
    return Sniffed(None, looks_like="是 OLE 复合文件，不是可读的资料", hint=_SAVE_AS)
