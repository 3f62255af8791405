"""The nodes of a cluster: whether each can do the work, and how much at a time."""

from typing import Any

from yiju.cluster.tasks import about
from yiju.errors import YijuError

_PATIENCE = 180.0
"""Seconds in which each node must answer."""


def check_nodes() -> None:
    """Whether every node has the same Yiju and the same embedder as this one.

    Raises:
        YijuError: one has not, or does not answer; it is named.
    """
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    own = about()
    task: Any = ray.remote(about)
    asked = {}
    for node in _alive():
        there = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
        address = str(node["NodeManagerAddress"])
        asked[task.options(num_cpus=0, scheduling_strategy=there, max_retries=1).remote()] = address
    for answer, address in asked.items():
        try:
            found = ray.get(answer, timeout=_PATIENCE)
        except Exception as error:
            why = "没有回答" if isinstance(error, TimeoutError) else "上没有可用的 yiju"
            raise YijuError(f"集群节点 {address} {why}。", hint=_HINT) from error
        different = [
            f"{name} {found[name] or '没有'}（本机 {own[name]}）" for name in own if _differ(name, found, own)
        ]
        if different:
            raise YijuError(f"集群节点 {address} 装的和本机不同：{'、'.join(different)}。", hint=_HINT)


_HINT = "在每个节点上装同一版本：pip install 'yiju[cluster]'，再运行一次。"


def _differ(name: str, found: dict[str, str], own: dict[str, str]) -> bool:
    if name == "python":  # what is sent is tied to the minor version
        return found[name].split(".")[:2] != own[name].split(".")[:2]
    return found[name] != own[name]


def processors() -> list[int]:
    """How many processors each node has that can work."""
    return [many for node in _alive() if (many := int(node["Resources"].get("CPU", 0)))] or [1]


def _alive() -> list[dict[str, Any]]:
    import ray

    found: list[dict[str, Any]] = ray.nodes()
    return [node for node in found if node["Alive"]]
