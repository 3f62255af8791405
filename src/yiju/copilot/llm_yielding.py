"""What a proposal would give up, change or use against the evidence's own words.

修改, 接受 and 延期 are harmless to talk about: 确认是否延期 asks. To do them is advised only where
the evidence says that they are done, wanted or allowed; and what it forbids (不能用平均值) is not used.
"""

import re
from collections.abc import Iterator

from yiju.copilot.llm_clauses import main_verb
from yiju.copilot.llm_lexicon import advice_words
from yiju.copilot.llm_promise import warned
from yiju.copilot.verify.analysis import Token, analyse
from yiju.copilot.verify.lexicon import Marker

_CLAUSE = re.compile("[,，。；;：:！!？?\\n]")
_NOT_SAID_SO = re.compile("[不未没无勿别禁]|^(?:如|若|凡)|如果|若是|倘若|的$|每|违约|拒绝")
_GOES_ON = frozenset("先 再 并 后 然后 并且 或 或者 以便 之后 以后 而后 随后".split())
_LEADS = frozenset("就 便 可 可以 可能 应 应该 可先 也 都 直接 一起 干脆 索性 尽快 主动".split())
_NAMED = frozenset("意见 原因 理由 的".split())
"""After these a word of change is only part of a thing's name."""
_NO_DOING = frozenset("避免 防止 拒绝".split())
_FORBIDS = re.compile(
    "(?:不能|不可以?|不得|不允许|不许|不准|不要|不应该?|不接受|不同意|不认可|禁止|严禁)(?:再|只)?(?P<by>使用|采用|用|以|拿)?"
)
_EXPLAINS = frozenset("说明 解释 回应 答复".split())


def yielding(text: str, known: str) -> str:
    """A word of canonical ``text`` that would change or give up what ``known`` does not say is; or empty."""
    tokens = analyse(text).tokens
    done_at = text.find(main_verb(text) or "\0")
    for number, token in enumerate(tokens):
        if token.text in _NO_DOING or not _yields(token) or warned(text, token.start):
            continue
        before = tokens[number - 1].text if number else ""
        after = tokens[number + 1] if number + 1 < len(tokens) else None
        if 0 <= done_at < token.start and before not in _GOES_ON:
            continue  # 确认延期的原因 speaks of it
        if after is not None and after.clause == token.clause and after.text in _NAMED:
            continue
        if not _said_so(token.text, known):
            return token.text
    return ""


def begins_so(text: str) -> bool:
    """Whether a clause without a subject does such a thing: 再延期交货 goes on with what is advised."""
    tokens = [token for token in analyse(text).tokens if token.text not in _GOES_ON | _LEADS]
    return bool(tokens) and _yields(tokens[0])


def forbidden(text: str, known: str) -> str:
    """A thing that canonical ``text`` would use though ``known`` forbids it; empty where there is none."""
    if main_verb(text) in advice_words("ask") | _EXPLAINS:
        return ""
    for term in _forbidden(known):
        at = text.find(term)
        if at >= 0 and not warned(text, at) and not _said_so(term, known):
            return term
    return ""


def _yields(token: Token) -> bool:
    return token.marker is Marker.STOP or token.text in advice_words("yielding")


def _said_so(word: str, known: str) -> bool:
    """Whether a text says of something, without if and not, that it is so."""
    clauses = (one for one in _CLAUSE.split(known) if word in one and not _NOT_SAID_SO.search(one))
    return any(len(word) > 1 or any(token.text == word for token in analyse(one).tokens) for one in clauses)


def _forbidden(known: str) -> Iterator[str]:
    for clause in _CLAUSE.split(known):
        for found in _FORBIDS.finditer(clause):
            first = next((one for one in analyse(clause[found.end() :]).tokens if one.content), None)
            if first is None or first.mention is not None or len(first.text) < 2:
                continue
            if found["by"] or first.tag.startswith("n"):
                yield first.text
