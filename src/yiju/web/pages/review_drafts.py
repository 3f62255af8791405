"""What was typed and not saved, by claim: kept here while one looks elsewhere, and in the browser's tab
(``static/drafts.js``) where a cut network, a reload or signing in anew does not reach it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from nicegui import ui
from pydantic import Field, ValidationError

from yiju.sandbox.types import Ruling
from yiju.store.types import Frozen
from yiju.web.pages.frame import STATIC

_LOADING = 5.0
_SCRIPT = Path(__file__).parent / "static" / "drafts.js"
Typed = Literal["rewrite", "comment"]
_TYPED = frozenset({"rewrite", "comment"})


class Draft(Frozen):
    """A verdict in the making; None for what was not touched."""

    rewrite: str | None = Field(None, max_length=8000)
    comment: str | None = Field(None, max_length=4000)
    reasons: tuple[str, ...] | None = Field(None, max_length=20)
    verdict: Ruling | None = None
    scores: dict[str, int] | None = None


class Drafts:
    """Drafts of one reviewer on one suggestion; the empty claim id stands for the whole."""

    def __init__(self, user: str, suggestion_id: str) -> None:
        self._about = json.dumps([user, suggestion_id])
        self._found: dict[str, Draft] = {}

    def __contains__(self, claim_id: str) -> bool:
        return claim_id in self._found

    def of(self, claim_id: str) -> Draft:
        """What there is; an empty draft where there is nothing."""
        return self._found.get(claim_id, Draft())

    def note(self, claim_id: str, **changes: Any) -> None:
        """Keep what was chosen or typed; what is typed the browser has kept already."""
        self._found[claim_id] = self.of(claim_id).model_copy(update=changes)
        chosen = {name: value for name, value in changes.items() if name not in _TYPED}
        if chosen:
            self._run("put", claim_id, chosen)

    def drop(self, claim_id: str) -> None:
        """It was saved, or is not wanted."""
        self._found.pop(claim_id, None)
        self._run("drop", claim_id)

    def mark(self, element: ui.element, claim_id: str, name: Typed) -> None:
        """Have the browser keep what is typed into an element."""
        element.props["data-draft"], element.props["data-claim"] = self._about, claim_id
        element.props["data-field"] = name

    async def load(self) -> None:
        """Find what the tab has kept; what was typed here meanwhile goes before it."""
        found = await ui.run_javascript(f"window.yijuDrafts?.of({json.dumps(self._about)})", timeout=_LOADING)
        for claim_id, kept in (found if isinstance(found, Mapping) else {}).items():
            try:
                draft = Draft.model_validate(kept)
            except ValidationError:  # of an older page
                continue
            self._found.setdefault(str(claim_id), draft)

    def _run(self, act: str, *args: object) -> None:
        told = ", ".join(json.dumps(one) for one in (self._about, *args))
        ui.run_javascript(f"window.yijuDrafts?.{act}({told})")


def keep_typed() -> None:
    """Link the script into the page at hand."""
    version = int(_SCRIPT.stat().st_mtime)
    ui.add_head_html(f'<script src="{STATIC}/{_SCRIPT.name}?v={version}"></script>')
