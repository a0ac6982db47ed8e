"""Evidence in bulk: lines of JSON into the ledger, by the import that files go through.

A line that is none, or speaks of a subject outside the reader's scope, becomes a finding with its
number; the others go in. Not for what values mean (sources.declared).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import pyarrow as pa
from pydantic import ValidationError
from sqlalchemy import select

from lingnan.access import Permission, Role, Target, may, visible
from lingnan.console.api.batch import batch_scope
from lingnan.console.api.errors import (
    LINE_SUBJECT,
    LINE_TOO_LONG,
    LINE_UNFIT,
    LINE_UNREADABLE,
    TooManyLines,
)
from lingnan.console.api.register import enterprise_places
from lingnan.console.api.route import Spooled
from lingnan.console.api.shape.evidence import BulkLine
from lingnan.console.api.unfit import places_of
from lingnan.console.web.call import Call
from lingnan.console.web.consented import Sight, sight_of
from lingnan.console.web.enterprise_errors import NotConsented
from lingnan.console.web.proof import standing_of
from lingnan.console.web.target import subject_target
from lingnan.console.work.importing.batch import BatchWish, noted
from lingnan.evidence import Grade
from lingnan.kernel import Finding, Rule, Severity, uscc
from lingnan.registry.store import registry_enterprise
from lingnan.sources.declared.rows_file import COLUMNS, RowsFile
from lingnan.sources.declared.statement import import_rows

_ADD: Final = Permission.EVIDENCE_ADD
MOST_LINES: Final = 100_000
MOST_OCTETS: Final = 64 << 10
_TOLD: Final = 1_000
_AT_ONCE: Final = 5_000
_NAMES: Final = tuple(column.name for column in COLUMNS)


@dataclass(slots=True)
class _Reading:
    """What was read so far: good lines by column, and what is wrong with the others."""

    file: str
    columns: dict[str, list[str | None]] = field(default_factory=lambda: {n: [] for n in _NAMES})
    rows: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    bad: int = 0

    def refuse(self, rule: Rule, row: int, **told: Any) -> None:
        """Note a line that stays out."""
        self.bad += 1
        self.findings.append(rule.finding(file=self.file, row=row, **told))

    def leave_out(self, numbers: list[int]) -> None:
        """Drop good lines by their place among the good ones."""
        out = set(numbers)
        keep = [number for number in range(len(self.rows)) if number not in out]
        self.rows = [self.rows[number] for number in keep]
        self.columns = {
            name: [cells[number] for number in keep] for name, cells in self.columns.items()
        }


def take_bulk(call: Call, body: Spooled, key: str) -> dict[str, Any]:
    """Import the lines of a body under its key; answers the receipt. Raises: TooManyLines."""
    reading = _Reading(key)
    for row, line in _lines(body.file):
        _read(reading, row, line)
    standing = standing_of(call.who, None)
    _keep_reachable(call, reading)
    if standing.most > Grade.DECLARED and standing.source is not None:
        _keep_consented(call, reading)
    columns = {name: pa.array(cells, pa.string()) for name, cells in reading.columns.items()}
    if standing.source is not None:
        columns["source"] = pa.array([standing.source] * len(reading.rows), pa.string())
    wish = BatchWish(
        key=key,
        sha256=body.sha256,
        octets_count=body.octets_count,
        actor=call.who.actor,
        account_id=call.who.account_id,
        scope_code=batch_scope(call),
    )
    with noted(call.store, wish, at=call.at) as batch:
        counts, findings = import_rows(
            call.store,
            call.pack,
            RowsFile(
                path=Path(key),
                file=key,
                sha256=body.sha256,
                headers={name: name for name in _NAMES},
                units={},
                findings=tuple(reading.findings),
                rejected_count=reading.bad,
                sheet=pa.table({"row": pa.array(reading.rows, pa.int64()), **columns}),
            ),
            at=batch.at,
            actor=call.who.actor,
            max_grade=standing.most,
        )
        batch.counts = counts
    severities = [found.severity for found in findings]
    return {
        "file": key,
        **counts.as_dict(),
        "findings": {each.value: severities.count(each) for each in Severity},
        "problems": [finding_record(found) for found in findings[:_TOLD]],
        "problems_omitted": max(0, len(findings) - _TOLD),
    }


def finding_record(found: Finding) -> dict[str, Any]:
    """Answer a finding as plain data, as `lingnan roadmap check` tells it."""
    return {
        "code": found.code,
        "severity": found.severity.value,
        "field": found.field,
        "value": found.value,
        "row": found.row,
        "subject": found.subject,
        "what": found.what,
        "remedy": found.remedy,
    }


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers from 1; null for one that is too long. Raises: TooManyLines."""
    row = 0
    while line := file.readline(MOST_OCTETS + 1):
        row += 1
        if row > MOST_LINES:
            raise TooManyLines(most=f"{MOST_LINES:,}")
        is_long = len(line) > MOST_OCTETS
        while is_long and line and not line.endswith(b"\n"):
            line = file.readline(MOST_OCTETS)
        yield row, None if is_long else line


