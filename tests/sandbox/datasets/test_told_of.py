"""What a rewrite says that somebody did, said or agreed is taught only where the prompt bears it out."""

import json

import pytest

from tests.sandbox.datasets.test_export import lines_of
from tests.support.trainable import HEAD, judge, strategy
from yiju.sandbox.datasets.export import export
from yiju.sandbox.datasets.told_of import unproven
from yiju.sandbox.datasets.types import DatasetKind, Filters
from yiju.store.store import Store
from yiju.store.types import Claim

ASK = Claim(id="q1", nature="advice", text="请问二号仓库何时收货？", rests_on=("c0",))
INVENTED = "客户已经看过也很满意"
NAMES = ("莱茵汽车", "王工")


def _told(text: str, *known: str, proven: bool = False) -> str:
    return unproven(text, known, NAMES, lambda _clause: proven)


@pytest.mark.parametrize(
    "text",
    [
        "客户已经同意", "对方上次答应了先付一半。", "王工说过价格没问题", "莱茵汽车很满意",
        "他们认可我们的方案", "会上已敲定", "合同已签", "贵方昨天确认了验收标准", "先感谢，因为您已经批准",
    ],
)  # fmt: skip
def test_what_tells_of_somebodys_doing(text: str) -> None:
    assert _told(text) in text != ""
    assert _told(text)
    assert _told(text, proven=True) == ""
    assert _told(text, f"他写道：{text}") == ""


@pytest.mark.parametrize(
    "text",
    [
        "请客户确认交期", "想请问您是否已经同意？", "返修的事，我们想先听听您的想法。", "若客户同意则推进",
        "问清谁已经同意", "争取客户认可", "先了结我方逾期事项，当面给出完成日期", "回应客户的要求",
        "针对客户要求的交期给出计划", "不要承诺", "我们会尽快给您答复", "把对账单带上",
    ],
)  # fmt: skip
def test_questions_orders_and_wishes_tell_nothing(text: str) -> None:
    assert _told(text) == ""


@pytest.mark.parametrize("kind", ["sft", "dpo"])
def test_an_invented_statement_is_left_out_and_counted(furnished: Store, kind: DatasetKind) -> None:
    strategy(furnished, "s1", extra=(ASK,))
    judge(furnished, HEAD, "s1", "c0")
    judge(furnished, HEAD, "s1", "q1", "edit", rewrite=f"{INVENTED}，请问何时收货？")
    everything = export(furnished, HEAD, Filters(kind=kind, unsupported=True))
    (wrong,) = [
        row for row in lines_of(everything) if INVENTED in json.dumps(row["text"], ensure_ascii=False)
    ]
    assert wrong["supported"] is False
    if kind == "sft":
        made = export(furnished, HEAD, Filters(kind=kind))
        assert made.manifest["left_out"]["rewrite_unproven"] == 1
        assert INVENTED not in json.dumps(lines_of(made), ensure_ascii=False)
        assert "没有依据" in (made.folder / "README.md").read_text("utf-8")


def test_one_that_its_evidence_bears_out_is_taught(furnished: Store) -> None:
    strategy(furnished, "s1", extra=(ASK,))
    judge(furnished, HEAD, "s1", "c0")
    judge(
        furnished, HEAD, "s1", "q1", "edit", rewrite="莱茵汽车要求：铝壳m在13天内交到二号仓库，请问何时收货？"
    )
    made = export(furnished, HEAD, Filters(kind="sft"))
    (row,) = [row for row in lines_of(made) if "q1" in row["claims"]]
    assert row["supported"] is True
