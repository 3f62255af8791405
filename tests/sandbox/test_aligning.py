"""Two suggestions side by side: nothing is lost, nothing counted twice, and what is the same is the same."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from yiju.sandbox.aligning import Comparison, align
from yiju.sandbox.wording import word_diff
from yiju.store.types import Citation, CitedDocument, Claim, Kind, Locator, Section, Suggestion

_SOME = st.text(alphabet="甲乙丙丁年降3%5.，AB ", max_size=14)


def cite(name: str, start: int = 0) -> Citation:
    document = CitedDocument(id=f"d{name}", title=name, kind=Kind.MAIL, date=None, uri="")
    return Citation(
        tag=f"〔依据{name}〕", paragraph_id=f"d{name}-0001", quote="q", start=start, end=start + 1,
        document=document, locator=Locator(),
    )  # fmt: skip


def fact(name: str, text: str, *sources: str, **more: object) -> Claim:
    citations = tuple(map(cite, sources))
    return Claim.model_validate(
        {"id": name, "nature": "fact", "text": text, "verdict": "supported", "citations": citations, **more}
    )


def suggestion_of(*sections: tuple[str, list[Claim]], headline: str = "") -> Suggestion:
    return Suggestion(
        id="s1", kind="strategy", customer="客户", unit="main", mode="extractive", user="u",
        headline=headline, created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        sections=tuple(Section(title=title, claims=tuple(claims)) for title, claims in sections),
    )  # fmt: skip


@st.composite
def suggestions(draw: st.DrawFn) -> Suggestion:
    """Facts with few texts and sources, so that many are alike, and advice that rests on some of them."""
    number = 0
    ids: list[str] = []
    sections: list[tuple[str, list[Claim]]] = []
    for title in draw(st.lists(st.sampled_from("甲乙丙"), unique=True, max_size=3)):
        claims: list[Claim] = []
        for _ in range(draw(st.integers(0, 4))):
            number += 1
            text = draw(_SOME)
            judged: bool = draw(st.booleans())
            if ids and judged:
                rests = draw(st.lists(st.sampled_from(ids), unique=True, min_size=1, max_size=2))
                claims.append(Claim(id=f"c{number}", nature="advice", text=text, rests_on=tuple(rests)))
            else:
                claims.append(fact(f"c{number}", text, *draw(st.lists(st.sampled_from("xyz"), max_size=2))))
                ids.append(f"c{number}")
        sections.append((title, claims))
    return suggestion_of(*sections, headline=draw(_SOME))


@given(suggestions())
def test_a_suggestion_beside_itself_has_no_changes(one: Suggestion) -> None:
    found = align(one, one)
    assert found.same
    assert all(pair.old == pair.new for pair in found.pairs)


@given(suggestions(), suggestions())
def test_every_claim_of_both_is_there_once(one: Suggestion, other: Suggestion) -> None:
    found = align(one, other)
    olds = [pair.old.place for pair in found.pairs if pair.old]
    news = [pair.new.place for pair in found.pairs if pair.new]
    assert sorted(olds) == list(range(sum(len(s.claims) for s in one.sections)))
    assert news == list(range(sum(len(s.claims) for s in other.sections)))
    assert sum(found.counts.values()) == len(found.pairs)
    for pair in found.pairs:
        assert {"added": pair.old, "removed": pair.new}.get(pair.fate) is None
        assert (pair.old is not None and pair.new is not None) == (pair.fate in {"same", "changed", "moved"})
        if pair.old and pair.new:
            assert pair.old.claim.nature == pair.new.claim.nature
            assert ("text" in pair.changes) == bool(pair.diff)


@given(_SOME, _SOME)
def test_a_diff_holds_both_texts_whole(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(p.text for p in pieces if p.kind != "in") == old
    assert "".join(p.text for p in pieces if p.kind != "out") == new
    assert all(p.text for p in pieces)
    assert (old == new) == all(p.kind == "same" for p in pieces)


def _fates(found: Comparison) -> list[tuple[str, str]]:
    return [(pair.fate, (pair.new or pair.old).claim.text) for pair in found.pairs if pair.new or pair.old]  # type: ignore[union-attr]  # one of the two is there


def test_what_was_reworded_moved_added_and_removed() -> None:
    old = suggestion_of(
        ("近况", [fact("c1", "年降3%", "x"), fact("c2", "付款60天", "y"), fact("c3", "没人再提的旧事", "w")]),
        ("风险", [fact("c4", "对手报价低4%", "z")]),
    )
    new = suggestion_of(
        ("近况", [fact("m1", "年降为3%", "x"), fact("m9", "全新的一条消息", "v")]),
        ("风险", [fact("m2", "付款60天", "y"), fact("m3", "对手报价低4%", "z")]),
    )
    found = align(old, new)
    assert _fates(found) == [
        ("changed", "年降为3%"),
        ("removed", "没人再提的旧事"),
        ("added", "全新的一条消息"),
        ("moved", "付款60天"),
        ("same", "对手报价低4%"),
    ]
    assert [(p.kind, p.text) for p in found.pairs[0].diff] == [("same", "年降"), ("in", "为"), ("same", "3%")]


def test_the_same_words_from_another_source_are_a_change() -> None:
    old, new = (
        suggestion_of(("近况", [fact("c1", "年降3%", "x")])),
        suggestion_of(("近况", [fact("c1", "年降3%", "y")])),
    )
    (pair,) = align(old, new).pairs
    assert (pair.fate, pair.changes) == ("changed", ("citations",))


def test_advice_changes_with_what_it_rests_on() -> None:
    facts = [fact("c1", "年降3%", "x"), fact("c2", "付款60天", "y")]
    advice = Claim(id="c3", nature="advice", text="先谈这个", rests_on=("c1",))
    moved = advice.model_copy(update={"rests_on": ("c2",)})
    (*_, pair) = align(
        suggestion_of(("议程", [*facts, advice])), suggestion_of(("议程", [*facts, moved]))
    ).pairs
    assert pair.changes == ("grounds",)


def test_figures_are_not_cut_in_two() -> None:
    kinds = [(p.kind, p.text) for p in word_diff("单价1,200.50元", "单价1,300.50元")]
    assert kinds == [("same", "单价"), ("out", "1,200.50"), ("in", "1,300.50"), ("same", "元")]
