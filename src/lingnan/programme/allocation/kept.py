"""What dividing needs of the last run, kept in the store's folder: made once, read in an instant.

A file can be deleted at any time; it is made again. Not for what the run itself keeps (store).
"""

import json
import uuid
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lingnan.packs import Pack
from lingnan.programme.allocation.candidate import Group, People, Standing
from lingnan.programme.allocation.content import Aim
from lingnan.programme.allocation.divide import Prepared, prepare
from lingnan.programme.allocation.store import read_inputs
from lingnan.programme.store import OUT_PROGRESS, read_progress
from lingnan.store.place import Store
from lingnan.store.runs import Run, last_run

FOLDER: Final = "prepared"
_NOTE: Final = b"lingnan"


def prepared_for(store: Store, pack: Pack, aim: Aim) -> Prepared:
    """Answer what dividing by a definition needs of the last run; reads it where it is kept.

    Raises: NoUpgrades, LevelDiffers, BrokenUpgrade.
    """
    run = last_run(store.database)
    path = None if run is None else _path(store, run, pack, aim)
    if run is not None and path is not None:
        found = _read(path)
        if found is not None:
            progress = read_progress(store, version=run.outputs[OUT_PROGRESS], slices=["total"])
            return replace(found, progress=progress)
    with store.engine() as engine:
        made = prepare(engine, pack, aim, read_inputs(store, engine))
    if path is not None:
        _write(path, made)
    return made


def _path(store: Store, run: Run, pack: Pack, aim: Aim) -> Path:
    name = f"{run.run_id[:32]}-{aim.definition.id}-{pack.content_hash[:12]}.parquet"
    return store.root / FOLDER / name


def _write(path: Path, made: Prepared) -> None:
    people = made.people
    table = pa.table(
        {
            "subject_code": people.subjects,
            "group": pa.array(people.group, pa.int32()),
            "price_cny": pa.array(people.price),
            "subsidy_cny": pa.array(people.subsidy),
            "finish_period": pa.array(people.finish),
        }
    )
    note = {
        "groups": [asdict(group) for group in people.groups],
        "standing": asdict(people.standing),
        "as_of": made.as_of.isoformat(),
        "expansion": made.expansion,
        "is_synthetic": made.is_synthetic,
        "run_id": made.run_id,
    }
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(f".{uuid.uuid4().hex}.tmp")
    pq.write_table(table.replace_schema_metadata({_NOTE: json.dumps(note)}), draft)
    draft.replace(path)


def _read(path: Path) -> Prepared | None:
    try:
        table = pq.read_table(path)
        note = json.loads(table.schema.metadata[_NOTE])
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError):
        return None

    def column(name: str, kind: Any = np.int64) -> Any:
        return table[name].to_numpy().astype(kind)

    subjects = table["subject_code"].combine_chunks()
    people = People(
        subjects=subjects if isinstance(subjects, pa.Array) else pa.array([], pa.string()),
        groups=tuple(Group(**each) for each in note["groups"]),
        group=column("group", np.int32),
        price=column("price_cny"),
        subsidy=column("subsidy_cny"),
        finish=column("finish_period"),
        standing=Standing(**note["standing"]),
    )
    return Prepared(
        people,
        None,
        date.fromisoformat(note["as_of"]),
        note["expansion"],
        note["is_synthetic"],
        note["run_id"],
    )
