"""What a claim lets somebody say must stand after that person's name."""

import pytest

from yiju.copilot.verify import verify_claim

TALK = "何涛：交期太紧，做不到。孙莉：我回去问问工厂。"


@pytest.mark.parametrize("claim", ["孙莉：“交期太紧，做不到”", "孙莉：交期太紧", "何涛：我回去问问工厂"])
def test_another_speakers_words_are_refused(claim: str) -> None:
    assert not verify_claim(claim, [TALK]).supported


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("何涛：“交期太紧，做不到”", TALK),
        ("孙莉：“我回去问问工厂”", TALK),
        ("孙莉来信：“交期太紧”", "孙莉来信：交期太紧。"),
        ("付款方式：电汇", "价格：30万元。付款方式：电汇。"),
    ],
)
def test_a_speakers_own_words_pass(claim: str, quote: str) -> None:
    check = verify_claim(claim, [quote])
    assert check.supported, check.reasons
