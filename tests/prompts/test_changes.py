"""The change log tells of every prompt file, and of each as it is: a released version is never altered."""

import re
from importlib import resources

from tests.support.shell import yiju
from yiju.prompts.changes import changes
from yiju.prompts.registry import load_prompt


def test_every_version_stands_in_it_as_it_is() -> None:
    files = [
        re.fullmatch(r"(.+)\.v(\d+)\.md", item.name) for item in resources.files("yiju.prompts").iterdir()
    ]
    shipped = [load_prompt(match[1], int(match[2])).label for match in files if match]
    assert len(shipped) >= 7
    assert sorted(row.label for row in changes()) == sorted(shipped), (
        "a new version wants a line in changes.toml; a released one is not changed"
    )


def test_the_newest_comes_first() -> None:
    days = [row.day for row in changes()]
    assert days == sorted(days, reverse=True)


def test_the_command_tells_why() -> None:
    told = yiju("prompts", "changes", "repair").out
    assert f"{load_prompt('repair').label}\t" in told
    assert "照抄原文" in told
    assert "visit-strategy" not in told
    rows = yiju("prompts", "changes", "--json", "--data", "none").json["changes"]
    assert [row["label"] for row in rows] == [row.label for row in changes()]
    assert yiju("prompts", "changes", "nothing").code == 2
