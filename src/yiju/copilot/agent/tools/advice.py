"""``strategy`` and ``talk``: made as everywhere else, and shown as they are made."""

from pydantic import Field

from yiju.copilot.accounts import names_of
from yiju.copilot.agent.own_words import is_meant, is_own
from yiju.copilot.agent.tools.base import Hand, OfCustomer, Told, Tool
from yiju.copilot.people import people_named
from yiju.copilot.scenes import tones
from yiju.copilot.talk import find_scene, scene_names
from yiju.store.types import Customer, Suggestion

_ONCE = "这一轮已经准备了一份，一次只给一份。"


class Goal(OfCustomer):
    goal: str = Field("", max_length=200, description="拜访目标，只用对方说过的原话；没说就不写")


class Scene(OfCustomer):
    scene: str = Field(
        min_length=1, max_length=200, description="场景：开场、需求挖掘、异议处理、报价、催款、续约、高层汇报"
    )
    person: str = Field("", max_length=40, description="对谁说；没说就不写")
    tone: str = Field("", max_length=4, description="语气：正式、亲切、直接；没说就不写")


def _strategy(hand: Hand, given: Goal) -> Told:
    if hand.table.made:
        return Told(_ONCE, "refused")
    customer = hand.customer(given.customer)
    hand.about(customer)
    # A goal counts as the person's own words, which need no evidence: so it must be theirs.
    goal = given.goal if _meant(hand, customer, given.goal) else ""
    made = hand.copilot.strategy(hand.called[customer.id], goal=goal, as_of=hand.today, watch=hand.within())
    return _done(hand, made)


def _talk(hand: Hand, given: Scene) -> Told:
    if hand.table.made:
        return Told(_ONCE, "refused")
    customer = hand.customer(given.customer)
    hand.about(customer)
    scene = find_scene(given.scene).name
    if _meant(hand, customer, given.scene, whole=scene in scene_names()):
        scene = given.scene
    elif scene not in scene_names():  # free text is shown as the person's: so it must be theirs
        return Told(f"没有这个场景。现成的场景：{'、'.join(scene_names())}。", "refused")
    known = given.person in people_named(hand.reader.documents([customer]))
    person = given.person if known or is_own(given.person, hand.said) else ""
    tone = given.tone if given.tone in tones() and is_own(given.tone, hand.said) else ""
    made = hand.copilot.talk(
        hand.called[customer.id],
        scene=scene,
        person=person,
        tone=tone,
        as_of=hand.today,
        watch=hand.within(),
    )
    return _done(hand, made)


def _meant(hand: Hand, customer: Customer, text: str, *, whole: bool = True) -> bool:
    """Whether the person said this for themselves."""
    others = {*names_of(hand.scope), *people_named(hand.reader.documents([customer]))}
    return is_meant(text, hand.said, others, whole=whole)


def _done(hand: Hand, made: Suggestion) -> Told:
    hand.table.made = made
    return Told("准备好了，会原样给对方看，不用复述。", ends=True)


STRATEGY = Tool(
    "strategy",
    "正在准备拜访策略…",
    "为一个客户准备拜访策略，原样给对方看。对方要拜访策略时用。",
    Goal,
    _strategy,
)
TALK = Tool(
    "talk", "正在准备话术…", "为一个客户的某个场景准备话术，原样给对方看。对方要话术时用。", Scene, _talk
)
