"""node template add, list, show: metadata templates of a node."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from lingnan.cli.node_business_desk import NodeDesk, NodeOption
from lingnan.cli.output import Format, print_json, print_lines, print_one, print_records
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text

_HERE = Path()
Form = Annotated[Format, typer.Option("--format")]
_TEMPLATES = {
    "prefix": Text("前缀", "prefix"),
    "version": Text("版本", "version"),
    "name": Text("名称", "name"),
    "industry_code": Text("行业", "industry"),
    "type": Text("对象类型", "kind"),
    "items": Text("属性数", "items"),
    "enabled": Text("启用", "enabled"),
    "handle": Text("模板标识", "identifier"),
}
_ITEMS = {
    "idIndex": Text("索引", "index"),
    "idType": Text("英文名称", "type"),
    "name": Text("中文名称", "name"),
    "data_type": Text("数据类型", "data type"),
    "length": Text("长度", "length"),
    "required": Text("必填", "required"),
    "state": Text("启用", "enabled"),
}


def register(tree: typer.Typer) -> None:
    """Add the commands below `lingnan node`."""
    group = typer.Typer(help="Metadata templates: add, list, show.", no_args_is_help=True)
    for name, command in (("add", add), ("list", list_), ("show", show)):
        group.command(name)(command)
    tree.add_typer(group, name="template")


def add(
    context: typer.Context,
    paper: Annotated[Path, typer.Argument(help="JSON or YAML of the template.")],
    node: NodeOption = _HERE,
    form: Form = Format.table,
) -> None:
    """Add a version of a template; shape as in the management API."""
    from lingnan.access import Permission, Target
    from lingnan.cli.clock import now
    from lingnan.sources.identifier.business.template_form import read_template, write_template
    from lingnan.sources.identifier.business.template_store import add_template

    try:
        told = yaml.safe_load(paper.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        told = None
    if not isinstance(told, dict):
        reason = Text(f"{paper} 不是 JSON 或 YAML 模板", f"{paper} is no template in JSON or YAML")
        raise UsageError(reason, "lingnan node template add")
    settings: Settings = context.obj
    desk = NodeDesk(settings, node)
    # Numbers of prefixes and classes are texts, whatever the writer of YAML made of them.
    wanted = read_template(_texts(told))
    actor = desk.actor(Permission.IDENTIFIER_TEMPLATE, Target.handle(wanted.prefix))
    made = add_template(desk.database, wanted, actor=actor, at=now())
    desk.settle()
    if form is not Format.table:
        print_one(write_template(made), form)
        return
    line = Text(
        f"已建立模板 {made.handle}（{len(made.items)} 项）",
        f"Added the template {made.handle} ({len(made.items)} items)",
    )
    print_lines([settings.say(line)])


def list_(context: typer.Context, node: NodeOption = _HERE, form: Form = Format.table) -> None:
    """List the templates."""
    from lingnan.sources.identifier.business.template import OBJECT_KIND
    from lingnan.sources.identifier.business.template_store import list_templates

    settings: Settings = context.obj
    records = [
        {
            "prefix": each.prefix,
            "version": each.version,
            "name": each.name_zh,
            "industry_code": each.industry_code,
            "type": OBJECT_KIND[each.object_kind],
            "items": len(each.items),
            "enabled": each.is_enabled,
            "handle": each.handle,
        }
        for each in list_templates(NodeDesk(settings, node).database)
    ]
    print_records(records, _TEMPLATES, form=form, lang=settings.lang)


def show(
    context: typer.Context,
    prefix: Annotated[str, typer.Argument(help="For instance 88.900.1.")],
    version: Annotated[str, typer.Argument()],
    node: NodeOption = _HERE,
    form: Form = Format.table,
) -> None:
    """Show one version with its items."""
    from lingnan.sources.identifier.business.template_form import write_template
    from lingnan.sources.identifier.business.template_store import find_template

    settings: Settings = context.obj
    found = write_template(find_template(NodeDesk(settings, node).database, prefix, version))
    if form is Format.json:
        print_json(found)
        return
    records = [
        {
            **item,
            "data_type": item["metadata"]["type"],
            "length": f"{item['metadata']['minLength']}–{item['metadata']['maxLength']}",
            "state": bool(item["state"]),
        }
        for item in found["items"]
    ]
    print_records(records, _ITEMS, form=form, lang=settings.lang, title=found["handle"])


def _texts(told: dict[str, Any]) -> dict[str, Any]:
    names = ("prefix", "version", "industryCategory", "industrySpecific", "industryTrade")
    texts = (*names, "industrySubclass", "industryCode", "name", "description")
    fixed = {name: str(told[name]) for name in texts if told.get(name) is not None}
    whole: dict[str, Any] = json.loads(json.dumps(told, default=str))
    return whole | fixed
