"""What somebody wants, read from what they typed: by rules, without a model.

A command accounts for the whole message, from its first word to its last. Whatever is left over is a
question, so that 北辰采纳了我们的方案吗 is never taken for one.
"""

from yiju.bots import intents_advice, intents_feedback, intents_lists
from yiju.bots.intent_types import Intent
from yiju.bots.names import Names
from yiju.bots.typed import Typed, bare, read_typed, unmarked

_TYPOS = {
    "采呐": "采纳", "采那": "采纳", "彩纳": "采纳", "踩纳": "采纳", "菜纳": "采纳",
    "博回": "驳回", "驳会": "驳回", "拨回": "驳回", "伯回": "驳回",
    "依椐": "依据", "依剧": "依据", "依劇": "依据", "一据": "依据", "依具": "依据",
    "话朮": "话术", "话数": "话术", "画术": "话术", "话属": "话术",
    "帮住": "帮助", "邦助": "帮助", "定阅": "订阅", "订月": "订阅", "退定": "退订", "推订": "退订",
    "休改": "修改", "修該": "修改",
}  # fmt: skip
"""Slips of pinyin that are no words of their own."""
_MOST = 1500
"""Characters of the longest command: a rewrite. What is longer was pasted."""
_LONG = ("拜访策略", "待办承诺", "订阅列表", "会后结果")
"""Commands long enough that one wrong character leaves no doubt."""


def read_intent(text: str, names: Names) -> Intent:
    """What is wanted. Never fails: what is no command is a question.

    Args:
        names: of the customers that this person may know of here; nobody else's are recognised.
    """
    typed = read_typed(text)
    if not typed.key.strip(" .。,，!！?？~…"):
        return Intent(kind="help") if "?" in typed.key else Intent(kind="empty")
    if len(typed.key) > _MOST:
        return intents_advice.question(typed, names)
    if found := intents_lists.read(_mended(unmarked(typed)), names):
        return found
    meant = _mended(bare(typed))
    for read in (intents_lists.read, intents_feedback.read, intents_advice.read):
        if found := read(meant, names):
            return found
    return intents_advice.question(typed, names)


def _mended(typed: Typed) -> Typed:
    """It with a slip in a leading command word (話数 at the end, too) put right; as long as before."""
    key = typed.key
    key = _TYPOS.get(key[:2], key[:2]) + key[2:]
    if key[-2:] in ("话朮", "话数"):
        key = key[:-2] + "话术"
    head = key[:4]
    for command in _LONG:
        wrong = [at for at in range(4) if head[at : at + 1] != command[at]]
        swapped = len(wrong) == 2 and sorted(head) == sorted(command)
        if len(head) == 4 and (len(wrong) == 1 or swapped) and (key[4:5] in " :,;的" or len(key) == 4):
            key = command + key[4:]
    return Typed(typed.text, key, typed.wished)
