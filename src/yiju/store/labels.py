"""What things are called in Chinese, one word for one thing, as docs/words.md has them."""

from yiju.store.types import Verdict

ADVICE = {"strategy": "拜访策略", "talk": "话术", "answer": "回答"}
"""Kinds of suggestions."""
DOCUMENTS = {
    "call": "通话",
    "mail": "邮件",
    "contract": "合同",
    "tender": "招标",
    "report": "报告",
    "news": "新闻",
    "post": "动态",
    "note": "其他",
}
"""Kinds of documents."""
VERDICTS: dict[Verdict, str] = {"supported": "有依据", "conflict": "说法不一", "unsupported": "未证实"}
"""What checking found of a fact."""
