"""客户近况: what is known before what is said to be so, and nothing that a later paper has overtaken."""

from tests.support.make import Source, found_in, row, said, source
from yiju.copilot.sections import NEWS, RISKS
from yiju.copilot.strategy import Composed, compose_strategy
from yiju.store.labels import marks_of
from yiju.store.types import Claim, Kind


def strategy(*sources: Source) -> Composed:
    return compose_strategy(found_in(*sources))


def news(told: Composed) -> list[Claim]:
    return [claim for section in told.sections if section.title == NEWS for claim in section.claims]


ARTICLE = source(
    Kind.NEWS,
    "2026-02-13",
    "莱茵汽车因厂房工程款纠纷被申请强制执行，标的860万元。",
    "一位接近银行的人士称，结案之前新的授信不会放款。",
    "莱茵汽车回应称，经营正常，预计3月完成扩产。",
    title="莱茵汽车被申请执行",
)


def test_the_fact_stands_before_the_hearsay_of_one_article_and_the_hearsay_is_marked() -> None:
    told = news(strategy(ARTICLE))
    texts = [claim.text for claim in told]
    fact = next(at for at, text in enumerate(texts) if "860万元" in text)
    said_so = next(at for at, text in enumerate(texts) if "接近银行" in text)
    assert fact < said_so
    assert "非正式消息" in marks_of(told[said_so])
    assert "非正式消息" not in marks_of(told[fact])


def test_hearsay_never_crowds_out_what_is_known() -> None:
    rumours = source(
        Kind.NEWS,
        "2026-03-01",
        *(f"据传，莱茵汽车计划在{place}投资新建工厂。" for place in ("捷克", "越南", "墨西哥", "泰国")),
    )
    known = source(Kind.NEWS, "2025-12-01", "莱茵汽车宣布苏州工厂扩产二期投产，年产能十八万辆。")
    told = [claim.text for claim in news(strategy(rumours, known))]
    assert any("苏州工厂" in text for text in told)
    assert sum("据传" in text for text in told) == 1


def test_a_rumour_of_which_a_later_paper_tells_the_outcome_is_told_no_more() -> None:
    rumour = source(
        Kind.NEWS,
        "2025-11-20",
        "知情人士称，莱茵汽车计划在下一轮招标中设置产品碳足迹的准入线。",
        title="门槛",
    )
    assert any("知情人士" in claim.text for claim in news(strategy(rumour)))
    tender = source(Kind.TENDER, "2026-01-12", "产品碳足迹准入线为每千克7.5千克二氧化碳当量。")
    assert not any("知情人士" in claim.text for claim in news(strategy(rumour, tender)))
    earlier = source(Kind.TENDER, "2025-10-12", "产品碳足迹准入线由投标人自行申报。")
    assert any("知情人士" in claim.text for claim in news(strategy(rumour, earlier)))


def test_an_article_without_a_word_of_news_is_told_all_the_same() -> None:
    article = source(
        Kind.NEWS, "2026-02-01", "莱茵汽车苏州工厂本月起改用三班制生产。", title="莱茵汽车苏州工厂"
    )
    told = strategy(article)
    assert [claim.text for claim in news(told)] == ["莱茵汽车苏州工厂本月起改用三班制生产"]
    assert not [line for line in told.missing if line.startswith(NEWS)]


def test_hearsay_on_a_competitor_is_marked_among_the_risks() -> None:
    told = strategy(
        source(Kind.NEWS, "2026-02-20", "知情人士透露，恒川精密报价低于同行两成。", title="竞争对手动态"),
        source(Kind.NEWS, "2026-01-20", "恒川精密扩产。", title="竞争对手动态二"),
        source(Kind.CALL, "2026-03-04", said("李昕", "我们下半年的用量大约是一万八千件。")),
    )
    shown = [c for s in told.sections if s.title in (NEWS, RISKS) for c in s.claims if "恒川" in c.text]
    assert [c.text for c in shown if "知情人士" in c.text]
    assert all(("hearsay" in c.flags) == ("知情人士" in c.text) for c in shown)


COMMON = tuple(f"第{n}项要求：投标人应当按照规定提交相应的证明材料。" for n in "一二三四五六七八九十")


def test_a_change_that_the_revision_lists_as_a_whole_is_told_once_and_its_own_day_not_at_all() -> None:
    old = source(
        Kind.TENDER,
        "2025-11-03",
        "日期：2025-11-03",
        *COMMON,
        row("项目: 最高限价（万元） | 第一年: 11,600 | 第二年: 12,000 | 合计: 23,600"),
        title="招标文件",
    )
    new = source(
        Kind.TENDER,
        "2026-01-12",
        "日期：2026-01-12",
        *COMMON,
        row("项目: 最高限价（万元） | 第一年: 12,800 | 第二年: 13,200 | 合计: 26,000"),
        row("条款项目: 年度需求与最高限价 | 原文件: 42万件；23,600万元 | 修订后: 46万件；26,000万元"),
        title="招标文件修订版",
    )
    changes = [claim.text for claim in news(strategy(old, new)) if "changed" in claim.flags]
    assert changes == ["年度需求与最高限价：42万件；23,600万元→46万件；26,000万元"]


def test_the_one_line_of_a_strategy_is_no_hearsay_where_anything_else_is_known() -> None:
    rumour = source(Kind.NEWS, "2026-03-01", "据传，莱茵汽车计划在捷克投资新建工厂。")
    known = source(Kind.CONTRACT, "2025-06-01", "甲方在收到合格发票后60日内付款。", title="框架合同")
    assert "60日" in strategy(rumour, known).headline
    assert "捷克" in strategy(rumour).headline
