"""Figures that authorities reported: evidence about a region, shown beside what is counted.

The door: `import_series` for files, `import_pack_series` for the points a pack brings along.
Not for evidence about single enterprises (sources.declared, sources.cloud).
"""

from lingnan.sources.published.series import import_pack_series, import_series

__all__ = ["import_pack_series", "import_series"]
