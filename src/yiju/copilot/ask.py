"""One question, answered from the viewer's evidence, or an honest 资料中没有."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import regex

from yiju.copilot.accounts import labels, names_of
from yiju.copilot.binding import agreed_first, contracts_first, which_binds
from yiju.copilot.certainty import bundled
from yiju.copilot.choice import Answer, pick
from yiju.copilot.conflicts import Conflict, find_conflicts
from yiju.copilot.deadlines import past
from yiju.copilot.draft import Draft, Ledger, attributed, fact
from yiju.copilot.english import HINT, is_english
from yiju.copilot.lineage import lineage_of
from yiju.copilot.material import Material, Span
from yiju.copilot.people import people_named
from yiju.copilot.question import Question, read_parts
from yiju.copilot.rows.route import route_of
from yiju.copilot.sayable import among_us_last
from yiju.copilot.sections import conflict_draft
from yiju.copilot.showing import asks_deadline
from yiju.copilot.speech import Speech, newest
from yiju.copilot.stated import states
from yiju.copilot.strategy import Composed
from yiju.copilot.taste import Sitting
from yiju.copilot.versions import Outdated
from yiju.store.types import Customer, Document, Kind, Role, Section

ANSWER = "回答"
NEAREST = "最接近的内容"
NOTHING = "资料中没有"
UNSURE = "没有把握的答案"
DOUBTFUL = "这个回答把握不大：它与问题吻合得不多，用之前请先看原文。"
_DEBT = regex.compile(r"[尚拖所]欠|欠款|[已未应]付|付清|货款|尾款|账款|逾期")
_ENDS = regex.compile(
    r"到期|届满|期满|终止|结束|失效|有效期|期限|[期同议]\p{Han}{0,4}[至到]|续[约签]|\b(?:expir|terminat|until|through|ends?\b)",
    regex.IGNORECASE,
)
"""What tells of a contract's end, and of what merely falls due under it."""
_UNKEPT = {
    "next_visit": "没有登记您接下来对这个客户的拜访。",
    "last_visit": "没有登记过您对这个客户的拜访。",
}
"""What the rows lack of what is asked, where nothing else tells it either."""
KIND_COUNTS = {
    Kind.CALL: "通话 {} 次",
    Kind.MAIL: "邮件 {} 封",
    Kind.CONTRACT: "合同 {} 份",
    Kind.TENDER: "招标文件 {} 份",
    Kind.REPORT: "报告 {} 份",
    Kind.NEWS: "新闻 {} 篇",
    Kind.POST: "动态 {} 条",
    Kind.NOTE: "其他资料 {} 份",
}


def compose_answer(
    question: Question,
    candidates: Sequence[Span],
    material: Material,
    documents: Sequence[Document],
    accounts: Sequence[Customer] = (),
    speech: Speech | None = None,
    sitting: Sitting | None = None,
    whole: Callable[[Sequence[Document]], Sequence[Span]] = lambda documents: (),
) -> Composed:
    """The answer's claims, verified.

    Args:
        documents: all that were searched, to say so in a refusal.
        accounts: the customers asked about, where there are several; what is said of more than one of them
            names the one it is from.
        speech: whose words are asked for, and of when; ``candidates`` are theirs, of those days or, where
            there are none, of others: the last of them is shown as the nearest.
        sitting: what reviewers taught: it words and refuses.
        whole: all that documents say: a plea to keep something need not have been found with it.
    """
    asked = question.edition
    lineage = lineage_of(material, documents, question.years)
    limited = lineage.limited(asked, candidates, material)
    candidates, outdated = limited or [], lineage.outdated
    names = names_of(accounts or [material.customer])
    parts = read_parts(question.text, names)
    route = route_of(question.text, names)
    meant = [span for span in candidates if speech is None or speech.within(span)]
    if route == "contract_end":  # a debt falls due under a contract that does not end by that
        meant = [span for span in meant if _ENDS.search(span.text) and not _DEBT.search(span.text)]
    if speech is None or (speech.about and meant):
        # Where an older edition is asked for, that it holds no more speaks not against it.
        against = Outdated() if asked is not None and asked.older else outdated
        answer = pick(question, meant, against, people_named(documents), parts, material.side)
    else:
        answer = Answer(newest(meant), next(iter(newest(candidates)), None))
    ledger = Ledger(material, names=names, sitting=sitting)
    called = labels(accounts) if len(accounts) > 1 else {}
    rivals = [s for s in candidates if any(states(a, s) for a in question.attributes)]
    agreed = agreed_first(question, answer.spans, candidates, material, outdated) if speech is None else []
    drafts = _drafts(question, answer, rivals, material, outdated, agreed)
    drafts = _kept(drafts, candidates, material, whole)
    if asks_deadline(question) or any(map(asks_deadline, parts)):
        drafts = [replace(d, flags=(*d.flags, *past(d.spans[0], material.as_of))) for d in drafts]
    if len({span.document.customer_id for draft in drafts for span in draft.spans}) > 1:
        drafts = [_of_whom(draft, called) for draft in drafts]
    claims = ledger.admit(ANSWER, drafts)
    if claims:
        missing = tuple(_unanswered(part, unheard) for part, unheard in answer.unanswered)
        notices = (*which_binds(agreed), *((DOUBTFUL,) if answer.sure < bundled().doubtful else ()))
        section = Section(title=ANSWER, claims=claims, missing="；".join(missing))
        return Composed("", (section,), tuple(ledger.dropped), missing, notices=notices)
    nearest = answer.nearest
    near = [_of_whom(fact("nearest", nearest, flags=("nearest",)), called)] if nearest else []
    claims = ledger.admit(NEAREST, _kept(near, candidates, material, whole))
    unsure = bool(claims) and not answer.unheard and (speech is None or bool(meant))
    if asked is not None and limited is None:
        missed = f"资料中没有{asked.told}。{_looked(documents)}"
    else:
        missed = _UNKEPT.get(route or "", "")
        missed += _missing(question, answer, unsure, documents, speech)
    missed += HINT if is_english(question.text) else ""
    sections = [Section(title=ANSWER, missing=missed)]
    if claims:
        sections.append(Section(title=NEAREST, claims=claims))
    headline = UNSURE if unsure else NOTHING
    return Composed(headline, tuple(sections), tuple(ledger.dropped), (missed,))


