"""Pages read a second, beside the same engine asked for its bare text.

The alternative brings no PDF reader of its own: it needs another package, and is given text instead.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench_common import Row, median

from yiju.ingest.read import read


@dataclass(slots=True)
class Arm:
    """One way of reading: seconds of every repetition, and what the last one gave."""

    reader: Callable[[Path], int]
    seconds: list[float]
    pages: int = 0


def find_pdfs(folders: Sequence[Path]) -> list[Path]:
    """The PDFs of these folders, in order."""
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*.pdf"))]


def measure_reading(pdfs: Sequence[Path], repeats: int) -> list[Row]:
    """Read all the files ``repeats`` times, the two arms taking turns file by file.

    Files that Yiju refuses (scans without text) are left out for both.
    """
    arms = [Arm(_yiju_pages, []), Arm(_plain_pages, [])]
    pdfs = [path for path in pdfs if _has_text(path)]
    if not pdfs:
        return []
    _yiju_pages(pdfs[0])  # imports are paid for before anything is timed
    for turn in range(repeats):
        for arm in arms:
            arm.seconds.append(0.0)
            arm.pages = 0
        for number, path in enumerate(pdfs):
            for arm in arms if (turn + number) % 2 == 0 else arms[::-1]:
                start = time.perf_counter()
                pages = arm.reader(path)
                arm.seconds[-1] += time.perf_counter() - start
                arm.pages += pages
    ours, plain = (arm.pages / median(arm.seconds) for arm in arms)
    note = f"{len(pdfs)} files, {arms[0].pages} pages; located text and tables | the engine's bare text"
    return [Row("read", "PDF pages", "pages/s", "higher", ours, plain, note)]


def _has_text(path: Path) -> bool:
    """Told by the first characters of any page."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            return any(page.get_textpage().count_chars() > 0 for page in document)
    except pypdfium2.PdfiumError:
        return False


def _yiju_pages(path: Path) -> int:
    return read(path).pages or 0


def _plain_pages(path: Path) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            text.get_text_range()
            text.close()
            page.close()
        return len(document)
