"""``yiju replay``: a saved suggestion made again with something changed, side by side with the original."""

from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading
from yiju.cli.span import day
from yiju.store.labels import VERDICTS

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader
    from yiju.sandbox.aligning import Pair
    from yiju.sandbox.rechecking import Rechecked
    from yiju.sandbox.replay import Workshop
    from yiju.sandbox.reports import Report

_FATES = {"added": "＋ 新增", "removed": "－ 去掉", "changed": "～ 改了", "moved": "↕ 换位置"}
_PIECES = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}


def replay(
    suggestion: Annotated[str, typer.Argument(metavar="SUGGESTION_ID", help="建议编号。")],
    assume: Annotated[
        list[str] | None, typer.Option("--assume", help="一条假设，如“竞争对手降价10%”，可多次。")
    ] = None,
    note: Annotated[list[str] | None, typer.Option("--note", help="一段假设材料，不会被当作依据。")] = None,
    without: Annotated[list[str] | None, typer.Option("--without", help="去掉的资料或段落编号。")] = None,
    added: Annotated[
        list[str] | None, typer.Option("--with", help="加入的资料编号（同一客户，旧版也行）。")
    ] = None,
    prompt: Annotated[list[str] | None, typer.Option("--prompt", help="提示词版本，如 answer=101。")] = None,
    model: Annotated[str, typer.Option("--model", help="设置里允许的另一个模型。")] = "",
    mode: Annotated[str, typer.Option("--mode", help="extractive 或 llm；默认与原来一样。")] = "",
    switch: Annotated[list[str] | None, typer.Option("--set", help="检索开关，如 diversity=off。")] = None,
    no_exemplars: Annotated[bool, typer.Option("--no-exemplars", help="不用评审范例。")] = False,
    today: Annotated[str | None, typer.Option("--today", help="以哪一天为“今天”，如 2026-03-10。")] = None,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """沙盒推演：改一个条件，把一条建议重做一遍，并排比较。"""
    from yiju.sandbox.changes import make_changes
    from yiju.sandbox.replay import replay as make
    from yiju.sandbox.reports import report

    changes = make_changes(
        prompts=prompt or (),
        retrieval=switch or (),
        today=day(today, "--today"),
        assumptions=tuple(assume or ()),
        notes=tuple(note or ()),
        without=tuple(without or ()),
        added=tuple(added or ()),
        model=model,
        mode=mode,
        exemplars="off" if no_exemplars else "",
    )
    with reading(data, user) as reader:
        one, _ = make(_shop(reader), suggestion, changes)
        found = report(reader, one.id)
    if json:
        print_json(found.model_dump(mode="json"))
    else:
        _show(found)


def _shop(reader: "Reader") -> "Workshop":
    from yiju.sandbox.in_force import active
    from yiju.sandbox.replay import Workshop
    from yiju.sandbox.taste import make_taste

    sql, settings = reader.store.sql, reader.store.settings
    return Workshop(
        reader,
        active(sql, settings).prompts,
        taste=lambda viewer: make_taste(sql, viewer, settings),
        say=lambda line: say(line, error=True),
    )


def _show(found: "Report") -> None:
    changed = found.replay.changes.told() or ["没有改变条件"]
    say(f"推演 {found.replay.id} · {found.original.customer} · {'；'.join(changed)}")
    if found.comparison is None or found.result is None:
        return
    counts = found.comparison.counts
    say(
        "　".join(f"{label[2:]} {counts[fate]}" for fate, label in _FATES.items())
        + f"　没变 {counts['same']}"
    )
    section = ""
    for pair in found.comparison.pairs:
        if pair.fate == "same":
            continue
        place = pair.new or pair.old
        assert place is not None
        if place.section != section:
            section = place.section
            say(f"【{section}】")
        say(f"  {_FATES[pair.fate]}：{_words(pair)}")
    for one in found.changed_verdicts:
        say(f"原论断 {one.claim_id}：{_stands(one)}（{'；'.join(one.reasons)}）")
    if not found.changed_verdicts:
        say(f"原建议的 {len(found.rechecked)} 条论断今天重新核验：都没有变化。")
    for line in found.reasons:
        say(f"另外的原因：{line}")
    for line in found.result.notices:
        say(f"注意：{line}")
    for cost in found.costs:
        say(f"{cost.name}：原来 {cost.shown(cost.original)}，现在 {cost.shown(cost.replayed)}（{cost.unit}）")


def _words(pair: "Pair") -> str:
    place = pair.new or pair.old
    assert place is not None
    tags = "".join(citation.tag for citation in place.claim.citations)
    text = "".join(_PIECES[p.kind].format(p.text) for p in pair.diff) or place.claim.text
    return text + tags


def _stands(one: "Rechecked") -> str:
    """What became of a claim; no arrow where it is what it was."""
    if one.erased:
        return "资料已删除"
    was, now = ("判断" if verdict is None else VERDICTS[verdict] for verdict in (one.was, one.now))
    return now if was == now else f"{was} → {now}"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(replay)
