"""``yiju strategy``, ``yiju talk``, ``yiju ask``."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.output import print_json
from yiju.cli.session import As, Data, Json, reading
from yiju.cli.span import day
from yiju.cli.watching import waiting
from yiju.errors import Invalid

if TYPE_CHECKING:
    from yiju.copilot.progress import Watch
    from yiju.copilot.service import Copilot
    from yiju.store.types import Suggestion

Name = Annotated[str, typer.Argument(metavar="CUSTOMER", help="客户名称或别名。")]
Today = Annotated[str | None, typer.Option("--today", help="以哪一天为“今天”，如 2026-03-10。")]
Extractive = Annotated[bool, typer.Option("--extractive", help="不用模型，只从资料摘编。")]
Why = Annotated[bool, typer.Option("--why", help="列出没有采用的草稿，以及为什么。")]
_FORMS = ("brief", "full", "checklist")
Plain = Annotated[bool, typer.Option("--plain", help="不按主管的批注改措辞和次序。")]


def strategy(
    customer: Name,
    goal: Annotated[str, typer.Option("--goal", help="本次拜访目标。")] = "",
    form: Annotated[
        str, typer.Option("--form", help="brief 一页纸、full 完整版（默认）、checklist 准备清单。")
    ] = "full",
    today: Today = None,
    extractive: Extractive = False,
    plain: Plain = False,
    why: Why = False,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """给出拜访策略：每条事实都带依据标签。"""
    if form not in _FORMS:
        raise Invalid(f"--form 只能是 {'、'.join(_FORMS)}，不能是 {form}。")
    as_of = day(today, "--today")
    _give(
        lambda c, watch: c.strategy(customer, goal=goal, as_of=as_of, watch=watch),
        data,
        user,
        extractive,
        plain,
        why,
        json,
        form,
    )


def talk(
    customer: Name,
    scene: Annotated[
        str,
        typer.Option(
            "--scene", help="场景：开场、需求挖掘、异议处理、报价、催款、续约、高层汇报，或一句话。"
        ),
    ],
    person: Annotated[str, typer.Option("--person", help="对谁说。")] = "",
    tone: Annotated[str, typer.Option("--tone", help="语气：正式、亲切、直接；不写就不限。")] = "",
    today: Today = None,
    extractive: Extractive = False,
    plain: Plain = False,
    why: Why = False,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """给出某个场景的话术：说什么、为什么、对方可能怎么答、怎么接。"""
    as_of = day(today, "--today")
    _give(
        lambda c, watch: c.talk(customer, scene=scene, person=person, tone=tone, as_of=as_of, watch=watch),
        data,
        user,
        extractive,
        plain,
        why,
        json,
    )


def ask(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="问题。")],
    customer: Annotated[str, typer.Option("--customer", help="只在这个客户的资料里找。")] = "",
    today: Today = None,
    extractive: Extractive = False,
    plain: Plain = False,
    why: Why = False,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """回答一个问题；资料里没有就直说没有。"""
    if not text.strip():
        raise Invalid("问题是空的。", hint="例如：yiju ask 付款条件是什么 --customer 客户名称")
    as_of = day(today, "--today")
    _give(
        lambda c, watch: c.ask(text, customer=customer, as_of=as_of, watch=watch),
        data,
        user,
        extractive,
        plain,
        why,
        json,
    )


def _give(
    make: "Callable[[Copilot, Watch], Suggestion]",
    data: Path | None,
    user: str | None,
    extractive: bool,
    plain: bool,
    why: bool,
    json: bool,
    form: str = "",
) -> None:
    with waiting(json) as watching:  # says the first thing before it loads what takes time
        from yiju.copilot.lately import make_lately
        from yiju.copilot.llm_mode import make_llm_mode
        from yiju.copilot.service import Copilot
        from yiju.sandbox.blind import seen_advice
        from yiju.sandbox.in_force import active
        from yiju.sandbox.taste import make_taste

        with reading(data, user) as reader:
            force = active(reader.store.sql, reader.store.settings)
            for line in force.notices:
                _tell(line)
            llm = None if extractive else make_llm_mode(reader.store.settings, _tell, force.prompts)
            llm = llm and replace(llm, say=lambda _line: None)  # the watch tells what is drafted
            taste = None if plain else make_taste(reader.store.sql, reader.viewer, reader.store.settings)
            lately = make_lately(reader.store.sql, reader.viewer, reader.store.settings)
            made = make(Copilot(reader, llm, taste=taste, lately=lately), watching())
            suggestion = seen_advice(reader.store.sql, reader.viewer, reader.store.settings, made)
    if form in {"brief", "checklist"}:
        from yiju.cli.render_form import give_form

        give_form(suggestion, form, json=json)
        return
    if json:
        print_json(suggestion.model_dump(mode="json"))
        return
    from yiju.cli.render import render

    render(suggestion, why=why)


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (strategy, talk, ask):
        app.command()(command)
