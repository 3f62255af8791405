"""What stays among ourselves: marked for our own people, and in no line to the customer."""

import pytest

from tests.support.make import Source, found_in, said, source
from yiju.copilot.commitments import find_commitments
from yiju.copilot.confided import INTERNAL, confided, internal_documents
from yiju.copilot.forms import form_of
from yiju.copilot.making import made
from yiju.copilot.sections import AGENDA, QUESTIONS
from yiju.copilot.strategy import compose_strategy
from yiju.copilot.talk import compose_talk, find_scene
from yiju.store.labels import KEEP, warning_of
from yiju.store.types import Kind, Suggestion

FLOOR = "模具分摊的底线是我方承担45%，最担心对方要求五五分摊。"
OURS = "周磊 <zhou@huarui.example>"
THEIRS = "Anke Vogt <vogt@rhein.example>"
HEARD = source(
    Kind.CALL,
    "2026-03-05",
    said("李昕", "院长在犹豫先付你们还是先付装修公司，最担心账上没钱。"),
    said("李昕", "这话你知道就行，别说是我说的。"),
)
OPEN = source(Kind.CALL, "2026-03-04", said("Anke Vogt", "碳足迹的数据口径我们最关心，必须逐件提供。"))


def mail(
    *texts: str, title: str = "测算", sender: str = OURS, to: str = "王蕾 <wang@huarui.example>"
) -> Source:
    return source(Kind.MAIL, "2026-03-01", *texts, title=title, sender=sender, to=to)


def strategy(*sources: Source) -> Suggestion:
    findings = found_in(*sources)
    return made("strategy", findings.material.customer, compose_strategy(findings), {}, {}, (), None, "u")


@pytest.mark.parametrize(
    "paper",
    [
        mail(FLOOR, title="【内部】模具分摊测算", to=THEIRS),
        mail(FLOOR, title="(内部) 模具分摊测算", sender=""),
        mail(FLOOR),
        mail("内部资料，不得外传", FLOOR, sender="", to=""),
        mail("This is for internal use only.".removeprefix("This is "), FLOOR, sender="", to=""),
    ],
)
def test_what_never_left_the_house_is_internal(paper: Source) -> None:
    assert internal_documents(found_in(paper).material) == {paper.document.id}


@pytest.mark.parametrize(
    "paper",
    [
        mail(FLOOR, to=f"王蕾 <wang@huarui.example>, {THEIRS}"),
        mail(FLOOR, sender=THEIRS),
        mail(FLOOR, title="内部审核整改计划", to=THEIRS),
    ],
)
def test_what_went_to_the_customer_is_not(paper: Source) -> None:
    assert internal_documents(found_in(paper).material) == frozenset()


def test_a_plea_not_to_give_a_figure_to_the_customer_is_heeded() -> None:
    note = source(Kind.NOTE, "2026-03-01", FLOOR, "这个数请不要给客户。")
    assert len(confided(found_in(note).material)) == 2


def test_a_strategy_marks_it_and_makes_no_line_of_it() -> None:
    one = strategy(HEARD, OPEN)
    told = [c for s in one.sections for c in s.claims if "装修公司" in c.text]
    assert told
    assert all(INTERNAL in claim.flags and warning_of(claim) == KEEP for claim in told)
    assert not [
        c for s in one.sections if s.title in {AGENDA, QUESTIONS} for c in s.claims if "装修" in c.text
    ]
    assert "装修" not in one.headline
    assert not any(INTERNAL in c.flags for s in one.sections for c in s.claims if "碳足迹" in c.text)


@pytest.mark.parametrize("form", ["brief", "full"])
def test_every_form_marks_it(form: str) -> None:
    lines = [
        line
        for block in form_of(strategy(HEARD, OPEN), "brief" if form == "brief" else "full").blocks
        for line in block.lines
    ]
    assert any(line.internal for line in lines)
    assert all(line.internal == ("装修公司" in line.text) for line in lines)


def test_an_internal_paper_gets_into_no_line_of_a_talk_track() -> None:
    paper = mail(FLOOR, title="【内部】模具分摊测算", sender=THEIRS)
    for scene in ("开场", "异议处理", "报价", "高层汇报"):
        composed = compose_talk(found_in(paper, OPEN), find_scene(scene))
        assert not [c.text for s in composed.sections for c in s.claims if "45%" in c.text]


def test_what_we_promise_each_other_is_no_promise_to_the_customer() -> None:
    promise = "模具分摊方案我3月20号之前发给您。"
    assert find_commitments(found_in(mail(promise)).material) == []
    assert len(find_commitments(found_in(mail(promise, to=THEIRS)).material)) == 1
