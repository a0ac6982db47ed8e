"""To which city or province a batch of evidence belongs: its office sees it among the imports.

Not for reading nor for keeping it (bulk, work.importing.batch).
"""

from lingnan.access import Permission, ScopeKind
from lingnan.console.web.call import Call
from lingnan.console.web.extent import extent_of

_ADD = Permission.EVIDENCE_ADD


def batch_scope(call: Call) -> str:
    """Answer the city of who sends it; the whole region where that is not one city."""
    extent = extent_of(call, _ADD)
    if extent.is_whole:
        return call.pack.region_code
    cities = set(extent.codes)
    for grant in call.who.grants:
        if _ADD in grant.role.permissions and grant.scope.kind is ScopeKind.ENTERPRISE:
            enterprise = call.desk.registry.get(grant.scope.key)
            cities |= set() if enterprise is None else {enterprise.city_code}
    return cities.pop() if len(cities) == 1 else call.pack.region_code
