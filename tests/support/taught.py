"""Two units with an account of the same sort each, advice about it, and directors who rewrite it."""

import datetime as dt
import itertools
from pathlib import Path

from tests.support.stored import viewer
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.ingest.pipeline import ingest
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.sandbox.annotations import add_annotation
from yiju.sandbox.rubric import Choice, Rubric
from yiju.sandbox.taste import SandboxTaste
from yiju.sandbox.types import Annotation, NewAnnotation
from yiju.store.customers import ensure_customer, find_customers, set_seller
from yiju.store.store import Store
from yiju.store.types import Claim, Seller, Suggestion, Viewer

TODAY = dt.date(2026, 3, 10)
NORTH, SOUTH = "north", "south"
CUSTOMERS = {NORTH: ("北辰轴承", "松江阀门"), SOUTH: ("南屏电机", "琼海缆车")}
HEADS = {unit: viewer(unit, role="director", user=f"head_{unit}") for unit in (NORTH, SOUTH)}
REPS = {unit: viewer(unit, user=f"rep_{unit}") for unit in (NORTH, SOUTH)}
LABELS = {
    "stiff_wording": "话术生硬",
    "compliance": "合规风险",
    "outdated": "已过时",
    "not_useful": "没有用处",
}
RUBRIC = Rubric(reason=tuple(Choice(code=code, label=label) for code, label in LABELS.items()))
SELLER = Seller(name="华锐铸造", people=("王蕾", "周磊"), domains=("huarui.example",))
_keys = itertools.count(1)

_CALL = """通话记录
日期：2026-02-{day}
参会：王蕾（华锐铸造 客户经理）、{buyer}（{name} 采购经理）

[00:05] {buyer}：我们要求交货期缩短到{days}天，不然生产线要停。
[00:31] 王蕾：{due}之前，我把{thing}的检测报告发给您。
[01:02] {buyer}：质保金比例最担心的是{share}%，财务不同意再加。
"""
_CONTRACT = """# {name}采购合同

日期：2025-05-{day}

第一条 合同总价为{sum}万元，含税、含运费。

第二条 质保期为{months}个月，自验收合格之日起算。

第三条 乙方逾期交货的，每逾期一日按合同总价的0.{day}%支付违约金。
"""
_NEWS = """# {name}宣布扩产

日期：2026-02-{day}

{name}宣布投资{sum}万元新建{thing}生产线，预计2026年底投产。
"""
_FACTS = {
    "北辰轴承": ("11", "罗启明", "31", "2月20日", "滚子钢", "7", "412", "26"),
    "松江阀门": ("12", "贺子涵", "33", "2月21日", "阀体", "8", "523", "28"),
    "南屏电机": ("14", "欧阳澈", "41", "2月23日", "转子", "11", "745", "34"),
    "琼海缆车": ("15", "令狐湘", "43", "2月24日", "抱索器", "12", "856", "38"),
}
_FIELDS = ("day", "buyer", "days", "due", "thing", "share", "sum", "months")


def fill(store: Store, folder: Path, *units: str) -> None:
    """Take in the accounts of these units."""
    for unit in units or (NORTH, SOUTH):
        for name in CUSTOMERS[unit]:
            own = folder / unit / name
            own.mkdir(parents=True)
            told = {"name": name, **dict(zip(_FIELDS, _FACTS[name], strict=True))}
            (own / "通话.txt").write_text(_CALL.format(**told), encoding="utf-8")
            (own / "合同.md").write_text(_CONTRACT.format(**told), encoding="utf-8")
            (own / "新闻.md").write_text(_NEWS.format(**told), encoding="utf-8")
            ensure_customer(store.sql, name, unit)
            (customer,) = find_customers(store.sql, HEADS[unit], name)
            set_seller(store.sql, customer, SELLER)
            assert not ingest(store, HashingEmbedder(), [own], customer=name, unit=unit).failed


def copilot(store: Store, who: Viewer, *, plain: bool = False) -> Copilot:
    """Advice for one viewer, by the taste of their units."""
    taste = None if plain else SandboxTaste(store.sql, who, LABELS)
    return Copilot(Reader(store, HashingEmbedder(), who), taste=taste)


def give(store: Store, who: Viewer, name: str, *, plain: bool = False) -> list[Suggestion]:
    """A strategy and two talk tracks."""
    asked = copilot(store, who, plain=plain)
    made = [asked.strategy(name, as_of=TODAY)]
    return made + [asked.talk(name, scene=scene, as_of=TODAY) for scene in ("开场", "报价")]


def said(*made: Suggestion) -> list[Claim]:
    """Every claim, in order."""
    return [claim for one in made for section in one.sections for claim in section.claims]


def words(*made: Suggestion) -> list[str]:
    """Everything they say, but ids and times."""
    return [
        text
        for one in made
        for text in (
            one.headline,
            *one.missing,
            *(d.text + d.reason for d in one.dropped_claims),
            *(f"{c.role}{c.text}{c.flags}{c.verdict}" for c in said(one)),
        )
    ]


def judge(
    store: Store, who: Viewer, made: Suggestion, claim: Claim, what: str, *reasons: str, **more: str
) -> Annotation:
    """A verdict on a claim; ``more``: rewrite, comment."""
    new = NewAnnotation.model_validate(
        {
            "key": f"taught-{next(_keys):06d}",
            "claim_id": claim.id,
            "verdict": what,
            "reasons": reasons,
            **more,
        }
    )
    return add_annotation(store.sql, who, made.id, new, RUBRIC)


def rewrite_say(store: Store, unit: str, name: str, frame: str) -> list[Annotation]:
    """The unit's director rewrites every line that our rep says about one customer.

    Args:
        frame: with ``{}`` for the first clause of the evidence.
    """
    found: list[Annotation] = []
    for made in give(store, REPS[unit], name, plain=True)[1:]:
        by_id = {claim.id: claim for claim in said(made)}
        for claim in said(made):
            if claim.role == "say":
                quote = by_id[claim.rests_on[0]].citations[0].quote
                core = quote.removeprefix("第").split("，")[0].rstrip("。")
                core = core.split(" ", 1)[-1]
                found.append(judge(store, HEADS[unit], made, claim, "edit", rewrite=frame.format(core)))
    return found
