"""The customer's people, as the material itself shows them: what each said, and what is said of each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import getaddresses

import regex

from yiju.copilot.cues import cue
from yiju.copilot.material import Material, Span
from yiju.copilot.salience import recency, substance
from yiju.store.types import Document, Kind

_MIN_NAME = 2
_NOT_A_NAME = regex.compile(r"说话人|发言人|speaker|主持人|未知|unknown", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the customer's side.

    Attributes:
        title_span: a span that states name and title together, or None.
        decision_spans: spans that say what part they have in the decision, the most telling first.
        said: what they said or wrote themselves, newest first.
    """

    name: str
    title: str
    title_span: Span | None
    decision_spans: tuple[Span, ...]
    said: tuple[Span, ...]

    @property
    def weight(self) -> float:
        """How much the material makes of them."""
        return 3.0 * len(self.decision_spans) + min(30, len(self.said)) * 0.3 + (2.0 if self.title else 0.0)


def people_named(documents: Iterable[Document]) -> frozenset[str]:
    """Names that the documents' own labels give: speakers, senders, receivers, authors, attendees."""
    found: set[str] = set()
    for document in documents:
        for label in ("speakers", "attendees", "author"):
            found |= {_clean(part) for part in regex.split(r"[,，、;；]", document.attributes.get(label, ""))}
        mails = [document.attributes.get(label, "") for label in ("from", "to", "cc")]
        found |= {_clean(name) for name, _ in getaddresses(mails)}
    found |= {_short(name) for name in found}
    return frozenset(name for name in found if len(name) >= _MIN_NAME)


def find_people(material: Material) -> list[Person]:
    """The customer's people, those the decision hangs on first."""
    said: dict[str, list[Span]] = defaultdict(list)
    for span in material.of(Kind.CALL, Kind.MAIL, Kind.POST):
        name = _clean(span.speaker)
        side = material.side(span)
        if name and (side == "theirs" or (side == "unknown" and span.document.kind is not Kind.POST)):
            said[name].append(span)
    merged = _merge(said)
    people = [_person(material, name, aliases, spans) for name, (aliases, spans) in merged.items()]
    return sorted(people, key=lambda person: -person.weight)


def _person(material: Material, name: str, aliases: frozenset[str], said: list[Span]) -> Person:
    forms = {form for alias in aliases for form in (alias, _short(alias)) if len(form) >= _MIN_NAME}
    mention = regex.compile("|".join(regex.escape(form) for form in sorted(forms, key=len, reverse=True)))
    title, title_span = "", None
    decisions: list[Span] = []
    for span in material.spans:
        text = span.text
        if not mention.search(text):
            continue
        if title_span is None and (found := title_beside(text, mention)):
            title, title_span = found, span
        if (
            span.document.kind in {Kind.CALL, Kind.MAIL, Kind.NOTE, Kind.NEWS}
            and cue("decision").search(text)
            and not text.endswith(("？", "?"))
        ):
            decisions.append(span)
    newest = sorted(said, key=lambda s: s.day, reverse=True)
    decisions = [s for s in decisions if material.side(s) != "ours"]
    decisions.sort(key=lambda s: -(substance(material, s) + recency(material, s)))
    return Person(name, title, title_span, tuple(decisions), tuple(newest))


def title_beside(text: str, mention: "regex.Pattern[str]") -> str:
    """A job title that touches the name: ``采购总监 Anna Roth``, ``Roth（采购总监）``."""
    for match in mention.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        after = text[match.end() : match.end() + 30]
        if left := regex.search(
            r"([\p{Han}]{0,8}(?:" + cue("titles").pattern + r"))[\s：:·,，]{0,2}$", before
        ):
            return _title(left[1])
        if right := regex.match(
            r"[\s]?[（(,，]\s?([\p{Han}A-Za-z &/]{0,24}?(?:" + cue("titles").pattern + r")(?: of [\w &]+)?)",
            after,
        ):
            return _title(right[1])
    return ""


def _title(raw: str) -> str:
    kept = regex.split(r"[的是由和与、]", raw.strip())[-1]
    return kept.strip() or raw.strip()


def _merge(said: dict[str, list[Span]]) -> dict[str, tuple[frozenset[str], list[Span]]]:
    """Join forms of one name: ``Vogt`` and ``Anke Vogt`` are one person where only one full form holds it."""
    names = sorted(said, key=len, reverse=True)
    merged: dict[str, tuple[frozenset[str], list[Span]]] = {}
    for name in names:
        holders = [full for full in merged if _same_person(full, name)]
        if len(holders) == 1:
            aliases, spans = merged[holders[0]]
            merged[holders[0]] = (aliases | {name}, spans + said[name])
        else:
            merged[name] = (frozenset({name}), list(said[name]))
    return merged


def _same_person(full: str, short: str) -> bool:
    return short in full.split() or (short in full and len(short) >= _MIN_NAME)


def _short(name: str) -> str:
    """The family name of a Western name; Chinese names stay whole."""
    parts = name.split()
    return parts[-1] if len(parts) > 1 and parts[-1].isascii() else name


def _clean(name: str) -> str:
    bare = regex.sub(r"[（(].*?[）)]|[<\"].*$", "", name).strip(" ,;，")
    return "" if _NOT_A_NAME.search(bare) or "@" in bare or len(bare) < _MIN_NAME else bare
