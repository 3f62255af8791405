"""Text of a PDF page that something opaque was painted over: redacted, or put there for machines alone."""

from collections.abc import Callable

from yiju.ingest.pdf_place import Box

_MOST_LOOKS = 300_000
"""Comparisons a page: more make a drawing."""
_EDGE = 1.0
"""Points by which letters may stick out: their boxes are larger than what is drawn of them."""


class Cover:
    """Follows the painting of a page: what is painted later lies on top."""

    def __init__(self) -> None:
        self.covered: set[int] = set()
        self._texts: list[tuple[int, Callable[[], Box]]] = []
        self._boxes: dict[int, Box] = {}
        self._looks = 0

    def text(self, address: int, box: Callable[[], Box]) -> None:
        """A text was drawn. Its box is asked for only if something may cover it."""
        self._texts.append((address, box))

    def paint(self, area: Box) -> None:
        """An opaque rectangle was filled."""
        self._looks += len(self._texts)
        if self._looks > _MOST_LOOKS:
            return
        for address, box in self._texts:
            if address in self.covered:
                continue
            if address not in self._boxes:
                self._boxes[address] = box()
            x0, y0, x1, y1 = self._boxes[address]
            inside = area[0] - _EDGE <= x0 and x1 <= area[2] + _EDGE
            if inside and area[1] - _EDGE <= y0 and y1 <= area[3] + _EDGE and x1 > x0:
                self.covered.add(address)
