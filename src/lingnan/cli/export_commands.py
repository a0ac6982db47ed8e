"""export: tables for other programs and for spreadsheets."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lingnan.cli.output import print_lines
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text

EXPORTS = (
    *("enterprises", "scores", "progress", "targets", "findings", "evidence"),
    *("roadmaps", "upgrades"),
)


class Shape(StrEnum):
    """The file formats of an export."""

    json = "json"
    csv = "csv"
    xlsx = "xlsx"
    parquet = "parquet"


def register(app: typer.Typer) -> None:
    """Add the command to the tree."""
    app.command("export")(export)


def export(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help=" | ".join(EXPORTS))],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File; default: standard output.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=0, help="At most so many rows.")] = None,
    city: Annotated[str | None, typer.Option(help="Only this city (code).")] = None,
    form: Annotated[
        Shape | None, typer.Option("--format", help="Default: by the file's ending, else json.")
    ] = None,
) -> None:
    """Write a table as JSON, CSV, XLSX or Parquet."""
    from lingnan.pipeline.export import export_table, to_csv, to_json, write_table

    settings: Settings = context.obj
    if what not in EXPORTS:
        known = ", ".join(EXPORTS)
        raise UsageError(
            Text(f"不能导出 {what}，可选 {known}", f"export {what}: the choice is {known}"),
            "lingnan export",
        )
    shape = form or _shape_of(output)
    if output is None and shape in (Shape.xlsx, Shape.parquet):
        raise UsageError(
            Text(
                f"{shape.value} 须用 --output 写入文件",
                f"{shape.value} goes into a file: --output FILE",
            ),
            "lingnan export",
        )
    store = settings.open_store()
    table = export_table(store, settings.pack_of(store), what, limit=limit, city_code=city)
    if output is None:
        if shape is Shape.json:
            sys.stdout.write(to_json(table))
            return
        sys.stdout.write(to_csv(table))
        return
    write_table(table, output, shape.value, is_synthetic=store.manifest.synthetic)
    told = Text(
        f"已导出 {table.num_rows:,} 行至 {output}。", f"Wrote {table.num_rows:,} rows to {output}."
    )
    print_lines([settings.say(told)])


def _shape_of(output: Path | None) -> Shape:
    ending = output.suffix.lstrip(".").lower() if output else "json"
    try:
        return Shape(ending)
    except ValueError:
        raise UsageError(
            Text(
                f"{output} 的扩展名须为 .json、.csv、.xlsx 或 .parquet，或用 --format 指明",
                f"{output} should end in .json, .csv, .xlsx or .parquet, or give --format",
            ),
            "lingnan export",
        ) from None
