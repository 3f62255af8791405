"""Common questions in English, put as they are asked in Chinese: contracts and rows are mostly Chinese."""

import regex

_HAN = regex.compile(r"\p{Han}")
_THE = r"(?:(?:the|our|their|this|that|current|agreed|contractual)\s+)*"
_WHAT = rf"(?:what(?:'s|\s+is|\s+are|\s+was|\s+were)|how\s+(?:long|much|high)\s+(?:is|are))\s+{_THE}"
_REST = (
    r"(?P<tail>(?:\s+(?:of|for|with|at|to|from|in|do\s+we\s+have|under|the|our|this|(?P<kind>contract|tender)|agreement|account|customer|client))*)"
    r"(?P<who>(?:\s*(?-i:[A-Z][\p{L}.&-]*))*)\s*[?.!\s]*"
)
"""What may follow: whose it is. Anything else (of the mould) makes another question of it."""
_FORMS: tuple[tuple[str, str], ...] = (
    (rf"{_WHAT}warranty(?:\s+(?:period|term|time))?", "质保期是多久"),
    (rf"{_WHAT}payment\s+(?:terms?|conditions?|period)", "付款条件是什么"),
    (
        rf"{_WHAT}(?:annual\s+)?(?:price\s+(?:reduction|down)|productivity|cost[\s-]down)(?:\s+rate)?",
        "年降比例是多少",
    ),
    (rf"{_WHAT}(?:liquidated\s+damages|(?:contract(?:ual)?\s+)?penalt(?:y|ies))", "违约金是多少"),
    (rf"{_WHAT}(?:last|latest|most\s+recent)\s+(?:quote|quotation|offer|price)", "最近一次报价是多少"),
    (rf"{_WHAT}contract\s+(?:end|expiry|expiration)(?:\s+date)?", "合同什么时候到期"),
    (
        rf"who\s+is\s+{_THE}(?:account|customer|client|key\s+account)\s+(?:owner|manager|lead)",
        "谁负责这个客户",
    ),
    (rf"who\s+is\s+responsible|who\s+(?:owns|manages|looks\s+after)(?={_REST}$)", "谁负责这个客户"),
    (rf"when\s+is\s+{_THE}next\s+(?:meeting|visit)", "下次会议是什么时候"),
)
_PATTERNS = tuple((regex.compile(rf"\s*(?:{form}){_REST}", regex.I), said) for form, said in _FORMS)
HINT = "英文问题只认得常见的问法，建议用中文再问一次。"


def is_english(text: str) -> bool:
    """Whether it holds letters and no Chinese."""
    return _HAN.search(text) is None and regex.search(r"[A-Za-z]{2}", text) is not None


def in_chinese(text: str) -> str:
    """The same question in Chinese, with whose it is and of which document; the text itself where it is none
    of the common ones."""
    if not is_english(text):
        return text
    for pattern, said in _PATTERNS:
        if match := pattern.fullmatch(text):
            kind = {"contract": "合同", "tender": "招标文件"}.get((match["kind"] or "").lower(), "")
            who = " ".join(match["who"].split())
            return f"{who} {kind}{said}".strip()
    return text
