"""``yiju prompts``: which versions there are and which are used; promoting one, and going back."""

import datetime as dt
from typing import Annotated, Any

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading
from yiju.cli.span import shown_moment
from yiju.errors import Invalid

prompts_app = typer.Typer(help="提示词版本与检索开关：查看、比较、启用、回退。", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="提示词名称，或检索开关 retrieval:diversity。")]
Note = Annotated[str, typer.Option("--note", help="理由；没有盲测支持时必写。")]


@prompts_app.command("list")
def list_prompts(user: As = None, data: Data = None, json: Json = False) -> None:
    """列出各提示词的版本、检索开关，和现在用的值。"""
    from yiju.sandbox.in_force import PROMPT, active, own_prompts
    from yiju.sandbox.promotions import shipped, subjects

    with reading(data, user) as reader:
        settings = reader.store.settings
        found = active(reader.store.sql, settings)
        known = own_prompts(settings).known()
        rows: list[dict[str, Any]] = [
            {
                "subject": subject,
                "versions": known.get(subject.removeprefix(PROMPT), []),
                "shipped": shipped(settings, subject),
                "active": found.values.get(subject) or shipped(settings, subject),
                "promoted": subject in found.values,
            }
            for subject in subjects(settings)
        ]
    if json:
        print_json({"subjects": rows, "notices": list(found.notices)})
        return
    for row in rows:
        versions = f"　版本 {'、'.join(f'v{v}' for v in row['versions'])}" if row["versions"] else ""
        say(f"{row['subject']}\t现在 {row['active']}{'（已启用）' if row['promoted'] else ''}{versions}")
    for line in found.notices:
        say(f"注意：{line}")


@prompts_app.command("diff")
def diff(
    name: Annotated[str, typer.Argument(metavar="NAME", help="提示词名称。")],
    old: Annotated[int, typer.Argument(metavar="V1", help="一个版本号。")],
    new: Annotated[int, typer.Argument(metavar="V2", help="另一个版本号。")],
    data: Data = None,
    json: Json = False,
) -> None:
    """比较一个提示词的两个版本，逐行。"""
    import difflib

    from yiju.cli.session import settings_for
    from yiju.sandbox.in_force import own_prompts

    prompts = own_prompts(settings_for(data))
    one, other = prompts.at(name, old), prompts.at(name, new)
    before, after = (f"=== system ===\n{p.system}\n=== user ===\n{p.user}".splitlines() for p in (one, other))
    lines = list(difflib.unified_diff(before, after, one.label, other.label, lineterm=""))
    if json:
        print_json({"old": one.label, "new": other.label, "diff": lines})
        return
    for line in lines or ["两个版本一样。"]:
        say(line)


@prompts_app.command("changes")
def changes(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="只看这个提示词。")] = "",
    _data: Data = None,  # as every command; what it tells is bundled
    json: Json = False,
) -> None:
    """自带的提示词每一版是哪天、为什么改的，最新的在前。"""
    from yiju.prompts.changes import changes as all_of

    known = {row.prompt for row in all_of()}
    if name and name not in known:
        raise Invalid(f"没有提示词 {name}。", hint=f"可用：{'、'.join(sorted(known))}。")
    rows = [row for row in all_of() if name in {"", row.prompt}]
    if json:
        print_json({"changes": [{"label": row.label, **row.model_dump(mode="json")} for row in rows]})
        return
    for row in rows:
        say(f"{row.day}\t{row.label}\t{row.why}")


@prompts_app.command("promote")
def promote(
    name: Name,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="版本号，或 on、off、数字。")],
    trial: Annotated[str, typer.Option("--trial", help="支持它的盲测编号。")] = "",
    note: Note = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """启用一个版本或开关，所有单元生效；要盲测显著，或写明理由。"""
    from yiju.sandbox.promotions import promote as switch

    with reading(data, user) as reader:
        store = reader.store
        made = switch(
            store.sql, store.settings, reader.viewer, _subject(name), value, trial_id=trial or None, note=note
        )
    _told(made.model_dump(mode="json"), json)


@prompts_app.command("rollback")
def rollback(name: Name, note: Note = "", user: As = None, data: Data = None, json: Json = False) -> None:
    """回到上一次启用之前。"""
    from yiju.sandbox.promotions import rollback as back

    with reading(data, user) as reader:
        store = reader.store
        made = back(store.sql, store.settings, reader.viewer, _subject(name), note=note)
    _told(made.model_dump(mode="json"), json)


@prompts_app.command("history")
def history(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="只看这一项。")] = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """启用与回退的历史，最新的在前。"""
    from yiju.sandbox.promotions import history as all_of

    with reading(data, user) as reader:
        found = all_of(reader.store.sql, reader.viewer, _subject(name) if name else None)
    rows = [one.model_dump(mode="json") for one in found]
    if json:
        print_json({"history": rows})
        return
    for row in rows:
        _told(row, json=False)
    if not rows:
        say("还没有启用过。")


def _subject(name: str) -> str:
    if not name.strip():
        raise Invalid("没有写名称。", hint="用 yiju prompts list 查看有哪些。")
    return name if ":" in name else f"prompt:{name}"


def _told(row: dict[str, object], json: bool) -> None:
    if json:
        print_json(row)
        return
    action = "启用" if row["action"] == "promote" else "回退"
    why = f"盲测 {row['trial_id']}" if row["trial_id"] else f"理由：{row['note'] or '—'}"
    change = f"{row['previous'] or '自带的'} → {row['value'] or '自带的'}"
    at = shown_moment(dt.datetime.fromisoformat(str(row["at"])))
    say(f"{at}\t{action}\t{row['subject']}\t{change}\t{row['by']}\t{why}")


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(prompts_app, name="prompts")
