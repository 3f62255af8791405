"""What a suggestion looks for in the index: all of it at once, so that it is open for a moment alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.account import CUSTOMER, TODAY, honest
from tests.support.desk import Desk
from yiju.copilot.llm_sections import INTENTS
from yiju.copilot.searches import EVERY


@pytest.mark.parametrize(
    ("make", "asked"),
    [
        (lambda desk: desk.plain.strategy(CUSTOMER, as_of=TODAY), len(EVERY)),
        (lambda desk: desk.strategy(), len(EVERY) + len(INTENTS)),
        (lambda desk: desk.plain.talk(CUSTOMER, scene="报价", as_of=TODAY), len(EVERY) + 1),
        (lambda desk: desk.talk(), len(EVERY) + 1),
    ],
    ids=["strategy", "strategy by a model", "talk", "talk by a model"],
)
def test_the_index_is_opened_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, make: Callable[[Desk], Any], asked: int
) -> None:
    desk.stub.script(honest)
    vectors = desk.store.vectors
    session, rankings = vectors.session, vectors.rankings
    opened: list[int] = []
    depth = 0

    @contextmanager
    def counted() -> Iterator[None]:
        nonlocal depth
        opened.extend([] if depth else [0])
        depth += 1
        try:
            with session():
                yield
        finally:
            depth -= 1

    def searched(*args: Any, **named: Any) -> Any:
        opened[-1] += 1
        return rankings(*args, **named)

    monkeypatch.setattr(vectors, "session", counted)
    monkeypatch.setattr(vectors, "rankings", searched)
    make(desk)
    assert opened == [asked]
