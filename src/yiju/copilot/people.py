"""The customer's people, as the material itself shows them: what each said, and what is said of each."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import regex

from yiju.copilot.addresses import addresses
from yiju.copilot.cues import cue
from yiju.copilot.material import Material, Span
from yiju.copilot.own_labels import name_told
from yiju.copilot.salience import recency, substance
from yiju.store.types import Document, Kind

_MIN_NAME = 2
_CALLED = (
    "总(?![部额价量体计共是结的])|工(?![作厂程艺业期])|老师|先生|女士|博士"
    "|副?(?:经理|主任|院长|科长|部长|主管|总监|处长|厂长|所长)"
)
"""What stands behind a surname."""
_LISTED = regex.compile(r"(?<!\p{Han})(\p{Han}{2,4})[（(]([^（()）]{2,20})[）)]")
"""Whoever minutes list as there: 顾明远（院长）."""
_REPORTS = "表示|提出|透露|强调|指出|认为|反馈|要求|希望|承诺|答应|同意|反对|担心"
_PARTED = regex.compile(r"[,，、;；]")
_ASIDE = regex.compile(r"[（(].*?[）)]|[<\"].*$")
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

    forms: frozenset[str] = frozenset()
    """What texts call them, as far as it is told apart from others: 顾明远, 顾院长."""

    @property
    def weight(self) -> float:
        """How much the material makes of them."""
        return 3.0 * len(self.decision_spans) + min(30, len(self.said)) * 0.3 + (2.0 if self.title else 0.0)


def people_named(documents: Iterable[Document]) -> frozenset[str]:
    """Names that the documents' own labels give: speakers, senders, receivers, authors, attendees."""
    found: set[str] = set()
    for document in documents:
        for label in ("speakers", "attendees", "author"):
            found |= {_clean(part) for part in _PARTED.split(document.attributes.get(label, ""))}
        mails = [document.attributes.get(label, "") for label in ("from", "to", "cc")]
        found |= {_clean(name) for name, _ in addresses(*mails)}
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
    listed = _listed(material, known=merged)
    surnames = Counter(name[0] for name in {*merged, *listed, *material.seller.people})
    for name in listed:
        if surnames[name[0]] == 1 and (told := _reported(material, name)):
            merged[name] = (frozenset({name}), told)
    alone = frozenset(sign for sign, count in surnames.items() if count == 1)
    people = [_person(material, name, aliases, spans, alone) for name, (aliases, spans) in merged.items()]
    return sorted(people, key=lambda person: -person.weight)


def called(name: str) -> str:
    """A pattern of surname and title, of a Chinese name: 顾院长; empty of another."""
    return rf"{name[0]}(?:{_CALLED})" if regex.fullmatch(r"\p{Han}{2,4}", name) else ""


def _listed(material: Material, known: Iterable[str]) -> list[str]:
    """Names that minutes list with a title, of nobody known, nor of anybody beside our own name."""
    ours = tuple(name for name in (material.seller.name[:_MIN_NAME], *material.seller.people) if name)
    found: dict[str, None] = {}
    for span in material.of(Kind.NOTE):
        for part in regex.split(r"[；;]|\s{2,}|　", span.text):
            if any(name in part for name in ours) or regex.search(r"我方|我司|卖方|乙方|供方", part):
                continue
            titles = regex.compile(cue("titles").pattern)
            found |= {str(m[1]): None for m in _LISTED.finditer(part) if titles.search(m[2])}
    return [name for name in found if not any(_same_person(full, name) for full in known)]


def _reported(material: Material, name: str) -> list[Span]:
    """What minutes report of somebody by surname and title: 顾院长表示，…."""
    begins = regex.compile(rf"^(?:\d+[.、)）]\s*)?(?:{name}|{called(name) or name})(?:{_REPORTS})")
    return [span for span in material.of(Kind.NOTE) if begins.search(span.text)]


def _person(
    material: Material, name: str, aliases: frozenset[str], said: list[Span], alone: frozenset[str]
) -> Person:
    forms = {form for alias in aliases for form in (alias, _short(alias)) if len(form) >= _MIN_NAME}
    by_title = called(name) if name[0] in alone else ""
    mention = regex.compile(
        "|".join([*(regex.escape(form) for form in sorted(forms, key=len, reverse=True)), by_title]).rstrip(
            "|"
        )
    )
    title, title_span = "", None
    decisions: list[Span] = []
    names: set[str] = set(forms)
    for span in material.spans:
        text = span.text
        if not mention.search(text):
            continue
        names.update(mention.findall(text))
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
    return Person(name, title, title_span, tuple(decisions), tuple(newest), frozenset(names))


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
    bare = _ASIDE.sub("", name).strip(" ,;，")
    none = _NOT_A_NAME.search(bare) or "@" in bare or len(bare) < _MIN_NAME or not name_told(bare)
    return "" if none else bare
