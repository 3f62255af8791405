"""Every key figure: what it is called, how it is counted, what it does not say. The one table of them."""

from typing import Literal

from yiju.store.types import Frozen

Form = Literal["share", "ratio", "median", "lasting", "mean", "counts", "difference"]
"""How a figure is made of its rows: see ``figures``."""


class Metric(Frozen):
    """``unit``: 比例, 小时 …; ``better``: which way is good, or neither; texts are for people."""

    code: str
    label: str
    form: Form
    unit: str
    better: Literal["up", "down", "neither"]
    formula: str
    caveat: str


_ALL = (
    Metric(
        code="adoption",
        label="AI建议采纳率",
        form="share",
        unit="比例",
        better="up",
        formula="有人最后标为“采纳”“改后采纳”或“用了”的建议 ÷ 有任何反馈的建议（对整条说过的，以整条为准）",
        caveat="只算有反馈的建议；愿意反馈的人未必代表全体，请与“采纳率（占全部）”一起看。",
    ),
    Metric(
        code="adoption_of_all",
        label="采纳率（占全部建议）",
        form="share",
        unit="比例",
        better="up",
        formula="有人最后标为“采纳”“改后采纳”或“用了”的建议 ÷ 全部给出的建议（对整条说过的，以整条为准）",
        caveat="没有反馈的建议一律当作未采纳，真实采纳率在两个数之间。",
    ),
    Metric(
        code="acceptance",
        label="主管认可率",
        form="share",
        unit="比例",
        better="up",
        formula="结论为“采纳”的评审对象 ÷ 有结论的评审对象（整条建议或单条论断；有分歧、未裁定的不算）",
        caveat="评审对象多由队列按风险挑出，偏难，不能当作全部建议的质量。",
    ),
    Metric(
        code="coverage",
        label="评审覆盖率",
        form="share",
        unit="比例",
        better="up",
        formula="至少有一位主管评审过的建议 ÷ 全部给出的建议",
        caveat="只评了一条论断也算评过。",
    ),
    Metric(
        code="edit_distance",
        label="改写幅度",
        form="median",
        unit="比例",
        better="down",
        formula="每处生效的论断改写：编辑距离（Levenshtein，按字）÷ 较长一方的字数；取中位数",
        caveat="只算对单条论断的改写；字改得少不等于意思改得少。",
    ),
    Metric(
        code="reasons",
        label="驳回与改写原因",
        form="counts",
        unit="次",
        better="neither",
        formula="生效批注里每个原因出现的次数；一条批注可有几个原因",
        caveat="次数多少取决于评了多少，不同时期不能直接比。",
    ),
    Metric(
        code="turnaround",
        label="评审时效",
        form="lasting",
        unit="小时",
        better="down",
        formula="建议给出到第一位主管评审的小时数；还没评的按“至今仍在等”计（Kaplan–Meier 中位数）",
        caveat="P90 只按已评的算，偏乐观；还在等的条数写在旁边。",
    ),
    Metric(
        code="issue_close",
        label="客户问题解决闭环时长",
        form="lasting",
        unit="小时",
        better="down",
        formula="客户问题从登记到关闭的小时数；未关闭的按“至今仍开着”计（Kaplan–Meier 中位数）",
        caveat="只算登记了的问题；未关闭的多于一半时没有中位数，不猜。",
    ),
    Metric(
        code="sameness",
        label="话术雷同指数",
        form="mean",
        unit="相似度",
        better="down",
        formula=(
            "每条话术去掉客户事实后的说法，与别的客户最像的一条的相似度（双字集合 Jaccard，0 到 1），取平均；"
            "最近 200 条，给出时量过的用当时的数"
        ),
        caveat="开场、结束这类套话本来就像；超过 0.5 值得翻看。给出时量的，只比同单元同场景最近 30 条。",
    ),
    Metric(
        code="dropped",
        label="剔除率",
        form="ratio",
        unit="比例",
        better="down",
        formula="未证实而剔除的草稿 ÷（剔除的草稿 + 展示的事实）",
        caveat="摘编模式很少有未证实的；剔除少不说明展示的都对。早先没有分开计原因的建议不算，条数写在旁边。",
    ),
    Metric(
        code="refused",
        label="驳回未再用率",
        form="ratio",
        unit="比例",
        better="neither",
        formula="评审驳回过、因而没有再用的草稿 ÷（这些草稿 + 展示的事实）",
        caveat="多少取决于评审驳回过多少，也取决于草稿有多像；早先没有分开计原因的建议不算，条数写在旁边。",
    ),
    Metric(
        code="drafting",
        label="模型成稿率",
        form="share",
        unit="比例",
        better="up",
        formula=(
            "模型写的、通过角色、核验、语言、有用四项检查而采用的节 ÷ 交给模型写的节；"
            "其余由原文摘编，原因分别计数"
        ),
        caveat="没有采用的节，读者看到的是原文摘编，不会更差；按模型分开看，不同模型写的节未必一样难。",
    ),
    Metric(
        code="override",
        label="改判与采纳的结果之差",
        form="difference",
        unit="百分点",
        better="neither",
        formula=(
            "会面“有推进或赢单”的比例：主管改写或驳回过的建议 减 主管采纳的建议（Newcombe 区间）；"
            "只算结果反馈之前的评审"
        ),
        caveat="只是相关，不是因果：难办的客户更容易被改判，也更难推进；反馈了结果的会面也不是随机的。",
    ),
)
METRICS: dict[str, Metric] = {metric.code: metric for metric in _ALL}

Slice = Literal["rep", "unit", "scene", "prompt", "mode", "model", "week", "customer", "kind"]
SLICES: dict[Slice, str] = {
    "rep": "销售",
    "unit": "单元",
    "scene": "场景",
    "prompt": "提示词版本",
    "mode": "方式",
    "model": "模型",
    "week": "周",
    "customer": "客户",
    "kind": "类型",
}
