"""``yiju privacy check``: what counts as personal data here, and what is done with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import Data, Json, settings_for

if TYPE_CHECKING:
    from yiju.privacy import Policy, Span
    from yiju.settings import Settings

_MOST_TOLD = 50
"""Places of one source that are told to people; all of them are counted."""

privacy_app = typer.Typer(help="个人信息：找什么、怎么处理。", no_args_is_help=True)


@privacy_app.callback()
def group() -> None:
    """One command for now: the group keeps its name."""


@privacy_app.command("check")
def check(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH...]", help="要看的文件。")] = None,
    text: Annotated[list[str] | None, typer.Option("--text", help="要看的一段话，可写多次。")] = None,
    values: Annotated[bool, typer.Option("--values", help="把找到的值完整写出来。")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """看一份文件或一段话里有哪些个人信息、各怎么处理；什么都不给，就只看现在的规定。不存任何东西。"""
    from yiju.privacy import policy_of
    from yiju.privacy.policy import ACTIONS
    from yiju.privacy.types import LABELS

    settings = settings_for(data)
    policy = policy_of(settings)
    sources = [
        _source(name, lines, policy, values) for name, lines in _texts(paths or [], text or [], settings)
    ]
    endpoints = _endpoints(settings)
    if json:
        print_json({"policy": dict(policy.actions), "endpoints": endpoints, "sources": sources})
        return
    for source in sources:
        _say(source)
    if not sources:
        for kind, action in policy.actions.items():
            say(f"{LABELS[kind]}（{kind}）：{ACTIONS[action]}")
    for one in endpoints:
        told = "外部，先遮盖再发" if one["outside"] else "自家的，原样发"
        say(f"{one['use']} {one['url']}：{told}")


def _texts(paths: list[Path], texts: list[str], settings: "Settings") -> Iterator[tuple[str, list[str]]]:
    """Name and paragraphs of everything that is to be looked at. Raises ReadFailure, Skipped."""
    from yiju.ingest.read import read

    for path in paths:
        yield str(path), [one.text for one in read(path, max_mb=settings.max_file_mb).paragraphs]
    for number, text in enumerate(texts, 1):
        yield f"--text {number}", [text]


def _source(name: str, lines: list[str], policy: "Policy", values: bool) -> dict[str, Any]:
    from yiju.privacy.counting import counted

    found = [
        {
            "kind": span.kind,
            "action": policy.actions[span.kind],
            "paragraph": number,
            "start": span.start,
            "end": span.end,
            "value": span.value if values else _hint(span),
        }
        for number, line in enumerate(lines, 1)
        for span in policy.find(line, policy.known)
    ]
    return {"source": name, "paragraphs": len(lines), "counts": counted(lines), "found": found}


def _hint(span: "Span") -> str:
    """Enough of a value to know it by."""
    shown = 1 if len(span.value) < 8 else 3
    return f"{span.value[:shown]}{'●' * (len(span.value) - shown)}"


def _endpoints(settings: "Settings") -> list[dict[str, Any]]:
    """The model endpoints in use, and whether personal data is kept from them."""
    from yiju.errors import address
    from yiju.models.outside import policy_for

    used = (
        ("对话模型", settings.llm_base_url if settings.llm_configured else ""),
        ("向量模型", settings.embed_base_url if settings.embedder == "endpoint" else ""),
        ("重排模型", settings.rerank_base_url),
    )
    return [
        {"use": use, "url": address(url), "outside": policy_for(url, settings) is not None}
        for use, url in used
        if url
    ]


def _say(source: dict[str, Any]) -> None:
    from yiju.privacy.counting import told
    from yiju.privacy.policy import ACTIONS
    from yiju.privacy.types import LABELS

    say(f"{source['source']}：{source['paragraphs']} 段；{told(source['counts']) or '没有找到（人名不计）'}")
    for one in source["found"][:_MOST_TOLD]:
        say(f"  第{one['paragraph']}段 {LABELS[one['kind']]} {one['value']}：{ACTIONS[one['action']]}")
    if len(source["found"]) > _MOST_TOLD:
        say(f"  另有 {len(source['found']) - _MOST_TOLD} 处，用 --json 看全部")


def register(app: typer.Typer) -> None:
    """Add the command group."""
    app.add_typer(privacy_app, name="privacy")
