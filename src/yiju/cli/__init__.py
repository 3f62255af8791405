"""The ``yiju`` command. It wires rooms together and holds no logic of its own."""

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)
from yiju.cli.interrupts import end, interrupted, prepare

__all__ = ["main"]


def main() -> None:
    """Run the command line; the process is its own. Exit 0 = done, 1 = failed, 2 = bad usage."""
    prepare()
    try:
        from yiju.cli.app import main as run  # takes its time, in which somebody may think better of it

        run()
    except KeyboardInterrupt:
        interrupted()
    finally:
        end()
