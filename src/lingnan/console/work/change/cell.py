"""An enterprise's row of the register as cells to be changed, and as a file of one row.

Not for checking them (pages.enterprise.row) nor for bringing them in (enter).
"""

import csv
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from lingnan.registry import Enterprise

#: What an enterprise may propose: nothing that names a person, nothing that ends it.
PROPOSABLE: Final[tuple[str, ...]] = (
    "name_zh",
    "name_en",
    "industry_code",
    "other_industry_codes",
    "employees_count",
    "revenue_cny",
    "ownership",
)
#: The day from which a new name holds; goes with name_zh.
RENAMED: Final[str] = "renamed_date"


def cells_of(enterprise: Enterprise) -> dict[str, str]:
    """Write the cells that may be proposed as the register holds them; empty where unknown."""
    revenue = enterprise.revenue_cny
    return {
        "name_zh": enterprise.name_zh,
        "name_en": enterprise.name_en or "",
        "industry_code": enterprise.industry_code,
        "other_industry_codes": ";".join(enterprise.other_industry_codes),
        "employees_count": text_of(enterprise.employees_count),
        "revenue_cny": "" if revenue is None else f"{revenue.normalize():f}",
        "ownership": text_of(enterprise.ownership),
    }


@contextmanager
def as_file(enterprise: Enterprise, cells: Mapping[str, str]) -> Iterator[Path]:
    """Lend a file of one row: who and where it is, with the cells in place."""
    present = cells_of(enterprise)
    row = {
        "uscc": enterprise.uscc,
        "name_zh": present["name_zh"],
        "region_code": enterprise.region_code,
        "industry_code": present["industry_code"],
        **cells,
    }
    with tempfile.TemporaryDirectory(prefix="lingnan-") as folder:
        path = Path(folder) / f"{enterprise.uscc}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerow(row)
        yield path


def text_of(value: object) -> str:
    """Write a value of the register as a cell; empty where unknown."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
