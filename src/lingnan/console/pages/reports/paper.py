"""A report's sections as a document for Word and Excel: the same sentences and tables as in HTML.

Not for the sections (report) nor for the layout (document).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lingnan.console.charts import Table as ChartTable
from lingnan.console.document.model import (
    Block,
    Cell,
    Column,
    Document,
    Kind,
    Notes,
    Paragraph,
    Section,
    Source,
    Table,
)
from lingnan.console.document.words import synthetic_mark
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.report.section import Section as Shown
from lingnan.console.views import Stamp

_NUMBER: Final = re.compile(r"[+−-]?\d[\d,]*(\.\d+)?")
_ON_PAPER: Final = 60
_SHEET_SIGNS: Final = 24
_COLUMNS: Final = 9


def document_of(
    tr: Translator,
    title: str,
    subtitle: str,
    stamp: Stamp,
    sections: Sequence[Shown],
    *,
    is_paper: bool,
) -> Document:
    """Turn the sections of a report into a document; on paper wide tables come in parts."""
    _ = tr.gettext
    parts = [_section(each, is_paper=is_paper) for each in sections]
    notes = _notes(tr, sections)
    if notes is not None:
        parts.append(Section(_("Basis of this report"), _("Basis"), (notes,)))
    origin = f"{_('As of')} {tr.day(stamp.as_of)} · {_('Run')} {stamp.run_id[:12]}"
    marks = [synthetic_mark(tr)] if stamp.is_synthetic else []
    if stamp.expansion > 1:
        told = _("each sample enterprise stands for {count}")
        marks.append(told.format(count=tr.number(stamp.expansion)))
    if stamp.warning:
        marks.append(stamp.warning)
    return Document(
        lang=tr.lang,
        title=title,
        subtitle=subtitle,
        as_of=stamp.as_of,
        origin=origin,
        sections=tuple(parts),
        marks=tuple(marks),
    )


def _section(shown: Shown, *, is_paper: bool) -> Section:
    tables = [*([shown.chart.table] if shown.chart else []), *shown.tables]
    blocks: list[Block] = [Paragraph(shown.finding, "finding")] if shown.finding else []
    blocks += [
        _table(part)
        for each in tables
        if each.rows
        for part in (_parts(each) if is_paper else [each])
    ]
    if shown.explanation.definition:
        blocks.append(Paragraph(shown.explanation.definition, "note"))
    return Section(shown.heading, shown.heading[:_SHEET_SIGNS], tuple(blocks))


def _parts(shown: ChartTable) -> list[ChartTable]:
    """A table in parts that fit a page, the first column in each."""
    count = len(shown.columns)
    if count <= _COLUMNS:
        return [shown]
    starts = range(1, count, _COLUMNS - 1)
    places = [(0, *range(start, min(start + _COLUMNS - 1, count))) for start in starts]
    return [
        replace(
            shown,
            columns=tuple(shown.columns[place] for place in some),
            rows=tuple(
                tuple(row[place] for place in some if place < len(row)) for row in shown.rows
            ),
        )
        for some in places
    ]


def _table(shown: ChartTable) -> Table:
    count = len(shown.columns)
    cells = [
        [row[place] if place < len(row) else "" for row in shown.rows] for place in range(count)
    ]
    read = [_column(values) for values in cells]
    columns = tuple(
        Column(column.label, kind, 20 if kind == "text" else 14)
        for column, (kind, _) in zip(shown.columns, read, strict=True)
    )
    rows = tuple(zip(*(values for _, values in read), strict=True))
    return Table(shown.caption, columns, rows, None, shown.note or "", _ON_PAPER)


def _column(values: Sequence[str]) -> tuple[Kind, list[Cell]]:
    """Values as numbers where all of a column are, so that a workbook can calculate with them."""
    known = [each for each in values if each not in ("", NOTHING)]
    if known and all(_NUMBER.fullmatch(each) for each in known):
        numbers = [_number(each) for each in values]
        is_whole = all(each is None or isinstance(each, int) for each in numbers)
        return ("count" if is_whole else "decimal"), list(numbers)
    if known and all(_NUMBER.fullmatch(each.removesuffix("%")) and "%" in each for each in known):
        shares = [_number(each.removesuffix("%")) for each in values]
        return "percent", [None if each is None else each / 100 for each in shares]
    return "text", [each or None for each in values]


def _number(said: str) -> int | float | None:
    if said in ("", NOTHING):
        return None
    plain = said.replace(",", "").replace("−", "-").removeprefix("+")
    return float(plain) if "." in plain else int(plain)


def _notes(tr: Translator, sections: Sequence[Shown]) -> Notes | None:
    """What the report rests on, each thing once."""
    _ = tr.gettext
    every = [each.explanation for each in sections]
    assumed = {line.name: line for each in every for line in each.assumptions}
    marks = {mark.subject: mark for each in every for mark in each.unconfirmed}
    sources = {source.id: source for each in every for source in each.sources}
    if not assumed and not marks and not sources:
        return None
    columns = (
        Column(_("Assumption"), width=26),
        Column(_("Value"), width=12),
        Column(_("Plausible range"), width=14),
        Column(_("Why"), width=40),
    )
    rows = tuple((line.name, line.value, line.span, line.why) for line in assumed.values())
    return Notes(
        assumptions=Table(_("Assumptions"), columns, rows) if rows else None,
        unconfirmed=tuple(
            f"{mark.subject}: {mark.why}" if mark.why else mark.subject for mark in marks.values()
        ),
        sources=tuple(Source(each.title, each.address or each.id) for each in sources.values()),
    )
