"""Talk tracks by a model: grounds for every line, no money or promise of its own."""

from typing import Any

import pytest

from tests.support.drafting import CARBON, TALK, draft
from tests.support.stub_llm import StubLLM, answer


def test_a_talk_track(stub: StubLLM) -> None:
    line = {
        "why": CARBON,
        "evidence": ["E2"],
        "say": "您提到逐件碳足迹数据，我们把样表带来了，请您看口径。",
        "reply": "口径还要和质量部门商量。",
        "fallback": "那我们把碳足迹样表留下，请您和同事一起看。",
    }
    stub.script(answer({"lines": [line]}))
    drafted = draft(stub, TALK)
    assert [(c.role, c.nature, c.rests_on) for c in drafted.claims] == [
        ("say", "advice", ("c2",)),
        ("why", "fact", ()),
        ("reply", "advice", ("c2",)),
        ("fallback", "advice", ("c2",)),
    ]
    assert len(stub.requests) == 1


@pytest.mark.parametrize(
    ("change", "roles"),
    [
        ({"why": "客户要求一级供应商自2029年起逐件提供碳足迹数据。"}, []),
        ({"evidence": ["E9"]}, []),
        ({"say": "碳足迹数据我们下周一定交给您。"}, []),
        ({"say": "碳足迹这件事，我们给您打八折。"}, []),
        ({"say": "碳足迹数据我们免费做。"}, []),
        ({"fallback": "碳足迹样表明天送到。"}, ["say", "why", "reply"]),
        ({"reply": "你们再降500万元再谈。"}, ["say", "why", "fallback"]),
        ({"reply": ""}, ["say", "why", "fallback"]),
    ],
)
def test_money_and_promises_in_talk_need_grounds(
    stub: StubLLM, change: dict[str, Any], roles: list[str]
) -> None:
    line = {
        "why": CARBON,
        "evidence": ["E2"],
        "say": "碳足迹数据的样表我们带来了。",
        "reply": "口径还要商量。",
        "fallback": "碳足迹样表可以先留下。",
    }
    stub.script(answer({"lines": [line | change]}), answer({"lines": []}))
    drafted = draft(stub, TALK)
    assert [claim.role for claim in drafted.claims] == roles
    assert bool(drafted.dropped) == (change != {"reply": ""})


def test_a_talk_line_is_repaired_as_a_whole(stub: StubLLM) -> None:
    line = {"why": CARBON, "evidence": ["E2"], "say": "碳足迹数据我们免费做。", "reply": "", "fallback": ""}
    better = line | {"say": "碳足迹数据的样表我们带来了。", "replaces": "R1"}
    stub.script(answer({"lines": [line]}), answer({"lines": [better]}))
    drafted = draft(stub, TALK)
    assert [claim.role for claim in drafted.claims] == ["say", "why"]
    assert (drafted.repaired, drafted.dropped) == (1, ())
