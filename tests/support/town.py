"""The two units of ``world``, lived in: advice that was judged, signals, issues, replays, datasets."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.support.samples import TODAY
from tests.support.world import AUTO, CUSTOMERS, MEDICAL, NAMESAKE, UNITS, fill, who, write_files
from yiju.sandbox.annotations import add_annotation
from yiju.sandbox.assignments import assign
from yiju.sandbox.changes import Changes
from yiju.sandbox.datasets.export import export
from yiju.sandbox.datasets.types import Filters
from yiju.sandbox.exemplars import list_exemplars
from yiju.sandbox.issues import open_issue
from yiju.sandbox.replay import replay
from yiju.sandbox.signals import add_signal
from yiju.sandbox.trials import start_trial
from yiju.sandbox.types import NewAnnotation, NewSignal
from yiju.store.customers import list_customers
from yiju.store.documents import list_documents, paragraphs_of
from yiju.web.house import House

REP = {AUTO: "rep_auto", MEDICAL: "rep_medical"}
HEAD = {AUTO: "head_auto", MEDICAL: "admin_medical"}


@dataclass(frozen=True)
class Ids:
    """One of each thing of a unit, by its name in paths and bodies."""

    suggestion: str
    other: str
    claim: str
    annotation: str
    exemplar: str
    issue: str
    replay: str
    trial: str
    dataset: str
    example: str
    customer: str
    customer_id: str
    document: str
    restricted: str
    paragraph: str
    unit: str
    reviewer: str


def settle(house: House, folder: Path) -> dict[str, Ids]:
    """Fill an empty house, and give the ids of both units."""
    folder.mkdir(exist_ok=True)
    fill(house.store, write_files(folder), *UNITS)
    return {unit: _live(house, unit) for unit in UNITS}


def _live(house: House, unit: str) -> Ids:
    sql, store = house.store.sql, house.store
    rep, head = who(store, REP[unit]), who(store, HEAD[unit])
    customer = CUSTOMERS[unit][0]
    copilot = house.copilot(rep)
    # Of the customer whose name stands in both units; its few papers also make for quick advice.
    advice = [copilot.strategy(NAMESAKE, as_of=TODAY) for _ in range(2)]
    first, second = (one.id for one in advice)
    claims = [claim for section in advice[0].sections for claim in section.claims]
    facts = [claim for claim in claims if claim.nature == "fact"]
    kept = ""
    for number, claim in enumerate(facts[:6]):
        verdict = (
            {"verdict": "edit", "rewrite": f"请核对：{claim.text}"} if number % 2 else {"verdict": "accept"}
        )
        new = NewAnnotation.model_validate({"key": f"town-{unit}-{number}", "claim_id": claim.id, **verdict})
        kept = add_annotation(sql, head, first, new, house.rubric).id
    accepted = NewAnnotation(key=f"town-{unit}-whole", verdict="accept")
    add_annotation(sql, head, second, accepted, house.rubric)
    add_signal(sql, rep, first, NewSignal(key=f"town-{unit}-up", kind="up", channel="web"), house.rubric)
    assign(sql, head, first, head.user)
    made, _result = replay(house.workshop(head), first, Changes())
    snapshot = export(store, head, Filters(kind="sft"))
    (line, *_rest) = (snapshot.folder / "examples.jsonl").read_text("utf-8").splitlines()
    documents = [one for one in list_documents(sql, head) if one.unit == unit]
    document = min(documents, key=lambda one: (one.format != "pdf", one.open_restricted, one.id))
    paragraphs = paragraphs_of(sql, head, [document.id])
    taught = list_exemplars(sql, head)
    account = next(one for one in list_customers(sql, head) if one.name == customer)
    return Ids(
        suggestion=first,
        other=second,
        claim=claims[0].id,
        annotation=kept,
        exemplar=taught[0].id if taught else kept,
        issue=open_issue(sql, rep, title=f"{unit} 的问题", suggestion_id=first).id,
        replay=made.id,
        trial=start_trial(sql, head, unit, Changes(exemplars="off"), count=1, seed=1).id,
        dataset=snapshot.id,
        example=json.loads(line)["id"],
        customer=customer,
        customer_id=account.id,
        document=document.id,
        restricted=next(one.id for one in documents if one.open_restricted),
        paragraph=paragraphs[0].id,
        unit=unit,
        reviewer=HEAD[unit],
    )