def _read(reading: _Reading, row: int, line: bytes | None) -> None:
    if line is None:
        reading.refuse(LINE_TOO_LONG, row, most=f"{MOST_OCTETS:,}")
        return
    if not line.strip():
        return
    try:
        read = BulkLine.model_validate_json(line)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        if first["type"] == "json_invalid" or not first["loc"]:
            reading.refuse(LINE_UNREADABLE, row)
            return
        place = places_of(problem, "line")[0]
        told = place.where.removeprefix("line.")
        reading.refuse(LINE_UNFIT, row, field=told, value=place.value, reason=place.what)
        return
    reading.rows.append(row)
    for name, cells in reading.columns.items():
        cells.append(_cell(getattr(read, name)))


def _cell(value: str | int | float | None) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    return json.dumps(value)


def _keep_reachable(call: Call, reading: _Reading) -> None:
    """Leave out lines about subjects outside the reader's scope; which there are is not told."""
    typed = reading.columns["subject"]
    subjects = [_written(cell or "") for cell in typed]
    allowed = _reachable(call, sorted(set(subjects)))
    out = [number for number, subject in enumerate(subjects) if subject not in allowed]
    for number in out:
        reading.refuse(LINE_SUBJECT, reading.rows[number], field="subject", value=typed[number])
    reading.leave_out(out)


def _keep_consented(call: Call, reading: _Reading) -> None:
    """Leave out what a provider would add of indicators that the enterprise kept to itself."""
    codes = {each.name.zh: each.code for each in call.pack.indicators}
    codes |= {each.code: each.code for each in call.pack.indicators}
    sights: dict[str, Sight] = {}
    out = []
    pairs = zip(reading.columns["subject"], reading.columns["indicator"], strict=True)
    for number, (subject, indicator) in enumerate(pairs):
        code = _written(subject or "")
        if code not in sights:
            sights[code] = _sight(call, code)
        if not sights[code].shows(codes.get(indicator or "", "")):
            row = reading.rows[number]
            reading.refuse(
                LINE_UNFIT, row, field="indicator", value=indicator, reason=NotConsented.what
            )
            out.append(number)
    reading.leave_out(out)


def _sight(call: Call, code: str) -> Sight:
    target = subject_target(call.store, code, at=call.at) or Target()
    return sight_of(call.store.database, call.who, _ADD, code, target, at=call.at)


def _reachable(call: Call, subjects: list[str]) -> set[str]:
    found: set[str] = set()
    codes = [each for each in subjects if ":" not in each]
    code = registry_enterprise.c.uscc
    within = visible(call.who, _ADD, enterprise_places(call.at))
    with call.store.database.read() as connection:
        for start in range(0, len(codes), _AT_ONCE):
            query = select(code).where(within, code.in_(codes[start : start + _AT_ONCE]))
            found.update(connection.scalars(query))
    for each in subjects:
        # About regions and registered entities only the office speaks; nobody proves himself.
        if ":" in each and Role.PROGRAMME_OFFICE in call.who.roles:
            target = subject_target(call.store, each, at=call.at)
            if target is not None and may(call.who, _ADD, target):
                found.add(each)
    return found


def _written(subject: str) -> str:
    return subject.strip() if ":" in subject else uscc.normalise(subject)
