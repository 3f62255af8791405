"""ragas' prompts in Chinese, written here, not translated by a model, so they are the same every time. The
examples are of invented companies that no eval case asks about. Import it through ``ragas_metrics`` alone.
"""

from ragas.metrics.collections import AnswerRelevancy, ContextPrecisionWithoutReference, Faithfulness
from ragas.metrics.collections.answer_relevancy.util import AnswerRelevanceInput, AnswerRelevanceOutput
from ragas.metrics.collections.context_precision.util import ContextPrecisionInput, ContextPrecisionOutput
from ragas.metrics.collections.faithfulness.util import (
    NLIStatementInput,
    NLIStatementOutput,
    StatementFaithfulnessAnswer,
    StatementGeneratorInput,
    StatementGeneratorOutput,
)

_STATEMENTS = (
    "给出问题和回答。把回答的每句话拆成一条或几条单独看得懂的陈述：代词换成它所指的名字，"
    "数字、日期、人名照抄，不增不减。"
)
_VERDICTS = (
    "给出一段资料和若干条陈述，逐条判断：资料能直接证明的 verdict 为 1，不能直接证明或说得不一样的为 0。"
    "每条都要判，次序不变，statement 照抄原句，reason 不超过 30 字。"
)
_QUESTION = (
    "为给出的回答写一个它正好能回答的问题，并判断它是否在回避。"
    "说“不知道”“不确定”“看情况”一类含糊话的 noncommittal 为 1，有实际内容的为 0。"
)
_USEFUL = (
    "给出问题、回答和一段资料，判断这段资料对得出这个回答有没有用：有用 verdict 为 1，没用为 0。"
    "reason 不超过 30 字。"
)


def speak_chinese(metric: Faithfulness | AnswerRelevancy | ContextPrecisionWithoutReference) -> None:
    """Set instruction and examples of every prompt of a metric."""
    if isinstance(metric, Faithfulness):
        first, second = metric.statement_generator_prompt, metric.nli_statement_prompt
        first.instruction, first.examples = _STATEMENTS, [_statements_example()]
        second.instruction, second.examples = _VERDICTS, [_verdicts_example()]
        first.language = second.language = "chinese"
        return
    prompt = metric.prompt
    prompt.language = "chinese"
    if isinstance(metric, AnswerRelevancy):
        prompt.instruction, prompt.examples = _QUESTION, _question_examples()
    else:
        prompt.instruction, prompt.examples = _USEFUL, _useful_examples()


def _statements_example() -> tuple[StatementGeneratorInput, StatementGeneratorOutput]:
    return (
        StatementGeneratorInput(
            question="白榆仪表和我们的返利怎么约定的？",
            answer="合同写的是3%，他们的许总在电话里说过4%。",
        ),
        StatementGeneratorOutput(
            statements=["合同写明白榆仪表的返利是3%。", "白榆仪表的许总在电话里说过返利是4%。"]
        ),
    )


def _verdicts_example() -> tuple[NLIStatementInput, NLIStatementOutput]:
    judged = (
        ("首批货在2024年6月18日前交付。", "资料写明6月18日前交付首批货。", 1),
        ("质保期为18个月。", "资料写的是12个月。", 0),
        ("买方承担运费。", "资料没有提到运费。", 0),
    )
    return (
        NLIStatementInput(
            context="白榆仪表与青禾泵业约定，首批压力表于2024年6月18日前交付，质保期12个月。",
            statements=[statement for statement, _, _ in judged],
        ),
        NLIStatementOutput(
            statements=[
                StatementFaithfulnessAnswer(statement=statement, reason=reason, verdict=verdict)
                for statement, reason, verdict in judged
            ]
        ),
    )


def _question_examples() -> list[tuple[AnswerRelevanceInput, AnswerRelevanceOutput]]:
    pairs = (
        ("白榆仪表要的质保期是12个月。", "白榆仪表要的质保期是多长？", 0),
        ("青禾泵业的尾款原定2024年9月9日支付。", "青禾泵业的尾款原定什么时候支付？", 0),
        ("这个要看情况，我也说不准明年的返利。", "明年的返利是多少？", 1),
    )
    return [
        (AnswerRelevanceInput(response=response), AnswerRelevanceOutput(question=question, noncommittal=flag))
        for response, question, flag in pairs
    ]


def _useful_examples() -> list[tuple[ContextPrecisionInput, ContextPrecisionOutput]]:
    question, answer = "白榆仪表的压力表单价是多少？", "合同里压力表单价为58.60元。"
    rows = (
        ("附件一 价格表：压力表 58.60 元／只，表座 12.30 元／只。", "价格表里有这个单价。", 1),
        ("许总提到最近雨多，下次想吃川菜。", "与单价无关。", 0),
    )
    return [
        (
            ContextPrecisionInput(question=question, context=context, answer=answer),
            ContextPrecisionOutput(reason=reason, verdict=verdict),
        )
        for context, reason, verdict in rows
    ]
