"""The run as a whole: pinned, repeatable, consistent with the reference for single enterprises."""

import hashlib
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from lingnan.evidence import Ledger
from lingnan.pipeline import answers
from lingnan.pipeline.answers import diagnosis_of, progress_of
from lingnan.pipeline.errors import NoRun, NothingToRun, RunTooEarly, UnknownSubject
from lingnan.pipeline.run import run_all as run_with_roadmaps
from lingnan.store import Store
from lingnan.store.runs import last_run, list_runs

from .conftest import AS_OF, AT, build

run_all = partial(run_with_roadmaps, with_roadmaps=False)


def digests(store, run):
    return {
        name: [hashlib.sha256(Path(f).read_bytes()).hexdigest() for f in store.lake.files(name, v)]
        for name, v in run.outputs.items()
    }


def test_the_same_pins_give_the_same_bytes(tmp_path, pack):
    runs = []
    for place in ("a", "b"):
        store = build(tmp_path / place, pack)
        runs.append((store, run_all(store, pack, as_of=AS_OF, at=AT)))
    (left, first), (right, second) = runs
    assert first.run_id == second.run_id
    assert digests(left, first) == digests(right, second)
    again = run_all(left, pack, as_of=AS_OF, at=AT)
    assert again.run_id == first.run_id
    assert digests(left, again) == digests(left, first)
    assert len(list_runs(left.database)) == 1
    other = run_all(left, pack, as_of=date(2022, 12, 31), at=AT)
    assert other.run_id != first.run_id
    assert digests(left, first) == digests(right, second)


def test_proven_never_exceeds_claimed(province_store):
    run = last_run(province_store.database)
    with province_store.engine() as engine:
        scores = engine.scan(province_store.lake, "out_score", run.outputs["out_score"])
        assert engine.arrow(scores).num_rows > 100
        worse = scores.filter(
            (scores.proven_millipoints > scores.claimed_millipoints)
            | (scores.proven_level > scores.claimed_level)
        )
        assert engine.arrow(worse).num_rows == 0
        progress = engine.scan(province_store.lake, "out_progress", run.outputs["out_progress"])
        keys = ["definition_id", "month", "slice", "city_code", "cluster_id", "size_class"]
        sides = progress.group_by(keys).aggregate(
            claimed=progress.counted_count.sum(where=progress.side == "claimed"),
            proven=progress.counted_count.sum(where=progress.side == "proven"),
        )
        assert engine.arrow(sides.filter(sides.proven > sides.claimed)).num_rows == 0


def test_the_batch_agrees_with_the_explanation_of_each_enterprise(province_store, pack):
    run = last_run(province_store.database)
    with province_store.engine() as engine:
        scores = engine.scan(province_store.lake, "out_score", run.outputs["out_score"])
        rows = engine.arrow(
            scores.order_by(scores.claimed_millipoints.desc(), scores.subject_code).limit(40)
        ).to_pylist()
        for row in rows:
            found = diagnosis_of(
                province_store, pack, row["subject_code"], today=AS_OF, engine=engine
            )
            view = next(v for v in found.diagnosis.models if v.model.id == row["model_id"])
            assert view.claimed.millipoints == row["claimed_millipoints"]
            assert view.proven.millipoints == row["proven_millipoints"]
            assert (view.claimed.level, view.proven.level) == (
                row["claimed_level"],
                row["proven_level"],
            )
            assert view.claimed.answered_count == row["answered_count"]


def test_chunks_change_nothing(tmp_path, pack, monkeypatch):
    store = build(tmp_path / "s", pack)
    whole = run_all(store, pack, as_of=AS_OF, at=AT)
    before = digests(store, whole)
    monkeypatch.setattr("lingnan.pipeline.chunks.SUBJECTS_PER_CHUNK", 400)
    monkeypatch.setattr("lingnan.pipeline.chunks.chunks_of.__defaults__", (400,))
    cut = run_all(store, pack, as_of=AS_OF, at=AT)
    assert digests(store, cut) == before


def test_a_fact_in_the_inbox_is_sealed_and_counts(tmp_path, pack):
    store = build(tmp_path / "s", pack)
    run_all(store, pack, as_of=AS_OF, at=AT)
    before = progress_of(store)["run_id"]
    with store.engine() as engine:
        rows = engine.arrow(Ledger(store).rows(engine).limit(1)).to_pylist()
    Ledger(store).withdraw(rows[0]["evidence_no"], actor="t", at=AT, reason="test")
    run = run_all(store, pack, as_of=AS_OF, at=AT)
    assert run.run_id != before
    assert Ledger(store).verify().holds


def test_what_cannot_be_run_is_told(tmp_path, pack):
    store = Store.create(tmp_path / "empty", pack="guangdong")
    with pytest.raises(NothingToRun):
        run_all(store, pack, as_of=AS_OF, at=AT)
    with pytest.raises(RunTooEarly):
        run_all(store, pack, as_of=date(1999, 1, 1), at=AT)
    with pytest.raises(NoRun):
        progress_of(store)
    with pytest.raises(UnknownSubject):
        diagnosis_of(store, pack, "91440101MA00000000", today=AS_OF)
    assert answers.last_run(store.database) is None
