"""Text recognised in a picture by rapidocr, whose models lie in its wheel: nothing is downloaded or sent.

An extra (``pip install 'yiju[ocr]'``): where it is absent, scans and photos are refused by name.
"""

import importlib.util
import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from yiju.errors import ReadFailure
from yiju.ingest.pulse import beat
from yiju.settings import load_settings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

INSTALL = "请安装文字识别组件：pip install 'yiju[ocr]'，再重新导入；或提供带文字层的版本。"
"""What to do where it is absent; where it is switched off, nothing else helps either."""
DPI = 200
"""At which pages are drawn to be recognised."""
LONGEST = 2400
"""Pixels of a picture's longer side; a larger one is made smaller first."""
_LEAST = 0.5
"""Lines of less confidence are no text: stains, grain, drawings."""
_BLANK = 1.5
"""Deviation of a blank page's shades of 0 to 255; one short line of text on a page has 4."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One line as recognised: its text, confidence from 0 to 1, and box in pixels, y downward."""

    text: str
    confidence: float
    x0: float
    y0: float
    x1: float
    y1: float


def available() -> bool:
    """Whether the extra is installed, and not switched off. Imports nothing of it.

    Raises:
        YijuError: a setting is wrong.
    """
    return _installed() and load_settings().ocr


@lru_cache(maxsize=1)
def _installed() -> bool:
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime", "cv2", "PIL"))


def recognise(pixels: "npt.NDArray[np.uint8]") -> list[Seen]:
    """The lines of text in a picture, from the top down; none in a blank one.

    Says that it goes on (``pulse``): a page takes seconds, and a scan has hundreds of them.

    Args:
        pixels: height × width × 3, red first.

    Raises:
        ReadFailure: the extra is not installed.
    """
    if min(pixels.shape[:2]) < 8 or pixels[::4, ::4].std() < _BLANK:
        return []
    # It takes blue first, and keeps to what it was last asked to do.
    found = _engine()(pixels[:, :, ::-1], use_det=True, use_cls=True, use_rec=True)
    beat()
    if found.txts is None or found.boxes is None or found.scores is None:
        return []
    seen = [
        Seen(
            " ".join(str(text).split()), float(score),
            float(box[:, 0].min()), float(box[:, 1].min()), float(box[:, 0].max()), float(box[:, 1].max()),
        )
        for text, score, box in zip(found.txts, found.scores, found.boxes, strict=True)
        if str(text).strip()
    ]  # fmt: skip
    return sorted(seen, key=lambda line: (line.y0 + line.y1, line.x0))


def recognise_line(pixels: "npt.NDArray[np.uint8]") -> tuple[str, float]:
    """Text and confidence of a picture of one line, taken as it stands: it is not turned.

    Raises:
        ReadFailure: the extra is not installed.
    """
    found = _engine()(pixels[:, :, ::-1], use_det=False, use_cls=False, use_rec=True)
    if not found.txts or not found.scores:
        return "", 0.0
    return str(found.txts[0]), float(found.scores[0])


@lru_cache(maxsize=1)
def _engine() -> Any:
    if not _installed():
        raise ReadFailure("没有安装文字识别（OCR）组件", hint=INSTALL)
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    settings = {"Global.log_level": "critical", "Global.text_score": _LEAST, "Global.max_side_len": LONGEST}
    return RapidOCR(params=settings)
