"""What people wrote about advice loses what it tells of a forgotten document; their verdicts stay."""

import datetime as dt

import sqlalchemy as sa

from tests.store.secret import HEAD, OPEN, SECRET
from tests.store.test_forgetting import RUN, everything
from tests.support.suggested import cite, suggestion
from yiju.sandbox.annotations import add_annotation, annotations_of
from yiju.sandbox.rubric import load_rubric
from yiju.sandbox.signals import add_signal, signals_of
from yiju.sandbox.types import NewAnnotation, NewSignal
from yiju.store.erasing import ERASED_TEXT
from yiju.store.forget import forget_document
from yiju.store.review_tables import customer_issues, exemplar_states, replays
from yiju.store.store import Store
from yiju.store.suggestions import save_suggestion
from yiju.store.types import Claim, Document

NOW = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


def _edit(key: str, claim: str, rewrite: str, comment: str = "") -> NewAnnotation:
    return NewAnnotation(key=key, claim_id=claim, verdict="edit", rewrite=rewrite, comment=comment)


def test_words_about_a_forgotten_document_go_and_verdicts_stay(
    store: Store, documents: dict[str, Document]
) -> None:
    gone, kept = documents["a"], documents["b"]
    lost = Claim(id="c1", nature="fact", text=SECRET, citations=(cite(store, gone),))
    other = Claim(id="c2", nature="fact", text=OPEN, citations=(cite(store, kept),))
    save_suggestion(store.sql, suggestion("s1", lost, other))
    save_suggestion(store.sql, suggestion("s2", other))
    rubric = load_rubric(store.settings)
    add_annotation(store.sql, HEAD, "s1", _edit("key-0001", "c1", "换个说法，不提数"), rubric)
    add_annotation(store.sql, HEAD, "s1", _edit("key-0002", "c2", OPEN, f"参见“{SECRET}”"), rubric)
    whole = add_annotation(store.sql, HEAD, "s1", _edit("key-0003", "", "全文改写", "第一条别用"), rubric)
    elsewhere = add_annotation(store.sql, HEAD, "s2", _edit("key-0004", "c2", f"{OPEN}。{SECRET}"), rubric)
    plain = add_annotation(store.sql, HEAD, "s2", _edit("key-0005", "", "先问再说"), rubric)
    add_signal(
        store.sql, HEAD, "s1", NewSignal(key="key-0001", claim_id="c1", kind="down", comment="不对"), rubric
    )
    add_signal(
        store.sql, HEAD, "s1", NewSignal(key="key-0002", claim_id="c2", kind="up", comment="好用"), rubric
    )
    with store.sql.write() as connection:
        issue: dict[str, object] = {
            "id": "i1",
            "customer_id": gone.customer_id,
            "unit": "main",
            "title": SECRET,
        }
        issue |= {"claim_id": "", "opened_by": "u", "opened_at": NOW}
        connection.execute(sa.insert(customer_issues).values(**issue))
        west = connection.scalar(sa.text("SELECT id FROM customers WHERE unit = 'west'"))
        connection.execute(
            sa.insert(customer_issues).values(**{**issue, "id": "i2", "unit": "west", "customer_id": west})
        )
        replay: dict[str, object] = {
            "id": "r1",
            "suggestion_id": "s1",
            "by": "u",
            "at": NOW,
            "costs": {},
            "error": f"《{SECRET}》不在了",
        }
        connection.execute(sa.insert(replays).values(**replay, changes={"assume": [SECRET, "降价10%"]}))
        state: dict[str, object] = {
            "annotation_id": whole.id,
            "state": "published",
            "text": "全文改写",
            "by": "u",
            "at": NOW,
        }
        connection.execute(sa.insert(exemplar_states).values(**state))
        state = {"annotation_id": plain.id, "state": "published", "text": "先问再说", "by": "u", "at": NOW}
        connection.execute(sa.insert(exemplar_states).values(**state))

    forget_document(store, HEAD, gone.id)

    found = annotations_of(store.sql, HEAD, "s1")
    assert [(one.verdict, one.rewrite, one.comment) for one in found] == [
        ("edit", ERASED_TEXT, ""),
        ("edit", OPEN, ERASED_TEXT),
        ("edit", ERASED_TEXT, ERASED_TEXT),
    ]
    found = annotations_of(store.sql, HEAD, "s2")
    assert [(one.id, one.rewrite) for one in found] == [(elsewhere.id, ERASED_TEXT), (plain.id, "先问再说")]
    assert [one.comment for one in signals_of(store.sql, HEAD, "s1")] == [ERASED_TEXT, "好用"]
    with store.sql.read() as connection:
        titles = connection.scalars(sa.select(customer_issues.c.title).order_by(customer_issues.c.id))
        # The other unit's text may say the same of its own: nobody of ours decides about it.
        assert list(titles) == [ERASED_TEXT, SECRET]
        assert connection.scalar(sa.select(replays.c.changes)) == {"assume": [ERASED_TEXT, "降价10%"]}
        assert connection.scalar(sa.select(replays.c.error)) == ERASED_TEXT
        texts = connection.scalars(sa.select(exemplar_states.c.text).order_by(exemplar_states.c.seq))
        assert list(texts) == [ERASED_TEXT, "先问再说"]
    with store.sql.write() as connection:
        connection.execute(sa.update(customer_issues).where(customer_issues.c.id == "i2").values(title=""))
    text = everything(store)
    assert [SECRET[at : at + RUN] for at in range(len(SECRET) - RUN) if SECRET[at : at + RUN] in text] == []
