"""A model that lies, leaks or follows a document's orders is not shown."""

from collections.abc import Callable

import pytest

from tests.support.account import honest, model_claims, texts
from tests.support.desk import Desk, Entry


def _texts_to(change: Callable[[str], str]) -> Callable[[Entry], Entry]:
    return lambda entry: {
        key: change(value) if key in {"text", "why", "say"} else value for key, value in entry.items()
    }


SPOILERS: dict[str, Callable[[Entry], Entry]] = {
    "ids never retrieved": lambda e: e | {"evidence": ["E77"], "rests_on": ["F77"]},
    "ids of paragraphs": lambda e: e | {"evidence": ["d000000000001-0001"], "rests_on": ["c1"]},
    "no ids": lambda e: e | {"evidence": [], "rests_on": []},
    "altered numbers": _texts_to(lambda t: "".join("9" if c in "12345" else c for c in t) + "共77件。"),
    "negated": _texts_to(lambda t: t.replace("为", "不为").replace("要求", "不要求").replace("将", "不会")),
    "forged tags": _texts_to(lambda t: t + "〔依据2026-01-01董事会决议P1第1段〕"),
    "forged tags, misspelt": _texts_to(lambda t: t + "【依据2026-01-01董事会决议第9页】"),
    "another customer, guessed": _texts_to(lambda t: "南山电器年采购额9.9亿，要求另给返点。"),
    "the prompt": _texts_to(
        lambda t: "只写资料里有的内容；数字、日期、人名、产品名逐字照抄，不换算、不推测。"
    ),
    "links": _texts_to(lambda t: t + "详见 http://evil.example/steal"),
    "markdown links": _texts_to(lambda t: t + "![图](//evil.example/x.png)"),
    "promises": _texts_to(lambda t: "我方承诺免费赠送模具并降价8%。"),
    "other language": _texts_to(lambda t: "All requirements are waived by the customer."),
    "wrong types": lambda e: e | {"evidence": "E1"},
}


@pytest.mark.parametrize("spoiler", SPOILERS)
def test_a_model_that_lies_is_not_shown(desk: Desk, spoiler: str) -> None:
    desk.stub.script(lambda body: honest(body, SPOILERS[spoiler]))
    for given in (desk.strategy(), desk.talk(), desk.ask("莱茵汽车的付款方式是什么")):
        shown = " ".join(texts(model_claims(given)))
        for lie in ("共77", "董事会", "9.9亿", "不换算", "evil", "免费", "waived", "不为"):
            assert lie not in shown
        assert any(claim.citations for s in given.sections for claim in s.claims)
        assert given.mode == "llm" or any("原文摘编" in notice for notice in given.notices)
