"""Eval cases from verdicts, in the forms of the suites ``strategy``, ``talk`` and ``support``.

What was accepted shall be said again, by its figures and its source; what was rejected or rewritten must not
be said again in the same words. Places are named as a team's own material is laid out: ``客户/文件``.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from yiju import privacy
from yiju.copilot.llm_verify import quote_of
from yiju.sandbox.datasets.judged import Verdict
from yiju.sandbox.datasets.making import Maker
from yiju.sandbox.datasets.types import Draft
from yiju.store.types import Claim, Document, Section

_FIGURE = re.compile(r"[0-9]+(?:[.,][0-9]+)*[%％]?")
_UNTRUE = frozenset({"wrong_fact", "not_supported"})
_CLASSES = {"accept": "accepted", "edit": "rewritten", "reject": "rejected"}
_FRAGMENT, _SHORTEST = 30, 6
"""Characters of a passage that a case quotes."""


def eval_drafts(maker: Maker) -> Iterator[Draft]:
    """One case a claim in the suggestion's own suite; one for ``support`` where a fact's truth was judged."""
    suite = {"strategy": "strategy", "talk": "talk"}.get(maker.judged.suggestion.kind)
    for section in maker.sections:
        for claim in section.claims:
            verdict = maker.verdict(claim)
            if verdict is None:
                continue
            if suite:
                yield from _expected(maker, suite, section, claim, verdict)
            yield from _support(maker, claim, verdict)


def _expected(maker: Maker, suite: str, section: Section, claim: Claim, verdict: Verdict) -> Iterator[Draft]:
    expect = _expectation(maker, claim, verdict)
    if not maker.filters.keep_personal and "never" in expect and _personal(maker, claim.text):
        del expect["never"]  # masked words are never said anyway
        if not expect:
            maker.out("personal_words")
            return
    if not expect:
        maker.out("nothing_to_expect")
        return
    asked = maker.judged.suggestion.request
    case = _case(maker, suite, claim, verdict) | {"customer": maker.judged.customer.name}
    if suite == "strategy":
        case |= {"goal": asked.get("goal", ""), "expect": {"section": section.title, **expect}}
        if day := asked.get("as_of"):
            case["as_of"] = day
    elif len(asked.get("scene", "")) < 2:
        maker.out("nothing_to_expect")
        return
    else:
        case |= {"scene": asked["scene"], "expect": {"role": claim.role, **expect}}
        if verdict.ruling == "reject":
            case["expect"] = expect  # nowhere in the track, whatever the line is for
    yield from _drafted(maker, suite, claim, case)


def _expectation(maker: Maker, claim: Claim, verdict: Verdict) -> dict[str, Any]:
    """``says``: figures that its words and its source share; ``cites``: its source; ``never``: the draft."""
    if verdict.ruling == "reject":
        return {"never": [claim.text]} if verdict.through == "claim" else {}
    words = maker.judged.text(claim)
    found: dict[str, Any] = {}
    quotes = "".join(citation.quote for citation in claim.citations)
    personal = {span.value for span in privacy.find(words, maker.grounds.names(maker.judged.customer))}
    figures = [f for f in dict.fromkeys(_FIGURE.findall(words)) if len(f) > 1 and f in quotes]
    if says := [[figure] for figure in figures if not any(figure in value for value in personal)]:
        found["says"] = says[:3]
    if claim.nature == "fact" and (places := _places(maker, claim)):
        found["cites"] = places
    if verdict.ruling == "edit" and _plain(claim.text) not in _plain(words):
        found["never"] = [claim.text]
    return found


def _places(maker: Maker, claim: Claim) -> list[list[dict[str, str]]]:
    """Every cited place, by a stretch of its words that names nobody; none where one has no such stretch."""
    names = maker.grounds.names(maker.judged.customer)
    found = []
    for span in maker.grounds.spans(claim) or []:
        name = _file(span.document)
        stretch = _impersonal(span.text, names)
        if not name or privacy.find(name, names) or not stretch:
            return []
        found.append([{"file": f"{maker.judged.customer.name}/{name}", "contains": stretch}])
    return found


def _file(document: Document) -> str:
    """Its file's name; empty for what lies inside another file, where a case cannot point."""
    place = urlsplit(document.uri)
    return "" if place.fragment else PurePosixPath(unquote(place.path)).name


def _impersonal(text: str, names: frozenset[str]) -> str:
    """The longest stretch without personal data, line break or bar, cut to what tells a passage apart."""
    pieces, at = [], 0
    for span in privacy.find(text, names):
        pieces.append(text[at : span.start])
        at = span.end
    stretches = [part.strip() for piece in [*pieces, text[at:]] for part in re.split(r"[\n|]", piece)]
    best = max(stretches, key=len, default="")
    return best[:_FRAGMENT].strip() if len(best) >= _SHORTEST else ""


def _support(maker: Maker, claim: Claim, verdict: Verdict) -> Iterator[Draft]:
    """A fact that was accepted follows from what it cites; one rejected as untrue does not."""
    if claim.verdict != "supported" or verdict.through != "claim" or not claim.citations:
        return  # advice follows from nothing; two sources that disagree are no evidence of either
    if verdict.ruling == "edit" or (verdict.ruling == "reject" and not verdict.reasons & _UNTRUE):
        return
    spans = maker.grounds.spans(claim)
    if spans is None:
        maker.out("source_gone")
        return
    case = _case(maker, "support", claim, verdict) | {
        "claim": claim.text,
        "evidence": [quote_of(span.evidence(number)) for number, span in enumerate(spans, 1)],
        "names": [maker.judged.customer.name],
        "label": verdict.ruling == "accept",
    }
    yield from _drafted(maker, "support", claim, case)


def _case(maker: Maker, suite: str, claim: Claim, verdict: Verdict) -> dict[str, Any]:
    told = "\n".join((suite, maker.judged.suggestion.id, claim.id))
    return {
        "id": f"rv-{hashlib.sha256(told.encode()).hexdigest()[:16]}",
        "class": _CLASSES[verdict.ruling],
        "provenance": f"评审 {'、'.join(verdict.annotations)}：{maker.judged.suggestion.id} 的 {claim.id}",
    }


def _drafted(maker: Maker, suite: str, claim: Claim, case: dict[str, Any]) -> Iterator[Draft]:
    documents = frozenset(citation.document.id for citation in claim.citations)
    found = maker.draft(suite, f"claim {claim.id}", case, "claim", [claim], None, documents)
    if found is not None:
        yield found


def _personal(maker: Maker, text: str) -> bool:
    return bool(privacy.find(text, maker.grounds.names(maker.judged.customer)))


def _plain(text: str) -> str:
    return "".join(text.split()).lower()
