"""Content words: what two sentences must share to be about the same thing."""

import pytest

from yiju.copilot.words import bigrams, content_words, jaccard, names_something, word_list


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("模具分摊方案", {"模具", "分摊", "方案"}),
        ("VDA6.3 过程审核", {"vda6.3", "过程", "审核"}),
        ("IATF 16949 证书", {"iatf", "证书"}),
        ("Tooling cost", {"tooling", "cost"}),
        ("WL-3308的单价", {"wl-3308", "单价"}),
    ],
)
def test_words_that_carry_meaning_are_kept(text: str, words: set[str]) -> None:
    assert words <= content_words(text)


@pytest.mark.parametrize("text", ["", "，。！", "的了是在", "2025 30%", "我"])
def test_nothing_else_is(text: str) -> None:
    assert content_words(text) == frozenset()


def test_stop_words_and_single_characters_are_left_out() -> None:
    words = content_words("我们的模具和他们的模具都在")
    assert words.isdisjoint(word_list("stopwords.txt"))
    assert all(len(word) >= 2 for word in words)
    assert "模具" in words


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        word_list("no-such-list.txt")


@pytest.mark.parametrize(("word", "names"), [("模具", True), ("vda6.3", True), ("提交", False)])
def test_things_and_codes_name_something(word: str, names: bool) -> None:
    assert names_something(word) is names


def test_bigrams_see_through_marks_case_and_width_of_spaces() -> None:
    assert bigrams("VDA 6.3 审核。") == bigrams("vda63审核")
    assert bigrams("") == frozenset({""})
    assert bigrams("年") == frozenset({"年"})


def test_jaccard() -> None:
    one, other = frozenset("abc"), frozenset("cd")
    assert jaccard(one, other) == 0.25
    assert jaccard(frozenset(), frozenset()) == 0.0
    assert jaccard(one, one) == 1.0
