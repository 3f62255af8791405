"""What is said before any cluster is spoken to."""

import importlib.util
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from tests.support.clusters import need_ray
from tests.support.shell import yiju
from yiju.cluster.connection import check_address, connected
from yiju.errors import Invalid, YijuError


@pytest.mark.parametrize(
    "address", ["", "here", "node", "node:port", "http://node:1", "ray://node:1", "a b:1"]
)
def test_what_is_no_address_is_bad_usage(address: str) -> None:
    with pytest.raises(Invalid, match="看不懂"):
        check_address(address)


def test_a_command_with_a_bad_address_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲方案", "utf-8")
    ran = yiju(
        *("ingest", str(tmp_path / "a.txt"), "--customer", "甲", "--cluster", "nowhere"),
        *("--data", str(tmp_path / "data")),
    )
    assert (ran.code, ran.out) == (2, "")
    assert "主机:端口" in ran.err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("address", ["local", "auto", "10.0.0.1:6379", "head.example:6379", "[::1]:6379"])
def test_without_the_extra_it_is_said_how_to_get_it(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "ray" else real(name, *rest)
    )
    with pytest.raises(YijuError, match="没有安装 Ray") as caught:
        check_address(address)
    assert "yiju[cluster]" in caught.value.hint


def test_where_nobody_answers_it_is_said() -> None:
    need_ray()
    before = os.environ.get("TMPDIR")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(YijuError, match=f"连不上 Ray 集群 {address}"), connected(address):
            pass
    assert os.environ.get("TMPDIR") == before


def test_where_the_environment_names_nobody_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    need_ray()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setenv("RAY_ADDRESS", address)
        monkeypatch.setattr("yiju.cluster.connection.try_out", never)
        with pytest.raises(YijuError, match=f"连不上 Ray 集群 {address}"), connected("auto"):
            pass


def test_what_the_environment_names_must_be_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    need_ray()
    monkeypatch.setenv("RAY_ADDRESS", "ray://127.0.0.1:10001")
    with pytest.raises(Invalid, match="RAY_ADDRESS"), connected("auto"):
        pass


def test_who_listens_and_never_answers_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    need_ray()
    monkeypatch.setattr("yiju.cluster.trial.PATIENCE", 5.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("RAY_ADDRESS", address)
        with pytest.raises(YijuError, match=f"{address}：5 秒内没有应答"), connected("auto"):
            pass
    assert capfd.readouterr() == ("", "")


def test_told_to_end_while_ray_connects_is_an_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    need_ray()
    import ray

    ended: list[bool] = []
    monkeypatch.setattr(ray, "init", lambda **_: sys.exit(signal.SIGTERM))  # what its own handler does
    monkeypatch.setattr(ray, "shutdown", lambda: ended.append(True))
    with pytest.raises(KeyboardInterrupt), connected("local"):
        pass
    assert ended == [True]


def never(address: str) -> None:
    raise AssertionError(f"{address} was tried")
