"""The customer's people one by one: what each was promised, and what each may object to."""

from tests.support.make import Line, Source, found_in, said, source
from yiju.copilot.contacts import ContactLines, contacts_of
from yiju.copilot.forms import form_of
from yiju.copilot.making import made
from yiju.copilot.strategy import compose_strategy
from yiju.store.types import Kind

OURS = "王蕾 <wang@huarui.example>"


def people(*sources: Source) -> dict[str, ContactLines]:
    findings = found_in(*sources)
    one = made("strategy", findings.material.customer, compose_strategy(findings), {}, {}, (), None, "u")
    return {contact.name: contact for contact in contacts_of(one)}


def texts(contact: ContactLines) -> str:
    return " ".join(claim.text for claim in contact.promised)


CALL = source(
    Kind.CALL,
    "2026-02-03",
    said("李昕", "碳足迹的数据口径我们最关心，必须逐件提供。"),
    said("何宁", "交期我们担心再延后，请给出书面计划。"),
    said("李昕", "那份对账单你们先发过来，我们核一下。"),
    said("王蕾", "好，2月6号之前，我把盖章的对账单发给您。"),
    said("何宁", "行。"),
)


def test_what_was_promised_in_answer_to_somebody_is_told_at_their_name() -> None:
    found = people(CALL)
    assert "对账单" in texts(found["李昕"])
    assert "对账单" not in texts(found["何宁"])


def test_what_a_letter_promises_is_told_at_its_receiver() -> None:
    letter = source(
        Kind.MAIL,
        "2026-02-10",
        "交付计划我们2月20日前提交。",
        sender=OURS,
        to="何宁 <he@rhein.example>",
        cc="李昕 <li@rhein.example>",
    )
    found = people(CALL, letter)
    assert "交付计划" in texts(found["何宁"])
    assert "交付计划" not in texts(found["李昕"])


def test_what_they_promised_us_is_no_promise_of_ours_to_anybody() -> None:
    theirs = source(
        Kind.CALL,
        "2026-02-11",
        said("李昕", "图纸我们2月28日前发给您。"),
        said("何宁", "好的，一起发，价格必须再谈。"),
    )
    assert all("图纸" not in texts(contact) for contact in people(theirs).values())


def test_a_competitors_figure_is_nothing_that_they_object() -> None:
    heard = source(
        Kind.CALL,
        "2026-03-04",
        said("李昕", "恒川精密报的是5.2，满分。"),
        said("李昕", "碳足迹的数据口径我们最关心，必须逐件提供。"),
        said("李昕", "账期我们账上是75天。"),
        said("王蕾", "合同上写的是60天，账期和您说的对不上。"),
    )
    named = [
        source(Kind.NEWS, day, "恒川精密投产新线。", title="竞争对手动态")
        for day in ("2026-02-01", "2026-01-01")
    ]
    objects = [claim.text for claim in people(heard, *named)["李昕"].objects]
    assert not [text for text in objects if "满分" in text]
    assert [text for text in objects if "75天" in text]


def test_a_page_for_a_phone_asks_of_something_that_it_does_not_tell_already() -> None:
    heard = source(
        Kind.CALL,
        "2026-03-04",
        said("李昕", "账期我们账上是75天。"),
        said("王蕾", "合同上写的是60天，账期和您说的对不上。"),
        said("何宁", "碳足迹的数据口径我们最关心，必须逐件提供。"),
        said("李昕", "希望贵方派驻现场工程师配合模具验收整改。"),
    )
    findings = found_in(heard)
    one = made("strategy", findings.material.customer, compose_strategy(findings), {}, {}, (), None, "u")
    claims = {claim.id: claim for section in one.sections for claim in section.claims}
    first = form_of(one, "brief").blocks[0].lines
    facts = {line.claim for line in first if claims[line.claim].nature == "fact"}
    asked = [claims[line.claim] for line in first if claims[line.claim].nature == "advice"]
    assert facts and asked
    assert not [claim.text for claim in asked if facts & set(claim.rests_on)]


def test_a_clause_on_what_counts_asks_for_no_paper() -> None:
    contract = source(
        Kind.CONTRACT,
        "2025-06-01",
        Line("调价补偿的期限为30日，以乙方提供的批号清单为准。", clause="4.2"),
        Line("质保期为24个月，乙方应随货提交检测报告。", clause="5.1"),
        title="经销合同",
    )
    findings = found_in(contract)
    one = made("strategy", findings.material.customer, compose_strategy(findings), {}, {}, (), None, "u")
    told = [claim.text for section in one.sections for claim in section.claims]
    blocks = {block.title: [line.text for line in block.lines] for block in form_of(one, "checklist").blocks}
    papers = blocks.get("要带的材料", [])
    assert any("检测报告" in text for text in papers)
    assert any("批号清单" in text for text in told) and not any("批号清单" in text for text in papers)


def test_who_can_stop_it_is_told_of_though_only_others_speak_of_them() -> None:
    heard = source(
        Kind.CALL,
        "2026-03-04",
        said("王蕾", "Anke Vogt 现在管哪一块？"),
        said("李昕", "今年开始碳这一块她有一票否决，她不签字就定不了点。"),
        said("李昕", "碳足迹的数据口径我们最关心，必须逐件提供。"),
        said("何宁", "交期我们担心再延后，请给出书面计划。"),
        said("周放", "模具验收我们希望贵方派驻现场工程师。"),
    )
    letter = source(Kind.MAIL, "2026-01-04", "Noted, thanks.", sender="Anke Vogt <v@rhein.example>")
    findings = found_in(heard, letter)
    one = made("strategy", findings.material.customer, compose_strategy(findings), {}, {}, (), None, "u")
    first = contacts_of(one)[0]
    assert first.name == "Anke Vogt"
    assert ["一票否决" in claim.text for claim in first.decides] == [True]
    shown = {block.title: block.lines for block in form_of(one, "full").blocks}
    assert shown["见Anke Vogt"][0].lead == "决策作用"
    brief = {block.title: block.lines for block in form_of(one, "brief").blocks}
    assert "Anke Vogt决策作用" in [line.lead for line in brief["见谁"]]
