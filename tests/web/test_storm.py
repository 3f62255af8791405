"""Twenty reviewers judge the same fifty suggestions at once, and the server is killed in the middle."""

import datetime as dt
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from tests.support.reviewed import advice, keep
from tests.support.served import Served
from yiju.sandbox.annotations import all_annotations, in_force
from yiju.store import audit
from yiju.store.access import viewer_for
from yiju.store.database import Database
from yiju.store.review_tables import annotation_words, annotations
from yiju.store.users import save_user
from yiju.web.sessions import begin

REVIEWERS, SUGGESTIONS, KILLS = 20, 50, 2
AUTHORS = [f"head{number:02d}" for number in range(REVIEWERS)]
NAMES = [f"s{number:04d}" for number in range(SUGGESTIONS)]
VERDICTS: tuple[dict[str, object], ...] = (
    {"verdict": "accept"},
    {"verdict": "reject", "reasons": ["wrong_fact"]},
    {"verdict": "edit", "rewrite": "请改成：验收合格后付款。"},
)


class Reviewer(threading.Thread):
    """Judges every suggestion in an order of its own, and repeats itself until each is answered for."""

    def __init__(self, url: str, author: str, token: str, counts: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._url, self._author, self._token, self._counts = url, author, token, counts
        self._random = random.Random(author)
        self.given: dict[str, str] = {}
        self.repeated = 0
        self.failure = ""

    def run(self) -> None:
        """Judge all."""
        order = list(NAMES)
        self._random.shuffle(order)
        headers = {"authorization": f"Bearer {self._token}"}
        with httpx.Client(base_url=self._url, headers=headers, timeout=20, trust_env=False) as client:
            for name in order:
                if self.failure:
                    return
                self._judge(client, name)

    def _judge(self, client: httpx.Client, name: str) -> None:
        body = {"key": f"{self._author}.{name}", "claim_id": "c1", **self._random.choice(VERDICTS)}
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                done = client.post(f"/api/v1/suggestions/{name}/annotations", json=body)
            except httpx.HTTPError:  # killed, or not up again yet: whether it was kept, nobody knows
                self.repeated += 1
                time.sleep(0.05 + 0.1 * self._random.random())
                continue
            if done.status_code != 201:
                self.failure = f"{done.status_code} {done.text}"
                return
            found = done.json()
            if (found["author"], found["suggestion_id"]) != (self._author, name):
                self.failure = f"another's annotation: {found}"
            self.given[name] = found["id"]
            self._counts()
            return
        self.failure = f"no answer for {name}"


@pytest.mark.timeout(300)
def test_nothing_is_lost_or_doubled(sql_url: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    sql = Database.open(sql_url, lock_folder=data / "locks", wait=30)
    for author in AUTHORS:
        save_user(sql, author, roles=["director"], units=["main"], actor="test")
    keep(sql, *(advice(name) for name in NAMES))
    tokens = {author: begin(sql, author, "token", dt.timedelta(hours=1))[0] for author in AUTHORS}
    lock, done = threading.Lock(), Counter[str]()

    def count() -> None:
        with lock:
            done["answered"] += 1

    total = REVIEWERS * SUGGESTIONS
    with Served(data, database_url=sql_url) as server:
        reviewers = [Reviewer(server.url, author, token, count) for author, token in tokens.items()]
        for one in reviewers:
            one.start()
        for kill in range(1, KILLS + 1):
            while done["answered"] < total * kill // (KILLS + 1) and any(one.is_alive() for one in reviewers):
                time.sleep(0.01)
            server.kill()
            server.start()
        for one in reviewers:
            one.join(120)
        assert server.end() == 0, server.log
        assert "Traceback" not in server.log, server.log
    assert [one.failure for one in reviewers if one.failure] == []
    assert sum(one.repeated for one in reviewers) >= KILLS, "the kills met requests in hand"
    _check(sql, reviewers)
    sql.close()


def _check(sql: Database, reviewers: list[Reviewer]) -> None:
    """Every answer given is in the database, once, with its words, its audit entry and its place in order."""
    with sql.read() as connection:
        rows = connection.execute(sa.select(annotations).order_by(annotations.c.seq)).all()
        words = connection.execute(sa.select(annotation_words.c.annotation_id)).scalars().all()
    kept = {(row.author, row.suggestion_id): row.id for row in rows}
    told = {(one._author, name): given for one in reviewers for name, given in one.given.items()}
    assert len(told) == REVIEWERS * SUGGESTIONS
    assert kept == told, "what a client was told is what is kept"
    assert len(rows) == len(kept), "no second annotation by the same author of the same thing"
    assert sorted(words) == sorted(kept.values())
    assert audit.verify_chain(sql) == []
    logged: Counter[str] = Counter()
    after = 0
    while batch := audit.entries(sql, after=after):
        logged.update(one.subject for one in batch if one.action == "annotation.added")
        after = batch[-1].seq
    assert logged == Counter(kept.values()), "one audit entry for each"
    seen = all_annotations(sql, viewer_for(sql, AUTHORS[0]))
    assert [one.id for one in seen] == [row.id for row in rows]
    assert len(in_force(seen)) == len(rows)
