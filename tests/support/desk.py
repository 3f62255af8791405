"""A rep at work on the small account, with a scripted model."""

from typing import Any

from tests.support.account import CUSTOMER, TODAY, assert_sound
from tests.support.stub_llm import StubLLM
from yiju.copilot.llm_mode import make_llm_mode
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.models.embedder import make_embedder
from yiju.store.access import viewer_for
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Claim, Suggestion

Entry = dict[str, Any]
"""One entry of a model's answer, or the body of a request."""


class Desk:
    """A rep of unit ``main``. Whatever is given, is sound and kept as given."""

    def __init__(self, store: Store, stub: StubLLM, timeout: float = 20.0, parallel: int = 1) -> None:
        self.store, self.stub = store, stub
        self.viewer = viewer_for(store.sql, "xiaoli")
        reader = Reader(store, make_embedder(store.settings), self.viewer)
        changes = {"llm_base_url": stub.url, "llm_model": "stub", "llm_timeout": timeout}
        changes |= {"llm_parallel": parallel}
        self.copilot = Copilot(reader, make_llm_mode(store.settings.model_copy(update=changes)))
        self.plain = Copilot(reader)

    def strategy(self, goal: str = "") -> Suggestion:
        return self.checked(self.copilot.strategy(CUSTOMER, goal=goal, as_of=TODAY))

    def talk(self, scene: str = "异议处理", person: str = "") -> Suggestion:
        return self.checked(self.copilot.talk(CUSTOMER, scene=scene, person=person, as_of=TODAY))

    def ask(self, question: str) -> Suggestion:
        return self.checked(self.copilot.ask(question, as_of=TODAY))

    def checked(self, suggestion: Suggestion) -> Suggestion:
        assert_sound(suggestion, self.store, self.viewer, self.stub)
        assert get_suggestion(self.store.sql, self.viewer, suggestion.id) == suggestion
        return suggestion


def section(suggestion: Suggestion, title: str) -> tuple[Claim, ...]:
    """The claims under this title."""
    return next(s.claims for s in suggestion.sections if s.title == title)
