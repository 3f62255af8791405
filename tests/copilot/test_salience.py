"""Which spans are worth a rep's time."""

import datetime as dt

import regex

from tests.support.make import TODAY, Source, material, said, source
from yiju.copilot.material import Material, Span
from yiju.copilot.salience import Wanted, choose, rank, recency, substance
from yiju.store.types import Kind

NEWS = regex.compile("投资|目标|扩产")


def span_of(whole: Material, text: str) -> Span:
    return next(span for span in whole.spans if text in span.text)


def note(day: str | None, *texts: str, title: str = "") -> Source:
    return source(Kind.NOTE, day, *texts, title=title)


def test_chatter_counts_for_less_than_business() -> None:
    whole = material(
        note("2026-01-01", "今天天气不错，晚上一起去吃饭喝茶吧。", "碳足迹核查结果为6.8，低于7.5的门槛。"),
        note("2026-01-02", "碳足迹核查结果将在三月份更新一次。"),
    )
    chatter, business = span_of(whole, "天气"), span_of(whole, "6.8")
    assert substance(whole, chatter) < 0 < substance(whole, business)


def test_labels_and_fragments_count_for_least() -> None:
    whole = material(note("2026-01-01", "作者：Anke Vogt", "好的。", "碳足迹核查结果为6.8，低于7.5的门槛。"))
    worst = substance(whole, span_of(whole, "6.8"))
    assert all(substance(whole, span_of(whole, text)) < worst for text in ("作者", "好的"))


def test_recency_halves_with_the_kinds_half_life() -> None:
    def at(days: int, kind: Kind) -> float:
        day = (TODAY - dt.timedelta(days=days)).isoformat()
        whole = material(source(kind, day, "碳足迹核查结果为6.8。"))
        return recency(whole, whole.spans[0])

    assert at(0, Kind.CALL) > at(60, Kind.CALL) > at(120, Kind.CALL) > 0
    assert abs(at(120, Kind.CALL) - at(0, Kind.CALL) / 2) < 1e-9
    assert at(365, Kind.CONTRACT) > at(365, Kind.CALL)
    assert at(-5, Kind.CALL) == at(0, Kind.CALL)  # a later document is not newer than today


def test_undated_material_is_never_new() -> None:
    whole = material(note(None, "碳足迹核查结果为6.8。"))
    assert recency(whole, whole.spans[0]) == 0.0


def test_rank_asks_for_a_cue_and_honours_kinds_and_what_is_left_out() -> None:
    one = source(Kind.NEWS, "2026-01-01", "公司宣布投资三亿元建设二期工厂。", "会议于上午在总部举行。")
    two = source(Kind.CALL, "2026-01-02", said("李昕", "二期工厂的投资预算已经批准了。"))
    whole = material(one, two)
    texts = [span.text for _, span in rank(whole, Wanted(NEWS))]
    assert len(texts) == 2
    assert all("投资" in text for text in texts)
    kinds = {span.document.kind for _, span in rank(whole, Wanted(NEWS, frozenset({Kind.NEWS})))}
    assert kinds == {Kind.NEWS}
    left = rank(whole, Wanted(NEWS), without=frozenset({one.document.id}))
    assert {span.document.id for _, span in left} == {two.document.id}
    assert rank(whole, Wanted(NEWS), accept=lambda span: False) == []


def test_choose_says_nothing_twice_and_shares_among_documents() -> None:
    whole = material(
        note(
            "2026-01-01",
            "公司宣布投资三亿元建设二期工厂，年底投产。",
            "公司目标是三年内产能翻一番。",
            title="甲",
        ),
        note("2026-01-02", "公司宣布投资三亿元建设二期工厂，年底投产！", title="乙"),
        note("2026-01-03", "扩产之后轻量化结构件的采购将集中到两家。", title="丙"),
    )
    ranked = [(1.0, span) for span in whole.spans]
    chosen = choose(ranked, 5)
    assert sum("三亿元" in span.text for span in chosen) == 1
    assert len(chosen) == 3
    assert len(choose(ranked, 5, per_document=1)) == 3 - (chosen[0].document.id == chosen[1].document.id)
    assert len(choose(ranked, 1)) == 1
    assert choose(ranked, 5, taken=chosen) == []
