"""Labels are the words of docs/words.md."""

from pathlib import Path

from yiju.store.labels import ADVICE, DOCUMENTS, VERDICTS

WORDS = (Path(__file__).parents[2] / "docs" / "words.md").read_text(encoding="utf-8")


def _row(name: str) -> str:
    return next(line for line in WORDS.splitlines() if line.startswith(f"| {name} |"))


def test_labels_are_those_of_the_words() -> None:
    assert all(f"{kind} {label}" in _row("Kind") for kind, label in DOCUMENTS.items())
    assert all(f"{verdict} {label}" in _row("Verdict") for verdict, label in VERDICTS.items())
    assert all(label in _row("Suggestion") for label in ADVICE.values())
