"""Standards, models, part and contract numbers: letters and digits that belong together."""

import re
from collections.abc import Callable, Iterator

from yiju.copilot.normalise.mentions import Code

_BODIES = (
    r"GB/T|GB/Z|GB|ISO/IEC|ISO/TS|ISO|IATF|VDA|IEC|EN|DIN|ASTM|ANSI|JIS|YY/T|YY|HJ/T|HJ|JB/T|JB|QC/T|QC|SAE|UL|AS|CNAS|CMMI|"
    r"DB\d{0,2}/T|DB\d{0,2}|NB/T|NB|DL/T|DL|SJ/T|SJ|HG/T|HG|CJ/T|CJ|CJJ|JGJ|T/[A-Z]{2,6}|TS|IPC|PPAP|APQP|GMP|GAAP|IFRS|SOC|PAS"
)
# Repetitions are bounded and starts are fixed: a page of dashes must not cost a page squared.
_STANDARD = re.compile(
    rf"(?<![A-Za-z])(?:{_BODIES})\s?-?\s?\d{{1,12}}(?:[-.:]\d{{1,8}}){{0,6}}(?![A-Za-z])", re.IGNORECASE
)
_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z][A-Za-z0-9./_-]{0,60}\d)[A-Za-z][A-Za-z0-9]{0,40}(?:[-./_][A-Za-z0-9]{1,40}){0,12}"
)
_DIGIT_FIRST = re.compile(
    r"(?<![A-Za-z0-9.])\d{1,20}(?:[A-Z][A-Za-z]{0,20}(?:[-/_]?[A-Za-z0-9]{1,20}){0,8}|[a-z]{1,12}\d[A-Za-z0-9]{0,30})"
    r"|(?<![\d-])\d{1,20}(?:-\d{1,20}){3,12}"
)
_YEAR_SUFFIX = re.compile(r"^[-:](?:19|20)\d\d$")
_NOT_A_CODE = re.compile(
    r"(?:[Qq][1-4]|[Hh][12]|(?:RMB|CNY|USD|EUR|GBP|HKD)\d.*|\d+(?:M|K|G|T|L|KG|MM|CM|KM|W|MW|KW|GW|MWh|GB|TB|MPa)|m[23])",
    re.ASCII,
)


def find_codes(text: str, taken: Callable[[int, int], bool]) -> Iterator[Code]:
    """Yield the codes in canonical ``text``: VDA6.3, IATF 16949, GB/T 18487.1, AX-200, HTLF-2025-BJ01, 5G."""
    for pattern in (_STANDARD, _CODE, _DIGIT_FIRST):
        for match in pattern.finditer(text):
            if not taken(match.start(), match.end()) and not _NOT_A_CODE.fullmatch(match[0]):
                yield Code(match.start(), match.end(), match[0], code_key(match[0]))


def code_key(text: str) -> str:
    """One spelling of a code: capitals, no blanks."""
    return re.sub(r"\s", "", text).upper()


def same_code(claim: str, quote: str) -> bool:
    """Whether the codes are one; the year of a standard's edition may be left out of the claim."""
    if claim == quote or claim.replace("-", "") == quote.replace("-", ""):
        return True
    return quote.startswith(claim) and bool(_YEAR_SUFFIX.match(quote[len(claim) :]))
