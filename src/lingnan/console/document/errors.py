"""Anticipated failures of documents, and the rules for a schedule that somebody edited."""

from typing import ClassVar

from lingnan.kernel import LingnanError, Rule, Severity, Text


class DocumentError(LingnanError):
    """Any anticipated failure of a document."""


class AnswerUnfit(DocumentError):
    """An answer holds a value of a kind that a document cannot show."""

    code: ClassVar[str] = "DOC-001"
    what: ClassVar[Text] = Text(
        "路线图结果的字段 {field} 无法识别：{value}。",
        "The roadmap's field {field} holds {value}, which cannot be read.",
    )
    remedy: ClassVar[Text] = Text(
        "请重新计算路线图，或将该字段改为{wanted}。",
        "Compute the roadmap again, or give the field {wanted}.",
    )


class NoSchedule(DocumentError):
    """A workbook has no schedule that could be read back."""

    code: ClassVar[str] = "DOC-002"
    what: ClassVar[Text] = Text(
        "文件 {file} 中没有可读取的实施计划。",
        "The file {file} holds no schedule that can be read.",
    )
    remedy: ClassVar[Text] = Text(
        "请使用岭南导出的工作簿，并保留机读行（measure、start_period）和机读数据表。",
        "Use a workbook that Lingnan wrote, and keep its machine row (measure, start_period) "
        "and its data sheet.",
    )


START_UNFIT = Rule(
    "DOC-101",
    Severity.ERROR,
    Text(
        "第 {row} 行项目 {measure} 的开工期序号 {value} 不是整数。",
        "Row {row}: the start period {value} of measure {measure} is no whole number.",
    ),
    Text(
        "请填写从 0 起的整数；不实施的项目请留空。",
        "Give a whole number from 0; leave it empty for a measure that is not planned.",
    ),
)
MEASURE_TWICE = Rule(
    "DOC-102",
    Severity.ERROR,
    Text(
        "第 {row} 行项目 {value} 重复出现。",
        "Row {row}: the measure {value} stands in the schedule a second time.",
    ),
    Text("每个项目请只保留一行。", "Keep one row a measure."),
)
START_WITHOUT_MEASURE = Rule(
    "DOC-103",
    Severity.ERROR,
    Text(
        "第 {row} 行填写了开工期序号 {value}，但没有项目编号。",
        "Row {row}: there is a start period {value}, but no measure.",
    ),
    Text("请补填项目编号或删除该行。", "Name the measure or remove the row."),
)
FACT_UNFIT = Rule(
    "DOC-104",
    Severity.ERROR,
    Text(
        "机读数据表第 {row} 行 {field} 的值 {value} 无法识别。",
        "Row {row} of the data sheet: the value {value} of {field} cannot be read.",
    ),
    Text("请恢复导出时的值。", "Restore the value that was exported."),
)
