"""Buyer and seller are not exchanged when a statement is put into our own words."""

import pytest

from tests.support.evidence import make_evidence
from yiju.copilot.llm_sides import by_party, points_at_someone, resolve
from yiju.copilot.llm_verify import verify_by_rules
from yiju.store.types import Evidence, Kind

OURS = make_evidence(1, "贵司需在1月31日前支付尾款200万元。", kind=Kind.CALL, speaker="王蕾")
MUST = make_evidence(2, "你们必须在3月1日前提交样件。", kind=Kind.CALL, speaker="Anke Vogt")
WANT = make_evidence(
    3, "我们要求一级供应商自2027年起逐件提供碳足迹数据。", kind=Kind.CALL, speaker="Anke Vogt"
)
PROMISE = make_evidence(4, "LCA边界说明我们12月20日前发给您。", kind=Kind.CALL, speaker="王蕾")
NOBODY = make_evidence(
    5, "我们要求一级供应商自2027年起逐件提供碳足迹数据。", kind=Kind.CALL, speaker="说话人3"
)


def side(item: Evidence) -> str:
    return {"王蕾": "我方", "Anke Vogt": "客户"}.get(item.paragraph.locator.speaker or "", "")


@pytest.mark.parametrize(
    ("text", "span", "supported"),
    [
        ("客户需在1月31日前支付尾款200万元。", OURS, True),
        ("莱茵汽车需在1月31日前支付尾款200万元。", OURS, True),
        ("我方需在1月31日前支付尾款200万元。", OURS, False),
        ("华锐铸造需在1月31日前支付尾款200万元。", OURS, False),
        ("王蕾需在1月31日前支付尾款200万元。", OURS, False),
        ("我方必须在3月1日前提交样件。", MUST, True),
        ("客户必须在3月1日前提交样件。", MUST, False),
        ("莱茵汽车必须在3月1日前提交样件。", MUST, False),
        ("Anke Vogt必须在3月1日前提交样件。", MUST, False),
        ("客户要求一级供应商自2027年起逐件提供碳足迹数据。", WANT, True),
        ("我方要求一级供应商自2027年起逐件提供碳足迹数据。", WANT, False),
        ("我们要求一级供应商自2027年起逐件提供碳足迹数据。", WANT, False),
        ("LCA边界说明我方12月20日前发给客户。", PROMISE, True),
        ("LCA边界说明客户12月20日前发给我方。", PROMISE, False),
        ("我们要求一级供应商自2027年起逐件提供碳足迹数据。", NOBODY, False),
    ],
)
def test_a_swap_of_parties_is_not_supported(text: str, span: Evidence, supported: bool) -> None:
    verify = verify_by_rules(side=side, seller="华锐铸造", customer="莱茵汽车")
    assert verify(text, [span]).supported is supported


@pytest.mark.parametrize(
    ("text", "party", "read"),
    [
        ("我们下周给贵司回复", "我方", "我方下周给客户回复"),
        ("贵公司的报价，我司不接受", "客户", "我方的报价，客户不接受"),
        ("我认为你们准备不足", "客户", "李雷认为我方准备不足"),
        ("我国要求您那边盖章", "客户", "我国要求我方盖章"),
        ("我们要求你们交样", "", "我们要求你们交样"),
        ("合同由双方签署", "客户", "合同由双方签署"),
        ("你方逾期的，我方可以退货", "客户", "我方逾期的，客户可以退货"),
        ("你司与我部门各派一人", "客户", "我方与客户各派一人"),
        ("请先做自我检查", "客户", "请先做自我检查"),
        ("行事不能我行我素", "客户", "行事不能我行我素"),
        ("您好，你们好", "我方", "您好，你们好"),
        ("你我双方各留一份", "我方", "双方各留一份"),
        ("咱们双方再核对", "我方", "双方再核对"),
        ("您方便时我处理", "我方", "客户方便时李雷处理"),
        ("你行要求本行业通行的做法", "客户", "我方要求本行业通行的做法"),
        ("我所有的报价", "我方", "李雷所有的报价"),
    ],
)
def test_pronouns_become_parties(text: str, party: str, read: str) -> None:
    assert resolve(text, party, "李雷") == read


def test_our_own_statements_name_the_parties() -> None:
    assert by_party("莱茵汽车要求华锐铸造交样", "华锐铸造", "莱茵汽车") == "客户要求我方交样"
    assert by_party("客户要求我们交样", "", "") == "客户要求我方交样"


def test_quoted_words_do_not_point() -> None:
    assert points_at_someone("我们要求交样")
    assert not points_at_someone("Vogt说：“我们要求交样”")
    assert points_at_someone("你方须交样")
    assert not points_at_someone("您好，质量自我评估已收到")
