"""The gate of a drafted section: shown as a whole, or not at all and the extractive draft in its place.

What reaches it passed verification statement by statement. A weak model's section may still be worse than
none: it takes buyer for seller, says what is true of any customer, or tells less than the extractive one.
Each check is named; the name is stored, counted and told.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from yiju.copilot.llm_checks import Check
from yiju.copilot.llm_clauses import Act, read_clauses
from yiju.copilot.llm_lexicon import neutral_words
from yiju.copilot.llm_roles import confused
from yiju.copilot.llm_sides import OURS
from yiju.copilot.normalise import Quantity, canonical
from yiju.copilot.normalise.text import cjk_share
from yiju.copilot.verify.agree import agree
from yiju.copilot.verify.analysis import Token, analyse
from yiju.copilot.words import bigrams, content_words, has_verb, jaccard
from yiju.store.types import Citation, Claim

_CHINESE = 0.6
"""Of the share of Chinese in the extractive section, so much at least."""
_ALIKE = 0.75
"""Two statements that share so many of their bigrams are one said twice."""
_AGAIN = re.compile(r"(.{4,}?)(?:[，,、；; ]?\1){2,}|([^\d\s.…—-])\2{4,}")
_STRANGE = re.compile(r"[\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af\ufffd]")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A section as the gate sees it.

    Attributes:
        claims: what the model wrote and verification let pass, in reading order.
        refused: how many of its statements verification did not let pass.
        base: the extractive claims of the section.
        shown: what a reader would see if it were accepted: the model's and what is kept of ``base``.
        grounds: every claim that advice may rest on, by id.
        voice: who speaks in a cited span, 我方 or 客户; empty where that is not known.
        seller, customer: the parties' names; ``people``: names known for this customer.
        own_words: what the user said: goal, scene, question.
        theirs: the section tells what the customer wants: what our side alone says has no place there.
    """

    claims: Sequence[Claim]
    refused: int
    base: Sequence[Claim]
    shown: Sequence[Claim]
    grounds: Mapping[str, Claim]
    voice: Callable[[Citation], str]
    seller: str
    customer: str
    people: Collection[str] = ()
    own_words: str = ""
    theirs: bool = False

    def sources(self, claim: Claim) -> list[Citation]:
        """The spans that a claim stands on: its own, or those of the facts that it rests on."""
        resting = [self.grounds[one] for one in claim.rests_on if one in self.grounds]
        return [citation for one in (claim, *resting) for citation in one.citations]


def refusal(drafted: Drafted) -> Check | None:
    """The first check that a section does not pass; None where it may be shown."""
    return next((name for name, fails in _CHECKS.items() if fails(drafted)), None)


def _roles(drafted: Drafted) -> bool:
    """Whether any statement takes the parties for one another: who promises, who asks, who is advised, whose
    concern it is."""
    ours = drafted.theirs and any(
        claim.citations and all(drafted.voice(one) == OURS for one in claim.citations)
        for claim in drafted.claims
    )
    return ours or any(
        confused(
            claim,
            [(one.quote, drafted.voice(one), one.locator.speaker or "") for one in drafted.sources(claim)],
            seller=drafted.seller,
            customer=drafted.customer,
        )
        for claim in drafted.claims
    )


def _verdicts(drafted: Drafted) -> bool:
    """Whether more of it was refused than let pass, or anything rests on what is not there."""
    loose = any(
        claim.verdict not in {"supported", "conflict"} or not claim.citations
        if claim.nature == "fact"
        else not any(one in drafted.grounds for one in claim.rests_on)
        for claim in drafted.claims
    )
    return loose or drafted.refused > len(drafted.claims)


def _language(drafted: Drafted) -> bool:
    """Whether it is less Chinese than the extractive section, stutters, or says one thing twice."""
    mine = canonical("".join(claim.text for claim in drafted.claims))
    rules = canonical("".join(claim.text for claim in drafted.base))
    if cjk_share(mine) < _CHINESE * (cjk_share(rules) if rules else 1.0):
        return True
    quotes = "".join(one.quote for claim in drafted.claims for one in drafted.sources(claim))
    if any(found[0] not in quotes for found in _STRANGE.finditer(mine)):
        return True
    if any(found[0] not in quotes for claim in drafted.claims for found in _AGAIN.finditer(claim.text)):
        return True
    for told in (True, False):  # what is told, and what is said or advised because of it
        said = [bigrams(claim.text) for claim in drafted.claims if (claim.nature == "fact") is told]
        if any(jaccard(one, other) >= _ALIKE for n, one in enumerate(said) for other in said[:n]):
            return True
    return False


