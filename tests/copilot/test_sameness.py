"""The index that is stored with a talk track: by words, and by vectors relative to theirs."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from tests.copilot.test_strategy import ALL
from tests.support.make import CUSTOMER, found_in
from tests.support.reviewed import advice
from yiju.copilot.lately import KnownLately, Past
from yiju.copilot.sameness import measure, nearest_to, relative, told
from yiju.copilot.strategy import Composed
from yiju.copilot.talk import compose_talk, find_scene
from yiju.errors import ModelUnavailable
from yiju.models.embedder import Dense
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.types import Sameness, Suggestion

REQUEST = {"scene": "报价", "person": "", "as_of": "2026-03-10"}


class _Silent(HashingEmbedder):
    """An endpoint that does not answer."""

    def passages(self, texts: Sequence[str]) -> Dense:
        raise ModelUnavailable("没有回答")


class _Counting(HashingEmbedder):
    """Counts the texts that it is asked about."""

    asked = 0

    def passages(self, texts: Sequence[str]) -> Dense:
        self.asked += len(texts)
        return super().passages(texts)


def _composed(past: Past | None = None) -> Composed:
    return compose_talk(found_in(*ALL), find_scene("报价"), past=past)


def _kept(name: str, customer: str, composed: Composed, **request: str) -> Suggestion:
    return advice(name).model_copy(
        update={
            "kind": "talk",
            "customer": customer,
            "sections": composed.sections,
            "request": REQUEST | request,
        }
    )


def test_what_was_composed_as_before_is_wholly_alike() -> None:
    composed = _composed()
    lately = KnownLately(
        [_kept("s1", "甲公司", composed), _kept("s2", CUSTOMER.name, composed, as_of="2026-02-01")]
    )
    past = lately.past(CUSTOMER, REQUEST)
    found = measure(composed, CUSTOMER.name, past, lately, None).composed.sameness
    assert found is not None
    assert (found.against, found.nearest, found.earlier, found.embedding) == (1, "s1", 1.0, None)
    assert found.ngram == 1.0


def test_another_scene_and_the_same_request_once_more_do_not_count() -> None:
    composed = _composed()
    lately = KnownLately(
        [_kept("s1", "甲公司", composed, scene="开场"), _kept("s2", CUSTOMER.name, composed)]
    )
    past = lately.past(CUSTOMER, REQUEST)
    assert past.all == ()
    assert measure(composed, CUSTOMER.name, past, lately, None).composed.sameness == Sameness(
        against=0, ngram=0.0, threshold=0.3
    )
    assert [one.id for one in lately.past(CUSTOMER, REQUEST | {"person": "王总"}).earlier] == ["s2"]


def test_old_texts_are_not_embedded_again() -> None:
    composed, model = _composed(), _Counting()
    lately = KnownLately([_kept(f"s{n}", f"客户{n}", composed) for n in range(6)])
    vector = model.passages(["别的话"])[0]
    for number in range(6):
        lately.keep(f"s{number}", model.name, vector)
    before = model.asked
    made = measure(composed, CUSTOMER.name, lately.past(CUSTOMER, REQUEST), lately, model)
    assert model.asked == before + 1 and made.vector is not None


def test_an_embedder_that_does_not_answer_leaves_its_figure_out() -> None:
    composed = _composed()
    lately = KnownLately([_kept("s1", "甲公司", composed)])
    made = measure(composed, CUSTOMER.name, lately.past(CUSTOMER, REQUEST), lately, _Silent())
    assert made.vector is None and made.composed.sameness is not None
    assert made.composed.sameness.embedding is None and made.composed.sameness.ngram == 1.0


def _unit(vector: npt.NDArray[np.float64]) -> Dense:
    made: Dense = (vector / np.linalg.norm(vector)).astype(np.float32)
    return made


def test_a_vector_is_judged_by_how_near_others_are_to_each_other() -> None:
    rng = np.random.default_rng(1)
    crowd = rng.normal(size=16) * 5
    *vectors, other = [_unit(crowd + rng.normal(size=16)) for _ in range(9)]
    known = {f"s{n}": vector for n, vector in enumerate(vectors)}
    assert relative(known["s3"], known) == pytest.approx(1.0, abs=1e-3)
    assert 0 < (relative(other, known) or 0) < 0.95
    assert relative(known["s0"], dict(list(known.items())[:4])) is None, "too few"
    assert relative(np.ones(4, dtype=np.float32), known) is None, "another model under the same name"


def test_what_says_nothing_has_no_index() -> None:
    nothing = compose_talk(found_in(), find_scene("报价"))
    assert measure(nothing, CUSTOMER.name, Past(), KnownLately(), None).composed.sameness is None
    assert nearest_to(np.zeros(512, dtype=np.uint64), ()) == (0.0, "")


def test_people_are_told_in_one_line() -> None:
    found = Sameness(
        against=7, ngram=0.28, nearest="s1", earlier=0.1, embedding=0.4, threshold=0.3, varied="points"
    )
    line = told(found)
    assert "7 份" in line and "0.28" in line and "已换要点和措辞" in line and "\n" not in line
    assert "没有可比" in told(Sameness(against=0, ngram=0.0, threshold=0.3))


def test_bodies_kept_before_still_load() -> None:
    body = advice("s1").model_dump(mode="json")
    del body["sameness"]
    assert Suggestion.model_validate(body).sameness is None
