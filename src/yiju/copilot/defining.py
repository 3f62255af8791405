"""什么是PPAP: answered from the glossary, with a mark of its own. It is no evidence of any customer."""

import regex

from yiju.copilot.strategy import Composed
from yiju.retrieval.glossary.terms import Glossary, Term, line_of
from yiju.store.types import Claim, Section

MARK = "〔术语表〕"
GLOSSARY = "glossary"
"""Flag of a claim that is a definition."""
_NOTICE = "这是术语表里的通用解释，不是客户资料；客户怎么约定，请问具体的一项。"
_ENDS = r"[\s。？?！!]*"
_ASKED = regex.compile(
    rf"(?:请问|问一下)?\s*(?:什么(?:是|叫做?)|何为|何谓)\s*[“‘\"]?(?P<a>.+?)[”’\"]?{_ENDS}"
    rf"|(?:请问)?\s*[“‘\"]?(?P<b>.+?)[”’\"]?\s*(?:是|这个词|这个缩写)?(?:什么意思|指什么|的含义|的全称)(?:是什么)?{_ENDS}"
    rf"|what\s+(?:is|are)\s+(?:an?\s+|the\s+)?(?P<c>.+?){_ENDS}|what\s+does\s+(?P<d>.+?)\s+(?:mean|stand\s+for){_ENDS}",
    regex.IGNORECASE,
)
_SHORT = regex.compile(rf"(?P<e>[A-Za-z0-9][A-Za-z0-9 &./+\-]*?)\s*(?:是什么|是啥|是个啥){_ENDS}")
"""Of Latin names alone: 账期是什么 asks what was agreed."""


def terms_asked(question: str, glossary: Glossary) -> tuple[Term, ...]:
    """The terms whose meaning a question asks for; none where it asks for anything else."""
    match = _ASKED.fullmatch(question.strip()) or _SHORT.fullmatch(question.strip())
    name = next((text for text in match.groupdict().values() if text), "") if match else ""
    return glossary.find(name) if name else ()


def compose_definition(question: str, glossary: Glossary) -> Composed | None:
    """The answer, one claim for each thing that the name may mean; None where no definition is asked for."""
    found = terms_asked(question, glossary)
    if not found:
        return None
    claims = tuple(
        Claim(id=f"c{number}", nature="advice", text=_told(term), flags=(GLOSSARY,))
        for number, term in enumerate(found, 1)
    )
    return Composed("", (Section(title=MARK, claims=claims),), (), (), notices=(_NOTICE,))


def _told(term: Term) -> str:
    apart = f"不是一回事：{'、'.join(term.not_same_as)}。" if term.not_same_as else ""
    return f"{line_of(term)}{apart}{MARK}"
