"""What things are called in Chinese, one word for one thing, as docs/words.md has them."""

from yiju.store.types import Suggestion, Verdict

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
CAUSES = {"unproven": "未证实", "refused": "评审驳回过", "": "原因未分开计"}
"""Why a draft was left out."""


def left_out(one: Suggestion) -> str:
    """How many drafts were left out, by cause; of a suggestion made before the causes were counted, in all."""
    if one.refused is None:
        return f"已剔除 {one.dropped} 条" + ("（含评审驳回过的，未分开计）" if one.dropped else "")
    return f"已剔除 {one.dropped} 条" + (f"，评审驳回过而未再用 {one.refused} 条" if one.refused else "")
