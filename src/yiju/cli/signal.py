"""``yiju signal``: what a rep tells of advice in passing: whether it was of use, how the meeting went."""

from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading
from yiju.cli.span import shown_moment
from yiju.errors import Invalid
from yiju.sandbox.labels import OUTCOMES, SIGNALS

if TYPE_CHECKING:
    from yiju.sandbox.types import NewSignal
    from yiju.sandbox.types import Signal as Told

_KINDS = "、".join(f"{one} {said}" for one, said in SIGNALS.items())
_OUTCOMES = "、".join(f"{one} {said}" for one, said in OUTCOMES.items())
_OPTIONS = {"claim_id": "claim"}


def signal(
    suggestion_id: Annotated[str, typer.Argument(metavar="SUGGESTION_ID", help="建议编号。")],
    kind: Annotated[str, typer.Argument(metavar="[KIND]", help=_KINDS)] = "",
    claim: Annotated[str, typer.Option("--claim", help="只说这一条论断，如 c1 或“要点1 2”。")] = "",
    outcome: Annotated[str, typer.Option("--outcome", help=f"KIND 为 outcome 时怎样了：{_OUTCOMES}。")] = "",
    reason: Annotated[str, typer.Option("--reason", help="没用的原因代码，同评审。")] = "",
    comment: Annotated[str, typer.Option("--comment", help="备注。")] = "",
    key: Annotated[str, typer.Option("--key", help="同一个 key 再发一次只算一次；脚本重试用。")] = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """销售的反馈：用了没有、有没有用、会谈结果；不写 KIND 则列出已有的。"""
    from yiju.sandbox.rubric import load_rubric
    from yiju.sandbox.signals import add_signal, signals_of
    from yiju.store.labels import claim_called
    from yiju.store.suggestions import get_suggestion

    if kind and kind not in SIGNALS:
        raise Invalid(f"KIND 不认识：{kind}", hint=f"可用的：{'、'.join(SIGNALS)}。")
    if not kind and (claim or outcome or reason or comment or key):
        raise Invalid("缺少 KIND。", hint=f"可用的：{'、'.join(SIGNALS)}。")
    with reading(data, user) as reader:
        sql, viewer, rubric = reader.store.sql, reader.viewer, load_rubric(reader.store.settings)
        if not kind:
            found = signals_of(sql, viewer, suggestion_id)
        else:
            told = {
                "key": key or f"cli-{uuid4().hex}",
                "claim_id": claim_called(get_suggestion(sql, viewer, suggestion_id), claim),
                "kind": kind,
                "reason": reason,
                "outcome": outcome,
                "comment": comment,
                "channel": "console",
            }
            found = [add_signal(sql, viewer, suggestion_id, _new(told), rubric)]
    if json:
        rows = [one.model_dump(mode="json") for one in found]
        print_json(rows[0] if kind else {"signals": rows})
        return
    for one in found:
        say(f"{'已记下 ' if kind else ''}{one.id}：{_line(one, rubric.reasons)}")
    if not found:
        say("还没有反馈。", error=True)


def _new(told: dict[str, str]) -> "NewSignal":
    from pydantic import ValidationError

    from yiju.invalid import first_wrong
    from yiju.sandbox.types import NewSignal

    try:
        return NewSignal.model_validate(told)
    except ValidationError as error:
        name, wrong = first_wrong(error)
        raise Invalid(f"--{_OPTIONS.get(name, name)} 不对：{wrong}") from error


def _line(one: "Told", labels: "dict[str, str]") -> str:
    said = [
        shown_moment(one.at),
        one.author,
        SIGNALS[one.kind],
        OUTCOMES[one.outcome] if one.outcome else "",
        f"论断 {one.claim_id}" if one.claim_id else "整条",
        labels.get(one.reason, one.reason),
        one.comment,
    ]
    return " · ".join(part for part in said if part)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(signal)
