"""Sentences that speak to a machine, or carry a tag of their own: no evidence, whoever put them there.

Shown as a fact they would read as one, and a forged 〔依据…〕 inside a quote would pass for a source.
"""

from functools import lru_cache

import regex

from yiju.copilot.lookalikes import plain
from yiju.copilot.machine_reader import speaks_to_machine
from yiju.copilot.tags import bears_tag

_BEFORE = "(?:你|掉|了)*(?:以上|上述|上面|之前|此前|前面|先前|所有|全部|一切|任何|原有|原来)[^。！？\\n]{0,8}"
_ORDER = regex.compile(
    f"(?:忽略|无视|忘记|忘掉|跳过|不要理会|不必理会){_BEFORE}(?:指令|指示|提示词|设定)"
    rf"|^\W*(?:[问答QA]\s*[:：]\s*)?(?:请|你|现在|从现在起|\s)*(?:忽略|无视|忘记|忘掉|跳过){_BEFORE}"
    "(?:要求|规则|提示|内容|说明|限制)"
    r"|^\W*(?:请|你|现在|\s)*(?:忽略|无视|忘记|忘掉)掉?(?:前文|上文|前述|以上|上述|之前)的?(?:所有|全部|一切)?(?:信息|文字|内容)?"
    r"[，,并且后再\s]+(?:直接|只|请|转而|改为)*(?:回答|回复|输出|告[知诉]|说|写|答复|宣布)"
    r"|(?:以上|上述|之前|此前|前面)的?(?:所有|全部)?(?:指令|提示词?|指示)[^。！？\n]{0,4}(?:作废|无效|失效)"
    r"|不要?再?(?:按|遵守|遵循|听从)照?[^，。\n]{0,4}(?:之前|此前|以上|上述|前面|先前)[^，。\n]{0,4}"
    r"(?:提示词?|指令|指示|设定|规则)来?(?:回答|答复|回复|输出)"
    r"|系统提示词|系统提示语|开发者模式|越狱模式"
    r"|[\[【<〔]\s*(?:系统|管理员|上帝|调试|超级用户|无限制|DAN)级?模式|(?:系统|管理员|上帝)模式(?:已经?)?(?:启动|开启|激活)"
    r"|(?:提示词注入|prompt\s+injection)(?:\s*test|测试)?\s*[:：]"
    r"|新(?:的)?(?:任务|指令)\s*[:：]\s*(?:写|说|回|答|忽|输|请|把|将|你)|\bnew\s+(?:system\s+)?instructions?\s*[:：]"
    r"|(?:ignore|disregard|forget|override)\s+(?:(?:all|any|the|your|everything)\s+)*(?:previous|prior|above|earlier|preceding)"
    r"\s+(?:\w+\s+)?(?:instructions?|prompts?|rules?|directions?|messages?|context)\b"
    r"|(?:ignore|disregard|forget)\s+(?:the\s+)?(?:above|foregoing)(?:,|\s+and|\s+text|\s+content)?[\s,]+(?:and\s+)?(?:just\s+)?"
    r"(?:say|tell|print|answer|output|respond|write|state|return|report)"
    r"|(?:ignore|disregard|forget)\s+(?:everything|(?:the|all|any)\s+(?:text|content|information|instructions?))\s+"
    r"(?:above|before|you\s+(?:were|have\s+been|know))"
    r"|^\W*(?:user|human)\s*:.{0,200}\b(?:assistant|AI)\s*:|^\W*AI\s*:\s*(?:the|yes|no|sure|ok|I)\b"
    r"|^\s*[\[<|{#*]*\s*(?:system|assistant|developer)\s*[\]>|}*]*\s*(?:prompt|message)?\s*[:：>]"
    r"|^\s*[\[<【]\s*(?:system|assistant|developer)\s*[\]>】]"
    r"|system\s+prompt|<\|(?:im_start|im_end|system|endoftext)\|?>?|\[/?INST\]|<</?SYS>>"
    r"|</?(?:context|documents?|资料|系统|指令|system|instructions?|prompt|assistant)>",
    regex.IGNORECASE,
)
_BRACKETED = regex.compile(
    r"[\[【{<〔(「]\s*(?:系统|AI|人工智能|智能助手|助手|大模型|system|assistant)(?:消息|提示|通知|指令)?\s*[:：]"
    r"[^\]】}>〕)」]{0,80}(?:改[报为成说写称用]|写[明成为]|说[成明]|答[复为]|回[复答]|忽略|无视|请|务必|一律|输出|照[办做录])"
    r"|[\[【〔<]\s*[^\]】〕>\n]{0,12}系统(?:指令|命令|强制|核验|覆盖|最高)",
    regex.IGNORECASE,
)
_VOUCHED = regex.compile(
    r"[\"“']verdict[\"”']\s*[:：]|\bverdict\s*[:=：]\s*[\"']?(?:supported|entailed|verified)"
    r"|[\"“'](?:confidence|entailment|supported|verified)[\"”']\s*[:：]\s*[\"']?(?:1\b|0\.\d|true|high|yes|supported|9\d|100)"
    r"|(?:核验|核对|可信度|置信度|校验|引用无误)[^。！？\n]{0,20}(?:请|可)?(?:直接|放心)?(?:采信|照录|照搬|照抄)",
    regex.IGNORECASE,
)
_CLAIM = regex.compile(
    r"已(?:经)?(?:被|由)?[^，。；\n]{0,6}(?:核验|核对|核实|验证|校验|查证)|(?:核验|核对|校验|验证)(?:结果)?\s*[:：为]?\s*(?:通过|无误)"
    r"|可信度|置信度|引用无误|\b(?:verified|fact-checked|confidence|verdict|supported)\b",
    regex.IGNORECASE,
)


@lru_cache(maxsize=1 << 15)
def is_planted(text: str) -> bool:
    """Whether a sentence orders a machine about, vouches for itself as a checker would, or bears a tag such
    as only we print.

    Invisible characters, look-alike forms of a letter and blanks between Chinese characters do not help it.
    """
    seen = plain(text)
    return (
        _ORDER.search(seen) is not None
        or _BRACKETED.search(seen) is not None
        or _VOUCHED.search(seen) is not None
        or speaks_to_machine(seen)
        or bears_tag(text)
    )


def claims_checked(text: str) -> bool:
    """Whether a sentence says of itself that it was verified: planted where it stands beside a forged tag."""
    return _CLAIM.search(plain(text)) is not None
