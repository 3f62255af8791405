"""Evidence as fenced data: numbered spans that cannot close their fence or pass for another span."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from yiju.copilot.llm_schema import Form
from yiju.copilot.llm_verify import speaker_of
from yiju.copilot.own_labels import title_told
from yiju.models.chat import Message
from yiju.models.tokens import MESSAGE_TOKENS, count_tokens
from yiju.prompts.chosen import Prompts
from yiju.store.types import Claim, Evidence, Kind, Nature

T = TypeVar("T")

# What the fence, an id or a chat template is made of, in a width that none of them uses.
_NEUTRAL = {ord(one): ord(other) for one, other in zip("<>[]{}`", "＜＞［］｛｝＇", strict=True)}
_SPACE = re.compile(r"\s+")
_EVIDENCE_ID = re.compile(r"E[1-9]\d*")
_KINDS = {
    Kind.CALL: "通话",
    Kind.MAIL: "邮件",
    Kind.CONTRACT: "合同",
    Kind.TENDER: "招标",
    Kind.REPORT: "报告",
    Kind.NEWS: "新闻",
    Kind.POST: "动态",
    Kind.NOTE: "笔记",
}
_MARKS = {
    "overdue": "答应过，已逾期",
    "open": "答应过，未兑现",
    "done": "已兑现",
    "theirs": "对方答应的",
    "conflict": "两处说法不一",
    "superseded": "后一说法已被前一说法更新",
}
_MOST_HEAD = 30
"""Characters of a title or a speaker that go into the prompt."""


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """What to draft.

    Attributes:
        prompt: the prompt file; ``values``: its variables but evidence, facts and most.
        title: names the section, in what is reported as dropped.
        natures: which natures the answer may hold.
        most: most statements or lines.
        own_words: what the user said (goal, scene, question, visit date): figures in it need no evidence.
        side: who speaks in a span, as the prompt shall say it (我方, 客户, or empty).
        examples: reviewers' rewrites to show, as lines (``llm_examples``).
        terms: the trade's terms to read by, as lines (``llm_terms``).
        fresh: lines of the model's own that it shall put in other words (``llm_fresh``).
        prompts: which version of each prompt file is asked with.
    """

    prompt: str
    form: Form
    title: str
    values: Mapping[str, str]
    natures: tuple[Nature, ...] = ("fact", "advice")
    most: int = 6
    own_words: str = ""
    side: Callable[[Evidence], str] = field(default=lambda _: "")
    examples: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    prompts: Prompts = field(default_factory=Prompts)


def strategy_request(
    *, seller: str, customer: str, section: str, intent: str, goal: str = "", most: int = 6,
    natures: tuple[Nature, ...] = ("fact", "advice"), side: Callable[[Evidence], str] = lambda _: "",
) -> DraftRequest:  # fmt: skip
    """One section of a visit strategy; ``intent`` says in a phrase what belongs in it."""
    values = {"seller": seller, "customer": customer, "section": section, "intent": intent}
    values["goal"] = goal or "未说明"
    return DraftRequest("visit-strategy", "statements", section, values, natures, most, goal, side)


def talk_request(
    *, seller: str, customer: str, scene: str, most: int = 4, side: Callable[[Evidence], str] = lambda _: ""
) -> DraftRequest:
    """A talk track for one scene."""
    values = {"seller": seller, "customer": customer, "scene": scene}
    return DraftRequest("talk-track", "lines", "话术", values, ("fact", "advice"), most, scene, side)


def answer_request(
    *,
    seller: str,
    customer: str,
    question: str,
    most: int = 4,
    side: Callable[[Evidence], str] = lambda _: "",
) -> DraftRequest:
    """The answer to one question: facts alone."""
    values = {"seller": seller, "customer": customer, "question": question}
    return DraftRequest("answer", "statements", "回答", values, ("fact",), most, question, side)


@dataclass(frozen=True, slots=True)
class Laid:
    """A prompt, and what stands in it: only these ids may come back."""

    messages: tuple[Message, Message]
    evidence: tuple[Evidence, ...]
    facts: tuple[Claim, ...]
    rules: str
    tokens: int
    prompt: str
    beside: tuple[str, ...] = ()
    """Labels of further prompts that stand in it."""


def examples_cost(prompts: Prompts, lines: Sequence[str], name: str = "exemplars") -> int:
    """Tokens that reviewers' rewrites take, or the lines of another prompt that stands below."""
    if not lines:
        return 0
    return count_tokens(prompts.load(name).render({name: "\n".join(lines)})[1]) + 1


