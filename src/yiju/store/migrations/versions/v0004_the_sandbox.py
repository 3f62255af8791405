"""The decision sandbox (verdicts, signals, replays, promotions, datasets), and customers' tiers."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_APPEND_ONLY = ("annotations", "signals", "promotions", "trial_votes")


def upgrade() -> None:
    """Add the tables and columns; every suggestion there is was advice."""
    _sandbox()
    for table in _APPEND_ONLY:
        _protect(table)


def _sandbox() -> None:
    op.create_table(
        "datasets",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datasets")),
        sa.UniqueConstraint("kind", "version", name=op.f("uq_datasets_kind")),
    )
    op.create_table(
        "dataset_rows",
        sa.Column("dataset_id", sa.String(length=40), nullable=False),
        sa.Column("example_id", sa.String(length=40), nullable=False),
        sa.Column("split", sa.String(length=10), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("customer_id", sa.String(length=16), nullable=False),
        sa.Column("suggestion_id", sa.String(length=40), nullable=False),
        sa.Column("annotations", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["dataset_id"], ["datasets.id"], name=op.f("fk_dataset_rows_dataset_id")),
        sa.PrimaryKeyConstraint("dataset_id", "example_id", name=op.f("pk_dataset_rows")),
    )
    op.create_index("ix_dataset_rows_suggestion", "dataset_rows", ["suggestion_id"], unique=False)
    op.create_table(
        "trials",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("suggestions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.name"], name=op.f("fk_trials_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trials")),
    )
    op.create_table(
        "annotations",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("suggestion_id", sa.String(length=40), nullable=False),
        sa.Column("claim_id", sa.String(length=40), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("replaces", sa.String(length=20), nullable=True),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("suggestion_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_annotations_suggestion_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_annotations")),
        sa.UniqueConstraint("author", "key", name=op.f("uq_annotations_author")),
        sa.UniqueConstraint("id", name=op.f("uq_annotations_id")),
        sa.UniqueConstraint("replaces", name=op.f("uq_annotations_replaces")),
    )
    op.create_index(op.f("ix_annotations_suggestion_id"), "annotations", ["suggestion_id"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("suggestion_id", sa.String(length=40), nullable=False),
        sa.Column("reviewer", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
            name=op.f("fk_assignments_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("suggestion_id", "reviewer", name=op.f("pk_assignments")),
    )
    op.create_table(
        "customer_issues",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("suggestion_id", sa.String(length=40), nullable=True),
        sa.Column("claim_id", sa.String(length=40), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=200), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_issues_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestions.id"], name=op.f("fk_customer_issues_suggestion_id")
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.name"], name=op.f("fk_customer_issues_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_issues")),
    )
    op.create_index(op.f("ix_customer_issues_customer_id"), "customer_issues", ["customer_id"], unique=False)
    op.create_table(
        "promotions",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("previous", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("trial_id", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"], name=op.f("fk_promotions_trial_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_promotions")),
    )
    op.create_index(op.f("ix_promotions_subject"), "promotions", ["subject"], unique=False)
    op.create_table(
        "replays",
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("suggestion_id", sa.String(length=40), nullable=False),
        sa.Column("result_id", sa.String(length=40), nullable=True),
        sa.Column("trial_id", sa.String(length=20), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("costs", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["result_id"], ["suggestions.id"], name=op.f("fk_replays_result_id")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"], name=op.f("fk_replays_suggestion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replays")),
    )
    op.create_index(op.f("ix_replays_suggestion_id"), "replays", ["suggestion_id"], unique=False)
    op.create_index(op.f("ix_replays_trial_id"), "replays", ["trial_id"], unique=False)
    op.create_table(
        "signals",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("suggestion_id", sa.String(length=40), nullable=False),
        sa.Column("claim_id", sa.String(length=40), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestions.id"], name=op.f("fk_signals_suggestion_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_signals")),
        sa.UniqueConstraint("author", "key", name=op.f("uq_signals_author")),
        sa.UniqueConstraint("id", name=op.f("uq_signals_id")),
    )
    op.create_index(op.f("ix_signals_suggestion_id"), "signals", ["suggestion_id"], unique=False)
    op.create_table(
        "annotation_words",
        sa.Column("annotation_id", sa.String(length=20), nullable=False),
        sa.Column("rewrite", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["annotation_id"], ["annotations.id"], name=op.f("fk_annotation_words_annotation_id")
        ),
        sa.PrimaryKeyConstraint("annotation_id", name=op.f("pk_annotation_words")),
    )
    op.create_table(
        "exemplar_states",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("annotation_id", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["annotation_id"], ["annotations.id"], name=op.f("fk_exemplar_states_annotation_id")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_exemplar_states")),
    )
    op.create_index(
        op.f("ix_exemplar_states_annotation_id"), "exemplar_states", ["annotation_id"], unique=False
    )
    op.create_table(
        "signal_words",
        sa.Column("signal_id", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["signal_id"], ["signals.id"], name=op.f("fk_signal_words_signal_id")),
        sa.PrimaryKeyConstraint("signal_id", name=op.f("pk_signal_words")),
    )
    op.create_table(
        "trial_votes",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("trial_id", sa.String(length=20), nullable=False),
        sa.Column("replay_id", sa.String(length=20), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["replay_id"], ["replays.id"], name=op.f("fk_trial_votes_replay_id")),
        sa.ForeignKeyConstraint(["trial_id"], ["trials.id"], name=op.f("fk_trial_votes_trial_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_trial_votes")),
        sa.UniqueConstraint("replay_id", "author", name=op.f("uq_trial_votes_replay_id")),
    )
    op.add_column("customers", sa.Column("tier", sa.String(length=8), server_default="", nullable=False))
    op.add_column(
        "suggestions", sa.Column("purpose", sa.String(length=8), server_default="advice", nullable=False)
    )


def _protect(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
