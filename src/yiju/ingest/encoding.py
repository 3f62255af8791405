"""Bytes → text, for files whose encoding nobody wrote down (or wrote down wrongly)."""

import codecs
import re

from yiju.errors import ReadFailure
from yiju.ingest.encoding_words import is_strewn_with_chinese, rather_chinese, words_share
from yiju.ingest.visible import visible

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY_MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b",
    b"\x7fELF", b"MZ\x90", b"Rar!", b"7z\xbc\xaf", b"SQLite format 3", b"\x78\x9f\x3e\x22",
)  # fmt: skip
_SAMPLE = 65_536
_MOST_LINES = 250_000
_NAMES = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252",
          "latin-1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8", "ks_c_5601-1987": "cp949",
          "unicode": "utf-16", "utf8": "utf-8", "x-gbk": "gb18030", "cp936": "gb18030", "ms936": "gb18030",
          "windows-936": "gb18030", "euc-cn": "gb18030", "gb_2312-80": "gb18030", "x-x-big5": "big5hkscs",
          "cp950": "big5hkscs", "windows-950": "big5hkscs"}  # fmt: skip
_CHINESE = ("gb18030", "big5hkscs")
_WORDED = 0.35
"""Share of characters in words of two and more that Chinese has at least, traditional and short texts too."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


class TooMuch(ReadFailure):
    """Text, but more of it than is read."""


def decode(data: bytes, *, declared: str | None = None) -> str:
    """The text of ``data``, with Unix line ends and without invisible characters.

    Args:
        data: a whole file.
        declared: the encoding the file claims for itself; used where the bytes agree with it.

    Raises:
        ReadFailure: the bytes are not text.
        TooMuch: more lines than any document has: each costs memory, however short.
    """
    text = tidy(_decode(data, declared))
    if text.count("\n") > _MOST_LINES:
        raise TooMuch(f"行数超过 {_MOST_LINES}，不像一份资料，未读取", hint="请拆分文件，或检查文件来源。")
    return text


def tidy(text: str) -> str:
    """Unix line ends, visible characters alone; no-break spaces are plain, a form feed parts paragraphs."""
    return visible(text.replace("\u00a0", " ").replace("\f", "\n\n"))


def _decode(data: bytes, declared: str | None) -> str:
    if not data:
        return ""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, errors="replace")
    if data.startswith(_BINARY_MAGIC):
        raise ReadFailure("不是文本文件 (binary content)", hint="请确认文件后缀与内容一致。")
    if b"\x00" in data:
        return _wide(data)
    utf8 = _utf8(data)
    if utf8 is not None:
        return _checked(utf8 if is_utf8(data, utf8, declared) else data.decode("gb18030"))
    if declared:
        # Any byte is a letter of a Western charset: what is mostly high bytes may be Chinese all the same.
        foreign = _is_dense(data[:_SAMPLE]) or is_strewn_with_chinese(data[:_SAMPLE])
        text = _chinese(data) if _is_western(declared) and foreign else None
        if text is None:
            text = decode_as(data, declared) or _all_but_chinese(data, declared)
            if text is not None and _is_dense(data[:_SAMPLE]):
                text = _another_chinese(data, text) or text
        if text is not None and not _is_strange(text[:_SAMPLE]):
            return _checked(text)
    return _checked(_chinese(data) or _guessed(data))


def usual_name(charset: str) -> str:
    """The name of a charset's usual superset: who writes GB2312 means GB18030."""
    name = charset.strip().strip("\"'").lower()
    return _NAMES.get(name, name)


def is_utf8(data: bytes, utf8: str, declared: str | None) -> bool:
    """Whether bytes that can be read as UTF-8 are it, whatever charset they declare."""
    return not rather_chinese(data, utf8, declared=usual_name(declared or "") in _CHINESE)


def _another_chinese(data: bytes, text: str) -> str | None:
    """Chinese in another charset than the one it was read in, where it makes words and the other none."""
    chinese = _chinese(data)
    if chinese is None or chinese == text:
        return None
    share = words_share(chinese)
    return chinese if share >= _WORDED and words_share(text) < share / 2 else None


