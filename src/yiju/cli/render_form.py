"""A strategy's form (one page, checklist) as a person reads it in a terminal, or as JSON."""

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from yiju.cli.output import print_json, shown_all
from yiju.cli.wrap import wrap
from yiju.copilot.forms import FORMS, Form, FormBlock, FormLine, form_named, form_of
from yiju.store.labels import KEEP
from yiju.store.types import Suggestion


def give_form(suggestion: Suggestion, name: str, *, json: bool, console: Console | None = None) -> None:
    """Print a strategy in the form of this name. Raises Invalid."""
    form = form_of(suggestion, form_named(name))
    if json:
        print_json(form.model_dump(mode="json"))
        return
    form = Form.model_validate(shown_all(form.model_dump()))
    out = console or Console(highlight=False)
    out.print()
    out.print(
        f"[bold]{FORMS[form.form]} · {escape(form.customer)}[/bold] [dim]· 编号 {form.suggestion}[/dim]"
    )
    if form.headline:
        _print(out, _line(form.headline), indent=0)
    print_blocks(out, form.blocks, box=form.form == "checklist")
    out.print()


def print_blocks(out: Console, blocks: Iterable[FormBlock], *, box: bool = False) -> None:
    """Blocks with their tags. ``box``: something to tick off before each line."""
    for block in blocks:
        out.print()
        out.print(f"[bold cyan]{escape(block.title)}[/bold cyan]")
        for line in block.lines:
            _print(out, Text.assemble("□ " if box else "- ", _line(line)))


def _line(line: FormLine) -> Text:
    text = Text()
    if line.lead:
        text.append(f"{line.lead}：", style="bold")
    if line.marks:
        text.append(f"{line.marks}：", style="yellow")
    text.append(line.text)
    for tag in line.tags:
        text.append(tag, style="green")
    if line.internal:
        text.append(KEEP, style="red")
    return text


def _print(out: Console, text: Text, indent: int = 2) -> None:
    for line in wrap(text, max(20, out.width - indent)):
        out.print(Text(" " * indent) + line, no_wrap=True, overflow="ignore", crop=False)
