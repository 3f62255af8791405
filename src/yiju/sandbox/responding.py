"""What a suggestion becomes under assumptions: advice that names them, and rests on facts that are real.

Facts stay as they are, tags and all: an assumption proves nothing. Advice aimed at somebody who is assumed
to be gone is drawn anew. Every word of it comes from the assumption, from a fact, or from a template.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

import regex

from yiju.copilot.cues import attribute, cue
from yiju.copilot.sections import COMMITMENTS, CONCERNS, PEOPLE, TERMS
from yiju.copilot.words import content_words
from yiju.sandbox.assumptions import Assumption, person_meant
from yiju.sandbox.sheet import Sheet, repeated
from yiju.store.types import Claim, Suggestion

_GENERIC = frozenset(("客户", "我方", "对方", "公司", "今年", "明年", "去年", "项目", "可能", "如果", "要求"))
"""Words that make no two statements about the same thing."""
_PROMISED = frozenset(("open", "overdue", "done"))
_OWN = 3
"""Facts of somebody who leaves that are told anew."""
_MONEY = ("价格", "年降", "折扣与返利", "付款条件", "用量")


def respond(
    suggestion: Suggestion,
    assumptions: Sequence[Assumption],
    people: Mapping[str, str] | None = None,
    rivals: Collection[str] = (),
) -> Suggestion:
    """The suggestion as it answers to assumptions. Without any, the suggestion itself.

    Args:
        people: the customer's people, name → title (empty where it is not known).
        rivals: names of competitors.
    """
    if not assumptions:
        return suggestion
    sheet = Sheet(suggestion, people or {}, frozenset(rivals))
    for assumption in assumptions:
        before = sheet.assumed
        _ANSWERS[assumption.sort](sheet, assumption)
        if sheet.assumed == before:
            sheet.silent.append(assumption)
    return sheet.result()


def _leaves(sheet: Sheet, assumption: Assumption) -> None:
    who = person_meant(sheet.people, assumption.who)
    own = [fact for fact in sheet.facts if _of(fact, who)]
    if not own:
        return
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
        sheet.add(assumption, "other", own[0], who=who, other=other)


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
        named = cue("competitor").search(fact.text) or any(name in fact.text for name in sheet.rivals)
        return bool(named) * (1.0 + priced(fact)) * (not _PROMISED & set(fact.flags))

    def binding(fact: Claim) -> float:
        return priced(fact) * (1.0 + (sheet.section_of(fact) == TERMS))

    def worth(fact: Claim) -> float:
        """What they care for, other than money."""
        cares = sheet.section_of(fact) == CONCERNS or cue("concern").search(fact.text) is not None
        return cares * (1.0 + (priced(fact) == 0) + _states(fact)) * (not _PROMISED & set(fact.flags))

    bound = sheet.best(binding)
    if assumption.party == "rival":
        weighed = sheet.best(lambda f: float(cue("vote").search(f.text) is not None), 1)
        found = {"risks": sheet.best(rival) or bound, "agenda": sheet.best(worth) or weighed}
        found |= {"questions": weighed or bound[:1], "next": bound}
    else:
        found = {"risks": bound, "agenda": bound, "questions": bound[:1], "next": bound}
    for kind, facts in found.items():
        for fact in facts:
            sheet.add(assumption, kind, fact)


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
    today = sheet.suggestion.request.get("as_of", "")
    for fact in sheet.facts:
        due = next((flag[4:] for flag in fact.flags if flag.startswith("due:")), "")
        if due and due < day and "open" in fact.flags:
            sheet.add(assumption, "agenda", fact, due=due)
    for fact in sheet.best(
        lambda f: (sheet.section_of(f) != COMMITMENTS) * float(_closes(f, today, day) != "")
    ):
        source = next((c.quote for c in fact.citations if _closing(c.quote, today, day)), "")
        sheet.add(assumption, "next", fact, due=_closes(fact, today, day), quote=repeated(source))


def _closes(fact: Claim, today: str, day: str) -> str:
    """The closing day a fact states, if it is still ahead and the assumed day is later; else empty."""
    if "截止" not in fact.text and "到期" not in fact.text:
        return ""
    return next(filter(None, (_closing(c.quote, today, day) for c in fact.citations)), "")


def _closing(text: str, today: str, day: str) -> str:
    for year, month, date in regex.findall(r"(20\d\d)[年./-]\s*(\d{1,2})[月./-]\s*(\d{1,2})", text):
        if today <= (closing := f"{year}-{int(month):02d}-{int(date):02d}") < day:
            return closing
    return ""


def _topic(sheet: Sheet, assumption: Assumption) -> None:
    words = content_words(assumption.text) - _GENERIC
    for n, fact in enumerate(sheet.best(lambda f: float(len(words & content_words(f.text))))):
        sheet.add(assumption, "questions", fact)
        if n == 0:
            sheet.add(assumption, "agenda", fact)


_ANSWERS: Mapping[str, Callable[[Sheet, Assumption], None]] = {
    "leaves": _leaves, "joins": _joins, "price": _price, "weight": _weight, "date": _date, "topic": _topic,
    "material": _topic,
}  # fmt: skip


def _states(fact: Claim) -> float:
    return 0.0 if fact.text.rstrip("”").endswith(("？", "?")) else 1.0


def _of(fact: Claim, who: str) -> bool:
    """Whether somebody says a fact, or it is about them."""
    first = fact.citations[0] if fact.citations else None
    if first is None or cue("label").search(first.quote):
        return False
    ours = _PROMISED & set(fact.flags) and "theirs" not in fact.flags
    said = fact.text.startswith(who) or who == (first.locator.speaker or "")
    return f"about:{who}" in fact.flags or (said and not ours)
