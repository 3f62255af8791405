"""Scans and photos kept as pictures (PNG, JPEG, BMP, TIFF, WebP): their text is recognised."""

import datetime as dt
import warnings
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.date_forms import parse_date
from yiju.ingest.dates import find_date
from yiju.ingest.ocr import DPI, INSTALL, LONGEST, Seen, available, recognise
from yiju.ingest.reading import Reading, lay_out

if TYPE_CHECKING:
    from PIL import Image

PARSER = "ocr-image/2"

_MOST_PIXELS = 80_000_000
"""Of one picture, as its head says: four times a telephone's photo, and 240 MB of memory when unpacked."""
_MOST_PAGES = 300
"""Of a TIFF: faxes and scanners put a document's pages into one."""
_TAKEN = (0x9003, 0x9004)
"""EXIF: when the picture was taken, or made digital. Not 0x0132, which is when the file was changed."""
_IFD = 0x8769
_FORMATS = ("PNG", "JPEG", "BMP", "TIFF", "WEBP")


def read_image(path: Path) -> Reading:
    """Read the text in a picture; each picture of a TIFF is a page. Places count as in a PDF.

    The date is what the text says, else the day on which the camera says that it was taken.

    Raises:
        ReadFailure: damaged, too large, or nothing is installed that recognises text.
        Skipped: no text in it.
    """
    if not available():
        raise ReadFailure("图片里的文字要识别（OCR）才能读", hint=INSTALL)
    from yiju.ingest.ocr_pages import in_shares, place_text, trusted
    from yiju.ingest.pdf import flows_of
    from yiju.ingest.pdf_flow import flow
    from yiju.ingest.pdf_glyphs import PageGlyphs
    from yiju.ingest.pdf_objects import PageObjects

    pages: list[PageGlyphs] = []
    seen: dict[int, list[Seen]] = {}
    taken: dt.date | None = None
    for number, (pixels, day) in enumerate(_pictures(path), start=1):
        taken = taken or day
        height, width = pixels.shape[:2]
        lines, scale = recognise(pixels), DPI / 72
        page = PageGlyphs(number, width / scale, height / scale, [], PageObjects())
        place_text(page, pixels, lines, scale)
        pages.append(page)
        seen[number] = [in_shares(line, width, height) for line in lines]
    text, paragraphs = lay_out(flow(flows_of(pages)))
    if not text:
        raise Skipped("图片里没有识别出文字")
    found = trusted(paragraphs, seen)
    return Reading(
        text, found, path.stem, PARSER, "image",
        date=find_date(text) or taken, pages=len(pages),
        warnings=("文字由图片识别（OCR），请对照原图",), attributes={"ocr": "all"},
    )  # fmt: skip


def shown_at(original: bytes, number: int, width: int) -> npt.NDArray[np.uint8]:
    """One of a file's pictures as it is shown: upright, ``width`` pixels wide.

    Raises:
        ReadFailure: it cannot be opened any more.
    """
    from PIL import Image

    if not available():
        raise ReadFailure("图片打不开，没有页面图", hint=INSTALL)
    found = next(
        (pixels for n, (pixels, _) in enumerate(_pictures(BytesIO(original)), start=1) if n == number), None
    )
    if found is None:
        raise ReadFailure(f"原件没有第 {number} 页。")
    height, across = found.shape[:2]
    scaled = Image.fromarray(found).resize((width, max(1, min(4 * width, height * width // across))))
    return np.array(scaled, copy=True)


def _pictures(path: Path | BytesIO) -> Iterator[tuple[npt.NDArray[np.uint8], dt.date | None]]:
    """Each picture upright, no larger than is of use, and when it was taken."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own warning of large pictures: the size is checked here
            with Image.open(path, formats=_FORMATS) as image:
                count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
                if count > _MOST_PAGES:
                    raise ReadFailure(f"图片有 {count} 页，超过 {_MOST_PAGES} 页", hint="请拆分后再导入。")
                for number in range(count):
                    image.seek(number)
                    check_pixels(image)
                    day = _day(image)
                    image.draft("RGB", (LONGEST, LONGEST))  # a JPEG is unpacked no larger than it need be
                    upright = ImageOps.exif_transpose(image)
                    upright.thumbnail((LONGEST, LONGEST))
                    yield _on_white(upright), day
    except UnidentifiedImageError:
        raise ReadFailure("图片已损坏，或格式不受支持", hint="请另存为 PNG 或 JPEG 再导入。") from None
    except Image.DecompressionBombError:
        raise ReadFailure(
            "图片的像素多得不像一张照片，未读取", hint="请缩小后再导入，或检查文件来源。"
        ) from None
    except (OSError, SyntaxError, ValueError) as error:
        raise ReadFailure("图片已损坏或不完整，无法打开", hint="请重新拍照、扫描或另存一份。") from error


def check_pixels(image: "Image.Image") -> None:
    """Before it is unpacked: a few kilobytes may hold gigabytes. Raises ReadFailure."""
    width, height = image.size
    if width * height > _MOST_PIXELS:
        raise ReadFailure(
            f"图片有 {width}×{height} 个像素，超过 {_MOST_PIXELS // 1_000_000} 百万的上限，未读取",
            hint="请缩小后再导入，或检查文件来源。",
        )


def _on_white(image: "Image.Image") -> npt.NDArray[np.uint8]:
    from PIL import Image

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return np.asarray(image.convert("RGB"))


def _day(image: Any) -> dt.date | None:
    with suppress(Exception):  # whatever a camera wrote wrongly: the picture is read without it
        exif = image.getexif()
        for tag in _TAKEN:
            said = exif.get_ifd(_IFD).get(tag)
            if isinstance(said, str):
                return parse_date(said[:10].replace(":", "-"))
    return None
