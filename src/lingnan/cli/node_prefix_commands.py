"""node prefix apply, review, allot, file, change, suspend, resume, revoke, settle, list.

Review and allotment by another person than the applicant: they set LINGNAN_API_TOKEN to a token of
their own account, or use the management API. Not for the rules of each step (business).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml

from lingnan.cli.node_business_desk import NodeDesk, NodeOption
from lingnan.cli.output import Format, print_lines, print_one, print_records
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text, uscc

if TYPE_CHECKING:
    from lingnan.sources.identifier.business.allotment import Allotment
    from lingnan.sources.identifier.business.application import Application

_HERE = Path()
Application_ = Annotated[str, typer.Argument(metavar="APPLICATION", help="Its number.")]
Prefix = Annotated[str, typer.Argument(help="For instance 88.900.1.")]
Reason = Annotated[str, typer.Option(help="Why.")]
Form = Annotated[Format, typer.Option("--format")]
_APPLICATIONS = {
    "application_no": Text("申请编号", "application"),
    "enterprise_name_zh": Text("企业名称", "enterprise"),
    "uscc": Text("统一社会信用代码", "USCC"),
    "state_name": Text("状态", "state"),
    "findings": Text("问题", "findings"),
    "submitted_at": Text("提交时间（UTC）", "submitted (UTC)"),
}
_PREFIXES = {
    "prefix": Text("企业前缀", "prefix"),
    "enterprise_name_zh": Text("企业名称", "enterprise"),
    "uscc": Text("统一社会信用代码", "USCC"),
    "state_name": Text("状态", "state"),
    "filing_no": Text("备案号", "filing"),
    "allotted_at": Text("分配时间（UTC）", "allotted (UTC)"),
}


def register(tree: typer.Typer) -> None:
    """Add the commands below `lingnan node`."""
    group = typer.Typer(
        help="Enterprise prefixes: apply, review, allot, file, change, suspend, revoke.",
        no_args_is_help=True,
    )
    for name, command in (
        ("apply", apply),
        ("review", review),
        ("allot", allot),
        ("file", file),
        ("change", change),
        ("suspend", suspend),
        ("resume", resume),
        ("revoke", revoke),
        ("settle", settle),
        ("list", list_),
    ):
        group.command(name)(command)
    tree.add_typer(group, name="prefix")


def apply(
    context: typer.Context,
    paper: Annotated[Path, typer.Argument(help="YAML of the application form; see docs.")],
    node: NodeOption = _HERE,
    form: Form = Format.table,
) -> None:
    """Apply for an enterprise prefix; documents named by path are digested here.

    A store at hand (--store) is the register of enterprises the application is checked against.
    """
    from lingnan.access import Permission, Target
    from lingnan.cli.clock import now
    from lingnan.sources.identifier.business.application import submit

    desk = NodeDesk(context.obj, node)
    wanted = _read_form(paper)
    target = Target.handle(desk.prefixes[0])
    # A code that is none is told by the check of the form.
    if uscc.is_valid(uscc.normalise(wanted.uscc)):
        target = target | Target.enterprise(uscc.normalise(wanted.uscc))
    actor = desk.actor(Permission.IDENTIFIER_APPLY, target)
    made = submit(
        desk.database, wanted, desk.prefixes[0], actor=actor, at=now(), lookup=desk.lookup()
    )
    _show_application(context, made, form)


def review(
    context: typer.Context,
    application: Application_,
    decision: Annotated[str, typer.Argument(help="approve, reject or return.")],
    reason: Annotated[str | None, typer.Option(help="Why; needed unless approved.")] = None,
    node: NodeOption = _HERE,
    form: Form = Format.table,
) -> None:
    """Decide on an application; never by whoever applied."""
    from lingnan.access import Permission
    from lingnan.cli.clock import now
    from lingnan.sources.identifier.business.review import DECISIONS
    from lingnan.sources.identifier.business.review import review as decide

    if decision not in DECISIONS:
        listed = " | ".join(DECISIONS)
        told = Text(f"审核结论应为 {listed}", f"the decision is {listed}")
        raise UsageError(told, "lingnan node prefix review")
    desk = NodeDesk(context.obj, node)
    actor = desk.actor(Permission.IDENTIFIER_REVIEW, _target(desk, application))
    made = decide(
        desk.database,
        application,
        decision,
        reviewer=actor,
        at=now(),
        reason=reason,
        lookup=desk.lookup(),
    )
    _show_application(context, made, form)


def allot(
    context: typer.Context,
    application: Application_,
    number: Annotated[
        str | None, typer.Option(help="The last part; default: asked for, or the next free.")
    ] = None,
    node: NodeOption = _HERE,
    form: Form = Format.table,
) -> None:
    """Give an approved application its prefix."""
    from lingnan.access import Permission
    from lingnan.cli.clock import now
    from lingnan.sources.identifier.business.allotment import allot as give

    desk = NodeDesk(context.obj, node)
    actor = desk.actor(Permission.IDENTIFIER_ALLOT, _target(desk, application))
    made = give(desk.database, application, actor=actor, at=now(), number=number)
    _show_prefix(context, made, form)


def file(
    context: typer.Context,
    prefix: Prefix,
    number: Annotated[str, typer.Option(help="Number of the filing at the top-level node.")],
    node: NodeOption = _HERE,
    form: Form = Format.table,
) -> None:
    """Note the filing at the top-level node; from now on the prefix resolves."""
    from lingnan.sources.identifier.business.prefix_step import file_prefix

    _step(context, node, prefix, form, file_prefix, filing_no=number)


def change(
    context: typer.Context,
    prefix: Prefix,
    site: Annotated[
        Path | None, typer.Option(help="HS_SITE of the enterprise's own node: its site.bin.")
    ] = None,
    hosted: Annotated[bool, typer.Option("--hosted", help="This node hosts it.")] = False,
    admin: Annotated[str | None, typer.Option(help="index:handle of its administrator.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the enterprise.")] = None,
    node: NodeOption = _HERE,
    form: Form = Format.table,
) -> None:
    """Change where a prefix resolves, who administers it, or the enterprise's name."""
    from lingnan.sources.identifier.business.prefix_step import HOSTED, change_prefix

    octets = HOSTED if hosted else None if site is None else site.read_bytes()
    cells = {"site": octets, "admin": admin, "enterprise_name_zh": name}
    _step(context, node, prefix, form, change_prefix, **cells)


