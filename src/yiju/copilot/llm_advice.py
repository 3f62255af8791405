"""What advice and talk lines may say: nothing of fact that the evidence does not.

Clause by clause: what tells is verified as a fact is; what asks or proposes may use the evidence's words and
neutral ones, and its figures, dates and promises must stand in the evidence as they stand there.
"""

import re
from dataclasses import replace

from yiju.copilot.llm_base import Base
from yiju.copilot.llm_clauses import Act, Clause, read_clauses, retold, says_something
from yiju.copilot.llm_lexicon import advice_words, neutral_words
from yiju.copilot.llm_promise import contradicted, never, promised, slander, warned
from yiju.copilot.llm_sides import OURS, THEIRS
from yiju.copilot.llm_yielding import begins_so, forbidden, yielding
from yiju.copilot.normalise import canonical
from yiju.copilot.verify.analysis import Token, analyse
from yiju.copilot.words import content_words

_OPEN_CLASSES = ("n", "v", "a", "i", "j", "l", "b", "z", "eng", "nz")
_PHRASE = 6
_ATTRIBUTED = re.compile(
    "(?:^|[，,。；;])(?P<who>[^，,。；;:：“”]{1,20}?)(?:说|来信|发文|表示)?[:：]?“(?P<said>[^“”]+)"
)


def reads_as_advice(text: str) -> bool:
    """Whether any clause proposes or asks; what only tells is a fact, and held to what facts are."""
    plain = canonical(text)
    return any(
        clause.act in {Act.PROPOSE, Act.ASK} and not clause.told
        for clause in read_clauses(plain, "", lambda _: True)
    )


def unsupported(text: str, base: Base, role: str = "") -> str:
    """Why advice may not be shown, or empty.

    Args:
        role: say, reply or fallback of a talk line; empty for advice to the rep.
    """
    plain = canonical(text)
    if word := never(plain):
        return f"不能写“{word}”"
    if word := slander(plain, base.words):
        return f"“{word}”没有依据"
    if word := misquoted(plain, base):
        return f"“{word[:30]}”不是原话"
    run = ""
    for clause in read_clauses(plain, role, base.quoted):
        reason = _wrong(clause, base, role)
        if reason and run and clause.act is Act.TELL:  # 客户要求甲，乙: the second hangs on the first
            reason = _wrong(replace(clause, told=f"{run}，{clause.told}"), base, role)
        if reason:
            return reason
        run = "，".join(filter(None, (run, clause.told))) if clause.told and clause.goes_on else ""
    return ""


def misquoted(text: str, base: Base) -> str:
    """What a text gives as somebody's words (王蕾：“…”) that no quote holds; empty where all is theirs.

    Args:
        text: as ``canonical`` gives it.
    """
    people = {quote.speaker for quote in base.quotes} | base.names
    said = [found["said"] for found in _ATTRIBUTED.finditer(text) if found["who"] in people]
    held = [_bare(canonical(quote.text)) for quote in base.quotes]
    return next((one for one in said if not any(_bare(one) in text for text in held)), "")


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def about(text: str, base: str, names: str) -> bool:
    """Whether advice speaks of what it rests on: they share a content word that is not a party's name."""
    return bool(
        (content_words(canonical(text)) & content_words(canonical(base))) - content_words(canonical(names))
    )


def _wrong(clause: Clause, base: Base, role: str) -> str:
    if clause.act is Act.COURTESY:
        return ""
    speaker = THEIRS if role == "reply" else OURS
    if role != "reply" and begins_so(clause.text) and (word := yielding(clause.text, base.words)):
        return f"“{word}”没有依据"
    if clause.told:
        statement, theirs = retold(clause.told)
        if theirs and not says_something(statement):
            heard = base.from_customer()
            return next(iter(heard.wrong_numbers(statement)), "") or _foreign(
                Clause(statement, Act.ASK), heard
            )
        if not statement or base.holds(statement, customers_words=theirs, speaker=speaker):
            return "" if clause.act is Act.TELL else _foreign(clause, base)
        return f"“{clause.told[:30]}”没有依据"
    for word in promised(clause.text, spoken=role in {"say", "fallback"}):
        if clause.act is not Act.ASK or word not in base.words:
            return f"许诺“{word}”没有依据"
    if clause.act is Act.PROPOSE and role != "reply" and (undone := contradicted(clause.text)):
        return f"“{undone}”没有依据"
    if clause.act is Act.PROPOSE and role != "reply":
        if word := yielding(clause.text, base.words):
            return f"“{word}”没有依据"
        if word := forbidden(clause.text, base.words):
            return f"依据不许用“{word}”"
    if reasons := base.wrong_numbers(clause.text):
        return reasons[0]
    return _foreign(clause, base)


def _foreign(clause: Clause, base: Base) -> str:
    """A word that is neither the evidence's nor neutral, so that it could tell anything."""
    text = canonical(clause.text)
    for token in analyse(text).tokens:
        if not _carries(token) or _neutral(token, text) or _known(token.text, base):
            continue
        if base.has_word(token) or (token.text in advice_words("shunned") and warned(text, token.start)):
            continue
        return f"“{token.text}”不在所依据的资料中"
    return ""


def _carries(token: Token) -> bool:
    return token.mention is None and token.content and token.tag.startswith(_OPEN_CLASSES)


def _neutral(token: Token, text: str) -> bool:
    """Whether a word is neutral, or part of a neutral phrase that stands here (质量 in 质量部门)."""
    if token.text in neutral_words():
        return True
    around = range(max(0, token.end - _PHRASE), token.start + 1)
    return any(text[at:end] in neutral_words() for at in around for end in range(token.end, at + _PHRASE + 1))


def _known(word: str, base: Base) -> bool:
    """Whether a word names a party or a person, or is put together from neutral words and the evidence's."""
    if base.names_person(word):
        return True
    parts = ((word[:cut], word[cut:]) for cut in range(2, len(word) - 1))
    return any(all(part in neutral_words() or part in base.words for part in two) for two in parts)
