"""Judges: does this evidence support this claim? The verifier, a chat model, or ragas; and their makers."""

from yiju.errors import YijuError
from yiju.evals.judges.base import Judge
from yiju.models.chat import Chat

JUDGES = ("verifier", "model", "ragas")


def make_judge(name: str, chat: Chat | None) -> Judge:
    """A judge by name; nothing heavy is imported before one is made.

    Args:
        chat: the model that ``model`` and ``ragas`` ask.

    Raises:
        YijuError: there is no such judge, no chat model is configured, or ragas is not installed.
    """
    if name == "verifier":
        from yiju.evals.judges.verifier import VerifierJudge

        return VerifierJudge()
    if name not in JUDGES:
        raise YijuError(f"没有评委“{name}”。", hint=f"可用：{' '.join(JUDGES)}")
    if chat is None:
        raise YijuError(
            f"评委“{name}”需要大模型。", hint="设 YIJU_LLM_BASE_URL 和 YIJU_LLM_MODEL，见 docs/evals.md。"
        )
    if name == "model":
        from yiju.evals.judges.model import ModelJudge

        return ModelJudge(chat)
    from yiju.evals.judges.ragas_faithfulness import RagasJudge

    return RagasJudge(chat)
