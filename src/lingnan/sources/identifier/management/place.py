"""Where a prefix lies, and whether who asks may act under it; for routes that name a prefix."""

from lingnan.access import Permission, Target
from lingnan.access.errors import BadScope
from lingnan.sources.identifier.business.allotment import find_allotments
from lingnan.sources.identifier.business.errors import NoPrefix
from lingnan.sources.identifier.business.registrar import target_of
from lingnan.sources.identifier.management.call import Call


def target_of_prefix(call: Call, prefix: str) -> Target:
    """Answer where a prefix lies; a text that is none lies nowhere."""
    allotted = find_allotments(call.desk.database, [prefix]).get(prefix)
    try:
        return target_of(prefix, allotted)
    except BadScope:
        return Target()


def ensure_open(call: Call, permission: Permission, prefix: str) -> None:
    """Refuse unless who asks may act under a prefix, and it is the node's or allotted and filed.

    Raises: Refused, NoPrefix.
    """
    call.ensure(permission, target_of_prefix(call, prefix))
    gate = call.desk.registrar.gates(call.who, permission, [prefix])[prefix]
    if gate is not None:
        raise NoPrefix(prefix=prefix[:128])
