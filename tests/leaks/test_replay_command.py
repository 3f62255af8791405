"""``yiju replay`` and ``yiju prompts``, by everybody, on suggestions of either unit."""

import os

import pytest

from tests.support.samples import TODAY
from tests.support.shell import Ran, yiju
from tests.support.traces import foreign_to
from tests.support.world import AUTO, NAMESAKE, USERS, who
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.store import Store


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settings but the tests' own."""
    for name in [name for name in os.environ if name.startswith("YIJU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("YIJU_EMBEDDER", "hashing")


def _as(store: Store, user: str, *arguments: str) -> Ran:
    return yiju(*arguments, "--as", user, "--data", str(store.settings.data))


@pytest.fixture(scope="module")
def given(world: Store) -> str:
    """Id of a suggestion of the unit ``auto`` about the customer whose name both units have."""
    reader = Reader(world, HashingEmbedder(), who(world, "rep_auto"))
    return Copilot(reader).talk(NAMESAKE, scene="异议处理", as_of=TODAY).id


@pytest.mark.parametrize("user", USERS)
def test_replay_prints_nothing_of_another_unit(world: Store, given: str, user: str) -> None:
    viewer = who(world, user)
    heads = {"head_auto", "boss"}
    for more in ((), ("--assume", "采购总监换人"), ("--json",)):
        ran = _as(world, user, "replay", given, *more)
        traces = foreign_to(world, viewer.model_copy(update={"units": viewer.units & {AUTO}}))
        assert traces.in_text(f"{ran.out}\n{ran.err}", said=" ".join((given, *more))) == []
        if user in heads:
            assert ran.code == 0, ran
            continue
        assert ran.code == 1
        unknown = _as(world, user, "replay", "s0123456789ab", *more)
        if AUTO not in viewer.units or "customer" in viewer.roles:
            assert (ran.out.replace(given, "ID"), ran.err.replace(given, "ID")) == (
                unknown.out.replace("s0123456789ab", "ID"),
                unknown.err.replace("s0123456789ab", "ID"),
            )
        else:
            assert "没有推演这条建议的权限" in ran.err


@pytest.mark.parametrize("user", USERS)
def test_prompts_name_no_customer_and_are_switched_by_admins_alone(world: Store, user: str) -> None:
    nobody = foreign_to(world, who(world, "nobody"))
    allowed = user in {"boss", "admin_medical"}
    lines = [
        ("prompts", "list"),
        ("prompts", "history"),
        ("prompts", "promote", "retrieval:depth", "100" if not allowed else "99", "--note", "试试"),
        ("prompts", "rollback", "retrieval:depth"),
    ]
    for line in lines:
        ran = _as(world, user, *line)
        assert nobody.in_text(f"{ran.out}\n{ran.err}", said=" ".join(line)) == []
        if line[1] in {"promote", "rollback"}:
            assert ran.code == (0 if allowed else 1), ran
            assert allowed or "没有启用或回退的权限" in ran.err