def suspend(
    context: typer.Context,
    prefix: Prefix,
    reason: Reason,
    node: NodeOption = _HERE,
    form: Form = Format.table,
) -> None:
    """Take a prefix out of resolution and registration for now."""
    from lingnan.sources.identifier.business.prefix_step import suspend_prefix

    _step(context, node, prefix, form, suspend_prefix, reason=reason)


def resume(
    context: typer.Context, prefix: Prefix, node: NodeOption = _HERE, form: Form = Format.table
) -> None:
    """Bring a suspended prefix back."""
    from lingnan.sources.identifier.business.prefix_step import resume_prefix

    _step(context, node, prefix, form, resume_prefix)


def revoke(
    context: typer.Context,
    prefix: Prefix,
    reason: Reason,
    node: NodeOption = _HERE,
    form: Form = Format.table,
) -> None:
    """Take a prefix back for ever."""
    from lingnan.sources.identifier.business.prefix_step import revoke_prefix

    _step(context, node, prefix, form, revoke_prefix, reason=reason)


def settle(context: typer.Context, node: NodeOption = _HERE) -> None:
    """Let resolution show what earlier steps wished for and could not be done then."""
    NodeDesk(context.obj, node).settle()


def list_(
    context: typer.Context,
    applications: Annotated[
        bool, typer.Option("--applications", help="Applications in place of prefixes.")
    ] = False,
    node: NodeOption = _HERE,
    form: Form = Format.table,
) -> None:
    """List the prefixes, or the applications."""
    from lingnan.sources.identifier.business.allotment import list_allotments
    from lingnan.sources.identifier.business.application import list_applications

    settings: Settings = context.obj
    desk = NodeDesk(settings, node)
    if applications:
        records = [_application_record(each, form) for each in list_applications(desk.database)]
    else:
        records = [_prefix_record(each, form) for each in list_allotments(desk.database)]
    headings = _APPLICATIONS if applications else _PREFIXES
    print_records(records, headings, form=form, lang=settings.lang)


