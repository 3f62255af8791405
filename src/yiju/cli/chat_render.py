"""A bot's messages as a person reads them in a terminal."""

from rich.console import Console
from rich.text import Text

from yiju.bots.types import Line, Message, Turn
from yiju.cli.output import shown
from yiju.cli.wrap import wrap

_STYLES = {"plain": "", "heading": "bold cyan", "item": "", "quote": "italic", "note": "dim"}
_INDENT = {"item": 2, "quote": 2}


def render_turn(turn: Turn, out: Console) -> None:
    """Print what the bot says."""
    for message in turn.messages:
        out.print()
        for line in message.lines:
            _print(out, _line(line), _INDENT.get(line.style, 0))
        if said := _sayings(message):
            _print(out, Text(f"可发：{'　'.join(said)}", style="dim"))
    out.print()


def _line(line: Line) -> Text:
    text = Text(style=_STYLES[line.style])
    if line.lead:
        text.append(f"{shown(line.lead)}{' ' if line.lead.endswith('.') else ''}", style="bold")
    text.append(shown(line.text))
    for source in line.sources:
        text.append(shown(source.tag), style="green")
        text.append(str(source.number), style="bold green")
    return text


def _sayings(message: Message) -> list[str]:
    """What may be typed in place of the buttons; a choice's numbers stand before its lines already."""
    said = dict.fromkeys(shown(button.typed or button.label) for button in message.buttons)
    return [f"[{one}]" for one in said if not one.isdecimal()]


def _print(out: Console, text: Text, indent: int = 0) -> None:
    for line in wrap(text, max(20, out.width - indent)):
        out.print(Text(" " * indent) + line, no_wrap=True, overflow="ignore", crop=False)
