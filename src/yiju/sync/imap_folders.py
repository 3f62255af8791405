"""Folders of a mailbox that hold nothing worth reading."""

from collections.abc import Sequence

_LEFT_OUT = frozenset({rb"\Trash", rb"\Junk", rb"\Drafts", rb"\All", rb"\Noselect", rb"\NonExistent"})
"""Folders that ``*`` does not mean: rubbish, what was never sent, and a view of all others."""
_NAMES = (
    "trash|junk|spam|drafts|deleted messages|deleted items|junk email|junk e-mail|bulk mail"
    "|草稿|草稿箱|草稿夹|已删除|已删除邮件|已删除的邮件|垃圾邮件|垃圾箱|垃圾桶|病毒邮件|广告邮件|回收站"
)
_RUBBISH = frozenset(_NAMES.split("|"))
"""The same by their names: many servers here do not say what a folder is for."""


def is_rubbish(flags: Sequence[bytes], parted: bytes | None, name: str) -> bool:
    """Whether a folder, by its flags and name, is none that ``*`` means. ``parted``: what parts its names."""
    last = name.rpartition(parted.decode("ascii", "replace"))[2] if parted else name
    return bool(_LEFT_OUT & set(flags)) or last.strip().lower() in _RUBBISH
