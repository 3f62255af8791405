import datetime as dt
from dataclasses import replace

import numpy as np

from tests.retrieval.shelves import passages
from yiju.retrieval import authority
from yiju.retrieval.authority import standing
from yiju.retrieval.diversity import REPEATED, repeated
from yiju.retrieval.shelf import Passage
from yiju.retrieval.wishes import DAYS, KIND, PERSON, fulfilled, wishes_of

TODAY = dt.date(2026, 3, 10)


def test_the_kind_the_days_and_the_people_asked_for_are_preferred() -> None:
    text = "上个月罗总邮件里说的价格"
    wishes = wishes_of(text, text, TODAY)
    assert wishes.kinds == {"mail"}
    assert wishes.days == (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    plain, mail = Passage("a"), Passage("b", kind="mail")
    dated = Passage("c", date=dt.date(2026, 2, 3))
    person = Passage("d", people=frozenset({"罗建国"}))
    other = Passage("e", kind="call", date=dt.date(2026, 1, 3), people=frozenset({"王蕾"}))
    gains = fulfilled(wishes, [plain, mail, dated, person, other], text)
    assert gains.tolist() == [0.0, KIND, DAYS, PERSON, 0.0]
    assert wishes_of(text, text, None).days is None


def test_an_amount_of_contract_is_no_wish_for_a_contract() -> None:
    assert wishes_of("合同金额多少", "合同金额多少", None).kinds == frozenset()


def test_what_holds_now_stands_first_unless_the_past_is_asked_for() -> None:
    old = Passage("a", kind="tender", date=dt.date(2026, 1, 1), superseded=True)
    new = Passage("b", kind="tender", date=dt.date(2026, 2, 1))
    undated = Passage("c", kind="tender")
    now = standing([old, new, undated], "限价是多少")
    assert now[1] > now[2] > now[0]
    assert now[1] == authority.NEWER
    assert not standing([old, new], "限价原来是多少").any()


def test_only_repetitions_of_something_better_lose() -> None:
    text = "乙方应当在收到发票后六十日内以电汇方式支付全部货款，逾期的按日计算违约金。"
    found = [*passages(text, text + "此条重申。", "模具费由双方各担一半。"), Passage("p3", text="")]
    loss = repeated(found, np.array([1.0, 2.0, 3.0, 0.0]))
    assert -REPEATED <= loss[0] < -0.7  # the second is better, so the first repeats it
    assert loss[1:].tolist() == [0.0, 0.0, 0.0]
    fresh = replace(found[1], text=found[2].text[::-1])
    assert not repeated([found[0], fresh], np.array([1.0, 2.0])).any()
