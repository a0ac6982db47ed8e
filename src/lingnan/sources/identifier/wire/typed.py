"""Predefined types of handle values, and reading the data of a value by its type.

Source: RFC 3651 §3.2, Handle protocol facts §1.7. Not for HS_CERT and HS_SIGNATURE (see proof) nor
for types of one node's own (see business).
"""

from typing import Final, TypeAlias

from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.handle import fold_text
from lingnan.sources.identifier.wire.public_key import PublicKey, decode_key
from lingnan.sources.identifier.wire.reference import Reference, decode_references
from lingnan.sources.identifier.wire.site import SiteInfo

HS_ADMIN: Final = "HS_ADMIN"
HS_VLIST: Final = "HS_VLIST"
HS_SECKEY: Final = "HS_SECKEY"
HS_PUBKEY: Final = "HS_PUBKEY"
HS_SITE: Final = "HS_SITE"
HS_SITE_PREFIX: Final = "HS_SITE.PREFIX"
HS_SERV: Final = "HS_SERV"
HS_SERV_PREFIX: Final = "HS_SERV.PREFIX"
HS_NA_DELEGATE: Final = "HS_NA_DELEGATE"
HS_NAMESPACE: Final = "HS_NAMESPACE"
HS_ALIAS: Final = "HS_ALIAS"
HS_CERT: Final = "HS_CERT"
HS_SIGNATURE: Final = "HS_SIGNATURE"
URL: Final = "URL"
EMAIL: Final = "EMAIL"
DESC: Final = "DESC"
LOCATION: Final = "10320/loc"

# Most values are of other types, and this is asked for every value shown.
_PREDEFINED: Final = frozenset({"HS_", "hs_", "Hs_", "hS_"})

TypedData: TypeAlias = AdminRecord | tuple[Reference, ...] | SiteInfo | PublicKey


def decode_data(value_type: str, data: bytes) -> TypedData | None:
    """Answer the record in the data of a predefined type; None for types without a record.

    HS_SITE and HS_PUBKEY include the types derived from them, as HS_SITE.PREFIX.

    Raises:
        WireError: the data is not what the type says.

    Source: RFC 3651 §3.2, Handle protocol facts §1.7.
    """
    if value_type[:3] not in _PREDEFINED:
        return None
    name = fold_text(value_type)
    if name == HS_ADMIN:
        return AdminRecord.decode(data)
    if name == HS_VLIST:
        return decode_references(data)
    if name in (HS_SITE, HS_NA_DELEGATE) or name.startswith("HS_SITE."):
        return SiteInfo.decode(data)
    if name == HS_PUBKEY or name.startswith("HS_PUBKEY."):
        return decode_key(data)
    return None
