"""Who is signed in, and who somebody is on another platform. Beside ``tables``."""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, String, Table

from yiju.store.tables import metadata

sessions = Table(
    "sessions",
    metadata,
    # The token itself is only with its owner.
    Column("token_sha256", String(64), primary_key=True),
    Column("user", String(200), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    # local, dingtalk, wecom; token for one that a program carries
    Column("method", String(12), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("ended", Boolean, nullable=False),
)

sign_in_states = Table(
    "sign_in_states",
    metadata,
    Column("state_sha256", String(64), primary_key=True),
    # Of a cookie set with it: the answer must come to the browser that asked.
    Column("browser_sha256", String(64), nullable=False),
    Column("platform", String(12), nullable=False),
    Column("next", String(400), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("platform", String(12), primary_key=True),
    # Corp id and user id there; a user id alone is not unique.
    Column("corp", String(100), primary_key=True),
    Column("external_id", String(200), primary_key=True),
    Column("user", ForeignKey("users.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("linked_by", String(200), nullable=False),
    Column("linked_at", DateTime(timezone=True), nullable=False),
)
