"""``answer``: the model's last word, as statements with evidence. Verification decides what is shown."""

from pydantic import Field

from yiju.copilot.agent.tools.base import Arguments, Hand, Told, Tool

MOST = 6
"""Statements, and claims of the rules, of one answer."""


class Worded(Arguments):
    """One statement."""

    text: str = Field(min_length=2, max_length=200, description="一句中文，数字、日期、人名照抄原文")
    evidence: list[str] = Field(min_length=1, max_length=3, description="证明它的 E 编号")


class Answered(Arguments):
    statements: list[Worded] = Field(default_factory=list, max_length=MOST, description="据 E 编号写的结论")
    facts: list[str] = Field(default_factory=list, max_length=MOST, description="要原样给对方看的 F 编号")


def _answer(hand: Hand, given: Answered) -> Told:
    if hand.table.bare and (given.statements or given.facts):
        return Told("还没有查过资料，不能回答。先用 search 查。", "refused")
    hand.table.answer = given
    return Told("收到。", ends=True)


ANSWER = Tool(
    "answer",
    "正在核对回答…",
    "最后用它回答：statements 是据 E 编号写的结论，facts 是要原样引用的 F 编号。资料里没有就都留空。",
    Answered,
    _answer,
    counts=False,
)
