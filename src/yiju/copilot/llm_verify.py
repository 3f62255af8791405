"""Verification of a drafted fact against spans, with who speaks taken into account."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from yiju.copilot.llm_sides import OURS, THEIRS, by_party, points_at_someone, resolve
from yiju.copilot.own_labels import name_told
from yiju.store.types import Evidence


class Check(Protocol):
    """What verification says of one fact."""

    @property
    def supported(self) -> bool: ...

    @property
    def reasons(self) -> tuple[str, ...]: ...


Verify = Callable[[str, Sequence[Evidence]], Check]


@dataclass(frozen=True, slots=True)
class _Unclear:
    """Not supported, because nobody can tell whom a pronoun means."""

    supported: bool = False
    reasons: tuple[str, ...] = ("“我们、贵司”指谁不明，请写明是我方还是客户",)


def speaker_of(item: Evidence) -> str:
    """Who says a span: a call's speaker, a mail's or post's sender, else empty."""
    attributes = item.document.attributes
    return name_told(item.paragraph.locator.speaker or attributes.get("from") or attributes.get("author", ""))


def quote_of(item: Evidence) -> str:
    """A span with who says it in front, so that 某人说, or 某人询问 of a question, can be checked."""
    return _said(speaker_of(item), item.quote)


def _said(speaker: str, words: str) -> str:
    asked = "询问" if words.endswith(("？", "?")) else ""
    return f"{speaker}{asked}：{words}" if speaker else words


def verify_by_rules(
    names: Collection[str] = (),
    *,
    side: Callable[[Evidence], str] = lambda _: "",
    seller: str = "",
    customer: str = "",
) -> Verify:
    """Deterministic verification, by ``verify_claim``.

    Where a speaker's side is known and the span says 我们, 贵司 …, the span is read with the parties in their
    place, and only so: 你们必须交样, said by the customer, is our duty and never the customer's.
    """
    from yiju.copilot.verify import verify_claim

    def verify(text: str, spans: Sequence[Evidence]) -> Check:
        dates = [span.date or dt.date.min for span in spans]
        read = [resolve(span.quote, side(span), speaker_of(span)) for span in spans]
        if read != [span.quote for span in spans]:
            text = by_party(text, seller, customer)
        elif points_at_someone(text) and not {OURS, THEIRS} & {side(span) for span in spans}:
            return _Unclear()
        quotes = [_said(speaker_of(span), one) for span, one in zip(spans, read, strict=True)]
        return verify_claim(text, quotes, document_dates=dates, names=names)

    return verify
