"""A name alone, what cannot be read, and two people of one name are asked about, and not answered."""

import pytest

from tests.support.make import CUSTOMER, SELLER, Source, said, source
from yiju.copilot.question import read_question
from yiju.copilot.strategy import Composed
from yiju.copilot.unasked import WHAT, ask_back
from yiju.store.types import Customer, Document, Kind

OTHER = Customer(id="c2", name="北辰电器", unit="main", seller=SELLER)


def call(customer: Customer, *people: str) -> Document:
    made: Source = source(
        Kind.CALL, "2026-01-20", *(said(p, "今天先谈交期。") for p in people), speakers=",".join(people)
    )
    return made.document.model_copy(update={"customer_id": customer.id, "customer": customer.name})


DOCUMENTS = (call(CUSTOMER, "李昕", "罗永年", "王蕾"), call(OTHER, "李昕", "何宁", "王蕾"))


def back(text: str, *accounts: Customer) -> Composed | None:
    chosen = accounts or (CUSTOMER, OTHER)
    names = frozenset(n for a in chosen for n in (a.name, *a.aliases))
    documents = [d for d in DOCUMENTS if d.customer_id in {a.id for a in chosen}]
    return ask_back(read_question(text, names), chosen, documents)


@pytest.mark.parametrize(
    "text", ["莱茵汽车", "莱茵汽车。", "莱茵", "说说莱茵汽车", "莱茵汽车的情况", "何宁", "罗总", "罗永年？"]
)
def test_a_name_alone_is_asked_back(text: str) -> None:
    composed = back(text)
    assert composed is not None and composed.headline == WHAT
    assert not any(section.claims for section in composed.sections)


@pytest.mark.parametrize("text", ["呵呵哈哈", "12345", "？？？", "", "今天吃什么", "哈哈哈哈哈", "hhhh"])
def test_what_says_nothing_is_asked_back(text: str) -> None:
    composed = back(text)
    assert composed is not None and composed.headline == WHAT


@pytest.mark.parametrize("text", ["李昕", "李昕最近说了什么", "李昕对年降怎么看"])
def test_of_two_people_of_one_name_it_is_asked_which(text: str) -> None:
    composed = back(text)
    assert composed is not None
    assert CUSTOMER.name in composed.missing[0] and OTHER.name in composed.missing[0]


@pytest.mark.parametrize(
    "text", ["年降是多少", "何宁最近说了什么", "王蕾答应了什么", "多少钱", "什么时候签", "谁有否决权", "质保"]
)
def test_a_question_is_none_of_these(text: str) -> None:
    assert back(text) is None


def test_where_the_customer_is_known_so_is_the_person() -> None:
    assert back("李昕最近说了什么", CUSTOMER) is None


@pytest.mark.parametrize("text", ["罗总", "罗总最近说了什么", "罗总对年降怎么看"])
def test_of_two_customers_people_called_alike_it_is_asked_which(text: str) -> None:
    documents = (*DOCUMENTS, call(OTHER, "罗岳"))
    composed = ask_back(read_question(text), (CUSTOMER, OTHER), documents)
    assert composed is not None
    assert CUSTOMER.name in composed.missing[0] and OTHER.name in composed.missing[0]
    ours = OTHER.model_copy(update={"seller": SELLER.model_copy(update={"people": ("罗宁", "罗总")})})
    mixed = ask_back(read_question(text), (CUSTOMER, ours), DOCUMENTS)
    assert mixed is not None and OTHER.name in mixed.missing[0], "one of ours, who is called so there"


def test_one_person_called_so_is_meant_and_a_colleague_of_ours_is_nobodys() -> None:
    assert back("罗总最近说了什么") is None
    sellers = [
        c.model_copy(update={"seller": SELLER.model_copy(update={"people": ("罗宁", "罗总")})})
        for c in (CUSTOMER, OTHER)
    ]
    documents = (call(CUSTOMER, "罗宁"), call(OTHER, "罗宁"))
    assert ask_back(read_question("罗总最近说了什么"), sellers, documents) is None
