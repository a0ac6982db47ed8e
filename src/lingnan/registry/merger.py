"""Mergers: the enterprise that took another over must be registered, or come in the same file.

Not for the form of its code (see enterprise_status).
"""

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, select

from lingnan.registry import rules
from lingnan.registry.cell import true_rows
from lingnan.registry.draft import Draft, Places
from lingnan.registry.model import Status
from lingnan.registry.store import registry_enterprise

_KEYS_A_QUERY = 5_000


def check_mergers(connection: Connection, draft: Draft, places: Places) -> Places:
    """Report mergers into enterprises that nobody knows; answers the places that remain.

    A merger into a row that is itself kept out is kept out too.
    """
    status = draft.columns["status"].take(pa.array(places))
    merged = places[true_rows(pc.equal(status, str(Status.MERGED)))]
    if not len(merged):
        return places
    codes, targets = draft.columns["uscc"], draft.columns["merged_into_uscc"]
    registered = pa.array(known_codes(connection, targets.take(pa.array(merged))), pa.string())
    while len(merged):
        here = codes.take(pa.array(places[~draft.is_rejected[places]]))
        wanted = targets.take(pa.array(merged))
        is_found = true_rows(pc.or_(pc.is_in(wanted, here), pc.is_in(wanted, registered)))
        is_itself = true_rows(pc.equal(wanted, codes.take(pa.array(merged))))
        lost = merged[~is_found | is_itself]
        if not len(lost):
            break
        draft.report(rules.MERGER_TARGET, lost, "merged_into_uscc")
        merged = merged[is_found & ~is_itself]
    remaining: Places = places[~draft.is_rejected[places]]
    return remaining


def known_codes(connection: Connection, codes: pa.Array) -> list[str]:
    """Answer which of these codes are registered."""
    wanted = pc.unique(codes.drop_null()).to_pylist()
    found: list[str] = []
    for start in range(0, len(wanted), _KEYS_A_QUERY):
        query = select(registry_enterprise.c.uscc).where(
            registry_enterprise.c.uscc.in_(wanted[start : start + _KEYS_A_QUERY])
        )
        found.extend(connection.scalars(query))
    return found
