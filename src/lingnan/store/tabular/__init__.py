"""Users' table files as Arrow: CSV, spreadsheets and Parquet, headers in Chinese or English.

Not for: what the values mean. Rooms name the columns they want and check the cells themselves.
The door: `read_table(path, columns=...)` gives a `Sheet`; what cannot be read at all raises a coded
error (TAB-001 to TAB-008), what is wrong in single lines comes as findings (TAB-011 and on).
"""

from lingnan.store.tabular.column import NO_HEADINGS, Column, Headings, with_headings
from lingnan.store.tabular.read import read_table
from lingnan.store.tabular.sheet import Sheet

__all__ = ["NO_HEADINGS", "Column", "Headings", "Sheet", "read_table", "with_headings"]