def _kept(
    drafts: Sequence[Draft],
    candidates: Sequence[Span],
    material: Material,
    whole: Callable[[Sequence[Document]], Sequence[Span]],
) -> list[Draft]:
    """Drafts with what stays among ourselves marked, by all that their own documents say."""
    papers = {span.document.id: span.document for draft in drafts for span in draft.spans}
    return among_us_last(drafts, material, (*candidates, *whole(list(papers.values()))))


def _missing(
    question: Question, answer: Answer, unsure: bool, documents: Sequence[Document], speech: Speech | None
) -> str:
    """What is missing, and what was searched; that there is nothing only where there is nothing."""
    looked = _looked(documents)
    if speech is not None and not (answer.nearest and speech.within(answer.nearest)):
        return f"资料中没有{speech.wanted}。{looked}"
    if unsure:
        return f"没有把握回答：没有找到直接写明{question.about or '这一点'}的内容，下面是最接近的。{looked}"
    about = "、".join(sorted(answer.unheard)[:3])
    topic = f"关于“{about}”的内容" if about else question.topic
    return f"资料中没有{topic}。{looked}"


def _unanswered(part: str, unheard: frozenset[str]) -> str:
    """What is missing for one of several questions."""
    about = "、".join(sorted(unheard)[:3])
    return f"资料中没有关于“{about}”的内容：{part}" if about else f"没有把握回答：{part}"


def _looked(documents: Sequence[Document]) -> str:
    searched = Counter(d.kind for d in documents)
    looked = "、".join(form.format(searched[kind]) for kind, form in KIND_COUNTS.items() if searched[kind])
    return f"查过：{looked or '没有任何资料'}。"


def _drafts(
    question: Question,
    answer: Answer,
    rivals: Sequence[Span],
    material: Material,
    outdated: Outdated,
    agreed: Sequence[Conflict] = (),
) -> list[Draft]:
    """One draft a span; where another candidate contradicts a chosen one, both in one; where nothing but an
    attribute is asked for (年降条款怎么写的), what contradicts each other on it comes first of all.

    Args:
        rivals: spans that state the attribute asked for.
        agreed: what a contract says that a tender demands otherwise; told before anything else of it.
    """
    chosen = contracts_first(question, answer.spans)
    known = tuple(span for span in dict.fromkeys([*chosen, *rivals]) if span not in outdated)
    small = Material(material.customer, material.documents, known, material.as_of, material.seller)
    drafts: list[Draft] = []
    told: set[Span] = set()
    alone = _alone(question)
    for index, conflict in enumerate((*agreed, *find_conflicts(small))):
        pair = {conflict.newer.span, conflict.older.span}
        whole = bool(chosen) and conflict.relation == "conflict" and conflict.newer.attribute.name == alone
        if (whole or pair & set(chosen)) and not pair & told:
            drafts.append(conflict_draft(f"conflict:{index}", conflict))
            told |= pair
    for index, span in enumerate(chosen):
        if span not in told:
            flags = ("superseded",) if span in outdated else ()
            drafts.append(_answer_draft(f"answer:{index}", span, flags))
    drafts.sort(key=lambda d: min((chosen.index(span) for span in d.spans if span in chosen), default=-1))
    return drafts


def _alone(question: Question) -> str:
    """The one attribute that a question is about and nothing else; else empty."""
    names = {attribute.name for attribute in question.attributes}
    if len(names) != 1 or question.edition or question.years or question.numbers:
        return ""
    (attribute,) = {a.name: a for a in question.attributes}.values()
    return attribute.name if all(attribute.words.search(word) for word in question.words) else ""


def _of_whom(draft: Draft, called: Mapping[str, str]) -> Draft:
    """A draft marked with the customer whose material it is from."""
    name = called.get(draft.spans[0].document.customer_id)
    if name is None:
        return draft
    about = [flag[6:] for flag in draft.flags if flag.startswith("about:")]
    rest = tuple(flag for flag in draft.flags if not flag.startswith("about:"))
    return replace(draft, flags=(*rest, "about:" + "，".join((name, *about))))


def _answer_draft(key: str, span: Span, flags: tuple[str, ...]) -> Draft:
    if span.paragraph.role is Role.TABLE_ROW:
        return Draft(key, "fact", attributed(span, span.text), (span,), flags=flags, fallback=span.text)
    return fact(key, span, limit=220, flags=flags)