def _usefulness(drafted: Drafted) -> bool:
    """Whether a statement says nothing, or what is true of any customer; or the section tells less than the
    extractive one."""
    own = [claim for claim in drafted.claims if claim.role in {"", "say", "why"}]
    if any(not specific(claim.text, drafted, drafted.sources(claim)) for claim in own):
        return True
    if any(claim.role == "say" and not _moves(claim.text) for claim in own):
        return True
    facts = [claim for claim in own if claim.nature == "fact"]
    return any(not _states(claim.text) for claim in facts) or _less(drafted)


def _moves(text: str) -> bool:
    """Whether a line asks or proposes something: to recite what is known moves no meeting."""
    clauses = read_clauses(canonical(text), "say", lambda _: True)
    return any(clause.act in {Act.ASK, Act.PROPOSE} for clause in clauses)


def _states(text: str) -> bool:
    """Whether a text says something of what it names: a table's heading (评分项 | 权重) does not."""
    if any(_value(token) for token in analyse(text).tokens):
        return True
    return has_verb(text) and " | " not in text


def specific(text: str, drafted: Drafted, sources: Sequence[Citation]) -> bool:
    """Whether a statement holds of this customer: a value, a person, or a word of its spans that is no
    common one."""
    if any(_value(token) for token in analyse(text).tokens):
        return True
    if any(len(name) > 1 and name in text for name in drafted.people):
        return True
    parties = content_words(canonical(f"{drafted.seller} {drafted.customer}"))
    given = content_words(canonical("\n".join([*(one.quote for one in sources), drafted.own_words])))
    return bool((content_words(canonical(text)) & given) - parties - neutral_words())


def _less(drafted: Drafted) -> bool:
    """Whether values or people that the extractive section tells are told no more: of a span that the model
    told in its place, any; on the whole, more than it brings."""
    after = _told(drafted.shown, drafted.people)
    kept = {claim.id for claim in drafted.shown}
    mine = {(c.paragraph_id, c.start) for claim in drafted.claims for c in claim.citations}
    gone = [claim for claim in drafted.base if claim.id not in kept]
    retold = [c for c in gone if mine & {(one.paragraph_id, one.start) for one in c.citations}]
    if not _told(retold, drafted.people).within(after):
        return True
    facts = [claim for claim in drafted.base if claim.nature == "fact"]
    if not facts:  # advice is no retelling
        return 2 * len(drafted.shown) < len(drafted.base)
    fewer = sum(claim.nature == "fact" for claim in drafted.shown) < len(facts)
    return fewer and _told(facts, drafted.people).count > after.count


@dataclass(frozen=True, slots=True)
class _Told:
    """Values and people that some claims name, each once."""

    values: tuple[Token, ...]
    people: frozenset[str]

    @property
    def count(self) -> int:
        return len(self.values) + len(self.people)

    def within(self, other: "_Told") -> bool:
        return self.people <= other.people and all(
            any(agree(one, theirs) or agree(theirs, one) for theirs in other.values) for one in self.values
        )


def _told(claims: Sequence[Claim], people: Collection[str]) -> _Told:
    found: list[Token] = []
    for claim in claims:
        for token in analyse(claim.text).tokens:
            if _value(token) and not any(agree(token, known) for known in found):
                found.append(token)
    named = frozenset(one for one in people if any(len(one) > 1 and one in claim.text for claim in claims))
    return _Told(tuple(found), named)


def _value(token: Token) -> bool:
    """Whether a token is a value, and not 一个, 三点 or 第一步."""
    mention = token.mention
    if not isinstance(mention, Quantity):
        return mention is not None
    return not (mention.optional or mention.ordinal) and bool(
        mention.unit or re.search(r"\d", mention.surface)
    )


_CHECKS: dict[Check, Callable[[Drafted], bool]] = {
    "roles": _roles,
    "verdicts": _verdicts,
    "language": _language,
    "usefulness": _usefulness,
}