def with_examples(
    laid: Laid, prompts: Prompts, lines: Sequence[str], left: int, name: str = "exemplars"
) -> Laid:
    """The prompt with reviewers' rewrites, or terms, below it, fenced; as it is without any, or room."""
    if not lines:
        return laid
    prompt = prompts.load(name)
    tail = prompt.render({name: "\n".join(lines)})[1]
    cost = count_tokens(tail) + 1
    if cost > left:
        return laid
    system, user = laid.messages
    messages = (system, Message("user", f"{user.text}\n{tail}"))
    return replace(laid, messages=messages, tokens=laid.tokens + cost, beside=(*laid.beside, prompt.label))


def lay_prompt(
    request: DraftRequest, evidence: Sequence[Evidence], facts: Sequence[Claim], *, budget: int
) -> Laid | None:
    """The prompt, in at most ``budget`` tokens by the upper estimate of ``count_tokens``.

    Evidence comes most relevant first; whole spans (and whole facts) that no longer fit are left out. None
    if there is room for neither a span nor a fact.

    Raises:
        ValueError: an evidence id is not E1, E2 … or occurs twice.
    """
    ids = [item.id for item in evidence]
    if len(set(ids)) != len(ids) or not all(map(_EVIDENCE_ID.fullmatch, ids)):
        raise ValueError(f"evidence ids must be distinct E1, E2 …: {ids}")
    prompt = request.prompts.load(request.prompt)
    values = {key: neutral(value) for key, value in request.values.items()} | {"most": str(request.most)}
    wanted = {"evidence", "facts"} & prompt.inputs
    bare_system, bare_user = prompt.render(values | dict.fromkeys(wanted, "（无）"))
    kept = examples_cost(request.prompts, request.examples)
    glossed = examples_cost(request.prompts, request.terms, "terms")
    renewed = examples_cost(request.prompts, request.fresh, "fresh")
    beside = kept + glossed + renewed
    left = budget - beside - count_tokens(bare_system) - count_tokens(bare_user) - 2 * MESSAGE_TOKENS
    room = left // 3 if evidence else left
    shown_facts, left = _fit(facts if "facts" in wanted else (), fact_line, room, left)
    shown, left = _fit(evidence, lambda _, item: evidence_line(item, request.side(item)), left, left)
    if not shown and not shown_facts:
        bare = replace(request, examples=(), terms=(), fresh=())
        return lay_prompt(bare, evidence, facts, budget=budget) if beside else None
    blocks = {
        "evidence": "\n".join(evidence_line(item, request.side(item)) for item in shown) or "（无）",
        "facts": "\n".join(fact_line(n, claim) for n, claim in enumerate(shown_facts, 1)) or "（无）",
    }
    system, user = prompt.render(values | {name: blocks[name] for name in wanted})
    messages = (Message("system", system), Message("user", user))
    used = budget - beside - left
    laid = Laid(messages, tuple(shown), tuple(shown_facts), bare_system, used, prompt.label)
    laid = with_examples(laid, request.prompts, request.terms, glossed, "terms")
    laid = with_examples(laid, request.prompts, request.examples, kept)
    return with_examples(laid, request.prompts, request.fresh, renewed, "fresh")


def evidence_line(item: Evidence, side: str = "") -> str:
    """One span with its id, date, kind, title and speaker."""
    document = item.document
    speaker = speaker_of(item)
    who = f"{neutral(speaker)[:_MOST_HEAD]}（{side}）" if speaker and side else neutral(speaker)[:_MOST_HEAD]
    when = item.date.isoformat() if item.date else "日期不详"
    # A headline is itself a statement, and no span: models copy it, and nothing verifies it.
    title = "" if document.kind in {Kind.NEWS, Kind.POST} else neutral(title_told(document))[:_MOST_HEAD]
    head = "｜".join(filter(None, (when, _KINDS[document.kind], title, who)))
    return f"[{item.id}] {head}：{neutral(item.quote)}"


def fact_line(number: int, claim: Claim) -> str:
    """A fact that is already verified, with its number and what the rules know of it."""
    mark = "，".join(_MARKS[flag] for flag in claim.flags if flag in _MARKS)
    return f"[F{number}] {f'（{mark}）' if mark else ''}{neutral(claim.text)}"


def neutral(text: str) -> str:
    """Text on one line, without control or invisible characters, that cannot form a fence, an id or JSON."""
    return _SPACE.sub(" ", text).translate(_SHOWN).strip()


class _Shown(dict[int, int | None]):
    """What stands for a character in a prompt, None for nothing: looked up when it is first seen."""

    def __missing__(self, code: int) -> int | None:
        gone = code != ord(" ") and unicodedata.category(chr(code))[0] in "CZ"
        self[code] = shown = None if gone else _NEUTRAL.get(code, code)
        return shown


_SHOWN = _Shown()


def _fit(items: Iterable[T], line: Callable[[int, T], str], most: int, left: int) -> tuple[list[T], int]:
    kept: list[T] = []
    for item in items:
        cost = count_tokens(line(len(kept) + 1, item)) + 1
        if cost <= most:
            kept.append(item)
            most -= cost
            left -= cost
    return kept, left
