"""What a person says of advice that they were shown: a proposal to keep it must rest on their own words."""

import regex

from yiju.copilot.agent.own_words import clauses
from yiju.copilot.agent.types import FeedbackKind
from yiju.store.labels import Outcome

_NO = r"(?<![不没沒未无別别])"
_CUES: dict[FeedbackKind, str] = {
    "adopted": rf"{_NO}(?:采纳|採納|采用|接受|同意)|按[着照]?[这它第]|照[这着它]|就用|就这么|听你的|\badopt",
    "edited": r"改成|改为|改一?下|改作|换成|修改|应该是|写成|\b(?:change|edit)",
    "up": rf"{_NO}(?:有用|有帮助|好用|不错|喜欢)|(?<!不)(?:[很挺真太]好|说得对|很准|点赞)|[👍赞]|好评"
    r"|\b(?:useful|helpful|good|great)\b",
    "down": r"[没沒无](?:有|啥|什么)?(?:用|帮助|意思|道理)|不(?:好|对|准|行|喜欢|靠谱|实用|贴切|具体)|差|👎"
    r"|废话|错了|太[泛空虚长]|帮助不大|\b(?:useless|wrong|bad)\b",
    "used": rf"{_NO}(?:用[了上到过]|[讲说提谈聊][了到过]|拿出来|抛出)|\bused\b",
    "unused": r"[没沒未]有?(?:用|讲|说|提|谈|聊|来得及|机会|拿出)|\b(?:not used|unused)\b",
    "outcome": "",
}
_OUTCOMES: dict[Outcome, str] = {
    "forward": rf"{_NO}(?:推进|进展|松口|答应|同意|愿意|认可|约了)|顺利|往前|更近|进一步",
    "same": r"[没沒]有?(?:变化|进展|结果|推进|谈成|动静)|原地|老样子|不变",
    "back": r"倒退|退步|变差|更糟|反感|恶化|生气|拒绝|不愉快",
    "won": rf"{_NO}(?:赢|拿下|签[了下约]|成交|中标|成了)|\bwon\b",
    "lost": r"丢[单了]|输了|落标|[没沒]有?(?:拿下|中标|签成)|[给选]了别|黄了|\blost\b",
}
_ANY = "|".join(cue for cue in (*_CUES.values(), *_OUTCOMES.values()) if cue)
_MORE = (
    r"[吗呢]|什么|多少|几|哪|谁|怎么|如何|是否|有没有|策略|话术|帮我|给我|查|告诉|准备|列出|介绍"
    r"|\b(?:what|how|when|who|which)\b"
)


def voiced(kind: FeedbackKind, outcome: Outcome, said: str) -> bool:
    """Whether a person said so in this, and did not ask it: 好的 alone is no opinion of any kind."""
    cue = _OUTCOMES.get(outcome, "") if kind == "outcome" else _CUES[kind]
    return bool(cue) and any(_has(cue, clause.text) for clause in clauses(said) if not _asks(clause.end))


def more_asked(said: str) -> bool:
    """Whether they ask for something beside what they think of the advice."""
    return any(
        _asks(clause.end) or _has(_MORE, clause.text)
        for clause in clauses(said)
        if _asks(clause.end) or not _has(_ANY, clause.text)
    )


def _asks(end: str) -> bool:
    return "?" in end or "？" in end


def _has(cue: str, text: str) -> bool:
    return regex.search(cue, text, regex.IGNORECASE) is not None
