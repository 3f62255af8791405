"""The Typer application: its commands, and the one place where errors become exit codes."""

import os
import sys
from typing import Annotated, cast

import typer

from yiju import __version__
from yiju.cli import (
    advice,
    bots,
    bots_check,
    bots_groups,
    bots_unasked,
    chat,
    customers,
    datasets,
    demo,
    documents,
    evals,
    identities,
    kpi,
    maintain,
    material,
    people,
    privacy,
    prompts,
    queue,
    review,
    rules,
    serve,
    signal,
    subscriptions,
    sync,
    terms,
    tray,
    visits,
    whatif,
)
from yiju.cli.interrupts import INTERRUPTED, interrupted, was_interrupted
from yiju.cli.output import fail
from yiju.cli.usage import fail_usage
from yiju.errors import YijuError, without_secrets

_UsageError = cast(type[Exception], typer.BadParameter.__mro__[1])
"""What the command-line library raises for a wrong command line; it exports only this child of it."""

app = typer.Typer(
    name="yiju",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _told(asked: bool) -> None:
    if asked:
        print(f"yiju {__version__}")
        raise typer.Exit


@app.callback()
def _whole(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_told, help="显示版本号。")
    ] = False,
) -> None:
    """Yiju 依据：每一条销售建议都带着可核对的出处。"""


for group in (
    demo,
    material,
    documents,
    tray,
    advice,
    chat,
    people,
    identities,
    maintain,
    serve,
    queue,
    review,
    signal,
    kpi,
    customers,
    datasets,
    whatif,
    prompts,
    evals,
    bots,
    bots_check,
    bots_groups,
    bots_unasked,
    visits,
    subscriptions,
    sync,
    rules,
    privacy,
    terms,
):
    group.register(app)


def main() -> None:
    """Run the command line. Exit 0 = done, 1 = failed, 2 = bad usage."""
    if any("\ud800" <= char <= "\udfff" for argument in sys.argv[1:] for char in argument):
        print("错误：命令行里有不是 UTF-8 的字符。", file=sys.stderr)
        sys.exit(2)
    try:
        code = app(standalone_mode=False)
        if code == INTERRUPTED:  # Typer catches the signal itself, and says nothing
            interrupted()
        sys.exit(code if isinstance(code, int) else 0)
    except typer.Abort:
        sys.exit(1)
    except _UsageError as error:
        fail_usage(error)
    except YijuError as error:
        if was_interrupted():
            interrupted()
        fail(error)
    except KeyboardInterrupt:
        interrupted()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if was_interrupted():
            interrupted()
        if os.environ.get("YIJU_DEBUG"):
            raise
        from yiju.store.disk import disk_trouble

        if (trouble := disk_trouble(error)) is not None:
            fail(trouble)
        what = f"程序内部出错：{type(error).__name__}: {without_secrets(str(error))}"
        fail(YijuError(what, hint="设 YIJU_DEBUG=1 再运行一次，可看到详情。"))
