"""What is known of a document when it is asked whose it is."""

from dataclasses import dataclass, field

from yiju.ingest.assign.names import domains_in
from yiju.ingest.crm_headings import customers_listed
from yiju.ingest.origins import NAMED
from yiju.ingest.reading import Reading
from yiju.store.types import Kind

_OPENING = 1500
"""Characters of a form without pages that count as its first page."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document, before it is anybody's.

    Attributes:
        opening: its first page, or as much of a form without pages; rest: all behind it.
        domains: of the mail addresses in its head.
        thread: message ids that it answers or belongs to; own: its own. mail: of the mail that it came with.
        named: whose the source that brought it says it is. listed: customers that rows of a table name.
        attached: whether it came with one. is_mail: whether it is one.
    """

    place: str
    sha256: str
    title: str
    kind: Kind
    opening: str = ""
    rest: str = ""
    domains: frozenset[str] = frozenset()
    thread: tuple[str, ...] = ()
    own: str = ""
    mail: str = ""
    named: str = ""
    listed: tuple[str, ...] = ()
    attached: bool = False
    is_mail: bool = False
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def whose(self) -> tuple[str, ...]:
        """Customers that it says it is of: of its source, else of a table's rows."""
        return (self.named,) if self.named else self.listed


def paper_of(place: str, sha256: str, reading: Reading, kind: Kind | None = None) -> Paper:
    """A reading as it is judged. ``kind``: as given."""
    facts = reading.attributes
    attached = "mail_from" in facts or "mail_id" in facts
    is_mail = "message_id" in facts or ("from" in facts and "to" in facts)
    heads = [facts.get(name, "") for name in ("from", "to", "cc")]
    opening, rest = _halves(reading)
    title = reading.title + ("" if not is_mail else f" {facts.get('attachments', '')}")
    return Paper(
        place=place,
        sha256=sha256,
        title=title.strip(),
        kind=kind or reading.kind or Kind.NOTE,
        opening=opening,
        rest=rest,
        domains=frozenset().union(*map(domains_in, heads)),
        thread=tuple(dict.fromkeys(facts[name] for name in ("in_reply_to", "thread_id") if facts.get(name))),
        own=facts.get("message_id", ""),
        mail=facts.get("mail_id", ""),
        named=facts.get(NAMED, ""),
        listed=tuple(customers_listed(one.text for one in reading.paragraphs if one.locator.row)),
        attached=attached,
        is_mail=is_mail,
        attributes=facts,
    )


def _halves(reading: Reading) -> tuple[str, str]:
    first: list[str] = []
    rest: list[str] = []
    size = 0
    for one in reading.paragraphs:
        page = one.locator.page
        early = page == 1 if page is not None else size < _OPENING
        (first if early else rest).append(one.text)
        size += len(one.text)
    return "\n".join(first), "\n".join(rest)
