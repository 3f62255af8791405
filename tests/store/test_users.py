import pytest

from tests.support.stored import viewer
from yiju.errors import NotFound, YijuError
from yiju.store import audit
from yiju.store.access import local_viewer, vector_scope, viewer_for
from yiju.store.database import Database
from yiju.store.types import Kind
from yiju.store.users import list_users, save_user


def test_a_user_comes_back_as_a_viewer(sql: Database) -> None:
    save_user(sql, "王蕾", roles=["rep"], units=["east", "west"], actor="admin")
    save_user(sql, "王蕾", roles=["director"], units=["west"], actor="admin")
    found = viewer_for(sql, "王蕾")
    assert found == viewer("west", role="director", user="王蕾")
    assert list_users(sql) == [found]
    assert [entry.action for entry in audit.entries(sql)] == ["user.saved"] * 2


def test_unknown_users_and_roles_are_refused(sql: Database) -> None:
    with pytest.raises(NotFound):
        viewer_for(sql, "nobody")
    for name, roles in (("x", ["king"]), ("", ["rep"]), ("x", [])):
        with pytest.raises(YijuError):
            save_user(sql, name, roles=roles, units=[], actor="admin")


def test_the_local_viewer_has_every_unit_by_name(sql: Database) -> None:
    assert local_viewer(sql).units == frozenset()
    save_user(sql, "x", roles=["rep"], units=["east"], actor="admin")
    assert local_viewer(sql).units == {"east"}


def test_a_scope_never_widens() -> None:
    assert vector_scope(viewer()).empty
    assert vector_scope(viewer("east", role="customer")).empty
    assert vector_scope(viewer("east"), customer_ids=[]).empty
    scope = vector_scope(viewer("east"), ["c1"], [Kind.MAIL])
    assert scope.conditions() == {"unit": ["east"], "customer_id": ["c1"], "kind": ["mail"]}
