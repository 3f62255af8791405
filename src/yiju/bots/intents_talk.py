"""话术 威瑟兰 催款 对李昕, 跟李昕谈年降的话术, 怎么跟威瑟兰催款: a talk track asked for."""

from collections.abc import Sequence

import regex

from yiju.bots.intent_slots import AND, LEAD, NOT_A_NAME, PERSON, begins, ends, ids, without
from yiju.bots.intent_types import Intent
from yiju.bots.names import Mention, Names
from yiju.bots.typed import Typed, fold
from yiju.copilot.scenes import tones
from yiju.copilot.talk import find_scene, scene_names
from yiju.ingest.speaker_names import is_personal

_TALK = regex.compile(r"(?:销售|沟通|电话|拜访|现场|谈判)?(?:的)?(?:话术|台词|说辞)")
_HOW = regex.compile(r"(?:我)?(?:该|应该)?(?:怎么|怎样|如何)(?:跟|和|向|对|给|同)\s*(?P<rest>.+?)[?？]*")
_SOMEBODY = regex.compile(
    r"(?P<who>[A-Za-z][A-Za-z.\- ]*[A-Za-z]|\p{Han}{1,6}?)\s*(?P<scene>(?:谈|聊|说|讲|开口|催|收|要|提)*"
    r"(?:催款|回款|欠款|付款|收款|账款|续约|续签|续费|年降|降价|报价|议价|价格|开场|破冰|寒暄|汇报|异议|整改))"
)
_TITLE = regex.compile(r"总$|经理|总监|主任|院长|部长|科长|处长|主管|老师|工$|采购|财务")
_TONES = "|".join(tones())
_TONE = regex.compile(
    rf"[\s,:;、]*(?:(?:语气|口气|口吻)(?:要|得)?\s*({_TONES})(?:一?[点些]儿?)?|({_TONES})(?:一?[点些]儿?|的?(?:语气|口气|口吻))"
    rf"|(?:(?<=[\s,:;、])|^)({_TONES})(?=$|[\s,:;、]))的?"
)
_HOUSE = regex.compile(r"(?:[重化军建]工|公司|集团|股份|有限)$")
_COMPLAINT = regex.compile(
    r"(?:要是|如果|万一)?(?P<scene>(?:他们?|她们?|客户|对方|人家|甲方)(?:又|总是?|老是?|一直|还是?)?"
    r"(?:说|嫌|觉得|认为|抱怨|担心|质疑|投诉|要求|想|要)[^,，。?？]{2,20}?)[\s,，]*(?:我们?)?(?:该|应该|要)?"
    r"(?:怎么(?:办|回|说|答|谈|应对|回答|回应|接|解释)|如何(?:应对|回应|回答|解释)|咋办)[?？]*"
)
"""What they say, and what one is to answer."""
_EXPENSIVE = regex.compile(r"贵|太高|便宜|砍价|压价|打折|交期|太长|太慢|不放心")
"""Objections that the scenes' own words leave out."""
_SCENE = 8
"""Characters of a scene that is asked for in passing."""
_BEFORE = regex.compile(r"(?P<name>[\p{Han}A-Za-z·()]{2,12}?)\s*(?:[和与跟及、&]|以及)\s*$")
"""A name and what joins it to the customer's behind it."""
_NOBODY = frozenset("客户 对方 他们 他 她 人家 贵方 甲方 我 我们 大家 这个 这".split())
_TO = regex.compile(r"(?:客户(?:是|为|:)?|给|为|对|跟|和|向|关于|针对)\s*$")
_OF = regex.compile(r"(?:公司|那边|这边)?的?")
"""What joins a customer's name to the rest, and goes with it."""
_JOINS = (
    r"一[份个](?=\s)|写[个份一]*|做[个份一]*|来[个份一]+|场景|用于|关于|用来|应对|如何|怎么|怎样|说|讲|谈|聊|时|用|的|一下"
    r"|[\s,:;、。?？]"
)
_FILL = regex.compile(
    rf"^(?:{_JOINS})+|(?:场景|时候|时|的|一下|[\s,:;、。?？])+$|[\s,;、]+(?:说|讲|谈|聊|用|沟通|汇报)$"
)
"""Words that only join a scene to the rest."""


def read_talk(typed: Typed, names: Names) -> Intent | None:
    """A talk track; None where it is none."""
    match = _TALK.search(typed.key)
    if match is None:
        return _how(typed, names)
    before, after = typed.part(0, match.start()), typed.part(match.end())
    if not before.key:
        if not begins(typed, match.end(), after, names):
            return None
        said = after
    else:
        known = names.find(before.key) or _known_scene(before.key)
        lead = LEAD.match(before.key)
        plain = lead is not None and lead.end() == len(before.key)
        if not (known or plain or typed.wished or PERSON.search(before.key)) or not ends(
            typed, match.end(), after
        ):
            return None
        if before.asks and not typed.wished:
            return None
        said = Typed(f"{before.text} {after.text}", f"{before.key} {after.key}")
    if said.asks and before.key and not typed.wished:
        return None
    return _talk_slots(said, names, slot=not before.key)


def _how(typed: Typed, names: Names) -> Intent | None:
    """怎么跟威瑟兰催款: of a known customer, in a known scene."""
    match = _HOW.fullmatch(typed.key)
    if match is None:
        return None
    rest = typed.part(match.start("rest"), match.end("rest"))
    if rest.key.endswith(("的", "了")):
        return None
    mentions = names.find(rest.key)
    if not mentions:
        return _how_to_somebody(rest)
    if mentions[0].start > 0:
        return None
    found = _talk_slots(rest, names)
    return found if _known_scene(found.text) and len(found.text) <= _SCENE else None


