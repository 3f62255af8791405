"""Who 我们 and 贵司 are: a span's pronouns put into parties' names, so that a swap of buyer and seller shows.

A customer's “我们要求你们3月前交样” supports 客户要求我方3月前交样, and neither 我方要求客户… nor 我们要求…,
which in our own paper would mean us.
"""

import re

OURS, THEIRS = "我方", "客户"

_QUOTED = re.compile("“[^”]*”|「[^」]*」")
_ORG = (
    "公司|集团|工厂|医院|单位|企业|学校|银行|部门|项目组|司(?![机法])|方(?!便|案|法|式|针|才[说提讲])|院|厂(?!商)|行(?![动为程使政业走驶吗不了得])|校(?![准对验正])|"
    "局(?![部面限])|所(?![有以说知在需谓提能做见想指属用谈要])|店|馆|社(?!会)|处(?![理于在置境罚])|部(?![分署件位])|委(?![托派员])"
)
_HERE = "公司|集团|工厂|医院|单位|部门|团队|这边|那边|这里|那里|家"
_BOTH = "(?:我们|咱们)(?:双方|两家)|你我双方|您我双方|你我两家|我你双方|贵我双方|我贵双方|贵我两家|贵我"
_FIXED = (
    "自我|我国|我省|我市|我区|我县|我校友|我辈|我行我素|忘我|唯我|大我|小我|我党|我军|我家|敌我|物我|你我|你追我赶|你来我往|你死我活|"
    "您好|你好|你们好|您们好|您早|迷你|贵州|贵阳|贵重|贵宾|贵金属|贵族|珍贵|昂贵|宝贵|高贵|名贵|可贵|本院线|本行业|本行政"
)
_THIS = "本(?:公司|集团|院|厂|司|单位|行(?!业|政))"
_FIRST = f"我们(?:{_HERE})?(?!一起)|我(?:{_ORG})|咱们(?!一起)(?:{_HERE})?|{_THIS}"
_SECOND = f"贵(?:{_ORG})|[你您]们(?:{_HERE})?|[你您](?:{_ORG})|您(?:{_HERE})?|你(?:{_HERE})?"
_PRONOUN = re.compile(
    f"(?P<both>{_BOTH})|(?P<fixed>{_FIXED})|(?P<first>{_FIRST})|(?P<second>{_SECOND})|(?P<i>我)(?!们)"
)
_DEICTIC = re.compile(
    f"(?:{_BOTH}|{_FIXED})|(?P<who>我们|我司|我公司|本公司|咱们|贵公司|贵司|贵方|贵院|你们|你方|你司|您)"
)


def resolve(text: str, side: str, speaker: str = "") -> str:
    """What a party said, in the third person of our own papers.

    The longest pronoun is read first: 你方 is one word, 自我评估 and 您好 hold none.

    Args:
        side: ``我方`` or ``客户``: who speaks; anything else leaves the text as it is.
        speaker: the name that 我 stands for.
    """
    if side not in {OURS, THEIRS}:
        return text
    other = THEIRS if side == OURS else OURS

    def read(match: re.Match[str]) -> str:
        words = {"both": "双方", "first": side, "second": other, "i": speaker or match[0]}
        return words.get(match.lastgroup or "", match[0])

    return _PRONOUN.sub(read, text)


def parties_named(text: str, seller: str, customer: str) -> str:
    """A text with the parties' names put as 我方 and 客户."""
    for name, party in sorted(((seller, OURS), (customer, THEIRS)), key=lambda pair: -len(pair[0])):
        if len(name) > 1:
            text = text.replace(name, party)
    return text


def by_party(claim: str, seller: str, customer: str) -> str:
    """A statement of ours with the parties' names and 我们 put as 我方 and 客户."""
    return resolve(parties_named(claim, seller, customer), OURS)


def exchanged(claim: str, seller: str, customer: str) -> str:
    """The same with the parties changed round: what a model says that takes one for the other."""
    return "".join(
        {OURS: THEIRS, THEIRS: OURS}.get(part, part)
        for part in re.split(f"({OURS}|{THEIRS})", by_party(claim, seller, customer))
    )


def points_at_someone(claim: str) -> bool:
    """Whether a statement says 我们, 贵司 … outside quotation marks: it then hangs on who speaks."""
    return any(match["who"] for match in _DEICTIC.finditer(_QUOTED.sub("", claim)))
