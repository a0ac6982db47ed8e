"""The register as an office would keep it: Chinese headers and words. Not for what it says."""

from typing import Final

import pyarrow as pa

from lingnan.packs import Pack

_STATUS: Final = {"active": "存续", "closed": "注销", "revoked": "吊销", "merged": "合并"}
_OWNERSHIP: Final = {
    "private": "民营",
    "foreign": "外商",
    "hmt": "港澳台",
    "state": "国有",
    "collective": "集体",
    "mixed": "混合",
    "other": "其他",
}
_ENTITY_TYPE: Final = {"legal_entity": "法人", "self_employed": "个体工商户"}
#: Header of the file -> column of the register.
HEADERS: Final = {
    "统一社会信用代码": "uscc",
    "企业名称": "name_zh",
    "英文名称": "name_en",
    "城市": "city_code",
    "行业代码": "industry_code",
    "从业人数": "employees_count",
    "营业收入（元）": "revenue_cny",
    "成立日期": "founded_date",
    "登记状态": "status",
    "注销日期": "closed_date",
    "合并至": "merged_into_uscc",
    "所有制": "ownership",
    "主体类型": "entity_type",
    "入规日期": "above_scale_from",
    "退规日期": "above_scale_until",
    "更名日期": "renamed_date",
}


def register_paper(pack: Pack, enterprises: pa.Table) -> pa.Table:
    """Enterprises under Chinese headers, cities by name, states in words."""
    words = {
        "city_code": {city.code: city.name.zh for city in pack.cities},
        "status": _STATUS,
        "ownership": _OWNERSHIP,
        "entity_type": _ENTITY_TYPE,
    }
    columns = {}
    for header, name in HEADERS.items():
        column = enterprises[name].combine_chunks()
        columns[header] = _told(column, words[name]) if name in words else column
    return pa.table(columns)


def _told(column: pa.Array, words: dict[str, str]) -> pa.Array:
    coded = column.dictionary_encode()
    told = pa.array([words[code] for code in coded.dictionary.to_pylist()], pa.string())
    return told.take(coded.indices)
