"""Who 我们 and 贵司 are: a span's pronouns put into parties' names, so that a swap of buyer and seller shows.

A customer's “我们要求你们3月前交样” supports 客户要求我方3月前交样, and neither 我方要求客户… nor 我们要求…,
which in our own paper would mean us.
"""

import re

OURS, THEIRS = "我方", "客户"

_QUOTED = re.compile("“[^”]*”|「[^」]*」")
_ORG = "公司|司|方|院|厂|行|校|局"
_FIRST = re.compile(
    f"(?:我们(?:公司|集团|工厂|医院|这边)?|我(?:{_ORG})|本(?:公司|集团|院))(?!双方|两家|一起)"
)
_SECOND = re.compile(f"(?:贵(?:{_ORG})|你们(?:公司|工厂|医院|这边|那边)?|您(?:们|那边|这边)?|你(?![们好]))")
_I = re.compile("我(?![们司方院厂公国行校局等])")
_DEICTIC = re.compile("我们|我司|我公司|本公司|咱们|贵公司|贵司|贵方|贵院|你们|您")


def resolve(text: str, side: str, speaker: str = "") -> str:
    """What a party said, in the third person of our own papers.

    Args:
        side: ``我方`` or ``客户``: who speaks; anything else leaves the text as it is.
        speaker: the name that 我 stands for.
    """
    if side not in {OURS, THEIRS}:
        return text
    other = THEIRS if side == OURS else OURS
    text = _SECOND.sub(other, _FIRST.sub(f"\0{side}", text)).replace("\0", "")
    return _I.sub(lambda match: speaker or match[0], text)


def by_party(claim: str, seller: str, customer: str) -> str:
    """A statement of ours with the parties' names and 我们 put as 我方 and 客户."""
    for name, party in sorted(((seller, OURS), (customer, THEIRS)), key=lambda pair: -len(pair[0])):
        if len(name) > 1:
            claim = claim.replace(name, party)
    return resolve(claim, OURS)


def points_at_someone(claim: str) -> bool:
    """Whether a statement says 我们, 贵司 … outside quotation marks: it then hangs on who speaks."""
    return bool(_DEICTIC.search(_QUOTED.sub("", claim)))
