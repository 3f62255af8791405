"""What came in from chats and goes out to them, and what bots remember. Beside ``tables``."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from yiju.store.tables import metadata

_CHANNEL = 20
_BOT = 100
_CHAT = 300


def _one_a_chat(name: str, state: str) -> Index:
    """In a chat at most one row in this state, whoever works: the database itself sees to it."""
    rows = text(f"state = '{state}'")
    chat = ("channel", "bot", "chat")
    return Index(name, *chat, unique=True, sqlite_where=rows, postgresql_where=rows)


bot_inbox = Table(
    "bot_inbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("channel", String(_CHANNEL), nullable=False),
    Column("bot", String(_BOT), nullable=False),
    # The platform's id of the message: the same when it is delivered again.
    Column("key", String(300), nullable=False),
    Column("chat", String(_CHAT), nullable=False),
    Column("sender", String(200), nullable=False),
    # waiting, in_flight, done, failed
    Column("state", String(12), nullable=False),
    # The process that works on it, and until when it is believed to live.
    Column("owner", String(64), nullable=False),
    Column("until", DateTime(timezone=True), nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    # The incoming; empty once it is dealt with.
    Column("body", JSON, nullable=False),
    UniqueConstraint("channel", "bot", "key"),
    Index("ix_bot_inbox_chat", "channel", "bot", "chat", "state"),
    Index("ix_bot_inbox_state", "state", "seq"),
    Index("ix_bot_inbox_sender", "channel", "sender", "received_at"),
    _one_a_chat("ux_bot_inbox_in_flight", "in_flight"),
)

bot_outbox = Table(
    "bot_outbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    # Inbox key and place, or the notice's key: made once.
    Column("key", String(400), nullable=False, unique=True),
    Column("channel", String(_CHANNEL), nullable=False),
    Column("bot", String(_BOT), nullable=False),
    Column("chat", String(_CHAT), nullable=False),
    # waiting, sending, sent, unknown, dead
    Column("state", String(12), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("until", DateTime(timezone=True), nullable=True),
    Column("attempts", Integer, nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), nullable=True),
    Column("error", Text, nullable=False),
    # The delivery; empty once it is through.
    Column("body", JSON, nullable=False),
    Index("ix_bot_outbox_due", "state", "next_at"),
    Index("ix_bot_outbox_chat", "channel", "bot", "chat", "state"),
    _one_a_chat("ux_bot_outbox_sending", "sending"),
)

bot_memories = Table(
    "bot_memories",
    metadata,
    Column("channel", String(_CHANNEL), primary_key=True),
    Column("bot", String(_BOT), primary_key=True),
    Column("chat", String(_CHAT), primary_key=True),
    Column("user", String(200), primary_key=True),
    Column("body", JSON, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

bot_leases = Table(
    "bot_leases",
    metadata,
    # What only one process may do: hold a connection, send the digest.
    Column("name", String(200), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
)

bot_groups = Table(
    "bot_groups",
    metadata,
    Column("channel", String(_CHANNEL), primary_key=True),
    Column("chat", String(_CHAT), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("declared_by", String(200), nullable=False),
    Column("declared_at", DateTime(timezone=True), nullable=False),
)

bot_group_members = Table(
    "bot_group_members",
    metadata,
    Column("channel", String(_CHANNEL), primary_key=True),
    Column("chat", String(_CHAT), primary_key=True),
    Column("external_id", String(200), primary_key=True),
    # By an administrator, or because they were heard there: whoever was heard reads along.
    Column("heard", Boolean, nullable=False),
)

bot_streams = Table(
    "bot_streams",
    metadata,
    Column("channel", String(_CHANNEL), primary_key=True),
    Column("bot", String(_BOT), primary_key=True),
    # As we named the answer to the platform: its feedback names it, too.
    Column("id", String(64), primary_key=True),
    Column("chat", String(_CHAT), nullable=False),
    # open, finishing (sent, no answer yet), done, closed (finished without the answer)
    Column("state", String(12), nullable=False),
    # What it shows at this moment, and a card below it; empty once it is over.
    Column("text", Text, nullable=False),
    Column("card", JSON, nullable=False),
    # What the answer shows: feedback on it is bound to this.
    Column("suggestion", String(64), nullable=False),
    Column("begun_at", DateTime(timezone=True), nullable=False, index=True),
)

bot_usage = Table(
    "bot_usage",
    metadata,
    Column("platform", String(12), primary_key=True),
    Column("bot", String(_BOT), primary_key=True),
    # Year and month there, as 2026-01: quotas are monthly.
    Column("month", String(7), primary_key=True),
    Column("api", String(60), primary_key=True),
    Column("calls", Integer, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("user", ForeignKey("users.name", ondelete="CASCADE"), primary_key=True),
    # brief, digest, signal, contract, commitment
    Column("topic", String(20), primary_key=True),
    Column("wanted", Boolean, nullable=False),
    # Hours and the like, by topic.
    Column("options", JSON, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

notices = Table(
    "notices",
    metadata,
    # Topic, user and what it is about: told once.
    Column("key", String(400), primary_key=True),
    Column("user", String(200), nullable=False, index=True),
    Column("topic", String(20), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
)

visits = Table(
    "visits",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("customer_id", ForeignKey("customers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("user", String(200), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
    Column("subject", String(400), nullable=False),
    # Where the row is from: typed, or a calendar's or CRM's file and its id there.
    Column("source", String(400), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
