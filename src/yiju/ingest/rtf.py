"""Rich Text Format (RTF 1.9) as text: of ``.rtf`` files, and of Outlook mails that have no other text.

Outlook wraps the page of an HTML mail in RTF (MS-OXRTFEX); such a page is given back as it was.
"""

import re
from dataclasses import dataclass, replace

from yiju.errors import ReadFailure
from yiju.ingest.rtf_looks import PLAIN, WORDS, Look, Looks

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_APART = frozenset(
    (
        "fonttbl colortbl stylesheet info pict object objdata listtable listoverridetable rsidtbl themedata "
        "colorschememapping datastore latentstyles generator xmlnstbl mmathPr fldinst header headerl headerr "
        "headerf footer footerl footerr footerf revtbl filetbl pgptbl private1 bkmkstart bkmkend nonshppict "
        "comment annotation atnid atnauthor template userprops docvar operator author title subject "
        "keywords doccomm company hlinkbase creatim revtim printim buptim sp background shprslt"
    ).split()
)
"""Destinations whose text is no part of the document."""
_SIGNS = {
    "par": "\n", "sect": "\n", "page": "\n", "row": "\n", "line": "\n", "tab": "\t", "cell": " | ",
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_CHARSETS = {
    0: "cp1252", 1: "cp1252", 2: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030",
    136: "big5hkscs", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256",
    186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_PAGES = {936: "gb18030", 950: "big5hkscs", 65001: "utf-8", 10000: "mac_roman", 0: "cp1252"}
_MOST_DEPTH = 2000
_MOST_WAITING = 400
_DOUBLE = frozenset(("gb18030", "big5hkscs", "cp932", "cp949"))


@dataclass(frozen=True, slots=True)
class RtfContent:
    """The text, or the HTML page that it wraps. ``hidden``: characters set as hidden text, left out."""

    text: str
    is_page: bool = False
    hidden: int = 0


@dataclass(slots=True)
class _State:
    """What holds until the group ends.

    Attributes:
        skip: a destination that is no text.
        hidden: hidden text.
        charset: of the font in force; empty where the document's own holds.
        after_unicode: letters that follow a Unicode character, for readers that know none.
        in_tag: a stretch of the wrapped page's own marks.
        wrapping: what stands in RTF for the wrapped page's marks.
        fonts, colours: the table of fonts, of colours.
        look: what its letters look like.
    """

    skip: bool = False
    hidden: bool = False
    charset: str = ""
    after_unicode: int = 1
    in_tag: bool = False
    wrapping: bool = False
    fonts: bool = False
    colours: bool = False
    look: Look = PLAIN


def rtf_content(data: bytes) -> RtfContent:
    """The text of an RTF document.

    Raises:
        ReadFailure: no RTF, or nested beyond all sense.
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ReadFailure("不是 RTF 文件", hint="请用 Word 另存一份。")
    return _Reader(data).read()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._page = b"\\fromhtml1" in data[:4000]
        self._stack = [_State()]
        self._charset = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._out: list[str] = []
        self._bytes = bytearray()
        self._skipping = 0
        self._fresh = False  # right behind an opening brace
        self._hidden = 0
        self._looks = Looks()

    def read(self) -> RtfContent:
        at = 0
        while match := _TOKEN.search(self._data, at):
            word, number, byte, sign, brace, run = match.groups()
            at = match.end()
            if brace is not None:
                self._brace(brace)
                continue
            if byte is not None:
                self._run(bytes([int(byte, 16)]))
            elif run is not None:
                self._run(run)
            elif sign is not None:
                self._sign(sign, match.end())
            elif word == b"bin":
                at += max(0, int(number or 0))
            elif word is not None:
                self._word(word.decode("ascii"), int(number) if number else None)
            self._fresh = self._fresh and sign == b"*"
        self._flush()
        text = "".join(self._out).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return RtfContent(text, self._page, self._hidden)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skipping = 0
        self._fresh = brace == b"{"
        if not self._fresh:
            if len(self._stack) > 1:
                self._stack.pop()
            return
        if len(self._stack) > _MOST_DEPTH:
            raise ReadFailure("RTF 嵌套过深，无法读取", hint="请用 Word 另存一份。")
        self._stack.append(replace(self._stack[-1], in_tag=False))

    def _run(self, run: bytes) -> None:
        """Letters: those for readers without Unicode are passed over."""
        cut = min(self._skipping, len(run))
        self._skipping -= cut
        run = run[cut:]
        if not run:
            return
        # What waits is short: whether it ends in half a character is asked of all of it.
        if (run[0] < 0x80 or len(self._bytes) > _MOST_WAITING) and not self._is_half():
            self._flush()
        self._bytes += run

    def _sign(self, sign: bytes, end: int) -> None:
        self._flush()
        if sign == b"*":
            kept = self._data[end : end + 8]
            # The words of the wrapped page, and those of shapes, which stand in no other place.
            if self._fresh and kept != b"\\shpinst" and not (self._page and kept == b"\\htmltag"):
                self._stack[-1].skip = True
            return
        signs = {b"~": " ", b"_": "-", b"-": "", b"\n": "\n", b"\r": "\n", b":": "", b"|": ""}
        self._text(signs.get(sign, sign.decode("latin-1")))

    def _word(self, name: str, value: int | None) -> None:
        self._flush()
        state = self._stack[-1]
        if name == "u" and value is not None:
            self._text(_sign(value % 65_536))
            self._skipping = state.after_unicode
        elif name == "uc":
            state.after_unicode = max(0, min(value or 0, 8))
        elif name == "ansicpg":
            self._charset = _PAGES.get(value or 0, f"cp{value}")
        elif name == "fonttbl":
            state.fonts = state.skip = True
        elif name == "f" and value is not None:
            self._font = value
            state.charset = self._fonts.get(value, "")
        elif name == "fcharset" and state.fonts:
            self._fonts[self._font] = _CHARSETS.get(value or 0, "") if value else ""
        elif name == "v":
            state.hidden = value != 0
        elif name == "plain":
            state.hidden, state.charset = False, ""
            state.look = Look(grounds=state.look.grounds)
        elif name == "colortbl":
            state.colours = state.skip = True
        elif state.colours:
            self._looks.mix(name, value or 0)
        elif name in WORDS:
            state.look = self._looks.changed(state.look, name, value)
        elif name == "htmlrtf":
            state.wrapping = self._page and value != 0
        elif name == "htmltag":
            state.in_tag = self._page
        elif name in _APART and self._fresh:
            state.skip = True
        elif name in _SIGNS:
            self._text(_SIGNS[name])

    def _is_half(self) -> bool:
        """Whether what waits ends in the first half of a character of two bytes."""
        name = self._stack[-1].charset or self._charset
        if not self._bytes or self._bytes[-1] < 0x80 or name not in _DOUBLE:
            return False
        try:
            bytes(self._bytes).decode(name)
        except UnicodeDecodeError:
            return True
        return False

    def _flush(self) -> None:
        """Bytes that waited, of which several may be one character."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        try:
            self._text(data.decode(self._stack[-1].charset or self._charset, "replace"))
        except LookupError:
            self._text(data.decode("cp1252", "replace"))

    def _text(self, text: str) -> None:
        state = self._stack[-1]
        if state.colours:
            self._looks.add(text)
        if state.skip or (state.wrapping and not state.in_tag):
            return
        if state.hidden or (not self._page and self._looks.is_unseen(state.look)):
            self._hidden += len("".join(text.split()))
        else:
            self._out.append(text)


def _sign(code: int) -> str:
    """A character; marks of the Symbol fonts (bullets, ticks) lie in the private area."""
    if not code:
        return " "
    return chr(code - 0xF000 if 0xF020 <= code <= 0xF0FF else code)
