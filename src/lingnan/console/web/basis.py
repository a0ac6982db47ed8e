"""As of which day, and from which evidence, pages speak of one enterprise.

The last run's, as everywhere; or what the ledger holds now, where something came in since: then
"proven" is never older than the proof. Not for computing anything from it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

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
    if run is None:
        return Basis(working_day(store, run, at), True, None, 0, None)
    newer = newer_count(store, engine, run, uscc)
    if wish == "run" or (not newer and wish != "now"):
        return Basis(run.as_of, False, run, newer, run.as_of)
    day = working_day(store, run, at)
    lake = store.lake
    version = str(lake.version(EVIDENCE)) if lake.exists(EVIDENCE) else "-"
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
    with store.database.read() as connection:
        waiting = len(read_inbox(connection, subject_code=uscc))
    if not store.lake.exists(EVIDENCE):
        return waiting
    version = version_of(run.pins, EVIDENCE)
    known = set() if version is None else set(store.lake.files(EVIDENCE, version))
    files = [file for file in store.lake.files(EVIDENCE) if file not in known]
    if not files:
        return waiting
    found = engine.sql(
        "SELECT count(*) AS n FROM read_parquet($files) WHERE subject_code = $subject",
        files=files,
        subject=uscc,
    )
    return waiting + int(found["n"][0].as_py())


def models_of(pack: Pack) -> tuple[Model, ...]:
    """Answer a pack's assessment models, kept by the process with all that is computed of them."""
    planner = planner_of(pack)
    return tuple(planner.model(content.id) for content in pack.models)
