"""What a model is told: no key, path or other setting, and nothing of another unit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.support.account import CUSTOMER, SECRETS, TODAY, build, honest
from tests.support.enemies import WEAK
from tests.support.stored import settings_for
from tests.support.stub_llm import StubLLM
from yiju.copilot.llm_mode import make_llm_mode
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.models.embedder import make_embedder
from yiju.settings import Settings
from yiju.store.access import viewer_for
from yiju.store.store import Store

MARK = "geheim-7f3a"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("prompts"))


def _marked(settings: Settings) -> Iterator[tuple[str, object]]:
    """Every secret setting, with a mark of its own."""
    for name in type(settings).model_fields:
        if isinstance(getattr(settings, name), SecretStr):
            yield name, SecretStr(f"{MARK}-{name}")


def test_no_secret_and_no_other_unit_is_in_any_prompt(data: Path) -> None:
    plain = settings_for(data)
    marked = dict(_marked(plain))
    assert "llm_api_key" in marked and len(marked) > 1
    with StubLLM() as stub, Store.open(plain) as store:
        changes = {**marked, "llm_base_url": stub.url, "llm_model": "stub"}
        settings = plain.model_copy(update=changes)
        reader = Reader(store, make_embedder(plain), viewer_for(store.sql, "xiaoli"))
        copilot = Copilot(reader, make_llm_mode(settings))
        for script in (honest, WEAK["numbers"]):  # what is refused is asked for again, with another prompt
            stub.script(script)
            copilot.strategy(CUSTOMER, goal="推进定点", as_of=TODAY)
            copilot.talk(CUSTOMER, scene="异议处理", as_of=TODAY)
            copilot.ask("莱茵汽车的付款方式是什么", as_of=TODAY)
        sent = "\n".join(str(body) for body in stub.requests)
    assert len(stub.requests) > 12
    assert "退回理由" in sent
    assert MARK not in sent
    assert str(data) not in sent and "xiaoli" not in sent
    assert not [secret for secret in SECRETS if secret in sent]
    assert set(stub.authorizations) == {f"Bearer {MARK}-llm_api_key"}, "the key goes where keys go"
