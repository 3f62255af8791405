"""Where in a quote a claim's clause stands: each content word's place, in order as far as order was kept."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from yiju.copilot.normalise import Quantity, When
from yiju.copilot.normalise.mentions import Code
from yiju.copilot.verify.agree import agree
from yiju.copilot.verify.analysis import Analysis, Token, analyse
from yiju.copilot.verify.synonyms import DIRECTIONS, MEMBERS, word_key

_MAX_PLACES = 8
_TOGETHER = 4
_AHEAD = 3
# One-character words that a cutter glues to their neighbour.
_GLUE = frozenset("的了着之和与及并且而在于对为以由从至到把被向给也都还又就更均则即因将已应须可")
_NEXT = 0.4
_OTHER_CLAUSE = 0.15
_FALSE_START = frozenset("不未无非没")
_FILLERS = frozenset("的了地得着之和与及")  # what a writer may leave out inside a compound


@dataclass(slots=True)
class Placement:
    """A clause of the claim in one quote.

    ``at`` maps claim token numbers to quote token numbers; ``moved`` are those out of order; ``missing`` are
    the claim's content tokens that the quote's window lacks; ``covered`` is a share of weight, 0 to 1.
    """

    claim: Analysis
    quote: Analysis
    tokens: tuple[int, ...]
    at: dict[int, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    missing: list[int] = field(default_factory=list)
    covered: float = 1.0
    verbatim: bool = False


@lru_cache(maxsize=4096)
def _index(text: str) -> dict[str, tuple[int, ...]]:
    index: dict[str, list[int]] = defaultdict(list)
    for number, token in enumerate(analyse(text).tokens):
        if token.mention is None or isinstance(token.mention, Code):
            index[token.key].append(number)
    return {key: tuple(places) for key, places in index.items()}


def place(claim: Analysis, tokens: tuple[int, ...], quote: Analysis, quote_text: str, near: int) -> Placement:
    """Find the best place of the claim's ``tokens`` (one clause) in ``quote``, at or after ``near`` if it is a span."""
    content = [number for number in tokens if claim.tokens[number].content]
    expected = _continuation(claim, content, quote, near)
    exact = _verbatim(claim, tokens, quote, near)
    if exact is not None and (expected is None or _clause_of(exact) == expected):
        return exact
    index = _index(quote_text)
    found = {number: _options(claim.tokens[number], quote, index) for number in tokens}
    options = {
        number: [at for at in places or () if expected is None or quote.tokens[at].clause == expected]
        for number, places in found.items()
    }
    window = _window(claim, options, quote)
    chain = _chain(claim, tokens, options, quote, window)
    placement = Placement(claim, quote, tokens, dict(chain))
    inside = {quote.tokens[at].clause for at in placement.at.values()}
    for number in content:
        if number in placement.at or found[number] is None:
            continue
        places = [at for at in options[number] if quote.tokens[at].sentence in window]
        if places:
            placement.at[number] = min(places, key=lambda at: quote.tokens[at].clause not in inside)
            placement.moved.add(number)
        else:
            placement.missing.append(number)
    total = sum(claim.tokens[number].weight for number in content)
    lost = sum(claim.tokens[number].weight for number in placement.missing)
    placement.covered = 1 - lost / total if total else 1.0
    return placement


def _continuation(claim: Analysis, content: list[int], quote: Analysis, near: int) -> int | None:
    """The quote's clause, among the next few in the sentence where the claim's last clause ended, that holds all words.

    A claim that goes through a quote clause by clause is held to that order, so that numbers of parallel clauses
    (方案一 … 14个月; 方案二 … 17个月) cannot be exchanged between them.
    """
    if not near:
        return None
    last = next((token for token in reversed(quote.tokens) if token.end <= near), None)
    wanted = {claim.tokens[number].key for number in content}
    clauses: dict[int, set[str]] = {}
    for token in quote.tokens:
        if (
            last is not None
            and token.sentence == last.sentence
            and last.clause < token.clause <= last.clause + _AHEAD
        ):
            clauses.setdefault(token.clause, set()).add(token.key)
    return next((clause for clause, keys in sorted(clauses.items()) if wanted <= keys), None)


def _clause_of(placement: Placement) -> int | None:
    clauses = {placement.quote.tokens[at].clause for at in placement.at.values()}
    return clauses.pop() if len(clauses) == 1 else None


def _verbatim(claim: Analysis, tokens: tuple[int, ...], quote: Analysis, near: int) -> Placement | None:
    """The identity placement where the clause is a span of the quote and no number or word of Latin is cut."""
    first, last = claim.tokens[tokens[0]], claim.tokens[tokens[-1]]
    words = claim.text[first.start : last.end]
    for found in _occurrences(words, quote.text, near):
        shift = found - first.start
        holders = {token.start: number for number, token in enumerate(quote.tokens)}
        covering = _covering(quote)
        at: dict[int, int] = {}
        for number in tokens:
            token = claim.tokens[number]
            where = holders.get(token.start + shift, covering[token.start + shift])
            if where < 0:
                break
            theirs = quote.tokens[where]
            whole = theirs.start == token.start + shift and theirs.end == token.end + shift
            cut = (token.mention is not None or theirs.mention is not None) and not (
                whole or agree(token, theirs)
            )
            if cut or (token.text.isascii() and not whole and token.mention is None):
                break
            at[number] = where
        else:
            return Placement(claim, quote, tokens, at, verbatim=True)
    return None


def _occurrences(words: str, text: str, near: int) -> list[int]:
    """Where ``words`` stand in ``text``: from ``near`` on first, then before it."""
    found = [match.start() for match in re.finditer(re.escape(words), text)]
    return sorted(found, key=lambda at: (at < near, at))


