"""Whether the files that documents were read from are still there, and still the same."""

from yiju.copilot.inventory.types import Stale
from yiju.ingest.fingerprint import sha256_of
from yiju.ingest.place_names import path_of, steps_of
from yiju.store.types import Document


def original_trouble(document: Document) -> Stale | None:
    """What is wrong with the file behind a document; None where nothing is, or it lies on no disk of ours.

    Of what lay in another file (an attachment, a message) only that file is looked for.
    """
    if not document.uri.startswith("file:"):
        return None
    path = path_of(document.uri)
    if not path.is_file():
        return Stale(why="gone", said=f"原件已不在：{path.name}")
    if steps_of(document.uri):
        return None
    try:
        same = sha256_of(path) == document.sha256
    except OSError as error:
        return Stale(why="gone", said=f"原件读不了：{path.name}（{error.strerror}）")
    return None if same else Stale(why="changed", said=f"原件已改动，还没有重新读入：{path.name}")
