"""``yiju bots``: how the chat bots stand, and what did not get through."""

import typer

bots_app = typer.Typer(help="钉钉、企业微信机器人：状态、没发出去的消息。", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the command group."""
    app.add_typer(bots_app, name="bots")