@lru_cache(maxsize=512)
def _covering(quote: Analysis) -> list[int]:
    """For each character of the quote the number of its token, -1 between tokens."""
    held = [-1] * (len(quote.text) + 1)
    for number, token in enumerate(quote.tokens):
        for at in range(token.start, token.end):
            held[at] = number
    return held


def _options(token: Token, quote: Analysis, index: dict[str, tuple[int, ...]]) -> list[int] | None:
    """Quote tokens that may stand for ``token``; None where it need not be found."""
    if isinstance(token.mention, Quantity | When | Code):
        return [number for number, other in enumerate(quote.tokens) if other.mention and agree(token, other)]
    if token.key in index:
        return list(index[token.key])
    if not token.content or token.text.isascii():
        return []
    return _otherwise_cut(token, quote)


def _otherwise_cut(token: Token, quote: Analysis) -> list[int] | None:
    """Places of a word that the quote cuts otherwise: inside or across words, by a synonym, or part by part.

    None for a word that is made of particles only (应对 cut from 应 + 对) and need not be found.
    """
    for word in (token.text, *MEMBERS.get(token.key, ())):
        places = _inside(word, quote, token.key)
        if places:
            return places
    if len(token.text) < 2:
        return []
    places = _fair(_across(token.text, quote), quote, token.key)
    if places:
        return places
    for cut in range(1, len(token.text)):
        front, back = _part(token.text[:cut], quote), _part(token.text[cut:], quote)
        if front is None and back is None:
            return None
        if front is None or back is None:
            places = front or back or []
        else:
            places = [at for at in front if any(0 <= other - at <= _TOGETHER for other in back)]
        if places:
            return places
    return []


def _part(part: str, quote: Analysis) -> list[int] | None:
    """Places of a part of a word; None for a particle, which need not be found."""
    if part in _GLUE:
        return None
    if len(part) == 1:
        return [number for number, token in enumerate(quote.tokens) if token.text == part]
    key = word_key(part)
    return [at for word in (part, *MEMBERS.get(key, ())) for at in _inside(word, quote, key)]


def _inside(word: str, quote: Analysis, key: str) -> list[int]:
    """Places where ``word`` stands inside other words, or across them."""
    starts: list[int] = []
    found = quote.text.find(word)
    while found >= 0 and len(starts) < _MAX_PLACES:
        starts.append(found)
        found = quote.text.find(word, found + 1)
    return _fair(starts, quote, key)


def _across(word: str, quote: Analysis) -> list[int]:
    """The first place where ``word`` stands but for particles between (塔碳 in 塔的碳足迹)."""
    text, offsets = _bare(quote)
    found = text.find("".join(char for char in word if char not in _FILLERS) or word)
    return [offsets[found]] if found >= 0 else []


@lru_cache(maxsize=512)
def _bare(quote: Analysis) -> tuple[str, tuple[int, ...]]:
    kept = [(char, at) for at, char in enumerate(quote.text) if char not in _FILLERS]
    return "".join(char for char, _ in kept), tuple(at for _, at in kept)


def _fair(starts: list[int], quote: Analysis, key: str) -> list[int]:
    """Tokens at the places where finding the word does not cut off a negation or turn 增至 into 增加."""
    places: list[int] = []
    for found in starts:
        number = _covering(quote)[found]
        if number >= 0:
            token = quote.tokens[number]
            cut = found > token.start and quote.text[found - 1] in _FALSE_START
            turned = token.key in DIRECTIONS and token.key != key
            if not cut and not turned and token.mention is None:
                places.append(number)
    return places


def _window(claim: Analysis, options: dict[int, list[int]], quote: Analysis) -> range:
    """The shortest run of up to three sentences that holds most of the clause's weight."""
    last = quote.tokens[-1].sentence if quote.tokens else 0
    held: list[dict[int, float]] = [{} for _ in range(last + 1)]
    for number, places in options.items():
        token = claim.tokens[number]
        for at in places:
            held[quote.tokens[at].sentence][number] = token.weight if token.content else 0.2
    best, chosen = -1.0, range(last + 1)
    for size in (1, 2, 3):
        for start in range(last + 2 - size):
            union: dict[int, float] = {}
            for sentence in held[start : start + size]:
                union.update(sentence)
            worth = sum(union.values()) - 0.3 * (size - 1)
            if worth > best + 1e-9:
                best, chosen = worth, range(start, start + size)
    return chosen


def _chain(
    claim: Analysis, tokens: tuple[int, ...], options: dict[int, list[int]], quote: Analysis, window: range
) -> list[tuple[int, int]]:
    """The heaviest chain of (claim token, quote token) pairs that rises in both; neighbours and one clause preferred."""
    pairs = [
        (number, at)
        for number in tokens
        for at in [at for at in options[number] if quote.tokens[at].sentence in window][:_MAX_PLACES]
    ]
    best: list[float] = []
    back: list[int] = []
    for index, (number, at) in enumerate(pairs):
        token, theirs = claim.tokens[number], quote.tokens[at]
        worth = token.weight if token.content else 0.2 if token.mention is None else 0.6
        score, before = worth, -1
        for earlier in range(index):
            other, place_before = pairs[earlier]
            if other < number and place_before < at:
                gained = best[earlier] + worth
                clauses = theirs.clause - quote.tokens[place_before].clause
                gained += _NEXT if at - place_before == number - other else 0.0
                gained -= _OTHER_CLAUSE * min(clauses, 3)
                if gained > score:
                    score, before = gained, earlier
        best.append(score)
        back.append(before)
    chain: list[tuple[int, int]] = []
    at_pair = max(range(len(pairs)), key=best.__getitem__) if pairs else -1
    while at_pair >= 0:
        chain.append(pairs[at_pair])
        at_pair = back[at_pair]
    return chain[::-1]
