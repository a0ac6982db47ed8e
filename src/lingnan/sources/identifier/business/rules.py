"""Problems of applications and of single rows of registration. Codes NOD-624 to NOD-649.

Not for failures of a whole call (see errors).
"""

from lingnan.kernel import Rule, Severity, Text

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

ROW_MALFORMED = Rule(
    "NOD-625", _ERROR,
    Text("第 {row} 行不是标识数据：{value}", "Row {row} is no identifier: {value}"),
    Text("每行应有 handle、templateVersion 和 value。", "It has handle, templateVersion, value."),
)  # fmt: skip
VALID_UNTIL_WRONG = Rule(
    "NOD-626", _ERROR,
    Text("有效期“{value}”不是日期或已过去。", "“{value}” is no date to come."),
    Text("请用 2027-12-31 的形式。", "Write it like 2027-12-31."),
)  # fmt: skip
CODE_WRONG = Rule(
    "NOD-627", _ERROR,
    Text("代码“{value}”无法识别：{reason}", "The code “{value}” cannot be read: {reason}"),
    Text("请核对代码及其校验位。", "Check the code and its check digit."),
)  # fmt: skip
SUFFIX_WRONG = Rule(
    "NOD-628", _ERROR,
    Text("后缀“{value}”不合编码规则 {rule}：{reason}。",
         "The suffix “{value}” breaks the coding rule {rule}: {reason}."),
    Text("请按编码规则重新编码。", "Code it by the rule."),
)  # fmt: skip
HANDLE_EXISTS = Rule(
    "NOD-629", _ERROR,
    Text("标识 {value} 已存在且内容不同。", "{value} exists already with other content."),
    Text("如需更改请用更新接口。", "Update it instead."),
)  # fmt: skip

CHANGED_MEANWHILE = Rule(
    "NOD-624", _ERROR,
    Text("标识 {value} 正被他人更改，本次未办理。", "{value} was changed meanwhile."),
    Text("请重新查看后再试。", "Look at it again and retry."),
)  # fmt: skip
USCC_WRONG = Rule(
    "NOD-630", _ERROR,
    Text("统一社会信用代码“{value}”有误。", "“{value}” is no unified social credit code."),
    Text("请按营业执照填写 18 位代码。", "Copy the 18 characters from the business licence."),
)  # fmt: skip
USCC_UNKNOWN = Rule(
    "NOD-631", _ERROR,
    Text("企业名录中没有 {value}。", "{value} is not in the register of enterprises."),
    Text("请先在企业名录中登记该企业。", "Enter the enterprise into the register first."),
)  # fmt: skip
ENTERPRISE_CLOSED = Rule(
    "NOD-632", _ERROR,
    Text("企业 {value} 已不存续（{status}）。", "The enterprise {value} is not active ({status})."),
    Text("请由存续的主体提出申请。", "An active enterprise has to apply."),
)  # fmt: skip
NAME_DIFFERS = Rule(
    "NOD-633", _WARNING,
    Text("名称“{value}”与企业名录“{registered}”不同。",
         "The name “{value}” is not that of the register, “{registered}”."),
    Text("请审核员核对名称变更证明。", "The reviewer should see proof of the change of name."),
)  # fmt: skip
NOT_LOOKED_UP = Rule(
    "NOD-634", _WARNING,
    Text("未与企业名录核对 {value}。", "{value} was not looked up: no register is attached."),
    Text("请审核员另行核验并写明依据。", "The reviewer checks it elsewhere and says how."),
)  # fmt: skip
FIELD_MISSING = Rule(
    "NOD-635", _ERROR,
    Text("{field} 未填写或过长。", "{field} is missing or too long."),
    Text("请填写。", "Fill it in."),
)  # fmt: skip
CONTACT_WRONG = Rule(
    "NOD-636", _ERROR,
    Text("{field} 格式不正确。", "{field} is not well formed."),
    Text("请填写可联系到的号码或邮箱。", "Give a number or address that can be reached."),
)  # fmt: skip
DOCUMENT_MISSING = Rule(
    "NOD-637", _ERROR,
    Text("缺少材料“{value}”或其摘要有误。", "The document “{value}” or its digest is missing."),
    Text("请提供该材料及其 SHA-256。", "Give the document and its SHA-256."),
)  # fmt: skip
INDUSTRY_WRONG = Rule(
    "NOD-638", _ERROR,
    Text("行业代码“{value}”不在 GB/T 4754 中。", "“{value}” is no industry code of GB/T 4754."),
    Text("请填写如 C3911 的代码。", "Give a code such as C3911."),
)  # fmt: skip

HANDLE_UNKNOWN = Rule(
    "NOD-639", _ERROR,
    Text("没有标识 {value}。", "There is no identifier {value}."),
    Text("请先注册。", "Register it first."),
)  # fmt: skip
HANDLE_WRONG = Rule(
    "NOD-640", _ERROR,
    Text("标识“{value}”不合规则。", "“{value}” cannot be an identifier."),
    Text("标识由前缀、斜线和后缀组成。", "It is prefix, slash and suffix."),
)  # fmt: skip
PREFIX_CLOSED = Rule(
    "NOD-641", _ERROR,
    Text("前缀 {value} 未分配、未备案或已停用。", "The prefix {value} is not filed and open."),
    Text("请先办理前缀备案或恢复。", "Have the prefix filed or resumed first."),
)  # fmt: skip
PREFIX_REFUSED = Rule(
    "NOD-642", _ERROR,
    Text("您无权在前缀 {value} 下办理。", "You may not act under the prefix {value}."),
    Text("请使用本企业的前缀。", "Use the prefix of your own enterprise."),
)  # fmt: skip
TEMPLATE_UNKNOWN = Rule(
    "NOD-643", _ERROR,
    Text("前缀 {prefix} 没有可用的数据模板“{value}”。", "{prefix} has no template “{value}”."),
    Text("请先建立并启用模板。", "Make and enable the template first."),
)  # fmt: skip
INDEX_UNKNOWN = Rule(
    "NOD-644", _ERROR,
    Text("索引 {value} 在模板中不存在或已停用。", "Index {value} is not in use in the template."),
    Text("请按模板填写索引。", "Use the indexes of the template."),
)  # fmt: skip
INDEX_RESERVED = Rule(
    "NOD-645", _ERROR,
    Text("索引 {value} 为预留索引。", "Index {value} is reserved."),
    Text("1000、1001 由系统填写。", "1000 and 1001 are written by the system."),
)  # fmt: skip
TYPE_DIFFERS = Rule(
    "NOD-646", _ERROR,
    Text("索引 {index} 的类型应为 {expected}，不是“{value}”。",
         "Index {index} has the type {expected}, not “{value}”."),
    Text("index 与 type 须与模板一致。", "Index and type have to be those of the template."),
)  # fmt: skip
REQUIRED_MISSING = Rule(
    "NOD-647", _ERROR,
    Text("缺少必填项 {field}（索引 {index}）。", "The item {field} (index {index}) is missing."),
    Text("请填写。", "Fill it in."),
)  # fmt: skip
VALUE_WRONG = Rule(
    "NOD-648", _ERROR,
    Text("{field} 的值“{value}”有误：{reason}。", "{field}: “{value}” is wrong: {reason}."),
    Text("请按模板的类型和长度填写。", "Keep to the type and length of the template."),
)  # fmt: skip
HANDLE_TWICE = Rule(
    "NOD-649", _ERROR,
    Text("标识 {value} 在本批中重复。", "{value} stands twice in this batch."),
    Text("请去除重复行。", "Remove one of the rows."),
)  # fmt: skip
