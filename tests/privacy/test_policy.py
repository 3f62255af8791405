"""What is done with each kind."""

import pytest

from yiju.errors import YijuError
from yiju.privacy import Policy, policy_of
from yiju.privacy.counting import as_attribute, counted, from_attribute, told
from yiju.privacy.policy import DEFAULTS
from yiju.privacy.types import LABELS
from yiju.privacy.veil import Veil
from yiju.settings import Settings

TEXT = "王工13812345678，li@rhein.example.com"


def test_all_is_masked_in_prompts_but_names() -> None:
    assert set(DEFAULTS) == set(LABELS)
    assert {kind for kind, action in DEFAULTS.items() if action == "keep"} == {"name"}
    assert set(DEFAULTS.values()) == {"keep", "mask_in_prompts"}


def test_later_words_win_and_all_means_all() -> None:
    actions = policy_of(Settings(privacy="all=mask_everywhere, email = keep，name=mask_in_prompts")).actions
    assert actions["mobile"] == "mask_everywhere"
    assert (actions["email"], actions["name"]) == ("keep", "mask_in_prompts")


def test_what_is_wrong_is_quoted_with_what_is_right() -> None:
    with pytest.raises(YijuError, match="mobil=keep") as raised:
        policy_of(Settings(privacy="email=keep,mobil=keep"))
    assert "mobile" in raised.value.hint and "mask_everywhere" in raised.value.hint


def test_blots_are_as_long_as_what_they_cover() -> None:
    policy = policy_of(Settings(privacy="mobile=mask_everywhere"))
    assert policy.shown(TEXT) == f"王工{'●' * 11}，li@rhein.example.com"
    assert policy.shown(policy.shown(TEXT)) == policy.shown(TEXT)
    assert policy.without(TEXT) == "王工〈手机〉，〈邮箱〉"


def test_a_veil_reaches_every_depth_and_comes_off_again() -> None:
    sent = {"messages": [{"text": TEXT}, ("again", TEXT)], "most": 3, "none": None}
    veil = Veil(Policy(), sent)
    hidden = veil.hide(sent)
    assert hidden == {
        "messages": [{"text": "王工〈手机1〉，〈邮箱1〉"}, ("again", "王工〈手机1〉，〈邮箱1〉")],
        "most": 3,
        "none": None,
    }
    assert veil.restore(hidden) == sent


def test_two_requests_share_nothing() -> None:
    first, second = Veil(Policy(), TEXT), Veil(Policy(), "13900001111")
    first.hide(TEXT)
    second.hide("13900001111")
    assert second.restore("〈手机1〉〈邮箱1〉") == "13900001111〈邮箱1〉"


def test_counts_are_of_different_values_and_survive_being_kept() -> None:
    counts = counted([TEXT, TEXT, "13900001111"])
    assert counts == {"mobile": 2, "email": 1}
    assert from_attribute(as_attribute(counts)) == counts
    assert told(counts) == "手机 2，邮箱 1"
    assert from_attribute("") == {} and from_attribute("x=1,mobile=y,name=3") == {}


@pytest.mark.parametrize("name", ["人名1", "手机", "人名", "手机 2"])
def test_a_name_like_a_placeholder_ends_nothing(name: str) -> None:
    policy = Policy({**DEFAULTS, "name": "mask_everywhere"}, known=frozenset([name, "李建国"]))
    text = f"{name}：李建国13812345678"
    assert policy.without(text) == f"{name}：〈人名〉〈手机〉"
    assert policy.shown(text) == f"{name}：●●●13812345678"
    assert Veil(policy, text).hide(text) == f"{name}：〈人名1〉〈手机1〉"


def test_what_only_a_blot_sets_free_is_blotted_too() -> None:
    policy = policy_of(Settings(privacy="all=mask_everywhere"))
    for text in ("王工手机wx13800138000", "li@rhein.example13812345678", "沪A12345.13812345678"):
        assert policy.found(policy.shown(text), frozenset(LABELS)) == []


@pytest.mark.parametrize(
    "texts",
    [
        [
            "手机138-0013-8000",
            "手机13800138000",
            "+86 138 0013 8000",
            "0086 13800138000",
            "幺三八零零幺三八零零零",
        ],
        ["010-62345678", "+86-10-62345678", "（010）62345678", "01062345678"],
        ["身份证11010519491231002X", "身份证110105 19491231 002x"],
        ["沪A12345", "沪A·12345"],
        ["Li@Rhein.example", "li@rhein.example"],
    ],
)
def test_one_value_in_many_spellings_counts_once(texts: list[str]) -> None:
    assert sum(counted(texts).values()) == 1
    assert sum(counted([*texts, "手机13900001111"]).values()) == 2
