"""Old facts: what was replaced or amended stands behind and is marked; a named edition answers, no other."""

import pytest

from tests.support.make import CUSTOMER, Line, Source, material, row, source
from yiju.copilot.ask import compose_answer
from yiju.copilot.question import read_question
from yiju.copilot.strategy import Composed
from yiju.copilot.versions import superseded_ids
from yiju.store.types import Claim, Kind

COMMON = [f"第{n}项要求：投标人应当按照规定提交相应的证明材料。" for n in "一二三四五六"]


def tender(day: str, limit: int, weight: int, deposit: str, title: str) -> Source:
    return source(
        Kind.TENDER,
        day,
        *COMMON,
        f"本项目最高限价为{limit}万元。",
        f"价格分值为{weight}分。",
        deposit,
        title=title,
    )


FIRST = tender("2025-03-03", 900, 46, "投标保证金为人民币5万元。", "泵站改造招标文件")
SECOND = tender("2025-04-10", 860, 40, "投标保证金为人民币4万元。", "泵站改造招标文件（第二版）")
THIRD = tender("2025-05-20", 820, 36, "投标保证金为人民币3万元。", "泵站改造招标文件（修订版）")
TENDERS = (FIRST, SECOND, THIRD)

CONTRACT = source(
    Kind.CONTRACT,
    "2024-03-01",
    Line("合同期内产品年降比例为3%，按年执行。", clause="8.2"),
    Line("质保期为36个月，自验收合格之日起计算。", clause="12.1"),
    Line("乙方逾期交货的，每日按合同金额的0.5%支付违约金。", clause="15.1"),
    title="密封件框架采购合同",
)
SUPPLEMENT = source(
    Kind.CONTRACT,
    "2025-06-01",
    "本协议是《密封件框架采购合同》的补充协议。",
    "原合同约定的年降比例调整为2.5%，自2025年7月1日起执行。",
    "原合同第15.1条删除。",
    title="密封件框架采购合同补充协议（一）",
)

_TERMS = [f"{n}、双方应当按照本协议约定履行各自的义务，并承担相应责任。" for n in ("甲", "乙", "丙", "丁")]


def framework(year: int, days: int) -> Source:
    terms = (*_TERMS, "货物的包装应当符合国家标准和运输要求。", "争议由合同签订地人民法院管辖。")
    return source(
        Kind.CONTRACT, f"{year}-01-05", *terms, f"账期为{days}天，月结电汇。", title=f"{year}年度供货协议"
    )


AGREEMENTS = (framework(2023, 90), framework(2024, 75), framework(2025, 60))


def prices(year: int, a: int, b: int) -> Source:
    return source(
        Kind.NOTE,
        f"{year}-02-01",
        row(f"型号: SK-20 | 单价: {a}元", "价目"),
        row(f"型号: SK-35 | 单价: {b}元", "价目"),
        title=f"密封件价目表_{year}",
    )


PRICES = (prices(2024, 410, 655), prices(2025, 385, 640))


def report(year: int, tons: str, share: str) -> Source:
    return source(
        Kind.REPORT,
        f"{year + 1}-04-20",
        f"公司范围一温室气体排放量为{tons}吨二氧化碳当量。",
        f"绿色电力占比为{share}。",
        title=f"莱茵汽车{year}年ESG年报",
    )


REPORTS = (report(2023, "5200", "31%"), report(2024, "4700", "38%"), report(2025, "4100", "52%"))

_WE = "王蕾 <wang@huarui.example>"
QUOTES = (
    source(Kind.MAIL, "2025-08-01", "SK-20密封件含税单价为420元。", title="SK-20密封件报价", sender=_WE),
    source(
        Kind.MAIL,
        "2025-09-12",
        "SK-20密封件含税单价为398元。",
        title="RE: SK-20密封件报价 - 第二轮",
        sender=_WE,
    ),
)


def ask(text: str, *sources: Source) -> Composed:
    whole = material(*sources)
    names = frozenset({CUSTOMER.name, *CUSTOMER.aliases})
    return compose_answer(read_question(text, names), whole.spans, whole, whole.documents)


def facts(composed: Composed) -> list[Claim]:
    return list(composed.sections[0].claims)


