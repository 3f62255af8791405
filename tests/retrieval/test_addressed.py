"""Who is addressed by surname and title, and what only looks like it."""

import pytest

from yiju.retrieval.addressed import called


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("传给赵工行不行", ["赵工"]),
        ("罗总和唐经理怎么说", ["罗总", "唐经理"]),
        ("总价和工期", []),
        ("方总价", []),
        ("施工现场谁负责，施工周期多长", []),
        ("施经理在吗", ["施经理"]),
    ],
)
def test_people_by_surname_and_title(text: str, people: list[str]) -> None:
    assert called(text) == people
