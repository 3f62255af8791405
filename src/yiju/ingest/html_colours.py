"""Colours of a page, and whether a text can be told from what lies behind it."""

import colorsys
import re

Colour = tuple[float, float, float, float]
"""Red, green, blue (0 to 255) and opacity (0 to 1)."""

WHITE: Colour = (255, 255, 255, 1)
BLACK: Colour = (0, 0, 0, 1)
LEAST_CONTRAST = 1.15
"""WCAG 2 contrast ratio below which nobody notices a text; 4.5 is asked for reading, 1 is the same colour."""
_FAINTEST = 0.06
_NAMED = {
    "white": "fff", "snow": "fffafa", "ivory": "fffff0", "ghostwhite": "f8f8ff", "whitesmoke": "f5f5f5",
    "floralwhite": "fffaf0", "azure": "f0ffff", "mintcream": "f5fffa", "aliceblue": "f0f8ff",
    "seashell": "fff5ee", "honeydew": "f0fff0", "lightyellow": "ffffe0", "beige": "f5f5dc", "linen": "faf0e6",
    "lavenderblush": "fff0f5", "cornsilk": "fff8dc", "oldlace": "fdf5e6", "gainsboro": "dcdcdc",
    "lightgray": "d3d3d3", "lightgrey": "d3d3d3", "silver": "c0c0c0", "gray": "808080", "grey": "808080",
    "darkgray": "a9a9a9", "darkgrey": "a9a9a9", "dimgray": "696969", "black": "000", "red": "f00",
    "darkred": "8b0000", "maroon": "800000", "orange": "ffa500", "gold": "ffd700", "yellow": "ff0",
    "olive": "808000", "lime": "0f0", "green": "008000", "darkgreen": "006400", "teal": "008080",
    "aqua": "0ff", "cyan": "0ff", "blue": "00f", "navy": "000080", "darkblue": "00008b", "purple": "800080",
    "fuchsia": "f0f", "magenta": "f0f", "pink": "ffc0cb", "brown": "a52a2a", "tomato": "ff6347",
    "windowtext": "000", "window": "fff", "canvas": "fff", "canvastext": "000",
}  # fmt: skip
_TOKEN = re.compile(
    r"#[0-9a-f]{3,8}\b|(?:(?:rgb|hsl)a?|hwb|color|(?:ok)?l(?:ab|ch))\([^()]{1,80}\)|[a-z]+", re.IGNORECASE
)


def colour_in(value: str) -> Colour | None:
    """The first colour that a property's value names; None if none is known."""
    for match in _TOKEN.finditer(value[:2000]):
        found = _colour(match.group().lower())
        if found is not None:
            return found
    return None


def colours_in(value: str) -> list[Colour]:
    """All the colours that a property's value names."""
    found = (_colour(match.group().lower()) for match in _TOKEN.finditer(value[:2000]))
    return [colour for colour in found if colour is not None]


def over(front: Colour, behind: Colour) -> Colour:
    """The colour seen where ``front`` lies over an opaque ``behind``."""
    red, green, blue = (f * front[3] + b * (1 - front[3]) for f, b in zip(front[:3], behind[:3], strict=True))
    return red, green, blue, 1


def told_apart(text: Colour, behind: Colour) -> bool:
    """Whether a person notices text of one colour upon the other."""
    if text[3] < _FAINTEST:
        return False
    one, other = _luminance(over(text, behind)), _luminance(behind)
    return (max(one, other) + 0.05) / (min(one, other) + 0.05) >= LEAST_CONTRAST or _hues_differ(text, behind)


def _hues_differ(text: Colour, behind: Colour) -> bool:
    """Colours of one brightness are told apart by their hue."""
    return max(abs(a - b) for a, b in zip(over(text, behind)[:3], behind[:3], strict=True)) >= 48


def _luminance(colour: Colour) -> float:
    def linear(part: float) -> float:
        part /= 255
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(part) for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colour(token: str) -> Colour | None:
    if token == "transparent":
        return 0, 0, 0, 0
    if token.startswith("#"):
        return _hex(token[1:])
    if "(" not in token:
        return _hex(_NAMED[token]) if token in _NAMED else None
    form, _, inside = token.partition("(")
    words = inside.rstrip(")").split()
    if len(words) > 1 and words[0] == "from" and not any(map(str.isdigit, inside.partition(words[1])[2])):
        return _colour(words[1])  # made of another, as it is
    numbers = re.findall(r"-?\d+(?:\.\d+)?%?|-?\.\d+%?", inside)
    if len(numbers) < 3:
        return None
    if form in ("lab", "lch", "oklab", "oklch"):
        return _by_light(form, numbers)
    if form == "color":
        numbers[:3] = [n if n.endswith("%") else str(float(n) * 255) for n in numbers[:3]]
    alpha = _part(numbers[3], 1) if len(numbers) > 3 else 1.0
    if form == "hwb":
        white, black = _part(numbers[1], 1), _part(numbers[2], 1)
        if white + black < 1:
            return None  # it has a hue, and can be seen
        return (*[255 * white / (white + black)] * 3, alpha)  # type: ignore[return-value]
    if form.startswith("hsl"):
        hue, saturation, light = (
            float(numbers[0].strip("%")) / 360,
            _part(numbers[1], 1),
            _part(numbers[2], 1),
        )
        red, green, blue = colorsys.hls_to_rgb(hue % 1, min(1, light), min(1, saturation))
        return red * 255, green * 255, blue * 255, alpha
    red, green, blue = (min(255.0, max(0.0, _part(number, 255))) for number in numbers[:3])
    return red, green, blue, min(1.0, alpha)


def _by_light(form: str, numbers: list[str]) -> Colour | None:
    """White, black and greys of the forms that go by lightness; None for what has a colour of its own."""
    whole = 1.0 if form.startswith("ok") else 100.0
    hues = numbers[1:2] if form.endswith("ch") else numbers[1:3]
    if any(abs(_part(one, whole)) > 0.03 * whole for one in hues):
        return None
    light = min(1.0, max(0.0, _part(numbers[0], whole) / whole))
    grey = 255 * light
    return grey, grey, grey, _part(numbers[3], 1) if len(numbers) > 3 else 1.0


def _part(number: str, whole: float) -> float:
    return float(number[:-1]) / 100 * whole if number.endswith("%") else float(number)


def _hex(digits: str) -> Colour | None:
    if len(digits) in (3, 4):
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in (6, 8):
        return None
    red, green, blue, *alpha = (int(digits[at : at + 2], 16) for at in range(0, len(digits), 2))
    return red, green, blue, alpha[0] / 255 if alpha else 1
