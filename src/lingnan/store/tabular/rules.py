"""What can be wrong with single lines or columns of a table file that can be read.

Not for failures of the whole file (see errors) and not for what cells mean.
"""

from typing import Final

from lingnan.kernel import Rule, Severity, Text

CELL_COUNT: Final = Rule(
    "TAB-011",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行有 {found} 个单元格，表头有 {expected} 个。",
        "Row {row} of {file} has {found} cells; the header has {expected}.",
    ),
    Text(
        "请检查该行是否被截断，或单元格内的分隔符、换行是否缺少引号，改正后重新导入。",
        "See whether the row was cut off, or a separator or line break inside a cell lacks quotes; "
        "correct it and import again.",
    ),
)
UNREADABLE_LINE: Final = Rule(
    "TAB-012",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行的字节既不是 UTF-8 也不是 {encoding}。",
        "The bytes in row {row} of {file} are neither UTF-8 nor {encoding}.",
    ),
    Text("请改正该行文字后重新导入。", "Correct the text of that row and import again."),
)
OTHER_ENCODING: Final = Rule(
    "TAB-013",
    Severity.INFO,
    Text(
        "{file} 为 {encoding} 编码，其中 {count} 行为 {other} 编码（首见于第 {row} 行），"
        "已逐行解码。",
        "{file} is written in {encoding}, but {count} lines are in {other} and were decoded "
        "line by line; the first is row {row}.",
    ),
    Text("请抽查这些行的文字是否正确。", "Check the text of some of these rows."),
)
COLUMN_TWICE: Final = Rule(
    "TAB-014",
    Severity.WARNING,
    Text(
        "{file} 中列“{value}”与列“{used}”含义相同（{field}），只用后者。",
        "In {file} the columns “{value}” and “{used}” mean the same ({field}); "
        "only the latter is used.",
    ),
    Text("请只保留一列。", "Keep one of the two."),
)
COLUMN_UNUSED: Final = Rule(
    "TAB-015",
    Severity.INFO,
    Text("{file} 中下列各列未使用：{value}。", "These columns of {file} are not used: {value}."),
    Text(
        "如需导入，请按说明改写表头。",
        "If they should be, write their headers as the manual says.",
    ),
)
NO_ROWS: Final = Rule(
    "TAB-016",
    Severity.WARNING,
    Text("{file} 只有表头，没有记录。", "{file} has a header and no records."),
    Text("请确认导出是否完整。", "Check that the export is complete."),
)
OPEN_QUOTE: Final = Rule(
    "TAB-017",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行的引号没有配对。",
        "A quotation mark in row {row} of {file} is never closed.",
    ),
    Text(
        "请补上或删除该引号后重新导入；其余各行不受影响。",
        "Close or delete it and import again; the other rows are not affected.",
    ),
)
SHEET_UNUSED: Final = Rule(
    "TAB-018",
    Severity.INFO,
    Text(
        "{file} 只读取了工作表“{used}”，未读取：{value}。",
        "Only the sheet “{used}” of {file} was read; not read: {value}.",
    ),
    Text(
        "如其中也有记录，请另存为单独的文件导入。",
        "If they hold records too, save each as a file of its own and import it.",
    ),
)
