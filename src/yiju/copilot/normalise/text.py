"""One spelling for text that means the same: width, dashes, blanks, quotation marks."""

import re
import unicodedata

# Full-width clause marks stay as they are: "1，200" is a list, "1,200" a number.
_PLAIN = re.compile(r"[^，；：？！]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_DASHES = re.compile("[\u2010-\u2013\u2212\ufe63]")
_LONG_DASH_IN_NUMBERS = re.compile(r"(?<=\d)\s*[—―]\s*(?=\d)")
CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
_WIDE = CJK + "，；：？！。、《》“”‘’（）()【】"
_BLANK_BESIDE_WIDE = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])")
_BLANK = re.compile(r"\s+")
_BLANK_IN_NUMBER = re.compile(r"(?<=\d)\s+(?=[%‰])|(?<=[¥$€£])\s+(?=\d)")
_CJK_CHAR = re.compile(f"[{CJK}]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_SAME = str.maketrans(
    {"「": "“", "」": "”", "『": "“", "』": "”", "〔": "(", "〕": ")", "～": "~", "≧": "≥", "≦": "≤"}
)


def canonical(text: str) -> str:
    """Return ``text`` in one width (NFKC but for ，；：？！), without invisible marks or blanks beside
    Chinese.

    Idempotent. Offsets are not kept.
    """
    text = _INVISIBLE.sub("", text.translate(_SAME))
    text = _PLAIN.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _LONG_DASH_IN_NUMBERS.sub("-", _DASHES.sub("-", text))
    text = _BLANK_BESIDE_WIDE.sub("", _BLANK.sub(" ", text))
    return _BLANK_IN_NUMBER.sub("", text).strip()


def cjk_share(text: str) -> float:
    """The share of Chinese characters among Chinese characters and Latin words, 0 to 1;
    1 where there is neither.
    """
    chinese = len(_CJK_CHAR.findall(text))
    latin = len(_LATIN_WORD.findall(text))
    return chinese / (chinese + latin) if chinese + latin else 1.0
