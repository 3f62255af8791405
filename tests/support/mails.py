"""Mails written out and read."""

from pathlib import Path

from yiju.ingest.mail import read_mail
from yiju.ingest.reading import Reading
from yiju.store.types import Role

HEAD = "From: Anke Vogt <vogt@rhein.example>\nTo: wang@huaqing.example\nSubject: Tooling\nMessage-ID: <c@x>\n"


def read(tmp_path: Path, data: str | bytes) -> Reading:
    """Read a mail; offsets and paragraph numbers are sound."""
    path = tmp_path / "邮件.eml"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    reading = read_mail(path)
    for p in reading.paragraphs:
        assert reading.text[p.start : p.end] == p.text
    numbers = [p.locator.paragraph for p in reading.paragraphs if p.role is Role.BODY]
    assert numbers == list(range(1, len(numbers) + 1))
    return reading


def of(reading: Reading, role: Role) -> list[str]:
    """The texts of one role."""
    return [p.text for p in reading.paragraphs if p.role is role]
