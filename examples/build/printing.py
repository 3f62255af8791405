"""HTML to PDF through headless Chromium, with the contents' page numbers filled in by a second pass."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pypdfium2

_SLOT = re.compile(r"\{\{page:(.+?)\}\}")


def chromium() -> str:
    """The browser's path.

    Raises:
        SystemExit: none is installed.
    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit("Chromium is needed to print the sample PDFs.")


def _print(html: str, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.html"
        source.write_text(html, "utf-8")
        subprocess.run(
            [
                chromium(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-pdf-header-footer",
                f"--print-to-pdf={target}",
                source.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )


def _texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [re.sub(r"\s+", "", document[i].get_textpage().get_text_range()) for i in range(len(document))]
    finally:
        document.close()


def print_pdf(html: str, target: Path) -> Path:
    """Print ``html``; ``{{page:TEXT}}`` becomes the number of the first page with TEXT, contents left out."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _print(_SLOT.sub("00", html), target)
    names = set(_SLOT.findall(html))
    if not names:
        return target
    pages = _texts(target)
    where = {}
    for name in names:
        wanted = re.sub(r"\s+", "", name)
        # Cover and contents are the first two pages, and name every chapter.
        hits = [i + 1 for i, text in enumerate(pages) if wanted in text and i > 1]
        where[name] = hits[0]
    _print(_SLOT.sub(lambda match: str(where[match[1]]), html), target)
    return target
