"""A question's words as the material has them: what was cut badly, misspelt, or is a customer's own name."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from difflib import get_close_matches

import regex

from yiju.copilot.cues import Spoken
from yiju.copilot.material import Span
from yiju.copilot.question import Question

_EDGES = frozenset(
    "里中内外给到要能会的了是那这个把被跟和与或等没不去来上下还又再就都也吗呢管装做打拿收付交发寄走用报改谈批签算按向对从由该厂"
)
"""Characters that a word is cut together with, and that are none of it (文工管)."""
_PARTICLES = frozenset("里中内外的了是那这个把被跟和与或等没不还又再就都也吗呢")
"""The same for a cut of two characters, of which little would be left (标里)."""
_LATIN = regex.compile(r"[a-z][a-z0-9\-]{4,}")
_DOMAIN = regex.compile(r"@([\w.-]+)")


def in_words_of(question: Question, candidates: Sequence[Span], people: Collection[str] = ()) -> Question:
    """The question with its words put as the candidates have them; one that stands in none stays.

    Args:
        people: full names that 罗总 may stand for.
    """
    known = {*people, *(span.speaker for span in candidates)}
    question = replace(question, spoken=(*question.spoken, *_in_full(question, known)))
    said = "\n".join({_all_of(span) for span in candidates})
    own = _own_names(candidates)
    latin = frozenset(_LATIN.findall(said))
    forms = {word: _forms(word, question, said, latin, own, known) for word in question.words}
    words = frozenset(form for found in forms.values() for form in found)
    if not words or words == question.words:
        return question
    focus = next(iter(forms.get(question.focus, (question.focus,))), "")
    names = frozenset(form for name in question.names for form in forms.get(name, (name,)))
    return replace(question, words=words, focus=focus, names=names)


def _in_full(question: Question, people: Collection[str]) -> list[Spoken]:
    """Who may be meant by surname and title: 王总 is 王建国 where the documents know one."""
    found: list[Spoken] = []
    for called in sorted(question.people):
        full = sorted(name for name in people if 2 <= len(name) <= 4 and name[0] == called[0])
        if full:
            written = "|".join(map(regex.escape, (called, *full)))
            found.append(Spoken(regex.compile(regex.escape(called)), regex.compile(written)))
    return found


def _all_of(span: Span) -> str:
    labels = " ".join(span.document.attributes.values())
    return " ".join((span.paragraph.text, *span.paragraph.headings, span.document.title, labels)).lower()


def _own_names(candidates: Sequence[Span]) -> frozenset[str]:
    """Names that stand in the mail domains of both sides: how a company writes itself in Latin letters."""
    labels = {" ".join(span.document.attributes.values()).lower() for span in candidates}
    hosts = {host for label in labels for host in _DOMAIN.findall(label)}
    return frozenset(part for host in hosts for part in regex.split(r"[.\-]", host) if len(part) >= 4)


def _forms(
    word: str,
    question: Question,
    said: str,
    latin: Collection[str],
    own: Collection[str],
    people: Collection[str],
) -> tuple[str, ...]:
    """What stands for a word; nothing where it is no word of the question."""
    if word in own:
        return ()
    if word in said or any(a.words.search(word) for a in question.attributes) or word in question.people:
        return (word,)
    if any(form.said.search(word) for form in question.spoken):
        return (word,)
    if not regex.search(r"\p{Han}", word):
        close = get_close_matches(word, latin, 1, 0.86) if _LATIN.fullmatch(word) else []
        return tuple(close) or (word,)
    if whole := next((name for name in people if len(name) >= 2 and name in word), ""):
        return (whole,)
    edges = _EDGES if len(word) > 2 else _PARTICLES
    core = word
    while len(core) > 1 and core not in said and (core[0] in edges or core[-1] in edges):
        core = core[1:] if core[0] in edges else core[:-1]
    if core != word:
        return (core,) if core in said and len(core) > 1 else () if len(core) < 2 else (word,)
    return _recut(word, question.text.lower(), said) or (word,)


def _recut(word: str, asked: str, said: str) -> tuple[str, ...]:
    """The words beside a cut that went through them: 震塔, 碳足 for 塔碳; 碳足 for 卡碳; else nothing."""
    at = asked.find(word)
    if at < 0 or len(word) != 2:
        return ()
    pairs = (asked[max(0, at - 1) : at + 1], asked[at + 1 : at + 3])
    return tuple(
        pair
        for pair in pairs
        if regex.fullmatch(r"(\p{Han})(?!\1)\p{Han}", pair) and not _PARTICLES & set(pair) and pair in said
    )
