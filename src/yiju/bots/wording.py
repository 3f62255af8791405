"""What bots say, where it is not made from material."""

from yiju.bots.types import Line

BACK = "（发“取消”可以不选。）"
NOTHING_SHOWN = "还没有可以操作的建议。先要一份，例如：拜访策略 客户名称。"
A_LIST = "上面是清单，不是建议，不用评。要看原文发“依据 1”。"
NO_CUSTOMERS = "您还看不到任何客户的资料。请管理员把您加入客户所属的单元，或先导入资料。"
NO_REASON = "好，不填原因也行。"


def help_lines(customer: str) -> tuple[Line, ...]:
    """What can be typed, with one of the reader's own customers as the example."""
    name = customer or "客户名称"
    rows = (
        (f"拜访策略 {name} 谈续约", "见客户前看什么、谈什么、问什么"),
        (f"话术 {name} 催款", "怎么开口、对方怎么答、怎么接；可加“对李总”"),
        (f"{name}的付款条件是什么？", "直接提问；资料里没有会直说"),
        ("依据 3", "看第 3 处依据的原文和上下文"),
        ("采纳 2 / 修改 2：… / 驳回 2 原因", "对第 2 条的意见；不写编号就是整份"),
        ("👍 有用 / 👎 没用", "建议本身好不好"),
        ("用了 / 没用上 / 会后：有推进", "会谈之后说一声：会上用没用、结果怎样"),
        ("待办承诺", "我方和客户还没兑现的事"),
        ("我的客户 / 今天的拜访 / 订阅列表", ""),
        ("更多 / 记忆 / 忘记对话 / 帮助", ""),
    )
    lines = [Line(text="直接打字就行：", style="plain")]
    for typed, about in rows:
        lines.append(Line(lead=typed, text=f"　{about}" if about else "", style="item"))
    return tuple(lines)


def welcome_lines(customer: str) -> tuple[Line, ...]:
    """The first thing said."""
    name = customer or "客户名称"
    return (
        Line(text="您好，我是“依据”：把客户资料变成拜访策略和话术，每条都标出处。"),
        Line(text=f"试试：“拜访策略 {name}”，或直接问“{name}的付款条件是什么？”"),
        Line(text="发“帮助”看全部用法。", style="note"),
    )
