"""The product's nouns, shared by every room. See docs/words.md for their Chinese names.

All are immutable; text offsets are Python character offsets, end exclusive.
"""

import datetime as dt
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_serializer


class Frozen(BaseModel):
    """A value: immutable, and strict about unknown fields. Its errors do not repeat what it was given."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Kind(StrEnum):
    """What sort of source a document is."""

    CALL = "call"
    MAIL = "mail"
    CONTRACT = "contract"
    TENDER = "tender"
    REPORT = "report"
    NEWS = "news"
    POST = "post"
    NOTE = "note"


class Role(StrEnum):
    """What a paragraph is in its document's layout."""

    BODY = "body"
    HEADING = "heading"
    TABLE_ROW = "table_row"
    QUOTED = "quoted"
    """History quoted below a mail's new text: searchable context, never evidence of its own."""
    SIGNATURE = "signature"


class DateSource(StrEnum):
    """Where a document's date comes from. File time is never used."""

    DOCUMENT = "document"
    GIVEN = "given"
    UNKNOWN = "unknown"


class Locator(Frozen):
    """Where a paragraph stands in its document, in the terms a person would use.

    Attributes:
        page: physical page, from 1.
        page_end: last physical page where a paragraph runs on to another page.
        page_label: printed page label, only where it differs from ``page``.
        paragraph: counted from 1 on the page (paged documents) or in the document; headings and
            table rows do not count.
        clause: a contract's clause number as printed: ``8.2``, ``第十二条``, ``（一）`` below its parent.
        timecode: ``MM:SS`` or ``HH:MM:SS`` of a call turn; speaker: who speaks.
        table: its printed number (``表4``) where its caption has one, else counted from 1 in the document.
        row: counted from 1 in the table, its header included.
        day: of a chat's message, as ``YYYY-MM-DD``: a chat goes on over many days.
        confidence: of text recognised in a picture, mean over its lines from 0 to 1; weakest: of its
            least certain line. None where the text was not recognised but read.
        box: where it stands on its page's picture, as shares of width and height: x0, y0, x1, y1.
    """

    page: int | None = None
    page_end: int | None = None
    page_label: str | None = None
    paragraph: int | None = None
    clause: str | None = None
    timecode: str | None = None
    speaker: str | None = None
    table: int | None = None
    row: int | None = None
    day: str | None = None
    confidence: float | None = None
    weakest: float | None = None
    box: tuple[float, float, float, float] | None = None

    @property
    def date(self) -> dt.date | None:
        """The day of a chat's message; None elsewhere, where the document has the date."""
        return dt.date.fromisoformat(self.day) if self.day else None


class Paragraph(Frozen):
    """A document's smallest citable piece. ``document_text[start:end] == text``."""

    id: str
    document_id: str
    ordinal: int
    text: str
    start: int
    end: int
    locator: Locator
    role: Role = Role.BODY
    headings: tuple[str, ...] = ()


APART = "apart:"
"""Begins a ``source_key`` that is none, but tells two sources apart (``access.as_quoted``)."""


class Document(Frozen):
    """One source at one version, without its text."""

    id: str
    source_key: str
    customer_id: str
    customer: str
    unit: str
    kind: Kind
    title: str
    date: dt.date | None
    date_source: DateSource
    uri: str
    format: str
    sha256: str
    pages: int | None
    paragraphs: int
    parser: str
    warnings: tuple[str, ...] = ()
    attributes: dict[str, str] = Field(default_factory=dict)
    """Kind-specific facts: ``from``, ``to``, ``cc``, ``subject``, ``message_id``, ``thread_id``,
    ``speakers`` (comma separated) …"""
    open_restricted: bool = False
    current: bool = True
    ingested_at: dt.datetime

    @field_serializer("source_key")
    def _no_guess(self, key: str) -> str:
        """A digest of a path tells whoever guesses the path that they are right: it stays in here."""
        return "" if key.startswith(APART) else key


class Seller(Frozen):
    """Our side, as it appears in this customer's documents: tells our promises from theirs."""

    name: str = ""
    people: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


class Customer(Frozen):
    """An account, inside one unit."""

    id: str
    name: str
    unit: str
    aliases: tuple[str, ...] = ()
    seller: Seller = Seller()


class Viewer(Frozen):
    """Who is asking. No read happens without one; ``units`` is always an explicit list."""

    user: str
    roles: frozenset[Literal["rep", "director", "admin", "customer"]]
    units: frozenset[str]


class Evidence(Frozen):
    """A sentence span of a paragraph, retrieved for one viewer in one request.

    ``paragraph.text[start:end] == quote``.
    """

    id: str
    paragraph: Paragraph
    document: Document
    start: int
    end: int
    quote: str
    score: float = 0.0

    @property
    def date(self) -> dt.date | None:
        """When it was said or published: a message's own day, else the document's date."""
        return self.paragraph.locator.date or self.document.date


Nature = Literal["fact", "advice"]
Verdict = Literal["supported", "conflict", "unsupported"]


