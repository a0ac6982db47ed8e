"""Check a register file without bringing it in: what its columns mean, which rows would stay out.

Not for what the register already holds of the rows (merge and the imports tell that).
"""

from datetime import datetime
from pathlib import Path

from lingnan.packs import Pack
from lingnan.registry.draft import Draft
from lingnan.registry.enterprise_check import check_enterprises
from lingnan.registry.entity_import import check_entities
from lingnan.registry.errors import KindUnknown
from lingnan.registry.importing import (
    ENTERPRISE,
    ENTITY,
    KINDS,
    MEMBERSHIP,
    SUPPLY,
    china_day,
    columns_of,
)
from lingnan.registry.membership_import import check_memberships
from lingnan.registry.model import EntityKind
from lingnan.registry.supply_check import check_supplies
from lingnan.store import Store
from lingnan.store.tabular import NO_HEADINGS, Headings, read_table


def check_register(
    store: Store,
    pack: Pack,
    path: Path | str,
    *,
    kind: str = ENTERPRISE,
    at: datetime,
    headings: Headings = NO_HEADINGS,
) -> Draft:
    """Decode and check a register file; nothing is written.

    Raises: KindUnknown, PlaceMissing, TableFileError.
    """
    if kind not in KINDS:
        raise KindUnknown(kind=kind, known=", ".join(KINDS))
    sheet = read_table(path, columns=columns_of(kind), headings=headings)
    if kind == ENTERPRISE:
        return check_enterprises(sheet, pack, today=china_day(at))
    draft = Draft(sheet)
    if kind in (MEMBERSHIP, SUPPLY):
        with store.database.read() as connection:
            if kind == MEMBERSHIP:
                check_memberships(connection, draft, pack)
            else:
                check_supplies(connection, draft)
        return draft
    check_entities(draft, pack, None if kind == ENTITY else EntityKind(kind), china_day(at))
    return draft
