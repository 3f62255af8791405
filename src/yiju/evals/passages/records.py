"""Passages and questions from files: ``{id, name?, text}`` and ``{id, text, gold: [ids]}``, one a line."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from yiju.errors import YijuError
from yiju.evals.passages.lines import Progress, broken, read_objects

_PASSAGE = "语料每行是 {id, name（可无）, text}。"
_QUESTION = "问题每行是 {id, text, gold: [语料的 id, …]}。"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Passages, in the order of their file.

    Attributes:
        ids: different, numbers written as text; names: empty where there are none.
        at: id → place in the three lists.
    """

    ids: list[str]
    names: list[str]
    texts: list[str]
    at: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.ids)

    def whole(self, at: int) -> str:
        """Name and text as one: what every arm indexes and embeds."""
        return f"{self.names[at]}\n{self.texts[at]}" if self.names[at] else self.texts[at]


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the ids of every passage that answers it, each once."""

    id: str
    text: str
    gold: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions with gold.

    Attributes:
        ungraded: questions of the file without gold: nothing can be said about them, they are left out.
        strays: gold ids, over ``asked``, that no passage of the corpus has. No search can find them;
            they stay in the measures as not found, the same for every arm (as in trec_eval).
    """

    asked: tuple[Question, ...]
    ungraded: int = 0
    strays: int = 0


def read_corpus(path: Path, progress: Progress | None = None) -> Corpus:
    """Every passage. Raises YijuError naming the file, the line and the field."""
    ids: list[str] = []
    names: list[str] = []
    texts: list[str] = []
    lines: dict[str, int] = {}
    for number, row in read_objects(path, progress):
        ids.append(_fresh_id(path, number, row, lines, _PASSAGE))
        names.append(_text(path, number, row, "name", _PASSAGE, needed=False))
        texts.append(_text(path, number, row, "text", _PASSAGE))
        if not (names[-1].strip() or texts[-1].strip()):
            raise broken(path, number, "text", "没有文字。", _PASSAGE)
    if not ids:
        raise YijuError(f"{path} 里没有任何段落。", hint=_PASSAGE)
    return Corpus(ids, names, texts, {one: at for at, one in enumerate(ids)})


def read_questions(path: Path, corpus: Corpus) -> Questions:
    """Every question. Raises YijuError naming the file, the line and the field."""
    asked: list[Question] = []
    lines: dict[str, int] = {}
    for number, row in read_objects(path):
        name = _fresh_id(path, number, row, lines, _QUESTION)
        text = _text(path, number, row, "text", _QUESTION)
        if not text.strip():
            raise broken(path, number, "text", "没有文字。", _QUESTION)
        gold = row.get("gold")
        if not isinstance(gold, list):
            raise broken(path, number, "gold", f"要一个 id 的列表，不是{_kind(gold)}。", _QUESTION)
        wanted = [_id(path, number, f"gold[{at}]", one, _QUESTION) for at, one in enumerate(gold)]
        if wanted:
            asked.append(Question(name, text, tuple(dict.fromkeys(wanted))))
    if not asked:
        why = "没有任何问题" if not lines else f"{len(lines)} 个问题都没有 gold"
        raise YijuError(f"{path} 里{why}。", hint=_QUESTION)
    strays = _strays(asked, corpus)
    if strays == sum(len(one.gold) for one in asked):
        raise YijuError(f"{path.name} 的 gold 没有一个是语料里的 id。", hint="语料和问题要是一套的。")
    return Questions(tuple(asked), len(lines) - len(asked), strays)


def sampled(found: Questions, corpus: Corpus, count: int, seed: int) -> Questions:
    """``count`` of the questions, drawn by seed, in the order of their file; all of them where 0."""
    if not count or count >= len(found.asked):
        return found
    picked = sorted(random.Random(seed).sample(range(len(found.asked)), count))
    asked = tuple(found.asked[at] for at in picked)
    return replace(found, asked=asked, strays=_strays(asked, corpus))


def _strays(asked: tuple[Question, ...] | list[Question], corpus: Corpus) -> int:
    return sum(one not in corpus.at for question in asked for one in question.gold)


def _fresh_id(path: Path, number: int, row: dict[str, Any], lines: dict[str, int], hint: str) -> str:
    found = _id(path, number, "id", row.get("id"), hint)
    if found in lines:
        raise broken(path, number, "id", f"{found} 在第 {lines[found]} 行已经有了。", "每个 id 只能用一次。")
    lines[found] = number
    return found


def _id(path: Path, number: int, field: str, value: object, hint: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise broken(path, number, field, f"要文字或整数，不是{_kind(value)}。", hint)
    found = str(value)
    if not found.strip():
        raise broken(path, number, field, "是空的。", hint)
    return _encodable(path, number, field, found)


def _text(path: Path, number: int, row: dict[str, Any], field: str, hint: str, *, needed: bool = True) -> str:
    value = row.get(field)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise broken(path, number, field, f"要文字，不是{_kind(value)}。", hint)
    return _encodable(path, number, field, value)


def _encodable(path: Path, number: int, field: str, text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise broken(
            path, number, field, f"第 {error.start + 1} 个字只有半个（\\ud800–\\udfff）。"
        ) from error
    return text


def _kind(value: object) -> str:
    if value is None:
        return "空（null 或没有写）"
    names = {bool: "真假值", int: "整数", float: "小数", str: "文字", list: "列表", dict: "对象"}
    return names[type(value)]
