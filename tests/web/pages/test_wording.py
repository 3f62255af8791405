"""The marks of a claim on a page."""

from yiju.store.types import Claim
from yiju.web.pages.wording import marks_of


def test_who_left_and_who_follows_are_named_whole() -> None:
    gone = Claim(id="c1", nature="fact", text="…", verdict="supported", flags=("left:何宁", "follows:何宁"))
    words = [word for word, _ in marks_of(gone)]
    assert words[1:] == ["何宁 已离开", "接替 何宁"]
