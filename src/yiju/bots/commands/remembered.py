"""记忆: what is remembered of this person here, all of it; shown as the viewer may see it now."""

from yiju.bots.hearing import Hearing, say_button
from yiju.bots.intent_types import Intent
from yiju.bots.showing import title_of
from yiju.bots.tidying import MEMORIES
from yiju.bots.types import Line, Turn
from yiju.ingest.visible import visible_line

_WAITED = {
    "customer": "是哪个客户",
    "scene": "是什么场景",
    "reason": "驳回或不好的原因",
    "rewrite": "改好的那句话",
    "outcome": "会谈结果",
    "which": "是哪一份建议的结果",
    "confirm": "要不要记下您的意见",
}
"""What was asked back, by its kind."""
_LISTS = {"customers": "客户清单", "commitments": "待办承诺", "sources": "依据清单", "told": "主动发的消息"}


def remembered(h: Hearing, intent: Intent) -> Turn:
    """What is remembered; it stays."""
    memory = h.memory
    lines = [Line(text="这个聊天里，我只记得这些：", style="heading")]
    if h.customer:
        lines.append(Line(lead="正在说的客户：", text=visible_line(h.called[h.customer.id]), style="item"))
    if h.shown:
        page = f"，看到第 {memory.page + 1} 页" if len(h.shown.pages) > 1 else ""
        lines.append(Line(lead="最近给您看的：", text=f"{title_of(h.shown.suggestion)}{page}", style="item"))
    if waited := _waited(h):
        lines.append(waited)
    if len(lines) == 1:
        lines = [Line(text="这个聊天里，我现在什么都没记。")]
    lines.append(
        Line(
            text=f"不记资料内容和聊过的话；{MEMORIES.days} 天没有说话就删掉。"
            "发“忘记对话”马上清除。建议和您的反馈是记录，不在这里。",
            style="note",
        )
    )
    turn = h.say(*lines, title="记忆", buttons=[say_button("忘记对话", "忘记对话")])
    return turn.model_copy(update={"memory": memory})


def _waited(h: Hearing) -> Line | None:
    """What the bot waits for, or which list a number would be of; the words of an open request with it."""
    pending = h.memory.pending
    kind = str(pending.get("kind") or "")
    if kind == "list":
        return Line(lead="最近的清单：", text=_LISTS.get(str(pending.get("what")), "清单"), style="item")
    if kind not in _WAITED:
        return None
    own = (pending.get("intent") or {}).get("text") or pending.get("words") or ""
    said = f"（您说的：{visible_line(str(own), 60)}）" if own else ""
    return Line(lead="在等您回答：", text=f"{_WAITED[kind]}{said}", style="item")
