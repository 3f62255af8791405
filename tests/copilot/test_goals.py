"""The goal that a rep gives rests on what carries it, or owns up that nothing does."""

import pytest

from tests.support.make import Line, found_in, said, source
from yiju.copilot.sections import AGENDA
from yiju.copilot.strategy import Composed, compose_strategy
from yiju.store.types import Claim, Kind

SOURCES = (
    source(
        Kind.CALL,
        "2026-03-04",
        said("李昕", "模具分摊你们必须在月底之前给书面答复。"),
        said("何宁", "新产品的碳数据口径我们最关心，请逐件提供。"),
        said("王蕾", "批次追溯方案我们3月20日之前提交。"),
    ),
    source(
        Kind.CONTRACT,
        "2025-06-01",
        Line("合同期满前六个月任何一方未书面提出终止的，本合同自动续期一年。", clause="14.2"),
        Line("产品年度价格每年降低2.8%，年降自2026年起执行。", clause="8.2"),
        title="框架合同",
    ),
    source(Kind.NEWS, "2026-02-20", "恒川精密报价低于同行两成。", title="竞争对手动态"),
    source(Kind.NEWS, "2026-01-20", "恒川精密宣布扩产。", title="竞争对手动态二"),
)


def goal_of(goal: str) -> tuple[Claim, str]:
    """The goal as it is shown, and the words of what it rests on."""
    told: Composed = compose_strategy(found_in(*SOURCES), goal)
    by_id = {claim.id: claim for section in told.sections for claim in section.claims}
    shown = next(c for s in told.sections if s.title == AGENDA for c in s.claims)
    return shown, " ".join(by_id[one].text for one in shown.rests_on)


@pytest.mark.parametrize(
    ("goal", "ground"),
    [
        ("推动模具分摊落地", "模具分摊"),
        ("谈下一年度续约", "自动续期"),
        ("了解竞争对手的报价", "恒川"),
        ("汇报批次追溯方案", "批次追溯"),
    ],
)
def test_a_goal_rests_on_what_speaks_of_it_and_on_nothing_else(goal: str, ground: str) -> None:
    shown, told = goal_of(goal)
    assert len(shown.rests_on) == told.count(ground) == 1 and "ungrounded" not in shown.flags


@pytest.mark.parametrize("goal", ["介绍我们的新产品", "谈谈项目合作", "约明年的年度会议", "推进仓库搬迁"])
def test_a_word_that_anything_may_hold_carries_no_goal(goal: str) -> None:
    shown, _ = goal_of(goal)
    assert "ungrounded" in shown.flags and not shown.rests_on
