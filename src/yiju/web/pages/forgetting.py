"""An open page that shows something of a forgotten document is loaded anew: it then says what is left."""

from collections.abc import Callable, Iterable

from nicegui import ui

from yiju.store.types import Suggestion
from yiju.web.deps import page_house, page_request
from yiju.web.pages.theme import aside

_EVERY = 3.0
"""Seconds between two looks while a browser is there."""
_MARK = "yiju.forgotten"


async def mark_now() -> None:
    """Note the moment from which on forgetting matters to the page in hand: before it reads anything."""
    page_request().scope[_MARK] = await aside(page_house().forgotten.now)


def drop_forgotten(shown: Callable[[], Iterable[str]]) -> None:
    """Watch what the page in hand shows. Drafts that were typed are in the browser's tab, and come back.

    Args:
        shown: gives ids of the suggestions and documents that stand on the page.
    """
    forgotten, mark = page_house().forgotten, int(page_request().scope[_MARK])
    client = ui.context.client

    async def look() -> None:
        if not client.has_socket_connection:
            return  # nobody looks; whoever comes back is asked again
        gone = await aside(forgotten.since, mark)
        if not gone.isdisjoint(shown()):
            timer.cancel()
            ui.navigate.reload()

    timer = ui.timer(_EVERY, look, immediate=False)


def ids_in(*suggestions: Suggestion) -> frozenset[str]:
    """Ids of suggestions and of all that they cite."""
    claims = (claim for one in suggestions for section in one.sections for claim in section.claims)
    cited = (citation.document.id for claim in claims for citation in claim.citations)
    return frozenset((*(one.id for one in suggestions), *cited))