ANSWERED: tuple[tuple[tuple[Source, ...], str, str, str], ...] = (
    # The edition that holds, where none is named: never the older one first.
    (TENDERS, "最高限价是多少？", "820万元", "900万元"),
    (TENDERS, "投标保证金交多少钱？", "3万元", "5万元"),
    (AGREEMENTS, "账期多少天？", "60天", "90天"),
    (PRICES, "SK-20单价多少钱？", "385元", "410元"),
    (REPORTS, "绿色电力占比是多少？", "52%", "31%"),
    ((CONTRACT, SUPPLEMENT), "年降比例是多少？", "2.5%", ""),
    ((CONTRACT, SUPPLEMENT), "质保期多久？", "36个月", ""),
    # The edition that is named.
    (TENDERS, "第一版招标文件的最高限价是多少？", "900万元", "820万元"),
    (TENDERS, "第一版招标文件里投标保证金交多少钱？", "5万元", "3万元"),
    (TENDERS, "上一版招标文件的最高限价是多少？", "860万元", "820万元"),
    (TENDERS, "上一版里价格分值是多少分？", "40分", "36分"),
    (TENDERS, "第二版招标文件的投标保证金是多少钱？", "4万元", "3万元"),
    (TENDERS, "修订前的最高限价是多少？", "860万元", "820万元"),
    (TENDERS, "修订版招标文件最高限价是多少？", "820万元", "900万元"),
    ((CONTRACT, SUPPLEMENT), "原合同的年降比例是多少？", "3%", "2.5%"),
    ((CONTRACT, SUPPLEMENT), "补充协议里年降比例是多少？", "2.5%", "为3%"),
    (AGREEMENTS, "2023年版协议账期多少天？", "90天", "60天"),
    (AGREEMENTS, "旧版供货协议账期是多少天？", "75天", "60天"),
    (AGREEMENTS, "上一份协议的账期是多少天？", "75天", "60天"),
    (PRICES, "旧版价目表里SK-35单价多少钱？", "655元", "640元"),
    (PRICES, "24版价目表里SK-20单价多少钱？", "410元", "385元"),
    (REPORTS, "2023年ESG年报里绿色电力占比多少？", "31%", "52%"),
    (REPORTS, "上一版年报里范围一排放量是多少吨？", "4700", "4100"),
    (QUOTES, "最初的报价SK-20单价是多少钱？", "420元", "398元"),
    (QUOTES, "第二轮报价SK-20单价是多少钱？", "398元", "420元"),
)


@pytest.mark.parametrize(("sources", "question", "held", "absent"), ANSWERED)
def test_the_edition_asked_for_answers(
    sources: tuple[Source, ...], question: str, held: str, absent: str
) -> None:
    # What else the customer has must not get in the way.
    composed = ask(question, *sources)
    claims = facts(composed)
    assert claims, composed.missing
    assert held in claims[0].text
    assert not absent or absent not in claims[0].text
    if "版" in question or "原合同" in question:
        assert not absent or all(absent not in claim.text for claim in claims)


ALL = (*TENDERS, CONTRACT, SUPPLEMENT, *AGREEMENTS, *PRICES, *REPORTS, *QUOTES)
MIXED = tuple(one for one in ANSWERED if any(word in one[1] for word in ("招标", "合同", "年报", "价目表")))


@pytest.mark.parametrize(("sources", "question", "held", "absent"), MIXED)
def test_and_so_it_does_among_all_else(
    sources: tuple[Source, ...], question: str, held: str, absent: str
) -> None:
    claims = facts(ask(question, *ALL))
    assert claims
    assert held in claims[0].text
    assert not absent or all(absent not in claim.text for claim in claims)


REFUSED: tuple[tuple[tuple[Source, ...], str], ...] = (
    ((THIRD,), "上一版招标文件的最高限价是多少？"),
    ((THIRD,), "第一版招标文件的最高限价是多少？"),
    ((FIRST, SECOND), "第三版招标文件的最高限价是多少？"),
    (AGREEMENTS, "2021年版协议账期多少天？"),
    ((PRICES[1],), "旧版价目表里SK-20单价多少钱？"),
    ((REPORTS[2],), "上一版年报里绿色电力占比多少？"),
)


@pytest.mark.parametrize(("sources", "question"), REFUSED)
def test_an_edition_that_is_not_there_is_said_to_be_missing(
    sources: tuple[Source, ...], question: str
) -> None:
    composed = ask(question, *sources)
    assert facts(composed) == []
    assert composed.headline == "资料中没有"
    assert composed.missing[0].startswith("资料中没有")
    assert all(not section.claims for section in composed.sections)


