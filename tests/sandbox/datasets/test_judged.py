"""Only what was judged is read."""

import sqlalchemy as sa

from tests.support.trainable import BOTH, judge, strategy
from yiju.sandbox.datasets.consent import Consent
from yiju.sandbox.datasets.judged import judged_suggestions
from yiju.sandbox.datasets.types import Filters, Tally
from yiju.store.store import Store


def test_bodies_of_advice_that_nobody_judged_are_not_read(furnished_on_each: Store) -> None:
    for number in range(4):
        strategy(furnished_on_each, f"s{number}", days=number)
    judge(furnished_on_each, BOTH, "s2", "c0")
    judge(furnished_on_each, BOTH, "s1", "c0")
    asked: list[tuple[str, str]] = []
    sa.event.listen(
        furnished_on_each.sql.engine,
        "before_cursor_execute",
        lambda *told: asked.append((told[2], repr(told[3]))),
    )
    found = judged_suggestions(furnished_on_each.sql, BOTH, Filters(kind="sft"), Consent(), Tally())
    assert [one.suggestion.id for one in found] == ["s1", "s2"]
    (wanted,) = [values for statement, values in asked if "suggestions.body" in statement]
    assert "'s1'" in wanted and "'s2'" in wanted and "'s0'" not in wanted
