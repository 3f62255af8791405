"""The metrics of ragas that we use, as plain functions: a score in [0, 1], or None where none came out.

Faithfulness, answer relevancy and context precision: Es et al., "RAGAS: Automated Evaluation of Retrieval
Augmented Generation", EACL 2024. ragas is imported at the first call.
"""

import asyncio
import warnings
from collections.abc import Collection, Sequence

from yiju.copilot.llm_prompt import neutral
from yiju.evals.judges.base import unscored_if_unavailable
from yiju.evals.judges.ragas_extra import need_ragas
from yiju.models.chat import Chat
from yiju.models.embedder import Embedder


def faithfulness(chat: Chat, question: str, answer: str, contexts: Sequence[str]) -> float | None:
    """Share of the answer's statements that the contexts prove. The model splits the answer first.

    Unscored where the model judged more or fewer statements than there are. Raises YijuError without ragas.
    """
    need_ragas()
    from ragas.metrics.collections import Faithfulness

    from yiju.evals.judges.ragas_bridge import ChatLLM
    from yiju.evals.judges.ragas_chinese import speak_chinese

    llm = ChatLLM(chat)
    metric = Faithfulness(llm=llm)
    speak_chinese(metric)

    def ask() -> float | None:
        made = asyncio.run(
            metric.ascore(
                user_input=neutral(question),
                response=neutral(answer),
                retrieved_contexts=[neutral(text) for text in contexts],
            )
        )
        counts = {len(found) for found in (getattr(answer, "statements", ()) for answer in llm.answers)}
        return float(made.value) if len(counts) == 1 else None

    return unscored_if_unavailable(ask) if question and answer and contexts else None


def answer_relevancy(chat: Chat, embedder: Embedder | None, question: str, answer: str) -> float | None:
    """Cosine of the question and one that the model makes of the answer; 0 for an evasive answer.

    One question is made, not three: the gateway asks at temperature 0. A cosine below 0 counts as 0.
    Unscored without an embedder. Raises YijuError without ragas.
    """
    need_ragas()
    from ragas.metrics.collections import AnswerRelevancy

    from yiju.evals.judges.ragas_bridge import ChatLLM, OurEmbeddings
    from yiju.evals.judges.ragas_chinese import speak_chinese

    if embedder is None or not question or not answer:
        return None
    metric = AnswerRelevancy(llm=ChatLLM(chat), embeddings=OurEmbeddings(embedder), strictness=1)
    speak_chinese(metric)

    def ask() -> float:
        made = asyncio.run(metric.ascore(user_input=question, response=neutral(answer)))
        value = float(made.value)
        return 0.0 if value < 0 else value

    return unscored_if_unavailable(ask)


def context_precision(chat: Chat, question: str, answer: str, contexts: Sequence[str]) -> float | None:
    """Average precision of the contexts in their order, useful ones as the model says, by the answer given.

    Raises YijuError without ragas.
    """
    need_ragas()
    from ragas.metrics.collections import ContextPrecisionWithoutReference

    from yiju.evals.judges.ragas_bridge import ChatLLM
    from yiju.evals.judges.ragas_chinese import speak_chinese

    metric = ContextPrecisionWithoutReference(llm=ChatLLM(chat))
    speak_chinese(metric)

    def ask() -> float:
        made = asyncio.run(
            metric.ascore(
                user_input=neutral(question),
                response=neutral(answer),
                retrieved_contexts=[neutral(text) for text in contexts],
            )
        )
        return float(made.value)

    return unscored_if_unavailable(ask) if question and answer and contexts else None


def id_precision(retrieved: Collection[str], reference: Collection[str]) -> float | None:
    """Share of retrieved ids that are of the reference. None without ids. Raises YijuError without ragas."""
    return _by_ids("IDBasedContextPrecision", retrieved, reference) if retrieved and reference else None


def id_recall(retrieved: Collection[str], reference: Collection[str]) -> float | None:
    """Share of the reference's ids that were retrieved. None without a reference. Raises as above."""
    return _by_ids("IDBasedContextRecall", retrieved, reference) if reference else None


def _by_ids(metric: str, retrieved: Collection[str], reference: Collection[str]) -> float:
    need_ragas()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its new home does not hold these two yet
        import ragas.metrics
        from ragas.dataset_schema import SingleTurnSample

        made = getattr(ragas.metrics, metric)()
    sample = SingleTurnSample(retrieved_context_ids=list(retrieved), reference_context_ids=list(reference))
    # Not its public method, which also writes down an id of this user below the home folder.
    return float(asyncio.run(made._single_turn_ascore(sample, callbacks=[])))
