"""Everything the rules find in one customer's material, found once and shared by every section."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from yiju.copilot.advising import who_of
from yiju.copilot.changes import Change, changed_pairs, find_changes
from yiju.copilot.commitments import Commitment, FollowUp, find_commitments, follow_up
from yiju.copilot.confided import INTERNAL, confided
from yiju.copilot.conflicts import Conflict, find_conflicts
from yiju.copilot.cues import cue
from yiju.copilot.departed import Departure, departed, departures, same_name
from yiju.copilot.disputes import Dispute, find_disputes
from yiju.copilot.draft import Draft
from yiju.copilot.material import Material, Span
from yiju.copilot.once import Once
from yiju.copilot.people import Person, find_people
from yiju.copilot.rivals import find_rivals
from yiju.copilot.versions import superseded_ids
from yiju.store.types import Kind

NO_SELLER = (
    "我方是谁：没有设置 YIJU_SELLER_NAME、YIJU_SELLER_PEOPLE 或 YIJU_SELLER_DOMAINS，资料里分不清哪一方说的、"
    "哪一方答应的，没有标的就没有猜。设好后重做一份。"
)
UNSIDED = "unsided"
"""The mark of what nobody knows to be ours or theirs."""
HEARSAY = "hearsay"
"""The mark of what a paper tells by nobody who stands for it."""
_PUBLIC = frozenset({Kind.NEWS, Kind.POST, Kind.REPORT})
_LEAD = 10
"""Signs at a sentence's head in which minutes name who says it: 3. 客户卢一鸣说…."""
_OF_SPEAKERS = ("concern:", "person:")
Relevance = Callable[[str], Mapping[str, float]]
"""A query → paragraph id → how well retrieval ranked it, in [0, 1]."""


@dataclass(frozen=True)
class Findings(Once):
    """What the rules found. ``superseded``: ids of documents that a newer version replaces."""

    material: Material
    superseded: frozenset[str]
    changes: list[Change]
    conflicts: list[Conflict]
    commitments: list[Commitment]
    people: list[Person]
    relevance: Relevance = field(default=lambda query: {})
    favour: Callable[[Span], float] = field(default=lambda span: 0.0)
    """How much reviewers want points like a span, about -1 to 1."""

    @cached_property
    def told(self) -> frozenset[tuple[str, int, int]]:
        """Spans that a change tells already."""
        return changed_pairs(self.changes)

    @cached_property
    def disputes(self) -> list[Dispute]:
        """What two people of a conversation put differently."""
        return find_disputes(self.material)

    @cached_property
    def rivals(self) -> frozenset[str]:
        """Short names of competitors."""
        return find_rivals(self.material)

    @cached_property
    def follow_up(self) -> FollowUp:
        """What was said later of a promise or a demand."""
        return follow_up(self.material)

    @cached_property
    def departures(self) -> tuple[Departure, ...]:
        """Those of the customer's people who have left, the newest first."""
        return departures(self.material, self.people)

    @cached_property
    def kept_back(self) -> frozenset[str]:
        """Ids of the paragraphs that are for our own people alone, whatever part of them is quoted."""
        return confided(self.material)

    def marked(self, draft: Draft) -> Draft:
        """A fact with the marks of its grounds: for our own people alone; said by one who has left."""
        flags = [INTERNAL] if any(span.paragraph.id in self.kept_back for span in draft.spans) else []
        if not self.sided and draft.key.startswith(_OF_SPEAKERS) and self._unsided(draft.spans[0]):
            flags.append(UNSIDED)
        flags += [HEARSAY] if any(map(is_hearsay, draft.spans)) else []
        if draft.spans and (one := self._gone_teller(draft)) is not None:
            flags.append(one.flag)
        more = tuple(flag for flag in flags if flag not in draft.flags)
        return replace(draft, flags=(*draft.flags, *more)) if more else draft

    @property
    def sided(self) -> bool:
        """Whether anything tells who we are."""
        seller = self.material.seller
        return bool(seller.name or seller.people or seller.domains)

    @property
    def lacking(self) -> tuple[str, ...]:
        """What is missing to tell our side from theirs; empty where it can be told."""
        return () if self.sided else (NO_SELLER,)

    def _unsided(self, span: Span) -> bool:
        return bool(span.speaker) and self.material.side(span) == "unknown"

    def _gone_teller(self, draft: Draft) -> Departure | None:
        """The departure of whoever says or promised it: its speaker, or whom minutes name in front."""
        if draft.spans[0].speaker:
            return self.gone(draft.spans[0].speaker)
        lead = draft.spans[0].text[:_LEAD]
        named = (one for one in self.departures if any(form in lead for form in self.forms_of(one.name)))
        return self.gone(who_of(draft)) or next(named, None)

    def gone(self, name: str) -> Departure | None:
        """The departure of whoever bears this name; None where they are there still."""
        return departed(self.departures, name)

    def forms_of(self, name: str) -> frozenset[str]:
        """What texts call whoever bears this name, itself among it: 顾明远 is 顾院长. None of no name."""
        who = next((p for p in self.people if name and (name in p.forms or same_name(p.name, name))), None)
        return frozenset(filter(None, (name, *(who.forms if who else ()))))

    @property
    def notices(self) -> tuple[str, ...]:
        """What the reader should know of the material: how much of it was left out."""
        read, unread = len(self.material.documents), self.material.unread
        much = (f"资料很多：只读了最新的 {read} 份，另有 {unread} 份较早的没有读。",) if unread else ()
        return (*much, *self.lacking)


def is_hearsay(span: Span) -> bool:
    """Whether a published paper tells it by nobody who stands for it: 一位接近银行的人士称…."""
    return span.document.kind in _PUBLIC and cue("hearsay").search(span.text) is not None


def find(material: Material, relevance: Relevance) -> Findings:
    """Run every rule over the material. What is looked for twice is searched for once."""
    superseded = superseded_ids(material)
    return Findings(
        material=material,
        superseded=superseded,
        changes=find_changes(material),
        conflicts=find_conflicts(material, without=superseded),
        commitments=find_commitments(material),
        people=find_people(material),
        relevance=cache(relevance),
    )
