"""With this folder on ``PYTHONPATH`` a process tells, on stderr, what SQL holds up its event loop."""

import asyncio
import sys
import traceback

from sqlalchemy import event
from sqlalchemy.engine import Engine


@event.listens_for(Engine, "before_cursor_execute")
def _watch(*_args: object, **_kwargs: object) -> None:
    if asyncio._get_running_loop() is not None:
        ours = [line for line in traceback.format_stack() if "/yiju/" in line]
        print("SQL on the event loop:", *ours[-4:-1], sep="\n", file=sys.stderr, flush=True)
