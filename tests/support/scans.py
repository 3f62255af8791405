"""Pictures of text, as a scanner or a telephone makes them, and PDFs of them."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)


def chinese_font() -> str:
    """A font of this machine with Chinese characters; the test is skipped where there is none."""
    found = next((font for font in FONTS if Path(font).is_file()), None)
    if found is None:
        pytest.skip("no Chinese font here (apt install fonts-noto-cjk)")
    return found


def picture(
    lines: Sequence[str], *, size: tuple[int, int] = (1240, 900), pt: int = 34, ink: int = 0, paper: int = 255
) -> Image.Image:
    """Lines set one below the other; an empty one is a gap."""
    image = Image.new("RGB", size, (paper,) * 3)
    draw, y = ImageDraw.Draw(image), 100
    font = ImageFont.truetype(chinese_font(), pt)
    for line in lines:
        draw.text((120, y), line, font=font, fill=(ink,) * 3)
        y += int(1.7 * pt)
    return image
