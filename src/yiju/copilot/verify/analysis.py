"""A text taken apart once: words with their place, class and clause.

Cached, as the same evidence is asked about often.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import rjieba

from yiju.copilot.normalise import Code, Mention, Quantity, When, canonical, find_mentions
from yiju.copilot.normalise.mentions import CLAUSE
from yiju.copilot.normalise.text import cjk_share
from yiju.copilot.normalise.units import MONEY
from yiju.copilot.verify.glue import glued
from yiju.copilot.verify.lexicon import (
    ADVERBS_AFTER_WILL,
    CONTENT_MARKERS,
    ENGLISH_FUNCTION,
    FUNCTION,
    LIGHT,
    MARKERS,
    MAYBE,
    ROLES,
    Marker,
)
from yiju.copilot.verify.stem import stem
from yiju.copilot.verify.synonyms import word_key

_PIECE = re.compile(r"[A-Za-z][A-Za-z'&]*|[\u3400-\u9fff〇]+|\S")
_CLAUSE_MARKS = frozenset(",，;；:：。！？!?|()（）\n→…—")
_SENTENCE_MARKS = frozenset("。！？!?；;")
_REACHES = {"上升": "增至", "下降": "降至", stem("increase"): "增至", stem("decrease"): "降至"}
_NOUN_TOO = frozenset({"准备", "计划", "需要", "希望", "意向", "应", "非", "可能"})
_PARTY = re.compile(
    "(" + "|".join(sorted((role for role in ROLES if not role.isascii()), key=len, reverse=True)) + ")"
)
_NAME_TAGS = ("nr", "nt", "ns", "nz", "eng", "nrt")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mention.

    ``content`` words carry meaning and must be found in the evidence; ``light`` ones (说, 进行, 包括 …)
    may be added, but not in the place of another; ``actor`` names one who acts.
    """

    text: str
    key: str
    start: int
    end: int
    clause: int
    sentence: int
    tag: str
    content: bool
    light: bool
    weight: float
    marker: Marker | None = None
    mention: Mention | None = None
    actor: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Canonical text and its tokens; ``clauses`` are half-open spans of the text. Each is equal to itself
    alone, so that what is kept of one is found without a look at every token.
    """

    text: str
    tokens: tuple[Token, ...]
    clauses: tuple[tuple[int, int], ...]
    foreign: bool
    """Mostly in Latin letters."""

    def clause_text(self, number: int) -> str:
        """The text of one clause."""
        start, end = self.clauses[number]
        return self.text[start:end]


@lru_cache(maxsize=4096)
def analyse(text: str) -> Analysis:
    """Take ``text`` apart. Pure; the result is shared between threads."""
    plain = canonical(text)
    foreign = cjk_share(plain) < 0.3
    tokens: list[Token] = []
    clauses: list[tuple[int, int]] = []
    clause_start = sentence = 0
    for start, end, word, tag, mention in _pieces(plain):
        if mention is None and word in _CLAUSE_MARKS:
            clauses.append((clause_start, start))
            clause_start = end
            sentence += word in _SENTENCE_MARKS
            continue
        if mention is None and word == "." and (end == len(plain) or plain[end] == " "):
            clauses.append((clause_start, start))
            clause_start, sentence = end, sentence + 1
            continue
        if mention is not None:
            tokens.append(_mention_token(plain, mention, len(clauses), sentence))
        elif word[0].isalnum():
            tokens.extend(_word_tokens(word, tag, start, len(clauses), sentence, foreign))
    clauses.append((clause_start, len(plain)))
    return Analysis(plain, tuple(_resolve(tokens)), tuple(clauses), foreign)


def _pieces(text: str) -> Iterator[tuple[int, int, str, str, Mention | None]]:
    """Mentions whole, the rest cut into words by rjieba with their part of speech."""
    at = 0
    for mention in find_mentions(text):
        yield from _words(text, at, mention.start)
        yield mention.start, mention.end, text[mention.start : mention.end], "m", mention
        at = mention.end
    yield from _words(text, at, len(text))


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int, str, str, None]]:
    for piece in _PIECE.finditer(text, start, end):
        if "\u3400" <= piece[0][0] <= "\u9fff":
            at = piece.start()
            for part in _PARTY.split(piece[0]):
                for word, tag in [(part, "nz")] if part in ROLES else rjieba.tag(part):
                    yield at, at + len(word), word, tag, None
                    at += len(word)
        else:
            yield piece.start(), piece.end(), piece[0], "eng" if piece[0].isalpha() else "x", None


def _mention_token(text: str, mention: Mention, clause: int, sentence: int) -> Token:
    surface = text[mention.start : mention.end]
    code = isinstance(mention, Code)
    return Token(
        text=surface,
        key=mention.key if isinstance(mention, Code) else surface,
        start=mention.start,
        end=mention.end,
        clause=clause,
        sentence=sentence,
        tag="m",
        content=code,
        light=False,
        weight=1.0,
        mention=mention,
        actor=code,
    )


def _word_tokens(
    word: str, tag: str, start: int, clause: int, sentence: int, foreign: bool
) -> Iterator[Token]:
    """One token, or two where a steering word is glued to another (不合格 → 不 + 合格, 如该 → 如 + 该)."""
    head = glued(word)
    if head:
        yield _word(head, "d", start, clause, sentence, foreign)
        yield _word(word[len(head) :], tag, start + len(head), clause, sentence, foreign)
    else:
        yield _word(word, tag, start, clause, sentence, foreign)


def _word(word: str, tag: str, start: int, clause: int, sentence: int, foreign: bool) -> Token:
    lower = word.lower()
    latin = lower.isascii()
    marker = MARKERS.get(lower)
    if latin and not foreign:
        marker = None  # ST, IT, CAN … within Chinese are names
    light = lower in LIGHT
    function = light or lower in FUNCTION or (marker is not None and marker not in CONTENT_MARKERS)
    if latin and foreign:
        function = marker is not None or lower in ENGLISH_FUNCTION
    weight = 1.0 if latin else min(len(word), 4) / 2
    if tag.startswith(("d", "c", "p", "u", "y")) and not latin:
        weight *= 0.5
    known = lower in ROLES
    named = known or (word[0].isupper() if latin else tag.startswith(_NAME_TAGS) and len(word) > 1)
    return Token(
        text=word,
        key=stem(word_key(lower)) if latin else word_key(word),
        start=start,
        end=start + len(word),
        clause=clause,
        sentence=sentence,
        tag=tag,
        content=not function,
        light=light,
        weight=weight,
        marker=marker,
        actor=named and not function,
    )


def _resolve(tokens: list[Token]) -> Iterator[Token]:
    """Settle words that mean something else by their neighbours: 将 + noun, 计划 as a noun, 提高 + 到."""
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        same = following is not None and following.clause == token.clause
        if token.marker is Marker.PLAN and token.text == "将" and not _is_future(following if same else None):
            yield _plain(token)
        elif token.marker and not same and token.text in _NOUN_TOO:
            yield _plain(token, content=len(token.text) > 1)
        elif (
            same
            and following is not None
            and following.text in {"到", "至", "为", "to"}
            and token.key in _REACHES
        ):
            yield replace(token, key=_REACHES[token.key])
        elif token.text == "提到" and same and following is not None and is_number(following):
            yield replace(token, key="增至", content=True, light=False)
        elif token.text == "金额" and _is_money(tokens[index + 1 : index + 3]):
            yield replace(token, content=False, light=True)  # 预算金额为80万元 says 预算80万元
        else:
            yield token


def _is_money(following: list[Token]) -> bool:
    return any(isinstance(t.mention, Quantity) and t.mention.unit in MONEY for t in following)


def _is_future(following: Token | None) -> bool:
    return following is not None and (
        following.tag.startswith(("v", "d", "p"))
        or following.text in ADVERBS_AFTER_WILL
        or isinstance(following.mention, When)
    )


def _plain(token: Token, *, content: bool = False) -> Token:
    return replace(token, content=content, marker=None)


def is_number(token: Token) -> bool:
    """Whether the token is a quantity or a time; a clause's number is a name."""
    mention = token.mention
    return isinstance(mention, When) or (isinstance(mention, Quantity) and mention.unit != CLAUSE)


def doubts(token: Token) -> bool:
    """Whether the token says perhaps, not leave."""
    return token.text.lower() in MAYBE
