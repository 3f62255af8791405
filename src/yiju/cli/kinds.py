"""``--kind``: a document's kind as commands take it, by its word or as tables print it."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from yiju.store.types import Kind


def kind_of(text: str) -> "Kind":
    """``contract`` or ``合同``. Raises BadParameter listing what there is."""
    from yiju.store.labels import DOCUMENTS
    from yiju.store.types import Kind

    called = {name: kind for kind, name in DOCUMENTS.items()}
    try:
        return Kind(called.get(text.strip(), text.strip().lower()))
    except ValueError as error:
        known = "、".join(f"{kind}（{name}）" for kind, name in DOCUMENTS.items())
        raise typer.BadParameter(f"--kind 不认识“{text}”；可用：{known}") from error
