"""Reviewed advice that training data can be made of: customers of two units, claims that cite them."""

import datetime as dt
import hashlib
from collections.abc import Sequence

import sqlalchemy as sa

from tests.support.reviewed import verdict
from tests.support.stored import viewer
from yiju.sandbox.annotations import add_annotation
from yiju.sandbox.rubric import Choice, Rubric
from yiju.sandbox.types import Annotation
from yiju.store import audit, tables
from yiju.store.customers import ensure_customer
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.store import Store
from yiju.store.suggestions import save_suggestion
from yiju.store.types import Citation, CitedDocument, Claim, Dropped, Section, Suggestion, Viewer

HEAD = viewer("main", role="director", user="head")
SECOND = viewer("main", role="director", user="second")
WEST = viewer("west", role="director", user="westhead")
BOTH = viewer("main", "west", role="director", user="both")
ADMIN = viewer("main", "west", role="admin", user="boss")
REP = viewer("main", "west", user="rep")
CLIENT = viewer("main", "west", role="customer", user="client")
REASONS = ("wrong_fact", "not_supported", "stiff_wording", "too_alike")
RUBRIC = Rubric(reason=tuple(Choice(code=code, label=code) for code in REASONS))
START = dt.datetime(2026, 1, 5, 1, 0, tzinfo=dt.UTC)
CUSTOMERS = (
    ("莱茵汽车", "main"), ("海岚器械", "main"), ("川岳检验", "west"), ("恒升电机", "west"),
    ("莱茵汽车", "west"), ("云杉纸业", "main"), ("北辰化工", "west"),
)  # fmt: skip
"""Name and unit. One name stands in both units."""
_THINGS = ("铝壳", "电缆", "试剂", "轴承", "滤芯", "纸箱", "焊丝", "阀门", "托盘", "胶管")
_SAYING = (
    "{c}要求{t}在{n}天内交到二号仓库。",
    "{c}的质量部反馈{t}上月返修了{n}批。",
    "合同写明{t}的质保为{n}个月，由供方承担运费。",
    "财务说{t}货款按{n}日账期付清。",
    "{c}计划把{t}的年采购量提高到{n}吨。",
    "招标文件规定{t}须在开标前送样{n}件。",
)
_REWORDING = (
    ("要求", "要求："), ("的质量部", "质量部"), ("写明", "写明："), ("财务说", "财务说："),
    ("计划把", "计划将"), ("规定", "规定："),
)  # fmt: skip
"""How each sentence is said otherwise, so that the verifier still finds it in the first."""
SECRET = "王建国 13812345678"
"""Personal data that stands in every customer's last paragraph; its first name is a speaker's nowhere."""


def says(customer: str, unit: str) -> list[str]:
    """What a customer's one document says: sentences that no other customer's says."""
    place = CUSTOMERS.index((customer, unit))
    lines = [
        form.format(
            c=customer, t=_THINGS[(3 * place + at) % len(_THINGS)] + unit[:1], n=11 * place + 7 * at + 13
        )
        for at, form in enumerate(_SAYING)
    ]
    return [*lines, f"{customer}的联系人是{SECRET[:3]}，手机{SECRET[4:]}，第{place + 60}号工位。"]


def reworded(customer: str, unit: str, line: int) -> str:
    """A sentence of a customer's document in other words that it supports. ``line``: from 0 to 5."""
    return says(customer, unit)[line].replace(*_REWORDING[line])


def furnish(store: Store, customers: Sequence[tuple[str, str]] = CUSTOMERS) -> None:
    """Keep every customer's document, as rows alone: datasets search nothing."""
    for name, unit in customers:
        customer = ensure_customer(store.sql, name, unit)
        digest = hashlib.sha256(f"{unit}{name}".encode()).hexdigest()
        text = "\n".join(says(name, unit))
        document = {
            "id": f"d{digest[:12]}",
            "source_key": f"note-{unit}-{name}.txt",
            "customer_id": customer.id,
            "unit": unit,
            "kind": "note",
            "title": f"note-{unit}-{name}",
            "date": dt.date(2026, 1, 2),
            "date_source": "document",
            "uri": f"note-{unit}-{name}.txt",
            "format": "txt",
            "sha256": digest,
            "paragraphs": len(text.splitlines()),
            "parser": "lines-1",
            "warnings": [],
            "attributes": {"speakers": "何思远"},
            "open_restricted": False,
            "state": "current",
            "points": False,
            "ingested_at": START,
        }
        rows, at = [], 0
        for number, line in enumerate(text.splitlines(), 1):
            place = {"start": at, "end": at + len(line), "locator": {"paragraph": number}}
            row = {"id": f"{document['id']}-{number:04d}", "document_id": document["id"], "ordinal": number}
            rows.append({**row, **place, "text": line, "role": "body", "headings": []})
            at += len(line) + 1
        with store.sql.write() as connection:
            connection.execute(sa.insert(tables.documents).values(**document))
            connection.execute(sa.insert(tables.paragraphs), rows)
            audit.append(connection, "test", "document.published", str(document["id"]), {"unit": unit})


