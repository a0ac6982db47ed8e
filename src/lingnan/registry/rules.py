"""What can be wrong with a row of a register file, and what to do about it.

Errors keep the row out; warnings let it in. Not for files that cannot be read (see errors and
store.tabular).
"""

from typing import Final

from lingnan.kernel import Rule, Severity, Text

_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def _rule(number: int, severity: Severity, what: Text, remedy: Text) -> Rule:
    return Rule(f"REG-{number:03d}", severity, what, remedy)


VALUE_MISSING: Final = _rule(
    11,
    _ERROR,
    Text("第 {row} 行的必填项 {field} 为空。", "Row {row} has no {field}, which is required."),
    Text("请补填后重新导入。", "Fill it in and import again."),
)
USCC_LENGTH: Final = _rule(
    12,
    _ERROR,
    Text(
        "第 {row} 行统一社会信用代码“{value}”不是 18 位。",
        "The credit code “{value}” in row {row} does not have 18 characters.",
    ),
    Text(
        "请核对营业执照；如为 9.1E+17 之类的数字，请将该列设为文本后重新导出。",
        "Check the business licence; if it reads like 9.1E+17, format the column as text and "
        "export again.",
    ),
)
USCC_ALPHABET: Final = _rule(
    13,
    _ERROR,
    Text(
        "第 {row} 行统一社会信用代码“{value}”含有不允许的字符。",
        "The credit code “{value}” in row {row} holds a character that such codes never have.",
    ),
    Text(
        "代码只用数字和除 I、O、S、V、Z 外的大写字母，第 3–8 位为数字；请核对是否把 0 写成 O。",
        "Codes use digits and capital letters without I, O, S, V, Z, digits in positions 3 to 8; "
        "see whether a zero was typed as O.",
    ),
)
USCC_CHECK: Final = _rule(
    14,
    _ERROR,
    Text(
        "第 {row} 行统一社会信用代码“{value}”校验码不符。",
        "The check character of the credit code “{value}” in row {row} does not fit.",
    ),
    Text(
        "代码有误录；请与营业执照或国家企业信用信息公示系统核对。",
        "The code was mistyped; compare it with the licence or the national enterprise register.",
    ),
)
USCC_DEPARTMENT: Final = _rule(
    15,
    _ERROR,
    Text(
        "第 {row} 行统一社会信用代码“{value}”的登记管理部门代码无效。",
        "The first character of the credit code “{value}” in row {row} is no registering "
        "department.",
    ),
    Text(
        "请与营业执照核对；企业的代码以 9 开头。", "Compare the licence; enterprises begin with 9."
    ),
)
DUPLICATE_SAME: Final = _rule(
    16,
    _INFO,
    Text(
        "第 {row} 行与第 {first_row} 行完全相同（{subject}），未重复导入。",
        "Row {row} repeats row {first_row} ({subject}) and was not imported twice.",
    ),
    Text("无需处理。", "Nothing to do."),
)
DUPLICATE_OTHER: Final = _rule(
    17,
    _ERROR,
    Text(
        "第 {row} 行与第 {first_row} 行的代码相同（{subject}），但 {field} 不同；"
        "采用第 {first_row} 行。",
        "Row {row} has the code of row {first_row} ({subject}) but another {field}; "
        "row {first_row} was taken.",
    ),
    Text(
        "请确认哪一行正确，删去另一行后重新导入。",
        "Keep the right one of the two and import again.",
    ),
)
REGION_UNKNOWN: Final = _rule(
    18,
    _ERROR,
    Text(
        "第 {row} 行的地区“{value}”不在本区域的城市之中。",
        "The region “{value}” in row {row} belongs to none of this region's cities.",
    ),
    Text(
        "请填写城市名称或六位行政区划代码（GB/T 2260），例如：{example}。",
        "Give a city by name or a six-digit region code (GB/T 2260), such as {example}.",
    ),
)
REGION_CONFLICT: Final = _rule(
    19,
    _WARNING,
    Text(
        "第 {row} 行的区划代码 {value} 与城市“{city}”不一致；采用区划代码。",
        "In row {row} the region code {value} and the city “{city}” disagree; the code was taken.",
    ),
    Text("请核对所在地。", "Check where the enterprise is."),
)
INDUSTRY_UNKNOWN: Final = _rule(
    20,
    _ERROR,
    Text(
        "第 {row} 行的行业代码“{value}”不在 GB/T 4754-2017 之中。",
        "The industry code “{value}” in row {row} is not in GB/T 4754-2017.",
    ),
    Text(
        "请填写二至四位行业代码，可带门类字母，例如 C3911 或 3911；以 0 开头的代码须为文本格式。",
        "Give two to four digits, with or without the section letter, such as C3911 or 3911; "
        "codes that begin with 0 must be text.",
    ),
)
COUNT_UNREADABLE: Final = _rule(
    21,
    _ERROR,
    Text(
        "第 {row} 行的人数“{value}”不是非负整数。",
        "The headcount “{value}” in row {row} is no whole number of persons.",
    ),
    Text("请填写整数；未知则留空。", "Give a whole number; leave it empty if unknown."),
)
AMOUNT_UNREADABLE: Final = _rule(
    22,
    _ERROR,
    Text(
        "第 {row} 行的营业收入“{value}”不是金额。",
        "The revenue “{value}” in row {row} is no amount of money.",
    ),
    Text(
        "请填写数字（元），或写明单位，例如 1.2万元；未知则留空。",
        "Give a number in yuan or with its unit, such as 1.2万元; leave it empty if unknown.",
    ),
)
AMOUNT_NEGATIVE: Final = _rule(
    23,
    _ERROR,
    Text("第 {row} 行的营业收入为负：{value}。", "The revenue in row {row} is negative: {value}."),
    Text(
        "营业收入不能为负；请核对是否误填了利润。",
        "Revenue cannot be negative; see whether profit was given instead.",
    ),
)
AMOUNT_LIKE_WAN: Final = _rule(
    24,
    _WARNING,
    Text(
        "第 {row} 行的营业收入 {value} 元相对于 {employees} 人过低，疑似以万元填写。",
        "The revenue of {value} yuan in row {row} is little for {employees} employees; "
        "it may have been given in 万元 (10,000 yuan).",
    ),
    Text(
        "如确为万元，请把表头写成“营业收入（万元）”后重新导入；已按元导入。",
        "If so, head the column 营业收入（万元） and import again; it went in as yuan.",
    ),
)
AMOUNT_CONVERTED: Final = _rule(
    25,
    _INFO,
    Text(
        "{file} 的营业收入以{unit}为单位（据{where}），已换算为元。",
        "The revenue in {file} is in {unit} (says its {where}) and was converted to yuan.",
    ),
    Text("请抽查换算结果。", "Check a few of the results."),
)
AMOUNT_TOO_LARGE: Final = _rule(
    26,
    _ERROR,
    Text(
        "第 {row} 行的营业收入“{value}”超过任何企业的规模。",
        "The revenue “{value}” in row {row} exceeds that of any enterprise.",
    ),
    Text("请核对单位是否为元或万元。", "Check whether its unit is yuan or 万元 (10,000 yuan)."),
)
DATE_UNREADABLE: Final = _rule(
    27,
    _ERROR,
    Text(
        "第 {row} 行的 {field}“{value}”不是日期。", "The {field} “{value}” in row {row} is no date."
    ),
    Text("请写成 2023-09-30；未知则留空。", "Write it as 2023-09-30; leave it empty if unknown."),
)
DATE_FUTURE: Final = _rule(
    28,
    _ERROR,
    Text(
        "第 {row} 行的 {field} {value} 晚于导入日 {today}。",
        "The {field} {value} in row {row} lies after the day of the import, {today}.",
    ),
    Text("请核对年份。", "Check the year."),
)
DATE_ORDER: Final = _rule(
    29,
    _ERROR,
    Text(
        "第 {row} 行的 {field} {value} 早于 {other}。",
        "The {field} {value} in row {row} lies before {other}.",
    ),
    Text("请核对两个日期。", "Check the two dates."),
)
WORD_UNKNOWN: Final = _rule(
    30,
    _ERROR,
    Text(
        "第 {row} 行的 {field}“{value}”无法识别。",
        "The {field} “{value}” in row {row} is not known.",
    ),
    Text("可填写：{allowed}，或相应的中文。", "Use one of: {allowed}, or the Chinese word for it."),
)
WORD_IGNORED: Final = _rule(
    31,
    _WARNING,
    Text(
        "第 {row} 行的 {field}“{value}”无法识别，该项未导入。",
        "The {field} “{value}” in row {row} is not known; the row went in without it.",
    ),
    Text("可填写：{allowed}，或相应的中文。", "Use one of: {allowed}, or the Chinese word for it."),
)
MERGER_TARGET: Final = _rule(
    32,
    _ERROR,
    Text(
        "第 {row} 行为合并，但合并后的企业“{value}”不在登记库中。",
        "Row {row} is a merger, but the enterprise “{value}” that took it over is not registered.",
    ),
    Text(
        "请填写吸收方的统一社会信用代码，并先导入该企业。",
        "Give the credit code of the enterprise that took it over, and import that one first.",
    ),
)
SIZE_DIFFERS: Final = _rule(
    33,
    _WARNING,
    Text(
        "第 {row} 行填写的规模为“{value}”，按人数和营业收入应为 {computed}。",
        "Row {row} says size “{value}”; headcount and revenue make it {computed}.",
    ),
    Text(
        "本系统按《统计上大中小微型企业划分办法（2017）》计算；请核对人数和营业收入。",
        "The 2017 statistical classes are computed here; check headcount and revenue.",
    ),
)
GROUP_UNKNOWN: Final = _rule(
    34,
    _ERROR,
    Text(
        "第 {row} 行的 {kind}“{value}”尚未登记。",
        "The {kind} “{value}” in row {row} is not registered.",
    ),
    Text(
        "请先导入该园区或产业链；集群用内容包中的编号或名称。",
        "Import the park or chain first; clusters go by id or name in the pack.",
    ),
)
ENTERPRISE_UNKNOWN: Final = _rule(
    35,
    _ERROR,
    Text(
        "第 {row} 行的企业 {value} 不在登记库中。",
        "The enterprise {value} in row {row} is not registered.",
    ),
    Text("请先导入企业名录。", "Import the register of enterprises first."),
)
PERIOD_OVERLAPS: Final = _rule(
    36,
    _ERROR,
    Text(
        "第 {row} 行与同一企业在“{value}”的另一段时间（自 {other} 起）重叠。",
        "Row {row} overlaps another period of the same enterprise in “{value}” (from {other}).",
    ),
    Text(
        "请先为前一段填写终止日期，再登记下一段。",
        "Give the earlier period an end before the next one begins.",
    ),
)
CLOSING_IGNORED: Final = _rule(
    37,
    _WARNING,
    Text(
        "第 {row} 行状态为存续，却填有 {field}（{value}）；该项未导入。",
        "Row {row} is active and yet has a {field}, {value}, which was left out.",
    ),
    Text("请核对状态。", "Check the status."),
)
MORE_ALIKE: Final = _rule(
    39,
    _INFO,
    Text(
        "{file} 另有 {count} 处 {code} 类提示未逐条列出。",
        "{file} has {count} more remarks of kind {code} that are not listed one by one.",
    ),
    Text("请先处理已列出的各条。", "See to those listed first."),
)
