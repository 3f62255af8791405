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
# 2.1 年服务费 is clause 2.1, no length of time: its number keeps apart. 2.5 万元 is an amount.
_AMOUNT = (
    "(?:[百千万亿]+|个|美|欧|港|日)元|万[欧美港]|个?(?:小时|分钟|个月|工作日|百分点)|[千毫微]?[克瓦]|千瓦时|兆瓦"
    "|公[斤里吨顷]|平方米|立方米|[毫厘千]米|元[^器件素]"
)
_GAP = r"[ \t\u00a0\u3000]"
_CLAUSE_NUMBER = re.compile(
    rf"^{_GAP}{{0,40}}(\d{{1,2}}(?:\.\d{{1,2}}){{1,4}}){_GAP}{{1,40}}(?=[{CJK}])(?!{_AMOUNT})",
    re.MULTILINE,
)
_THOUSANDS = r"\d{1,3}(?: \d{3}){1,5}"
_SPACED_THOUSANDS = re.compile(
    rf"(?<![\d.,]){_THOUSANDS}(?=(?:[.,]\d{{1,2}})?\s?(?:[欧美港]?元|EUR|USD|CNY|RMB|GBP|[€$£¥]))"
    rf"|(?<=[¥$€£])\s?{_THOUSANDS}(?!\d)|(?<=EUR|USD|CNY|RMB|GBP)\s?{_THOUSANDS}(?!\d)"
)
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
    text = _CLAUSE_NUMBER.sub(r"\1、", text)
    text = _BLANK_BESIDE_WIDE.sub("", _BLANK.sub(" ", text))
    text = _SPACED_THOUSANDS.sub(lambda match: match[0].replace(" ", ""), text)
    return _BLANK_IN_NUMBER.sub("", text).strip()


def without_clause_number(text: str) -> str:
    """A clause's words without its number as printed in front (2.1 年服务费…)."""
    return _CLAUSE_NUMBER.sub("", text, count=1)


def cjk_share(text: str) -> float:
    """The share of Chinese characters among Chinese characters and Latin words, 0 to 1;
    1 where there is neither.
    """
    chinese = len(_CJK_CHAR.findall(text))
    latin = len(_LATIN_WORD.findall(text))
    return chinese / (chinese + latin) if chinese + latin else 1.0
