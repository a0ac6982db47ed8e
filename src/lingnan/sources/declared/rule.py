"""What can be wrong with answers, evidence rows and attachments that somebody hands in.

Not for files that cannot be read at all (store.tabular) nor for wrong usage (errors).
"""

from typing import Final

from lingnan.kernel import Rule, Severity, Text

_REGISTER = Text(
    "请先用 lingnan import register 登记该主体，或改正代码，再重新导入；其余各行已导入。",
    "Register it with lingnan import register or correct the code, then import again; "
    "the other rows are in.",
)

UNKNOWN_SUBJECT: Final = Rule(
    "DEC-001",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：名录中没有 {value}。",
        "Row {row} of {file}: {value} is not in the register.",
    ),
    _REGISTER,
)
MALFORMED_SUBJECT: Final = Rule(
    "DEC-002",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：{value} 不是有效的统一社会信用代码（{reason}）。",
        "Row {row} of {file}: {value} is no valid unified social credit code ({reason}).",
    ),
    Text(
        "请按营业执照改正 18 位代码后重新导入。",
        "Correct the 18 characters as on the business licence and import again.",
    ),
)
NO_SUBJECT: Final = Rule(
    "DEC-003",
    Severity.ERROR,
    Text("{file} 第 {row} 行没有主体代码。", "Row {row} of {file} names no subject."),
    Text("请填写统一社会信用代码。", "Fill in the unified social credit code."),
)
UNKNOWN_ITEM: Final = Rule(
    "DEC-004",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：内容包中没有指标或题目 {value}。",
        "Row {row} of {file}: the pack has no indicator or item {value}.",
    ),
    Text(
        "请用 lingnan pack show 查看可用的指标代码。",
        "See the codes in use with lingnan pack show.",
    ),
)
UNKNOWN_OPTION: Final = Rule(
    "DEC-005",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行 {field}：没有选项 {value}；可选 {allowed}。",
        "Row {row} of {file}, {field}: there is no option {value}; the options are {allowed}.",
    ),
    Text("请改为问卷中的选项代码。", "Use the option codes of the questionnaire."),
)
EXCLUSIVE_OPTION: Final = Rule(
    "DEC-006",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行 {field}：排他选项与其他选项同时选中（{value}）。",
        "Row {row} of {file}, {field}: an option that excludes all others is chosen with others "
        "({value}).",
    ),
    Text(
        "请与企业核实：或只留“没有”，或去掉它。",
        "Ask the enterprise: keep only the excluding option, or drop it.",
    ),
)
SEVERAL_OPTIONS: Final = Rule(
    "DEC-007",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行 {field}：单选题选了多项（{value}）。",
        "Row {row} of {file}, {field}: several options in a question that takes one ({value}).",
    ),
    Text("请只保留一项。", "Keep one of them."),
)
PARTIAL: Final = Rule(
    "DEC-008",
    Severity.INFO,
    Text(
        "{file} 第 {row} 行：共 {expected} 题，答了 {found} 题；未答的按未知处理，不按零计。",
        "Row {row} of {file} answers {found} of {expected} items; the rest stay unknown, not zero.",
    ),
    Text("可补填后重新导入。", "Fill in the rest and import again when it is known."),
)
DUPLICATE: Final = Rule(
    "DEC-009",
    Severity.INFO,
    Text(
        "{file} 第 {row} 行 {field} 与前面的行相同，只记一次。",
        "Row {row} of {file}, {field}, repeats an earlier row and is kept once.",
    ),
    Text(
        "无须处理；如非有意，请删去重复行。", "Nothing to do; delete the repetition if unintended."
    ),
)
CONTRADICTION: Final = Rule(
    "DEC-010",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行 {field}：同一主体同一日期有不同的值（{value}）。",
        "Row {row} of {file}, {field}: one subject has different values for one date ({value}).",
    ),
    Text(
        "无法判断以哪一行为准，均未导入；请删去错误的一行或改正日期。",
        "Which one holds cannot be told, so none is in; delete the wrong row or correct the date.",
    ),
)
BAD_DATE: Final = Rule(
    "DEC-011",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行 {field}：日期 {value} 无法识别、早于 2000 年或晚于今天。",
        "Row {row} of {file}, {field}: the date {value} is unreadable, before 2000 or yet to come.",
    ),
    Text("请写作 2023-09-30。", "Write it as 2023-09-30."),
)
BAD_NUMBER: Final = Rule(
    "DEC-012",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行 {field}：{value} 不是可用的数值。",
        "Row {row} of {file}, {field}: {value} is no usable number.",
    ),
    Text(
        "请填阿拉伯数字，最多 12 位整数、6 位小数。",
        "Write digits: at most 12 before and 6 after the point.",
    ),
)
AMBIGUOUS_SHARE: Final = Rule(
    "DEC-013",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行 {field}：{value} 没有单位，可能是比例也可能是百分数。",
        "Row {row} of {file}, {field}: {value} has no unit; it may be a share or a percentage.",
    ),
    Text(
        "请写作 60% 或在表头、单位列注明 % 或 share（0–1）。",
        "Write 60%, or name % or share (0–1) in the header or the unit column.",
    ),
)
SHARE_RANGE: Final = Rule(
    "DEC-014",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行 {field}：比例 {value} 超出 0–100%，或与所注单位不符。",
        "Row {row} of {file}, {field}: the share {value} is not 0–100 % or contradicts its unit.",
    ),
    Text("请核对数值与单位。", "Check the number and its unit."),
)
PERCENT_ASSUMED: Final = Rule(
    "DEC-015",
    Severity.WARNING,
    Text(
        "{file} 第 {row} 行 {field}：{value} 没有单位，因大于 1 按百分数读取。",
        "Row {row} of {file}, {field}: {value} has no unit; above 1, it was read as a percentage.",
    ),
    Text("请核对；下次请注明单位。", "Check it, and name the unit next time."),
)
BELOW_ONE_PERCENT: Final = Rule(
    "DEC-016",
    Severity.WARNING,
    Text(
        "{file} 第 {row} 行 {field}：单位为 %，{value} 按不足 1% 读取。",
        "Row {row} of {file}, {field}: the unit is %, so {value} was read as less than 1 %.",
    ),
    Text(
        "如本意是比例（0–1），请改正单位后重新导入。",
        "If a share (0–1) was meant, correct the unit.",
    ),
)
UNIT_MISMATCH: Final = Rule(
    "DEC-017",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行 {field}：单位 {value} 不能换算为 {expected}。",
        "Row {row} of {file}, {field}: the unit {value} cannot be turned into {expected}.",
    ),
    Text("请按该指标的单位填写。", "Give the value in the unit of the indicator."),
)
NO_VALUE: Final = Rule(
    "DEC-018",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行 {field}：没有值，或同时给出选项与数值。",
        "Row {row} of {file}, {field}: there is no value, or both an option and a number.",
    ),
    Text(
        "请只填一种值；未知的事实不必成行。",
        "Give one kind of value; what is unknown needs no row.",
    ),
)
BAD_PERIOD: Final = Rule(
    "DEC-019",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：期间 {value} 无法识别，或止不晚于起。",
        "Row {row} of {file}: the period {value} is unreadable or does not end after it starts.",
    ),
    Text(
        "请写作 2023、2023-09 或 2023-09-30；起止两列时止日不含在内。",
        "Write 2023, 2023-09 or 2023-09-30; with two columns the end day is not included.",
    ),
)
BAD_GRADE: Final = Rule(
    "DEC-020",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：证明等级 {value} 无法识别，或该指标不允许。",
        "Row {row} of {file}: the grade {value} is unknown, or the indicator does not allow it.",
    ),
    Text(
        "请填 自行申报、第三方证明 或 系统采集（1、2、3）。",
        "Write declared, attested or observed (1, 2, 3).",
    ),
)
GRADE_CAPPED: Final = Rule(
    "DEC-021",
    Severity.WARNING,
    Text(
        "{file} 有 {count} 行所注证明等级高于此文件可有的等级，已降为“{cap}”；首行为第 {row} 行。",
        "{count} rows of {file} state a higher grade than such a file can carry; they were kept as "
        "{cap}, the first is row {row}.",
    ),
    Text(
        "系统采集的数据请由对方系统直接推送，或由受信任的账户导入。",
        "Let the counterparty's system push observed data, or import with a trusted account.",
    ),
)
NO_DOCUMENT: Final = Rule(
    "DEC-022",
    Severity.WARNING,
    Text(
        "{file} 有 {count} 行注明“第三方证明”而没有文件，按自行申报处理；首行为第 {row} 行。",
        "{count} rows of {file} claim to be attested but name no document; they count as declared, "
        "the first is row {row}.",
    ),
    Text(
        "请填写文件编号或 SHA-256，或用附件清单导入。",
        "Name the document's number or SHA-256, or import an attachment list.",
    ),
)
FILE_NOT_FOUND: Final = Rule(
    "DEC-023",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：附件 {value} 不存在、为空或不在清单所在目录之下。",
        "Row {row} of {file}: the attachment {value} is missing, empty or not below the list.",
    ),
    Text(
        "请把附件放在清单旁，路径相对于清单填写。",
        "Put the attachment beside the list and give its path relative to the list.",
    ),
)
DIGEST_DIFFERS: Final = Rule(
    "DEC-024",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：附件 {value} 与所注 SHA-256 不符。",
        "Row {row} of {file}: the attachment {value} does not have the stated SHA-256.",
    ),
    Text(
        "附件可能被改动；请向出具方索取原件。",
        "It may have been altered; ask its issuer for the original.",
    ),
)
NO_ISSUER: Final = Rule(
    "DEC-025",
    Severity.ERROR,
    Text("{file} 第 {row} 行没有写明出具方。", "Row {row} of {file} names no issuer."),
    Text("证明须由第三方出具，请填写其名称。", "Attested means signed by a third party; name it."),
)
OWN_ISSUER: Final = Rule(
    "DEC-026",
    Severity.WARNING,
    Text(
        "{file} 第 {row} 行：出具方是企业自己（{value}），按自行申报处理。",
        "Row {row} of {file}: its issuer is the enterprise itself ({value}): declared.",
    ),
    Text("请提供第三方出具的文件。", "Hand in a document signed by a third party."),
)
DOCUMENT_SHARED: Final = Rule(
    "DEC-027",
    Severity.WARNING,
    Text(
        "{file} 第 {row} 行：附件 {value} 已用于另一主体 {other}。",
        "Row {row} of {file}: the attachment {value} already serves another subject, {other}.",
    ),
    Text("请核实该文件是否确实涉及双方。", "Check that the document really concerns both."),
)
NO_SOURCE_NAME: Final = Rule(
    "DEC-028",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：来源名称 {value} 过长或为空。",
        "Row {row} of {file}: the source name {value} is empty or too long.",
    ),
    Text("来源最多 80 个字符。", "A source has at most 80 characters."),
)
