"""Rows that people registered, as something that can be cited: they belong to no document."""

ROW = "row:"
"""What ids of registered rows begin with, where else the id of a document or a paragraph stands."""


def is_row(id_: str) -> bool:
    """Whether an id means a registered row, and no document or paragraph."""
    return id_.startswith(ROW)
