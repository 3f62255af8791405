"""``yiju eval terms``."""

from pathlib import Path
from typing import Annotated, Any

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import Data, Json, settings_for

_LABELS = {
    "extractive": "摘编（规则和术语表）",
    "bare": "摘编，不用术语表",
    "llm": "模型",
    "llm_glossary": "模型，附术语表",
}


def terms(
    cases: Annotated[Path | None, typer.Option("--cases", help="改用这个题目文件（JSON Lines）。")] = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """术语懂不懂：160 道题，按方式和模型分别计；没配模型就只计摘编。"""
    from yiju.evals.questions import by_model, by_rules, measure, read_questions
    from yiju.models.chat import make_chat
    from yiju.retrieval.glossary.reading import bundled
    from yiju.retrieval.glossary.terms import Glossary

    questions = read_questions(cases)
    chat = make_chat(settings_for(data))
    rows: dict[str, dict[str, Any]] = {
        "extractive": measure(questions, by_rules(bundled())),
        "bare": measure(questions, by_rules(Glossary(()))),
    }
    if chat is not None:
        rows["llm"] = measure(questions, by_model(chat, None))
        rows["llm_glossary"] = measure(questions, by_model(chat, bundled()))
    chance = round(sum(1 / len(one.options) for one in questions) / len(questions), 4) if questions else None
    if json:
        print_json(
            {"questions": len(questions), "chance": chance, "model": chat.name if chat else "", "modes": rows}
        )
        return
    say(f"{len(questions)} 题，乱猜约 {chance}；约一半留作检验（按题号的散列分）。")
    for mode, row in rows.items():
        model = f" {chat.name}" if chat is not None and mode.startswith("llm") else ""
        parts = "，".join(f"{name} {_told(row[key])}" for key, name in _PARTS.items())
        say(f"{_LABELS[mode]}{model}：{parts}；没有作答 {row['silent']}，未评分 {row['unscored']}")


_PARTS = {"all": "全部", "held_out": "留出", "same": "同或异", "choice": "选择", "clause": "条款"}


def _told(cell: dict[str, Any]) -> str:
    return "—" if cell["accuracy"] is None else f"{cell['accuracy']:.3f}（{cell['n']}）"
