"""A director's world for the pages: the sample customers, advice about them, people with their rights."""

import datetime as dt
from pathlib import Path

from tests.support import samples
from tests.support.samples import CAR, DISTRIBUTOR, HOSPITAL, TODAY
from tests.support.stored import settings_for
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.access import viewer_for
from yiju.store.store import Store
from yiju.store.types import Suggestion
from yiju.store.users import save_user

AUTO, MEDICAL = "auto", "medical"
EARLIER = TODAY - dt.timedelta(days=30)
HEAD, OTHER_HEAD, REP, MEDICAL_REP, CLIENT = "赵敏", "钱程", "王蕾", "孙悦", "客户张"
PEOPLE = {
    HEAD: (["director"], [AUTO, MEDICAL]),
    OTHER_HEAD: (["director"], [AUTO, MEDICAL]),
    REP: (["rep"], [AUTO]),
    MEDICAL_REP: (["rep"], [MEDICAL]),
    CLIENT: (["customer"], [AUTO]),
}


def fill(folder: Path) -> dict[str, Suggestion]:
    """Make it in a data folder. Returns the suggestions by what was asked: ``strategy`` and customer …"""
    with Store.open(settings_for(folder)) as store:
        samples.fill(store)
        for name, (roles, units) in PEOPLE.items():
            save_user(store.sql, name, roles=roles, units=units, actor="test")
        auto = Copilot(Reader(store, HashingEmbedder(), viewer_for(store.sql, REP)))
        medical = Copilot(Reader(store, HashingEmbedder(), viewer_for(store.sql, MEDICAL_REP)))
        competitor = "去年从竞争对手那里买了多少台"
        return {
            f"earlier {CAR}": auto.strategy(CAR, as_of=EARLIER),
            f"strategy {CAR}": auto.strategy(CAR, as_of=TODAY),
            f"talk {CAR}": auto.talk(CAR, scene="异议处理", as_of=TODAY),
            f"ask {CAR}": auto.ask("年降比例是多少", customer=CAR, as_of=TODAY),
            f"talk {DISTRIBUTOR}": medical.talk(DISTRIBUTOR, scene="异议处理", as_of=TODAY),
            f"refusal {HOSPITAL}": medical.ask(competitor, customer=HOSPITAL, as_of=TODAY),
        }
