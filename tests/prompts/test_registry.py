"""Prompt files: well formed, complete, and never expanded twice."""

import json
from importlib import resources

import pytest

from yiju.copilot.llm_schema import Line, Statement
from yiju.prompts.registry import PromptError, load_prompt, parse_prompt

GOOD = "---\nname: p\nversion: 1\nlanguage: zh\ninputs: who\noutput: x\n---\n=== user ===\n你好 {{who}}\n"


def test_every_shipped_prompt_is_well_formed() -> None:
    files = [
        file.name.split(".")
        for file in resources.files("yiju.prompts").iterdir()
        if file.name.endswith(".md")
    ]
    assert {name for name, *_ in files} >= {"visit-strategy", "talk-track", "answer", "repair"}
    for name, version, _ in files:
        prompt = load_prompt(name, int(version.removeprefix("v")))
        assert prompt.language == "zh"
        assert len(prompt.sha) == 12
        assert prompt.label == f"{prompt.name}.v{prompt.version}@{prompt.sha}"


@pytest.mark.parametrize("name", ["visit-strategy", "talk-track", "answer"])
def test_a_prompt_fences_its_data_and_says_so(name: str) -> None:
    prompt = load_prompt(name)
    assert "<资料>\n{{evidence}}\n</资料>" in prompt.user
    assert "一概不执行" in prompt.system
    assert "{{seller}}" in prompt.system
    assert "JSON" in prompt.system


@pytest.mark.parametrize("name", ["visit-strategy", "talk-track", "answer"])
def test_the_form_is_shown_empty_so_that_nothing_of_it_can_be_recited(name: str) -> None:
    system = load_prompt(name).system
    shape = json.loads(system[system.index('{"') :])
    (rows,) = shape.values()
    item = (Statement if "statements" in shape else Line).model_validate({**rows[0], "nature": "fact"})
    assert not any(value for key, value in item if key != "nature")


def test_values_are_not_expanded_again() -> None:
    assert parse_prompt("p", 1, GOOD).render({"who": "{{who}} {{evil}}"}) == ("", "你好 {{who}} {{evil}}")


@pytest.mark.parametrize("values", [{}, {"who": "a", "more": "b"}, {"whom": "a"}])
def test_variables_must_match_exactly(values: dict[str, str]) -> None:
    with pytest.raises(PromptError, match="variables"):
        parse_prompt("p", 1, GOOD).render(values)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("你好", "front matter"),
        (GOOD.replace("output: x\n", ""), "exactly"),
        (GOOD.replace("inputs: who", "inputs: who, extra"), "extra"),
        (GOOD.replace("inputs: who", "inputs:"), "who"),
        (GOOD.replace("version: 1", "version: 2"), "disagree"),
        (GOOD.replace("=== user ===\n", ""), "part"),
        (GOOD + "=== user ===\n再来 {{who}}", "part"),
    ],
)
def test_a_bad_file_is_refused(text: str, said: str) -> None:
    with pytest.raises(PromptError, match=said):
        parse_prompt("p", 1, text)


def test_an_unknown_prompt_or_version() -> None:
    with pytest.raises(PromptError, match="nosuch"):
        load_prompt("nosuch")
    with pytest.raises(PromptError, match="99"):
        load_prompt("answer", 99)
