"""``yiju review``: a suggestion with what was said of it, and passing a verdict on it."""

from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading
from yiju.cli.span import shown_moment
from yiju.errors import Invalid
from yiju.invalid import first_wrong
from yiju.sandbox.labels import RULINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yiju.sandbox.types import Annotation as Verdict
    from yiju.sandbox.types import NewAnnotation
    from yiju.store.types import Suggestion

SuggestionId = Annotated[str, typer.Argument(metavar="SUGGESTION_ID", help="建议编号，如 s0123456789ab。")]
_OPTIONS = {"claim_id": "claim", "reasons": "reason", "scores": "score"}
"""Options that go by another name than their field."""


def review(
    suggestion_id: SuggestionId,
    claim: Annotated[
        str, typer.Option("--claim", help="只评这一条论断，如 c1 或“要点1 2”；不写则评整条建议。")
    ] = "",
    verdict: Annotated[
        str, typer.Option("--verdict", help="accept 采纳、edit 改写、reject 驳回；不写则只查看。")
    ] = "",
    reason: Annotated[list[str] | None, typer.Option("--reason", help="原因代码，可多次；驳回必填。")] = None,
    rewrite: Annotated[str, typer.Option("--rewrite", help="改成什么；改写必填。")] = "",
    score: Annotated[
        list[str] | None, typer.Option("--score", help="评分，如 grounds=4，可多次；1 到 5。")
    ] = None,
    comment: Annotated[str, typer.Option("--comment", help="备注。")] = "",
    replaces: Annotated[str, typer.Option("--replaces", help="更正自己的哪一条批注。")] = "",
    settle: Annotated[bool, typer.Option("--settle", help="裁定别人之间的分歧。")] = False,
    key: Annotated[str, typer.Option("--key", help="同一个 key 再发一次只算一次；脚本重试用。")] = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """评审一条建议或其中一条论断；不写 --verdict 则显示建议和已有批注。"""
    from yiju.sandbox.annotations import add_annotation, annotations_of
    from yiju.sandbox.blind import seen_advice
    from yiju.sandbox.rubric import load_rubric
    from yiju.store.labels import claim_called
    from yiju.store.suggestions import get_suggestion

    if not verdict and (claim or reason or rewrite or score or comment or replaces or settle):
        raise Invalid("缺少 --verdict。", hint="写 --verdict accept、edit 或 reject。")
    if verdict and verdict not in RULINGS:
        raise Invalid(f"--verdict 不认识：{verdict}", hint="可用的：accept、edit、reject。")
    with reading(data, user) as reader:
        sql, settings, rubric = reader.store.sql, reader.store.settings, load_rubric(reader.store.settings)
        suggestion = get_suggestion(sql, reader.viewer, suggestion_id)
        if verdict:
            told = {
                "key": key or f"cli-{uuid4().hex}",
                "claim_id": claim_called(suggestion, claim),
                "verdict": verdict,
                "reasons": tuple(reason or ()),
                "rewrite": rewrite,
                "scores": _scores(score or []),
                "comment": comment,
                "replaces": replaces or None,
                "settles": settle,
            }
            kept = add_annotation(sql, reader.viewer, suggestion_id, _new(told), rubric)
            if json:
                print_json(kept.model_dump(mode="json"))
            else:
                say(f"已记下 {kept.id}：{_line(kept, rubric.reasons)}")
            return
        found = annotations_of(sql, reader.viewer, suggestion_id, blind=settings.review_blind)
        suggestion = seen_advice(sql, reader.viewer, settings, suggestion)
    if json:
        told = {"suggestion": suggestion.model_dump(mode="json")}
        print_json({**told, "annotations": [one.model_dump(mode="json") for one in found]})
    else:
        _show(suggestion, found, rubric.reasons)


def _new(told: "Mapping[str, object]") -> "NewAnnotation":
    from pydantic import ValidationError

    from yiju.sandbox.types import NewAnnotation

    try:
        return NewAnnotation.model_validate(told)
    except ValidationError as error:
        name, wrong = first_wrong(error)
        raise Invalid(f"--{_OPTIONS.get(name, name)} 不对：{wrong}") from error


def _scores(given: list[str]) -> dict[str, int]:
    scores: dict[str, int] = {}
    for one in given:
        name, _, value = one.partition("=")
        if not value.strip().isdecimal():
            raise Invalid(f"--score 要写成 grounds=4，收到的是 {one!r}")
        scores[name.strip()] = int(value)
    return scores


def _show(suggestion: "Suggestion", found: "list[Verdict]", labels: "dict[str, str]") -> None:
    from yiju.cli.render import render
    from yiju.sandbox.standing import standings
    from yiju.store.erasing import is_erased
    from yiju.store.labels import numbers_of

    render(suggestion)
    stands = {one.claim_id: one for one in standings(found)}
    numbers = numbers_of(suggestion)
    say("可评的论断：")
    for section in suggestion.sections:
        for claim in section.claims:
            if is_erased(claim):
                continue
            one = stands.get(claim.id)
            mark = "" if one is None else f"\t［{RULINGS[one.verdict] if one.verdict else '有分歧'}］"
            say(f"  {claim.id}\t{numbers[claim.id]}\t{claim.text[:40]}{mark}")
    say("批注：" if found else "还没有批注。")
    for verdict in found:
        say(f"  {verdict.id}\t{_line(verdict, labels)}")


def _line(verdict: "Verdict", labels: "dict[str, str]") -> str:
    said = [
        shown_moment(verdict.at),
        verdict.author,
        ("裁定：" if verdict.settles else "") + RULINGS[verdict.verdict],
        f"论断 {verdict.claim_id}" if verdict.claim_id else "整条",
        "、".join(labels.get(code, code) for code in verdict.reasons),
        f"改为“{verdict.rewrite}”" if verdict.rewrite else "",
        "，".join(f"{name} {value}" for name, value in verdict.scores.items()),
        verdict.comment,
        f"更正 {verdict.replaces}" if verdict.replaces else "",
    ]
    return " · ".join(part for part in said if part)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(review)