class CitedDocument(Frozen):
    """What a citation says of its document. ``date``: of a chat, the day of the message that is cited."""

    id: str
    title: str
    kind: Kind
    date: dt.date | None
    uri: str


class Citation(Frozen):
    """Claim → place. The tag is made by code from the locator; offsets count in the paragraph's text."""

    tag: str
    paragraph_id: str
    quote: str
    start: int
    end: int
    document: CitedDocument
    locator: Locator


class Claim(Frozen):
    """One statement. A fact is supported by its citations; advice rests on other claims."""

    id: str
    nature: Nature
    text: str
    verdict: Verdict | None = None
    """None for advice, which is judged by what it rests on."""
    citations: tuple[Citation, ...] = ()
    rests_on: tuple[str, ...] = ()
    role: str = ""
    """In a talk track: ``say``, ``why``, ``reply``, ``fallback``, ``avoid``. Else empty."""
    flags: tuple[str, ...] = ()
    """Marks for the reader: ``overdue``, ``superseded``, ``changed`` …"""


class Section(Frozen):
    """A titled group of claims, in reading order."""

    title: str
    claims: tuple[Claim, ...] = ()
    missing: str = ""
    """Where the section has nothing: what material would fill it."""


class Dropped(Frozen):
    """A draft that was not shown, and why."""

    section: str
    text: str
    reason: str
    cause: Literal["unproven", "refused", "rules", ""] = ""
    """``refused``: reviewers rejected the like before. ``rules``: the sales office's rules forbid it. Empty:
    kept before they were told apart."""
    check: str = ""
    """Which check (``copilot/llm_checks.py``) refused a model's words; they are then not in ``text``."""
    digest: str = ""
    """By which they can be known again: the beginning of their SHA-256, in hex."""


class DraftOutcome(Frozen):
    """What became of one section that a model was to draft."""

    section: str
    model: str
    outcome: Literal["drafted", "fallen_back"]
    check: str = ""
    """Why it fell back to the extractive draft, as a code of ``copilot/llm_checks.py``; empty if drafted."""
    reason: str = ""
    """The same for people."""
    written: int = 0
    """Statements that the model wrote and code judged."""
    refused: dict[str, int] = Field(default_factory=dict)
    """How many of them no reader sees, or sees without a part of them, by check."""


class Sameness(Frozen):
    """How alike a talk track's own words are to those lately given in its unit, when it was made.

    Attributes:
        against: how many for other customers, of the same scene, it was compared with.
        ngram: likeness to the most alike of them, in [0, 1]: Jaccard of character bigrams without the
            customers' facts; 0 where there was none.
        nearest: id of the most alike one for another customer.
        earlier: the same against those that the same customer was given on other days; None: there was none.
        embedding: how much nearer the nearest is than two of those compared usually are, by their vectors:
            1 is the same text, 0 or less is as usual. None where too few had vectors.
        threshold: the likeness from which other words were sought; varied: what was changed for it.
    """

    against: int
    ngram: float
    nearest: str = ""
    earlier: float | None = None
    embedding: float | None = None
    threshold: float
    varied: Literal["", "wording", "points", "model"] = ""


class Suggestion(Frozen):
    """A saved visit strategy, talk track or answer, with everything needed to check it."""

    id: str
    kind: Literal["strategy", "talk", "answer"]
    customer: str
    unit: str
    mode: Literal["extractive", "llm"]
    model: str = ""
    """The chat model that was asked, whether or not what it wrote is shown."""
    prompts: tuple[str, ...] = ()
    """Labels of the prompts it was asked with, as ``visit-strategy.v1@1a2b3c4d5e6f``."""
    usage: dict[str, float] = Field(default_factory=dict)
    """What its readable answers cost: ``calls``, ``prompt_tokens``, ``answer_tokens``, ``seconds``."""
    request: dict[str, str] = Field(default_factory=dict)
    """The question, goal, scene … asked for."""
    user: str
    created_at: dt.datetime
    headline: str = ""
    sections: tuple[Section, ...] = ()
    dropped: int = 0
    """Drafts left out as unproven; where ``refused`` is None, what reviewers' rejections took, too."""
    refused: int | None = None
    """Drafts left out for what reviewers rejected before; None: made before they were counted apart."""
    forbidden: int = 0
    """Drafts left out for the sales office's rules."""
    dropped_claims: tuple[Dropped, ...] = ()
    missing: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    """What the reader should know: fallen back to extractive mode, keyword search alone …"""
    timings: dict[str, float] = Field(default_factory=dict)
    """Seconds by stage; ``stage/part`` for parts of one, which may lie beside each other."""
    replay_of: str = ""
    """Id of the suggestion that this one replays in the sandbox; such a one is shown to no rep."""
    drafting: tuple[DraftOutcome, ...] = ()
    """Section by section, whether the model's draft is shown; empty where no model was asked."""
    shaped_by: tuple[str, ...] = ()
    """Ids of the annotations whose rewrites or rejections shaped it."""
    sameness: Sameness | None = None
    """Of a talk track; None where it was not measured."""
