"""Reranking by any endpoint of the ``/rerank`` kind.

Asked: ``{model, query, documents, top_n}``, as Cohere (https://docs.cohere.com/reference/rerank), Jina and
vLLM take it; an endpoint that wants ``texts`` (Text Embeddings Inference) is asked again so, and remembered.
Understood: ``{results: [{index, relevance_score}]}``, the same with ``score`` or under ``data``, and TEI's
bare list ``[{index, score}]``.
"""

from collections.abc import Sequence
from typing import Any

import httpx

from yiju.models.endpoint import Endpoint, Refused
from yiju.privacy import Policy

_BATCH = 32
"""Passages in one request: TEI takes no more unless told to."""
_MOST_CHARS = 2_000
"""Of one passage: what a reranker of 512 to 1,024 tokens would cut anyway."""
_MOST_SCORE = 1e9


class EndpointReranker:
    """Sends passages in batches; scores of a cross-encoder do not depend on the batch.

    Args:
        base_url: what ``/rerank`` follows; one that ends in ``/rerank`` is taken as it is.
        seconds: that one request may take, all attempts together.
        transport, pause: see ``Endpoint``.
        privacy: what is kept from the endpoint; None where it may be told everything.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str = "",
        *,
        seconds: float = 10.0,
        transport: httpx.BaseTransport | None = None,
        pause: float = 0.5,
        privacy: Policy | None = None,
    ) -> None:
        self.name = f"endpoint-{model}"
        self._model = model
        self._privacy = privacy
        self._takes_texts = False
        url = base_url.rstrip("/")
        self._endpoint = Endpoint(
            url if url.endswith("/rerank") else f"{url}/rerank",
            model=f"重排模型 {model}",
            hint="检查 YIJU_RERANK_BASE_URL、YIJU_RERANK_MODEL；都去掉就用自带的排序。",
            key=api_key,
            seconds=seconds,
            transport=transport,
            pause=pause,
        )

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """See ``Reranker.scores``."""
        if self._privacy:
            question, passages = self._privacy.without(question), list(map(self._privacy.without, passages))
        texts = [passage[:_MOST_CHARS] for passage in passages]
        batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
        return [score for batch in batches for score in self._batch(question, batch)]

    def _batch(self, question: str, texts: list[str]) -> list[float]:
        try:
            answer = self._endpoint.post(self._body(question, texts))
        except Refused as refused:
            if self._takes_texts or refused.status not in (400, 422) or "texts" not in refused.said:
                raise
            self._takes_texts = True
            answer = self._endpoint.post(self._body(question, texts))
        return self._read(answer, len(texts))

    def _body(self, question: str, texts: list[str]) -> dict[str, Any]:
        if self._takes_texts:
            return {"query": question, "texts": texts, "truncate": True}
        return {"model": self._model, "query": question, "documents": texts, "top_n": len(texts)}

    def _read(self, answer: Any, count: int) -> list[float]:
        """Every passage has one finite score, or the answer is refused as a whole."""
        rows = answer.get("results", answer.get("data")) if isinstance(answer, dict) else answer
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._endpoint.unusable("应答不是 rerank 格式")
        found: dict[int, float] = {}
        for row in rows:
            index, score = row.get("index"), row.get("relevance_score", row.get("score"))
            if type(index) is not int or not 0 <= index < count or index in found:
                raise self._endpoint.unusable(f"应答里的编号不对：{index!r:.20}")
            if type(score) not in (int, float) or not abs(score) <= _MOST_SCORE:  # NaN is not
                raise self._endpoint.unusable(f"应答里第 {index} 个分数不是数")
            found[index] = float(score)
        if len(found) != count:
            raise self._endpoint.unusable(f"要 {count} 个分数，得到 {len(found)} 个")
        return [found[index] for index in range(count)]
