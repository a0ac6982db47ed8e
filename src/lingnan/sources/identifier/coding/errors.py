"""Anticipated failures of reading, checking, mapping and generating codes: NOD-501 to NOD-559."""

from lingnan.kernel import LingnanError, Text


class CodingError(LingnanError):
    """Any anticipated failure of this part."""


class Unrecognised(CodingError):
    """The text belongs to no system known here, or more than its form is needed to tell."""

    code = "NOD-501"
    what = Text("无法识别编码“{text}”。", "The code “{text}” belongs to no known system.")
    remedy = Text(
        "请检查是否完整；GS1 请写出应用标识符，Ecode 请以“ecode:”开头。",
        "Check that it is complete; write GS1 codes with application identifiers and Ecode with "
        "a leading “ecode:”.",
    )


class BadCharacter(CodingError):
    """A character does not belong to the character set of the field."""

    code = "NOD-502"
    what = Text(
        "“{text}”第 {position} 位的字符“{character}”不在允许的字符集（{charset}）内。",
        "Character “{character}” at position {position} of “{text}” is not in the set {charset}.",
    )
    remedy = Text("请改正该字符。", "Correct that character.")


class BadLength(CodingError):
    """The field has a length that its rule does not allow."""

    code = "NOD-503"
    what = Text(
        "{field}“{text}”有 {found} 个字符，应为 {expected}。",
        "{field} “{text}” has {found} characters; {expected} are expected.",
    )
    remedy = Text("请检查是否漏写或多写。", "Check for missing or surplus characters.")


class WrongCheck(CodingError):
    """The check digit or check character pair does not fit: the code is mistyped."""

    code = "NOD-504"
    what = Text(
        "“{text}”的校验码“{found}”不符，应为“{expected}”。",
        "The check of “{text}” is “{found}”, but “{expected}” belongs to it.",
    )
    remedy = Text("请对照实物重新录入。", "Compare with the object and type it again.")


class BadComponent(CodingError):
    """A component of a field breaks its own rule: a date, a time, a country, a piece number."""

    code = "NOD-505"
    what = Text(
        "“{text}”中的“{component}”不是有效的{rule}。",
        "“{component}” in “{text}” is no valid {rule}.",
    )
    remedy = Text("请改正该内容。", "Correct that component.")


class UnknownApplicationIdentifier(CodingError):
    """No application identifier of the table stands at this place."""

    code = "NOD-511"
    what = Text(
        "“{text}”中没有以“{found}”开头的应用标识符。",
        "No application identifier begins with “{found}” in “{text}”.",
    )
    remedy = Text(
        "请检查前一个变长字段后的分隔符，或使用带括号的写法。",
        "Check the separator after the variable-length field before, or use the bracketed form.",
    )


class BadElementString(CodingError):
    """The text is no GS1 element string: brackets, separators or order are wrong."""

    code = "NOD-513"
    what = Text("“{text}”不是 GS1 单元数据串。", "“{text}” is no GS1 element string.")
    remedy = Text(
        "请使用“(01)06901234567892(21)A1”的写法；值中的左括号写作“\\(”。",
        "Write it as “(01)06901234567892(21)A1”; an opening bracket inside a value is “\\(”.",
    )


class NoKey(CodingError):
    """The elements name no object: none of them is a GS1 identification key."""

    code = "NOD-514"
    what = Text("“{text}”中没有 GS1 标识代码。", "“{text}” holds no GS1 identification key.")
    remedy = Text(
        "请加入标识代码，如 (01)、(00)、(414)、(8004)。",
        "Add a key, such as (01), (00), (414) or (8004).",
    )


class PairingRefused(CodingError):
    """Two elements exclude one another, or an element lacks the one it needs."""

    code = "NOD-515"
    what = Text(
        "应用标识符 ({ai}) 与 ({other}) 的组合不符合规则。",
        "The application identifier ({ai}) does not go with ({other}).",
    )
    remedy = Text(
        "请按《GS1 通用规范》4.14 补充或去掉该数据。",
        "Add or remove the data as GS1 General Specifications 4.14 asks.",
    )


class RepeatedElement(CodingError):
    """One application identifier appears twice with different values."""

    code = "NOD-516"
    what = Text(
        "应用标识符 ({ai}) 出现两次且取值不同。",
        "The application identifier ({ai}) appears twice with different values.",
    )
    remedy = Text("请只保留一个。", "Keep only one.")


class NotDigitalLink(CodingError):
    """The address is no GS1 Digital Link."""

    code = "NOD-517"
    what = Text("“{text}”不是 GS1 数字链接。", "“{text}” is no GS1 Digital Link.")
    remedy = Text(
        "请使用如 https://id.gs1.org/01/06901234567892/21/A1 的网址。",
        "Use an address such as https://id.gs1.org/01/06901234567892/21/A1.",
    )


class CompressedLink(CodingError):
    """The address may be a compressed GS1 Digital Link, which is not read here."""

    code = "NOD-518"
    what = Text(
        "“{text}”像是压缩的 GS1 数字链接，本系统不解压。",
        "“{text}” looks like a compressed GS1 Digital Link; these are not read here.",
    )
    remedy = Text("请使用未压缩的网址。", "Use the uncompressed address.")


