"""What can be wrong or remarkable in a cloud bill. Not for the rules V1–V11: those are content.

The texts name the rule of the pack (V1 …) that they report.
"""

from typing import Final

from lingnan.kernel import Rule, Severity, Text

READ_AS: Final = Rule(
    "CLD-001",
    Severity.INFO,
    Text("{file} 按 FOCUS {version} 读取。", "{file} was read as FOCUS {version}."),
    Text("无须处理。", "Nothing to do."),
)
STRAY_COLUMN: Final = Rule(
    "CLD-002",
    Severity.INFO,
    Text(
        "{file} 中的列 {value} 不属于 FOCUS，已忽略。",
        "The columns {value} of {file} are not part of FOCUS and were passed over.",
    ),
    Text("自定义列名请以 x_ 开头。", "FOCUS wants columns of one's own to begin with x_."),
)
COLUMN_ABSENT: Final = Rule(
    "CLD-003",
    Severity.WARNING,
    Text(
        "{file} 没有列 {value}，规则 {rules} 无法核验。",
        "{file} has no column {value}, so the rules {rules} cannot be judged.",
    ),
    Text("请让云服务商在导出中加入该列。", "Ask the vendor to export this column."),
)
BAD_AMOUNT: Final = Rule(
    "CLD-004",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行 {field}：{value} 不是金额。",
        "Row {row} of {file}, {field}: {value} is no amount.",
    ),
    Text("请由云服务商重新导出。", "Have the vendor export it again."),
)
BAD_INSTANT: Final = Rule(
    "CLD-005",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行 {field}：{value} 不是可用的时间。",
        "Row {row} of {file}, {field}: {value} is no usable time.",
    ),
    Text("请写作 2024-09-01T00:00:00Z。", "Write it as 2024-09-01T00:00:00Z."),
)
BAD_CATEGORY: Final = Rule(
    "CLD-006",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：ChargeCategory 为 {value}，不是 FOCUS 的取值。",
        "Row {row} of {file}: ChargeCategory {value} is not a value of FOCUS.",
    ),
    Text(
        "取值为 Usage、Purchase、Tax、Credit、Adjustment。",
        "The values are Usage, Purchase, Tax, Credit and Adjustment.",
    ),
)
OTHER_CURRENCY: Final = Rule(
    "CLD-007",
    Severity.ERROR,
    Text(
        "{file} 有 {count} 行以 {value} 计价，未导入；首行为第 {row} 行。",
        "{count} rows of {file} are billed in {value} and were left out; the first is row {row}.",
    ),
    Text(
        "请给出汇率和日期后重新导入，如 --rate {value}=7.0074@2024-09-30。",
        "Import again with a rate and its date, as --rate {value}=7.0074@2024-09-30.",
    ),
)
CONVERTED: Final = Rule(
    "CLD-008",
    Severity.INFO,
    Text(
        "{file} 有 {count} 行由 {value} 折算为 {currency}，汇率 {rate}（{day}）。",
        "{count} rows of {file} were converted from {value} to {currency}: 1 {value} = {rate} "
        "{currency} of {day}.",
    ),
    Text("无须处理；汇率由导入者提供。", "Nothing to do; the rate is the importer's."),
)
UNBOUND: Final = Rule(
    "CLD-009",
    Severity.ERROR,
    Text(
        "{file} 的账号 {value} 有 {count} 行，不知属于哪家企业（V1）；首行为第 {row} 行。",
        "{count} rows of {file} belong to account {value}, and no enterprise is named for it (V1); "
        "the first is row {row}.",
    ),
    Text("请在账号对照表中补上该账号。", "Add the account to the list of accounts."),
)
BOUND_TWICE: Final = Rule(
    "CLD-010",
    Severity.ERROR,
    Text(
        "账号 {value} 对应多家企业（{others}），均不采信（V1）。",
        "The account {value} is bound to several enterprises ({others}); none is believed (V1).",
    ),
    Text(
        "请查明账号归属；确有合理原因的，在对照表“说明”列写明后重新导入。",
        "Find out whose it is; if there is a good reason, state it in the column explanation.",
    ),
)
UNKNOWN_ENTERPRISE: Final = Rule(
    "CLD-011",
    Severity.ERROR,
    Text(
        "{file}：名录中没有企业 {value}，其 {count} 行未导入。",
        "{file}: the enterprise {value} is not in the register; its {count} rows were left out.",
    ),
    Text(
        "请先用 lingnan import register 登记，或改正代码，再重新导入。",
        "Register it with lingnan import register or correct the code, then import again.",
    ),
)
NAME_DIFFERS: Final = Rule(
    "CLD-012",
    Severity.WARNING,
    Text(
        "{file}：账号户名“{value}”与名录中的“{name}”不同（V1）。",
        "{file}: the account is named “{value}”, the register says “{name}” (V1).",
    ),
    Text("请核实账号确属该企业。", "Check that the account is really the enterprise's."),
)
FREE_TRIAL: Final = Rule(
    "CLD-013",
    Severity.WARNING,
    Text(
        "{file}：{subject} {month} 的“{value}”被代金券全额冲抵，不算使用（V3）。",
        "{file}: credits offset “{value}” of {subject} in {month} in full; it shows no use (V3).",
    ),
    Text("无须处理；付费后自动计入。", "Nothing to do; paid use will count."),
)
PARKED: Final = Rule(
    "CLD-014",
    Severity.WARNING,
    Text(
        "{file}：{subject} {month} 的预付资源闲置 {value}，当月不算使用（V4）。",
        "{file}: {value} of what {subject} committed to lay unused in {month}; no use (V4).",
    ),
    Text("请企业说明闲置原因。", "Ask the enterprise why."),
)
LATE_USAGE: Final = Rule(
    "CLD-015",
    Severity.INFO,
    Text(
        "{file} 有 {count} 行用量属于账期以外的月份，金额计入账期，不另算使用月。",
        "{count} usage rows of {file} lie outside the billed months; their cost counts in the "
        "billed month, and they show no further month of use.",
    ),
    Text("无须处理。", "Nothing to do."),
)
OPEN_PERIOD: Final = Rule(
    "CLD-016",
    Severity.WARNING,
    Text(
        "{file} 的账期 {value} 尚未结束，金额可能再变。",
        "The billing period {value} of {file} is still open; its amounts may change.",
    ),
    Text("出账后请重新导入。", "Import the bill again once it is closed."),
)
INVOICE_DIFFERS: Final = Rule(
    "CLD-017",
    Severity.ERROR,
    Text(
        "{file}：发票 {value} 的账单合计 {found}，发票金额 {expected}，相差超过 {tolerance}（V5）；"
        "{count} 行未导入。",
        "{file}: the rows of invoice {value} add up to {found}, the invoice says {expected}, "
        "off by more than {tolerance} (V5); {count} rows were left out.",
    ),
    Text(
        "请核对账单是否完整、发票金额是否含税，再重新导入。",
        "See whether the bill is complete and the invoice includes tax, then import again.",
    ),
)
INVOICE_UNKNOWN: Final = Rule(
    "CLD-018",
    Severity.WARNING,
    Text(
        "{file}：发票清单中没有 {value}，其合计未经核对（V5）。",
        "{file}: the list of invoices lacks {value}; its total was not checked (V5).",
    ),
    Text("请补上该发票。", "Add the invoice to the list."),
)
INVOICE_UNCHECKED: Final = Rule(
    "CLD-019",
    Severity.INFO,
    Text(
        "没有发票清单，{file} 的合计未经核对（V5）。",
        "Without a list of invoices the totals of {file} were not checked (V5).",
    ),
    Text("如需核对，请给出发票清单。", "Give the list of invoices to have them checked."),
)
INVOICE_ROW: Final = Rule(
    "CLD-020",
    Severity.ERROR,
    Text(
        "发票清单 {list} 第 {row} 行：{value} 无法使用。",
        "Row {row} of the list of invoices {list}: {value} cannot be used.",
    ),
    Text(
        "请填写发票号（或账号和月份）与金额。",
        "Give the invoice number (or account and month) and the amount.",
    ),
)
CLAIMED_TWICE: Final = Rule(
    "CLD-021",
    Severity.ERROR,
    Text(
        "{kind} {value} 被多家企业认领（{others}），{count} 行未导入（{rule_id}）。",
        "{kind} {value} is claimed by several enterprises ({others}); {count} rows were left out "
        "({rule_id}).",
    ),
    Text(
        "请双方说明；理由成立的，写入账号对照表“说明”列后重新导入。",
        "Ask both to explain; a valid reason goes into the column explanation of the accounts.",
    ),
)
CLAIMED_EARLIER: Final = Rule(
    "CLD-022",
    Severity.ERROR,
    Text(
        "{subject} 早先账单中的 {kind} {value} 现又被 {others} 认领（{rule_id}）。",
        "{kind} {value}, counted for {subject} earlier, is now claimed by {others} ({rule_id}).",
    ),
    Text(
        "请核实；如早先的账单不实，用 lingnan evidence withdraw 撤回有关证据。",
        "Look into it; if the earlier bill is wrong, withdraw its evidence with "
        "lingnan evidence withdraw.",
    ),
)
RESELLER: Final = Rule(
    "CLD-023",
    Severity.WARNING,
    Text(
        "{file}：{value} 的服务由 {issuer} 开票，共 {count} 行（V8）。",
        "{file}: services of {value} are invoiced by {issuer}, {count} rows (V8).",
    ),
    Text("请提供转售合同。", "Ask for the contract of resale."),
)
SAME_CHARGES: Final = Rule(
    "CLD-024",
    Severity.WARNING,
    Text(
        "{file}：{count} 家微型企业在 {day} 有相同的收费 {value}（{sku}），请抽查（V9）。",
        "{file}: {count} micro enterprises have the same charge {value} ({sku}) on {day}; "
        "have them audited (V9).",
    ),
    Text("涉及：{others}。", "They are: {others}."),
)
REFUND: Final = Rule(
    "CLD-025",
    Severity.WARNING,
    Text(
        "{file}：{subject} 在补贴兑付日 {day} 之后退款 {value} 元，应追回补贴（V11）。",
        "{file}: {subject} was refunded {value} yuan after its subsidy of {day} (V11).",
    ),
    Text("请转主管部门处理。", "Hand it to the office in charge."),
)
CORRECTION: Final = Rule(
    "CLD-026",
    Severity.INFO,
    Text(
        "{file}：{subject} 有退款更正 {value} 元，未给出补贴兑付日，无法判断是否追回（V11）。",
        "{file}: {subject} has refunds of {value} yuan; without the day of its subsidy nothing "
        "follows (V11).",
    ),
    Text("如享受过补贴，请在对照表中填写兑付日。", "Name the day of the subsidy if there was one."),
)
PURCHASE_ONLY: Final = Rule(
    "CLD-027",
    Severity.INFO,
    Text(
        "{file}：{subject} {month} 支出 {value} 元，但未见使用，只算购买。",
        "{file}: {subject} spent {value} yuan in {month} without shown use; it is a purchase only.",
    ),
    Text("无须处理。", "Nothing to do."),
)
UNKNOWN_CATEGORY: Final = Rule(
    "CLD-028",
    Severity.INFO,
    Text(
        "{file}：服务类别 {value} 不在内容包中，不影响上云深度（V10）。",
        "{file}: the pack does not know the service category {value}; it adds no depth (V10).",
    ),
    Text("请更正类别，或在内容包中补上。", "Correct the category, or add it to the pack."),
)
BINDING_ROW: Final = Rule(
    "CLD-029",
    Severity.ERROR,
    Text(
        "账号对照表 {list} 第 {row} 行：{value} 无法使用。",
        "Row {row} of the list of accounts {list}: {value} cannot be used.",
    ),
    Text(
        "请填写账号、18 位统一社会信用代码和（如有）补贴兑付日期。",
        "Give the account, the 18-character code and, if any, the day of the subsidy.",
    ),
)
USE_RESTORED: Final = Rule(
    "CLD-030",
    Severity.INFO,
    Text(
        "{subject} {month} 的用云由另一账单证实，先前“未用”的记录 {value} 已撤回。",
        "Another bill shows that {subject} did use cloud in {month}; the earlier row {value} that "
        "said no was withdrawn.",
    ),
    Text("无须处理。", "Nothing to do."),
)
PAYER_SHARED: Final = Rule(
    "CLD-031",
    Severity.WARNING,
    Text(
        "{file}：账号 {value} 为 {count} 家企业付费，请核实集团或转售关系（V1、V8）。",
        "{file}: the account {value} pays for {count} enterprises; check the group or resale "
        "behind it (V1, V8).",
    ),
    Text(
        "请提供集团关系证明或转售合同。", "Ask for proof of the group, or the contract of resale."
    ),
)
FORM_KIND: Final = Rule(
    "CLD-032",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：记录类型 {value} 无法识别。",
        "Row {row} of {file}: the record kind {value} is unknown.",
    ),
    Text("请填 合同、发票、付款 或 用量。", "Write contract, invoice, payment or usage."),
)
FORM_CONTRACT: Final = Rule(
    "CLD-033",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：没有合同编号，或表中没有合同 {value}。",
        "Row {row} of {file} has no contract number, or the form lacks the contract {value}.",
    ),
    Text("请在同一表中填写该合同。", "Put the contract into the same form."),
)
FORM_DOCUMENT: Final = Rule(
    "CLD-034",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：文件 {value} 不存在、为空或不在表格所在目录之下。",
        "Row {row} of {file}: the file {value} is missing, empty or not below the form's folder.",
    ),
    Text("请把文件放在表格旁，或填写其 SHA-256。", "Put it beside the form, or give its SHA-256."),
)
FORM_REPEATED: Final = Rule(
    "CLD-035",
    Severity.ERROR,
    Text(
        "{file} 第 {row} 行：单据 {value} 在表中重复出现，只计首次。",
        "Row {row} of {file}: the record {value} occurs again and is counted once.",
    ),
    Text("请删去重复行，或改正单据号。", "Delete the repetition or correct its number."),
)
FREE_CONTRACT: Final = Rule(
    "CLD-036",
    Severity.WARNING,
    Text(
        "{file} 第 {row} 行：合同 {value} 金额为零，属免费试用，不算使用（V3）。",
        "Row {row} of {file}: the contract {value} costs nothing; a free trial shows no use (V3).",
    ),
    Text("无须处理。", "Nothing to do."),
)
NOT_PAID: Final = Rule(
    "CLD-037",
    Severity.WARNING,
    Text(
        "{file} 第 {row} 行：合同 {value} 已付 {paid} 元，不足合同额 {amount} 元的 {share}，"
        "不算使用（V6）。",
        "Row {row} of {file}: {paid} yuan are paid of the contract {value} over {amount} yuan, "
        "less than {share}; it shows no use (V6).",
    ),
    Text("补齐付款凭证后请重新导入。", "Import again with the missing vouchers."),
)
RING: Final = Rule(
    "CLD-038",
    Severity.WARNING,
    Text(
        "{file}：{value} 与 {others} 互为买卖方，款项可能回流（V8）。",
        "{file}: {value} and {others} buy from each other; the payment may go round (V8).",
    ),
    Text("请核查资金流向。", "Follow the money."),
)
