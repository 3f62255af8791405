"""Numbers as Word prints them."""

from yiju.ingest.docx_numbering import han, letters, roman


def test_number_formats() -> None:
    assert [han(n) for n in (1, 10, 12, 20, 101, 110, 1005)] == [
        "一",
        "十",
        "十二",
        "二十",
        "一百零一",
        "一百一十",
        "一千零五",
    ]
    assert [roman(n) for n in (4, 9, 14, 40, 1994)] == ["IV", "IX", "XIV", "XL", "MCMXCIV"]
    assert [letters(n) for n in (1, 26, 27)] == ["a", "z", "aa"]
