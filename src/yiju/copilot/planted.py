"""Sentences that speak to a machine, or carry a tag of their own: no evidence, whoever put them there.

Shown as a fact they would read as one, and a forged 〔依据…〕 inside a quote would pass for a source.
"""

import regex

from yiju.copilot.lookalikes import plain
from yiju.copilot.tags import bears_tag

_BEFORE = "(?:你|掉|了)*(?:以上|上述|上面|之前|此前|前面|先前|所有|全部|一切|任何|原有|原来)[^。！？\\n]{0,8}"
_ORDER = regex.compile(
    f"(?:忽略|无视|忘记|忘掉|跳过|不要理会|不必理会){_BEFORE}(?:指令|指示|提示词|设定)"
    rf"|^\W*(?:请|你|现在|从现在起|\s)*(?:忽略|无视|忘记|忘掉|跳过){_BEFORE}(?:要求|规则|提示|内容|说明|限制)"
    r"|系统提示词|系统提示语|开发者模式|越狱模式"
    r"|你(?:现在)?(?:是|扮演|充当)(?:一[个名位])?[^，。]{0,8}(?:AI|人工智能|语言模型|大模型)"
    r"|(?:ignore|disregard|forget)\s+(?:(?:all|any|the|your|everything)\s+)*(?:previous|prior|above|earlier|preceding)"
    r"\s+(?:\w+\s+)?(?:instructions?|prompts?|rules?|directions?|messages?|context)\b"
    r"|^\s*[\[<|{#*]*\s*(?:system|assistant|developer)\s*[\]>|}*]*\s*(?:prompt|message)?\s*[:：>]"
    r"|system\s+prompt|<\|(?:im_start|im_end|system|endoftext)|\[/?INST\]|<</?SYS>>",
    regex.IGNORECASE,
)


def is_planted(text: str) -> bool:
    """Whether a sentence orders a machine about or bears a tag such as only we print.

    Invisible characters, look-alike forms of a letter and blanks between Chinese characters do not help it.
    """
    return _ORDER.search(plain(text)) is not None or bears_tag(text)
