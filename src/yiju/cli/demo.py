"""``yiju demo``: load the sample customers and show one visit strategy."""

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yiju.cli.output import print_json, say
from yiju.cli.progress import progress_bars
from yiju.cli.session import Json, reading

if TYPE_CHECKING:
    from yiju.ingest.pipeline import IngestReport
    from yiju.ingest.samples import SampleCustomer, Samples

DEMO_DATA = Path("yiju-demo")


def demo(
    data: Annotated[Path, typer.Option("--data", help="示例数据放在哪里。")] = DEMO_DATA,
    fresh: Annotated[bool, typer.Option("--fresh", help="先清空示例数据目录。")] = False,
    json: Json = False,
) -> None:
    """载入示例客户，给出一份拜访策略。不需要密钥，也不需要服务器。"""
    from yiju.cli.render import render
    from yiju.copilot.service import Copilot
    from yiju.ingest.samples import list_samples, load_samples, samples_folder

    folder = samples_folder()
    samples = list_samples(folder)
    if fresh and (data / "yiju.db").exists():
        shutil.rmtree(data)
    with reading(data, make=True) as reader:
        say(f"载入示例客户：{'、'.join(c.name for c in samples.customers)} …", error=True)
        with progress_bars(json) as progress:
            load_samples(reader.store, reader.embedder, folder, progress=progress, told=_tell)
    with reading(data) as reader:
        suggestion = Copilot(reader).strategy(samples.customers[0].name, as_of=samples.today)
    if json:
        print_json(suggestion.model_dump(mode="json"))
        return
    render(suggestion)
    _next_steps(data, samples, suggestion.model_dump())


def _tell(customer: "SampleCustomer", report: "IngestReport") -> None:
    say(
        f"　　 {customer.name}：{report.documents} 份新资料，{report.unchanged} 份未变，"
        f"{report.paragraphs} 段，{report.seconds} 秒",
        error=True,
    )
    for failure in report.failed:
        say(f"　　 失败：{failure['path']}：{failure['error']}", error=True)


def _next_steps(data: Path, samples: "Samples", shown: dict[str, Any]) -> None:
    cited = next((c for s in shown["sections"] for claim in s["claims"] for c in claim["citations"]), None)
    yiju, here, today = shlex.quote(sys.argv[0]), f"--data {shlex.quote(str(data))}", samples.today
    name = samples.customers[0].name
    steps = [(f"ask 年降比例是多少 --customer {name} {here}", "问一句，看依据")]
    if cited:
        steps.insert(0, (f"cite {cited['paragraph_id']} {here}", "第一条依据的原文和上下文"))
    steps.append((f"talk {name} --scene 异议处理 --today {today} {here}", "话术"))
    steps += [(f"strategy {c.name} --today {today} {here}", "另一个客户") for c in samples.customers[1:]]
    steps.append((f"sources {here}", "资料清单"))
    steps.append(("ingest 你的文件夹 --customer 客户名称", "换成自己的资料"))
    say("接下来试试：")
    for command, why in steps:
        say(f"  {yiju} {command}  # {why}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)
