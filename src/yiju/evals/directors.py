"""Simulated directors with stated tastes, for measuring what is learned from them.

Each says of a claim, seen as a reviewer sees it (its words, its quotes, its place), what a person of that
taste would do. They share no code with what learns from them. They are no strangers to the drafts, though:
the plain and the careful one name phrases that the product's own templates hold (``谈别的之前``, ``先了结``,
``责任在我们``), as a person may who has read many. What is measured with them is an upper bound.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from yiju.store.types import Claim, Kind, Section

_QUOTED = re.compile(r"[“‘]([^“”‘’]{4,})[”’]")
_STOPS = "，,；;。！!？?"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a director would do with a claim: with words for an edit, a reason and comment for a rejection."""

    verdict: Literal["accept", "edit", "reject"]
    rewrite: str = ""
    reason: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Director:
    """A taste.

    Attributes:
        states: the taste, as its owner would put it.
        opinion: of a claim in its section, given the facts it rests on.
        rank: the lower, the earlier this director wants the claim.
    """

    name: str
    states: str
    opinion: Callable[[Section, Claim, list[Claim]], Opinion]
    rank: Callable[[Section, Claim], float]


ACCEPT = Opinion("accept")


def _clauses(text: str) -> list[str]:
    parts = re.split(f"(?<=[{_STOPS}])(?!(?<=[0-9],)[0-9])", text)
    return [part.strip() for part in parts if part.strip(_STOPS + " ")]


def _core(text: str) -> str:
    """The clause with the figure, else the first one."""
    parts = [part.strip(_STOPS + " ") for part in _clauses(text)]
    return next((part for part in parts if re.search(r"\d", part)), parts[0] if parts else text)


def _cited(claim: Claim, facts: list[Claim]) -> str:
    quotes = [citation.quote for one in (claim, *facts) for citation in one.citations]
    return re.sub(r"^\d+(?:\.\d+)*[.、．\s]+", "", quotes[0]).rstrip("。.；; ") if quotes else ""


def _edit(claim: Claim, rewrite: str) -> Opinion:
    return ACCEPT if rewrite.strip() == claim.text else Opinion("edit", rewrite.strip())


# The brief one: short, the number first, and always a question.


def _brief(section: Section, claim: Claim, facts: list[Claim]) -> Opinion:
    if claim.nature == "fact":
        if len(claim.citations) != 1 or claim.role:
            return ACCEPT
        if not re.search(r"\d", claim.text) and section.title in {"客户近况", "竞争与风险"}:
            return Opinion("reject", reason="not_useful", comment="没有数字的不要")
        quoted = _QUOTED.search(claim.text)
        said = quoted[1] if quoted else claim.text
        if len(said) <= 30:
            return ACCEPT
        return _edit(claim, claim.text.replace(said, _core(said)))
    core = _core(_cited(claim, facts)) if facts else ""
    if not core or len(facts) != 1:
        return ACCEPT
    if claim.role == "say":
        return _edit(claim, f"“{core}——这一点您怎么看？”")
    if section.title == "本次目标与议程":
        return _edit(claim, f"{core}：谁来答复，什么时候答复？")
    if section.title == "建议提问":
        return _edit(claim, f"“{core}，这件事由谁来定？”")
    return ACCEPT


def _figures_first(section: Section, claim: Claim) -> float:
    return 0.0 if re.search(r"\d", claim.text) else 1.0


# The plain one: no stock phrases, and what we promised before what the papers say.


def _plain(section: Section, claim: Claim, facts: list[Claim]) -> Opinion:
    if section.title == "客户近况" and claim.citations[0].document.kind in {
        Kind.NEWS,
        Kind.POST,
        Kind.REPORT,
    }:
        return Opinion("reject", reason="not_useful", comment="新闻人人看得到")
    if claim.nature == "fact" or claim.role in {"reply", "fallback", "avoid"}:
        return ACCEPT
    if claim.role == "say":
        quote = _cited(claim, facts)
        kept = [
            part
            for part in re.findall(r"[^。！？]+[。！？]?", claim.text.strip("“”"))
            if _shares(part, quote)
        ]
        if not kept:
            return ACCEPT
        words = "".join(kept).strip()
        for lead in ("谈别的之前，", "有件欠您的事得先说：", "先说不好听的：", "来之前看到消息，", "注意到"):
            words = words.removeprefix(lead)
        return _edit(claim, f"“{words.rstrip(_STOPS)}。”")
    rewrite = claim.text.split("——")[0] if claim.text.startswith("先了结") else claim.text
    return _edit(claim, rewrite.replace("，拜访前先发邮件说明", "").replace("今天内确认能否", ""))


def _shares(part: str, quote: str) -> bool:
    """Whether a sentence holds words of the quote."""
    return any(quote[at : at + 5] in part for at in range(max(1, len(quote) - 4)))


def _promises_first(section: Section, claim: Claim) -> float:
    order = ("我方承诺与未决事项", "合同与商务要点", "竞争与风险", "客户关切", "关键人与决策链", "客户近况")
    return float(order.index(section.title)) if section.title in order else float(len(order))


# The careful one: nothing by word of mouth, nothing that admits liability, paper before talk.


def _careful(section: Section, claim: Claim, facts: list[Claim]) -> Opinion:
    for words in ("责任在我们", "我不找理由", "我直接向您说明", "由我一个人对您负责"):
        if words in claim.text:
            return Opinion("reject", reason="compliance", comment=f"“{words}”等于认责，不能说")
    if claim.role == "fallback":
        if "书面" in claim.text:
            return ACCEPT
        return Opinion("edit", "“这一点我带回去请示，以书面答复为准。”")
    if claim.nature == "advice" and section.title == "下一步" and "今天内" in claim.text:
        quote = _QUOTED.search(claim.text)
        who = claim.text.split("：")[0]
        return _edit(claim, f"{who}：“{quote[1] if quote else ''}”以书面说明为准，先请示再答复")
    if section.title == "本次目标与议程" and claim.text.startswith("先了结"):
        quote = _QUOTED.search(claim.text)
        return _edit(claim, f"书面确认逾期事项：“{quote[1] if quote else ''}”，不口头表态")
    heard = claim.nature == "fact" and not claim.role and claim.citations[0].document.kind is Kind.CALL
    if heard and section.title in {"客户关切", "竞争与风险"}:
        return Opinion("reject", reason="not_useful", comment="口头说法不算数")
    return ACCEPT


def _paper_first(section: Section, claim: Claim) -> float:
    formal = {Kind.CONTRACT: 0.0, Kind.TENDER: 0.0, Kind.REPORT: 1.0, Kind.MAIL: 1.0}
    return formal.get(claim.citations[0].document.kind, 2.0) if claim.citations else 1.0


DIRECTORS: tuple[Director, ...] = (
    Director("brief", "短，数字在前，用问句", _brief, _figures_first),
    Director("plain", "不要套话，先说承诺再说新闻", _plain, _promises_first),
    Director("careful", "合规从严：不认责，不口头表态，书面的在前", _careful, _paper_first),
)
