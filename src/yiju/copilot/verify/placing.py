"""Where in a quote a claim's clause stands: each content word's place, in order as far as order was kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from yiju.copilot.verify.agree import agree
from yiju.copilot.verify.analysis import Analysis
from yiju.copilot.verify.finding import MAX_PLACES, covering, find, index_of, longer_name

_AHEAD = 3
_NEXT = 0.4
_OTHER_CLAUSE = 0.15


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


def place(
    claim: Analysis, tokens: tuple[int, ...], quote: Analysis, quote_text: str, near: int
) -> list[Placement]:
    """Where the claim's ``tokens`` (one clause) may stand in ``quote``: each place where they stand word for
    word, those at or after ``near`` first; where there is none, the best place for the words one by one.
    """
    content = [number for number in tokens if claim.tokens[number].content]
    expected = _continuation(claim, content, quote, near)
    exact = list(_verbatim(claim, tokens, quote, near))
    exact = exact if expected is None else [one for one in exact if _clause_of(one) == expected]
    if exact:
        return exact[:MAX_PLACES]
    index = index_of(quote_text)
    found = {number: find(claim.tokens[number], quote, index) for number in tokens}
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
    return [placement]


def _continuation(claim: Analysis, content: list[int], quote: Analysis, near: int) -> int | None:
    """The quote's clause, among the next few in the sentence where the claim's last clause ended, that
    holds all words.

    A claim that goes through a quote clause by clause is held to that order, so that numbers of parallel
    clauses
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


def _verbatim(claim: Analysis, tokens: tuple[int, ...], quote: Analysis, near: int) -> Iterator[Placement]:
    """The identity placements where the clause is a span of the quote and no number or word of Latin is
    cut.
    """
    first, last = claim.tokens[tokens[0]], claim.tokens[tokens[-1]]
    words = claim.text[first.start : last.end]
    places = _occurrences(words, quote.text, near)
    holders = {token.start: number for number, token in enumerate(quote.tokens)} if places else {}
    held = covering(quote)
    for found in places:
        shift = found - first.start
        at: dict[int, int] = {}
        for number in tokens:
            token = claim.tokens[number]
            where = holders.get(token.start + shift, held[token.start + shift])
            if where < 0:
                break
            theirs = quote.tokens[where]
            whole = theirs.start == token.start + shift and theirs.end == token.end + shift
            cut = (token.mention is not None or theirs.mention is not None) and not (
                whole or agree(token, theirs)
            )
            starts = theirs.start == token.start + shift
            if starts and token is last and longer_name(theirs, token.text):
                break
            if cut or (token.text.isascii() and not whole and token.mention is None):
                break
            at[number] = where
        else:
            yield Placement(claim, quote, tokens, at, verbatim=True)


def _occurrences(words: str, text: str, near: int) -> list[int]:
    """Where ``words`` stand in ``text``: from ``near`` on first, then before it."""
    found: list[int] = []
    at = text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + len(words))
    return sorted(found, key=lambda at: (at < near, at))


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
    """The heaviest chain of (claim token, quote token) pairs that rises in both;
    neighbours and one clause preferred.
    """
    pairs = [
        (number, at)
        for number in tokens
        for at in [at for at in options[number] if quote.tokens[at].sentence in window][:MAX_PLACES]
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
