"""What a model's words are held to, by name: the codes that are stored and counted, and what people are told.

People are told the check, never the words: what was refused may be the very thing that somebody wants shown.
"""

import hashlib
from collections.abc import Mapping
from typing import Literal

from yiju.store.types import Dropped

Check = Literal[
    "roles", "verdicts", "language", "usefulness", "ids", "contacts", "tags", "planted", "promise", "fields",
    "unreadable", "endpoint", "declined", "room", "refused", "rules",
]  # fmt: skip

TOLD: Mapping[str, str] = {
    "roles": "分不清是谁说的、谁承诺的、建议给谁",
    "verdicts": "没有通过核验",
    "language": "不是通顺的中文，或照抄了提示词",
    "usefulness": "对任何客户都成立，或说得比原文摘编少",
    "ids": "引用了没有给它的证据",
    "contacts": "写了资料里没有的网址或联系方式",
    "tags": "自己写了依据标签",
    "planted": "写了指挥人或机器的话",
    "promise": "许诺了资料里没有的事",
    "fields": "夹带了没有要的内容",
    "unreadable": "回答读不出来",
    "endpoint": "服务不可用",
    "declined": "认为没有可写的内容",
    "room": "没有可以交给它的资料",
    "refused": "写的都是评审驳回过的",
    "rules": "写的都违反销售办公室的规定",
}
"""Code → what a person is told of it."""

CHECKS: tuple[Check, ...] = ("roles", "verdicts", "language", "usefulness")
"""What a whole section is held to (``llm_gate``)."""

WITHHELD = "（大模型的原话没有留下）"


def digest_of(words: str) -> str:
    """By which words can be known again that were not kept: the first 16 hex digits of their SHA-256."""
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


def unsaid(lost: Dropped) -> Dropped:
    """What is kept of a draft left out: where a check refused a model's words, no word of them.

    What reviewers or the sales office refused is kept as it is where it passed the checks besides.
    """
    if not lost.check:
        return lost
    return lost.model_copy(
        update={"text": WITHHELD, "reason": TOLD[lost.check], "digest": digest_of(lost.text)}
    )
