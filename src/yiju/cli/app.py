"""The Typer application: its commands, and the one place where errors become exit codes."""

import sys

import typer

from yiju.cli import advice, demo, material, people
from yiju.cli.output import fail
from yiju.errors import YijuError

app = typer.Typer(
    name="yiju",
    help="Yiju 依据：每一条销售建议都带着可核对的出处。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for group in (demo, material, advice, people):
    group.register(app)


def main() -> None:
    """Run the command line. Exit 0 = done, 1 = failed, 2 = bad usage."""
    try:
        app()
    except YijuError as error:
        fail(error)
    except KeyboardInterrupt:
        print("已中断；已完成的部分已保存，重新运行即可继续。", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