def citations(store: Store, customer: str, unit: str) -> list[Citation]:
    """Every paragraph of a customer's document, cited whole."""
    (document,) = (
        d for d in list_documents(store.sql, viewer(unit)) if (d.customer, d.unit) == (customer, unit)
    )
    cited = CitedDocument.model_validate(document.model_dump(include=set(CitedDocument.model_fields)))
    return [
        Citation(
            tag="〔依据〕",
            paragraph_id=p.id,
            quote=p.text,
            start=0,
            end=len(p.text),
            document=cited,
            locator=p.locator,
        )
        for p in paragraphs_of(store.sql, viewer(unit), [document.id])
    ]


def fact(name: str, citation: Citation, text: str = "") -> Claim:
    """A supported fact in its source's words."""
    text = text or citation.quote
    return Claim(id=name, nature="fact", text=text, verdict="supported", citations=(citation,))


def strategy(
    store: Store,
    name: str,
    customer: str = "莱茵汽车",
    unit: str = "main",
    *,
    lines: Sequence[int] = (0, 1, 2),
    days: float = 0,
    user: str = "rep",
    read: Sequence[str] = (),
    extra: Sequence[Claim] = (),
    goal: str = "推进合作",
) -> Suggestion:
    """A kept strategy with a fact (``c0``, ``c1`` …) for each of these lines of its customer's document.

    Args:
        days: when it was made, after ``START``.
        read: further units that were read for it.
        extra: claims of a section of their own.
    """
    cited = citations(store, customer, unit)
    claims = tuple(fact(f"c{number}", cited[at]) for number, at in enumerate(lines))
    sections = [Section(title="客户关切", claims=claims)]
    if extra:
        sections.append(Section(title="建议提问", claims=tuple(extra)))
    made = Suggestion(
        id=name,
        kind="strategy",
        customer=customer,
        unit=unit,
        mode="extractive",
        user=user,
        request={"goal": goal, "as_of": "2026-03-10"},
        created_at=START + dt.timedelta(days=days),
        sections=tuple(sections),
        dropped_claims=(Dropped(section="客户关切", text="没有依据的草稿", reason="r"),),
    )
    save_suggestion(store.sql, made, read=read)
    return made


def talk(
    store: Store,
    name: str,
    *,
    customer: str = "莱茵汽车",
    unit: str = "main",
    days: float = 0,
    scene: str = "催款",
    person: str = "",
) -> Suggestion:
    """A kept talk track of two lines, with what to avoid."""
    cited = citations(store, customer, unit)
    sections = []
    for number in (1, 2):
        why = fact(f"w{number}", cited[number]).model_copy(update={"role": "why"})
        parts = [
            Claim(id=f"{role[0]}{number}", nature="advice", text=text, rests_on=(why.id,), role=role)
            for role, text in (
                ("say", f"您提到的第{number}件事，我们想先听听您的想法。"),
                ("reply", f"第{number}件事我们还在看。"),
                ("fallback", f"那第{number}件事请您定下后告诉我们。"),
            )
        ]
        sections.append(Section(title=f"要点{number}", claims=(parts[0], why, *parts[1:])))
    avoid = Claim(id="a1", nature="advice", text="不谈价格。", rests_on=("w1",), role="avoid")
    made = Suggestion(
        id=name,
        kind="talk",
        customer=customer,
        unit=unit,
        mode="extractive",
        user="rep",
        request={"scene": scene, "person": person, "as_of": "2026-03-10"},
        created_at=START + dt.timedelta(days=days),
        sections=(*sections, Section(title="别说", claims=(avoid,))),
    )
    save_suggestion(store.sql, made)
    return made


def judge(
    store: Store, who: Viewer, name: str, claim: str, what: str = "accept", *reasons: str, **more: object
) -> Annotation:
    """Pass a verdict on a claim (``""``: the whole)."""
    new = verdict(what, *reasons, **{"claim_id": claim, **more})
    return add_annotation(store.sql, who, name, new, RUBRIC)
