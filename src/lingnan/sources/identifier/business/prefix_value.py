"""The values of the handle of an enterprise prefix, ``0.NA/88.900.1``.

A hosted prefix names this node's own prefix handle as its service (HS_SERV), so that a move of the
node is told in one place; an enterprise with a node of its own is told by its HS_SITE. Both are
administered by the group of the second-level prefix. The prefixes above are synthetic.

Source: Handle protocol facts §1.7, §1.8, §1.18.
"""

from datetime import datetime
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.business.errors import EntryInvalid
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import prefix_handle
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue, encode_values

SITE_INDEX: Final = 1
ADMIN_INDEX: Final = 100
OWN_ADMIN_INDEX: Final = 101
#: Where the second-level prefix keeps the group of its administrators (see node.initial).
GROUP_INDEX: Final = 200
#: The twelve rights that every client knows (RFC 3651 §3.2.1).
_ALL_RIGHTS: Final = 0x0FFF
#: What an enterprise's own administrator may do: all but making or deleting derived prefixes.
_OWN_RIGHTS: Final = _ALL_RIGHTS & ~0x000C


def prefix_values(parent: str, *, site: bytes | None, admin: str | None, at: datetime) -> bytes:
    """Answer the encoded values of the handle of a prefix under `parent`.

    Args:
        site: encoded HS_SITE of the enterprise's own node; None when this node hosts it.
        admin: ``index:handle`` of the enterprise's own administrator.
    Raises: EntryInvalid.
    """
    now = int(at.timestamp())
    if site is None:
        service = prefix_handle(parent).encode()
        where = HandleValue(SITE_INDEX, "HS_SERV", service, timestamp=now)
    else:
        where = HandleValue(SITE_INDEX, "HS_SITE", check_site(site), timestamp=now)
    group = AdminRecord(_ALL_RIGHTS, prefix_handle(parent), GROUP_INDEX).encode()
    values = [where, HandleValue(ADMIN_INDEX, "HS_ADMIN", group, timestamp=now)]
    if admin is not None:
        who = read_reference(admin)
        record = AdminRecord(_OWN_RIGHTS, who.handle, who.index).encode()
        values.append(HandleValue(OWN_ADMIN_INDEX, "HS_ADMIN", record, timestamp=now))
    return encode_values(values)


def check_site(octets: bytes) -> bytes:
    """Answer an encoded HS_SITE itself if it is one with a server. Raises: EntryInvalid."""
    try:
        servers = SiteInfo.decode(octets).servers
    except WireError as problem:
        raise EntryInvalid(field="HS_SITE", reason=problem.message) from problem
    if not servers:
        raise EntryInvalid(field="HS_SITE", reason=Text("没有服务器", "it names no server"))
    return octets


def read_reference(text: str) -> Reference:
    """Read ``index:handle``. Raises: EntryInvalid."""
    index, colon, handle = text.partition(":")
    is_index = index.isascii() and index.isdigit() and len(index) <= 9
    if not (colon and is_index and "/" in handle.strip("/")):
        reason = Text("应为 索引:标识", "write it index:handle")
        raise EntryInvalid(field=Text("管理员", "administrator"), reason=reason)
    return Reference(handle, int(index))
