"""The second and last chance: the same evidence again, and what was rejected with the reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from yiju.copilot.llm_prompt import DraftRequest, Laid, fact_line, lay_prompt, neutral
from yiju.copilot.llm_schema import Line, Statement
from yiju.models.chat import Message
from yiju.models.tokens import count_tokens
from yiju.store.types import Claim

_MOST_WORDS = 120
"""Characters of a rejected entry that are sent back."""


@dataclass(frozen=True, slots=True)
class RepairPrompt:
    """A repair prompt, what stands in it, and which place each ``R1``, ``R2`` … stands for."""

    laid: Laid
    facts: Mapping[str, Claim]
    places: Mapping[str, int]


def words_of(entry: Statement | Line) -> str:
    """What an entry says, on one line."""
    return f"{entry.say}／{entry.why}" if isinstance(entry, Line) else entry.text


def spoken(entry: Statement | Line) -> tuple[str, ...]:
    """Everything that an entry would have a reader read."""
    if isinstance(entry, Line):
        return entry.say, entry.why, entry.reply, entry.fallback
    return (entry.text,)


def lay_repair(
    request: DraftRequest,
    laid: Laid,
    rejected: Mapping[int, tuple[Statement | Line, str]],
    kept: Sequence[Claim],
    *,
    budget: int,
) -> RepairPrompt | None:
    """The repair prompt within the budget, or None if not even one rejected entry fits.

    A third of the budget is for what was kept and rejected; where that leaves too little for all the
    evidence, the spans that rejected entries cite stay.
    """
    room = budget // 3
    facts = {f"F{n}": claim for n, claim in enumerate(kept, len(laid.facts) + 1)}
    while facts and count_tokens("\n".join(_lines(facts))) > room // 2:
        facts.popitem()
    prompt = request.prompts.load("repair")
    rows: list[str] = []
    places: dict[str, int] = {}
    tail = ""
    for place, (entry, reason) in sorted(rejected.items()):
        name = f"R{len(rows) + 1}"
        row = f"[{name}] {neutral(words_of(entry))[:_MOST_WORDS]}（退回理由：{neutral(reason)}）"
        shown = {"kept": "\n".join(_lines(facts)) or "（无）", "rejected": "\n".join([*rows, row])}
        longer = prompt.render({"form": request.form, **shown})[1]
        if count_tokens(longer) > room:
            break
        rows.append(row)
        places[name] = place
        tail = longer
    again = _relay(request, laid, rejected, budget - count_tokens(tail) - 1) if places else None
    if again is None:
        return None
    system, user = again.messages
    messages = (system, Message("user", f"{user.text}\n{tail}"))
    given = {f"F{n}": claim for n, claim in enumerate(again.facts, 1)}
    return RepairPrompt(replace(again, messages=messages, prompt=prompt.label), {**given, **facts}, places)


def _relay(
    request: DraftRequest, laid: Laid, rejected: Mapping[int, tuple[Statement | Line, str]], budget: int
) -> Laid | None:
    again = lay_prompt(request, laid.evidence, laid.facts, budget=budget)
    if again is not None and len(again.evidence) == len(laid.evidence):
        return again
    cited = {one for entry, _ in rejected.values() for one in entry.evidence}
    first = sorted(laid.evidence, key=lambda item: item.id not in cited)
    return lay_prompt(request, first, laid.facts, budget=budget)


def _lines(facts: Mapping[str, Claim]) -> list[str]:
    return [fact_line(int(name[1:]), claim) for name, claim in facts.items()]
