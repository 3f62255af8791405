"""A mailbox over IMAP as a source: what came since the last time, each mail once, wherever it lies."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from yiju.ingest.mail_headers import decode_header
from yiju.sync.base import Cursor, Item, Pace, SourceFailure, SourceGone
from yiju.sync.imap_config import Config, TooMuch, too_large
from yiju.sync.imap_mailbox import Head, Mailbox
from yiju.sync.web_page import safe_name

__all__ = ["Config", "ImapSource", "connect"]

_AT_ONCE = 100
"""Heads in one request."""
_MOST_ASKED = 60
"""Requests for so many heads, where the server refuses some."""
_WHOLE, _LARGE = "1", "large"
"""Versions of a mail: what was sent stays as it was sent, but more may be allowed to be read one day."""
_MOST_SUBJECT = 2000
_MOST_ID = 1000


class ImapSource:
    """See :class:`yiju.sync.base.Source`. Its cursor is UIDVALIDITY and last UID of every folder.

    A mail is known by its Message-ID, day and sender: moved to another folder, or listed anew because the
    server has numbered its mails anew, it is the same. What is deleted is not told: its document stays.
    """

    kind = "imap"

    def __init__(self, config: Config, pace: Pace) -> None:
        self.name = config.name
        self._config = config
        self._mailbox = Mailbox(config, pace)

    def items(self, cursor: str) -> Iterator[Item | Cursor]:
        """What came since; a folder that cannot be opened keeps no other from being read."""
        seen = _seen(cursor)
        trouble: SourceFailure | None = None
        for folder in self._mailbox.folders():
            try:
                yield from self._new_in(folder, seen)
            except SourceFailure as error:
                trouble = trouble or SourceFailure(
                    f"文件夹“{folder}”：{error}", hint="检查 folders 里的名字。"
                )
        if trouble is not None:
            raise trouble

    def fetch(self, item: Item) -> bytes:
        """As its base class; a mail that was moved meanwhile is looked for in the other folders."""
        try:
            at = json.loads(item.ref)
            folder, validity, uid = str(at["folder"]), int(at["validity"]), int(at["uid"])
            message_id, size = str(at["id"]), int(at["size"])
        except (ValueError, KeyError, TypeError):
            raise SourceFailure("不知道这封邮件在哪里。") from None
        if self._is_large(size):
            raise too_large(self._config)
        data = self._mailbox.mail(uid) if self._is_open(folder, validity) else None
        data = data if data is not None else self._found(item.key, message_id, folder)
        if data is None:
            raise SourceGone("邮箱里没有这封邮件了。")
        return data

    def close(self) -> None:
        """As its base class."""
        self._mailbox.close()

    def _new_in(self, folder: str, seen: dict[str, tuple[int, int]]) -> Iterator[Item | Cursor]:
        validity, coming = self._mailbox.open(folder)
        known, last = seen.get(folder, (validity, 0))
        last = last if known == validity else 0
        uids = self._mailbox.uids(last) if not coming or coming > last + 1 else []
        for start in range(0, len(uids), _AT_ONCE):
            some = uids[start : start + _AT_ONCE]
            self._is_open(folder, validity)  # a mail of another folder may have been fetched meanwhile
            for head in self._heads(some):
                yield self._item(folder, validity, head)
            seen[folder] = validity, some[-1]
            yield Cursor(json.dumps(seen, ensure_ascii=False))
        if seen.get(folder) != (validity, max([last, *uids])):
            seen[folder] = validity, max([last, *uids])
            yield Cursor(json.dumps(seen, ensure_ascii=False))

    def _heads(self, uids: Sequence[int]) -> list[Head]:
        """What is told of these mails. Of those that their server cannot tell of: their numbers alone.

        One of them would have it refuse all that are asked for at once: so it is asked for less and less.

        Raises SourceFailure where the server tells of none, or of many not.
        """
        found: list[Head] = []
        left, asked, refused = [uids], 0, 0
        while left:
            some, asked = left.pop(), asked + 1
            try:
                found += self._mailbox.heads(some)
            except TooMuch:
                raise
            except SourceFailure:
                refused += len(some) == 1
                if asked > _MOST_ASKED or refused == len(uids):
                    raise
                half = len(some) // 2
                left += [some[half:], some[:half]] if half else []
                found += [] if half else [Head(some[0], b"", 0, None)]
        return sorted(found, key=lambda head: head.uid)

    def _item(self, folder: str, validity: int, head: Head) -> Item:
        fields = _fields(head.raw)
        message_id = fields.get("message-id", b"")[:_MOST_ID].decode("ascii", "replace")
        subject = decode_header(fields.get("subject", b"")[:_MOST_SUBJECT].decode("ascii", "surrogateescape"))
        ref = {"folder": folder, "validity": validity, "uid": head.uid, "id": message_id, "size": head.size}
        return Item(
            key=_key(fields, head.size) if fields else f"uid:{folder}:{validity}:{head.uid}",
            version=_LARGE if self._is_large(head.size) else _WHOLE,
            name=safe_name(subject or "无主题", ".eml"),
            uri=f"imap://{self._config.host}/{quote(folder, safe='')};UIDVALIDITY={validity}/;UID={head.uid}",
            facts={"folder": folder},
            date=head.came,
            ref=json.dumps(ref, ensure_ascii=False),
        )

    def _is_large(self, size: int) -> bool:
        return size > self._config.most_mb * 1024 * 1024

    def _is_open(self, folder: str, validity: int) -> bool:
        """Whether the folder is open now and its mails have the numbers that we know."""
        try:
            return self._mailbox.at == (folder, validity) or self._mailbox.open(folder)[0] == validity
        except SourceFailure:
            return False  # it was deleted, or has another name

    def _found(self, key: str, message_id: str, first: str) -> bytes | None:
        """The mail, wherever it lies now."""
        if not message_id:
            return None
        for folder in dict.fromkeys([first, *self._mailbox.folders()]):
            try:
                self._mailbox.open(folder)
                uids = self._mailbox.with_id(message_id)
                for head in list(self._mailbox.heads(uids)) if uids else []:
                    if _key(_fields(head.raw), head.size) == key:
                        return self._mailbox.mail(head.uid)
            except SourceFailure:
                continue
        return None


def _seen(cursor: str) -> dict[str, tuple[int, int]]:
    try:
        told = json.loads(cursor) if cursor else {}
        return {str(folder): (int(validity), int(uid)) for folder, (validity, uid) in told.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def _fields(raw: bytes) -> dict[str, bytes]:
    """Header fields by name, the first of each, unfolded."""
    found: dict[str, list[bytes]] = {}
    parts: list[bytes] = []
    for line in raw.split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            parts.append(line.rstrip(b"\r").lstrip(b" \t"))
            continue
        name, told, value = line.partition(b":")
        parts = [value.rstrip(b"\r")]
        if told and name.strip():
            found.setdefault(name.strip().decode("ascii", "replace").lower(), parts)
    return {name: b" ".join(parts).strip(b" \t") for name, parts in found.items()}


def _key(fields: dict[str, bytes], size: int) -> str:
    """By what a mail is known. Without a Message-ID all that is told of it has to do."""
    if fields.get("message-id"):
        told = b"\0".join(fields.get(name, b"") for name in ("message-id", "date", "from"))
        return f"mail:{hashlib.sha256(told).hexdigest()[:32]}"
    parts = [fields.get(name, b"") for name in ("date", "from", "to", "subject")]
    told = b"\0".join([*parts, str(size).encode()])
    return f"nameless:{hashlib.sha256(told).hexdigest()[:32]}"


def connect(config: Config, pace: Pace) -> ImapSource:
    """The source, ready to be asked."""
    return ImapSource(config, pace)