def _all_but_chinese(data: bytes, declared: str) -> str | None:
    """Text in the Chinese charset it declares but for a few stray bytes; None where it is not."""
    name = usual_name(declared)
    if name not in _CHINESE:
        return None
    text = data.decode(name, errors="replace")
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in text[:_SAMPLE])
    return text if 10 * text[:_SAMPLE].count("\ufffd") <= chinese else None


def _is_western(charset: str) -> bool:
    return usual_name(charset) in ("cp1252", "windows-1252", "iso-8859-15")


def _is_dense(data: bytes) -> bool:
    """Whether more bytes are high ones than in any language of Latin letters."""
    letters = data.translate(None, b" \t\r\n")
    return sum(byte > 0x7F for byte in letters) > 0.3 * len(letters)


def _is_strange(text: str) -> bool:
    """Whether many characters are of no script: bytes of Big5 that were taken for GBK look so."""
    own = sum("\ue000" <= char <= "\uf8ff" for char in text)
    return own > 0.05 * len(text)


def decode_as(data: bytes, charset: str) -> str | None:
    """Decoded strictly by a charset's usual superset; None where the name or the bytes are wrong."""
    try:
        return data.decode(usual_name(charset))
    except (LookupError, UnicodeError, ValueError):
        return None


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # A cut-off last character or a stray byte does not make a file another encoding.
    text = data.decode("utf-8", errors="replace")
    good = sum(1 for char in text[:_SAMPLE] if char > "\x7f" and char != "\ufffd")
    bad = text[:_SAMPLE].count("\ufffd")
    return text if good >= 20 * bad else None


def _wide(data: bytes) -> str:
    """UTF-16 without a byte order mark, or binary."""
    even = data[: len(data) // 2 * 2]
    best = max(
        ("utf-16-le", "utf-16-be"), key=lambda name: _plausible(even[:_SAMPLE].decode(name, "replace"))
    )
    text = even.decode(best, errors="replace")
    if _plausible(text[:_SAMPLE]) > 0.9:
        return text
    # A text file with a few stray NULs (cut logs, broken mail) is still text.
    if data.count(b"\x00") <= max(1, len(data) // 200):
        return _decode(data.replace(b"\x00", b""), None)
    raise ReadFailure("不是文本文件 (binary content)", hint="请确认文件后缀与内容一致。")


def _plausible(text: str) -> float:
    """Share of characters usual in Chinese or Western text."""
    if not text:
        return 0.0
    usual = sum(
        1 for c in text if " " <= c <= "~" or c in "\r\n\t" or "\u4e00" <= c <= "\u9fa5"
        or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef" or "\u00a0" <= c <= "\u024f"
        or "\u2010" <= c <= "\u203b" or "\uac00" <= c <= "\ud7a3" or "\u3040" <= c <= "\u30ff"
    )  # fmt: skip
    return usual / len(text)


def _chinese(data: bytes) -> str | None:
    """GB18030 or Big5 text, whichever has more of its own everyday characters; None if neither has most.

    The first planes of GB 2312 (lead bytes B0–D7) and Big5 (A4–C6) hold the everyday characters, so
    text read in the wrong one of the two, or Western text read as either, falls outside them.
    """
    best, best_share = None, 0.6
    for name, low, high in (("gb18030", 0xB0, 0xD7), ("big5hkscs", 0xA4, 0xC6)):
        text = data.decode(name, errors="replace")
        sample = [c for c in text[:_SAMPLE] if "\u3400" <= c <= "\ufaff" or c == "\ufffd" or c > "\uffff"]
        if not sample or text.count("\ufffd") > max(1, len(text) // 200):
            continue
        everyday = 0
        for char in sample:
            code = char.encode(name, errors="ignore")
            everyday += len(code) == 2 and low <= code[0] <= high and (name != "gb18030" or code[1] >= 0xA1)
        if everyday / len(sample) > best_share:
            best, best_share = text, everyday / len(sample)
    return best


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(data[:_SAMPLE]).best()
    if found is not None:
        text = decode_as(data, found.encoding)
        if text is not None:
            return text
    return data.decode("cp1252", errors="replace")


def _checked(text: str) -> str:
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) + sample.count("\ufffd") > max(4, len(sample) // 20):
        raise ReadFailure("不是文本文件 (binary content)", hint="请确认文件后缀与内容一致。")
    return text
