"""A stub model that judges: one answer for each kind of question that judges ask."""

from collections.abc import Callable
from typing import Any

from tests.support.stub_llm import Body, Step, StubLLM, answer
from yiju.evals.judges.base import PatientChat
from yiju.models.chat import ChatModel

GOOD: dict[str, Any] = {
    "support_mark": {"reason": "都有依据。", "mark": 9},
    "StatementGeneratorOutput": {"statements": ["年降比例是2.8%。", "连续执行三年。"]},
    "NLIStatementOutput": {
        "statements": [
            {"statement": "年降比例是2.8%。", "reason": "写明了。", "verdict": 1},
            {"statement": "连续执行三年。", "reason": "没写。", "verdict": 0},
        ]
    },
    "AnswerRelevanceOutput": {"question": "合同里价格每年降多少", "noncommittal": 0},
    "ContextPrecisionOutput": {"reason": "有用。", "verdict": 1},
}
"""By the name of the answer's schema: what a well-behaved judge says."""

BROKEN: dict[str, Step] = {
    "500": Step(status=500),
    "no JSON": Step(text="支持，完全没问题"),
    "other JSON": answer({"score": "high"}),
    "NaN": Step(text='{"reason": "好", "mark": NaN, "statements": [NaN], "verdict": NaN, "question": NaN}'),
    "cut off": Step(text='{"reason": "都有依据，', cut_after=4),
    "never finished": Step(text='{"reason": "都有', no_finish=True),
    "nothing": Step(text=""),
}


def by_name(**changes: Any) -> Callable[[Body], Step]:
    """Answers by the schema's name; ``changes`` in place of the good ones."""

    def step(body: Body) -> Step:
        name = body["response_format"]["json_schema"]["name"]
        told = (GOOD | changes)[name]
        return told if isinstance(told, Step) else answer(told)

    return step


def chat_of(stub: StubLLM) -> PatientChat:
    """Our gateway to the stub."""
    return PatientChat(ChatModel(base_url=stub.url, model="stub", timeout=10))
