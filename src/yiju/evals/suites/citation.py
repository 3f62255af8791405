"""``citation``: does a tag lead to its place, and is a drafted fact shown just where its evidence holds?"""

from typing import Literal

from pydantic import Field, model_validator

from yiju.copilot.draft import Draft, Ledger
from yiju.copilot.material import Material, spans_of
from yiju.copilot.tags import make_tag
from yiju.errors import YijuError
from yiju.evals.cases import Case, Place
from yiju.evals.outcome import Outcome, Scores
from yiju.evals.suite import Suite
from yiju.evals.world import World


class CitationCase(Case):
    """One of two forms.

    Attributes:
        form: ``tag``: the tag of the paragraph at ``places[0]`` reads ``tag``. ``draft``: a fact as a
            model might draft it, resting on all of ``places``, is shown exactly where ``label``.
        tag: the whole tag, as a person made it by hand from the original.
        text: the drafted fact.
    """

    form: Literal["tag", "draft"]
    customer: str = ""
    places: tuple[Place, ...] = Field(min_length=1)
    tag: str = ""
    text: str = ""
    label: bool = True

    @model_validator(mode="after")
    def _whole(self) -> "CitationCase":
        if (self.form == "tag") != bool(self.tag) or (self.form == "draft") != bool(self.text):
            raise ValueError("form 为 tag 时要写 tag、不写 text，为 draft 时要写 text、不写 tag")
        if self.form == "draft" and not self.customer:
            raise ValueError("form 为 draft 时要写 customer")
        return self


def run(world: World, case: CitationCase) -> Outcome:
    """Make the tag, or put the draft through the ledger that every fact passes."""
    if case.form == "tag":
        made = [make_tag(document, p.locator) for document, p in world.places.find(case.places[0])]
        return Outcome(
            given={"tags": made},
            shown=(
                ("处", case.places[0].contains),
                ("应为", case.tag),
                *(("标签", tag) for tag in made),
            ),
        )
    reader = world.reader(case.viewer)
    account = reader.customer(case.customer)
    documents, spans = [], []
    for place in case.places:
        document, paragraph = world.places.find(place)[0]
        found = spans_of(document, [paragraph])
        if not found:
            raise YijuError(f"“{place.contains}”不是可引用的段落")
        documents.append(document)
        spans += found
    material = Material(account, tuple(documents), tuple(spans), world.today, account.seller)
    ledger = Ledger(material, names=(account.name, *account.aliases))
    admitted = ledger.admit("评测", [Draft("case", "fact", case.text, tuple(spans))])
    told = "；".join(dropped.reason for dropped in ledger.dropped)
    return Outcome(
        given={"shown": bool(admitted)},
        shown=(
            ("论断", case.text),
            *(("依据", span.text) for span in spans),
            ("应", "展示" if case.label else "剔除"),
            ("实际", "展示" if admitted else f"剔除：{told}"),
        ),
    )


def score(case: CitationCase, outcome: Outcome) -> Scores:
    """``tag``: the tag is right. ``kept``: a true draft is shown. ``caught``: a false one is not."""
    if case.form == "tag":
        return {
            "right": float(case.tag in outcome.given["tags"]),
            "tag": float(case.tag in outcome.given["tags"]),
        }
    shown = bool(outcome.given["shown"])
    return {
        "right": float(shown == case.label),
        "kept" if case.label else "caught": float(shown == case.label),
    }


CITATION = Suite(
    "citation", CitationCase, run, score, main="right", metrics=("right", "tag", "kept", "caught")
)
