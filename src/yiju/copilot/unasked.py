"""What is no question yet: a name alone, nothing that can be read, a person whom two customers have."""

from collections.abc import Collection, Sequence

import regex

from yiju.copilot.accounts import labels, names_of
from yiju.copilot.asking import ASKS, plainly
from yiju.copilot.people import people_named
from yiju.copilot.question import Question
from yiju.copilot.strategy import Composed
from yiju.retrieval.addressed import called
from yiju.store.types import Customer, Document, Section

WHAT = "想问什么"
_TITLES = regex.compile(r"^(?:总|经理|工|主任|院长|科长|博士|部长|老师|先生|女士)?$")
_LEFT = regex.compile(r"[\s，,。.？?！!~、：:…]|^(?:关于|说说|看看|查查?)|(?:的?(?:情况|资料|信息))$")
_LAUGHS = regex.compile(
    r"[呵哈嘿嘻哦噢嗯啊呀额呃唉哎喂]+|[a-z]{0,3}h{2,}[a-z]{0,3}|(.)\1{3,}", regex.IGNORECASE
)
_LATIN = regex.compile(r"[A-Za-z]")
_NAMED = 8
"""Customers that are listed one by one."""
_EVERYWHERE = 3
"""Customers from which on a name that each of them has is one of ours."""


def ask_back(
    question: Question, accounts: Sequence[Customer], documents: Sequence[Document]
) -> Composed | None:
    """What to ask back; None where it can be answered or refused.

    Args:
        documents: all that would be searched.
    """
    text = question.text
    said = _bare(text, accounts)
    people = people_named(documents)
    if not said:
        who = next((a.name for a in accounts if any(n in text for n in (a.name, *a.aliases))), "")
        return _asking(_of(who)) if who or not text.strip() else _unread()
    if who := _person(said, people) or (said if said in question.people else ""):
        both = _whose(who, accounts, documents) or _titled(who, accounts, documents)
        return _asking(_several(who, both) if len(both) > 1 else _of(who))
    for name in sorted(people, key=len, reverse=True):
        if len(name) > 1 and name in text:
            both = _whose(name, accounts, documents)
            if len(both) > 1:
                return _asking(_several(name, both))
    for title in sorted(question.people):
        both = _titled(title, accounts, documents)
        if len(both) > 1:
            return _asking(_several(title, both))
    return _unread() if _says_nothing(said, question) else None


def _bare(text: str, accounts: Sequence[Customer]) -> str:
    bare = plainly(text)
    for name in sorted(names_of(accounts), key=len, reverse=True):
        bare = regex.sub(regex.escape(name), "", bare, flags=regex.I)
    return _LEFT.sub("", bare)


def _person(said: str, people: Collection[str]) -> str:
    """The person whose name it is and nothing else; empty where it is none."""
    found = [p for p in people if len(p) > 1 and said.startswith(p.replace(" ", ""))]
    whole = [p for p in found if _TITLES.match(said[len(p.replace(" ", "")) :])]
    return max(whole, key=len, default="")


def _whose(name: str, accounts: Sequence[Customer], documents: Sequence[Document]) -> list[str]:
    """Which of several customers have somebody of this name among those who speak or write; none of ours."""
    own = {person for account in accounts for person in account.seller.people}
    if name in own or len(accounts) < 2 or len(name) < 2 or _LATIN.search(name):
        return []
    held: dict[str, list[Document]] = {}
    for document in documents:
        held.setdefault(document.customer_id, []).append(document)
    having = [a for a in accounts if name in people_named(held.get(a.id, []))]
    names = labels(having)
    return [names[a.id] for a in having] if len(having) < _EVERYWHERE else []


def _titled(title: str, accounts: Sequence[Customer], documents: Sequence[Document]) -> list[str]:
    """Which of several customers have somebody who may be called so (罗总): theirs of that surname, or one of
    ours who is called exactly that there; empty where one person alone may be meant."""
    if len(accounts) < 2 or not called(title):
        return []
    own = {person for account in accounts for person in account.seller.people}
    having: list[Customer] = []
    for account in accounts:
        people = people_named(d for d in documents if d.customer_id == account.id) - own
        theirs = any(person.startswith(title[0]) and not _LATIN.search(person) for person in people)
        if theirs or title in account.seller.people:
            having.append(account)
    if all(title in account.seller.people for account in having):
        return []  # a colleague of ours, who works with each of them
    names = labels(having)
    return [names[account.id] for account in having]


def _says_nothing(said: str, question: Question) -> bool:
    """Whether nothing of it can be looked for: no word, no figure beside one, nothing asked."""
    if _LAUGHS.fullmatch(said):
        return True
    known = question.words or question.attributes or question.people or question.spoken or question.years
    return not known and not (ASKS.search(said) and question.sorts)


def _of(who: str) -> str:
    if not who:
        return "没有看到问题。请直接问，例如：付款条件是什么。"
    ways = f"{who}最近说了什么、{who}最在意什么、{who}提过哪些要求"
    return f"只写了“{who}”，没有写明要问什么，所以没有查。例如可以问：{ways}。"


def _several(who: str, customers: Sequence[str]) -> str:
    more = f"等{len(customers)}家客户" if len(customers) > _NAMED else ""
    return f"没有说是哪一位“{who}”：{'、'.join(customers[:_NAMED])}{more}都有。请写上客户名称再问。"


def _unread() -> Composed:
    return _asking("没有看懂要问什么，所以没有查。请用一句话问，例如：付款条件是什么、上次谈了什么。")


def _asking(told: str) -> Composed:
    return Composed(WHAT, (Section(title="回答", missing=told),), (), (told,))