class BadOid(CodingError):
    """The text is no object identifier."""

    code = "NOD-520"
    what = Text("“{text}”不是对象标识符：{reason}。", "“{text}” is no object identifier: {reason}.")
    remedy = Text(
        "请使用如 1.2.156.3001 或 {{iso(1) member-body(2) cn(156)}} 的写法。",
        "Write it as 1.2.156.3001 or as {{iso(1) member-body(2) cn(156)}}.",
    )


class EcodeStructureUnknown(CodingError):
    """Nothing here says how this version of Ecode divides into NSI and MD."""

    code = "NOD-525"
    what = Text(
        "没有配置 Ecode 版本 V{version} 的结构，无法划分编码体系标识（NSI）和主码（MD）。",
        "The structure of Ecode version V{version} is not configured, so that NSI and MD cannot "
        "be told apart.",
    )
    remedy = Text(
        "请按 GB/T 31866 填写该版本的结构，或分别给出 V、NSI、MD。",
        "Enter the structure of this version after GB/T 31866, or give V, NSI and MD apart.",
    )


class BadEcode(CodingError):
    """The text is no Ecode, or does not fit the configured structure."""

    code = "NOD-526"
    what = Text("“{text}”不是 Ecode 编码：{reason}。", "“{text}” is no Ecode: {reason}.")
    remedy = Text("请检查版本、编码体系标识和主码。", "Check version, NSI and MD.")


class BadDid(CodingError):
    """The text breaks the grammar of its DID method."""

    code = "NOD-530"
    what = Text("“{text}”不符合 {method} 的语法：{reason}。", "“{text}” breaks {method}: {reason}.")
    remedy = Text("请检查标识是否完整。", "Check that the identifier is complete.")


class UnknownDidMethod(CodingError):
    """The DID method is not one of those read here."""

    code = "NOD-531"
    what = Text("不支持 DID 方法“{method}”。", "The DID method “{method}” is not supported.")
    remedy = Text("支持 did:bid 和 did:cn。", "did:bid and did:cn are supported.")


class BadVaa(CodingError):
    """The text is no unique identifier after ISO/IEC 15459."""

    code = "NOD-535"
    what = Text(
        "“{text}”不是 ISO/IEC 15459 唯一标识：{reason}。",
        "“{text}” is no unique identifier after ISO/IEC 15459: {reason}.",
    )
    remedy = Text(
        "请以发码机构代码开头，只用大写字母和数字。",
        "Begin with the issuing agency code and use capital letters and digits only.",
    )


class BadHandleName(CodingError):
    """The text is no handle, or breaks the profile asked for."""

    code = "NOD-540"
    what = Text("标识“{text}”不可用：{reason}。", "The handle “{text}” is unusable: {reason}.")
    remedy = Text("请使用“前缀/后缀”的形式。", "Write it as prefix/suffix.")


class BadPrefix(CodingError):
    """The text is no prefix of the national grammar 88.xxx[.yyy]."""

    code = "NOD-541"
    what = Text("标识前缀“{text}”不符合规则。", "The prefix “{text}” breaks the grammar.")
    remedy = Text(
        "请使用“2 位.3–5 位.企业 1–128 位”数字，如 88.900.1。",
        "Use digits 2 . 3–5 . 1–128, as 88.900.1.",
    )


class NotMapped(CodingError):
    """The handle was not made from a code of another system."""

    code = "NOD-545"
    what = Text(
        "标识“{text}”不是由其他编码映射而来。", "The handle “{text}” was not mapped from a code."
    )
    remedy = Text(
        "映射标识的后缀以 gs1-、oid-、ecode-、did- 或 vaa- 开头。",
        "Suffixes of mapped handles begin with gs1-, oid-, ecode-, did- or vaa-.",
    )


class BadCodingRule(CodingError):
    """A coding rule contradicts itself or cannot be read back unambiguously."""

    code = "NOD-550"
    what = Text(
        "编码规则 {rule} 不可用：{reason}。", "The coding rule {rule} is unusable: {reason}."
    )
    remedy = Text("请修改规则后重试。", "Change the rule, then try again.")


class SuffixRefused(CodingError):
    """A suffix does not follow its coding rule."""

    code = "NOD-551"
    what = Text(
        "后缀“{text}”不符合编码规则 {rule}：{reason}。",
        "The suffix “{text}” breaks the coding rule {rule}: {reason}.",
    )
    remedy = Text("请按规则改正。", "Correct it as the rule says.")


class SequenceExhausted(CodingError):
    """The serial number of a coding rule has no further value."""

    code = "NOD-552"
    what = Text(
        "编码规则 {rule} 的顺序号只能到 {last}，无法从 {start} 起生成 {count} 个。",
        "The serial number of the rule {rule} ends at {last}; {count} from {start} do not fit.",
    )
    remedy = Text(
        "请更换批次、日期，或加长顺序号。", "Change batch or date, or lengthen the serial."
    )
