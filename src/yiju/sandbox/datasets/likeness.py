"""Examples that say the same in almost the same words: exactly all pairs, without comparing all."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import xxhash

_RUN = 4
NEAR = 0.8
"""Jaccard of two texts' runs of four characters from which they count as one."""
_CITED = re.compile(r"^\[(E[1-9]\d*)\] .*$", re.MULTILINE)


def gist(line: dict[str, Any]) -> str:
    """What an example is about, of a line as it is written: its answers and the evidence they cite.

    The prompt's fixed words and the spans that no answer uses would make all examples alike.
    """
    if "messages" in line:
        return _of_answers(line["messages"][:-1], line["messages"][-1:])
    if "prompt" in line:
        return _of_answers(line["prompt"], [*line["chosen"], *line["rejected"]])
    told = [line.get(name) for name in ("customer", "scene", "claim", "evidence", "expect", "label")]
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _of_answers(prompt: Sequence[dict[str, str]], answers: Sequence[dict[str, str]]) -> str:
    lines = {match[1]: match[0] for one in prompt for match in _CITED.finditer(one["content"])}
    texts: list[str] = []
    cited: list[str] = []
    for answer in answers:
        for row in _rows(answer["content"]):
            cited += [one for one in row.get("evidence", ()) if one not in cited]
            texts += [row[name] for name in ("text", "why", "say", "reply", "fallback") if row.get(name)]
    return "\n".join([*texts, *(lines[one].partition("] ")[2] for one in cited if one in lines)])


def _rows(content: str) -> list[dict[str, Any]]:
    try:
        answer = json.loads(content)
    except ValueError:
        return [{"text": content}]
    return [row for rows in answer.values() for row in rows] if isinstance(answer, dict) else []


def runs(text: str) -> frozenset[int]:
    """Hashes of every run of four letters or digits, case and marks aside; a shorter text is one run."""
    plain = "".join(char for char in text.casefold() if char.isalnum())
    pieces = [plain[at : at + _RUN] for at in range(len(plain) - _RUN + 1)] or [plain]
    return frozenset(xxhash.xxh64_intdigest(piece.encode("utf-8", "replace")) for piece in pieces)


class Seen:
    """Sets of runs put in one after another, and which of them a new one is near to.

    Prefix filtering (Chaudhuri, Ganti, Kaushik 2006): two sets of Jaccard t share one of the first
    n - ceil(t n) + 1 of their members in any one order; only sets that do are compared.
    """

    def __init__(self) -> None:
        self._sets: list[tuple[str, frozenset[int]]] = []
        self._by_run: dict[int, list[int]] = defaultdict(list)

    def near(self, text_runs: frozenset[int]) -> str:
        """The name of one that is near; empty if none is."""
        candidates = {n for run in _prefix(text_runs) for n in self._by_run.get(run, ())}
        for number in sorted(candidates):
            name, other = self._sets[number]
            if jaccard(text_runs, other) >= NEAR:
                return name
        return ""

    def add(self, name: str, text_runs: frozenset[int]) -> None:
        """Remember one."""
        for run in _prefix(text_runs):
            self._by_run[run].append(len(self._sets))
        self._sets.append((name, text_runs))


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    """Shared members among all."""
    return len(one & other) / len(one | other) if one or other else 1.0


def near_pairs(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs (earlier, later) of names whose texts are near, one for each later text."""
    seen, found = Seen(), []
    for name, text in named:
        own = runs(text)
        if other := seen.near(own):
            found.append((other, name))
        seen.add(name, own)
    return found


def _prefix(text_runs: frozenset[int]) -> list[int]:
    most = len(text_runs) - -(-len(text_runs) * 80 // 100) + 1
    return sorted(text_runs)[:most]
