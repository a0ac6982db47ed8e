"""Anticipated failures of importing cloud records; the whole file cannot be used."""

from lingnan.kernel import LingnanError, Text


class CloudError(LingnanError):
    """Any anticipated failure of this source."""


class NotFocus(CloudError):
    """The file lacks columns without which no rule can be judged."""

    code = "CLD-051"
    what = Text(
        "文件 {file} 不是 FOCUS {version} 账单：缺少列 {missing}。",
        "The file {file} is no FOCUS {version} bill: it lacks {missing}.",
    )
    remedy = Text(
        "请导出 FOCUS 1.0–1.3 的 Cost and Usage 数据；没有 FOCUS 的云服务商请用合同用量表。",
        "Export Cost and Usage data of FOCUS 1.0–1.3; for vendors without FOCUS use the form of "
        "contracts, invoices and usage logs.",
    )


class NoBinding(CloudError):
    """Nothing says to which enterprise the accounts belong."""

    code = "CLD-052"
    what = Text(
        "没有说明账单 {file} 中的账号属于哪家企业。",
        "Nothing says to which enterprise the accounts in {file} belong.",
    )
    remedy = Text(
        "请用 --uscc <信用代码> 指明企业，或用 --accounts 给出账号对照表。",
        "Name the enterprise with --uscc <USCC>, or give a list of accounts with --accounts.",
    )


class NoCloudRules(CloudError):
    """The content pack does not say what counts as use."""

    code = "CLD-053"
    what = Text(
        "内容包 {pack} 没有上云用云核验规则。", "The pack {pack} has no rules for cloud use."
    )
    remedy = Text("请在内容包中加入 cloud.yaml。", "Add a cloud.yaml to the pack.")


class BadRate(CloudError):
    """An exchange rate makes no sense."""

    code = "CLD-054"
    what = Text(
        "汇率不可用：{currency} {value}（{day}）。",
        "The exchange rate is unusable: {currency} {value} of {day}.",
    )
    remedy = Text(
        "请写明币种、每单位折合人民币的正数和日期，如 USD=7.0074@2024-09-30。",
        "Give a currency, a positive number of yuan per unit and a day, as USD=7.0074@2024-09-30.",
    )


class BadVendor(CloudError):
    """The name of the vendor cannot stand in a source."""

    code = "CLD-055"
    what = Text("云服务商名称 {vendor} 不可用。", "The vendor name {vendor} is unusable.")
    remedy = Text(
        "请用不超过 60 个字符的名称，只含文字、数字、点、横线，如 aliyun。",
        "Use at most 60 letters, digits, dots and hyphens, as aliyun.",
    )
