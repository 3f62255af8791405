"""``yiju terms``: the glossary, and a unit's own terms."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading, settings_for
from yiju.errors import Invalid

if TYPE_CHECKING:
    from yiju.retrieval.glossary.terms import Term
    from yiju.store.types import Viewer

terms_app = typer.Typer(help="术语表：随产品带的，和本单元自己的。", no_args_is_help=True)
Unit = Annotated[str, typer.Option("--unit", help="哪个单元；只在一个单元时可不写。")]
_OPTIONS = {
    "term": "名称 TERM",
    "definition": "--means",
    "zh": "--zh",
    "full": "--full",
    "aliases": "--alias",
    "not_same_as": "--not",
}
"""Field of a term → what it is called on the command line."""


@terms_app.command("list")
def show(
    find: Annotated[str, typer.Argument(metavar="[TEXT]", help="只看名称里有这几个字的。")] = "",
    own: Annotated[bool, typer.Option("--own", help="只看本单元自己的。")] = False,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """列出术语：名称、别名、意思，和哪些不是一回事。"""
    from yiju.retrieval.glossary.own import own_terms
    from yiju.retrieval.glossary.reading import bundled
    from yiju.retrieval.glossary.terms import key_of

    kept: dict[str, tuple[Term, ...]] = {}
    folder = settings_for(data).data
    if data is None and user is None and not own and not folder.is_dir():  # the bundled ones need none
        say(f"没有数据目录 {folder}：只列出随产品带的术语。", error=True)
    else:
        with reading(data, user) as reader:
            kept = own_terms(folder, reader.viewer)
    rows = [(unit, term) for unit, terms in kept.items() for term in terms]
    rows += [] if own else [("", term) for term in bundled().terms]
    wanted = key_of(find)
    rows = [(unit, term) for unit, term in rows if any(wanted in key_of(name) for name in term.names)]
    if json:
        print_json({"terms": [{"unit": unit, **term.model_dump(mode="json")} for unit, term in rows]})
        return
    for unit, term in rows:
        say(_line(unit, term))
    say(f"共 {len(rows)} 条。", error=True)


@terms_app.command("add")
def add(
    term: Annotated[str, typer.Argument(metavar="TERM", help="最常用的名称。")],
    definition: Annotated[str, typer.Option("--means", help="一两句话说明。")],
    zh: Annotated[str, typer.Option("--zh", help="中文全称。")] = "",
    full: Annotated[str, typer.Option("--full", help="英文全称。")] = "",
    alias: Annotated[list[str] | None, typer.Option("--alias", help="完全同一回事的别名；可写几次。")] = None,
    other: Annotated[list[str] | None, typer.Option("--not", help="常被混淆的另一回事；可写几次。")] = None,
    unit: Unit = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """给本单元加一条术语；同名的换成新的。只有本单元的管理员能加。"""
    from pydantic import ValidationError

    from yiju.invalid import first_wrong
    from yiju.retrieval.glossary.own import keep_terms
    from yiju.retrieval.glossary.terms import Term

    told: dict[str, Any] = {"term": term, "full": full, "zh": zh, "definition": definition}
    try:
        made = Term(**told, aliases=tuple(alias or ()), not_same_as=tuple(other or ()))
    except ValidationError as error:
        field, wrong = first_wrong(error)
        name = field.partition("[")[0]
        raise Invalid(f"{_OPTIONS.get(name, '这条术语')} 不对：{wrong}。") from error
    with reading(data, user) as reader:
        where = _unit(unit, reader.viewer)
        new, _ = keep_terms(reader.store, reader.viewer, where, [made])
    if json:
        print_json({"unit": where, "added": new, "replaced": 1 - new, "term": made.model_dump(mode="json")})
    else:
        say(f"{'已加' if new else '已换'}：{_line(where, made)}")


@terms_app.command("import")
def import_file(
    path: Annotated[Path, typer.Argument(metavar="FILE", help=".toml 文件，写法见 docs/terms.md。")],
    unit: Unit = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """从文件导入本单元的术语；有一条不对就一条也不导入。"""
    from yiju.retrieval.glossary.own import keep_terms
    from yiju.retrieval.glossary.reading import read_terms

    found = read_terms(path)
    with reading(data, user) as reader:
        where = _unit(unit, reader.viewer)
        new, replaced = keep_terms(reader.store, reader.viewer, where, found)
    if json:
        print_json({"unit": where, "added": new, "replaced": replaced})
    else:
        say(f"{where}：新增 {new} 条，更换 {replaced} 条。")


@terms_app.command("remove")
def remove(
    term: Annotated[str, typer.Argument(metavar="TERM", help="术语名称。")],
    unit: Unit = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """删掉本单元自己的一条术语。"""
    from yiju.retrieval.glossary.own import remove_term

    with reading(data, user) as reader:
        where = _unit(unit, reader.viewer)
        gone = remove_term(reader.store, reader.viewer, where, term)
    if json:
        print_json({"unit": where, "removed": gone.term})
    else:
        say(f"已从 {where} 删掉“{gone.term}”。")


def _unit(given: str, viewer: "Viewer") -> str:
    from yiju.store.access import visible_units

    units = sorted(visible_units(viewer))
    if not given and len(units) > 1:
        raise Invalid("要写 --unit：您在几个单元里。", hint=f"您的单元：{'、'.join(units)}")
    return given or next(iter(units), "")


def _line(unit: str, term: "Term") -> str:
    apart = f" 不是：{'、'.join(term.not_same_as)}。" if term.not_same_as else ""
    also = f" 又叫：{'、'.join(term.aliases)}。" if term.aliases else ""
    return f"[{unit or term.industry}] {term.called}：{term.definition}{also}{apart}"


def register(app: typer.Typer) -> None:
    """Add the command group."""
    app.add_typer(terms_app, name="terms")
