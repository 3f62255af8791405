from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from yiju.ingest.chunking import TARGET, Chunk, chunk
from yiju.store.types import Locator, Paragraph, Role


def paragraphs(*given: str | tuple[str, Role, tuple[str, ...]]) -> list[Paragraph]:
    made = []
    for ordinal, one in enumerate(given, start=1):
        text, role, headings = one if isinstance(one, tuple) else (one, Role.BODY, ())
        made.append(
            Paragraph(
                id=f"d-{ordinal}",
                document_id="d",
                ordinal=ordinal,
                text=text,
                start=0,
                end=len(text),
                locator=Locator(),
                role=role,
                headings=headings,
            )
        )
    return made


def ids(made: list[Chunk]) -> list[list[str]]:
    return [[span.paragraph_id for span in one.spans] for one in made]


def test_neighbours_share_a_chunk_up_to_the_target() -> None:
    made = chunk("标题", paragraphs("甲" * 150, "乙" * 150, "丙" * 150))
    assert ids(made) == [["d-1", "d-2"], ["d-3"]]
    assert made[0].text == "标题\n" + "甲" * 150 + "\n" + "乙" * 150
    assert [one.ordinal for one in made] == [0, 1]


def test_a_heading_stays_with_what_it_heads() -> None:
    head, long = "第三条 付款", "付" * 390
    made = chunk("合同", paragraphs(("前文" * 60), (head, Role.HEADING, ()), (long, Role.BODY, (head,))))
    assert ids(made) == [["d-1"], ["d-2", "d-3"]]
    assert made[1].text == f"合同\n{head}\n{long}"


def test_a_chunk_ends_with_its_section() -> None:
    body = "文" * 100
    made = chunk("合同", paragraphs((body, Role.BODY, ("总则", "一")), (body, Role.BODY, ("总则", "二"))))
    assert ids(made) == [["d-1"], ["d-2"]]
    assert made[0].text.startswith("合同 > 总则 > 一\n")


def test_tiny_sections_under_one_parent_go_together() -> None:
    made = chunk("合同", paragraphs(("短", Role.BODY, ("总则", "一")), ("句", Role.BODY, ("总则", "二"))))
    assert ids(made) == [["d-1", "d-2"]]
    assert made[0].text.startswith("合同 > 总则\n")
    apart = chunk("合同", paragraphs(("短", Role.BODY, ("总则", "一")), ("句", Role.BODY, ("附则", "二"))))
    assert len(apart) == 2


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentences = [f"第{n}句" + "话" * 90 + "。" for n in range(12)]
    (long,) = paragraphs("".join(sentences))
    made = chunk("报告", [long])
    assert len(made) > 2
    assert {one.spans[0].paragraph_id for one in made} == {"d-1"}
    parts = [long.text[one.spans[0].start : one.spans[0].end] for one in made]
    assert "".join(parts) == long.text
    assert all(part.endswith("。") and len(part) <= TARGET for part in parts)


def test_quoted_history_and_signatures_are_not_indexed() -> None:
    made = chunk("邮件", paragraphs("新内容", ("旧内容", Role.QUOTED, ()), ("王蕾", Role.SIGNATURE, ())))
    assert ids(made) == [["d-1"]]
    assert chunk("邮件", paragraphs(("旧内容", Role.QUOTED, ()))) == []


def test_who_speaks_is_searched_for() -> None:
    (turn,) = paragraphs("数据口径是什么")
    spoken = turn.model_copy(update={"locator": Locator(timecode="03:12", speaker="Vogt")})
    assert chunk("通话", [spoken])[0].text == "通话\nVogt：数据口径是什么"


@given(st.lists(st.text(alphabet="甲乙。！ a\n", min_size=1, max_size=2000), max_size=12))
def test_nothing_is_lost_or_said_twice(texts: list[str]) -> None:
    given_ = paragraphs(*texts)
    spans = [span for one in chunk("题", given_) for span in one.spans]
    by_id = {p.id: p for p in given_}
    covered: dict[str, list[tuple[int, int]]] = {}
    for span in spans:
        covered.setdefault(span.paragraph_id, []).append((span.start, span.end))
    assert list(covered) == list(by_id)
    for name, pieces in covered.items():
        assert pieces[0][0] == 0
        assert pieces[-1][1] == len(by_id[name].text)
        assert all(one[1] == other[0] for one, other in pairwise(pieces))
