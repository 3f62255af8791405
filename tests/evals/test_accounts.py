"""The accounts invented for the evals: whole, of the samples' day, and seen by their own unit alone."""

from pathlib import Path
from urllib.parse import unquote

import pytest

from yiju.errors import NotFound
from yiju.evals.planting import accounts_folder
from yiju.evals.suites import SUITES
from yiju.evals.suites.ask import AskCase
from yiju.evals.suites.strategy import StrategyCase
from yiju.evals.world import USERS, World
from yiju.ingest.samples import list_samples
from yiju.store.access import viewer_for
from yiju.store.documents import list_documents
from yiju.store.types import Document, Kind

_FORMS = {
    "contract": Kind.CONTRACT,
    "mails": Kind.MAIL,
    "calls": Kind.CALL,
    "notes": Kind.NOTE,
    "tender": Kind.TENDER,
    "report": Kind.REPORT,
}
ACCOUNTS = list_samples(accounts_folder())


def _seen(world: World, user: str) -> dict[Path, Document]:
    """Documents of the accounts that a user may quote, by their path below the accounts' folder."""
    home = f"{accounts_folder().resolve()}/"
    documents = list_documents(world.store.sql, viewer_for(world.store.sql, user))
    below = {unquote(document.uri).partition(home)[2]: document for document in documents}
    return {Path(path): document for path, document in below.items() if path}


@pytest.mark.parametrize("user", sorted(USERS.keys() - {"rep_trial"}))
def test_nobody_else_sees_them(eval_world: World, user: str) -> None:
    assert not _seen(eval_world, user)
    with pytest.raises(NotFound):
        eval_world.copilot(user).strategy("银岭泵业", as_of=eval_world.today)


def test_every_file_is_read_as_what_it_is(eval_world: World) -> None:
    seen = _seen(eval_world, "rep_trial")
    files = {
        path for path in accounts_folder().rglob("*") if path.is_file() and path.name != "customers.toml"
    }
    assert {accounts_folder() / path for path in seen} == files
    assert {path.parts[0] for path in seen} == {row.folder for row in ACCOUNTS.customers}
    for path, document in seen.items():
        assert document.kind is _FORMS[path.parts[1]], path
        assert document.date is not None and document.date < ACCOUNTS.today, path


def test_they_are_read_on_the_samples_day(eval_world: World) -> None:
    assert ACCOUNTS.today == eval_world.today
    assert {row.unit for row in ACCOUNTS.customers} == set(USERS["rep_trial"][1])


_OF_EDITIONS = {"澄湖水务"}
"""Kept for questions about old and new editions alone."""


def test_cases_turn_on_every_one_of_them() -> None:
    """A contradiction and a promise that was kept, of each; questions to several editions, of one."""
    asked_of = [case for case in SUITES["ask"].cases() if isinstance(case, AskCase)]
    for name in _OF_EDITIONS:
        assert sum(case.customer == name for case in asked_of) >= 20, name
    cases = [case for case in SUITES["strategy"].cases() if isinstance(case, StrategyCase)]
    for sort in ("conflict", "kept"):
        asked = {case.customer for case in cases if case.class_ == sort}
        assert {row.name for row in ACCOUNTS.customers} - _OF_EDITIONS <= asked, sort
