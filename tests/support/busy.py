"""Ten weeks of a team at work, made by rule: advice, reps' signals, directors who mostly agree."""

import datetime as dt
from pathlib import Path

import sqlalchemy as sa

from tests.support.reviewed import advice, claim, judged_at, keep, line, told_at
from tests.support.stored import settings_for, viewer
from yiju.sandbox.issues import open_issue
from yiju.store.database import Database
from yiju.store.review_tables import customer_issues
from yiju.store.store import Store
from yiju.store.types import Dropped, Suggestion
from yiju.store.users import save_user

NOW = dt.datetime.now(dt.UTC)
"""Recent weeks: the pages count back from today."""
HEADS = tuple(viewer("main", role="director", user=name) for name in ("赵敏", "钱程", "孙立"))
REPS = tuple(viewer("main", user=name) for name in ("王蕾", "李雷", "周洁", "<b>吴&"))
FOREIGN = viewer("west", role="director", user="西区主管")
CUSTOMERS = ("威瑟兰汽车", "川岳瑞检", "临江仁澍医院", "华信集团", "北辰电器")
_SCENES = ("异议处理", "报价", "催款")
_SAID = (
    "年降前后有两个说法，谈之前先把它统一，免得往后各说各的。",
    "先把约定对齐，我们按这一条来谈，您看行不行？",
    "这批货的验收标准有变动，这样改是为了解决什么？",
    "逾期的那一笔，我们按合同约定和您对一遍账。",
    "碳数据的口径，我们带了核算边界的说明来。",
)
_REASONS = ("stiff_wording", "outdated", "too_alike", "wrong_direction", "not_useful")


def fill(folder: Path, weeks: int = 10) -> None:
    """Make it in a data folder: nine suggestions a week in ``main``, one with secrets in ``west``."""
    with Store.open(settings_for(folder)) as store:
        sql = store.sql
        for who in (*HEADS, *REPS, FOREIGN):
            save_user(sql, who.user, roles=who.roles, units=who.units, actor="test")
        for n in range(9 * weeks):
            _one(sql, n, NOW - dt.timedelta(days=7 * weeks - 1) + dt.timedelta(hours=18.6 * n))
        keep(
            sql,
            advice(
                "w1",
                claim("c1", "西区机密内容。"),
                unit="west",
                customer="西部重工",
                user="西区主管",
                created_at=NOW,
            ),
        )
        judged_at(sql, FOREIGN, "w1", NOW, "reject", "compliance")
        _issues(sql)


def _one(sql: Database, n: int, at: dt.datetime) -> None:
    name, rep, llm = f"s{n:03d}", REPS[n // 2 % 4], n % 3 == 0
    more = {
        "user": rep.user,
        "created_at": at,
        "customer": CUSTOMERS[n % 5],
        "mode": "llm" if llm else "extractive",
        "prompts": (f"visit-strategy.v{1 + n // 45}@{'ab' * 6}",) if llm else (),
        "dropped_claims": tuple(Dropped(section="近况", text="草稿", reason="r") for _ in range(n % 2 * llm)),
        "headline": "先对齐口径，再谈价格",
    }
    keep(sql, _talk(name, n, more) if n % 2 else advice(name, claim("c1", _SAID[n % 5]), claim("c2"), **more))
    hour = dt.timedelta(hours=1)
    if n % 5 != 3:
        useful = (n * 7) % 11 < 4 + n // 18
        told_at(sql, rep, name, at + 5 * hour, "used" if useful else "down", channel="wecom")
    _reviews(sql, name, n, at)
    if n % 4 == 1:
        good = (n * 3) % 8 < (4 if n % 3 else 3)
        told_at(sql, rep, name, at + 90 * hour, "outcome", outcome="forward" if good else "same")


def _talk(name: str, n: int, more: dict[str, object]) -> Suggestion:
    told = {**more, "kind": "talk", "request": {"scene": _SCENES[n % 3]}}
    same = n % 4 == 1
    first = _SAID[0] if same else _SAID[n % 5]
    second = "我们也倾向看新的。" if same else f"{_SAID[(n + 2) % 5]}其{n}。"
    return advice(name, line("c1", first), line("c2", second, role="fallback"), claim("c3"), **told)


def _reviews(sql: Database, name: str, n: int, at: dt.datetime) -> None:
    if n % 7 == 5 or at + dt.timedelta(hours=4) > NOW:
        return
    when = at + dt.timedelta(hours=3 + (n * 5) % 40)
    what = ("accept", "accept", "edit", "accept", "reject")[n * 3 % 5]
    _verdict(sql, 0, name, n, when, what)
    if n % 3 != 1:
        _verdict(sql, 1, name, n, when + dt.timedelta(hours=2), what if n % 8 else "reject")
    if n % 20 == 0:
        _verdict(sql, 2, name, n, when + dt.timedelta(hours=3), "accept")


def _verdict(sql: Database, head: int, name: str, n: int, when: dt.datetime, what: str) -> None:
    more: dict[str, object] = {"scores": {"grounds": 3 + (n + head) % 3}, "seconds": 40.0}
    if what == "edit":
        more |= {"rewrite": _SAID[(n + 1) % 5], "claim_id": "c1"}
    reasons = () if what == "accept" else (_REASONS[n * n % 5],)
    judged_at(sql, HEADS[head], name, min(when, NOW), what, *reasons, **more)


def _issues(sql: Database) -> None:
    for n in range(8):
        one = open_issue(sql, REPS[n % 3], title=f"质保条款第{n}问", customer=CUSTOMERS[n % 5])
        opened = NOW - dt.timedelta(days=60 - 7 * n)
        closed = None if n in {3, 7} else opened + dt.timedelta(days=2 + n)
        with sql.write() as connection:
            mine = customer_issues.c.id == one.id
            moments = {"opened_at": opened, "closed_at": closed, "closed_by": "赵敏" if closed else None}
            connection.execute(sa.update(customer_issues).where(mine).values(**moments))
