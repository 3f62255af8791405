"""Exports of a CRM, known by their columns' names: customers, contacts, opportunities, visits."""

# ruff: noqa: E501 (lists of names)

import re
from collections.abc import Iterable

_NAMES = {
    "customers": (
        r"客户(?:名称|全称|简称|编号|编码|等级|级别|类型|状态|来源|分类|性质)|公司(?:名称|全称)|企业名称|(?:所属)?行业|"
        r"(?:公司|企业)?规模|统一社会信用代码|(?:注册|公司|客户)地址|account (?:name|owner|number)|company(?: name)?|"
        r"industry|website|官网|annual revenue|(?:number of )?employees"
    ),
    "contacts": (
        r"联系人(?:姓名|名称|电话|手机|邮箱|职务)?|姓名|手机(?:号码?)?|电话(?:号码)?|座机|邮箱|电子邮(?:件|箱)|e-?mail(?: address)?|"
        r"微信(?:号)?|职务|职位|部门|性别|生日|决策角色|contact(?: name)?|(?:first|last|full) name|(?:job )?title|"
        r"(?:mobile|phone)(?: number)?|department"
    ),
    "opportunities": (
        r"商机(?:名称|编号|阶段|金额|来源|状态|类型)?|机会(?:名称|阶段)|项目阶段|销售阶段|(?:预计|预期)(?:成交|签单|签约|销售|结单)?"
        r"(?:金额|日期|时间)|(?:赢单|成交)?(?:率|概率|可能性)|赢率|竞争对手|输单原因|"
        r"opportunity(?: name)?|deal(?: name)?|stage|amount|(?:expected )?close date|probability|forecast category"
    ),
    "visits": (
        r"(?:拜访|走访|跟进|回访)(?:日期|时间|人|人员|方式|类型|目的|对象|内容|记录|结果|主题|客户|地点|状态)|下次(?:拜访|跟进|联系)(?:时间|日期|计划)?|"
        r"活动(?:类型|主题|时间)|visit (?:date|type|purpose|notes?)|activity (?:type|date)|follow-?up(?: date)?|next step"
    ),
}
_PATTERNS = {
    kind: re.compile(rf"(?:{names})\s*(?:[（(].{{0,12}}[)）])?", re.IGNORECASE)
    for kind, names in _NAMES.items()
}
SHOWN = {"customers": "客户", "contacts": "联系人", "opportunities": "商机", "visits": "拜访记录"}
_LEAST = 3
_WHOSE = re.compile(
    r"(?:^|\| )(?:客户(?:名称|全称|简称)?|公司(?:名称|全称)|企业名称|account(?: name)?|company(?: name)?): ([^|\n]+)",
    re.IGNORECASE,
)


def crm_kind(names: Iterable[str]) -> str:
    """What a table lists, by its columns' names: a key of ``SHOWN``; empty where they do not tell.

    Three columns must speak for it; a list of visits names customers and contacts too, so it goes first,
    and a list of customers last.
    """
    texts = [name.strip().strip("*＊ ") for name in names]
    counts = {kind: sum(bool(p.fullmatch(text)) for text in texts) for kind, p in _PATTERNS.items()}
    if sum(counts.values()) < _LEAST:
        return ""
    if counts["visits"] >= 2:
        return "visits"
    if counts["opportunities"] >= 2:
        return "opportunities"
    if counts["contacts"] >= 2 and counts["contacts"] >= counts["customers"]:
        return "contacts"
    return "customers" if counts["customers"] >= 2 else ""


def customers_listed(rows: Iterable[str]) -> list[str]:
    """The customers that rows of a table name under a heading that says so, each once, in order.

    Args:
        rows: as tables are read, ``客户名称: 甲公司 | 拜访日期: 2026-01-05``.
    """
    found = (match[1].strip() for row in rows if (match := _WHOSE.search(row)))
    return list(dict.fromkeys(name for name in found if name))
