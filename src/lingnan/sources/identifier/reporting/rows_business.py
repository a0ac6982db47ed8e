"""Rows of T1, T4, T5, T6, T10 and T11: operators, templates and applications.

Operators (T1, T6) are papers that only people have, given as field → value; what the application
for a prefix says of an enterprise is filled in. Not for statistics or routes.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from lingnan.kernel import industry
from lingnan.sources.identifier.business.table import (
    metadata_template,
    node_application,
    prefix_allotment,
    prefix_application,
)
from lingnan.sources.identifier.reporting.report import Row
from lingnan.sources.identifier.reporting.specification import table

#: An allotment that is taken back is no enterprise node any more.
REVOKED: Final = "revoked"


def subject_rows(code: str, subjects: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Fill T1 or T6: the fields that the table has, of each operator; the rest is not told.

    T6 has no photographs (Handle protocol facts §4.4).
    """
    names = {field.name for field in table(code).fields}
    return [
        {name: value for name, value in subject.items() if name in names and value is not None}
        for subject in subjects
    ]


def enterprise_subjects(
    connection: Connection, papers: Mapping[str, Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Answer what is known of every enterprise with a prefix, once each, in the order of codes.

    Args:
        papers: unified social credit code → further fields of T6, which stand over the rest.
    """
    allotted, applied = prefix_allotment.c, prefix_application.c
    query = (
        select(
            allotted.uscc,
            allotted.enterprise_name_zh,
            allotted.industry_code,
            applied.legal_representative,
            applied.contact_name,
            applied.contact_mobile,
            applied.contact_email,
        )
        .join(prefix_application, applied.application_no == allotted.application_no)
        .where(allotted.state != REVOKED)
        .order_by(allotted.uscc, allotted.allotted_at)
    )
    found: dict[str, Mapping[str, Any]] = {}
    for row in connection.execute(query):
        found[row.uscc] = {
            "name": row.enterprise_name_zh,
            "id_type": "统一社会信用代码",
            "id_no": row.uscc,
            "legal_name": row.legal_representative,
            "industry": row.industry_code,
            "industry_major": row.industry_code[:3],
            "contact_name": row.contact_name,
            "contact_mobile": row.contact_mobile,
            "contact_email": row.contact_email,
            **papers.get(row.uscc, {}),
        }
    return list(found.values())


def allotted_prefixes(connection: Connection) -> dict[str, str]:
    """Answer enterprise prefix → unified social credit code, of all that are not revoked."""
    allotted = prefix_allotment.c
    query = select(allotted.prefix, allotted.uscc).where(allotted.state != REVOKED)
    return {row.prefix: row.uscc for row in connection.execute(query.order_by(allotted.prefix))}


def metadata_rows(connection: Connection, node: str, *, is_own: bool) -> list[Row]:
    """Fill T4 (`is_own`: templates of the second-level node) or T11 (those of enterprises)."""
    template = metadata_template.c
    whose = template.prefix == node if is_own else template.prefix != node
    query = select(metadata_template).where(whose, template.is_enabled)
    ordered = query.order_by(template.prefix, template.version)
    return [
        {
            "metadata_code": row["handle"],
            "version": row["version"],
            "industry": _industry(row["industry_code"]),
            "object_kind": row["object_kind"],
            "items": [_item(item) for item in json.loads(row["items"]) if item["state"]],
        }
        for row in connection.execute(ordered).mappings()
    ]


def application_rows(connection: Connection, node: str, *, is_own: bool) -> list[Row]:
    """Fill T5 (`is_own`) or T10: one row for each application that is enabled."""
    held = node_application.c
    whose = held.prefix == node if is_own else held.prefix != node
    query = select(node_application).where(whose, held.is_enabled).order_by(held.handle_key)
    rows: list[Row] = []
    for cells in connection.execute(query).mappings():
        row = {
            "name": cells["name_zh"],
            "type": cells["type"],
            "intro": cells["intro"],
            "users": cells["users_count"],
            "recursive_used": cells["recursive_used"],
            "developer": cells["developer"],
        }
        rows.append({name: value for name, value in row.items() if value is not None})
    return rows


def _industry(code: str) -> dict[str, str]:
    """Cut a class of GB/T 4754 into section, division, group and class, as far as it goes."""
    whole = industry.normalise(code)
    cuts = {"section": 1, "division": 3, "group": 4, "class": 5}
    return {
        name: whole[:1] if name == "section" else whole[1:length]
        for name, length in cuts.items()
        if len(whole) >= length
    }


def _item(item: Mapping[str, Any]) -> dict[str, object]:
    """Write one item as the table has it, from the form it is kept in (facts §4.5)."""
    kind = item["metadata"]
    return {
        "name_en": item["idType"],
        "alias_zh": item["name"],
        "type": kind["type"],
        "length": kind["maxLength"],
    }
