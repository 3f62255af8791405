"""``yiju customers``, ``yiju issues``: who customers are, how much each matters, what it wants solved."""

from typing import TYPE_CHECKING, Annotated

import typer

from yiju.cli.output import print_json, say
from yiju.cli.session import As, Data, Json, reading
from yiju.cli.span import shown_moment

if TYPE_CHECKING:
    from yiju.sandbox.issues import Issue

customers_app = typer.Typer(help="客户：登记、别名和邮件域名、分级。", no_args_is_help=True)
issues_app = typer.Typer(help="客户问题：登记、关闭、多久解决。", no_args_is_help=True)
NONE_YET = (
    "还没有任何客户。用 yiju customers add 名称 登记，或读入资料时写 --customer 名称；"
    "已在等待归属的用 yiju tray assign 编号 --customer 名称 --create。"
)
Unit = Annotated[str, typer.Option("--unit", help="同名客户在几个单元里都有时，指明哪一个。")]


@customers_app.command("list")
def list_customers(user: As = None, data: Data = None, json: Json = False) -> None:
    """列出客户、单元和分级。"""
    from yiju.sandbox.tiers import list_tiers

    with reading(data, user) as reader:
        found = list_tiers(reader.store.sql, reader.viewer)
    if json:
        print_json({"customers": [one.model_dump(mode="json") for one in found]})
        return
    if not found:
        say(NONE_YET, error=True)
    for one in found:
        say(f"{one.name}\t{one.unit}\t{one.tier or '未分级'}")


@customers_app.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="客户名称。")],
    aliases: Annotated[list[str] | None, typer.Option("--alias", help="别名、简称，可写几次。")] = None,
    domains: Annotated[
        list[str] | None, typer.Option("--domain", help="客户的邮件域名，如 example.com，可写几次。")
    ] = None,
    unit: Annotated[str, typer.Option("--unit", help="所属单元（默认 YIJU_DEFAULT_UNIT）。")] = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """登记客户，或给已有的客户补别名和邮件域名；归属资料时都算线索。只给管理员。"""
    from yiju.ingest.assign.registering import add_customer

    with reading(data, user, make=True) as reader:
        done = add_customer(
            reader.store, reader.viewer, name, unit=unit, aliases=aliases or (), domains=domains or ()
        )
    if json:
        print_json(done.model_dump(mode="json"))
        return
    more = f"，新的别名和域名：{'、'.join(done.added)}" if done.added else ""
    what = "已登记客户" if done.created else "已有客户"
    say(f"{what}“{done.customer.name}”（{done.customer.unit}）{more}")


@customers_app.command("remove-alias")
def remove_alias(
    name: Annotated[str, typer.Argument(metavar="NAME", help="客户名称。")],
    aliases: Annotated[list[str], typer.Argument(metavar="ALIAS...", help="登记错了的别名或邮件域名。")],
    unit: Annotated[str, typer.Option("--unit", help="所属单元（默认 YIJU_DEFAULT_UNIT）。")] = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """去掉客户的别名或邮件域名；已按它归属的资料不动。只给管理员。"""
    from yiju.ingest.assign.registering import drop_aliases

    with reading(data, user) as reader:
        now = drop_aliases(reader.store, reader.viewer, name, aliases, unit=unit)
    if json:
        print_json(now.model_dump(mode="json"))
    else:
        say(f"{now.name}（{now.unit}）的别名和域名：{'、'.join(now.aliases) or '没有'}")


@customers_app.command("tier")
def tier(
    name: Annotated[str, typer.Argument(metavar="NAME", help="客户名称。")],
    level: Annotated[str, typer.Argument(metavar="TIER", help='A、B 或 C；"" 为不分级。')],
    unit: Unit = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """给客户分级；A 级客户的建议先评。"""
    from yiju.sandbox.tiers import set_tier

    with reading(data, user) as reader:
        kept = set_tier(reader.store.sql, reader.viewer, name, level, unit=unit)
    if json:
        print_json(kept.model_dump(mode="json"))
    else:
        say(f"{kept.name}：{kept.tier or '未分级'}")


@issues_app.command("open")
def open_issue(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="客户要解决什么，一句话。")] = "",
    customer: Annotated[str, typer.Option("--customer", help="客户名称；有 --suggestion 时可不写。")] = "",
    suggestion: Annotated[str, typer.Option("--suggestion", help="由哪条建议而来。")] = "",
    claim: Annotated[str, typer.Option("--claim", help="由其中哪条论断而来，如 c1 或“要点1 2”。")] = "",
    unit: Unit = "",
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """登记一个客户问题。"""
    from yiju.sandbox import issues
    from yiju.store.labels import claim_called
    from yiju.store.suggestions import get_suggestion

    with reading(data, user) as reader:
        if suggestion and claim:
            claim = claim_called(get_suggestion(reader.store.sql, reader.viewer, suggestion), claim)
        kept = issues.open_issue(
            reader.store.sql,
            reader.viewer,
            title=title,
            customer=customer,
            unit=unit,
            suggestion_id=suggestion or None,
            claim_id=claim,
        )
    _told(kept, json=json)


@issues_app.command("close")
def close_issue(
    issue_id: Annotated[str, typer.Argument(metavar="ISSUE_ID", help="客户问题编号。")],
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """客户问题已解决，关闭它。"""
    from yiju.sandbox import issues

    with reading(data, user) as reader:
        kept = issues.close_issue(reader.store.sql, reader.viewer, issue_id)
    _told(kept, json=json)


@issues_app.command("list")
def list_issues(
    customer: Annotated[str, typer.Option("--customer", help="只看这个客户的。")] = "",
    open_only: Annotated[bool, typer.Option("--open", help="只看没关闭的。")] = False,
    user: As = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """列出客户问题，新的在前。"""
    from yiju.sandbox import issues

    with reading(data, user) as reader:
        named = reader.customer(customer).name if customer else None
        found = issues.list_issues(reader.store.sql, reader.viewer, customer=named, open_only=open_only)
    if json:
        print_json({"issues": [one.model_dump(mode="json") for one in found]})
        return
    for one in found:
        say(_line(one))


def _told(kept: "Issue", *, json: bool) -> None:
    if json:
        print_json(kept.model_dump(mode="json"))
    else:
        say(_line(kept))


def _line(one: "Issue") -> str:
    what = one.title or f"（建议 {one.suggestion_id} 的论断 {one.claim_id}）"
    done = f"{shown_moment(one.closed_at)} {one.closed_by} 关闭" if one.closed_at else "未关闭"
    return f"{one.id}\t{one.customer}\t{what}\t{shown_moment(one.opened_at)} {one.opened_by} 登记\t{done}"


def register(app: typer.Typer) -> None:
    """Add the command groups."""
    app.add_typer(customers_app, name="customers")
    app.add_typer(issues_app, name="issues")
