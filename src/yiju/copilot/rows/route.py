"""Which questions rows answer. A question must be that and no more; every other goes to the evidence."""

from collections.abc import Collection
from typing import Literal

import regex

from yiju.copilot.asking import plainly

Wanted = Literal[
    "owner", "unit", "next_visit", "last_visit", "commitments", "contract_end", "contacts", "price", "veto",
    "floor", "health",
]  # fmt: skip

_WHO = r"(?:是)?(?:谁|哪位|哪些人|什么人)"
_WHEN = (
    r"(?:的?(?:时间|日期))?(?:在|是|定在|约在|安排在|约的|定的)?(?:什么时候|何时|哪天|哪一天|哪日|几月几号|几号|周几|星期几|几点|什么时间)"
    r"|的?(?:时间|日期)(?:安排)?(?:是)?(?:多少)?"
)
_WHEN = f"(?:{_WHEN})"
_MEET = r"(?:拜访|见面|会面|碰面|碰头|会议|会谈|开会|见|来访)"
_OURS = r"(?:我们|我方|我司|咱们|我们这边|我方这边)"
_WITH = r"(?:[和跟与同](?:客户|他们|对方)?的?)?"
_FORMS: tuple[tuple[Wanted, str], ...] = (
    (
        "owner",
        rf"(?:{_OURS})?(?:这个|该)?(?:客户|账号|账户)?(?:现在|目前)?(?:{_WHO})(?:在|来)?(?:负责|跟进?|管|对接)(?:这个客户|该客户|他们)?"
        rf"|{_OURS}(?:的)?(?:负责人|客户经理|销售|团队)(?:{_WHO}|有谁|有哪些人?)?"
        rf"|(?:归谁|由谁)(?:管|负责|跟进?)|客户经理{_WHO}|(?:{_WHO})(?:的)?客户(?=$)",
    ),
    ("unit", r"(?:这个|该)?(?:客户)?(?:在|属于|归|属)?(?:我们)?(?:哪个|哪些|什么)(?:客户旅程)?单元"),
    (
        "next_visit",
        rf"(?:{_OURS})?{_WITH}(?:下次|下一次|下回|接下来){_WITH}(?:的)?(?:{_WHEN})?(?:去|要|再)?{_MEET}(?:客户|他们)?(?:{_WHEN})?"
        rf"|(?:{_OURS})?{_WITH}{_WHEN}(?:去|再去?|还)?(?:要)?(?:拜访|见面|会面|碰面|碰头|开会|见)(?:客户|他们)?"
        r"|whenis(?:our|the)?next(?:meeting|visit|call)(?:with)?",
    ),
    (
        "last_visit",
        rf"(?:{_OURS})?{_WITH}(?:上次|上一次|上回|最近一次|最后一次){_WITH}(?:{_WHEN})?(?:去)?(?:拜访|见面|会面|见)(?:客户|他们)?(?:{_WHEN})?",
    ),
    (
        "commitments",
        rf"(?:{_OURS})?(?:还)?(?:有)?(?:哪些|什么|多少)?(?:待办|没兑现|未兑现|没有兑现|没做|未完成|逾期)(?:的)?(?:承诺|事|事项)(?:有哪些)?"
        rf"|{_OURS}(?:还)?(?:欠|答应)(?:了|过)?(?:客户|他们|对方)?(?:什么|哪些(?:事|东西)?)(?:没(?:有)?(?:做|办|兑现))?",
    ),
    (
        "contract_end",
        rf"(?:框架|采购|经销)?(?:合同|协议)(?:{_WHEN})(?:到期|届满|期满|结束|终止)"
        r"|(?:框架|采购|经销)?(?:合同|协议)(?:的)?(?:到期日|到期时间|结束日期|终止日期|截止日期?|有效期到?)(?:是)?(?:哪天|什么时候|何时|几号|多少)?",
    ),
    (
        "contacts",
        rf"(?:的)?(?:所有|全部)?(?:联系人|对接人|关键人)(?:{_WHO}|都?有(?:谁|哪些人?)|名单|列表)?(?:和?(?:职务|角色))?"
        r"|(?:都?有哪些|有什么)(?:联系人|对接人|关键人)",
    ),
    (
        "veto",
        r"(?:[a-z\d.-]{2,12})?(?:定点|项目|招标|投标|采购)?(?:上|里|中|的)?(?:客户)?(?:那边|这边|里面?)?(?:谁|哪位|哪些人|什么人)(?:能|有|拥有|可以|都有)?(?:一票)?否决(?:权|票)?(?:是谁)?"
        rf"|(?:一票)?否决权(?:在|归)?(?:{_WHO})(?:手里|手上)?|whohas(?:a|the)?veto",
    ),
    (
        "floor",
        rf"(?:{_OURS}|对方|客户|他们)?(?:的)?(?:价格|报价|降价|让价|让步|谈判|折扣)?(?:的)?底线(?:是|在)?(?:多少|什么|哪里?)?",
    ),
    (
        "health",
        r"(?:这个|该)?(?:客户|账户)?(?:的)?(?:客户|账户)?(?:健康(?:度|评?分(?:数|值)?|得分|指数|等级)|(?<=客户)健康(?:状况|情况)?)"
        r"(?:现在|目前|是|有|打)?(?:怎么?样|如何|好不好|高不高|(?:是)?多少(?:分)?|几分)?",
    ),
    (
        "price",
        r"(?:我们)?(?:上次|上一次|最近一次|最后一次|最新(?:一次)?)(?:的)?(?:报价|报的价|价格|单价)(?:是)?(?:多少(?:钱)?|什么)?",
    ),
)
_PATTERNS = tuple((wanted, regex.compile(form, regex.I)) for wanted, form in _FORMS)
_EDGES = " 的，,。.？?！!：:、呢吗了啊都"
_LONGEST = 30
"""Characters of such a question, its customer's name aside."""


def route_of(text: str, names: Collection[str] = ()) -> Wanted | None:
    """What a question wants of the rows; None where it is for the evidence.

    Args:
        names: of the customers it may be about; they are left out.
    """
    bare = plainly(text)
    for name in sorted(names, key=len, reverse=True):
        bare = regex.sub(regex.escape(name), "", bare, flags=regex.I)
    bare = regex.sub(r"\s+", "", bare).strip(_EDGES)
    if not bare or len(bare) > _LONGEST:
        return None
    return next((wanted for wanted, pattern in _PATTERNS if pattern.fullmatch(bare)), None)
