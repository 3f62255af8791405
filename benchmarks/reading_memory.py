"""Memory of an ingestion of many small files: the ingesting process and the processes that read for it.

Resident memory as Linux tells it (``VmRSS`` in ``/proc/PID/status``); pages that processes share are counted
in each of them, so a sum is the most that it can be.
"""

import tempfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import docx

from yiju.ingest.pipeline import ingest
from yiju.settings import Settings
from yiju.store.store import Store


def memory_of(count: int) -> list[dict[str, float]]:
    """Megabytes after each tenth of so many small files of four forms: own, the readers', their sum."""
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "in"
        folder.mkdir()
        for n in range(count):
            _FORMS[n % len(_FORMS)](folder, n)
        seen: list[dict[str, float]] = []

        def look(_stage: str, done: int, _total: int) -> None:
            if done % max(1, count // 10) == 0:
                own, readers = resident_mb()
                seen.append({"files": done, "own": own, "readers": readers, "sum": round(own + readers, 1)})

        with Store.open(Settings(data=Path(room) / "data", embedder="none")) as store:
            ingest(store, None, [folder], customer="测试", unit="main", progress=look)
        return seen


def resident_mb() -> tuple[float, float]:
    """Of this process, and of all below it, whoever started them. Zeros where the system does not tell."""
    parents: dict[int, int] = {}
    held: dict[int, float] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in status.read_text("ascii", "replace").splitlines())
            pid = int(lines["Pid"])
            parents[pid], held[pid] = int(lines["PPid"]), int(lines["VmRSS"].split()[0]) / 1024
        except (OSError, KeyError, ValueError):
            continue  # it has ended meanwhile, or is none with memory of its own
    own = int(Path("/proc/self/stat").read_text("ascii").split()[0])
    family, grown = {own}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        grown = bool(more)
        family |= more
    return round(held.get(own, 0.0), 1), round(sum(held.get(pid, 0.0) for pid in family - {own}), 1)


def _text(folder: Path, n: int) -> None:
    (folder / f"{n:06d}.txt").write_text(f"第{n}次会议\n\n双方确认第{n}项验收标准。", "utf-8")


def _mail(folder: Path, n: int) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "李雷 <li@a.example>", "han@b.example"
    mail["Subject"], mail["Date"] = f"第{n}次报价", "Mon, 05 Jan 2026 10:00:00 +0800"
    mail["Message-ID"] = f"<{n}@a.example>"
    mail.set_content(f"第{n}项报价为 {n} 万元，付款期 60 天。\n")
    mail.add_alternative(f"<p>第{n}项报价为 <b>{n}</b> 万元，付款期 60 天。</p>", subtype="html")
    (folder / f"{n:06d}.eml").write_bytes(mail.as_bytes())


def _page(folder: Path, n: int) -> None:
    page = f"<html><title>通告{n}</title><body><h1>通告{n}</h1><p>第{n}条产线于六月投产，年产能 {n} 台。</p>"
    (folder / f"{n:06d}.html").write_text(page + "</body></html>", "utf-8")


def _word(folder: Path, n: int) -> None:
    made = docx.Document()
    made.add_heading(f"第{n}号纪要", 1)
    made.add_paragraph(f"双方确认第{n}项验收标准。")
    made.save(str(folder / f"{n:06d}.docx"))


_FORMS: tuple[Callable[[Path, int], None], ...] = (_text, _mail, _page, _word)
