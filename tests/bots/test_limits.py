"""Who writes too fast is told so, and nobody else is."""

from tests.support.paper import Paper
from tests.support.paper_desk import Talk, at_work, person
from yiju.store.store import Store


def test_in_a_group_nobody_reads_that_somebody_wrote_too_fast(store: Store) -> None:
    person(store, "ann")
    with Paper() as paper, at_work(store, paper, Talk(), bot_per_minute=1):
        said = [paper.say("ann", "g1", f"{number}", group=True) for number in range(4)]
        paper.until(lambda: any("太快" in text for _, _, text in paper.shown))
        paper.until(lambda: len(_ended(paper, said)) == 4)
    public = [text for one in said for text in paper.answers(one)]
    public += [event["why"] for event in paper.events if "abandon" in event]
    assert not any("太快" in text for text in public) and "已私信您。" in public
    told = [to for _, to, text in paper.shown if "太快" in text]
    assert 1 <= len(told) <= 2 and all(to.startswith("push ann") for to in told)  # two: the minute ended


def _ended(paper: Paper, said: list[str]) -> set[str]:
    abandoned = {event["abandon"] for event in list(paper.events) if "abandon" in event}
    return {one for one in said if one in abandoned or paper.answers(one)}
