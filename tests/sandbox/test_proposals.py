"""Feedback that was proposed: kept once, by its own person, while it waits."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.support.account import CUSTOMER, TODAY, build
from tests.support.stored import settings_for
from yiju.copilot.agent.types import Proposal
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.errors import NotFound
from yiju.models.embedder import make_embedder
from yiju.sandbox.proposals import LIFETIME, ask, confirm, waits
from yiju.sandbox.rubric import load_rubric
from yiju.sandbox.signals import own_signals
from yiju.store.access import viewer_for
from yiju.store.store import Store
from yiju.store.types import Suggestion, Viewer
from yiju.store.users import save_user

NOW = dt.datetime(2026, 1, 21, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small account's data folder."""
    return build(tmp_path_factory.mktemp("account"))


def _made(store: Store, viewer: Viewer) -> tuple[Suggestion, Proposal]:
    copilot = Copilot(Reader(store, make_embedder(store.settings), viewer))
    made = copilot.ask("付款方式是什么", customer=CUSTOMER, as_of=TODAY)
    claim = made.sections[0].claims[0].id
    return made, Proposal(suggestion=made.id, claim=claim, kind="used", comment="讲了这条", told="记下“用了”")


def test_it_is_kept_once_and_only_with_its_token(account: Path) -> None:
    with Store.open(settings_for(account)) as store:
        rep, rubric = viewer_for(store.sql, "xiaoli"), load_rubric(store.settings)
        made, proposal = _made(store, rep)
        pending, kept = ask(proposal, NOW)
        assert pending.token not in json.dumps(kept) and pending.expires_at == NOW + LIFETIME
        assert waits(kept, NOW) == proposal
        late = NOW + LIFETIME
        for token, moment in (("wrong", NOW), ("", NOW), (pending.token, late)):
            with pytest.raises(NotFound, match="过期"):
                confirm(store.sql, rep, kept, rubric, "api", token=token, moment=moment)
        assert own_signals(store.sql, rep, [made.id]) == []
        for _ in range(2):
            signal = confirm(store.sql, rep, kept, rubric, "api", token=pending.token, moment=NOW)
        assert own_signals(store.sql, rep, [made.id]) == [signal]
        assert (signal.kind, signal.comment, signal.claim_id) == ("used", "讲了这条", proposal.claim)


def test_a_suggestion_of_others_takes_no_feedback(account: Path) -> None:
    with Store.open(settings_for(account)) as store:
        save_user(store.sql, "north", roles=["rep"], units=["north"], actor="test")
        _, proposal = _made(store, viewer_for(store.sql, "xiaoli"))
        _, kept = ask(proposal, NOW)
        with pytest.raises(NotFound, match="没有这条建议"):
            other = viewer_for(store.sql, "north")
            confirm(store.sql, other, kept, load_rubric(store.settings), "api", token=None, moment=NOW)


@pytest.mark.parametrize(
    "kept", [{}, {"kind": "customer"}, {"kind": "confirm"}, {"kind": "confirm", "until": "x"}]
)
def test_what_is_not_understood_waits_for_nothing(kept: dict[str, str]) -> None:
    assert waits(kept, NOW) is None
