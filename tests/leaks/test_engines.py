"""The same gate, smaller, on every database and vector engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.conftest import postgres, sql_url  # noqa: F401  (fixtures)
from tests.support.samples import TODAY, reader
from tests.support.stored import settings_for
from tests.support.traces import foreign_to
from tests.support.world import ALIASES, AUTO, BLIND, MEDICAL, NAMESAKE, RESTRICTED, UNITS, fill, who
from yiju.copilot.place import place_in_context
from yiju.copilot.service import Copilot
from yiju.errors import NotFound, YijuError
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store.access import local_viewer
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.forget import forget_document
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion, list_suggestions

OTHER = {AUTO: MEDICAL, MEDICAL: AUTO}
ASKED = ("首批订单金额是多少", "预算上限是多少", "化学发光仪 副车架 试剂捆绑 二供切换", "李闻舟 孙砚秋")


@pytest.fixture(params=["edge", "memory"])
def store(
    request: pytest.FixtureRequest,
    sql_url: str,  # noqa: F811
    tmp_path: Path,
    files: Path,
) -> Iterator[Store]:
    """Both units' customers of one name, without the samples."""
    settings = settings_for(tmp_path / "data", database_url=sql_url, vector_store=request.param)
    with Store.open(settings) as opened:
        fill(opened, files, *UNITS, with_samples=False)
        yield opened


def test_the_gate_holds_on_every_engine(store: Store) -> None:
    with store.vectors.session():
        made = {unit: _alone(store, unit) for unit in UNITS}
        _in_both(store)
        for name in BLIND:
            with pytest.raises(NotFound):
                Copilot(reader(store, who(store, name))).ask(ASKED[0])
    _by_id(store, made)


def _alone(store: Store, unit: str) -> set[str]:
    """All that a rep of one unit is given; ids of the suggestions."""
    viewer = who(store, f"rep_{unit}")
    traces = foreign_to(store, viewer)
    copilot = Copilot(reader(store, viewer))
    given = [
        copilot.strategy(NAMESAKE, as_of=TODAY),
        copilot.talk(ALIASES[unit][0], scene="报价", as_of=TODAY),
        *(copilot.ask(question, as_of=TODAY) for question in ASKED),
    ]
    for one in given:
        assert traces.in_text(one.model_dump(mode="json", exclude={"request"})) == []
    for question in ASKED:
        hits = find_chunks(store, HashingEmbedder(), viewer, question)
        assert hits
        assert {hit.document.unit for hit in hits} == {unit}
    foreign = ALIASES[OTHER[unit]][0]
    with pytest.raises(NotFound) as caught:
        copilot.strategy(foreign)
    assert traces.in_text(f"{caught.value}{caught.value.hint}", said=foreign) == []
    return {one.id for one in given}


def _by_id(store: Store, made: dict[str, set[str]]) -> None:
    for document in list_documents(store.sql, local_viewer(store.sql), include_old=True):
        stranger = who(store, {AUTO: "admin_medical", MEDICAL: "head_auto"}[document.unit])
        paragraphs = paragraphs_of(store.sql, local_viewer(store.sql), [document.id])
        assert paragraphs
        assert paragraphs_of(store.sql, stranger, [document.id]) == []
        with pytest.raises(NotFound):
            forget_document(store, stranger, document.id)
        for paragraph in paragraphs:
            with pytest.raises(NotFound):
                place_in_context(reader(store, stranger), paragraph.id)
        if document.title == RESTRICTED:
            own = who(store, f"rep_{document.unit}")
            assert place_in_context(reader(store, own), paragraphs[2].id)["before"] == []
            with pytest.raises(YijuError, match="权限"):
                forget_document(store, own, document.id)
    for unit, ids in made.items():
        assert ids <= {s.id for s in list_suggestions(store.sql, who(store, f"rep_{unit}"))}
        for one in made[OTHER[unit]]:
            with pytest.raises(NotFound):
                get_suggestion(store.sql, who(store, f"rep_{unit}"), one)


def _in_both(store: Store) -> None:
    """One who is in both units has two customers of that name, and answers that neither team may read."""
    viewer = who(store, "both")
    copilot = Copilot(reader(store, viewer))
    with pytest.raises(YijuError, match="可能指多个客户"):
        copilot.strategy(NAMESAKE)
    for unit in UNITS:
        traces = foreign_to(store, who(store, f"rep_{unit}"))
        given = copilot.strategy(ALIASES[unit][0], as_of=TODAY)
        assert given.unit == unit
        assert traces.in_text(given.model_dump(mode="json")) == []
    drawn = {copilot.ask(question, as_of=TODAY).id for question in ("xyzzy", *ASKED)}
    for unit in UNITS:
        assert not drawn & {s.id for s in list_suggestions(store.sql, who(store, f"rep_{unit}"))}
    assert drawn <= {s.id for s in list_suggestions(store.sql, who(store, "boss"))}
