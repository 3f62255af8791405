"""What a file is, told from its first bytes, with the suffix to decide between text forms."""

import re
from pathlib import Path

from yiju.ingest.forms import Form, Sniffed
from yiju.ingest.maildirs import is_message
from yiju.ingest.saved_page import is_saved_page
from yiju.ingest.sniff_media import MEDIA, media_form
from yiju.ingest.sniff_packages import of_ole, of_xml, of_zip

_SUFFIXES: dict[str, Form] = {
    ".pdf": Form.PDF,
    ".docx": Form.DOCX,
    ".docm": Form.DOCX,
    ".dotx": Form.DOCX,
    ".xlsx": Form.XLSX,
    ".xlsm": Form.XLSX,
    ".xltx": Form.XLSX,
    ".pptx": Form.PPTX,
    ".pptm": Form.PPTX,
    ".ppsx": Form.PPTX,
    ".csv": Form.CSV,
    ".tsv": Form.CSV,
    ".rtf": Form.RTF,
    ".eml": Form.MAIL,
    ".msg": Form.MSG,
    ".tnef": Form.TNEF,
    ".mbox": Form.MBOX,
    ".mbx": Form.MBOX,
    ".zip": Form.ZIP,
    ".html": Form.HTML,
    ".htm": Form.HTML,
    ".xhtml": Form.HTML,
    ".mht": Form.HTML,
    ".mhtml": Form.HTML,
    ".srt": Form.CALL,
    ".vtt": Form.CALL,
    ".json": Form.CALL,
    ".jsonl": Form.CALL,
    **MEDIA,
    ".md": Form.MARKDOWN,
    ".markdown": Form.MARKDOWN,
    ".txt": Form.TEXT,
    ".text": Form.TEXT,
    ".log": Form.TEXT,
}
_NAMES = {
    Form.PDF: "PDF",
    Form.DOCX: "Word（docx）",
    Form.XLSX: "Excel（xlsx）",
    Form.PPTX: "PowerPoint（pptx）",
    Form.CSV: "表格（csv）",
    Form.MAIL: "邮件（eml）",
    Form.MSG: "Outlook 邮件（msg）",
    Form.TNEF: "Outlook 邮件（winmail.dat）",
    Form.MBOX: "邮箱文件（mbox）",
    Form.ZIP: "ZIP 压缩包",
    Form.HTML: "网页（html）",
    Form.RTF: "RTF",
    Form.CALL: "通话记录",
    Form.IMAGE: "图片",
    Form.AUDIO: "录音",
    Form.MARKDOWN: "Markdown",
    Form.TEXT: "纯文本",
}
_BINARY: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", "GIF 图片"),
    (b"RIFF", "音视频"),
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
    rb"Content-Type|Content-Transfer-Encoding|Reply-To|Sender|DKIM-Signature|References|In-Reply-To)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_START = re.compile(rb"^(?:From \S+ |[A-Za-z][A-Za-z0-9-]{1,40}[ \t]*:[ \t\r]?)")
_MULTIPART = re.compile(
    rb"Content-Type:\s*multipart/\w[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*boundary", re.IGNORECASE
)
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_MARKUP = re.compile(
    rb"<(?:table|thead|tbody|tr|meta|style|div|center|font|p|h[1-6])\b[^<>]*>", re.IGNORECASE
)
_SHEETS = frozenset((".xls", ".et"))
"""Text under these names is a table, as many programs export it."""
_SUBTITLE = re.compile(rb"(?:\d+\r?\n)?\d{1,2}:\d{2}(?::\d{2})?[.,]\d{3}\s*-->\s*\d{1,2}:\d{2}")
TNEF_SIGNATURE = b"\x78\x9f\x3e\x22"
HEAD = 65_536
"""Bytes of a file that tell its form."""
_JUNK = 4096
_PACKAGES = frozenset(
    {Form.TNEF, Form.PDF, Form.DOCX, Form.XLSX, Form.PPTX, Form.ZIP, Form.RTF, *MEDIA.values()}
)
"""Forms that are never text."""
_MAILBOX = re.compile(
    rb"From [^\r\n]{1,200}\d:\d\d[^\r\n]{0,40}\r?\n(?:>?From [^\r\n]*\r?\n)?[!-9;-~]{1,60}:"
)


