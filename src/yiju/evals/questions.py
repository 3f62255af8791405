"""``yiju eval terms``: are the trade's terms understood, by rules and glossary, or by a chat model?"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, model_validator

from yiju.copilot.words import bigrams
from yiju.errors import ModelUnavailable
from yiju.evals.cases import Case, load_cases
from yiju.evals.suite import cases_folder
from yiju.models.chat import Chat, Message
from yiju.retrieval.glossary.terms import Glossary, line_of

FILE = "term_questions.jsonl"
_SYSTEM = '你回答关于行业术语的题目。只输出 JSON：{"answer": 数字}，数字是选项前的编号。'


class TermQuestion(Case):
    """One question. ``same``: is ``one`` the same as ``other``? Else: which of ``choices``?"""

    form: Literal["same", "choice", "clause"]
    one: str = ""
    other: str = ""
    question: str = ""
    choices: tuple[str, ...] = ()
    answer: bool | int

    @model_validator(mode="after")
    def _whole(self) -> "TermQuestion":
        if self.form == "same" and not (self.one and self.other and isinstance(self.answer, bool)):
            raise ValueError("form 为 same 时要写 one、other，answer 要 true 或 false")
        if self.form != "same" and not (
            self.question and not isinstance(self.answer, bool) and 0 <= self.answer < len(self.choices)
        ):
            raise ValueError("要写 question 和 choices，answer 是其中一个的编号（从 0 起）")
        return self

    @property
    def held_out(self) -> bool:
        """Whether it is of the half that nothing is tuned on."""
        return hashlib.sha256(self.id.encode()).digest()[0] % 2 == 1

    @property
    def options(self) -> tuple[str, ...]:
        """What can be answered, in order."""
        return ("是同一回事", "不是同一回事") if self.form == "same" else self.choices

    @property
    def right(self) -> int:
        """The place of the right option."""
        return (0 if self.answer else 1) if self.form == "same" else int(self.answer)

    @property
    def asked(self) -> str:
        """The question in words."""
        return f"“{self.one}”和“{self.other}”是不是同一回事？" if self.form == "same" else self.question


class _Answer(BaseModel):
    answer: int = Field(ge=0, le=9)


Answerer = Callable[[TermQuestion], int | None]
"""The place of an option; None where there is no answer. Raises ModelUnavailable."""


def read_questions(path: Path | None = None) -> list[TermQuestion]:
    """The questions of a file, the product's own where None. Raises YijuError."""
    return load_cases(path or cases_folder() / FILE, TermQuestion)


def by_rules(glossary: Glossary) -> Answerer:
    """Answers from the glossary alone: by what names mean, else by words shared with a definition."""

    def answer(asked: TermQuestion) -> int | None:
        if asked.form == "same":
            same = glossary.same(asked.one, asked.other)
            return None if same is None else int(not same)
        if asked.form == "clause":
            terms = [t for name in glossary.occurring(asked.question) for t in name.terms]
            scores = [
                max((_near(choice, [*t.names, t.definition]) for t in terms), default=0.0)
                for choice in asked.choices
            ]
        else:
            known = [glossary.find(choice) for choice in asked.choices]
            scores = [
                max((_near(asked.question, [t.definition]) for t in terms), default=0.0) for terms in known
            ]
        best = max(scores)
        return scores.index(best) if best > 0 and scores.count(best) == 1 else None

    return answer


def _near(text: str, told: Sequence[str]) -> float:
    """Share of a text's pairs of characters that are told."""
    held, own = frozenset[str]().union(*map(bigrams, told)), bigrams(text)
    return len(own & held) / len(own)


def by_model(chat: Chat, glossary: Glossary | None) -> Answerer:
    """Answers by a chat model; with a glossary the terms in question are told to it, as prompts do."""

    def answer(asked: TermQuestion) -> int | None:
        text = "\n".join([asked.asked, *(f"{n}. {one}" for n, one in enumerate(asked.options))])
        names = glossary.occurring(f"{asked.one}\n{asked.other}\n{text}") if glossary else []
        lines = dict.fromkeys(line_of(name.terms[0]) for name in names if len(name.terms) == 1)
        if lines:
            text = "<术语表>\n" + "\n".join(lines) + "\n</术语表>\n" + text
        given = chat.complete_json(
            [Message("system", _SYSTEM), Message("user", text)], _Answer, name="answer"
        )
        return given.value.answer

    return answer


def measure(
    questions: Sequence[TermQuestion], answerer: Answerer, tell: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """Accuracy of one mode: of all, of each form, of the held-out half.

    No answer is wrong, and counted; a question that a model could not be asked is unscored, and in no mean.
    """
    scores: dict[str, float | None] = {}
    silent, errors = 0, dict[str, int]()
    for number, asked in enumerate(questions, 1):
        try:
            given = answerer(asked)
            silent += given is None
            scores[asked.id] = float(given == asked.right)
        except ModelUnavailable as error:
            scores[asked.id] = None
            errors[str(error)] = errors.get(str(error), 0) + 1
        if tell:
            tell(number, len(questions))

    def mean(kept: Callable[[TermQuestion], bool]) -> dict[str, float | int | None]:
        own = [s for q in questions if kept(q) and (s := scores[q.id]) is not None]
        return {"n": len(own), "accuracy": round(sum(own) / len(own), 4) if own else None}

    return {
        "all": mean(lambda q: True),
        "held_out": mean(lambda q: q.held_out),
        **{form: mean(lambda q, form=form: q.form == form) for form in ("same", "choice", "clause")},  # type: ignore[misc]
        "silent": silent,
        "unscored": sum(score is None for score in scores.values()),
        "errors": errors,
        "wrong": [one for one, score in scores.items() if score == 0],
    }
