"""The decision sandbox's tables: verdicts, signals, replays, promotions, datasets. Beside ``tables``.

Annotations, signals, votes and promotions are append-only: triggers refuse a change. The others (states of
exemplars, replays, trials, datasets, assignments, issues) have none. Words (rewrites, comments) lie apart,
for they may repeat what a document said, and go when it is forgotten.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from yiju.store.tables import metadata

annotations = Table(
    "annotations",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(20), nullable=False, unique=True),
    # Chosen by the client: a request sent twice is one annotation.
    Column("key", String(64), nullable=False),
    Column("suggestion_id", ForeignKey("suggestions.id"), nullable=False, index=True),
    # Empty: the suggestion as a whole.
    Column("claim_id", String(40), nullable=False),
    Column("author", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("verdict", String(8), nullable=False),  # accept, edit, reject
    Column("reasons", JSON, nullable=False),
    Column("scores", JSON, nullable=False),
    Column("seconds", Float, nullable=False),
    # The author's earlier annotation of the same thing that this one corrects.
    Column("replaces", String(20)),
    # An adjudicator's word: ends a disagreement.
    Column("settles", Boolean, nullable=False),
    # Of the suggestion's body as the author saw it.
    Column("suggestion_sha256", String(64), nullable=False),
    UniqueConstraint("author", "key"),
    UniqueConstraint("replaces"),
)

annotation_words = Table(
    "annotation_words",
    metadata,
    Column("annotation_id", ForeignKey("annotations.id"), primary_key=True),
    Column("rewrite", Text, nullable=False),
    Column("comment", Text, nullable=False),
)

signals = Table(
    "signals",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(20), nullable=False, unique=True),
    Column("key", String(64), nullable=False),
    Column("suggestion_id", ForeignKey("suggestions.id"), nullable=False, index=True),
    Column("claim_id", String(40), nullable=False),
    Column("author", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    # adopted, edited, up, down, revoked (the vote), used, unused, outcome
    Column("kind", String(8), nullable=False),
    Column("reason", String(40), nullable=False),
    # Of a meeting: forward, same, back, won, lost.
    Column("outcome", String(8), nullable=False),
    Column("channel", String(16), nullable=False),
    UniqueConstraint("author", "key"),
)

signal_words = Table(
    "signal_words",
    metadata,
    Column("signal_id", ForeignKey("signals.id"), primary_key=True),
    Column("comment", Text, nullable=False),
)

assignments = Table(
    "assignments",
    metadata,
    Column("suggestion_id", ForeignKey("suggestions.id", ondelete="CASCADE"), primary_key=True),
    Column("reviewer", String(200), primary_key=True),
    Column("by", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

exemplar_states = Table(
    "exemplar_states",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("annotation_id", ForeignKey("annotations.id"), nullable=False, index=True),
    # published (to every unit), unpublished, withdrawn (used by nobody), restored
    Column("state", String(12), nullable=False),
    # What other units see where it is published: names and personal data masked, checked by the publisher.
    Column("text", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

customer_issues = Table(
    "customer_issues",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False, index=True),
    Column("unit", ForeignKey("units.name"), nullable=False),
    Column("title", Text, nullable=False),
    Column("suggestion_id", ForeignKey("suggestions.id")),
    Column("claim_id", String(40), nullable=False),
    Column("opened_by", String(200), nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("closed_by", String(200)),
    Column("closed_at", DateTime(timezone=True)),
)

replays = Table(
    "replays",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("suggestion_id", ForeignKey("suggestions.id"), nullable=False, index=True),
    # The suggestion that came of it, kept as one with purpose 'replay'; NULL where it failed.
    Column("result_id", ForeignKey("suggestions.id")),
    Column("trial_id", String(20), index=True),
    Column("by", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("changes", JSON, nullable=False),
    Column("costs", JSON, nullable=False),
    Column("error", Text, nullable=False),
)

trials = Table(
    "trials",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("unit", ForeignKey("units.name"), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("changes", JSON, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("suggestions", JSON, nullable=False),
)

trial_votes = Table(
    "trial_votes",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("trial_id", ForeignKey("trials.id"), nullable=False),
    Column("replay_id", ForeignKey("replays.id"), nullable=False),
    Column("author", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    # left, right or same, as shown; which side was the new one follows from the trial's seed.
    Column("choice", String(8), nullable=False),
    Column("seconds", Float, nullable=False),
    UniqueConstraint("replay_id", "author"),
)

promotions = Table(
    "promotions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    # What is switched, as prompt:visit-strategy or retrieval:diversity.
    Column("subject", String(100), nullable=False, index=True),
    Column("value", String(200), nullable=False),
    Column("previous", String(200), nullable=False),
    Column("action", String(8), nullable=False),  # promote, rollback
    Column("trial_id", ForeignKey("trials.id")),
    Column("note", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

datasets = Table(
    "datasets",
    metadata,
    Column("id", String(40), primary_key=True),  # sft-v3
    Column("kind", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("units", JSON, nullable=False),
    Column("folder", Text, nullable=False),
    Column("manifest_sha256", String(64), nullable=False),
    UniqueConstraint("kind", "version"),
)

dataset_rows = Table(
    "dataset_rows",
    metadata,
    Column("dataset_id", ForeignKey("datasets.id"), primary_key=True),
    Column("example_id", String(40), primary_key=True),
    Column("split", String(10), nullable=False),
    Column("unit", String(200), nullable=False),
    Column("customer_id", String(16), nullable=False),
    Column("suggestion_id", String(40), nullable=False),
    Column("annotations", JSON, nullable=False),
    Column("sha256", String(64), nullable=False),
    Index("ix_dataset_rows_suggestion", "suggestion_id"),
)
