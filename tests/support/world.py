"""Two units in one store: the sample customers, and what makes it hard to keep them apart.

Beside the samples each unit has a customer of the same name, with a file of the same bytes at the same place,
another of the same bytes at a place of its own, files of the same name, a superseded version, a restricted
document, and an alias that means another customer in the other unit. ``fill`` can also make a unit alone, as
if the other had never been there.
"""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from tests.support import samples
from tests.support.samples import CAR, DISTRIBUTOR, HOSPITAL
from yiju.ingest.pipeline import ingest
from yiju.models.embedder import Embedder
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import tables
from yiju.store.access import viewer_for
from yiju.store.customers import ensure_customer
from yiju.store.store import Store
from yiju.store.types import Viewer
from yiju.store.users import save_user

AUTO, MEDICAL = "auto", "medical"
UNITS = (AUTO, MEDICAL)
NAMESAKE = "华信集团"
CUSTOMERS = {AUTO: (CAR, NAMESAKE), MEDICAL: (DISTRIBUTOR, HOSPITAL, NAMESAKE)}
ALIASES = {AUTO: ("华信底盘",), MEDICAL: ("华信检验", "威瑟兰")}
"""In ``medical`` the namesake goes by a name that is the car maker's in ``auto``."""
RESTRICTED = "董事会纪要"
"""Title of each unit's restricted document."""
USERS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "rep_auto": (["rep"], [AUTO]),
    "rep_medical": (["rep"], [MEDICAL]),
    "head_auto": (["director"], [AUTO]),
    "both": (["rep"], UNITS),
    "boss": (["admin"], UNITS),
    "admin_medical": (["admin"], [MEDICAL]),
    "client": (["customer"], [AUTO]),
    "odd": (["customer", "admin"], UNITS),
    "nobody": (["rep"], []),
    "root": (["admin"], []),
}
"""Name → roles, units."""
BLIND = ("client", "odd", "nobody", "root")
"""Users who see nothing at all: no unit, or the role customer."""

_SHARED = """# 通用条款

日期：2025-06-01

本模板供各事业部使用，付款方式为月结60天电汇。

违约金按合同金额的每日万分之五计算。
"""
_TEMPLATE = """# 报价模板

日期：2025-07-01

报价单有效期为三十天，含税价以人民币计。
"""
_OWN = {
    AUTO: ("副车架", "李闻舟", "3711", "二供切换"),
    MEDICAL: ("化学发光仪", "孙砚秋", "8264", "试剂捆绑"),
}
"""What only this unit's files say: the product, a person, a sum, a plan."""


def _meeting(unit: str, change: str) -> str:
    product, person, amount, plan = _OWN[unit]
    return f"""# 沟通纪要

日期：2026-02-03

{person}（华信集团 采购总监）表示，{product}项目的年降比例必须达到{change}，否则启动{plan}。

{person}拥有最终否决权，{product}首批订单金额为{amount}万元。

我方承诺在2026年2月20日前提交{product}的碳足迹报告。
"""


def _board(unit: str) -> str:
    product, person, amount, plan = _OWN[unit]
    return f"""# {RESTRICTED}

日期：2026-01-09

会议由{person}主持，讨论{product}的采购策略。

董事会批准{plan}的预算上限为{amount}万元。

{person}要求不得对外提及{plan}。

{product}的备选供应商将在三月确定。
"""


def write_files(folder: Path) -> Path:
    """Every unit's own files, and those that both take in. The same folder serves several stores."""
    for unit in UNITS:
        own = folder / unit
        own.mkdir(parents=True)
        (own / "沟通纪要.md").write_text(_meeting(unit, "7%"), encoding="utf-8")
        (own / f"{RESTRICTED}.md").write_text(_board(unit), encoding="utf-8")
        (own / "报价模板.md").write_text(_TEMPLATE, encoding="utf-8")
    (folder / "通用条款.md").write_text(_SHARED, encoding="utf-8")
    return folder


def fill(
    store: Store, folder: Path, *units: str, embedder: Embedder | None = None, with_samples: bool = True
) -> None:
    """Take in these units' material and register the users; all have the same names everywhere."""
    embedder = embedder or HashingEmbedder()
    if with_samples and units:
        samples.fill(store, *units)
    for unit in units:
        ensure_customer(store.sql, NAMESAKE, unit, ALIASES[unit])
        meeting = folder / unit / "沟通纪要.md"
        newest = meeting.read_text(encoding="utf-8")
        meeting.write_text(_meeting(unit, "5%"), encoding="utf-8")
        for paths, new in (([meeting], 1), ([folder / unit, folder / "通用条款.md"], 4)):
            report = ingest(store, embedder, paths, customer=NAMESAKE, unit=unit)
            assert not report.failed
            # Nothing of it counts as known already, whatever the other unit has taken in.
            assert (report.unchanged, report.documents) == (0, new)
            meeting.write_text(newest, encoding="utf-8")
    with store.sql.write() as connection:
        restricted = tables.documents.c.title == RESTRICTED
        connection.execute(sa.update(tables.documents).where(restricted).values(open_restricted=True))
    for name, (roles, own) in USERS.items():
        save_user(store.sql, name, roles=roles, units=own, actor="test")


def who(store: Store, name: str) -> Viewer:
    """A registered user as a viewer."""
    return viewer_for(store.sql, name)
