"""Which of a model's words are the person's own: only those may be shown, or trusted as said by them."""

from collections.abc import Iterable
from typing import NamedTuple

import regex

_ENDS = r"，,。；;、：:？?！!\n"
_CLAUSE = regex.compile(rf"([^{_ENDS}]+)([{_ENDS}]*)")
_OPENING = regex.compile(
    r"^(?:那|这次|本次|今天|明天|后天|另外|还有|然后|主要|重点|先|再|就|我们|咱们|我|想要|想|要|希望|打算|准备"
    r"|争取|力争|目标是|目的是|重点是|目标|目的|为了|是|去|[跟和](?:他们?|她们?|对方|客户)"
    r"|谈谈|谈一下|谈|聊聊|聊|\s)+"
)
"""What leads to a goal and is none of it."""
_NOT = (
    r"不|没|别|勿|莫|未|无法|拒绝|免谈|休想|算了|除了|以外|之外|而非|反对"
    r"|\b(?:not|no|never|without|except)\b|n't\b"
)
_DENIED = regex.compile(_NOT, regex.IGNORECASE)
_TAKEN_BACK = regex.compile(
    r"^(?:\s|这|那|个|条|点|样|事|肯定|绝对|当然|可|但|不过|我们?|咱们?|公司|老板|领导|是|也|都|真|还)*"
    rf"(?:{_NOT}|怎么可能|哪能|做梦)",
    regex.IGNORECASE,
)
"""How a clause begins that takes back the one before."""
_OTHERS = regex.compile(
    r"他们?|她们?|对方|客户|甲方|采购|人家|竞争对手|[要让叫求逼]我们?|要求|希望我们?|说|提出|认为|问|想让"
    r"|[“”\"‘’「」『』]|\b(?:they|he|she|says?|said|asks?|asked|wants?)\b",
    regex.IGNORECASE,
)
"""Who else it may be who says so, and quotation marks."""
_TO_OTHERS = regex.compile(r"(?:跟|和|与|向|对|给|争取|说服|推动|促成|让|请)(?:他们?|她们?|对方|客户|甲方)")
"""Others as those whom the person deals with."""
_REPORTS = regex.compile(
    r"^(?:他们?|她们?|对方|客户|甲方|采购)"
    r"|(?:说|问|要求|提出|提|认为|希望|想|要|表示|回复|讲|\b(?:asks?|asked|says?|said|wants?))$",
    regex.IGNORECASE,
)
"""A clause after which others go on: 客户来电，……；他们要求：……"""
_WISH = regex.compile(r"策略|拜访|话术|准备")
"""A clause that begins with a customer and asks for something about them."""


class Clause(NamedTuple):
    """A stretch between marks. ``end``: the marks after it."""

    text: str
    end: str


def is_own(text: str, said: str) -> bool:
    """Whether every part of this was written by the person, word for word.

    It tells nothing of what they meant: a part may be of a sentence that denies it.
    """
    parts = [part.text for part in clauses(text)]
    return bool(parts) and all(part in _plain(said) for part in parts)


def is_meant(text: str, said: str, others: Iterable[str] = (), *, whole: bool = True) -> bool:
    """Whether the person said this for themselves: none of it denied or asked, by its clause or by the next,
    nor put into the mouth of others.

    Args:
        others: names of customers and of people, whose word it may be where a clause says who speaks.
        whole: in whole clauses; else parts of them will do, as for a topic.
    """
    wanted = [_bare(part.text) for part in clauses(text)]
    names = [_plain(name) for name in others if name.strip()]
    meant: set[str] = set()
    all_ = [Clause("", ""), *clauses(said), Clause("", "")]
    for before, clause, after in zip(all_, all_[1:], all_[2:], strict=False):
        denied = (
            _DENIED.search(clause.text) or _TAKEN_BACK.search(after.text) or {"?", "？"} & set(clause.end)
        )
        reported = _REPORTS.search(before.text) or _of(before.text, names)
        others_say = _OTHERS.search(_TO_OTHERS.sub("", clause.text)) or _of(clause.text, names)
        if not (denied or reported or others_say):
            meant.add(_bare(clause.text))
    if not whole:
        return bool(wanted) and all(one and any(one in clause for clause in meant) for one in wanted)
    return bool(wanted) and all(one and one in meant for one in wanted)


def _of(clause: str, names: list[str]) -> bool:
    """Whether it begins with one of them, who may be its subject, and of more than the wish for advice."""
    return clause.startswith(tuple(names)) and not _WISH.search(clause)


def quoted(text: str, said: str) -> str:
    """The words where they stand in what the person said, one after the other; else empty."""
    return text.strip() if text.strip() and _plain(text) in _plain(said) else ""


def clauses(text: str) -> list[Clause]:
    """What stands between the marks of a text, in small letters and without doubled blanks."""
    found = (Clause(one[1].strip(), one[2]) for one in _CLAUSE.finditer(_plain(text)))
    return [one for one in found if one.text]


def _bare(clause: str) -> str:
    return _OPENING.sub("", clause)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
