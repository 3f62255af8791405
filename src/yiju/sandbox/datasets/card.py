"""The card of a snapshot, in Chinese and English: what it holds, how it leans, what it cannot do."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from statistics import median
from typing import Any

from yiju.models.tokens import count_tokens
from yiju.sandbox.datasets.build import Built
from yiju.sandbox.datasets.types import REASONS, SPLITS, Example
from yiju.sandbox.moments import local, shown

_FORMS = {
    "sft": "OpenAI 对话格式（messages）/ OpenAI chat format",
    "dpo": "TRL 对话偏好格式（prompt、chosen、rejected）/ TRL conversational preference format",
    "eval": "yiju eval 的用例（strategy、talk、support）/ cases of the suites",
}
_NAMES = {"train": "训练 train", "validation": "验证 validation", "test": "测试 test"}
_RULINGS = {"accept": "采纳 accept", "edit": "改写 edit", "reject": "驳回 reject"}
_HEAVY = 0.5
"""Share from which one customer, unit, scene or reviewer outweighs the others."""
_MOST = 12


def card_of(built: Built, manifest: dict[str, Any]) -> str:
    """The card as Markdown."""
    examples = built.examples
    parts = [
        f"# {manifest['id']}\n",
        _head(manifest),
        _splits(built),
        _table("各客户 By customer", examples, lambda e: [built.customers[e.draft.customer_id]]),
        _table("各单元 By unit", examples, lambda e: [e.draft.unit]),
        _table("各场景 By scene", examples, lambda e: [e.draft.scene]),
        _table("评审人（化名）By reviewer (pseudonyms)", examples, _pseudonyms(examples)),
        _table("结论 By verdict", examples, lambda e: [_RULINGS[v] for v in e.draft.verdicts]),
        _table("粒度 By level", examples, lambda e: [e.draft.level]),
        _lengths(examples),
        _agreement(examples),
        _left_out(manifest),
        _masking(manifest),
        _caveats(built, manifest),
    ]
    return "\n".join(parts)


def _head(manifest: dict[str, Any]) -> str:
    asked = {name: value for name, value in manifest["filters"].items() if value not in ("", None, False)}
    rows = {
        "格式 Form": _FORMS[manifest["kind"]],
        "生成 Created": f"{shown(dt.datetime.fromisoformat(manifest['created']))}，{_cell(manifest['by'])}",
        "单元 Units": "、".join(map(_cell, manifest["units"])),
        "筛选 Filters": "、".join(f"{name}={_cell(str(value))}" for name, value in asked.items()),
        "提示词 Prompts": "、".join(manifest["prompts"]) or "—",
        "代码 Code": f"yiju {manifest['code']['yiju']}",
        "内容哈希 Content": f"`{manifest['content_sha256']}`",
    }
    return _rows(("项目", ""), rows.items())


def _splits(built: Built) -> str:
    rows = []
    for split in SPLITS:
        ours = [one for one in built.examples if one.split == split]
        days = sorted(local(one.draft.created).date().isoformat() for one in ours)
        span = f"{days[0]} — {days[-1]}" if days else "—"
        rows.append((_NAMES[split], f"{len(ours)} | {len({one.group for one in ours})} | {span}"))
    head = ("部分 Split", "样本 Examples | 客户 Customers | 建议的时间 Time of the suggestions")
    return "## 划分 Splits\n\n" + _rows(head, rows) + (
        "\n同一客户（含别名、跨单元）只在一个部分；测试的建议都晚于训练和验证的。\n"
        "A customer, under all its names, is in one split; every test suggestion is later than the others.\n"
    )  # fmt: skip


def _table(title: str, examples: Iterable[Example], of: Callable[[Example], Iterable[str]]) -> str:
    counts = Counter(name for example in examples for name in of(example))
    total = sum(counts.values()) or 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = [(_cell(name), f"{many} | {many / total:.0%}") for name, many in ordered[:_MOST]]
    if rest := sum(many for _, many in ordered[_MOST:]):
        rows.append((f"其余 {len(ordered) - _MOST} 项 others", f"{rest} | {rest / total:.0%}"))
    return f"## {title}\n\n" + _rows(("", "数量 Count | 占比 Share"), rows)


def _pseudonyms(examples: Iterable[Example]) -> Callable[[Example], Iterable[str]]:
    counts = Counter(name for example in examples for name in example.draft.reviewers)
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    given = {name: f"评审{number}" for number, name in enumerate(ordered, 1)}
    return lambda example: [given[name] for name in example.draft.reviewers]


def _lengths(examples: Iterable[Example]) -> str:
    counts = sorted(count_tokens(one.text) for one in examples)
    told = f"中位 median {median(counts):.0f}，最长 longest {counts[-1]}" if counts else "—"
    return f"## 长度 Length\n\n每行估计的 token 数（上限估计）Tokens a line, estimated from above：{told}。\n"


def _agreement(examples: Iterable[Example]) -> str:
    several = [one.draft.agreement for one in examples if len(one.draft.reviewers) > 1]
    alone = sum(len(one.draft.reviewers) == 1 for one in examples)
    mean = f"{sum(several) / len(several):.0%}" if several else "—"
    return (
        "## 一致 Agreement\n\n"
        f"多人评审的样本 {len(several)} 个，平均一致率 {mean}；只有一人评审的 {alone} 个。"
        f" {len(several)} examples with several reviewers, mean agreement {mean}; {alone} with one alone.\n"
    )


def _left_out(manifest: dict[str, Any]) -> str:
    rows = [(f"{REASONS[name]} `{name}`", str(many)) for name, many in manifest["left_out"].items()]
    return "## 没有收进来的 Left out\n\n" + _rows(("原因 Reason", "数量 Count"), rows or [("—", "0")])


def _masking(manifest: dict[str, Any]) -> str:
    masking = manifest["masking"]
    if not masking["on"]:
        told = f"**没有遮盖 Not masked**：{_cell(masking['reason'])}"
    else:
        listed = "、".join(f"{kind} {many}" for kind, many in masking["masked"].items()) or "0"
        told = f"已遮盖 Masked：{listed}。公司名称不遮盖 Company names are kept."
    return f"## 个人信息 Personal data\n\n{told}\n"


def _caveats(built: Built, manifest: dict[str, Any]) -> str:
    lines = [f"- {one}" for one in [*_leanings(built), *_limits(built, manifest)]]
    return "## 已知的偏差与限制 Known biases and limits\n\n" + "\n".join(lines) + "\n"


def _leanings(built: Built) -> list[str]:
    sorts: dict[str, Callable[[Example], Iterable[str]]] = {
        "客户 customer": lambda e: [built.customers[e.draft.customer_id]],
        "单元 unit": lambda e: [e.draft.unit],
        "场景 scene": lambda e: [e.draft.scene],
        "评审人 reviewer": _pseudonyms(built.examples),
    }
    found = []
    for sort, of in sorts.items():
        counts = Counter(name for example in built.examples for name in of(example))
        name, many = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
        if many / sum(counts.values()) >= _HEAVY:
            found.append(
                f"{sort}：{_cell(name)} 占 {many / sum(counts.values()):.0%}，模型会偏向它 outweighs."
            )
    return found


def _limits(built: Built, manifest: dict[str, Any]) -> list[str]:
    found = []
    if through := sum(one.draft.through == "suggestion" for one in built.examples):
        found.append(f"{through} 个样本的论断是随整条建议一起采纳的，没有逐条评审 accepted as a whole.")
    if wrong := sum(one.draft.supported is False for one in built.examples):
        found.append(f"{wrong} 个样本的改写没有通过自动核验（--unsupported 留下的）rewrites not verified.")
    empty = [split for split, many in built.counts.items() if not many]
    if empty:
        found.append(f"没有样本的部分 Splits without examples：{'、'.join(empty)}。")
    if len(built.examples) < 100:
        found.append("样本很少，只够试跑 Few examples: enough to try, not to conclude.")
    found.append(
        "提示词由保存的引用重建，不含当时检索到而没有引用的资料 "
        "Prompts are rebuilt from kept citations; what was retrieved and not cited is not in them."
    )
    if manifest["masking"]["on"]:
        found.append(
            "遮盖按规则，可能漏掉没有登记的人名 Masking is by rules: a name that nothing lists may remain."
        )
    return found


def _rows(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    columns = 1 + head[1].count(" | ") + 1
    lines = [f"| {head[0]} | {head[1]} |", "|" + "---|" * columns]
    return "\n".join([*lines, *(f"| {name} | {value} |" for name, value in rows)]) + "\n"


def _cell(text: str) -> str:
    """A name from outside, as it may stand in a table."""
    flat = " ".join(text.split())
    return "".join("\\" + char if char in "\\`*_[]<>|#" else char for char in flat)
