"""A suggestion as it is read on a phone: numbered, cut into pages, the most useful first.

Everything here is made from the suggestion alone: what stands on which page, and under which number, is the
same whenever it is shown again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from yiju.bots.types import Button, Line, Message, Press, Source
from yiju.copilot.forms import PICKED
from yiju.ingest.visible import visible_line
from yiju.store.erasing import is_erased
from yiju.store.labels import ADVICE, ROLES, left_out, marks_of, warning_of
from yiju.store.types import Citation, Claim, Suggestion

FIRST = "先看这几条"
_GOES_ON = "（续）"
_ROOM = 700
"""Characters of claims on a page, with half of their tags': two to three screens of a phone. One claim may
take more."""


@dataclass(frozen=True)
class _Block:
    """Claims under a heading, or what is missing there. ``alone``: it ends its page."""

    title: str
    claims: tuple[Claim, ...]
    missing: str = ""
    alone: bool = False


@dataclass(frozen=True)
class Shown:
    """A suggestion laid out. Claims are numbered from 1 as they are shown, citations likewise."""

    suggestion: Suggestion

    @cached_property
    def _blocks(self) -> tuple[_Block, ...]:
        sections = self.suggestion.sections
        if self.suggestion.kind != "strategy":
            return tuple(_Block(s.title, s.claims, s.missing) for s in sections)
        picked: list[Claim] = []
        for title, count in PICKED:
            picked += [c for s in sections if s.title == title for c in s.claims[:count]]
        ids = {claim.id for claim in picked}
        rest = (_Block(s.title, tuple(c for c in s.claims if c.id not in ids), s.missing) for s in sections)
        first = (_Block(FIRST, tuple(picked), alone=True),) if picked else ()
        return (*first, *(block for block in rest if block.claims or block.missing))

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """In the order shown: the first is number 1."""
        return tuple(claim for block in self._blocks for claim in block.claims)

    @cached_property
    def sources(self) -> tuple[tuple[Citation, ...], ...]:
        """Every cited paragraph once, with all that cites it, in the order shown: the first is number 1."""
        found: dict[str, dict[tuple[int, int], Citation]] = {}
        for claim in self.claims:
            for one in claim.citations:
                found.setdefault(one.paragraph_id, {}).setdefault((one.start, one.end), one)
        return tuple(tuple(spans.values()) for spans in found.values())

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {claim.id: number for number, claim in enumerate(self.claims, 1)}

    @cached_property
    def _source_numbers(self) -> dict[str, int]:
        return {spans[0].paragraph_id: number for number, spans in enumerate(self.sources, 1)}

    @cached_property
    def pages(self) -> tuple[tuple[Line, ...], ...]:
        """The claims page by page, under their headings. At least one."""
        pages: list[list[Line]] = [[]]
        used = 0
        for block in self._blocks:
            lines = [self._line(claim) for claim in block.claims]
            whole = sum(map(_size, lines))
            if (
                used
                and used + min(whole, _ROOM) > _ROOM
                and (whole <= _ROOM or used + _size(lines[0]) > _ROOM)
            ):
                pages.append([])
                used = 0
            if block.title != ADVICE[self.suggestion.kind]:  # the message's own heading says so
                pages[-1].append(Line(text=block.title, style="heading"))
            for at, line in enumerate(lines):
                if at and used + _size(line) > _ROOM:
                    pages.append([Line(text=f"{block.title}{_GOES_ON}", style="heading")])
                    used = 0
                pages[-1].append(line)
                used += _size(line)
            if block.missing:
                pages[-1].append(Line(text=_missing(block), style="note"))
                used += len(block.missing)
            if block.alone:
                used = _ROOM
        return tuple(tuple(page) for page in pages)

    @cached_property
    def titles(self) -> dict[str, int]:
        """Title of each section → the page, from 0, that it begins on."""
        found: dict[str, int] = {}
        for number, page in enumerate(self.pages):
            for line in page:
                if line.style == "heading":
                    found.setdefault(line.text.removesuffix(_GOES_ON), number)
        return found

    def _line(self, claim: Claim) -> Line:
        role = f"{ROLES[claim.role]}：" if claim.role else ""
        marks = marks_of(claim)
        text = visible_line(f"{marks}：{claim.text}" if marks else claim.text)
        erased = is_erased(claim)
        if claim.nature == "advice" and not claim.role and not erased:
            rests = sorted(self._numbers[one] for one in claim.rests_on if one in self._numbers)
            text += f"（判断，基于第 {'、'.join(map(str, rests))} 条）" if rests else "（判断）"
        sources = [
            Source(number=self._source_numbers[c.paragraph_id], tag=visible_line(c.tag))
            for c in (() if erased else claim.citations)
        ]
        return Line(
            text=text + warning_of(claim),
            style="item",
            lead=f"{self._numbers[claim.id]}.{role and ' '}{role}",
            sources=tuple(sources),
        )


def message_of(shown: Shown, page: int, *, note: str = "", more: Iterable[Button] = ()) -> Message:
    """One page of it, from 0. ``note``: said above the first page; ``more``: further buttons."""
    one, count = shown.suggestion, len(shown.pages)
    lines = [Line(text=title_of(one), style="heading")]
    if page == 0:
        lines += [Line(text=note, style="note")] if note else []
        if one.headline and one.kind != "answer":
            lines.append(Line(text=visible_line(one.headline), lead="一句话："))
    lines += shown.pages[page]
    if page == 0:
        lines += [Line(text=f"注意：{visible_line(text)}", style="note") for text in one.notices]
    if page == 0 and count > 1:
        titles = "、".join(title for title in shown.titles if title != FIRST)
        lines.append(Line(text=f"发节名直接看：{titles}", style="note"))
    lines.append(Line(text=" · ".join(_foot(shown, page)), style="note"))
    return Message(
        title=title_of(one),
        lines=tuple(lines),
        buttons=(*_buttons(shown, page, count), *more),
        suggestion=one.id,
    )


def title_of(one: Suggestion) -> str:
    """What it is, of whom, and what was asked for."""
    asked = one.request.get("scene") or one.request.get("goal") or ""
    person, tone = one.request.get("person"), one.request.get("tone")
    parts = (ADVICE[one.kind], one.customer, asked, person and f"对{person}", tone and f"语气{tone}")
    return visible_line(" · ".join(part for part in parts if part))


def _foot(shown: Shown, page: int) -> Iterator[str]:
    one, count = shown.suggestion, len(shown.pages)
    if count > 1:
        yield f"第 {page + 1}/{count} 页"
    if page:
        return
    yield "摘编，未用模型" if one.mode == "extractive" else f"模型 {one.model}"
    if one.shaped_by:
        yield f"按 {len(one.shaped_by)} 条批注调整"
    if one.dropped or one.refused or one.forbidden:
        yield left_out(one)
    if shown.sources:
        yield f"依据 {len(shown.sources)} 处，发“依据 1”看原文"


def _buttons(shown: Shown, page: int, count: int) -> Iterator[Button]:
    """None to judge what is not there, none to adopt what is only the nearest thing found."""
    one = shown.suggestion.id
    if page + 1 < count:
        press = Press(action="more", suggestion=one, value=str(page + 1))
        yield Button(label=f"下一页（{page + 2}/{count}）", press=press, typed="更多")
    if not shown.claims:
        return
    if not all("nearest" in claim.flags for claim in shown.claims):
        yield Button(label="采纳", press=Press(action="adopt", suggestion=one), typed="采纳")
    yield Button(label="👍", press=Press(action="up", suggestion=one), typed="👍")
    yield Button(label="👎", press=Press(action="down", suggestion=one), typed="👎")


def _missing(block: _Block) -> str:
    said = visible_line(block.missing)
    return said if "没有" in said else f"缺：{said}"


def _size(line: Line) -> int:
    return len(line.text) + sum(len(source.tag) // 2 + 2 for source in line.sources)
