"""ragas' Faithfulness as a judge: the share of a claim's statements that the evidence proves."""

from collections.abc import Sequence

from yiju.evals.judges.ragas_extra import need_ragas
from yiju.evals.judges.ragas_metrics import faithfulness
from yiju.models.chat import Chat

_QUESTION = "这句话说了什么？"


class RagasJudge:
    """Two questions to a chat model an item. Raises YijuError where ragas is not installed."""

    def __init__(self, chat: Chat) -> None:
        need_ragas()
        self._chat = chat

    @property
    def name(self) -> str:
        """``ragas:`` and the model's own name."""
        return f"ragas:{self._chat.name}"

    def judge(self, claim: str, evidence: Sequence[str]) -> float | None:
        """See ``Judge``."""
        return faithfulness(self._chat, _QUESTION, claim, evidence)
