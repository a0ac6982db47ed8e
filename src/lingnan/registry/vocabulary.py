"""Words that registers use, in Chinese and English, and the codes they mean.

Not for codes of standards (kernel) nor for names of cities (place).
"""

from collections.abc import Mapping
from typing import Final

from lingnan.kernel import half_width
from lingnan.kernel.size import SizeClass
from lingnan.registry.model import EntityKind, EntityType, GroupKind, Ownership, Status

#: Cells that say nothing; registers write them for an unknown value.
NULL_WORDS: Final = frozenset(
    {
        "-",
        "--",
        "—",
        "——",
        "–",
        "/",
        "\\",
        "\\n",
        "null",
        "none",
        "nan",
        "n/a",
        "#n/a",
        "无",
        "不详",
    }
    | {"未知", "暂无", "unknown"}
)


def _index(*groups: tuple[str, str]) -> Mapping[str, str]:
    return {
        half_width(word).casefold(): str(code)
        for code, words in groups
        for word in (code, *words.split())
    }


STATUS: Final = _index(
    (Status.ACTIVE, "存续 在业 开业 在营 正常 营业 正常营业 在册 迁入 歇业 登记成立"),
    (Status.ACTIVE, "存续（在营、开业、在册） open existing operating normal registered"),
    (Status.CLOSED, "注销 已注销 终止 解散 deregistered dissolved cancelled canceled"),
    (Status.REVOKED, "吊销 已吊销 吊销，未注销 吊销未注销 撤销 revoked"),
    (Status.MERGED, "合并 被合并 吸收合并 被吸收合并 已合并 合并注销 merger absorbed"),
)
OWNERSHIP: Final = _index(
    (Ownership.STATE, "国有 国企 国有企业 国有控股 国有独资 央企 state-owned soe public"),
    (Ownership.PRIVATE, "民营 私营 民企 民营企业 私营企业 私人控股 自然人独资 个体 private-owned"),
    (Ownership.FOREIGN, "外资 外商 外企 外商投资 外商投资企业 外资企业 外商控股 foreign-invested"),
    (
        Ownership.HMT,
        "港澳台 港澳台资 港澳台商投资 港澳台投资 港澳台商投资企业 港澳台商控股 港资 台资 澳资",
    ),
    (Ownership.COLLECTIVE, "集体 集体企业 集体所有制 集体控股 股份合作 股份合作企业"),
    (Ownership.MIXED, "混合 混合所有制 中外合资 合资 joint-venture"),
    (Ownership.OTHER, "其他 其它 others"),
)
ENTITY_TYPE: Final = _index(
    (
        EntityType.LEGAL_ENTITY,
        "法人 法人单位 企业法人 企业 公司 有限责任公司 股份有限公司 enterprise company legal",
    ),
    (EntityType.SELF_EMPLOYED, "个体工商户 个体户 个体 个体经营户 个体经营 self-employed"),
)
SIZE: Final = _index(
    (SizeClass.LARGE, "大型 大型企业 大 l"),
    (SizeClass.MEDIUM, "中型 中型企业 中 m"),
    (SizeClass.SMALL, "小型 小型企业 小 s"),
    (SizeClass.MICRO, "微型 微型企业 微 小微 xs"),
)
ENTITY_KIND: Final = _index(
    (EntityKind.PARK, "园区 产业园 产业园区 工业园 工业园区 开发区 集聚区"),
    (EntityKind.CHAIN, "产业链 供应链 链"),
    (EntityKind.PROVIDER, "服务商 供应商 数字化转型服务商"),
    (EntityKind.PLATFORM, "平台 工业互联网平台"),
    (EntityKind.IDENTIFIER_NODE, "标识节点 标识解析节点 标识解析二级节点 二级节点 node"),
    (EntityKind.BANK, "银行 金融机构"),
)
GROUP_KIND: Final = _index(
    (GroupKind.PARK, "园区 产业园 产业园区 工业园 工业园区 开发区 集聚区"),
    (GroupKind.CHAIN, "产业链 供应链 链"),
    (GroupKind.CLUSTER, "集群 产业集群"),
)


def is_null_word(text: str) -> bool:
    """Answer whether a cell says that nothing is known."""
    return half_width(text).casefold() in NULL_WORDS


def read_word(text: str, words: Mapping[str, str]) -> str:
    """Answer the code a word means. Raises: ValueError if the vocabulary lacks it."""
    code = words.get(half_width(text).casefold())
    if code is None:
        raise ValueError(f"{text!r} is not in the vocabulary")
    return code


def allowed(words: Mapping[str, str]) -> str:
    """Answer the codes of a vocabulary, to show beside a word it lacks."""
    return ", ".join(dict.fromkeys(words.values()))
