"""Which questions rows answer, and which are left to the evidence."""

import pytest

from yiju.copilot.rows.route import Wanted, route_of

NAMES = frozenset({"莱茵汽车", "莱茵"})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("莱茵汽车谁负责？", "owner"),
        ("莱茵汽车是谁在跟", "owner"),
        ("谁负责这个客户", "owner"),
        ("我方负责人是谁", "owner"),
        ("莱茵汽车属于哪个单元？", "unit"),
        ("下次拜访莱茵汽车是什么时候", "next_visit"),
        ("什么时候去拜访莱茵", "next_visit"),
        ("下次会议是什么时候？", "next_visit"),
        ("我们和莱茵汽车下次开会是几号？", "next_visit"),
        ("下次会面是几号", "next_visit"),
        ("跟莱茵的下一次会面定在哪天", "next_visit"),
        ("我们和莱茵什么时候再见面", "next_visit"),
        ("下次会议的时间", "next_visit"),
        ("上次拜访莱茵汽车是哪天？", "last_visit"),
        ("我们上次跟莱茵见面是什么时候", "last_visit"),
        ("莱茵汽车还有哪些没兑现的承诺", "commitments"),
        ("我们答应了莱茵汽车什么没兑现", "commitments"),
        ("莱茵汽车的合同什么时候到期？", "contract_end"),
        ("合同到期日", "contract_end"),
        ("莱茵汽车有哪些联系人", "contacts"),
        ("莱茵汽车的联系人", "contacts"),
        ("上次报价是多少？", "price"),
        ("莱茵汽车最近一次报价", "price"),
        ("谁有否决权", "veto"),
        ("MPX-3定点谁有一票否决权？", "veto"),
        ("莱茵汽车的否决权在谁手里", "veto"),
        ("底线", "floor"),
        ("我们的价格底线是多少？", "floor"),
        ("莱茵汽车的健康度怎么样", "health"),
        ("莱茵客户健康分多少", "health"),
        ("客户健康状况如何", "health"),
    ],
)
def test_a_question_of_facts_that_are_kept_in_rows(text: str, wanted: Wanted) -> None:
    assert route_of(text, NAMES) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "质保期是多久",
        "谁否决了上一版方案",
        "底线条款怎么写",
        "谁负责模具验收",
        "职业健康与安全得了多少分",
        "健康体检包含哪些项目",
        "健康状况如何申报",
        "莱茵汽车的付款条件",
        "证书什么时候到期",
        "上次开会李昕说了什么",
        "下次开会谈什么",
        "下次会议的议程是什么",
        "和莱茵的合同什么时候签",
        "下次投标什么时候截止",
        "上次报价里含不含模具费",
        "合同到期后怎么续签",
        "联系人电话是多少",
        "他们的报价比我们低多少",
        "",
        "谁",
        "谁负责" * 40,
    ],
)
def test_every_other_is_left_to_the_evidence(text: str) -> None:
    assert route_of(text, NAMES) is None
