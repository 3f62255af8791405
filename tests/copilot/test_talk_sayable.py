"""What may be said to the customer's face, and to whom."""

import pytest

from tests.support.make import Source, found_in, said, source
from yiju.copilot.llm_promise import never, promised
from yiju.copilot.scenes import scene_file
from yiju.copilot.strategy import Composed
from yiju.copilot.talk import compose_talk, find_scene
from yiju.store.types import Kind

GOOD = source(Kind.NEWS, "2026-02-01", "莱茵汽车宣布，新工厂将于2026年下半年投产，年产能18万辆。")
STATES = source(Kind.NOTE, "2026-02-20", "客户的化学发光目前日均标本约430个，重点是肌钙蛋白，占12%。")
MINDS = source(Kind.CALL, "2026-02-20", said("李昕", "整改证据的样本量不够，我们不能接受平均值。"))


def talk(scene: str, *sources: Source, person: str = "") -> Composed:
    return compose_talk(found_in(*sources), find_scene(scene), person)


def said_in(composed: Composed) -> str:
    return " ".join(c.text for s in composed.sections for c in s.claims if c.role == "say")


@pytest.mark.parametrize(
    "text",
    [
        "一位接近银行的人士称，莱茵汽车的授信近期会有变化，新工厂的投资计划受到影响。",
        "莱茵汽车被申请强制执行860万元，新工厂的投资计划受到影响。",
        "据悉，莱茵汽车计划大幅提高招标中ESG评分的比重。",
    ],
)
def test_neither_hearsay_nor_their_distress_is_small_talk(text: str) -> None:
    told = said_in(talk("开场", GOOD, source(Kind.NEWS, "2026-02-13", text)))
    assert "18万辆" in told
    assert text[:8] not in told


def test_a_figure_of_their_house_is_no_objection() -> None:
    told = said_in(talk("异议处理", STATES, MINDS))
    assert "样本量不够" in told
    assert "430" not in told


def test_whoever_is_spoken_to_hears_their_own_words_as_theirs() -> None:
    assert "李昕" not in said_in(talk("异议处理", MINDS, person="李昕"))
    assert "您" in said_in(talk("异议处理", MINDS, person="李昕"))
    assert "李昕" in said_in(talk("异议处理", MINDS))


def test_nobody_is_told_of_her_without_a_name() -> None:
    her = source(Kind.CALL, "2026-02-21", said("李昕", "里面要写清楚再生铝的口径，她很在意，不接受平均值。"))
    assert "她" not in said_in(talk("异议处理", her, MINDS))


def test_what_is_minded_is_said_without_who_minds_it() -> None:
    her = source(
        Kind.CALL, "2026-02-21", said("李昕", "里面要写清楚再生铝是按截断法还是按替代法，她很在意。")
    )
    told = said_in(talk("需求挖掘", her))
    assert "按截断法还是按替代法" in told
    assert "她" not in told


@pytest.mark.parametrize("sort", sorted(scene_file()["lines"]))
@pytest.mark.parametrize("role", ["say", "fallback"])
def test_no_form_of_ours_gives_anything_away(sort: str, role: str) -> None:
    for form in scene_file()["lines"][sort][role]:
        assert not never(form), form
        assert not [word for word in promised(form, spoken=True) if word in GIVEN_AWAY], form


GIVEN_AWAY = frozenset("您说了算 你说了算 听您的 您开个数 全额 随叫随到".split())


def test_whoever_minutes_quote_by_title_hears_their_words_as_theirs() -> None:
    minutes = source(
        Kind.NOTE,
        "2026-01-16",
        "莱茵：顾明远（院长）",
        "2. 顾院长表示，股东会已同意处置闲置的老楼，届时优先偿还设备款。",
    )
    told = said_in(talk("高层汇报", minutes, person="顾明远"))
    assert "股东会已同意处置闲置的老楼" in told
    assert "顾院长" not in told
    assert "您" in told


def test_a_tender_for_something_else_says_nothing_on_renewal() -> None:
    limit = source(
        Kind.TENDER,
        "2026-01-19",
        "三年合计最高限价为39,600万元（未税）。",
        "现有合同期满后重新招标，预算为500万元。",
    )
    told = said_in(talk("续约", limit, MINDS))
    assert "39,600" not in told
