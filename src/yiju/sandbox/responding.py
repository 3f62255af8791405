"""What a suggestion becomes under assumptions: advice that names them, and rests on facts that are real.

Facts stay as they are, tags and all: an assumption proves nothing. Advice aimed at somebody who is assumed
to be gone is drawn anew. Every word of it comes from the assumption, from a fact, or from a template.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

import regex

from yiju.copilot.cues import attribute, cue
from yiju.copilot.sections import COMMITMENTS, CONCERNS, PEOPLE, TERMS
from yiju.copilot.words import content_words
from yiju.sandbox.assumptions import Assumption
from yiju.sandbox.sheet import Sheet
from yiju.store.types import Claim, Suggestion

_OWN = 3
"""Facts of somebody who leaves that are told anew."""
_MONEY = ("价格", "年降", "折扣与返利", "付款条件", "用量")


def respond(
    suggestion: Suggestion, assumptions: Sequence[Assumption], people: Mapping[str, str] | None = None
) -> Suggestion:
    """The suggestion as it answers to assumptions. Without any, the suggestion itself.

    Args:
        people: the customer's people, name → title (empty where it is not known).
    """
    if not assumptions:
        return suggestion
    sheet = Sheet(suggestion, people or {})
    for assumption in assumptions:
        before = sheet.assumed
        _ANSWERS[assumption.sort](sheet, assumption)
        if sheet.assumed == before:
            sheet.silent.append(assumption)
    return sheet.result()


def _leaves(sheet: Sheet, assumption: Assumption) -> None:
    who = _known(sheet.people, assumption.who)
    own = [fact for fact in sheet.facts if _of(fact, who)]
    ids = {fact.id for fact in own}
    aimed = [
        claim
        for claims in sheet.shown.values()
        for claim in claims
        if claim.nature == "advice" and "given" not in claim.flags and ids & set(claim.rests_on)
        and _aims_at(claim, who, ids)
    ]  # fmt: skip
    grounds = [fact for fact in own if any(fact.id in claim.rests_on for claim in aimed)]
    sheet.remove([claim.id for claim in aimed])
    for fact in (grounds or own)[:_OWN]:
        sheet.add(assumption, "agenda", fact, who=who)
        sheet.add(assumption, "questions", fact, who=who)
    others = [name for name in sheet.people if name != who]
    for other in others[:1]:
        about = [fact for fact in sheet.facts if fact.id not in ids and _of(fact, other)]
        for fact in (own or about)[:1]:
            sheet.add(assumption, "other", fact, who=who, other=other)


def _aims_at(advice: Claim, who: str, own: Collection[str]) -> bool:
    """Whether advice speaks to or of somebody, or rests on their words alone."""
    return who in advice.text or set(advice.rests_on) <= set(own)


def _joins(sheet: Sheet, assumption: Assumption) -> None:
    powers = sheet.best(lambda f: 2.0 * bool(cue("power").search(f.text)) + (sheet.section_of(f) == PEOPLE))
    for fact in powers:
        sheet.add(assumption, "questions", fact)
    for fact in sheet.best(lambda f: float(sheet.section_of(f) in {CONCERNS, "要点1", "要点2"})):
        sheet.add(assumption, "agenda", fact)


def _price(sheet: Sheet, assumption: Assumption) -> None:
    money = [attribute(name).words for name in _MONEY]

    def priced(fact: Claim) -> float:
        return sum(1.0 for words in money if words.search(fact.text))

    def rival(fact: Claim) -> float:
        speaks = cue("competitor").search(fact.text) or cue("competitor", "offer").search(fact.text)
        return bool(speaks) * (1.0 + priced(fact)) * (sheet.section_of(fact) != TERMS)

    def binding(fact: Claim) -> float:
        return priced(fact) * (1.0 + (sheet.section_of(fact) == TERMS))

    pressed = sheet.best(rival) if assumption.party == "rival" else sheet.best(binding)
    for fact in pressed or sheet.best(binding):
        sheet.add(assumption, "risks", fact)
    worth = sheet.best(lambda f: (sheet.section_of(f) == CONCERNS) * (1.0 + (priced(f) == 0)))
    for fact in (worth if assumption.party == "rival" else sheet.best(binding)) or pressed:
        sheet.add(assumption, "agenda", fact)
    weighing = sheet.best(lambda f: float(cue("vote").search(f.text) is not None), 1)
    for fact in weighing or pressed[:1]:
        sheet.add(assumption, "questions", fact)
    for fact in sheet.best(binding):
        sheet.add(assumption, "next", fact)


def _weight(sheet: Sheet, assumption: Assumption) -> None:
    thing = assumption.thing.casefold()

    def about(fact: Claim) -> float:
        weighed = cue("vote").search(fact.text) is not None
        named = bool(thing) and thing in fact.text.casefold()
        return named * 2.0 + weighed * (1.0 if named or not thing else 0.0)

    for fact in sheet.best(about):
        sheet.add(assumption, "agenda", fact)
        sheet.add(assumption, "next", fact)
    for fact in sheet.best(about, 1):
        sheet.add(assumption, "questions", fact)


def _date(sheet: Sheet, assumption: Assumption) -> None:
    day = assumption.day.isoformat() if assumption.day else ""
    for fact in sheet.facts:
        due = next((flag[4:] for flag in fact.flags if flag.startswith("due:")), "")
        if due and due < day and "open" in fact.flags:
            sheet.add(assumption, "agenda", fact, due=due)
    for fact in sheet.best(lambda f: (sheet.section_of(f) != COMMITMENTS) * float(_closes(f, day) != "")):
        sheet.add(assumption, "next", fact, due=_closes(fact, day))


def _closes(fact: Claim, day: str) -> str:
    """The closing day a fact states, if the assumed day is later; else empty."""
    if "截止" not in fact.text and "到期" not in fact.text:
        return ""
    for year, month, date in regex.findall(r"(20\d\d)[年./-]\s*(\d{1,2})[月./-]\s*(\d{1,2})", fact.text):
        if f"{year}-{int(month):02d}-{int(date):02d}" < day:
            return f"{year}-{int(month):02d}-{int(date):02d}"
    return ""


def _topic(sheet: Sheet, assumption: Assumption) -> None:
    words = content_words(assumption.text)
    for n, fact in enumerate(sheet.best(lambda f: float(len(words & content_words(f.text))))):
        sheet.add(assumption, "questions", fact)
        if n == 0:
            sheet.add(assumption, "agenda", fact)


_ANSWERS: Mapping[str, Callable[[Sheet, Assumption], None]] = {
    "leaves": _leaves, "joins": _joins, "price": _price, "weight": _weight, "date": _date, "topic": _topic,
    "material": _topic,
}  # fmt: skip


def _known(people: Mapping[str, str], who: str) -> str:
    """The name of the person who is called so, or who has this title."""
    return next((name for name, title in people.items() if title and (title in who or who in title)), who)


def _of(fact: Claim, who: str) -> bool:
    """Whether somebody says a fact, or it is about them."""
    if f"about:{who}" in fact.flags or fact.text.startswith(who):
        return True
    return any(who == (citation.locator.speaker or "") for citation in fact.citations)
