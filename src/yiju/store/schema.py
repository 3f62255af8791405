"""The whole schema: every table of every room, in one ``metadata``."""

from yiju.store import bot_tables, review_tables, session_tables, sync_tables, tables, tray_tables

metadata = tables.metadata
__all__ = [
    "bot_tables",
    "metadata",
    "review_tables",
    "session_tables",
    "sync_tables",
    "tables",
    "tray_tables",
]
