"""Whether a browser takes a property's value, as far as words go: one it does not know changes nothing."""

import re

from yiju.ingest.html_colours import colour_in

_ANYWHERE = frozenset("inherit initial unset revert revert-layer".split())
_WORDS = {
    "display": frozenset(
        (
            "none block inline inline-block flex inline-flex grid inline-grid table inline-table "
            "table-cell table-row table-caption table-column table-column-group table-footer-group "
            "table-header-group table-row-group list-item contents flow flow-root run-in ruby "
            "ruby-base ruby-text math -webkit-box -webkit-inline-box -webkit-flex -ms-flexbox "
            "-ms-grid -moz-box"
        ).split()
    ),
    "visibility": frozenset("visible hidden collapse".split()),
    "position": frozenset("static relative absolute fixed sticky -webkit-sticky".split()),
}
_OTHERS = frozenset(
    (
        "auto none normal visible hidden clip scroll overlay min-content max-content fit-content "
        "stretch contain content -webkit-fill-available -moz-available xx-small x-small small medium "
        "large x-large xx-large xxx-large smaller larger nowrap pre pre-wrap pre-line break-spaces "
        "wrap balance pretty stable hanging each-line isolate both forwards backwards text border-box "
        "padding-box content-box size strict layout style paint inline-size disc circle square "
        "transparent all reset"
    ).split()
)
_FREE = frozenset(
    "animation animation-name font background background-image background-color mso-hide".split()
)
_COLOURS = frozenset(
    (
        "antiquewhite aquamarine bisque blanchedalmond blueviolet burlywood cadetblue chartreuse "
        "chocolate coral cornflowerblue crimson darkcyan darkgoldenrod darkkhaki darkmagenta "
        "darkolivegreen darkorange darkorchid darksalmon darkseagreen darkslateblue darkslategray "
        "darkslategrey darkturquoise darkviolet deeppink deepskyblue dodgerblue firebrick forestgreen "
        "goldenrod greenyellow hotpink indianred indigo khaki lavender lawngreen lemonchiffon "
        "lightblue lightcoral lightcyan lightgoldenrodyellow lightgreen lightpink lightsalmon "
        "lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue limegreen "
        "mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue "
        "mediumspringgreen mediumturquoise mediumvioletred midnightblue mistyrose moccasin "
        "navajowhite olivedrab orangered orchid palegoldenrod palegreen paleturquoise palevioletred "
        "papayawhip peachpuff peru plum powderblue rebeccapurple rosybrown royalblue saddlebrown "
        "salmon sandybrown seagreen sienna skyblue slateblue slategray slategrey springgreen "
        "steelblue tan thistle turquoise violet wheat yellowgreen currentcolor linktext graytext "
        "highlight highlighttext fieldtext field buttontext buttonface captiontext"
    ).split()
)
_WORD = re.compile(r"-?[a-z][\w-]*")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?P<unit>[a-z%]*)")
_UNITS = frozenset(
    "px pt em rem ex ch cap ic lh rlh % vw vh vi vb vmin vmax svw svh lvw lvh dvw dvh cm mm in pc q cqw cqh "
    "cqi cqb deg rad turn grad s ms fr".split()
)


def is_valid(name: str, value: str) -> bool:
    """Whether a value is one of a property's: known words, numbers of known units; functions are believed."""
    value = value.strip()
    if not value or name in _FREE or "(" in value or value in _ANYWHERE:
        return bool(value)
    words = value.split()
    if name in _WORDS:
        return all(word in _WORDS[name] for word in words)
    if name in ("color", "-webkit-text-fill-color"):
        return not _WORD.fullmatch(value) or value in _COLOURS or colour_in(value) is not None
    if name == "text-shadow":
        return True
    for word in words:
        number = _NUMBER.fullmatch(word)
        if number and number["unit"] and number["unit"] not in _UNITS:
            return False
        if not number and _WORD.fullmatch(word) and word not in _OTHERS:
            return False
    return True
