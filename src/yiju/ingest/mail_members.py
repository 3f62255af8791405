"""What lies in mails and mailboxes: attachments, tied to their mail; the messages of a mailbox file."""

import hashlib
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.forms import Form
from yiju.ingest.inside import Member
from yiju.ingest.mail import mail_facts, open_mail, sent_on
from yiju.ingest.mail_parts import Parts
from yiju.ingest.mailboxes import message_id, messages

_TIES = {
    "message_id": "mail_id", "thread_id": "mail_thread", "subject": "mail_subject",
    "from": "mail_from", "sent": "mail_sent",
}  # fmt: skip
"""What an attachment is told of its mail. Whoever sent it need not have written it."""


def open_any(path: Path, form: Form) -> tuple[Message, Parts]:
    """A mail of either form. Raises ReadFailure, Skipped."""
    if form is Form.MSG:
        from yiju.ingest.outlook import open_outlook

        return open_outlook(path)
    if form is Form.TNEF:
        from yiju.ingest.tnef import open_tnef

        return open_tnef(path)
    return open_mail(path)


def attachments_in(path: Path, form: Form) -> Iterator[Member]:
    """The attachments of a mail that are of a sort to be read; pictures within its text are not."""
    try:
        message, parts = open_any(path, form)
    except (ReadFailure, Skipped):
        return  # its own reading tells what is wrong
    facts = mail_facts(message, parts)
    ties = {tie: facts[name] for name, tie in _TIES.items() if name in facts}
    day = sent_on(message)
    sent = day.isoformat() if day else ""
    for number, one in enumerate(parts.attachments, start=1):
        if one.material and not one.embedded:
            yield Member(
                f"{number}:{one.name}",
                one.name,
                one.content,
                facts=ties,
                sent=sent,
            )


def messages_in(path: Path) -> Iterator[Member]:
    """The messages of a mailbox file. Each is known by its id, or by its bytes where it has none."""
    for number, data in enumerate(messages(path), start=1):
        own = message_id(data) or hashlib.sha256(data).hexdigest()[:16]
        yield Member(
            own,
            f"第{number}封.eml",
            lambda data=data: data,  # type: ignore[misc]
            shown=f"第{number}封",
            facts={"mailbox": path.name},
        )
