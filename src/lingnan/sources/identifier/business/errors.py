"""Anticipated failures of the business side. Codes NOD-601 to NOD-623.

Not for problems of single rows: those are findings (see rules).
"""

from lingnan.kernel import LingnanError, Text


class BusinessError(LingnanError):
    """Any anticipated failure of the business side."""


class ApplicationRefused(BusinessError):
    """The form of an application cannot be taken as it is."""

    code = "NOD-601"
    what = Text("申请材料有误：{reason}", "The application cannot be taken: {reason}")
    remedy = Text("请补正后重新提交。", "Correct it and submit it again.")


class NoApplication(BusinessError):
    """There is no such application, or nobody may see it."""

    code = "NOD-602"
    what = Text("没有前缀申请 {application}。", "There is no application {application}.")
    remedy = Text("请用申请列表查看编号。", "See the list of applications for its number.")


class StepRefused(BusinessError):
    """The state of a thing does not allow the step."""

    code = "NOD-603"
    what = Text(
        "{thing} 当前为“{state}”，不能{act}。", "{thing} is {state}; it does not allow: {act}."
    )
    remedy = Text("此状态可办理：{allowed}。", "This state allows: {allowed}.")


class OpenFindings(BusinessError):
    """An application with open errors was to be approved."""

    code = "NOD-604"
    what = Text(
        "申请 {application} 尚有问题，不能通过：{reason}",
        "Application {application} still has errors and cannot be approved: {reason}",
    )
    remedy = Text(
        "请退回补正，或先在企业名录中登记该企业。",
        "Return it to the applicant, or enter the enterprise into the register first.",
    )


class NumberTaken(BusinessError):
    """A prefix was given once; it is never given again."""

    code = "NOD-605"
    what = Text("前缀 {prefix} 已分配过。", "The prefix {prefix} has been allotted before.")
    remedy = Text(
        "前缀不重复分配；请另选一个，或由系统分配。",
        "A prefix is never given twice; choose another, or let the system choose.",
    )


class NoPrefix(BusinessError):
    """The prefix was not allotted here."""

    code = "NOD-606"
    what = Text("没有分配企业前缀 {prefix}。", "The prefix {prefix} has not been allotted.")
    remedy = Text("请用前缀列表查看。", "See the list of prefixes.")


class BadNumber(BusinessError):
    """The asked number cannot be the last part of a prefix."""

    code = "NOD-607"
    what = Text("“{number}”不能作为企业前缀。", "“{number}” cannot be an enterprise's number.")
    remedy = Text("请用 1 至 20 位数字。", "Use 1 to 20 digits.")


class TemplateInvalid(BusinessError):
    """A template cannot be taken as it is."""

    code = "NOD-608"
    what = Text("数据模板的 {field} 有误：{reason}。", "The template's {field} is wrong: {reason}.")
    remedy = Text("请更正该项后重试。", "Correct that item and try again.")


class NoTemplate(BusinessError):
    """There is no such version of a template."""

    code = "NOD-609"
    what = Text(
        "前缀 {prefix} 没有数据模板 {version}。", "{prefix} has no template of version {version}."
    )
    remedy = Text("请先建立模板，或查看模板列表。", "Make the template first, or see the list.")


class TemplateExists(BusinessError):
    """A version is taken: what identifiers refer to never changes its meaning."""

    code = "NOD-610"
    what = Text(
        "前缀 {prefix} 的数据模板 {version} 已存在。",
        "Template {version} of {prefix} exists already.",
    )
    remedy = Text("请使用新的版本号。", "Use another version.")


class TemplateInUse(BusinessError):
    """Identifiers refer to a template that was to be removed, or changed so that they misfit."""

    code = "NOD-611"
    what = Text(
        "数据模板 {version} 已有标识引用，不能{act}。",
        "Identifiers refer to template {version}; it cannot be {act}.",
    )
    remedy = Text(
        "请停用该模板并建立新版本。", "Disable it, or add a further version for what is to come."
    )


