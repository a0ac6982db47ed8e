"""A synthetic province with true marginals, for the demo, tests and benchmarks.

Counts of cities and claimed totals are the published ones; enterprises, answers, bills and
contracts are invented from the assumptions `sample.*` of the content pack, and say so. Not for
statistics: nothing made here may be quoted as a fact about a region.
"""

from lingnan.sample.file import SampleFiles, write_files
from lingnan.sample.load import LoadReceipt, load_into
from lingnan.sample.province import SampleProvince, generate

__all__ = [
    "LoadReceipt",
    "SampleFiles",
    "SampleProvince",
    "generate",
    "load_into",
    "write_files",
]
