"""Whether names and values may be stored, before anything is written.

Source: RFC 3651 §3, Handle protocol facts §1.1, §1.6–1.7. Not for who may store them (see
authorise) and not for rules of one industry (see business).
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.node.errors import (
    DailyLimitReached,
    NameRefused,
    PrefixLimitReached,
    RegistrationLimitReached,
    ValueRefused,
)
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.proof.errors import MalformedProof
from lingnan.sources.identifier.proof.jwt import read_token
from lingnan.sources.identifier.records.errors import BadValues
from lingnan.sources.identifier.records.stored import Stored, prepare
from lingnan.sources.identifier.wire.codes import Permission
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import check, fold, fold_text, is_prefix_handle, split
from lingnan.sources.identifier.wire.limit import MAX_VALUES
from lingnan.sources.identifier.wire.typed import (
    HS_ALIAS,
    HS_CERT,
    HS_SECKEY,
    HS_SERV,
    HS_SERV_PREFIX,
    HS_SIGNATURE,
    decode_data,
)
from lingnan.sources.identifier.wire.value import HandleValue, encode_values

_PREFIX: Final = re.compile(r"[^./]+(\.[^./]+)*")
_TOKENS: Final = (HS_CERT, HS_SIGNATURE)
_NAMES: Final = (HS_ALIAS, HS_SERV, HS_SERV_PREFIX)
_MAX_INDEX: Final = 0x7FFFFFFF
_MAX_TYPE: Final = 256
_KNOWN: Final = sum(permission.value for permission in Permission)

_NONE: Final = Text("没有标识值", "there are none")
_INDEX: Final = Text("索引须为 1 至 2147483647", "an index is 1 to 2,147,483,647")
_TWICE: Final = Text("索引重复", "an index comes twice")
_PERMISSION: Final = Text("权限位未知", "unknown permissions")
_TYPE: Final = Text("类型为空或过长", "a type is empty or too long")
DATA_REASON: Final = Text("数据与类型不符", "the data are not what the type says")
_SECRET: Final = Text(
    "密钥不得公开可读，也不得为空", "a secret key must not be empty or publicly readable"
)
_SIZE: Final = Text("标识值过大或过多", "they are too large or too many")


def check_name(handle: str, *, is_begin: bool = False) -> str:
    """Answer the handle itself if it can be registered; a prefix handle needs a dotted prefix.

    Args: is_begin: the server will complete it (MINT), so that the suffix may be empty.
    Raises: InvalidHandle of the wire; NameRefused.
    """
    if is_begin:
        if "/" not in handle:
            handle += "/"
        check(handle + "x")
        if is_prefix_handle(handle):
            raise NameRefused(handle=handle[:80])
        return handle
    check(handle)
    if is_prefix_handle(handle) and not _PREFIX.fullmatch(split(handle)[1]):
        raise NameRefused(handle=handle[:80])
    return handle


def store(host: Host, values: Iterable[HandleValue], *, others: int = 0) -> Stored:
    """Answer values as they are stored, stamped with the time of the server.

    Args: others: octets of the values that stay in the record.
    Raises: ValueRefused with the indexes at fault.
    """
    stamped = tuple(replace(value, timestamp=host.now & 0xFFFFFFFF) for value in values)
    check_values(stamped)
    octets = encode_values(stamped)
    if len(octets) + others > host.settings.limits.record_octets:
        raise ValueRefused(reason=_SIZE)
    try:
        return prepare(octets)
    except BadValues as problem:
        raise ValueRefused(reason=DATA_REASON, indexes=problem.indexes) from None


def check_values(values: tuple[HandleValue, ...]) -> None:
    """Refuse values that cannot be stored.

    Raises: ValueRefused with the indexes at fault.
    """
    if not values:
        raise ValueRefused(reason=_NONE)
    if len(values) > MAX_VALUES:
        raise ValueRefused(reason=_SIZE)
    indexes = [value.index for value in values]
    _refuse(_INDEX, (index for index in indexes if not 1 <= index <= _MAX_INDEX))
    if len(set(indexes)) < len(indexes):
        counts = Counter(indexes)
        _refuse(_TWICE, (index for index, count in counts.items() if count > 1))
    _refuse(_PERMISSION, (each.index for each in values if each.permissions & ~_KNOWN))
    _refuse(_TYPE, (each.index for each in values if not _is_type(each.type)))
    _refuse(_SECRET, (each.index for each in values if not _is_kept_secret(each)))
    _refuse(DATA_REASON, (each.index for each in values if not _fits(each)))


def check_counts(host: Host, prefix: str) -> None:
    """Refuse a registration above a limit that is set.

    Raises: RegistrationLimitReached, PrefixLimitReached, DailyLimitReached.
    """
    limits = host.settings.limits
    if limits.records is None and limits.daily is None and not limits.by_prefix:
        return
    host.reader.renew()
    folded = fold(prefix)
    if limits.records is not None and host.reader.records_count() >= limits.records:
        raise RegistrationLimitReached(limit=limits.records)
    most = limits.by_prefix.get(fold_text(prefix), limits.by_prefix.get(""))
    if most is not None and host.reader.count(prefix) >= most:
        raise PrefixLimitReached(prefix=prefix, limit=most)
    if limits.daily is not None and host.daily.today(folded, host.clock()) >= limits.daily:
        raise DailyLimitReached(prefix=prefix, limit=limits.daily)


def _refuse(reason: Text, indexes: Iterable[int]) -> None:
    found = tuple(indexes)
    if found:
        raise ValueRefused(reason=reason, indexes=found)


def _is_type(value_type: str) -> bool:
    return 0 < len(value_type) <= _MAX_TYPE and value_type.isprintable()


def _is_kept_secret(value: HandleValue) -> bool:
    if fold_text(value.type) != HS_SECKEY:
        return True
    return bool(value.data) and not value.is_public


def _fits(value: HandleValue) -> bool:
    name = fold_text(value.type)
    try:
        decode_data(value.type, value.data)
        if name in _TOKENS:
            read_token(value.data.decode())
        elif name in _NAMES:
            check(value.data.decode())
    except (WireError, MalformedProof, UnicodeDecodeError):
        return False
    return True
