"""Whether a record keeps to its metadata template, also when it is written over the protocol.

Values of 1000, 1001 and from 2000 on are those of a template, which the record names in 1000 and
1001 and which stands in the resolution file under its own identifier; so no database is asked. A
record without such values is nobody's business here, nor is one under a prefix that has no
template. Templates themselves, and until when an identifier is valid, are kept by the business
side: they are not changed over the protocol.

Source: Handle protocol facts §4.5. Not for rows of a registration (see business.row_judge).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.business.compiled import CompiledTemplate, Problem
from lingnan.sources.identifier.business.template import (
    FIRST_INDEX,
    RESTRICTED,
    SUFFIX,
    TEMPLATE_ID_INDEX,
    TEMPLATE_INDEX,
)
from lingnan.sources.identifier.business.template_form import read_told
from lingnan.sources.identifier.coding import problems as coding_problems
from lingnan.sources.identifier.node.authorise import Authority
from lingnan.sources.identifier.node.errors import NameRefused, TemplateRefused
from lingnan.sources.identifier.node.operation.basis import Basis
from lingnan.sources.identifier.wire.handle import fold, fold_text, parent_prefix, split
from lingnan.sources.identifier.wire.value import HandleValue

_MARKS: Final = (TEMPLATE_ID_INDEX, TEMPLATE_INDEX)
_SUFFIX: Final = fold(SUFFIX)
#: Templates of one prefix that are looked at to see whether one is in use.
_MOST: Final = 100

_NOT_NAMED: Final = Text(
    "自索引 2000 起的标识值须按模板填写，模板写入索引 1000 和 1001",
    "values from index 2000 on are those of a template, named in 1000 and 1001",
)
_UNKNOWN: Final = Text("没有所写的模板", "there is no such template")
_DISABLED: Final = Text("所写的模板已停用", "the template is disabled")
_VERSION: Final = Text("模板标识与版本不一致", "identifier and version of the template differ")
_NO_TEXT: Final = Text("不是文本", "it is no text")
_OPEN: Final = Text("该属性只对指定范围公开", "only administrators may read this item")
_TERM: Final = Text(
    "有效期由标识管理接口登记", "validity is registered by the management interface"
)


def is_told(index: int, value_type: str) -> bool:
    """Answer whether a value is one that a template speaks of; those of the protocol are not."""
    is_ours = index in _MARKS or index >= FIRST_INDEX
    return is_ours and value_type[:3].upper() != "HS_"


def is_template(folded: bytes) -> bool:
    """Answer whether a folded handle is the identifier of a template."""
    return folded.partition(b"/")[2].startswith(_SUFFIX)


async def require_name(authority: Authority, handle: str) -> None:
    """Refuse to let anybody but the node itself write the identifier of a template.

    Raises: NameRefused.
    """
    if is_template(fold(handle)) and not await authority.is_server_admin():
        raise NameRefused(handle=handle[:80])


def check_template(
    basis: Basis,
    handle: str,
    values: Iterable[HandleValue],
    before: Mapping[int, HandleValue] | None = None,
) -> str | None:
    """Answer the identifier of the template that a record keeps to; None without one.

    Args: values: all that the record will hold. before: what it holds now, by index.
    Raises: TemplateRefused with the indexes at fault.
    """
    told = {each.index: each for each in values if is_told(each.index, each.type)}
    was = {index: each for index, each in (before or {}).items() if is_told(index, each.type)}
    if told.keys() == was.keys() and all(_same(each, was[index]) for index, each in told.items()):
        return None
    prefix = split(handle)[0]
    named = told.pop(TEMPLATE_ID_INDEX, None)
    version = told.pop(TEMPLATE_INDEX, None)
    if named is None:
        is_free = TEMPLATE_ID_INDEX not in was and not (told and _has_templates(basis, prefix))
        if is_free and version is None:
            return None
        raise TemplateRefused(reason=_NOT_NAMED, indexes=tuple(told) or (TEMPLATE_ID_INDEX,))
    is_kept = _same(named, was.get(TEMPLATE_ID_INDEX))
    template = _template(basis, prefix, named, version, is_kept=is_kept)
    _check_values(template, told, was)
    _check_suffix(template, split(handle)[1])
    return template.template.handle


def _template(
    basis: Basis, prefix: str, named: HandleValue, version: HandleValue | None, *, is_kept: bool
) -> CompiledTemplate:
    """The template that a record names: of its own prefix or of the one above."""
    at = (TEMPLATE_ID_INDEX,)
    handle = _text(named)
    homes = {fold_text(each) for each in (prefix, parent_prefix(prefix)) if each}
    record = None
    if "/" in handle and fold_text(handle.partition("/")[0]) in homes and is_template(fold(handle)):
        record = basis.record(handle)
    value = None if record is None else record.value(1)
    if value is None:
        raise TemplateRefused(reason=_UNKNOWN, indexes=at)
    try:
        ready = _ready(value.data, value.timestamp)
    except LingnanError:
        raise TemplateRefused(reason=_UNKNOWN, indexes=at) from None
    if version is None or _text(version) != ready.template.version:
        raise TemplateRefused(reason=_VERSION, indexes=(TEMPLATE_INDEX,))
    if not ready.template.is_enabled and not is_kept:
        raise TemplateRefused(reason=_DISABLED, indexes=at)
    return ready


@lru_cache(256)
def _ready(octets: bytes, timestamp: int) -> CompiledTemplate:
    return CompiledTemplate(read_told(octets, at=datetime.fromtimestamp(timestamp, UTC)))


def _check_values(
    template: CompiledTemplate, told: Mapping[int, HandleValue], was: Mapping[int, HandleValue]
) -> None:
    for item in template.template.items:
        value = told.get(item.index)
        if value is not None and item.reader_scope == RESTRICTED and value.is_public:
            raise TemplateRefused(reason=_OPEN, indexes=(item.index,))
    term = template.valid_until_index
    if term is not None and not _same(told.get(term), was.get(term)):
        raise TemplateRefused(reason=_TERM, indexes=(term,))
    rows: list[dict[str, Any]] = [
        {"index": each.index, "type": each.type, "data": {"value": _text(each)}}
        for each in told.values()
    ]
    found = template.encode(rows, template.heads(0))
    if isinstance(found, list):
        raise TemplateRefused(reason=_reason(found[0]), indexes=_indexes(template, found, told))


def _reason(problem: Problem) -> Text:
    more: dict[str, Any] = {**problem.more, "field": problem.field, "value": problem.value}
    told = problem.rule.finding(row=1, **more)
    return Text(*(each.rstrip("。.") for each in (told.what.zh, told.what.en)))


def _indexes(
    template: CompiledTemplate, found: Iterable[Problem], told: Mapping[int, HandleValue]
) -> tuple[int, ...]:
    """The indexes that problems speak of: that of the item, else the one that is no item's."""
    by_type = {item.type: item.index for item in template.template.items}
    words = {str(index): index for index in told}
    known = (by_type.get(each.field, words.get(str(each.value), 0)) for each in found)
    return tuple(dict.fromkeys(index for index in known if index))


def _check_suffix(template: CompiledTemplate, suffix: str) -> None:
    rule = template.coding_rule
    wrong = () if rule is None else coding_problems(rule, suffix)
    if wrong:
        raise TemplateRefused(reason=wrong[0], indexes=())


def _has_templates(basis: Basis, prefix: str) -> bool:
    reader = basis.host.reader
    reader.renew()
    for home in (prefix, parent_prefix(prefix)):
        if not home:
            continue
        for name in reader.handles(home, after=f"{home}/{SUFFIX}", limit=_MOST):
            if not is_template(fold(name)):
                break
            entry = reader.entry(name)
            if entry is not None and not entry.is_withheld:
                return True
    return False


def _same(value: HandleValue | None, before: HandleValue | None) -> bool:
    if value is None or before is None:
        return value is before
    return (value.type, value.data, value.permissions) == (
        before.type,
        before.data,
        before.permissions,
    )


def _text(value: HandleValue) -> str:
    try:
        return value.data.decode()
    except UnicodeDecodeError:
        raise TemplateRefused(reason=_NO_TEXT, indexes=(value.index,)) from None
