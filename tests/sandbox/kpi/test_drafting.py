"""How often a model's sections are shown, and by which check they fell back, by model."""

import datetime as dt
from typing import get_args

from tests.support.reviewed import HEAD, NOON, WEST_HEAD, advice, keep
from yiju.copilot.llm_checks import TOLD, Check
from yiju.sandbox.kpi.figures import report, rows
from yiju.sandbox.kpi.wording import counted
from yiju.store.database import Database
from yiju.store.types import DraftOutcome

NOW = NOON + dt.timedelta(hours=100)


def _drafted(section: str, check: str = "", model: str = "m-1") -> DraftOutcome:
    return DraftOutcome(
        section=section, model=model, outcome="fallen_back" if check else "drafted", check=check
    )


def test_sections_drafted_and_fallen_back_by_model_and_reason(sql: Database) -> None:
    checks = {"近况": "", "风险": "roles", "下一步": "roles", "议程": "usefulness"}
    weak = tuple(_drafted(section, check) for section, check in checks.items())
    keep(sql, advice("s1", mode="llm", model="m-1", drafting=weak))
    keep(sql, advice("s2", mode="llm", model="m-2", drafting=(_drafted("近况", model="m-2"),)))
    keep(sql, advice("s3"))  # no model was asked
    (found,) = (one for one in report(sql, HEAD, now=NOW).figures if one.metric == "drafting")
    assert (found.value, found.count, found.of) == (0.4, 2, 5)
    assert found.more == {"roles": 2, "usefulness": 1, "suggestions": 2}
    assert counted(found) == f"2/5（2 条建议）；{TOLD['roles']} 2；{TOLD['usefulness']} 1"
    by = {one.slice: one for one in report(sql, HEAD, by="model").figures if one.metric == "drafting"}
    assert (by["m-1"].value, by["m-2"].value, by["（未用模型）"].value) == (0.25, 1.0, None)
    listed = rows(sql, HEAD, "drafting", by="model", key="m-1")
    assert [(row.value, row.group) for row in listed] == [(not one, one) for one in checks.values()]
    assert rows(sql, WEST_HEAD, "drafting") == []


def test_every_check_has_words_for_people() -> None:
    assert set(TOLD) == set(get_args(Check))
