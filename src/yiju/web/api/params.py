"""Parameters that many routes share."""

from typing import Annotated

from fastapi import Path, Query

Id = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
"""An id in a path."""
Limit = Annotated[int, Query(ge=1, le=200)]
"""At most so many."""
OptionalId = Annotated[str | None, Query(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
"""An id in a query."""
Name = Annotated[str | None, Query(min_length=1, max_length=200)]
"""A customer's or user's name in a query."""
