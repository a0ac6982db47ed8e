"""An allocation as a workbook: summary, allotments, course, floors, curves, assumptions."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lingnan.cli.allocation_page import (
    ALLOTTED,
    CURVES,
    FLOORS,
    MONEY,
    REACHED,
    records_of,
    remarks,
    summary,
)
from lingnan.kernel import Lang, Text
from lingnan.programme.allocation import Allocation

_FIRST_COLUMN, _OTHER_COLUMNS = 28, 20
_USED = {
    "name": Text("假设", "assumption"),
    "value": Text("取值", "value"),
    "low": Text("下限", "low"),
    "high": Text("上限", "high"),
    "why": Text("理由", "why"),
}


def write_allocation(found: Allocation, path: Path, lang: Lang) -> None:
    """Write an allocation as XLSX in one language; a sheet a topic, headings frozen."""
    import xlsxwriter

    curves = found.curves.to_pylist()
    for row in curves:
        row |= {"city": row["city_code"], "cluster": row["cluster_id"], "path": row["path_id"]}
    sheets: tuple[tuple[Text, Sequence[Mapping[str, Any]], Mapping[str, Text]], ...] = (
        (Text("分配", "allotments"), records_of(found.allotted), ALLOTTED),
        (Text("资金", "money"), records_of(found.money), MONEY),
        (Text("进度", "course"), records_of(found.reached_by), REACHED),
        (Text("保底", "floors"), records_of(found.floors), FLOORS),
        (Text("边际成本", "curves"), curves, CURVES),
        (Text("假设", "assumptions"), records_of(found.assumptions), _USED),
    )
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(Text("摘要", "summary").in_(lang))
        sheet.set_column(0, 0, 110)
        lines = [*summary(found), *remarks(found), *found.unconfirmed]
        for number, line in enumerate(lines):
            sheet.write_string(number, 0, line.in_(lang), wrapped)
        for name, records, headings in sheets:
            sheet = book.add_worksheet(name.in_(lang))
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 0, _FIRST_COLUMN)
            sheet.set_column(1, len(headings) - 1, _OTHER_COLUMNS)
            sheet.write_row(0, 0, [heading.in_(lang) for heading in headings.values()], bold)
            for number, record in enumerate(records, start=1):
                sheet.write_row(number, 0, [_cell(record.get(key), lang) for key in headings])


def _cell(value: Any, lang: Lang) -> Any:
    if isinstance(value, Text):
        return value.in_(lang)
    return value.isoformat() if isinstance(value, date) else value
