"""Which subjects the register knows, as a table that rows can be joined with.

Not for looking up one enterprise: that is registry.Registry.
"""

from typing import Any

import pyarrow as pa

from lingnan.packs import Pack
from lingnan.store import Engine, Store

_ENTERPRISE = "registry_enterprise"
_ENTITY = "registry_entity"
#: Full-width letters and digits, and their ASCII form.
_FULL = "".join(
    chr(code) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
)
_HALF = "".join(chr(ord(letter) - 0xFEE0) for letter in _FULL)


def uscc_sql(column: str) -> str:
    """SQL for a typed enterprise code in its written form; null where empty.

    Full-width characters are replaced only where there are any: translate is slow.
    """
    plain = f"upper(trim({column}))"
    wide = f"upper(trim(translate({column}, '{_FULL}', '{_HALF}')))"
    return f"nullif(CASE WHEN strlen({column}) = length({column}) THEN {plain} ELSE {wide} END, '')"


def subject_sql(column: str) -> str:
    """SQL for a typed subject code: enterprise codes in written form, others as they stand."""
    return f"CASE WHEN contains({column}, ':') THEN trim({column}) ELSE {uscc_sql(column)} END"


def keep_known_subjects(engine: Engine, store: Store, pack: Pack) -> Any:
    """Make the table `known_subject` in the engine and answer its DuckDB connection.

    Shapes:
        known_subject(subject_code, name_zh): one row per enterprise of the register, per other
            registered entity (`<kind>:<code>`) and per region of the pack (`region:<code>`).
    """
    connection = engine.connection.con
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE known_subject(subject_code VARCHAR, name_zh VARCHAR)"
    )
    regions = [pack.region_code, *(city.code for city in pack.cities)]
    table = pa.table({"subject_code": [f"region:{code}" for code in regions]})
    connection.register("known_region", table)
    connection.execute("INSERT INTO known_subject SELECT subject_code, NULL FROM known_region")
    if store.lake.exists(_ENTERPRISE):
        connection.execute(
            "INSERT INTO known_subject SELECT uscc, name_zh FROM read_parquet(?)",
            [store.lake.files(_ENTERPRISE)],
        )
    if store.lake.exists(_ENTITY):
        connection.execute(
            "INSERT INTO known_subject"
            " SELECT DISTINCT kind || ':' || entity_code, name_zh FROM read_parquet(?)",
            [store.lake.files(_ENTITY)],
        )
    return connection
