"""Excel workbooks of documents, and reading back the schedule of one that was edited.

Not for what documents say (the builders above).
"""

from lingnan.console.document.workbook.read_back import EditedPlan, read_back
from lingnan.console.document.workbook.write import workbook_bytes, write_workbook

__all__ = ["EditedPlan", "read_back", "workbook_bytes", "write_workbook"]
