"""帮助, 你好, 谢谢, 忘记对话, 取消, and a number that answers nothing."""

from yiju.bots.hearing import Hearing, say_button
from yiju.bots.intent_types import Intent
from yiju.bots.types import Memory, Turn
from yiju.bots.wording import help_lines, welcome_lines


def help_(h: Hearing, intent: Intent) -> Turn:
    """What can be typed."""
    return h.say(*help_lines(example(h)), title="帮助")


def hello(h: Hearing, intent: Intent) -> Turn:
    """Who we are."""
    name = example(h)
    said = [f"拜访策略 {name}", "待办承诺"] if name else []
    return h.say(
        *welcome_lines(name), title="您好", buttons=[say_button(one, one) for one in (*said, "帮助")]
    )


def thanks(h: Hearing, intent: Intent) -> Turn:
    """No more than is needed; what was shown stays in reach."""
    return Turn(messages=h.say("不客气。" if "谢" in h.incoming.text else "好的。").messages, memory=h.memory)


def forget(h: Hearing, intent: Intent) -> Turn:
    """Forget what was spoken of here. Advice and feedback are records, and stay."""
    turn = h.say("好，刚才说的客户和话题都忘了。已经给出的建议和您的反馈仍在记录里。")
    return turn.model_copy(update={"memory": Memory()})


def cancel(h: Hearing, intent: Intent) -> Turn:
    """No longer wait for an answer."""
    return h.say("好，不选了。" if h.memory.pending else "没有在等您回答的问题。")


def number(h: Hearing, intent: Intent) -> Turn:
    """A number, though nothing was asked."""
    said = intent.numbers[0]
    if h.shown is None:
        return h.say(f"“{said}”是指什么？发“帮助”看可以怎么说。")
    ways = (f"依据 {said}", f"采纳 {said}")
    buttons = [say_button(way, way) for way in ways]
    return h.say(f"“{said}”是指什么？发“依据 {said}”看原文，“采纳 {said}”采纳第 {said} 条。", buttons=buttons)


def empty(h: Hearing, intent: Intent) -> Turn:
    """Nothing was typed."""
    return Turn(messages=h.say("没有看到文字。发“帮助”看可以怎么说。").messages, memory=h.memory)


def example(h: Hearing) -> str:
    """A customer's name to show what to type: the one talked of, else the first."""
    if h.customer:
        return h.called[h.customer.id]
    return next(iter(h.called.values()), "")
