"""A connection to a Ray cluster for the time of one command, or a cluster of this machine alone."""

import contextlib
import importlib.util
import logging
import os
import re
import secrets
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from yiju.cluster.trial import try_out
from yiju.errors import Invalid, YijuError
from yiju.ingest.worker_scratch import Scratch

LOCAL = "local"
_ADDRESS = re.compile(r"local|auto|(?:[\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",  # else `uv run` sends the working folder to every node
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_task_oom_retries": "2",  # Ray's own number is "for ever"
    "RAY_worker_niceness": "0",  # Ray's own is 15: on a busy machine it would get next to nothing
}
_STORE_BYTES = 512 << 20
"""Shared memory in which results wait for who writes them."""
_PATIENCE = 10.0
"""Seconds in which somebody must answer at an address."""
_OPEN = "/r"
_LONGEST_FOLDER = 40
"""Characters: Ray's sockets lie some 65 deeper, and a socket's path may have 107."""


def check_address(address: str) -> None:
    """Whether there is Ray, and an address is one: before anything else is opened.

    Raises:
        Invalid: it is no address.
        YijuError: the extra is not installed.
    """
    if not _ADDRESS.fullmatch(address):
        raise Invalid(
            f"--cluster 看不懂 {address!r}。",
            hint="写 local（本机）、auto 或 主机:端口（本机须是它的节点）；Ray Data 不支持 ray:// 连接。",
        )
    if importlib.util.find_spec("ray") is None:
        raise YijuError("没有安装 Ray，不能用 --cluster。", hint="先安装：pip install 'yiju[cluster]'。")


@contextlib.contextmanager
def connected(address: str) -> Iterator[None]:
    """Connect; at the end leave, and end what was started here. Ray says nothing on stdout meanwhile.

    Raises:
        Invalid, YijuError: as ``check_address``; or nobody answers there.
    """
    check_address(address)
    address = _resolved(address)
    _knock(address)
    _prepare(address)
    if address != LOCAL:
        _try_out(address)
    with contextlib.ExitStack() as ends:
        ends.enter_context(contextlib.redirect_stdout(_elsewhere(ends)))
        with _as_before():
            _init(address, _local(ends) if address == LOCAL else {})
        ends.callback(_leave)
        yield


def _resolved(address: str) -> str:
    """What ``auto`` means where the environment says it. Raises as ``check_address``."""
    named = os.environ.get("RAY_ADDRESS", "").strip() if address == "auto" else ""
    if not named or named == LOCAL:
        return address
    if not _ADDRESS.fullmatch(named):
        raise Invalid(
            f"环境变量 RAY_ADDRESS 看不懂：{named[:200]!r}。",
            hint="写 主机:端口（本机须是它的节点）；Ray Data 不支持 ray:// 连接。",
        )
    return named


def _try_out(address: str) -> None:
    """Ray itself would wait for minutes where somebody listens who is no such cluster. Raises YijuError."""
    try:
        try_out(address)
    except YijuError as error:
        raise _unreachable(address, error) from error


def _knock(address: str) -> None:
    """Ray itself would try for minutes where nobody listens. Raises YijuError."""
    host, _, port = address.rpartition(":")
    if not host:
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise _unreachable(address, error) from error


def _unreachable(address: str, error: Exception) -> YijuError:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return YijuError(
        f"连不上 Ray 集群 {address}：{lines[0][:200]}",
        hint="检查地址和集群是否在运行（ray status），本机是不是它的一个节点（ray start --address=…）；"
        "或不用 --cluster，在本机导入。",
    )


def _prepare(address: str) -> None:
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    if address == LOCAL:  # its processes listen on the loopback alone, and answer nobody but us
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
        if "RAY_AUTH_MODE" not in os.environ:
            os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}


def _elsewhere(ends: contextlib.ExitStack) -> TextIO:
    """Where Ray's talk of workers that died goes."""
    if os.environ.get("YIJU_DEBUG"):
        return sys.stderr
    return ends.enter_context(Path(os.devnull).open("w", encoding="utf-8"))


@contextlib.contextmanager
def _as_before() -> Iterator[None]:
    """Leave signals and the folder for temporary files as they were: Ray takes the former."""
    main = threading.current_thread() is threading.main_thread()
    handlers = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)} if main else {}
    folder = os.environ.get("TMPDIR")
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        os.environ.pop("TMPDIR", None)
        if folder is not None:
            os.environ["TMPDIR"] = folder


def _local(ends: contextlib.ExitStack) -> dict[str, Any]:
    options: dict[str, Any] = {
        "num_cpus": os.cpu_count() or 1,
        "num_gpus": 0,
        "include_dashboard": False,
        "object_store_memory": _STORE_BYTES,
    }
    scratch = Scratch()
    ends.callback(scratch.remove)
    os.environ["TMPDIR"] = str(scratch.path)  # what its processes put out goes with us, however they end
    closed = str(scratch.path)
    if len(closed) + len(_OPEN) > _LONGEST_FOLDER:
        short = tempfile.TemporaryDirectory(prefix="yiju-", dir="/tmp", ignore_cleanup_errors=True)
        closed = ends.enter_context(short)
    # What spills over is customers' words: it goes with us. Ray opens its folder to all users of the machine
    # (0777), so it gets one within a folder that nobody else may enter.
    options["_temp_dir"] = closed + _OPEN
    return options


@contextlib.contextmanager
def _in_silence(alone: bool) -> Iterator[None]:
    """While Ray connects: its libraries' lines go nowhere, and what it makes for us alone is ours to read."""
    before = os.umask(0o077) if alone else None
    own: int | None = None
    try:
        if not os.environ.get("YIJU_DEBUG"):
            sys.stderr.flush()
            own = os.dup(2)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
        yield
    finally:
        if own is not None:
            os.dup2(own, 2)
            os.close(own)
        if before is not None:
            os.umask(before)


def _init(address: str, options: dict[str, Any]) -> None:
    import ray

    level = logging.INFO if os.environ.get("YIJU_DEBUG") else logging.CRITICAL
    try:
        with _in_silence(address == LOCAL):
            ray.init(address=address, log_to_driver=False, logging_level=level, **options)
    except (ConnectionError, RuntimeError, ValueError, TimeoutError, OSError) as error:
        ray.shutdown()
        raise _unreachable(address, error) from error
    except SystemExit as error:  # Ray's own answer to SIGTERM while it connects
        ray.shutdown()
        raise KeyboardInterrupt from error
    except BaseException:
        ray.shutdown()
        raise
    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(level)


def _leave() -> None:
    import ray

    ray.shutdown()
