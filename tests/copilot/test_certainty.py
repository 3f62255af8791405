"""How sure an answer is: the model knows its signs, and what it doubts is said to be doubtful."""

from dataclasses import replace

import pytest

from tests.support.make import Source, material, source
from yiju.copilot.ask import DOUBTFUL, compose_answer
from yiju.copilot.certainty import bundled
from yiju.copilot.choice import Answer, pick
from yiju.copilot.question import read_question
from yiju.copilot.signs import NAMES
from yiju.copilot.strategy import Composed
from yiju.copilot.versions import Outdated
from yiju.store.types import Kind

CONTRACT = source(
    Kind.CONTRACT,
    "2025-03-01",
    "合同期内产品年降比例为3%，按年执行。",
    "质保期为36个月，自验收合格之日起计算。",
    "甲方应当在每月20日前提供下月的要货计划。",
    title="框架合同",
)
VISIT = source(
    Kind.NOTE,
    "2025-12-01",
    "上午参观了铸造车间，下午与质量部讨论了包装破损的投诉。",
    "包装方案由双方的工程师继续讨论，没有形成结论。",
    title="拜访纪要",
)


def answered(text: str, *sources: Source) -> Answer:
    whole = material(*sources)
    return pick(read_question(text), whole.spans, Outdated())


def composed(text: str, *sources: Source) -> Composed:
    whole = material(*sources)
    return compose_answer(read_question(text), whole.spans, whole, whole.documents)


def test_the_model_weighs_the_signs_that_there_are() -> None:
    model = bundled().model
    assert set(model.weights) == set(model.means) == set(model.spreads) == set(NAMES)
    assert all(spread > 0 for spread in model.spreads.values())
    assert 0 < bundled().doubtful < 1


def test_a_plain_answer_is_surer_than_one_that_only_resembles() -> None:
    plain = answered("年降比例是多少？", CONTRACT, VISIT)
    loose = answered("车间的产能有多大？", CONTRACT, VISIT)
    assert plain.spans
    assert 0 < loose.sure < plain.sure < 1
    assert plain.sure >= bundled().doubtful


def test_of_several_parts_the_least_sure_counts() -> None:
    whole = material(CONTRACT, VISIT)
    first, second = "年降比例是多少", "质保期多久"
    parts = [read_question(part) for part in (first, second)]
    both = pick(read_question(f"{first}，{second}"), whole.spans, Outdated(), parts=parts)
    assert len(both.spans) == 2
    assert 0 < both.sure < 1


def test_a_refusal_is_not_called_unsure() -> None:
    refused = answered("他们的食堂有几个窗口？", CONTRACT, VISIT)
    assert refused.spans == ()
    assert refused.sure == 1.0
    assert composed("他们的食堂有几个窗口？", CONTRACT, VISIT).notices == ()


@pytest.mark.parametrize("doubtful", [0.0, 1.0])
def test_what_is_doubtful_is_said_to_be(monkeypatch: pytest.MonkeyPatch, doubtful: float) -> None:
    made = replace(bundled(), doubtful=doubtful)
    monkeypatch.setattr("yiju.copilot.ask.bundled", lambda: made)
    given = composed("年降比例是多少？", CONTRACT, VISIT)
    assert given.sections[0].claims
    assert given.missing == ()
    assert given.notices == ((DOUBTFUL,) if doubtful else ())


def test_what_the_rules_refuse_is_answered_where_it_is_all_but_sure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asks = source(Kind.CALL, "2025-12-02", "质量部那边以后怎么安排？")
    for convincing, told in ((1.0, False), (0.0, True)):
        made = replace(bundled(), convincing=convincing)
        monkeypatch.setattr("yiju.copilot.choice.bundled", lambda made=made: made)
        assert bool(answered("质量部对物流有什么看法？", CONTRACT, VISIT).spans) is told
        # A question is no answer, nor is what does not name what is named.
        assert answered("质量部对物流有什么看法？", asks).spans == ()
        assert answered("SK-3500泵的包装结论", VISIT).spans == ()
        assert answered("2019年质量部对物流有什么看法？", VISIT).spans == ()