class BatchSize(BusinessError):
    """A batch is empty or too long."""

    code = "NOD-612"
    what = Text("本批 {count} 行，应为 1 至 {limit} 行。", "{count} rows; a batch has 1–{limit}.")
    remedy = Text("请分批提交。", "Send it in parts.")


class CarrierKeyRefused(BusinessError):
    """A carrier's key or certificate request is damaged, too weak, or not its own."""

    code = "NOD-613"
    what = Text("载体密钥不可用：{reason}。", "The carrier's key cannot be used: {reason}.")
    remedy = Text(
        "请提交 SM2 或 ECC P-256 的公钥（PEM）或证书请求（CSR）。",
        "Give a public key or certificate request (PEM) of SM2 or ECC P-256.",
    )


class NoCarrier(BusinessError):
    """There is no such carrier."""

    code = "NOD-614"
    what = Text("没有主动标识载体 {handle}。", "There is no carrier {handle}.")
    remedy = Text("请先登记载体。", "Register the carrier first.")


class CarrierExists(BusinessError):
    """The identifier has a carrier already."""

    code = "NOD-615"
    what = Text("标识 {handle} 已登记载体。", "{handle} has a carrier already.")
    remedy = Text("请先注销原载体，再换新标识。", "Retire that carrier; use another identifier.")


class ProofRefused(BusinessError):
    """A challenge was not answered rightly; which part was wrong is not told."""

    code = "NOD-616"
    what = Text("身份验证未通过。", "The proof of identity does not hold.")
    remedy = Text(
        "请重新获取挑战值，并用登记的密钥签名。",
        "Ask for a new challenge and sign it with the registered key.",
    )


class HeartbeatRefused(BusinessError):
    """A heartbeat is replayed, too early or late, or not signed by the carrier."""

    code = "NOD-617"
    what = Text(
        "载体 {handle} 的心跳被拒绝：{reason}。", "A heartbeat of {handle} was refused: {reason}."
    )
    remedy = Text(
        "请核对计数器、时钟和签名；计数器须逐次增大。",
        "Check counter, clock and signature; the counter must rise with each message.",
    )


class EntryInvalid(BusinessError):
    """A registry entry (carrier, application) has a wrong field."""

    code = "NOD-618"
    what = Text("{field} 有误：{reason}。", "The {field} is wrong: {reason}.")
    remedy = Text("请更正该项后重试。", "Correct that item and try again.")


class NoNodeApplication(BusinessError):
    """There is no such application of the node."""

    code = "NOD-619"
    what = Text("没有应用 {application}。", "There is no node application {application}.")
    remedy = Text("请先登记应用。", "Register it first.")


class NodeApplicationExists(BusinessError):
    """The code of an application is taken."""

    code = "NOD-620"
    what = Text("应用 {application} 已存在。", "The node application {application} exists already.")
    remedy = Text("请换一个应用代码。", "Choose another code.")


class IdentifierRefused(BusinessError):
    """One identifier could not be registered, changed or removed."""

    code = "NOD-622"
    what = Text("标识 {handle} 未办理：{reason}", "{handle} was not done: {reason}")
    remedy = Text("请更正后重试。", "Correct it and try again.")


class IdentifierWithheld(BusinessError):
    """The identifier exists and is taken out of use."""

    code = "NOD-623"
    what = Text("标识 {handle} 已{state}。", "{handle} is {state}.")
    remedy = Text("如需恢复，请联系其登记单位。", "Ask whoever registered it to restore it.")


class ColumnUnknown(BusinessError):
    """A file names items that the template does not have."""

    code = "NOD-621"
    what = Text(
        "文件缺少列“标识”或“代码”，或没有模板 {version} 的任何一列。",
        "The file lacks the column handle or code, or has no column of template {version}.",
    )
    remedy = Text(
        "表头请用模板属性的中文或英文名称。",
        "Head the columns with the Chinese or English names of the template's items.",
    )