def sniff(head: bytes, path: Path) -> Sniffed:
    """Tell a file's form.

    Args:
        head: its first bytes, ``HEAD`` of them.
        path: its name, and for archives its content.
    """
    suffix = path.suffix.lower()
    named = Form.MAIL if is_message(path) else _SUFFIXES.get(suffix)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        found = of_zip(path, named)
        return found if found.form is None else _as(found.form, named, suffix)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        found = of_ole(path)
        return found if found.form is None else _as(found.form, named, suffix)
    if head.startswith(TNEF_SIGNATURE):
        return _as(Form.TNEF, Form.TNEF if path.name.lower() == "winmail.dat" else named, suffix)
    if b"%PDF-" in head[:_JUNK] and not _is_text_about(head, named):
        return _as(Form.PDF, named, suffix)
    if head.startswith(b"{\\rtf"):
        return _as(Form.RTF, named, suffix)
    if (form := media_form(head, suffix)) is not None:
        return _as(form, named, suffix)
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif"):
        return Sniffed(None, looks_like="是 HEIC 图片，无法读取", hint="请在手机或电脑上转成 JPEG 再导入。")
    if head[4:8] == b"ftyp":
        return Sniffed(None, looks_like="是音视频文件，暂不支持", hint="请先转成文字记录再导入。")
    for magic, name in _BINARY:
        if head.startswith(magic) and (len(magic) > 2 or _is_binary(head)):
            what = "请先转成文字记录再导入。" if "音" in name or "视频" in name else "请提供可读文字的版本。"
            return Sniffed(None, looks_like=f"是{name}，无法读取", hint=what)
    if _is_binary(head):
        if named in _PACKAGES:
            what = _NAMES[named].partition("（")[0]
            return Sniffed(
                None,
                looks_like=f"后缀是 {suffix}，但内容不是 {what}，文件可能已损坏",
                hint="请重新下载。",
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
    if start.startswith(b"-----BEGIN PGP MESSAGE-----"):
        return Sniffed(None, looks_like="是 PGP 加密内容，无法读取", hint="请解密后再导入。")
    if start.startswith(b"WEBVTT") or _SUBTITLE.match(start):
        return _as(Form.CALL, Form.CALL if named in (Form.CALL, Form.TEXT) else named, suffix)
    boxed = start.startswith(b"From ") if named is Form.MBOX else _MAILBOX.match(start)
    if boxed and named is not Form.MAIL:
        return _as(Form.MBOX, named or (Form.MBOX if not suffix else None), suffix)
    if named in (None, Form.HTML, Form.TEXT, *_PACKAGES) and is_saved_page(start):
        return _as(Form.HTML, named or (Form.HTML if not suffix else None), suffix)
    if named in (None, Form.MSG, Form.MBOX, Form.TEXT, *_PACKAGES) and _looks_like_mail(start):
        return _as(Form.MAIL, named or (Form.MAIL if not suffix else None), suffix)
    page = _HTML.search(start[:2048]) is not None
    if named is None and not page and (found := of_xml(start)) is not None:
        return found
    if named is None and _MARKUP.match(start):  # what exports tables as pages under Excel's name, or letters
        return _as(Form.HTML, named, suffix)
    if page and named not in (Form.MARKDOWN, Form.MAIL, Form.CSV):
        return _as(Form.HTML, named, suffix)
    if named in _PACKAGES:
        return Sniffed(
            None,
            looks_like=f"后缀是 {suffix}，但内容是纯文本，不是 {_NAMES[named]}",
            hint="请改用正确的后缀（如 .txt）。",
        )
    if named in (None, Form.MSG, Form.MBOX):
        if start[:1] in (b"{", b"["):
            return _as(Form.CALL, Form.CALL, suffix)
        if suffix in _SHEETS:
            return _as(Form.CSV, None, suffix)
        return _as(Form.TEXT, Form.TEXT if not suffix else None, suffix)
    return Sniffed(named)


def _looks_like_mail(start: bytes) -> bool:
    if _MULTIPART.match(start):
        return True
    block = start.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0][:16_384]
    if not _MAIL_START.match(start):
        return False
    names = {match.group().lower().rstrip(b": \t") + b":" for match in _MAIL_HEADER.finditer(block)}
    return len(names) >= 3 and bool(names & {b"from:", b"received:", b"message-id:", b"mime-version:"})
