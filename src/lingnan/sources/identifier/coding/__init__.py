"""Codes of other identification systems: read, checked, and mapped to handles; coding rules.

GS1 (keys, element strings, Digital Link), OID, Ecode, did:bid and did:cn, ISO/IEC 15459 (VAA), and
handle names. Pure functions, standard library and kernel only. Not for resolving anything.
"""

from lingnan.sources.identifier.coding.coding_rule import (
    CheckKind,
    CodingRule,
    ObjectKind,
    PartKind,
    RulePart,
    choose_rule,
)
from lingnan.sources.identifier.coding.digital_link import (
    DigitalLink,
    canonical_link,
    read_link,
    write_link,
)
from lingnan.sources.identifier.coding.handle_name import (
    NationalPrefix,
    Profile,
    read_handle,
    read_prefix,
)
from lingnan.sources.identifier.coding.mapping import from_handle, to_handle
from lingnan.sources.identifier.coding.model import Code, System
from lingnan.sources.identifier.coding.plain_rule import PLAIN_RULES
from lingnan.sources.identifier.coding.recognise import candidates, recognise
from lingnan.sources.identifier.coding.suffix import generate, make_suffix, problems, read_suffix

__all__ = [
    "PLAIN_RULES",
    "CheckKind",
    "Code",
    "CodingRule",
    "DigitalLink",
    "NationalPrefix",
    "ObjectKind",
    "PartKind",
    "Profile",
    "RulePart",
    "System",
    "candidates",
    "canonical_link",
    "choose_rule",
    "from_handle",
    "generate",
    "make_suffix",
    "problems",
    "read_handle",
    "read_link",
    "read_prefix",
    "read_suffix",
    "recognise",
    "to_handle",
    "write_link",
]