def test_the_only_edition_is_the_first_one() -> None:
    (claim,) = facts(ask("第一版招标文件的最高限价是多少？", FIRST))
    assert "900万元" in claim.text
    assert "superseded" not in claim.flags


def test_what_somebody_says_of_an_older_edition_answers_too() -> None:
    mail = source(Kind.MAIL, "2025-06-01", "上一版的最高限价是860万元。", title="限价", sender=_WE)
    (claim,) = facts(ask("上一版招标文件的最高限价是多少？", THIRD, mail))
    assert claim.citations[0].document.kind is Kind.MAIL


def test_what_an_older_edition_says_is_marked() -> None:
    for question, sources in (
        ("第一版招标文件的最高限价是多少？", TENDERS),
        ("原合同的年降比例是多少？", (CONTRACT, SUPPLEMENT)),
        ("旧版价目表里SK-35单价多少钱？", PRICES),
        ("上一版年报里绿色电力占比多少？", REPORTS),
    ):
        assert "superseded" in facts(ask(question, *sources))[0].flags, question


def test_a_report_is_right_for_the_year_that_is_named() -> None:
    first = facts(ask("2024年ESG年报里绿色电力占比多少？", *REPORTS))[0]
    assert "38%" in first.text
    assert "superseded" not in first.flags


def test_a_supplement_leaves_alone_what_it_does_not_name() -> None:
    (kept,) = facts(ask("质保期多久？", CONTRACT, SUPPLEMENT))
    assert "superseded" not in kept.flags
    gone = facts(ask("逾期交货每日违约金比例是多少？", CONTRACT, SUPPLEMENT))
    assert all("superseded" in claim.flags for claim in gone if "0.5%" in claim.text)
    whole = material(CONTRACT, SUPPLEMENT)
    assert superseded_ids(whole) == frozenset()


def test_an_amended_value_is_no_conflict() -> None:
    claims = facts(ask("年降比例是多少？", CONTRACT, SUPPLEMENT))
    assert {claim.verdict for claim in claims} == {"supported"}
    assert [("superseded" in claim.flags) for claim in claims if "3%" in claim.text] in ([], [True])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("密封件采购合同", "密封件采购合同"),  # two purchases
        ("一期泵站框架合同", "二期泵站框架合同"),
        ("框架合同（A标段）", "框架合同（B标段）"),
        ("2025年一季度运营报告", "2025年二季度运营报告"),
        ("SK-20价目表", "SK-35价目表"),
        ("供货协议 KJ-2024-011", "供货协议 KJ-2025-012"),
    ],
)
def test_documents_of_other_matters_replace_nothing(one: str, other: str) -> None:
    kind = Kind.REPORT if "报告" in one else Kind.NOTE if "价目表" in one else Kind.CONTRACT
    lines = [*COMMON, "质保期为36个月。"]
    old, new = (source(kind, day, *lines, title=t) for day, t in (("2024-01-05", one), ("2025-01-05", other)))
    assert superseded_ids(material(old, new)) == frozenset()


def test_a_later_contract_of_the_name_and_another_text_replaces_nothing() -> None:
    old = source(Kind.CONTRACT, "2024-01-05", "甲方向乙方采购密封件，账期60天。", title="框架合同")
    new = source(Kind.CONTRACT, "2025-01-05", "乙方为甲方提供泵站巡检服务，每月一次。", title="框架合同")
    assert superseded_ids(material(old, new)) == frozenset()


def test_annual_agreements_and_price_lists_replace_their_like_of_this_customer_alone() -> None:
    whole = material(*AGREEMENTS, *PRICES)
    assert superseded_ids(whole) == {d.document.id for d in (*AGREEMENTS[:2], PRICES[0])}
    newest = AGREEMENTS[2].document.model_copy(update={"customer_id": "c2"})
    apart = material(AGREEMENTS[1], Source(newest, AGREEMENTS[2].paragraphs))
    assert superseded_ids(apart) == frozenset()


def test_comparing_two_editions_shows_both() -> None:
    claims = facts(ask("最高限价第一版和修订版差多少？", FIRST, THIRD))
    told = " ".join(claim.text for claim in claims)
    assert "900万元" in told
    assert "820万元" in told
