"""Question and passages → how well each passage answers, behind one small protocol."""

from collections.abc import Sequence
from typing import Protocol

from yiju.errors import YijuError
from yiju.settings import Settings


class Reranker(Protocol):
    """Reads a question and a passage together, which ranks better and costs more than two vectors.

    Attributes:
        name: the model, for the record.
    """

    @property
    def name(self) -> str: ...

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """One finite score for each passage, in their order; higher is better, no fixed range.

        Raises:
            ModelUnavailable: the endpoint gave no usable answer.
        """
        ...


def make_reranker(settings: Settings) -> Reranker | None:
    """The reranker that the settings name; None where there is none, and the features alone rank.

    Raises:
        YijuError: only one of URL and model is set.
    """
    if not (settings.rerank_base_url or settings.rerank_model):
        return None
    if not (settings.rerank_base_url and settings.rerank_model):
        raise YijuError(
            "YIJU_RERANK_BASE_URL 和 YIJU_RERANK_MODEL 要一起设，只设了一个。",
            hint="例如 http://127.0.0.1:8000/v1 和 bge-reranker-v2-m3；都不设就用自带的排序。",
        )
    from yiju.models.outside import policy_for
    from yiju.models.reranker_endpoint import EndpointReranker

    return EndpointReranker(
        settings.rerank_base_url,
        settings.rerank_model,
        settings.rerank_api_key.get_secret_value(),
        seconds=settings.rerank_timeout,
        privacy=policy_for(settings.rerank_base_url, settings),
    )
