"""import register, network, evidence, documents, cloud-bill, contracts, published.

Files become records. Not for what is in the files: the rooms judge it.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lingnan.cli.output import Format, print_json, print_lines, print_records, progress
from lingnan.cli.settings import Settings, UsageError
from lingnan.cli.word import SEVERITY
from lingnan.kernel import Finding, ImportCounts, Severity, Text

if TYPE_CHECKING:
    from lingnan.packs import Pack
    from lingnan.store import Store

Importer = Callable[["Store", "Pack", dict[str, Any]], tuple[ImportCounts, list[Finding]]]
_SHOWN = 10


class RegisterKind(StrEnum):
    """What a register file lists."""

    enterprise = "enterprise"
    membership = "membership"
    supply = "supply"
    park = "park"
    chain = "chain"
    provider = "provider"
    platform = "platform"
    identifier_node = "identifier_node"
    bank = "bank"
    entity = "entity"


FormatOption = Annotated[Format, typer.Option("--format")]


class Threshold(StrEnum):
    """From which severity on findings make the command exit with 1."""

    error = "error"
    warning = "warning"
    never = "never"


FailOption = Annotated[
    Threshold, typer.Option("--fail-on", help="Exit 1 when findings are this grave or graver.")
]
_GRAVE = {
    Threshold.error: (Severity.ERROR,),
    Threshold.warning: (Severity.ERROR, Severity.WARNING),
    Threshold.never: (),
}
FileArgument = Annotated[Path, typer.Argument(help="CSV, XLSX or Parquet.")]
DayOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def register(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    tree = typer.Typer(
        help="Import files. Good rows go in; a row that fails stands in `lingnan findings`.",
        no_args_is_help=True,
    )
    tree.command("register")(import_register_file)
    tree.command("network")(import_network_file)
    tree.command("evidence")(import_evidence_file)
    tree.command("documents")(import_documents_file)
    tree.command("cloud-bill")(import_cloud_bill)
    tree.command("contracts")(import_contracts_file)
    tree.command("published")(import_published_file)
    app.add_typer(tree, name="import")


def import_register_file(
    context: typer.Context,
    file: FileArgument,
    kind: Annotated[RegisterKind, typer.Option(help="What the file lists.")] = (
        RegisterKind.enterprise
    ),
    form: FormatOption = Format.table,
    fail_on: FailOption = Threshold.error,
) -> None:
    """Import enterprises, or with --kind memberships, parks, chains, providers, platforms …

    --kind entity takes a file whose column kind says what each row is.
    """

    def work(store: "Store", pack: "Pack", told: dict[str, Any]) -> Any:
        from lingnan.registry import import_register

        return import_register(store, pack, file, kind=kind.value, **told)

    _run(context, file, form, fail_on, work)


def import_network_file(
    context: typer.Context,
    file: FileArgument,
    form: FormatOption = Format.table,
    fail_on: FailOption = Threshold.error,
) -> None:
    """Import the supply network of chains: supplier, buyer, item, spend a year.

    The same as import register --kind supply.
    """

    def work(store: "Store", pack: "Pack", told: dict[str, Any]) -> Any:
        from lingnan.registry import import_register

        return import_register(store, pack, file, kind=RegisterKind.supply.value, **told)

    _run(context, file, form, fail_on, work)


def import_evidence_file(
    context: typer.Context,
    file: FileArgument,
    model: Annotated[
        str | None,
        typer.Option(help="The assessment model, when the file is a questionnaire."),
    ] = None,
    fact_date: DayOption = None,
    max_grade: Annotated[
        int, typer.Option(min=1, max=3, help="Highest grade this source may state.")
    ] = 2,
    form: FormatOption = Format.table,
    fail_on: FailOption = Threshold.error,
) -> None:
    """Import questionnaires (wide or long) or plain evidence rows."""

    def work(store: "Store", pack: "Pack", told: dict[str, Any]) -> Any:
        from lingnan.evidence import Grade
        from lingnan.sources.declared import import_evidence

        return import_evidence(
            store,
            pack,
            file,
            model_id=model,
            fact_date=fact_date.date() if fact_date else None,
            max_grade=Grade(max_grade),
            **told,
        )

    _run(context, file, form, fail_on, work)


def import_documents_file(
    context: typer.Context,
    file: FileArgument,
    model: Annotated[
        str | None, typer.Option(help="The model to which item ids such as Q01 belong.")
    ] = None,
    form: FormatOption = Format.table,
    fail_on: FailOption = Threshold.error,
) -> None:
    """Import a list of attachments: each file becomes attested evidence with its SHA-256."""

    def work(store: "Store", pack: "Pack", told: dict[str, Any]) -> Any:
        from lingnan.sources.declared import import_documents

        return import_documents(store, pack, file, model_id=model, **told)

    _run(context, file, form, fail_on, work)


def import_cloud_bill(
    context: typer.Context,
    file: FileArgument,
    vendor: Annotated[str, typer.Option(help="Who bills, e.g. aliyun.")],
    uscc: Annotated[
        str | None,
        typer.Option("--uscc", "--subject", help="The enterprise, when the bill is one's."),
    ] = None,
    accounts: Annotated[
        Path | None, typer.Option(help="Table: billing or sub-account → USCC.")
    ] = None,
    pushed_by_vendor: Annotated[
        bool, typer.Option("--pushed-by-vendor", help="The vendor sent it: observed.")
    ] = False,
    invoice_totals: Annotated[
        Path | None, typer.Option(help="Table: invoice → payable amount.")
    ] = None,
    rate: Annotated[
        list[str] | None,
        typer.Option(help="Yuan per unit of a currency on a day, e.g. USD=7.02@2024-09-30."),
    ] = None,
    subsidised_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day of the subsidy; later refunds are flagged."),
    ] = None,
    form: FormatOption = Format.table,
    fail_on: FailOption = Threshold.error,
) -> None:
    """Import a FOCUS 1.0–1.3 bill; rules decide what proves use and what is only a purchase."""
    told_rates = [_rate(each) for each in rate or []]
    if len({currency for currency, _, _ in told_rates}) < len(told_rates):
        told = Text("--rate 每种币种只能给一次", "--rate takes each currency once")
        raise UsageError(told, "lingnan import cloud-bill")

    def work(store: "Store", pack: "Pack", told: dict[str, Any]) -> Any:
        from lingnan.sources.cloud import ExchangeRate, import_bill

        return import_bill(
            store,
            pack,
            file,
            vendor=vendor,
            subject=uscc,
            accounts=accounts,
            pushed_by_vendor=pushed_by_vendor,
            invoice_totals=invoice_totals,
            rates=[ExchangeRate(*each) for each in told_rates],
            subsidised_on=subsidised_on.date() if subsidised_on else None,
            **told,
        )

    _run(context, file, form, fail_on, work)


def import_contracts_file(
    context: typer.Context,
    file: FileArgument,
    vendor: Annotated[str, typer.Option(help="Who sold the service.")],
    pushed_by_vendor: Annotated[
        bool, typer.Option("--pushed-by-vendor", help="The vendor sent it: use is observed.")
    ] = False,
    form: FormatOption = Format.table,
    fail_on: FailOption = Threshold.error,
) -> None:
    """Import contracts, invoices, payments and usage logs of vendors without FOCUS."""

    def work(store: "Store", pack: "Pack", told: dict[str, Any]) -> Any:
        from lingnan.sources.cloud import import_contracts

        return import_contracts(
            store, pack, file, vendor=vendor, pushed_by_vendor=pushed_by_vendor, **told
        )

    _run(context, file, form, fail_on, work)


def import_published_file(
    context: typer.Context,
    file: FileArgument,
    form: FormatOption = Format.table,
    fail_on: FailOption = Threshold.error,
) -> None:
    """Import reported aggregate figures; they are kept apart from what is counted."""

    def work(store: "Store", pack: "Pack", told: dict[str, Any]) -> Any:
        from lingnan.sources.published import import_series

        return import_series(store, pack, file, **told)

    _run(context, file, form, fail_on, work)


def _rate(text: str) -> tuple[str, Decimal, date]:
    currency, _, told = text.partition("=")
    number, _, day = told.partition("@")
    try:
        return currency.strip().upper(), Decimal(number), date.fromisoformat(day)
    except (InvalidOperation, ValueError):
        raise UsageError(
            Text(
                f"--rate {text}：请写作 USD=7.02@2024-09-30",
                f"--rate {text}: write it as USD=7.02@2024-09-30",
            ),
            "lingnan import cloud-bill",
        ) from None


def _run(
    context: typer.Context, file: Path, form: Format, fail_on: Threshold, work: Importer
) -> None:
    from lingnan.cli.clock import actor, now

    settings: Settings = context.obj
    if not file.is_file():
        raise UsageError(Text(f"没有文件 {file}", f"there is no file {file}"), "lingnan import")
    store = settings.open_store()
    label = settings.say(Text(f"导入 {file.name}", f"importing {file.name}"))
    with progress(label, quiet=form is not Format.table):
        counts, findings = work(store, settings.pack_of(store), {"at": now(), "actor": actor()})
    _report(settings, file, form, counts, findings)
    if any(found.severity in _GRAVE[fail_on] for found in findings):
        raise typer.Exit(1)


def _report(
    settings: Settings, file: Path, form: Format, counts: ImportCounts, findings: list[Finding]
) -> None:
    by_severity = {
        each.value: sum(found.severity is each for found in findings) for each in Severity
    }
    if form is Format.json:
        print_json({"file": str(file), **counts.as_dict(), "findings": by_severity})
        return
    headings = {
        "added": Text("新增", "added"),
        "changed": Text("变更", "changed"),
        "unchanged": Text("未变", "unchanged"),
        "rejected": Text("退回", "rejected"),
    }
    print_records([counts.as_dict()], headings, form=form, lang=settings.lang)
    if form is Format.csv:
        return
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    worst = sorted(findings, key=lambda found: order[found.severity])
    for found in worst[:_SHOWN]:
        where = ":".join(
            str(part) for part in (found.file and Path(found.file).name, found.row) if part
        )
        severity = settings.say(SEVERITY[found.severity])
        what, remedy = settings.say(found.what), settings.say(found.remedy)
        print_lines([f"{severity}  {found.code}  {where}  {what} {remedy}"])
    if len(findings) > _SHOWN:
        rest = len(findings) - _SHOWN
        line = settings.line("findings")
        print_lines([settings.say(Text(f"另有 {rest:,} 条：{line}", f"{rest:,} more: {line}"))])
