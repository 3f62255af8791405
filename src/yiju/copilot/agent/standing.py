"""Which spans a statement of a model may rest on: judged by the whole of one customer's material, whatever
tool laid them down and however narrowly it looked."""

from dataclasses import dataclass

from yiju.copilot.confided import confided
from yiju.copilot.conflicts import find_conflicts
from yiju.copilot.lineage import lineage_of
from yiju.copilot.llm_shelf import Place
from yiju.copilot.material import Material, Span
from yiju.copilot.question import read_question
from yiju.copilot.versions import Outdated


@dataclass(frozen=True)
class Standing:
    """What of one customer's material stands by itself.

    Attributes:
        read: documents that were read whole, by id; quotable: the places in them that may be quoted.
        outdated: what was replaced; nothing where the person asked for an older edition.
        against: places that another one contradicts, or that a newer word replaced.
        secret: ids of paragraphs that stay among our own people.
    """

    read: frozenset[str]
    quotable: frozenset[Place]
    outdated: Outdated
    against: frozenset[Place]
    secret: frozenset[str]

    def holds(self, span: Span) -> bool:
        """Whether a statement may rest on it."""
        if span in self.outdated or span.key in self.against:
            return False
        return span.document.id not in self.read or span.key in self.quotable


def standing_in(material: Material, said: str, names: frozenset[str]) -> Standing:
    """What stands in this material, for a person who said this. ``names``: of customers, no words of it."""
    question = read_question(said, names)
    outdated = lineage_of(material, material.documents, question.years).outdated
    conflicts = find_conflicts(material, without=outdated.documents)
    against = {one.older.span.key for one in conflicts}
    against |= {one.newer.span.key for one in conflicts if one.relation == "conflict"}
    older = question.edition is not None and question.edition.older
    return Standing(
        read=frozenset(one.id for one in material.documents),
        quotable=frozenset(span.key for span in material.spans),
        outdated=Outdated() if older else outdated,
        against=frozenset(against),
        secret=confided(material),
    )
