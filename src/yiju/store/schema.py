"""The whole schema: every table of every room, in one ``metadata``."""

from yiju.store import review_tables, session_tables, tables

metadata = tables.metadata
__all__ = ["metadata", "review_tables", "session_tables", "tables"]
