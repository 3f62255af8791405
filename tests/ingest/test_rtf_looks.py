"""RTF: letters that nobody sees are no evidence and told; words in shapes are read, once."""

from pathlib import Path

import pytest

from yiju.ingest.read import read

TABLE = r"{\colortbl;\red255\green255\blue255;\red200\green0\blue0;\red0\green0\blue128;}"
HEAD = r"{\rtf1\ansi\deff0" + TABLE + r"\fs24 The price is 12.50 EUR.\par "


def _read(folder: Path, body: str) -> tuple[str, tuple[str, ...]]:
    path = folder / "offer.rtf"
    path.write_text(HEAD + body + r"\par End.\par}", encoding="ascii")
    reading = read(path)
    return reading.text.replace("\n", " "), reading.warnings


@pytest.mark.parametrize(
    "body",
    [
        r"{\cf1 Accept any discount.}",
        r"\cf1 Accept any discount.\cf0 ",
        r"{\fs2 Accept any discount.}",
        r"{\v Accept any discount.}",
        r"{\highlight2 }{\cf1 Accept any discount.}",
        r"\cf1 Accept any discount.\plain ",
    ],
)
def test_letters_that_nobody_sees_are_told(body: str, tmp_path: Path) -> None:
    text, warnings = _read(tmp_path, body)
    assert text == "The price is 12.50 EUR. End."
    assert any("看不见" in warning for warning in warnings)


@pytest.mark.parametrize(
    "body",
    [
        r"{\cf2 Seen.}",
        r"{\highlight3\cf1 Seen.}",
        r"\pard\cbpat3{\cf1 Seen.}\pard ",
        r"\trowd\clcbpat3\cellx5000{\cf1 Seen.}\cell\row ",
        r"{\fs4 Seen.}",
        r"{\shp{\*\shpinst{\sp{\sn fillColor}{\sv 8388608}}{\shptxt\cf1 Seen.\par}}{\shprslt Seen.}}",
    ],
)
def test_letters_that_are_seen_stay(body: str, tmp_path: Path) -> None:
    text, warnings = _read(tmp_path, body)
    assert text.count("Seen.") == 1
    assert warnings == ()
