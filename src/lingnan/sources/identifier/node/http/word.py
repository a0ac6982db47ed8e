"""Terms that pages show, official in Chinese, beside English.

Not for messages of errors (see errors). Types and application identifiers that are not listed are
shown as they are written.
"""

from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.coding.model import System
from lingnan.sources.identifier.node.http.settings import HttpSettings

#: Predefined types (Handle protocol facts §1.7, §4.5), folded.
TYPES: Final = {
    "URL": Text("网址", "Web address"),
    "EMAIL": Text("电子邮箱", "E-mail"),
    "DESC": Text("描述", "Description"),
    "10320/LOC": Text("位置列表", "Locations"),
    "TEMPLATE": Text("标识模板", "Template"),
    "TEMPLATE_ID": Text("标识模板编号", "Template number"),
    "HS_ADMIN": Text("标识管理员", "Administrator"),
    "HS_VLIST": Text("管理员组", "Administrator group"),
    "HS_PUBKEY": Text("公钥", "Public key"),
    "HS_SITE": Text("服务站点", "Service site"),
    "HS_SITE.PREFIX": Text("前缀服务站点", "Prefix service site"),
    "HS_SERV": Text("服务标识", "Service handle"),
    "HS_SERV.PREFIX": Text("前缀服务标识", "Prefix service handle"),
    "HS_NA_DELEGATE": Text("前缀委托", "Prefix delegation"),
    "HS_NAMESPACE": Text("命名空间", "Namespace"),
    "HS_ALIAS": Text("别名", "Alias"),
    "HS_CERT": Text("数字证书", "Certificate"),
    "HS_SIGNATURE": Text("数字签名", "Signature"),
}

#: Application identifiers that stand in the path of a Digital Link (GB/T 16986, GS1 General
#: Specifications 3).
ELEMENTS: Final = {
    "00": Text("系列货运包装箱代码 SSCC", "Serial shipping container code (SSCC)"),
    "01": Text("全球贸易项目代码 GTIN", "Global trade item number (GTIN)"),
    "10": Text("批号", "Batch or lot number"),
    "11": Text("生产日期", "Production date"),
    "17": Text("有效期", "Expiration date"),
    "21": Text("系列号", "Serial number"),
    "22": Text("消费品变体", "Consumer product variant"),
    "253": Text("全球文件类型代码 GDTI", "Global document type identifier (GDTI)"),
    "254": Text("全球位置码扩展部分", "GLN extension component"),
    "414": Text("全球位置码 GLN", "Global location number (GLN)"),
    "417": Text("参与方全球位置码", "Global location number of a party"),
    "8003": Text("全球可回收资产代码 GRAI", "Global returnable asset identifier (GRAI)"),
    "8004": Text("全球单个资产代码 GIAI", "Global individual asset identifier (GIAI)"),
    "8010": Text("组件/部件代码 CPID", "Component or part identifier (CPID)"),
    "8011": Text("组件/部件系列号", "Serial number of a component or part"),
    "8018": Text("全球服务关系代码 GSRN", "Global service relation number (GSRN)"),
}

SYSTEMS: Final = {
    System.GS1: Text("GS1 编码", "GS1"),
    System.OID: Text("对象标识符 OID", "Object identifier (OID)"),
    System.ECODE: Text("物联网统一标识 Ecode", "Ecode"),
    System.DID: Text("分布式标识 DID", "Decentralised identifier (DID)"),
    System.VAA: Text("ISO/IEC 15459 标识（VAA）", "ISO/IEC 15459 (VAA)"),
    System.HANDLE: Text("Handle 标识", "Handle"),
}

#: Words of the pages by the name they have in templates.
PAGE: Final = {
    "identifier": Text("标识", "Identifier"),
    "prefix": Text("标识前缀", "Identifier prefix"),
    "lookup": Text("标识查询", "Look up an identifier"),
    "lookup_hint": Text(
        "输入标识、GS1 编码、OID、Ecode 或 DID",
        "Enter a handle, GS1 code, OID, Ecode or DID",
    ),
    "lookup_button": Text("查询", "Look up"),
    "information": Text("标识信息", "Registered information"),
    "none": Text("此标识没有公开的标识值。", "This identifier has no public values."),
    "technical": Text("管理与服务信息", "Administration and services"),
    "code": Text("编码解析", "Code"),
    "scheme": Text("编码体系", "Scheme"),
    "index": Text("索引", "Index"),
    "type": Text("类型", "Type"),
    "value": Text("值", "Value"),
    "rights": Text("权限", "rights"),
    "updated": Text("更新时间", "Last change"),
    "responsible": Text("注册登记前缀", "Registered under prefix"),
    "qr": Text("二维码", "QR code"),
    "qr_hint": Text("扫码可打开本页。", "Scan it to open this page."),
    "formats": Text("其他格式", "Other formats"),
    "json": Text("JSON 数据", "JSON"),
    "linkset": Text("链接集 Linkset", "Linkset"),
    "registration": Text("注册数据查询", "Registration data"),
    "synthetic": Text(
        "前缀 {prefix} 未经正式分配，本页内容为虚构，仅供测试和演示。",
        "The prefix {prefix} has not been allotted; what this page shows is made up "
        "for tests and demonstrations.",
    ),
    "synthetic_mark": Text("示例数据", "Example data"),
    "not_found": Text("未找到标识", "Identifier not found"),
    "not_found_text": Text(
        "本节点没有登记 {name}，或该标识未公开。请核对后再查询。",
        "{name} is not registered at this node, or it is not public. Check it and try again.",
    ),
    "bad": Text("无法识别", "Not recognised"),
    "referred": Text("由其他节点解析", "Resolved by another node"),
    "referred_text": Text(
        "标识 {name} 由其他标识解析节点提供服务，请向下列节点查询。",
        "{name} is served by another resolution node. Ask the node below.",
    ),
    "node": Text("解析节点", "Resolution node"),
    "busy": Text("暂时无法解析", "Cannot resolve now"),
    "busy_text": Text("请稍后重试（响应码 {code}）。", "Try again later (response code {code})."),
    "other_language": Text("English", "中文"),
    "generalised": Text(
        "没有登记该系列号或批号，以下为其上一级编码的信息。",
        "This serial or batch is not registered; what follows is about the code above it.",
    ),
    "skip": Text("跳到正文", "Skip to content"),
    "home": Text("首页", "Home"),
    "about": Text(
        "本节点按 Handle 协议（RFC 3650–3652）提供工业互联网标识解析服务。",
        "This node resolves identifiers of the industrial internet by the Handle protocol "
        "(RFC 3650–3652).",
    ),
    "binary": Text("二进制数据，{count} 字节", "binary, {count} octets"),
}


def synthetic_note(settings: HttpSettings, handle: str) -> Text | None:
    """Answer what to say where a made-up identifier is shown; None for a real one."""
    if not settings.is_synthetic(handle):
        return None
    prefix = handle[5:] if handle[:5].upper() == "0.NA/" else handle.partition("/")[0]
    return PAGE["synthetic"].format(prefix=prefix)
