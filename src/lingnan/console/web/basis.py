"""As of which day, and from which evidence, pages speak of one enterprise.

The last run's, as everywhere; or what the ledger holds now, where something came in since: then
"proven" is never older than the proof. Not for computing anything from it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Lock
from typing import Final, Literal

from lingnan.console.web.desk import Desk
from lingnan.diagnosis import Model
from lingnan.evidence import EvidenceRow, Ledger
from lingnan.evidence.store import read_inbox
from lingnan.packs import Pack
from lingnan.pipeline.pins import version_of
from lingnan.roadmap.planner import planner_of
from lingnan.sources.intake import china_day
from lingnan.store import Engine, Store
from lingnan.store.runs import Run

EVIDENCE: Final = "evidence"
_KEPT: Final = 64
_lock: Final = Lock()
_states: Final[dict[tuple[str, int | None, int], tuple[int, list[str]]]] = {}
Wish = Literal["", "run", "now"]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a page speaks from.

    Attributes:
        run: the run, with the day and evidence of this basis; null before the first.
        newer_count: evidence rows about the enterprise that the last run did not have.
    """

    as_of: date
    is_now: bool
    run: Run | None
    newer_count: int
    run_as_of: date | None


def basis_of(
    store: Store, engine: Engine, run: Run | None, uscc: str, *, at: datetime, wish: Wish = ""
) -> Basis:
    """Answer the basis: as wished; else now if something came in since the run, else the run."""
    newer = 0 if run is None else newer_count(store, engine, run, uscc)
    return _basis(store, run, newer, at, wish)


def basis_at_once(desk: Desk, uscc: str, *, at: datetime, wish: Wish = "") -> Basis:
    """The same; an engine is lent only where files of the ledger came in since the run."""
    store, run = desk.store, desk.run
    newer = 0
    if run is not None:
        newer = _waiting(store, uscc)
        if store.lake.exists(EVIDENCE) and _newer_files(store, version_of(run.pins, EVIDENCE)):
            with desk.engine() as engine:
                newer = newer_count(store, engine, run, uscc)
    return _basis(store, run, newer, at, wish)


def _basis(store: Store, run: Run | None, newer: int, at: datetime, wish: Wish) -> Basis:
    day = working_day(store, run, at)
    if run is None:
        return Basis(day, True, None, 0, None)
    if wish == "run" or (not newer and wish != "now"):
        return Basis(run.as_of, False, run, newer, run.as_of)
    version = "-"
    if store.lake.exists(EVIDENCE):
        version = str(_ledger_state(store, version_of(run.pins, EVIDENCE))[0])
    as_now = replace(run, as_of=day, pins={**run.pins, EVIDENCE: version})
    return Basis(day, True, as_now, newer, run.as_of)


def working_day(store: Store, run: Run | None, at: datetime) -> date:
    """Answer the day that counts as today: China's; for invented data that of the last run.

    What is invented ends with the run's day; after it everything would only be out of date.
    """
    return run.as_of if run is not None and store.manifest.synthetic else china_day(at)


def rows_of(store: Store, engine: Engine, basis: Basis, uscc: str) -> list[EvidenceRow]:
    """Answer the evidence about an enterprise that counts on a basis."""
    ledger = Ledger(store)
    if basis.is_now or basis.run is None:
        return ledger.of_subject(uscc, as_of=basis.as_of, engine=engine)
    version = version_of(basis.run.pins, EVIDENCE)
    if version is None:
        return []
    return ledger.of_subject(uscc, as_of=basis.as_of, engine=engine, version=version)


def newer_count(store: Store, engine: Engine, run: Run, uscc: str) -> int:
    """Answer how many rows about an enterprise the ledger got since a run."""
    waiting = _waiting(store, uscc)
    if not store.lake.exists(EVIDENCE):
        return waiting
    files = _newer_files(store, version_of(run.pins, EVIDENCE))
    if not files:
        return waiting
    found = engine.sql(
        "SELECT count(*) AS n FROM read_parquet($files) WHERE subject_code = $subject",
        files=files,
        subject=uscc,
    )
    return waiting + int(found["n"][0].as_py())


def _waiting(store: Store, uscc: str) -> int:
    with store.database.read() as connection:
        return len(read_inbox(connection, subject_code=uscc))


def _newer_files(store: Store, version: int | None) -> list[str]:
    """The files of the ledger that a version did not have."""
    return _ledger_state(store, version)[1]


def _ledger_state(store: Store, version: int | None) -> tuple[int, list[str]]:
    """The ledger's version now, and the files that came after one; read anew after a commit."""
    log = store.lake.path(EVIDENCE) / "_delta_log"
    key = (str(log), version, log.stat().st_mtime_ns)
    with _lock:
        if key not in _states:
            lake = store.lake
            known = set() if version is None else set(lake.files(EVIDENCE, version))
            if len(_states) >= _KEPT:
                _states.clear()
            files = [file for file in lake.files(EVIDENCE) if file not in known]
            _states[key] = (lake.version(EVIDENCE), files)
        return _states[key]


def models_of(pack: Pack) -> tuple[Model, ...]:
    """Answer a pack's assessment models, kept by the process with all that is computed of them."""
    planner = planner_of(pack)
    return tuple(planner.model(content.id) for content in pack.models)
