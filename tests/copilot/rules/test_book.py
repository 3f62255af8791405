from pathlib import Path

import pytest

from tests.support.shell import yiju
from yiju.copilot.rules.book import Rules, load_rules, read_rules
from yiju.errors import YijuError
from yiju.settings import Settings

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "rules.toml"


@pytest.mark.parametrize(
    ("line", "role", "told"),
    [
        ("“这次我们可以让利5%，请您定。”", "rep", "超出权限3%"),
        ("“这次我们可以让利5%，请您定。”", "director", ""),
        ("“给您打9折。”", "director", "让利10%"),
        ("“糖化血红蛋白试剂按480元一盒给您。”", "rep", "低于底价520元"),
        ("“糖化血红蛋白试剂按545元一盒给您。”", "rep", ""),
        ("“我们是全国第一。”", "rep", "全国第一"),
        ("“我保证月底交。”", "rep", "合规用语"),
        ("“质保期满退质量保证金。”", "rep", ""),
        ("“您说过‘保证最低价，降价20%’，我们记下了。”", "rep", ""),  # their words
        ("“合格率保持在95%。”", "rep", ""),
        ("“给您打九折。”", "rep", "让利10%"),
        ("“这批九五折给您。”", "rep", "让利5%"),
        ("“最多打九七折。”", "rep", ""),
        ("“让利百分之五，今天就签。”", "rep", "让利5%"),
        ("“再让您三个半点不行，让五个点可以。”", "rep", "让利5%"),
        ("“价格上降10%。”", "rep", "让利10%"),
        ("“返点7%。”", "rep", "让利7%"),
        ("“糖化血红蛋白试剂五百元一盒。”", "rep", "低于底价520元"),
        ("“糖化血红蛋白（HbA1c）试剂盒 500元。”", "rep", "低于底价520元"),
        ("“我们让质量部三点到现场。”", "rep", ""),
        ("“请让我们五点前回复您。”", "rep", ""),
        ("“三年打折旧完。”", "rep", ""),
    ],
)
def test_a_line_is_held_to_the_rules(line: str, role: str, told: str) -> None:
    found = read_rules(EXAMPLE).objection(line, roles=(role,))
    assert (told in found) and bool(found) == bool(told)


def test_what_is_repeated_of_the_evidence_is_not_ours() -> None:
    rules = read_rules(EXAMPLE)
    assert rules.objection("“注意到贵方要求降价12%，想听听。”")
    assert not rules.objection("“注意到贵方要求降价12%，想听听。”", ["贵方要求降价12%"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[discount]]\nrole='rep'\nmost=\n", "第 3 行"),
        ("[[discount]]\nrole='boss'\nmost=3\n", "discount[0].role"),
        ("[[price_floor]]\nproduct='试剂'\nfloor=-1\n", "price_floor[0].floor"),
        ("[[forbidden]]\npattern='('\nreason='不许'\n", "forbidden[0].pattern"),
        ("[[discounts]]\nrole='rep'\n", "discounts"),
        ("[[forbidden]]\nreason='不许'\n", "forbidden[0]"),
        ("[[forbidden]]\nwords=[' ']\nreason='不许'\n", "至少写一个"),
    ],
)
def test_a_wrong_file_is_told_by_line_or_field(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    with pytest.raises(YijuError) as raised:
        load_rules(Settings(data=tmp_path))
    assert told in str(raised.value)
    ran = yiju("rules", "check", "--data", str(tmp_path))
    assert ran.code == 1 and told in ran.err


def test_what_a_pattern_is_too_slow_for_is_not_said() -> None:
    rules = Rules.model_validate({"forbidden": [{"pattern": "(a|aa)+$", "reason": "不许"}]})
    assert "太慢" in rules.objection("a" * 60 + "b") and not rules.objection("b")


def test_without_a_file_there_are_no_rules_but_one_that_is_set_must_be_there(tmp_path: Path) -> None:
    assert load_rules(Settings(data=tmp_path)) is None
    with pytest.raises(YijuError, match="没有规则文件"):
        load_rules(Settings(data=tmp_path, rules=str(tmp_path / "none.toml")))


def test_the_command_tries_a_line() -> None:
    ran = yiju("rules", "check", str(EXAMPLE), "--line", "我们给您最低价", "--json")
    assert ran.code == 1 and "最低价" in ran.json["objection"]
    assert yiju("rules", "check", str(EXAMPLE)).code == 0
