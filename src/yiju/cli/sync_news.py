"""``yiju sync news``: what is new on pages, in feeds and files that were read again."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader
    from yiju.store.types import Paragraph
    from yiju.sync.changes import News

_DAYS = 7
_FIELDS = {"id", "title", "kind", "customer", "unit", "date", "uri"}
_SHOWN = 3
"""Paragraphs of a wholly new document that are printed: who wants all of it opens it."""


def news(
    customer: Annotated[str, typer.Option("--customer", help="只看这个客户。")] = "",
    since: Annotated[str, typer.Option("--since", help="从这一天起，如 2026-01-15；不写则最近七天。")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="最多几份资料，最新的先。")] = 200,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """资料里有什么新内容：按段落比较新旧版本，计数、日期之类的变动不算。"""
    from yiju.cli.span import first_moment
    from yiju.sync.changes import news as found_news

    begin = first_moment(since, "--since") or dt.datetime.now(dt.UTC) - dt.timedelta(days=_DAYS)
    with reading(data, user) as reader:
        ids = [reader.customer(customer).id] if customer else None
        found = found_news(reader.store, reader.viewer, since=begin, customer_ids=ids, limit=limit + 1)
        more, found = len(found) > limit, found[:limit]
        ambiguous = _ambiguous(reader, found)
        told = [_told(reader, one, ambiguous) for one in found]
    if json:
        print_json({"since": begin.isoformat(), "documents": told, "more": more})
        return
    for one in told:
        _say(one)
    if more:
        say(
            f"只列了最新的 {limit} 份，还有更多：用 --limit 多要，或用 --since、--customer 缩小范围。",
            error=True,
        )
    if not told:
        say("没有新内容。", error=True)


def _told(reader: "Reader", one: "News", ambiguous: frozenset[str]) -> dict[str, Any]:
    """As JSON. Of a document that the viewer may quote but not open, how much is new, and nothing of it."""
    from yiju.copilot.tags import make_tag
    from yiju.store.access import as_quoted, may_open

    document, changes = as_quoted(reader.viewer, one.document), one.changes
    opened = may_open(reader.viewer, document)

    def tag(paragraph: "Paragraph") -> str:
        return make_tag(document, paragraph.locator, ambiguous=document.id in ambiguous)

    def places(ids: tuple[str, ...], *, tagged: bool = False) -> list[dict[str, str]]:
        shown = [one.paragraphs[each] for each in ids] if opened else []
        return [_place(paragraph) | ({"tag": tag(paragraph)} if tagged else {}) for paragraph in shown]

    befores = places(tuple(before for before, _ in changes.changed))
    afters = places(tuple(after for _, after in changes.changed), tagged=True)
    return {
        "document": {
            **document.model_dump(mode="json", include=_FIELDS),
            "url": document.attributes.get("url", ""),
        },
        "at": one.at.isoformat(),
        "first_read": one.begun,
        "before": changes.before,
        "counts": {
            "new": len(changes.new), "changed": len(changes.changed), "gone": len(changes.gone)
        },
        "new": places(changes.new, tagged=True),
        "changed": [{"before": a, "after": b} for a, b in zip(befores, afters, strict=True)],
        "gone": places(changes.gone),
    }  # fmt: skip


def _ambiguous(reader: "Reader", found: list["News"]) -> frozenset[str]:
    """Those whose tags have to name the title, too: one look at the documents of all their customers."""
    from yiju.copilot.draft import ambiguous_calls
    from yiju.store.documents import list_documents

    customers = {one.document.customer_id for one in found}
    return ambiguous_calls(list_documents(reader.store.sql, reader.viewer, customer_ids=customers))


def _place(paragraph: "Paragraph") -> dict[str, str]:
    return {"paragraph_id": paragraph.id, "text": paragraph.text}


def _say(one: dict[str, Any]) -> None:
    from yiju.cli.span import shown_moment

    document, counts = one["document"], one["counts"]
    at = shown_moment(dt.datetime.fromisoformat(one["at"]))
    whole = one["first_read"] and not one["before"]
    what = f"新资料，{counts['new']} 段" if whole else (
        f"{'新资料，读入后又有变化：' if one['first_read'] else ''}"
        f"新增 {counts['new']} 段，改动 {counts['changed']} 段，删去 {counts['gone']} 段"
    )  # fmt: skip
    say(f"{document['customer']}《{document['title']}》 {at}：{what}  {document['url']}".rstrip())
    shown = one["new"][:_SHOWN] if whole else one["new"]
    for place in shown:
        say(f"  ＋ {place['text']} {place['tag']}")
    if left := len(one["new"]) - len(shown):
        say(f"  另有 {left} 段")
    for pair in one["changed"]:
        say(f"  改 {pair['after']['text']} {pair['after']['tag']}")
        say(f"     原为：{pair['before']['text']}")
    for place in one["gone"]:
        say(f"  － {place['text']}")
