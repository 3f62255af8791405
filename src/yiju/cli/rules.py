"""``yiju rules check``: whether the sales office's rules can be read, and what they say of a line."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import Data, Json, settings_for

rules_app = typer.Typer(help="销售办公室的规则：底价、折扣权限、禁止的承诺、合规用语。", no_args_is_help=True)


@rules_app.callback()
def group() -> None:
    """One command for now: the group keeps its name."""


@rules_app.command("check")
def check(
    path: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="规则文件；默认是现在生效的。")
    ] = None,
    line: Annotated[str, typer.Option("--line", help="试一句我方要说的话。")] = "",
    role: Annotated[str, typer.Option("--role", help="谁说：rep、director 或 admin。")] = "rep",
    data: Data = None,
    json: Json = False,
) -> None:
    """检查规则文件；带 --line 时看这句话能不能说（不能说时退出码为 1）。"""
    from yiju.copilot.rules.book import load_rules, read_rules, rules_path
    from yiju.errors import Invalid, YijuError

    if role not in {"rep", "director", "admin"}:
        raise Invalid(f"--role 不认识：{role}", hint="要 rep、director 或 admin。")
    settings = settings_for(data)
    found = read_rules(path) if path else load_rules(settings)
    if found is None:
        raise YijuError(f"没有规则文件 {rules_path(settings)}。", hint="可从 examples/rules.toml 抄起。")
    counts = {name: len(getattr(found, name)) for name in type(found).model_fields}
    why = found.objection(line, roles=(role,)) if line else ""
    if json:
        print_json({"file": str(path or rules_path(settings)), "rules": counts, "objection": why})
    else:
        say("规则可用：" + "，".join(f"{name} {count} 条" for name, count in counts.items()))
        if line:
            say(f"不能说：{why}" if why else "可以说。")
    if why:
        sys.exit(1)


def register(app: typer.Typer) -> None:
    """Add the command group."""
    app.add_typer(rules_app, name="rules")
