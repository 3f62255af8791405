import pytest

from tests.support.shell import yiju
from yiju.errors import ModelUnavailable
from yiju.evals.questions import TermQuestion, by_rules, measure, read_questions
from yiju.retrieval.glossary.reading import bundled
from yiju.retrieval.glossary.terms import Glossary


def test_there_are_enough_questions_and_half_are_held_out() -> None:
    questions = read_questions()
    assert len(questions) >= 150
    assert 0.4 < sum(one.held_out for one in questions) / len(questions) < 0.6
    assert {one.form for one in questions} == {"same", "choice", "clause"}
    clauses = [one.right for one in questions if one.form == "clause"]
    assert len(set(clauses)) == 3  # the right one is not always in one place


def test_the_glossary_understands_more_than_no_glossary() -> None:
    questions = read_questions()
    known, bare = measure(questions, by_rules(bundled())), measure(questions, by_rules(Glossary(())))
    assert known["all"]["accuracy"] > 0.8
    assert bare["all"]["accuracy"] < 0.2
    assert known["unscored"] == 0


def test_what_no_model_answered_is_unscored_and_not_zero() -> None:
    def half(asked: TermQuestion) -> int | None:
        if asked.held_out:
            raise ModelUnavailable("没有回应")
        return asked.right

    told = measure(read_questions(), half)
    assert told["all"]["accuracy"] == 1.0 and told["held_out"] == {"n": 0, "accuracy": None}
    assert told["unscored"] == sum(told["errors"].values()) > 0


def test_the_command_tells_each_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("YIJU_LLM_BASE_URL", "YIJU_LLM_MODEL"):
        monkeypatch.delenv(name, raising=False)
    assert set(yiju("eval", "terms", "--json").json["modes"]) == {"extractive", "bare"}
