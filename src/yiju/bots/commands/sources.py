"""依据 3: a source with its context; 依据: which there are."""

from collections.abc import Sequence

from yiju.bots.hearing import Hearing, next_page
from yiju.bots.intent_types import Intent
from yiju.bots.listed import listed_citations
from yiju.bots.types import Line, Message, Source, Turn
from yiju.bots.wording import NOTHING_SHOWN
from yiju.copilot.place import find_source
from yiju.copilot.suspects import MARK
from yiju.errors import NotFound
from yiju.ingest.visible import visible_line
from yiju.store.erasing import ERASED_TAG
from yiju.store.labels import DOCUMENTS
from yiju.store.types import Citation

_ROWS = 12
"""Sources on a page of which there are."""
_MOST = 3
"""Sources shown at once."""
_NEAR, _LONG = 160, 900
"""Characters of a neighbouring paragraph, and of the cited one."""


def source(h: Hearing, intent: Intent) -> Turn:
    """The sources of these numbers, of what was shown last."""
    if not intent.numbers:
        return list_sources(h, 0)
    listed, found = _cited(h)
    shown = h.shown
    if not found:
        return _none(h)
    wrong = [number for number in intent.numbers if not 0 < number <= len(found)]
    if wrong:
        return Turn(
            messages=h.say(f"没有第 {wrong[0]} 处依据：这里是 1 到 {len(found)}。").messages,
            memory=h.memory,
        )
    suggestion = "" if listed or shown is None else shown.suggestion.id
    asked = intent.numbers[:_MOST]
    messages = tuple(_message(h, n, found[n - 1], suggestion) for n in asked)
    return Turn(messages=messages, memory=h.memory)


def list_sources(h: Hearing, page: int) -> Turn:
    """Which sources there are: a page of them, from 0."""
    _, found = _cited(h)
    if not found:
        return _none(h)
    start, pages = page * _ROWS, -(-len(found) // _ROWS)
    lines = [Line(text=f"共 {len(found)} 处依据，发“依据 1”看原文：")]
    lines += [
        Line(style="item", sources=(Source(number=n, tag=visible_line(spans[0].tag)),))
        for n, spans in enumerate(found[start : start + _ROWS], start + 1)
    ]
    if pages == 1:
        return Turn(messages=(Message(title="依据", lines=tuple(lines)),), memory=h.memory)
    lines.append(Line(text=f"第 {page + 1}/{pages} 页", style="note"))
    buttons = [next_page(page, pages)] if page + 1 < pages else []
    pending = {"kind": "list", "what": "sources", "page": page, "pages": pages}
    pending["sources"] = h.memory.pending.get("sources") or []
    told = Message(title="依据", lines=tuple(lines), buttons=tuple(buttons))
    return Turn(messages=(told,), memory=h.remembering(pending=pending))


def _cited(h: Hearing) -> tuple[bool, Sequence[Sequence[Citation]]]:
    """Whether they are a list's, and what was cited by what was shown last, by number."""
    listed = [(one,) for one in listed_citations(h)]
    return bool(listed), listed or (h.shown.sources if h.shown else ())


def _none(h: Hearing) -> Turn:
    return h.say("刚才那条没有引用资料。" if h.shown else NOTHING_SHOWN)


def _message(h: Hearing, number: int, spans: Sequence[Citation], suggestion: str) -> Message:
    head = Line(text=f"第 {number} 处依据", style="heading")
    lines = [head, Line(sources=(Source(number=number, tag=visible_line(spans[0].tag)),))]
    return Message(title=f"依据 {number}", lines=(*lines, *_place(h, spans)), suggestion=suggestion)


def _place(h: Hearing, spans: Sequence[Citation]) -> list[Line]:
    citation = spans[0]
    if citation.tag == ERASED_TAG:
        return [Line(text="这份资料已删除。", style="note")]
    try:
        found = find_source(h.desk.store, h.viewer, citation, 1)
    except NotFound:
        return [Line(text="这份资料已删除，或不在可查看的范围内。", style="note")]
    document, text = found.document, found.paragraph.text
    day = document.date.isoformat() if document.date else "日期不详"
    about = f"{DOCUMENTS[document.kind]} · {day} · {document.customer} · {visible_line(document.title)}"
    lines = [Line(text=about, style="note")]
    if not document.current:
        lines.append(Line(text="⚠ 这是旧版：之后导入过新版，这里是当时引用的内容。", style="note"))
    if headings := [one for one in found.paragraph.headings if one not in document.title]:
        lines.append(Line(text=visible_line(" › ".join(headings)), style="note"))
    lines += [Line(text=_end(visible_line(p.text)), style="note", lead="上文：") for p in found.before]
    whole = visible_line(text)
    quotes = [visible_line(text[one.start : one.end]) for one in spans]
    if all(quote and quote != whole for quote in quotes):
        lines += [Line(text=quote, style="quote", lead="原句：") for quote in quotes]
        lines.append(Line(text=_around(whole, quotes[0]), lead="所在段落："))
    else:
        lines.append(Line(text=_around(whole, quotes[0]), style="quote", lead="原文："))
    lines += [Line(text=visible_line(p.text, _NEAR), style="note", lead="下文：") for p in found.after]
    lines += [
        Line(text=f"⚠ {MARK}，没有当作依据：{visible_line(one, _NEAR)}", style="note")
        for one in found.suspect
    ]
    if not found.opens:
        lines.append(Line(text="这份资料只能引用，不能打开，所以不显示上下文。", style="note"))
    return lines


def _end(text: str) -> str:
    """The last words of the paragraph before."""
    return text if len(text) <= _NEAR else f"…{text[-_NEAR:]}"


def _around(whole: str, quote: str) -> str:
    """A long paragraph, cut so that the quote stays in it."""
    if len(whole) <= _LONG:
        return whole
    at = max(whole.find(quote), 0)
    start = max(0, min(at - (_LONG - len(quote)) // 2, len(whole) - _LONG))
    cut = whole[start : start + _LONG]
    return ("…" if start else "") + cut + ("…" if start + _LONG < len(whole) else "")
