"""Whether a shown fact follows from what it cites, judged by its printed words and quotes alone."""

from collections.abc import Collection, Iterator, Sequence

import regex

from yiju.copilot.verify import verify_claim
from yiju.store.types import Citation, Claim

_SAID = regex.compile(r"^(?P<who>[^：“”]{1,40}?)(?P<verb>来信|发文)?：“(?P<what>.+)”$", regex.DOTALL)
"""How a statement names who said it: 王蕾：“…”, Vogt来信：“…”."""
_JOINTS = "；→"


def claim_holds(claim: Claim, citations: Sequence[Citation], names: Collection[str] = ()) -> bool:
    """Whether these citations support a fact: as one statement, or as several, each by its own citation."""
    if not citations:
        return False
    if _holds(claim.text, citations, names):
        return True
    return any(
        all(_holds(part, [citation], names) for part, citation in zip(parts, citations, strict=True))
        for parts in _splits(claim.text, len(citations))
    )


def _holds(text: str, citations: Sequence[Citation], names: Collection[str]) -> bool:
    said = _SAID.match(text)
    if said is not None:
        if not said["verb"] and not any(c.locator.speaker in {None, said["who"]} for c in citations):
            return False  # a call's turn is someone else's
        text = said["what"]
    else:  # as a model words it: Vogt：… without quotation marks, told of who speaks in a cited turn
        named = (f"{citation.locator.speaker}：" for citation in citations if citation.locator.speaker)
        text = next((text.removeprefix(name) for name in named if text.startswith(name)), text)
    dates = [citation.document.date for citation in citations]
    quotes = [citation.quote for citation in citations]
    return verify_claim(text, quotes, document_dates=dates, names=names).supported


def _splits(text: str, count: int) -> Iterator[list[str]]:
    """Every way to cut a text at its joints into so many statements, for two or three of them."""
    at = [i for i, char in enumerate(text) if char in _JOINTS]
    if count == 2:
        for one in at:
            yield [text[:one], text[one + 1 :]]
    elif count == 3:
        for n, one in enumerate(at):
            for other in at[n + 1 :]:
                yield [text[:one], text[one + 1 : other], text[other + 1 :]]
