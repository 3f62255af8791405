"""A text of the same length in which one sign is written one way, so that offsets hold in both."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣"), ord("-"))
_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u202f\u3000\t"), ord(" "))
_TABLE = _WIDE | _DASHES | _BLANKS


def plain(text: str) -> str:
    """Full-width letters and digits, dashes and blanks as in ASCII. ``len(plain(text)) == len(text)``."""
    return text.translate(_TABLE)
