"""Anticipated failures of the list of enterprises. Code CON-043."""

from lingnan.console.errors import ConsoleError
from lingnan.kernel import Text


class TooManyForSheet(ConsoleError):
    """More rows than a sheet of a workbook holds."""

    code = "CON-043"
    what = Text(
        "共 {count} 行，超过一张工作表的上限 {most} 行。",
        "{count} rows are more than the {most} that a sheet holds.",
    )
    remedy = Text("请改用 CSV，或先缩小筛选范围。", "Use CSV, or filter for fewer.")
