"""竞争与风险: what competes and what endangers, and not how offers are scored or what we have to do."""

from tests.support.make import Source, found_in, said, source
from yiju.copilot.sections import RISKS
from yiju.copilot.strategy import compose_strategy
from yiju.store.types import Kind

TALK = source(
    Kind.CALL,
    "2026-03-04",
    said("李昕", "恒川精密报价比你们低八个点。"),
    said("李昕", "恒川精密这次技术分是满分。"),
    said("何宁", "碳数据6.0以下得满分，6.0到7.5按比例扣分，超过7.5不合格。"),
)
NAMED = tuple(
    source(Kind.NEWS, day, "恒川精密投产新线。", title="竞争对手动态") for day in ("2026-02-01", "2026-01-01")
)


def risks(*sources: Source) -> list[str]:
    told = compose_strategy(found_in(*sources))
    return [claim.text for section in told.sections if section.title == RISKS for claim in section.claims]


def test_a_formula_of_scoring_is_no_competition_and_what_a_competitor_scored_is() -> None:
    tender = source(
        Kind.TENDER,
        "2026-02-10",
        "最低评标价为基准价，基准价得满分36分，其他投标人的价格得分按比例计算，保留两位小数。",
        "采购采用双供应商策略，任何投标人不得获得全部份额。",
    )
    told = risks(TALK, tender, *NAMED)
    assert not [text for text in told if "保留两位小数" in text or "6.0以下" in text]
    assert [text for text in told if "技术分是满分" in text]
    assert [text for text in told if "双供应商" in text]


def test_what_minutes_have_us_do_is_no_risk_and_what_befell_the_customer_is() -> None:
    ours = source(Kind.NOTE, "2026-03-01", "我方接口文档已逾期两个月，由王蕾整理后再发。")
    theirs = source(Kind.NOTE, "2026-03-02", "客户三号线上周因缺料停线，交付延误。")
    told = risks(ours, theirs)
    assert not [text for text in told if "接口文档" in text]
    assert [text for text in told if "三号线" in text]


BAD = "恒川精密2024年过程审核得分为71%，评级C，失去了一个定点机会。"


def test_what_a_competitor_failed_in_is_told_with_what_overtakes_it() -> None:
    for went_on in (
        "公司称已于2025年完成整改，并在复审中获得B级。",
        "2025年公司随后重新取得供货资格。",
    ):
        told = risks(TALK, source(Kind.NEWS, "2026-03-01", BAD + went_on, title="竞争对手动态"), *NAMED)
        (text,) = [text for text in told if "71%" in text]
        assert went_on.rstrip("。") in text


def test_the_next_sentence_is_left_out_where_it_tells_of_something_else() -> None:
    told = risks(
        TALK,
        source(Kind.NEWS, "2026-03-01", BAD + "公司总部在苏州，有员工八百人。", title="竞争对手动态"),
        *NAMED,
    )
    (text,) = [text for text in told if "71%" in text]
    assert "苏州" not in text
