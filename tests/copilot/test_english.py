"""Questions in English: the common ones are answered, of others it is said how to ask."""

import pytest

from tests.copilot.test_ask import CALL, CONTRACT, TENDER, ask, facts
from tests.support.make import CUSTOMER, Line, source
from yiju.copilot.english import HINT, in_chinese
from yiju.copilot.rows.route import route_of
from yiju.store.types import Kind

NAMES = {CUSTOMER.name, *CUSTOMER.aliases, "Rhein"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("What is the warranty period?", "质保期是多久"),
        ("What is the warranty period of Rhein Auto AG?", "Rhein Auto AG 质保期是多久"),
        ("what are our payment terms in the contract", "合同付款条件是什么"),
        ("What is the warranty in the tender?", "招标文件质保期是多久"),
        ("What is the warranty period of the mould?", None),
        ("What is the warranty period of WL-3308?", None),
        ("What did Vogt say about payment terms?", None),
        ("质保期 of Rhein", None),
        ("", None),
    ],
)
def test_a_common_question_is_put_in_chinese_and_no_other(text: str, said: str | None) -> None:
    assert in_chinese(text) == (text if said is None else said)


@pytest.mark.parametrize(
    ("text", "held"),
    [("What is the warranty period?", "36个月"), ("What is the annual productivity rate?", "3%")],
)
def test_a_common_question_is_answered(text: str, held: str) -> None:
    assert any(held in claim.text for claim in facts(ask(text, TENDER, CALL, CONTRACT)))


def test_what_stands_in_an_english_mail_is_found_by_its_chinese_word() -> None:
    mail = source(Kind.MAIL, "2026-01-08", Line("My agenda has two points: carbon data and price."))
    assert "agenda" in facts(ask("议程是什么", TENDER, mail))[0].text


def test_of_somebody_unheard_of_nothing_is_told() -> None:
    composed = ask("What is the warranty period of Zenith?", TENDER, CALL, CONTRACT)
    assert not facts(composed)
    assert HINT in composed.missing[0]


def test_it_is_said_how_to_ask_and_only_to_whom_asks_in_english() -> None:
    assert HINT in ask("Which cafeteria opens at noon?", TENDER, CALL, CONTRACT).missing[0]
    assert HINT not in ask("碳排放目标是多少？", TENDER, CALL, CONTRACT).missing[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Who is the account owner for Rhein?", "owner"),
        ("Who is responsible for Rhein?", "owner"),
        ("Who is responsible for the mould?", None),
        ("When is our next meeting with Rhein?", "next_visit"),
        ("What was our last quote to Rhein?", "price"),
    ],
)
def test_it_takes_the_way_of_the_rows(text: str, wanted: str | None) -> None:
    assert route_of(text, NAMES) == wanted