def _step(
    context: typer.Context, node: Path, prefix: str, form: Format, take: Any, **cells: Any
) -> None:
    from lingnan.access import Permission, Target
    from lingnan.cli.clock import now

    desk = NodeDesk(context.obj, node)
    actor = desk.actor(Permission.IDENTIFIER_ALLOT, Target.handle(prefix))
    made = take(desk.database, prefix, actor=actor, at=now(), **cells)
    desk.settle()
    _show_prefix(context, made, form)


def _target(desk: NodeDesk, application: str) -> Any:
    from lingnan.access import Target
    from lingnan.sources.identifier.business.application import find_application

    return Target.handle(find_application(desk.database, application).parent_prefix)


def _read_form(paper: Path) -> Any:
    """Read the form; a document's digest is reckoned when only its file is named."""
    import hashlib

    from lingnan.sources.identifier.business.application_check import ApplicationForm, Document

    def refuse(zh: str, en: str) -> UsageError:
        return UsageError(Text(f"{paper}：{zh}", f"{paper}: {en}"), "lingnan node prefix apply")

    try:
        told = yaml.safe_load(paper.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        raise refuse("不是 YAML", "it is no YAML") from None
    if not isinstance(told, dict):
        raise refuse("应为键值", "it holds no keys")
    known = {*ApplicationForm.__slots__}
    unknown = sorted(map(str, set(told) - known))
    if unknown:
        listed = ", ".join(sorted(known))
        raise refuse(f"没有 {unknown[0]}，可用 {listed}", f"no {unknown[0]}; there are {listed}")
    documents = []
    for each in told.pop("documents", None) or []:
        if not isinstance(each, dict) or "kind" not in each:
            raise refuse("documents 每项应有 kind", "each document has a kind")
        path, digest = each.get("file"), each.get("sha256")
        if path is not None:
            place = paper.parent / str(path)
            digest = hashlib.sha256(place.read_bytes()).hexdigest()
        name = each.get("name") or Path(str(path or "")).name
        documents.append(Document(str(each["kind"]), str(name), str(digest or "")))
    cells = {name: None if cell is None else str(cell) for name, cell in told.items()}
    required = known - {"contact_email", "asked_number", "documents"}
    filled = {name: cells.get(name) or "" for name in required}
    return ApplicationForm(**(cells | filled), documents=tuple(documents))  # type: ignore[arg-type]


def _show_application(context: typer.Context, made: "Application", form: Format) -> None:
    settings: Settings = context.obj
    record = _application_record(made, form)
    if form is not Format.table:
        print_one(record, form)
        return
    print_records([record], _APPLICATIONS, form=form, lang=settings.lang)
    print_lines(
        f"{each.code}: {settings.say(each.what)}{settings.say(each.remedy)}"
        for each in made.findings
    )


def _show_prefix(context: typer.Context, made: "Allotment", form: Format) -> None:
    settings: Settings = context.obj
    record = _prefix_record(made, form)
    if form is not Format.table:
        print_one(record, form)
        return
    print_records([record], _PREFIXES, form=form, lang=settings.lang)


def _application_record(made: "Application", form: Format) -> dict[str, Any]:
    from lingnan.sources.identifier.business.lifecycle import APPLICATION

    findings = [each.code for each in made.findings]
    return {
        "application_no": made.application_no,
        "state": made.state,
        "state_name": APPLICATION.states[made.state],
        "uscc": made.form.uscc,
        "enterprise_name_zh": made.form.enterprise_name_zh,
        "industry_code": made.form.industry_code,
        "findings": findings if form is Format.json else " ".join(findings) or None,
        "applicant": made.applicant,
        "submitted_at": made.submitted_at,
    }


def _prefix_record(made: "Allotment", _form: Format) -> dict[str, Any]:
    from lingnan.sources.identifier.business.lifecycle import ALLOTMENT

    return {
        "prefix": made.prefix,
        "state": made.state,
        "state_name": ALLOTMENT.states[made.state],
        "uscc": made.uscc,
        "enterprise_name_zh": made.enterprise_name_zh,
        "is_hosted": made.site_octets is None,
        "filing_no": made.filing_no,
        "reason": made.reason,
        "application_no": made.application_no,
        "allotted_at": made.allotted_at,
    }
