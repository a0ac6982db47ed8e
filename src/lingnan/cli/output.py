"""How answers are printed: tables for people, JSON and CSV for programs.

Not for: wording; commands bring their own headings.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lingnan.cli.table import print_table
from lingnan.kernel import Lang, Text


class Format(StrEnum):
    """The shapes an answer can take."""

    table = "table"
    json = "json"
    csv = "csv"


def print_json(answer: object) -> None:
    """Print one JSON document, human-readable, characters kept."""
    text = json.dumps(answer, ensure_ascii=False, indent=2, default=_plain)
    sys.stdout.write(text + "\n")


def print_one(record: Mapping[str, Any], form: Format) -> None:
    """Print a single record for programs: a JSON object, or CSV of one row."""
    if form is Format.json:
        print_json(record)
        return
    flat = {
        name: json.dumps(value, ensure_ascii=False, default=_plain)
        if isinstance(value, Mapping | list | tuple)
        else value
        for name, value in record.items()
    }
    print_records([flat], {name: Text(name, name) for name in flat}, form=form, lang="en")


def print_told(told: Text, record: Mapping[str, Any], form: Format, lang: Lang) -> None:
    """Print one sentence for people, or the record behind it for programs."""
    if form is Format.table:
        print_lines([told.in_(lang)])
    else:
        print_one(record, form)


def print_records(
    records: Sequence[Mapping[str, Any]],
    headings: Mapping[str, Text],
    *,
    form: Format,
    lang: Lang,
    title: str | None = None,
) -> None:
    """Print records under chosen columns; CSV and JSON use the column names."""
    if form is Format.json:
        print_json(list(records))
    elif form is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(headings)
        for record in records:
            writer.writerow([_cell(record.get(name)) for name in headings])
    else:
        print_table(records, headings, lang=lang, title=title)


def print_lines(lines: Iterable[str]) -> None:
    """Print plain lines."""
    for line in lines:
        sys.stdout.write(line + "\n")


@contextmanager
def progress(label: str, *, quiet: bool = False) -> Iterator[Callable[[float], None]]:
    """Show a bar on the terminal's error stream; call the yielded function with a share 0–1.

    Until it is called for the first time the bar only shows that work goes on.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda share: bar.update(task, completed=share, total=1.0)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        # A leading sign would run as a formula when a spreadsheet opens the file.
        return "'" + value if value[:1] in ("=", "+", "@", "\t", "\r") else value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Text):
        return f"{value.zh} / {value.en}"
    return str(value)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(type(value))
