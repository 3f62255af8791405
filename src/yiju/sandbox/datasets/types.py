"""What a dataset is asked for, and what an example is on its way into one. All immutable."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import Field

from yiju.store.types import Frozen

DatasetKind = Literal["sft", "dpo", "eval"]
Split = Literal["train", "validation", "test"]
Level = Literal["claim", "section", "suggestion"]

KINDS: tuple[DatasetKind, ...] = ("sft", "dpo", "eval")
SPLITS: tuple[Split, ...] = ("train", "validation", "test")


class Filters(Frozen):
    """Which examples are wanted.

    Attributes:
        kind: the form.
        customer: by name or alias; empty for all. ``unit``: as well.
        since: only what was judged from this moment on (by its newest verdict in force).
        min_reviewers: fewest reviewers of each thing.
        min_agreement: least share of them that gave the most frequent verdict, in [0, 1].
        prompt: beginning of the label of the prompt file it is laid out with, as ``visit-strategy.v1``.
        unsupported: also rewrites that say what neither their source nor their prompt does.
        keep_personal: why personal data stays in; empty: it is masked.
    """

    kind: DatasetKind
    customer: str = ""
    unit: str = ""
    since: dt.datetime | None = None
    min_reviewers: int = Field(1, ge=1, le=100)
    min_agreement: float = Field(0.0, ge=0, le=1, allow_inf_nan=False)
    prompt: str = ""
    unsupported: bool = False
    keep_personal: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """As the manifest tells them."""
        return self.model_dump(mode="json", exclude={"kind", "keep_personal"})


@dataclass(frozen=True, slots=True)
class Draft:
    """An example before it is masked and placed.

    Attributes:
        key: what it is made of, in words that never change: its id is their hash.
        form: ``sft``, ``dpo``, or an eval suite (``strategy``, ``talk``, ``support``).
        line: the training line; an assistant's ``content`` may still be an object, to be written as JSON.
        verdicts: of its claims; ``reviewers``: who gave them.
        through: ``claim``, or ``suggestion`` where a claim was accepted with the whole.
        supported: whether every rewritten fact in it is supported by what it cites, and all rewritten advice
            says only what its prompt does; None where nothing was rewritten.
    """

    key: str
    form: str
    line: dict[str, Any]
    level: Level
    suggestion_id: str
    unit: str
    units: tuple[str, ...]
    customer_id: str
    created: dt.datetime
    claims: tuple[str, ...]
    annotations: tuple[str, ...]
    reviewers: tuple[str, ...]
    verdicts: tuple[str, ...]
    through: Literal["claim", "suggestion"]
    documents: frozenset[str]
    scene: str = ""
    prompt: str = ""
    prompts: tuple[str, ...] = ()
    agreement: float = 1.0
    supported: bool | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """An example in its place: ``line`` as it is written, ``sha256`` of it."""

    id: str
    draft: Draft
    line: dict[str, Any]
    text: str
    sha256: str
    split: Split
    group: str
    masked: dict[str, int]

    @property
    def path(self) -> str:
        """The file it stands in: a split's; of eval cases a suite's within its split."""
        if self.draft.form in KINDS:
            return f"{self.split}.jsonl"
        return f"{self.split}/{self.draft.form}.jsonl"


@dataclass
class Tally:
    """How much was left out, by reason, and of which units it was."""

    counts: Counter[tuple[frozenset[str], str]] = field(default_factory=Counter)

    def out(self, reason: str, units: Iterable[str], many: int = 1) -> None:
        """Count something left out. ``units``: all that were read for it."""
        self.counts[frozenset(units), reason] += many

    def within(self, units: Iterable[str] | None = None) -> dict[str, int]:
        """Counts by reason of what is of these units alone; None for all. No other unit is told of."""
        own = None if units is None else frozenset(units)
        found: Counter[str] = Counter()
        for (of, reason), many in self.counts.items():
            if own is None or of <= own:
                found[reason] += many
        return dict(sorted((+found).items()))


REASONS: dict[str, str] = {
    "contested": "有分歧，未裁定",
    "too_few_reviewers": "评审人数不够",
    "low_agreement": "一致率不够",
    "older": "评审早于所选日期",
    "opted_out": "评审人或提出人不同意用于训练",
    "customer_opted_out": "客户不同意用于训练",
    "several_customers": "涉及几个客户，归不到一个",
    "other_units": "还用到别的单元的资料",
    "forgotten": "所依据的资料已删除",
    "source_gone": "引用的原文读不到了",
    "no_words": "改写的文字已抹去",
    "whole_rewrite": "整条改写，不是模型的输出格式",
    "not_judged": "没有评审结论",
    "no_ground": "建议所依据的事实都不能用",
    "no_form": "模型的输出格式里没有它的位置",
    "line_incomplete": "一条话术里有的句子没有结论",
    "too_long": "超出提示词的长度上限",
    "same_text": "改写前后相同",
    "not_comparable": "驳回的原因不在内容本身",
    "no_counterpart": "驳回的一条没有可比的采纳条",
    "rewrite_unsupported": "改写的事实没有通过核验",
    "rewrite_ungrounded": "改写里有提示词中没有的内容",
    "rewrite_unproven": "改写里说谁做过、说过或同意什么，没有依据",
    "other_prompt": "不是所选的提示词",
    "nothing_to_expect": "写不成可核对的期望",
    "personal_words": "去掉个人信息后写不成用例",
    "duplicate": "重复",
    "near_duplicate": "几乎重复",
    "split_conflict": "客户在以前的数据集版本里属于不同的部分",
    "out_of_time": "时间上不属于它那一部分",
}
"""Why something is left out, in words for people."""
