"""Passages and questions from files: every usual form is read, every broken one named by line and field."""

from pathlib import Path

import pytest

from tests.evals.passages.material import files, write
from yiju.errors import YijuError
from yiju.evals.passages.records import Corpus, Question, read_corpus, read_questions, sampled

ROWS = [
    {"id": 1, "name": "甲", "text": "一"},
    {"id": "b", "text": "二\u2028三"},
    {"id": 3, "name": None, "text": ""},
]
GOOD = ROWS[:2]


def _corpus(tmp_path: Path) -> Corpus:
    return read_corpus(write(tmp_path / "good.jsonl", GOOD))


@pytest.mark.parametrize("name", ["c.jsonl", "c.jsonl.xz", "c.jsonl.gz"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_every_usual_form_of_a_file_is_read(tmp_path: Path, name: str, start: bytes, end: str) -> None:
    corpus = read_corpus(write(tmp_path / name, GOOD, start=start, end=end))
    assert (corpus.ids, corpus.names, corpus.texts) == (["1", "b"], ["甲", ""], ["一", "二\u2028三"])
    assert [corpus.whole(at) for at in range(2)] == ["甲\n一", "二\u2028三"]
    assert corpus.at == {"1": 0, "b": 1}


def test_how_a_file_is_packed_is_told_by_its_bytes(tmp_path: Path) -> None:
    packed = write(tmp_path / "c.jsonl.xz", GOOD)
    assert len(read_corpus(packed.rename(tmp_path / "c.jsonl"))) == 2


def test_reading_tells_how_far_it_is(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    rows = [{"id": at, "text": "字" * 50} for at in range(2500)]
    read_corpus(write(tmp_path / "c.jsonl", rows), lambda *now: seen.append(now))
    assert len(seen) == 2
    assert all(0 < done <= total for _, done, total in seen)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "第 2 行：不是 JSON"),
        ("[1]", "第 2 行：要一个 JSON 对象"),
        ('{"id": ' + "9" * 5000 + "}", "第 2 行：不是能读的 JSON"),
        ("[" * 100_000, "第 2 行：不是能读的 JSON"),
        ({"text": "x"}, "第 2 行的 id：要文字或整数，不是空"),
        ({"id": 1.5, "text": "x"}, "第 2 行的 id：要文字或整数，不是小数"),
        ({"id": True, "text": "x"}, "第 2 行的 id：要文字或整数，不是真假值"),
        ({"id": " ", "text": "x"}, "第 2 行的 id：是空的"),
        ({"id": "1", "text": "x"}, "第 2 行的 id：1 在第 1 行已经有了"),
        ({"id": 2}, "第 2 行的 text：要文字，不是空"),
        ({"id": 2, "text": ["x"]}, "第 2 行的 text：要文字，不是列表"),
        ({"id": 2, "name": {}, "text": "x"}, "第 2 行的 name：要文字，不是对象"),
        ({"id": 2, "name": " ", "text": "\n"}, "第 2 行的 text：没有文字"),
        ('{"id": 2, "text": "x\\ud800"}', "第 2 行的 text：第 2 个字只有半个"),
    ],
)
def test_a_broken_passage_is_named(tmp_path: Path, row: object, said: str) -> None:
    with pytest.raises(YijuError, match=said) as caught:
        read_corpus(write(tmp_path / "c.jsonl", [GOOD[0], row, GOOD[1]]))
    assert str(caught.value).startswith("c.jsonl ")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"id": 1, "text": "问"}, "第 2 行的 gold：要一个 id 的列表，不是空"),
        ({"id": 1, "text": "问", "gold": "b"}, "第 2 行的 gold：要一个 id 的列表，不是文字"),
        ({"id": 1, "text": "问", "gold": ["b", None]}, r"第 2 行的 gold\[1\]：要文字或整数，不是空"),
        ({"id": 1, "text": " ", "gold": ["b"]}, "第 2 行的 text：没有文字"),
        ({"id": "q", "text": "问", "gold": ["b"]}, "第 2 行的 id：q 在第 1 行已经有了"),
    ],
)
def test_a_broken_question_is_named(tmp_path: Path, row: object, said: str) -> None:
    path = write(tmp_path / "q.jsonl", [{"id": "q", "text": "问", "gold": [1]}, row])
    with pytest.raises(YijuError, match=said):
        read_questions(path, _corpus(tmp_path))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "没有任何段落"),
        (b"\n \n", "没有任何段落"),
        (b'{"id": 1, "text": "\xff"}', "第 1 行：不是 UTF-8：第 20 个字节"),
        ('{"id": 1, "text": "一"}'.encode("utf-16"), "第 1 行：是 UTF-16 编码"),
        (b"\xfd7zXZ\x00torn", "读不了"),
        (b"\x1f\x8btorn", "读不了"),
    ],
)
def test_a_file_that_is_none_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(data)
    with pytest.raises(YijuError, match=said):
        read_corpus(path)


@pytest.mark.parametrize(("name", "said"), [("absent.jsonl", "没有这个文件"), (".", "是一个文件夹")])
def test_no_file_is_named(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(YijuError, match=f"读不了 .*：{said}"):
        read_corpus(tmp_path / name)


def test_a_torn_archive_says_after_which_line(tmp_path: Path) -> None:
    path = write(tmp_path / "c.jsonl.gz", [{"id": at, "text": f"{at:09}" * 9} for at in range(9000)])
    path.write_bytes(path.read_bytes()[:-9000])
    with pytest.raises(YijuError, match=r"第 \d{3,} 行之后"):
        read_corpus(path)


def test_gold_is_a_set_and_what_is_not_there_is_counted(tmp_path: Path) -> None:
    rows = [
        {"id": "x", "text": "甲", "gold": [1, "1", "b"]},
        {"id": "y", "text": "乙", "gold": []},
        {"id": "z", "text": "丙", "gold": ["nowhere", "b"]},
    ]
    found = read_questions(write(tmp_path / "q.jsonl", rows), _corpus(tmp_path))
    assert found.asked == (Question("x", "甲", ("1", "b")), Question("z", "丙", ("nowhere", "b")))
    assert (found.ungraded, found.strays) == (1, 1)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "没有任何问题"),
        ([{"id": 1, "text": "问", "gold": []}], "1 个问题都没有 gold"),
        ([{"id": 1, "text": "问", "gold": ["nowhere"]}], "没有一个是语料里的 id"),
    ],
)
def test_questions_that_nothing_can_be_said_about_are_refused(
    tmp_path: Path, rows: list[object], said: str
) -> None:
    with pytest.raises(YijuError, match=said):
        read_questions(write(tmp_path / "q.jsonl", rows), _corpus(tmp_path))


def test_a_sample_is_the_same_every_time(tmp_path: Path) -> None:
    corpus_file, queries = files(tmp_path)
    corpus = read_corpus(corpus_file)
    every = read_questions(queries, corpus)
    some = sampled(every, corpus, 4, 7)
    assert some == sampled(every, corpus, 4, 7) != sampled(every, corpus, 4, 8)
    assert len(some.asked) == 4
    assert [one for one in every.asked if one in some.asked] == list(some.asked)
    assert sampled(every, corpus, 0, 7) is sampled(every, corpus, 99, 7) is every
