"""Check a pack as a whole: schema, references, codes, dates, sums, the catalogue, scenarios.

Not for loading: a pack with findings may still load, and rooms then use it as it is.
"""

from pathlib import Path as FilePath

from lingnan.kernel.finding import Finding
from lingnan.packs.checking.catalogue import check_catalogue
from lingnan.packs.checking.figure import check_figures
from lingnan.packs.checking.file import check_files
from lingnan.packs.checking.inspection import Inspection
from lingnan.packs.checking.reference import check_references
from lingnan.packs.checking.rule import SCHEMA, UNREADABLE
from lingnan.packs.checking.scenario import check_scenarios
from lingnan.packs.errors import PackContentError, PackFileError
from lingnan.packs.find import find_pack
from lingnan.packs.folder import Folder
from lingnan.packs.load import load_pack

__all__ = ["check_pack"]


def check_pack(name_or_path: str | FilePath) -> list[Finding]:
    """Everything that is wrong or doubtful about a pack; errors first.

    Limits: when records break their schema, only files and schema are reported, since nothing
        else can be judged.
    Raises: PackNotFoundError.
    """
    root = find_pack(name_or_path)
    found = check_files(Folder.at(root))
    try:
        pack = load_pack(root)
    except PackFileError as failure:
        values = failure.values
        found.append(UNREADABLE.finding(file=str(values["file"]), reason=values["reason"]))
        return _ordered(found)
    except PackContentError as failure:
        found += [
            SCHEMA.finding(file=p.file, row=p.line, field=p.path or None, problem=p.what)
            for p in failure.problems
        ]
        return _ordered(found)
    inspection = Inspection(pack)
    check_references(inspection)
    check_figures(inspection)
    check_catalogue(inspection)
    check_scenarios(inspection)
    return _ordered([*found, *inspection.findings])


def _ordered(findings: list[Finding]) -> list[Finding]:
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(findings, key=lambda f: (order[f.severity], f.file or "", f.row or 0, f.code))
