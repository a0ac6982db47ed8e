"""Which imports a reader sees: his own, and those of the offices of his area.

What programs brought by the JSON interface is among them.
"""

from sqlalchemy import ColumnElement, and_, or_

from lingnan.access import Permission, ScopeKind, Target, visible
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.extent import extent_of
from lingnan.console.work.importing.batch import BULK
from lingnan.console.work.store import upload
from lingnan.console.work.upload import KeptUpload, find_upload

PURPOSE = "import"
_PURPOSES = (PURPOSE, BULK)


def imports_seen(call: Call) -> ColumnElement[bool]:
    """Answer the condition for the uploads that a reader sees."""
    places = {ScopeKind.CITY: upload.c.scope_code}
    is_mine = upload.c.account_id == call.who.account_id
    is_of_area = visible(call.who, Permission.IMPORTS_READ, places)
    return and_(upload.c.purpose.in_(_PURPOSES), or_(is_mine, is_of_area))


def import_of(call: Call, permission: Permission = Permission.IMPORTS_READ) -> KeptUpload:
    """Answer the upload that the path names, over which the reader has a permission.

    Raises: NothingThere.
    """
    found = find_upload(call.store.database, call.parameters["import_id"])
    if found is None or found.purpose not in _PURPOSES:
        raise NothingThere
    is_mine = found.account_id == call.who.account_id and permission in call.who.permissions
    is_of_area = bool(found.scope_code) and call.may(
        permission, Target.region(str(found.scope_code))
    )
    if not is_mine and not is_of_area:
        raise NothingThere
    return found


def scope_code_of(call: Call) -> str:
    """Answer the city or province to which the reader's imports belong. Raises: NothingThere."""
    extent = extent_of(call, Permission.IMPORTS_START)
    if extent.is_whole:
        return call.pack.region_code
    if not extent.cities:
        raise NothingThere
    return extent.cities[0].code


def cities_of(call: Call) -> list[str] | None:
    """Answer the cities that the reader's imports may speak of; null for the whole region."""
    extent = extent_of(call, Permission.IMPORTS_START)
    return None if extent.is_whole else sorted(extent.codes)
