"""Reports: one self-contained HTML file each, for the province, a city or an enterprise.

Not for the web server's pages, which will reuse charts/ and not these files.
"""

from lingnan.console.report.city import build_city
from lingnan.console.report.enterprise import build_enterprise
from lingnan.console.report.load import load_city, load_enterprise, load_overview
from lingnan.console.report.overview import build_overview

__all__ = [
    "build_city",
    "build_enterprise",
    "build_overview",
    "load_city",
    "load_enterprise",
    "load_overview",
]
