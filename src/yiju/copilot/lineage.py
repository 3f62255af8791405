"""Lines of editions, and the one of them that a question names (第一版招标文件, 上一版, 原合同, 2023年版)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yiju.copilot.material import Material, Span
from yiju.copilot.supplements import amended, supplements_of
from yiju.copilot.versions import Outdated, outdated_for, related, spans_in
from yiju.retrieval.edition_asked import EditionAsked
from yiju.retrieval.series import Class, edition_order, read_edition, shelf_of, year_of
from yiju.store.types import Document, Kind

_MOST_READ = 60
"""Documents read whole to tell editions apart; the newest."""


@dataclass(frozen=True)
class Line:
    """Editions of one thing, the oldest first, and the supplements to them."""

    class_: Class
    documents: tuple[Document, ...]
    supplements: tuple[Document, ...] = ()

    @property
    def told_apart(self) -> bool:
        """Whether there is more than one edition to speak of."""
        return len(self.documents) > 1 or bool(self.supplements)

    def older(self) -> tuple[Document, ...]:
        """Those that do not hold as they stand: all but the newest, and what was supplemented."""
        return self.documents[:-1] or (self.documents if self.supplements else ())

    def meant(self, asked: EditionAsked) -> tuple[Document, ...]:
        """The documents that are the edition asked for; none where there is no such."""
        match asked.which:
            case "first":
                first = read_edition(self.documents[0].kind, self.documents[0].title)
                return () if first.standing > 0 or first.number > 1 else self.documents[:1]
            case "previous":
                return self.older()[-1:]
            case "older":
                return self.older()
            case "number":
                numbers = [read_edition(d.kind, d.title).number for d in self.documents]
                told = [d for d, number in zip(self.documents, numbers, strict=True) if number == asked.value]
                at = asked.value - 1
                untold = at < len(numbers) and not numbers[at] and (told or [self.documents[at]])
                return tuple(told or untold or ())
            case "year":
                return tuple(d for d in self.documents if year_of(d.kind, d.title, d.date) == asked.value)
            case "newest":
                return (*self.documents[-1:], *self.supplements) if self.told_apart else ()
            case "supplement":
                return self.supplements


@dataclass(frozen=True)
class Lineage:
    """What is known of editions, for one question.

    Attributes:
        outdated: what does not hold any more: what was replaced or amended, and reports of other years
            than the question's.
    """

    lines: tuple[Line, ...]
    outdated: Outdated

    def limited(
        self, asked: EditionAsked | None, candidates: Sequence[Span], material: Material
    ) -> list[Span] | None:
        """The candidates that are of the edition asked for, with the rest of it behind them.

        None where there is no such edition and nothing else will do; all candidates where none is asked for.
        """
        if asked is None:
            return list(candidates)
        lines = [line for line in self.lines if not asked.class_ or _of_class(line.class_, asked.class_)]
        if asked.class_ == "letter" and any(line.class_ == "letter" and line.told_apart for line in lines):
            lines = [line for line in lines if line.class_ == "letter"]
        if asked.which != "year" and any(line.told_apart for line in lines):
            lines = [line for line in lines if line.told_apart]
        if asked.which == "newest":
            gone = {d.id for line in lines for d in line.documents[:-1]}
            return [span for span in candidates if span.document.id not in gone]
        meant = [document for line in lines for document in line.meant(asked)]
        if not meant and not asked.strict:
            return list(candidates)
        ids = {document.id for document in meant}
        if asked.which == "year" and not asked.strict:
            gone = {d.id for line in lines if line.meant(asked) for d in line.documents} - ids
            return [span for span in candidates if span.document.id not in gone]
        edited = {d.id for line in self.lines for d in (*line.documents, *line.supplements)}
        kept = [
            span
            for span in candidates
            if span.document.id in ids or (span.document.id not in edited and asked.spoken_of(span.text))
        ]
        rest = [span for document in meant for span in spans_in(material, document)]
        return list(dict.fromkeys((*kept, *rest))) if meant or kept else None


def lineage_of(material: Material, documents: Iterable[Document], years: frozenset[str]) -> Lineage:
    """The editions among these documents, by their titles and by the texts that are in the material.

    Args:
        years: those that the question names.
    """
    edited = [d for d in documents if read_edition(d.kind, d.title).class_]
    pairs = related(material, edited)
    supplements = supplements_of(material, edited)
    lines = _lines(edited, [(older, newer) for older, newer, _ in pairs], supplements)
    outdated = Outdated(outdated_for(years, pairs), amended(material, supplements))
    return Lineage(tuple(lines), outdated)


def kin_of(
    documents: Sequence[Document], spans: Sequence[Span], asked: EditionAsked | None
) -> list[Document]:
    """The documents to read whole, so that editions can be told: those found, and what may be older or newer.

    Of a question that names an edition every document of that sort of the customers found.
    """
    found = {span.document.id: span.document for span in spans}
    customers = {document.customer_id for document in found.values()}
    shelves = {_shelf(document) for document in found.values()}
    signed = {d.customer_id for d in found.values() if d.kind is Kind.CONTRACT}
    kin: dict[str, Document] = {}
    for one in documents:
        edition = read_edition(one.kind, one.title)
        if not edition.class_ or one.customer_id not in customers:
            continue
        if asked is not None and (not asked.class_ or _of_class(edition.class_, asked.class_)):
            kin[one.id] = one
        elif edition.class_ == "tender":  # tenders may be long: only those found
            kin |= {one.id: one} if one.id in found else {}
        elif _shelf(one) in shelves or (edition.supplement and one.customer_id in signed):
            kin[one.id] = one
    newest = sorted(kin.values(), key=lambda d: (str(d.date or ""), d.id), reverse=True)
    return newest[:_MOST_READ] if asked is not None or len(newest) > 1 else []


def _shelf(document: Document) -> tuple[str, str]:
    return document.customer_id, shelf_of(document.kind, document.title)


def _of_class(class_: Class, asked: Class) -> bool:
    """A quotation may be a mail or a sheet."""
    return class_ == asked or (asked == "letter" and class_ == "price")


def _lines(
    documents: Sequence[Document],
    pairs: Sequence[tuple[Document, Document]],
    supplements: Sequence[tuple[Document, Document]],
) -> list[Line]:
    """Documents joined by pairs, letters by their subject; each of the others is a line of its own."""
    added = {one.id for _, one in supplements}
    joined = [*pairs, *_rounds(documents)]
    home = {d.id: d.id for d in documents}
    for older, newer in joined:
        mine, theirs = home[older.id], home[newer.id]
        home = {key: mine if value == theirs else value for key, value in home.items()}
    groups: dict[str, list[Document]] = {}
    for document in documents:
        if document.id not in added:
            groups.setdefault(home[document.id], []).append(document)
    made = []
    for group in groups.values():
        group.sort(key=lambda d: edition_order(d.kind, d.title, d.date))
        own = {d.id for d in group}
        to_it = {one.id: one for base, one in supplements if base.id in own}
        made.append(
            Line(read_edition(group[0].kind, group[0].title).class_, tuple(group), tuple(to_it.values()))
        )
    return made


def _rounds(documents: Sequence[Document]) -> list[tuple[Document, Document]]:
    """Mails of one subject that quote prices: rounds of one quotation, of which none is replaced."""
    letters: dict[tuple[str, str], Document] = {}
    pairs: list[tuple[Document, Document]] = []
    for document in documents:
        edition = read_edition(document.kind, document.title)
        if edition.class_ == "letter":
            first = letters.setdefault((document.customer_id, edition.series), document)
            if first.id != document.id:
                pairs.append((first, document))
    return pairs
