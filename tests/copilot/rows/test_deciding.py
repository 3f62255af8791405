"""Who can stop it, and where a floor is told, ours for our own people alone."""

from tests.support.make import Source, material, said, source
from yiju.copilot.draft import Draft
from yiju.copilot.rows.answer import marked_rows
from yiju.copilot.rows.deciding import floors, vetoes
from yiju.store.types import Kind

CALL = source(
    Kind.CALL,
    "2026-03-04",
    said(
        "李昕",
        "Lena Voss，采购可持续负责人，去年新设的岗位。今年碳这一块她有一票否决，她不签字谁也定不了点。",
    ),
    said("李昕", "模具这边五五分摊是总部的底线，不可能再让。"),
    said("王蕾", "质量那边谁有否决权？"),
)
NOTE = source(Kind.NOTE, "2025-10-15", "信息科 鲁工：接口验收人，不签字不能上线。")
OURS = source(
    Kind.MAIL,
    "2026-01-22",
    "财务意见：我方承担比例不超过45%，超过要上办公会。",
    title="【内部】模具分摊测算",
    sender="周磊 <zhou@huarui.example>",
)


def texts(drafts: list[Draft]) -> str:
    return " ".join(draft.text for draft in drafts)


def test_whoever_can_stop_it_is_told_and_named() -> None:
    drafts = vetoes(material(CALL, NOTE))
    assert len(drafts) == 2
    assert "不签字不能上线" in texts(drafts)
    assert "about:Lena Voss" in next(d for d in drafts if "一票否决" in d.text).flags
    assert vetoes(material(OURS)) == []


def test_our_own_floor_comes_first_and_is_internal() -> None:
    drafts, missing = floors(material(CALL, OURS), "底线")
    assert [("internal" in d.flags, d.flags[-1]) for d in drafts] == [
        (True, "about:我方"),
        (False, "about:对方"),
    ]
    assert not missing


def test_theirs_is_no_answer_to_a_question_for_ours() -> None:
    drafts, missing = floors(material(CALL), "我们的底线是多少")
    assert drafts == []
    assert "没有写明我方的底线" in missing


def test_a_share_of_a_tool_is_no_floor_of_a_price() -> None:
    drafts, missing = floors(material(CALL, OURS), "我们的价格底线是多少")
    assert drafts == []
    assert "价格底线" in missing


def ask_of(*sources: Source) -> list[Draft]:
    return floors(material(*sources), "对方的底线")[0]


def test_a_floor_asked_back_is_none() -> None:
    assert ask_of(source(Kind.CALL, "2026-03-04", said("李昕", "你们的底线是多少？"))) == []


def test_asked_for_theirs_ours_is_no_answer_and_ours_is_internal_wherever_it_was_said() -> None:
    spoken = source(
        Kind.CALL, "2026-03-05", said("王蕾", "我方的价格底线是165万，您放心。"), said("李昕", "好。")
    )
    whole = material(CALL, spoken)
    drafts, missing = floors(whole, "对方的底线是多少")
    assert "165" not in texts(drafts)
    assert "五五分摊" in texts(drafts)
    assert not missing
    drafts, missing = floors(material(spoken), "客户的底线")
    assert (drafts, "没有对方" in missing) == ([], True)
    ours, _ = floors(whole, "我们的底线是多少")
    assert ["internal" in draft.flags for draft in ours] == [True]


def test_a_veto_told_in_confidence_or_by_one_who_left_is_marked_and_of_nobody_known_is_none() -> None:
    kept = source(
        Kind.CALL,
        "2026-03-05",
        said("李昕", "陈立行在这件事上有一票否决权。"),
        said("李昕", "这话别传出去。"),
        said("钱进", "质量部吴敏也有否决权，她说了算。"),
    )
    left = source(Kind.CALL, "2026-03-07", said("李昕", "钱进3月6日离职了。"))
    whole = material(kept, left, NOTE)
    rows = marked_rows(vetoes(whole), whole)
    flags = {draft.spans[0].text[:2]: draft.flags for draft in rows}
    assert "internal" in flags["陈立"]
    assert "internal" not in flags["信息"]
    assert "internal" in rows[-1].flags
    assert "left:钱进" in flags["质量"]
    her = source(Kind.CALL, "2026-03-05", said("李昕", "付款要她签字，她不签字谁也没办法。"))
    assert vetoes(material(her)) == []