def _how_to_somebody(rest: Typed) -> Intent | None:
    """怎么跟李昕催款, 怎么跟他们谈续约: of whichever customer one talks of."""
    match = _SOMEBODY.fullmatch(rest.key)
    if match is None or not _known_scene(match["scene"]):
        return None
    who, scene = rest.part(*match.span("who")), _filled(rest.part(match.start("scene")))
    nobody = who.key in _NOBODY
    if not (nobody or _TITLE.search(who.key) or is_personal(who.text)):
        return None
    return Intent(kind="talk", text=scene.text, person="" if nobody else who.text)


def complaint(text: str) -> str:
    """The scene of 他们嫌价格太贵怎么办, where it is clearly one that we know; else empty.

    Of the customer talked of: only who knows that there is one may take it so.
    """
    typed = Typed(text, fold(text))
    match = _COMPLAINT.fullmatch(typed.key)
    scene = typed.part(*match.span("scene")).text if match else ""
    return scene if scene and (_known_scene(scene) or _EXPENSIVE.search(scene)) else ""


def _talk_slots(said: Typed, names: Names, *, slot: bool = False) -> Intent:
    tone, said = _tone(said)
    mentions = names.find(said.key, slot=slot)
    called, customers = "", ids(mentions[0]) if mentions else ()
    mixed = False
    if mentions:
        first = mentions[0]
        second = _second(said, mentions)
        end = second.end if second else first.end
        if second is not None:
            customers, mixed = tuple(dict.fromkeys((*customers, *ids(second)))), True
        before, after = _TO.search(said.key, 0, first.start), _OF.match(said.key, end)
        start = before.start() if before else first.start
        if not mixed and (other := _BEFORE.search(said.key, 0, first.start)) and _is_company(other["name"]):
            start, called = other.start("name"), said.part(*other.span("name")).text
        said = without(said, start, after.end() if after else end)
    person, said = _person(said)
    said = _filled(said)
    if not mentions:
        called, said = _called(said)
    elif not person and (joined := _joined(said)):
        who, said = joined
        person, called = ("", who) if _is_company(who) else (who, called)
    if not person:
        person, said = _person_beside(said)
    return Intent(
        kind="talk",
        customers=customers,
        mixed=mixed,
        called=called,
        text=said.text,
        person=person,
        tone=tone,
    )


def _tone(said: Typed) -> tuple[str, Typed]:
    """In which tone it is asked for, and the rest: 语气正式, 亲切一点."""
    match = _TONE.search(said.key)
    if match is None:
        return "", said
    return next(filter(None, match.groups())), without(said, match.start(), match.end())


def _second(said: Typed, mentions: Sequence[Mention]) -> Mention | None:
    """A second customer right behind the first: 威瑟兰和川岳 催款."""
    joined = AND.match(said.key, mentions[0].end) if len(mentions) > 1 else None
    return mentions[1] if joined is not None and mentions[1].start == joined.end() else None


def _joined(said: Typed) -> tuple[str, Typed] | None:
    """Who else stands right behind the customer: 和海川重工催款; and the rest."""
    joined = AND.match(said.key)
    match = _SOMEBODY.fullmatch(said.key, joined.end()) if joined else None
    if match is None or not _known_scene(match["scene"]):
        return None
    return said.part(*match.span("who")).text, said.part(match.start("scene"))


def _is_company(name: str) -> bool:
    """Whether a name that is no customer's is a company's sooner than a person's, or a scene's."""
    if _HOUSE.search(name):
        return True
    somebody = name in _NOBODY or _TITLE.search(name) or is_personal(name)
    return not (somebody or _known_scene(name) or NOT_A_NAME.search(name) or LEAD.fullmatch(name))


def _person(said: Typed) -> tuple[str, Typed]:
    """Whom it is said to, and the rest: 对李昕, 跟财务总监谈."""
    for match in PERSON.finditer(said.key):
        who = said.part(match.start("who"), match.end("who"))
        if who.key in _NOBODY:
            return "", without(said, match.start(), match.end())
        if not _known_scene(who.key):
            return who.text, without(said, match.start(), match.end())
    return "", said


def _person_beside(said: Typed) -> tuple[str, Typed]:
    """A person's name beside a scene: 催款 李昕."""
    words = said.key.split()
    if len(words) != 2 or sum(map(_known_scene, words)) != 1:
        return "", said
    at = len(words[0]) if _known_scene(words[0]) else 0
    who = said.part(at) if at else said.part(0, len(words[0]))
    scene = said.part(0, at) if at else said.part(len(words[0]))
    return (who.text, scene) if is_personal(who.text) else ("", said)


def _known_scene(text: str) -> bool:
    return find_scene(text).name in scene_names()


def _called(said: Typed) -> tuple[str, Typed]:
    """A name that is none of the viewer's customers', where one stands: 话术 蓝海 催款."""
    words = said.key.split()
    if len(words) >= 2 and not _known_scene(words[0]):
        rest = said.part(len(words[0]))
        if _known_scene(rest.key) and not NOT_A_NAME.search(words[0]):
            return said.part(0, len(words[0])).text, rest
    return "", said


def _filled(said: Typed) -> Typed:
    """Without words that only join: 场景, 用于, 的 …"""
    while match := _FILL.search(said.key):
        if match.start() == 0 and match.end() == len(said.key):
            return said.part(0, 0)
        said = said.part(match.end()) if match.start() == 0 else said.part(0, match.start())
    return Typed(" ".join(said.text.split()), " ".join(said.key.split()))
