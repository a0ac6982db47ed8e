"""Which places of a header row are read, and what was remarkable about the header.

Not for finding the header (see column).
"""

from collections.abc import Mapping, Sequence

from lingnan.kernel import Finding
from lingnan.store.tabular.column import Column, HeaderMatch
from lingnan.store.tabular.errors import ColumnMissing
from lingnan.store.tabular.rules import COLUMN_TWICE, COLUMN_UNUSED

_NAMES_SHOWN = 40


def wanted_places(
    headers: Sequence[str], match: HeaderMatch, keep_unmapped: bool
) -> dict[str, int]:
    """Answer the places to read by the name their column gets; unmapped ones keep their header."""
    places = dict(match.positions)
    if keep_unmapped:
        for place in match.unmapped:
            places.setdefault(headers[place].strip(), place)
    return places


def require_columns(
    match: HeaderMatch, headers: Sequence[str], *, file: str, header_row: int
) -> None:
    """Refuse a file whose header lacks a required column.

    Raises: ColumnMissing, naming what is missing, what is there and what would be accepted.
    """
    if not match.missing:
        return
    raise ColumnMissing(
        file=file,
        row=header_row or 1,
        missing="、".join(each.name for each in match.missing),
        found=_listed([each.strip() for each in headers if each.strip()]) or "–",
        accepted="；".join(_accepted(each) for each in match.missing),
    )


def header_findings(
    match: HeaderMatch, headers: Sequence[str], *, file: str, header_row: int, is_kept: bool
) -> list[Finding]:
    """Report columns that appear twice and columns that are not used."""
    findings = [
        COLUMN_TWICE.finding(
            file=file,
            row=header_row or None,
            field=name,
            value=header,
            used=headers[match.positions[name]].strip(),
        )
        for name, header in match.twice
    ]
    if match.unmapped and not is_kept:
        unused = _listed([headers[place].strip() for place in match.unmapped])
        findings.append(COLUMN_UNUSED.finding(file=file, row=header_row or None, value=unused))
    return findings


def mapping(match: HeaderMatch, headers: Sequence[str]) -> Mapping[str, str]:
    """Answer which header was taken for which column."""
    return {name: headers[place].strip() for name, place in match.positions.items()}


def _accepted(column: Column) -> str:
    return " / ".join((*column.aliases[:6], column.name))


def _listed(names: Sequence[str]) -> str:
    shown = "、".join(names[:_NAMES_SHOWN])
    return shown if len(names) <= _NAMES_SHOWN else f"{shown}…"
