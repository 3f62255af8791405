"""Made-up personal data in the forms that people write it in: the truth of ``benchmarks.privacy``.

Nothing here is shared with the recognisers: check digits are computed another way, prefixes, places and forms
are lists of its own.
"""

import random
from collections.abc import Callable

Make = Callable[[random.Random], str]

WIDE = str.maketrans("0123456789-+@.ABCDEFGHX", "０１２３４５６７８９－＋＠．ＡＢＣＤＥＦＧＨＸ")
_SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
_MOBILE_HEADS = (
    "130 131 132 133 135 136 137 138 139 147 150 151 152 155 158 159 166 173 177 180 186 188 189 191 198 199"
)
_AREAS = {
    "010": 8,
    "021": 8,
    "025": 8,
    "0512": 8,
    "0755": 8,
    "0571": 8,
    "0431": 8,
    "0898": 8,
    "0632": 7,
    "0916": 7,
}
REGIONS = "110105 310115 320506 330106 370202 420111 440305 500112 510107 610113 230103 450102 540102 650104"
_BANKS = "621700 622202 622848 621483 622588 623058 621661 622909 436742 524091 356833 370246"


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def pick(rng: random.Random, words: str) -> str:
    return rng.choice(words.split())


def torn(rng: random.Random, text: str) -> str:
    """With a character nobody sees in it."""
    at = rng.randrange(3, len(text) - 2)
    return text[:at] + rng.choice("\u200b\u200d\u2060\ufeff\u00ad") + text[at:]


def mobile(rng: random.Random) -> str:
    """A mobile number as it is typed, printed, dictated or disguised."""
    number = pick(rng, _MOBILE_HEADS) + digits(rng, 8)
    a, b, c = number[:3], number[3:7], number[7:]
    forms = (
        number,
        number,
        f"{a} {b} {c}",
        f"{a}-{b}-{c}",
        f"{a}.{b}.{c}",
        f"+86 {a} {b} {c}",
        f"+86{number}",
        f"86-{number}",
        f"0086 {number}",
        f"(+86){number}",
        f"+86-{a}-{b}-{c}",
        number.translate(WIDE),
        f"{a}{b} {c}",
        f"{a}-{b}{c}",
        a + number[3:].translate(WIDE),
        torn(rng, number),
        number.translate(_SPOKEN),
        f"{a}—{b}—{c}",
        f"{a}\n{b}\n{c}",
        f"{a}\n{b}{c}",
    )
    return rng.choice(forms)


def landline(rng: random.Random) -> str:
    """A line with its area's code."""
    area, length = rng.choice(list(_AREAS.items()))
    number = rng.choice("2345678") + digits(rng, length - 1)
    forms = (
        f"{area}-{number}",
        f"({area}){number}",
        f"（{area}）{number}",
        f"{area} {number}",
        f"+86-{area[1:]}-{number}",
        f"+86 {area[1:]} {number}",
        f"{area}-{number[:-4]}-{number[-4:]}",
        f"{area}-{number}转{rng.randrange(100, 9999)}",
        f"{area}-{number} ext. {rng.randrange(10, 999)}",
        f"{area}-{number}".translate(WIDE),
        f"{area}{number}",
    )
    return rng.choice(forms)


def abroad(rng: random.Random) -> str:
    """A number of another country."""
    d = digits
    forms = (
        f"+49 89 {d(rng, 4)} {d(rng, 4)}",
        f"+49 (0)711 {d(rng, 3)}-{d(rng, 4)}",
        f"+1 415 {d(rng, 3)} {d(rng, 4)}",
        f"+1-212-{d(rng, 3)}-{d(rng, 4)}",
        f"+81 3 {d(rng, 4)} {d(rng, 4)}",
        f"+852 {rng.choice('569')}{d(rng, 3)} {d(rng, 4)}",
        f"+44 20 {d(rng, 4)} {d(rng, 4)}",
        f"+4917{d(rng, 9)}",
        f"+82-10-{d(rng, 4)}-{d(rng, 4)}",
        f"+886 9{d(rng, 2)} {d(rng, 3)} {d(rng, 3)}",
    )
    return rng.choice(forms)


def id_check(body: str) -> str:
    """The character that makes the number, read as powers of two, leave 1 when divided by 11."""
    total = 0
    for digit in body:
        total = (total + int(digit)) * 2 % 11
    left = (12 - total) % 11
    return "X" if left == 10 else str(left)


def identity(rng: random.Random) -> str:
    """A resident's number of eighteen characters; one in eight of the old fifteen."""
    year, month, day = rng.randrange(1950, 2005), rng.randrange(1, 13), rng.randrange(1, 29)
    region = pick(rng, REGIONS)
    if rng.random() < 0.125:
        return (
            f"{region}{year % 100:02d}{month:02d}{day:02d}{digits(rng, 3)}" if year < 2000 else identity(rng)
        )
    body = f"{region}{year}{month:02d}{day:02d}{digits(rng, 3)}"
    number = body + id_check(body)
    forms = (
        number,
        number,
        number,
        number.lower(),
        f"{number[:6]} {number[6:14]} {number[14:]}",
        number.translate(WIDE),
        f"{number[:6]}-{number[6:14]}-{number[14:]}",
        torn(rng, number),
        f"{number[:3]} {number[3:6]} {number[6:10]} {number[10:14]} {number[14:]}",
    )
    return rng.choice(forms)


def luhn(body: str) -> str:
    """The digit that completes a card's number."""
    table = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    total = sum(table[int(c)] if n % 2 == 0 else int(c) for n, c in enumerate(reversed(body)))
    return str(-total % 10)


def bank_card(rng: random.Random) -> str:
    """A bank card of a Chinese bank, or of an international scheme."""
    head = pick(rng, _BANKS)
    length = 15 if head.startswith("37") else 16 if head[0] in "345" else rng.choice((16, 19, 19))
    body = head + digits(rng, length - 7)
    number = body + luhn(body)
    fours = " ".join(number[at : at + 4] for at in range(0, length, 4))
    forms = (
        number,
        number,
        fours,
        fours.replace(" ", "-"),
        f"{number[:6]} {number[6:]}",
        number.translate(WIDE),
    )
    return rng.choice(forms)


def passport(rng: random.Random) -> str:
    """A passport, or a permit of Hong Kong, Macao and Taiwan."""
    d = digits
    forms = (
        f"E{d(rng, 8)}",
        f"E{rng.choice('ABCDEFGH')}{d(rng, 7)}",
        f"G{d(rng, 8)}",
        f"DE{d(rng, 7)}",
        f"SE{d(rng, 7)}",
        f"P.{d(rng, 7)}".replace(".", "E"),
        f"H{d(rng, 8)}",
        f"M{d(rng, 8)}",
        f"C{d(rng, 8)}",
        f"e{d(rng, 8)}",
        f"E{d(rng, 8)}".translate(WIDE),
    )
    return rng.choice(forms)
