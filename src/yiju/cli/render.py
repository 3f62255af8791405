"""A suggestion as a person reads it in a terminal: claims, tags, and what rests on what."""

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from yiju.cli.output import shown_all
from yiju.cli.render_form import print_blocks
from yiju.cli.wrap import wrap
from yiju.copilot.forms import added
from yiju.copilot.sameness import told
from yiju.store.erasing import is_erased
from yiju.store.labels import ADVICE, CAUSES, ROLES, left_out, marks_of, numbers_of, warning_of
from yiju.store.types import Claim, Section, Suggestion


def render(suggestion: Suggestion, console: Console | None = None, *, why: bool = False) -> None:
    """Print the whole suggestion. ``why``: the drafts that were left out, too, with the reasons."""
    out = console or Console(highlight=False)
    suggestion = Suggestion.model_validate(shown_all(suggestion.model_dump()))
    cited = sum(len(claim.citations) for section in suggestion.sections for claim in section.claims)
    title = f"{ADVICE[suggestion.kind]} · {suggestion.customer}"
    asked = suggestion.request.get("question") or suggestion.request.get("scene") or ""
    out.print()
    out.print(f"[bold]{escape(title)}[/bold]" + (f" · {escape(asked)}" if asked else ""))
    mode = "摘编模式（未用模型）" if suggestion.mode == "extractive" else f"模型 {suggestion.model}"
    mode += f" · 按 {len(suggestion.shaped_by)} 条批注调整" if suggestion.shaped_by else ""
    out.print(f"[dim]{mode} · 依据 {cited} 处 · {left_out(suggestion)} · 编号 {suggestion.id}[/dim]")
    if suggestion.sameness:
        out.print(f"[dim]{told(suggestion.sameness)}[/dim]")
    if suggestion.headline:
        out.print()
        _print(out, Text.assemble(("一句话：", "bold"), suggestion.headline), indent=0)
    numbers = numbers_of(suggestion)
    for section in suggestion.sections:
        _section(out, section, numbers)
        if suggestion.kind == "answer" and section.claims and section.missing:  # half an answer says so
            _print(out, Text(_lacks(section), style="yellow"))
    if suggestion.kind == "strategy":
        print_blocks(out, added(suggestion))
    if suggestion.missing and suggestion.kind == "strategy":
        out.print()
        out.print("[bold]缺什么[/bold]")
        for line in suggestion.missing:
            _print(out, Text(f"- {line}"))
    if why:
        _left_out(out, suggestion)
    for notice in suggestion.notices:
        out.print(f"[yellow]注意：{escape(notice)}[/yellow]")
    out.print()


def _left_out(out: Console, suggestion: Suggestion) -> None:
    out.print()
    out.print("[bold]没有采用的草稿[/bold]")
    for one in suggestion.dropped_claims:
        _print(
            out,
            Text.assemble(f"- 【{one.section}】{one.text}", (f"　{CAUSES[one.cause]}：{one.reason}", "dim")),
        )
    count = suggestion.dropped + (suggestion.refused or 0) + suggestion.forbidden
    if unlisted := count - len(suggestion.dropped_claims):
        _print(out, Text(f"另有 {unlisted} 条没有列出：盲评时看不到，或只记了条数。"))
    elif not count:
        _print(out, Text("没有。"))


def _section(out: Console, section: Section, numbers: dict[str, str]) -> None:
    out.print()
    out.print(f"[bold cyan]{escape(section.title)}[/bold cyan]")
    if not section.claims:
        _print(out, Text(_lacks(section)))
    for index, claim in enumerate(section.claims, 1):
        _print(out, _claim(index, claim, numbers))


def _lacks(section: Section) -> str:
    return section.missing if "没有" in section.missing else f"缺：{section.missing}"


def _print(out: Console, text: Text, indent: int = 2) -> None:
    for line in wrap(text, max(20, out.width - indent)):
        out.print(Text(" " * indent) + line, no_wrap=True, overflow="ignore", crop=False)


def _claim(index: int, claim: Claim, numbers: dict[str, str]) -> Text:
    line = Text()
    line.append(f"{ROLES[claim.role]}：" if claim.role else f"{index}. ", style="bold")
    if is_erased(claim):  # nothing else holds of it any more
        line.append(claim.text, style="dim")
        return line
    if marks := marks_of(claim):
        line.append(f"{marks}：", style="yellow")
    line.append(claim.text)
    for citation in claim.citations:
        line.append(citation.tag, style="green")
    line.append(warning_of(claim), style="red")
    if claim.nature == "advice" and not claim.role:
        rests = "、".join(numbers[i] for i in claim.rests_on if i in numbers)
        if rests or not {"glossary", "given"} & set(claim.flags):  # what a word means is nobody's judgement
            line.append(f"　判断，基于 {rests}" if rests else "　判断", style="dim italic")
    return line
