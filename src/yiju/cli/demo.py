"""``yiju demo``: load the sample customers and show one visit strategy."""

import datetime as dt
import shlex
import shutil
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yiju.cli.output import print_json
from yiju.cli.progress import progress_bars
from yiju.cli.session import Json, reading
from yiju.errors import YijuError

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader

DEMO_DATA = Path("yiju-demo")


def demo(
    data: Annotated[Path, typer.Option("--data", help="示例数据放在哪里。")] = DEMO_DATA,
    fresh: Annotated[bool, typer.Option("--fresh", help="先清空示例数据目录。")] = False,
    json: Json = False,
) -> None:
    """载入示例客户，给出一份拜访策略。不需要密钥，也不需要服务器。"""
    from yiju.cli.render import render
    from yiju.copilot.service import Copilot

    folder = examples_folder()
    listed = tomllib.loads((folder / "customers.toml").read_text(encoding="utf-8"))
    if fresh and (data / "yiju.db").exists():
        shutil.rmtree(data)
    with reading(data) as reader:
        for row in listed["customer"]:
            _load(reader, folder, row, json)
    with reading(data) as reader:
        first = listed["customer"][0]
        suggestion = Copilot(reader).strategy(first["name"], as_of=listed["today"])
    if json:
        print_json(suggestion.model_dump(mode="json"))
        return
    render(suggestion)
    _next_steps(data, listed["customer"], listed["today"], suggestion.model_dump())


def examples_folder() -> Path:
    """The sample customers: beside the source, or inside the installed package. Raises YijuError."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parents[1] / "examples", package / "examples"):
        if (folder / "customers.toml").is_file():
            return folder
    raise YijuError("找不到示例客户 examples/customers.toml。", hint="请从源码目录或完整安装包运行。")


def _load(reader: "Reader", folder: Path, row: dict[str, Any], quiet: bool) -> None:
    from yiju.ingest.pipeline import ingest
    from yiju.store.customers import ensure_customer, set_seller
    from yiju.store.types import Seller

    customer = ensure_customer(reader.store.sql, row["name"], row["unit"], row["aliases"])
    people = [form for person in row["our_people"] for form in (person["name"], *person["aliases"])]
    ours = Seller(name=row["our_company"], people=tuple(people), domains=tuple(row["our_domains"]))
    set_seller(reader.store.sql, customer, ours)
    print(f"载入 {row['name']} …", file=sys.stderr)
    with progress_bars(quiet) as progress:
        report = ingest(
            reader.store,
            reader.embedder,
            [folder / row["folder"]],
            customer=row["name"],
            unit=row["unit"],
            progress=progress,
        )
    result = report.as_dict()
    print(
        f"　　 {result['documents']} 份新资料，{result['unchanged']} 份未变，{result['paragraphs']} 段，"
        f"{result['seconds']} 秒",
        file=sys.stderr,
    )
    for failure in result["failed"]:
        print(f"　　 失败：{failure['path']}：{failure['error']}", file=sys.stderr)


def _next_steps(data: Path, customers: list[dict[str, Any]], today: dt.date, shown: dict[str, Any]) -> None:
    cited = next((c for s in shown["sections"] for claim in s["claims"] for c in claim["citations"]), None)
    yiju, here, name = shlex.quote(sys.argv[0]), f"--data {shlex.quote(str(data))}", customers[0]["name"]
    steps = [(f"ask 年降比例是多少 --customer {name} {here}", "问一句，看依据")]
    if cited:
        steps.insert(0, (f"cite {cited['paragraph_id']} {here}", "第一条依据的原文和上下文"))
    steps.append((f"talk {name} --scene 异议处理 --today {today} {here}", "话术"))
    steps += [(f"strategy {c['name']} --today {today} {here}", "另一个客户") for c in customers[1:]]
    steps.append((f"sources {here}", "资料清单"))
    steps.append(("ingest 你的文件夹 --customer 客户名称", "换成自己的资料"))
    print("接下来试试：")
    for command, why in steps:
        print(f"  {yiju} {command}  # {why}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)
