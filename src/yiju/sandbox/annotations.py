"""Directors' verdicts: written once, read by those who may review, corrected only by a new entry."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Sequence
from uuid import uuid4

import sqlalchemy as sa

from yiju.errors import Conflict, Forbidden, Invalid, NotFound
from yiju.sandbox.moments import utc
from yiju.sandbox.rubric import HIGHEST, LOWEST, Rubric
from yiju.sandbox.types import Annotation, NewAnnotation
from yiju.store import audit, tables
from yiju.store.access import may_review, readable_suggestions, reviewable
from yiju.store.database import Database, batched
from yiju.store.erasing import ERASED_TEXT, is_erased
from yiju.store.review_tables import annotation_words, annotations
from yiju.store.types import Suggestion, Viewer
from yiju.store.users import reviewers_of

_suggestions = tables.suggestions


def add_annotation(
    sql: Database, viewer: Viewer, suggestion_id: str, new: NewAnnotation, rubric: Rubric
) -> Annotation:
    """Keep a verdict. The same ``key`` by the same author again gives back the first one. Audited.

    Raises:
        NotFound: no such suggestion for this viewer, no such claim in it, or nothing of theirs to correct.
        Forbidden: the viewer is no director or admin of its unit, or would settle a disagreement of theirs.
        Conflict: the key was used for another verdict, the corrected annotation has a correction already,
            there is no disagreement to settle, or the claim's words went with a forgotten document.
        YijuError: a reason or a score is not in the rubric, or something that the verdict needs is missing.
    """
    _check(new, rubric)
    with sql.write() as connection:
        audit.hold(connection)  # one at a time: a request that came twice sees itself; so does forgetting
        suggestion, sha256 = _suggestion(connection, viewer, suggestion_id)
        if not may_review(viewer, suggestion.unit):
            raise Forbidden("没有评审这条建议的权限。", hint="请本单元的主管或管理员来评审。")
        if earlier := _of_key(connection, viewer.user, new.key):
            return _same(earlier, suggestion_id, new)
        check_claim(suggestion, new.claim_id)
        if new.settles:
            _check_settling(connection, viewer, suggestion, new.claim_id)
        if new.replaces:
            _check_correction(connection, viewer, suggestion_id, new)
        row = {
            "id": f"a{uuid4().hex[:12]}",
            "suggestion_id": suggestion_id,
            "author": viewer.user,
            "at": dt.datetime.now(dt.UTC),
            "suggestion_sha256": sha256,
            **new.model_dump(mode="json", exclude={"rewrite", "comment"}),
        }
        result = connection.execute(sa.insert(annotations).values(**row).returning(annotations.c.seq))
        words = {"annotation_id": row["id"], "rewrite": new.rewrite.strip(), "comment": new.comment.strip()}
        connection.execute(sa.insert(annotation_words).values(**words))
        told = {"suggestion": suggestion_id, "claim": new.claim_id, "verdict": new.verdict}
        audit.append(connection, viewer.user, "annotation.added", str(row["id"]), told)
        row.pop("key")
        words.pop("annotation_id")
        return Annotation.model_validate({**row, **words, "seq": result.scalar_one()})


def annotations_of(
    sql: Database, viewer: Viewer, suggestion_id: str, *, blind: bool = False
) -> list[Annotation]:
    """Every annotation of a suggestion, corrected ones too, in order.

    Args:
        blind: nothing of others until the viewer has judged the suggestion, too.

    Raises:
        NotFound: no such suggestion for this viewer.
        Forbidden: the viewer neither may review it nor asked for it.
    """
    with sql.read() as connection:
        suggestion, _sha = _suggestion(connection, viewer, suggestion_id)
        if not may_review(viewer, suggestion.unit) and suggestion.user != viewer.user:
            raise Forbidden("没有查看这条建议批注的权限。", hint="只有本单元的主管、管理员和提出的人能看。")
        found = _select(connection, annotations.c.suggestion_id == suggestion_id)
    own = [one for one in found if one.author == viewer.user]
    return own if blind and not own else found


def all_annotations(
    sql: Database,
    viewer: Viewer,
    *,
    suggestion_ids: Collection[str] | None = None,
    since: dt.datetime | None = None,
) -> list[Annotation]:
    """Annotations of all advice that the viewer may review, in order: for counting and learning.

    What was said of a replay is no verdict on advice that anybody was given.

    Args:
        suggestion_ids: only of these; None for all.
        since: only from this moment on.
    """
    ours = sa.select(_suggestions.c.id).where(reviewable(viewer), _suggestions.c.purpose == "advice")
    wanted = sa.true() if since is None else annotations.c.at >= since
    with sql.read() as connection:
        if suggestion_ids is None:
            return _select(connection, sa.and_(annotations.c.suggestion_id.in_(ours), wanted))
        return _of_these(connection, wanted, ours, suggestion_ids)


def annotations_for(sql: Database, viewer: Viewer, suggestion_ids: Collection[str]) -> list[Annotation]:
    """What was said of those of these that the viewer asked for, in order."""
    asked = sa.select(_suggestions.c.id).where(
        readable_suggestions(viewer), _suggestions.c.body["user"].as_string() == viewer.user
    )
    with sql.read() as connection:
        return _of_these(connection, sa.true(), asked, suggestion_ids)


def _of_these(
    connection: sa.Connection,
    where: sa.ColumnElement[bool],
    ours: sa.Select[tuple[str]],
    suggestion_ids: Collection[str],
) -> list[Annotation]:
    parts = []
    for ids in batched(sorted(suggestion_ids), 500):
        # The rights are looked up of these alone: over all suggestions, each batch would cost as much as all.
        these = annotations.c.suggestion_id.in_(ours.where(_suggestions.c.id.in_(ids)))
        parts.append(_select(connection, sa.and_(where, these)))
    return sorted((one for part in parts for one in part), key=lambda one: one.seq)


def annotations_named(sql: Database, viewer: Viewer, ids: Collection[str]) -> list[Annotation]:
    """Those of these ids on advice that the viewer may review, in order; the others are left out."""
    ours = sa.select(_suggestions.c.id).where(reviewable(viewer), _suggestions.c.purpose == "advice")
    wanted = sa.and_(annotations.c.id.in_(sorted(ids)), annotations.c.suggestion_id.in_(ours))
    with sql.read() as connection:
        return _select(connection, wanted)


def in_force(found: Sequence[Annotation]) -> list[Annotation]:
    """Those that no later one corrects; of several by one author on one thing, the last."""
    replaced = {one.replaces for one in found}
    last = {(one.suggestion_id, one.claim_id, one.author): one for one in found if one.id not in replaced}
    return sorted(last.values(), key=lambda one: one.seq)


def body_sha256(suggestion: Suggestion) -> str:
    """Hash of all that a suggestion says: what a verdict was passed on."""
    text = json.dumps(suggestion.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _check(new: NewAnnotation, rubric: Rubric) -> None:
    unknown = [code for code in new.reasons if code not in rubric.reasons]
    if unknown:
        raise Invalid(f"reasons 里有不认识的原因：{'、'.join(unknown)}", hint=_known(rubric.reasons))
    wrong = [code for code in new.scores if code not in rubric.scores]
    if wrong:
        raise Invalid(f"scores 里有不认识的维度：{'、'.join(wrong)}", hint=_known(rubric.scores))
    if any(not LOWEST <= score <= HIGHEST for score in new.scores.values()):
        raise Invalid(f"scores 只能是 {LOWEST} 到 {HIGHEST} 的整数。")
    if new.verdict == "accept" and new.reasons:
        raise Invalid("采纳不写原因（reasons）。", hint="要指出问题，请改写（edit）或驳回（reject）。")
    if new.verdict == "reject" and not new.reasons:
        raise Invalid("驳回要选至少一个原因（reasons）。", hint=_known(rubric.reasons))
    if new.verdict == "edit" and not new.rewrite.strip():
        raise Invalid("改写要写出改成什么（rewrite）。")
    if new.verdict != "edit" and new.rewrite.strip():
        raise Invalid("只有“改写”（edit）才能带改写后的文字（rewrite）。")


def _known(labels: dict[str, str]) -> str:
    return "可用的：" + "、".join(f"{code}（{label}）" for code, label in labels.items())


def _suggestion(connection: sa.Connection, viewer: Viewer, suggestion_id: str) -> tuple[Suggestion, str]:
    query = sa.select(_suggestions.c.body).where(
        readable_suggestions(viewer), _suggestions.c.id == suggestion_id
    )
    body = connection.scalar(query)
    if body is None:
        raise NotFound(f"没有这条建议：{suggestion_id}")
    found = Suggestion.model_validate(body)
    return found, body_sha256(found)


def check_claim(suggestion: Suggestion, claim_id: str, what: str = "评") -> None:
    """Whether something can be said of a claim (empty: of the whole).

    Raises:
        NotFound: there is none of this id.
        Conflict: its words went with a forgotten document.
    """
    claims = {claim.id: claim for section in suggestion.sections for claim in section.claims}
    if claim_id and claim_id not in claims:
        raise NotFound(f"这条建议里没有论断 {claim_id}。", hint=f"yiju review {suggestion.id} 列出它的论断。")
    if claim_id and is_erased(claims[claim_id]):
        raise Conflict(
            f"论断 {claim_id} 所依据的资料已删除，内容已抹去，不能再{what}。",
            hint=f"可以{what}别的论断，或{what}整条建议。",
        )


def _check_settling(connection: sa.Connection, viewer: Viewer, suggestion: Suggestion, claim_id: str) -> None:
    """A judge of the matter is no party to it, but an admin where the unit has nobody else."""
    thing = sa.and_(annotations.c.suggestion_id == suggestion.id, annotations.c.claim_id == claim_id)
    sides = in_force([one for one in _select(connection, thing) if not one.settles])
    if len({one.verdict for one in sides}) < 2:
        raise Conflict("这里没有需要裁定的分歧。", hint="至少两位评审的结论不同，才能裁定。")
    parties = {one.author for one in sides}
    if viewer.user in parties and not (
        "admin" in viewer.roles and reviewers_of(connection, suggestion.unit) <= parties
    ):
        raise Forbidden("分歧的一方不能裁定自己参与的分歧。", hint="请本单元另一位主管或管理员来裁定。")


def _check_correction(
    connection: sa.Connection, viewer: Viewer, suggestion_id: str, new: NewAnnotation
) -> None:
    before = _select(connection, annotations.c.id == new.replaces)
    same = [
        one
        for one in before
        if (one.author, one.suggestion_id, one.claim_id) == (viewer.user, suggestion_id, new.claim_id)
    ]
    if not same:
        raise NotFound(f"没有可更正的批注：{new.replaces}", hint="只能更正自己对同一处的批注。")
    if _select(connection, annotations.c.replaces == new.replaces):
        raise Conflict(f"批注 {new.replaces} 已经更正过。", hint="请更正最新的那一条。")


def _of_key(connection: sa.Connection, author: str, key: str) -> Annotation | None:
    found = _select(connection, sa.and_(annotations.c.author == author, annotations.c.key == key))
    return found[0] if found else None


def _same(earlier: Annotation, suggestion_id: str, new: NewAnnotation) -> Annotation:
    told = new.model_dump(mode="json", exclude={"key", "rewrite", "comment"})
    kept = earlier.model_dump(mode="json", include=set(told))
    words = ((earlier.rewrite, new.rewrite), (earlier.comment, new.comment))
    other = any(had not in (ERASED_TEXT, given.strip()) for had, given in words)
    if earlier.suggestion_id != suggestion_id or kept != told or other:
        raise Conflict(f"key {new.key} 已用于另一条批注。", hint="每次批注换一个新的 key。")
    return earlier


def _select(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[Annotation]:
    joined = annotations.join(annotation_words)
    columns = [c for c in annotations.c if c.name != "key"]
    query = (
        sa.select(*columns, annotation_words.c.rewrite, annotation_words.c.comment)
        .select_from(joined)
        .where(where)
        .order_by(annotations.c.seq)
    )
    return [
        Annotation.model_validate({**row._mapping, "at": utc(row.at)}) for row in connection.execute(query)
    ]
