"""One switch for each ingredient of a search, so that each can be measured by leaving it out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """What a search does; everything on by default.

    Attributes:
        depth: candidates read from each engine ranking, before anything is ranked anew.
        expand: look also for the words that documents write for what the question says.
        adapt: turn the question's vector towards what answers it (``adapter.py``).
        weigh: fuse scores, each in units of its own spread; off: reciprocal ranks.
        rerank: rank the best candidates by their features (``features.py``).
        feedback: how near a candidate lies to the best ones, among the features.
        sentences: how much of the question one sentence holds, among the features.
        wishes: prefer the kind of source, the days and the people that the question names.
        authority: prefer what holds now over what a newer version replaced, and the newer of equals.
        neighbours: what stands right beside a good candidate is worth a little more.
        diversity: keep repetitions of one text from crowding the top.
    """

    depth: int = 100
    expand: bool = True
    adapt: bool = True
    weigh: bool = True
    rerank: bool = True
    feedback: bool = True
    sentences: bool = True
    wishes: bool = True
    authority: bool = True
    neighbours: bool = True
    diversity: bool = True


DEFAULT = Options()
