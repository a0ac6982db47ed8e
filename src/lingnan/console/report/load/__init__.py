"""Fill the views of reports from a store: the tables of the last run, the pack, the ledger.

Every table is read at the version that the run pinned. Not for computing results.
"""

from lingnan.console.report.load.city import load_city
from lingnan.console.report.load.enterprise import load_enterprise
from lingnan.console.report.load.overview import load_overview

__all__ = ["load_city", "load_enterprise", "load_overview"]
