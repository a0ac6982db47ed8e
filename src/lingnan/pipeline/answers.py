"""What the last run says: the targets, and one enterprise explained."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lingnan.diagnosis import Diagnosis, Standing, build_model, diagnose, read_standing
from lingnan.evidence import Ledger
from lingnan.packs import Pack
from lingnan.pipeline.errors import NoRun, UnknownSubject
from lingnan.pipeline.pins import version_of
from lingnan.programme import progress_answer
from lingnan.programme.store import read_targets
from lingnan.registry import Enterprise, Registry
from lingnan.store import Engine, Store
from lingnan.store.runs import Run, last_run


@dataclass(frozen=True, slots=True)
class Explained:
    """One enterprise: who it is, what its evidence says, where it stands among its peers."""

    enterprise: Enterprise | None
    diagnosis: Diagnosis
    standings: tuple[Standing, ...]
    run: Run | None
    is_synthetic: bool

    def to_json(self) -> dict[str, Any]:
        """The diagnosis contract, with the peers of each model where a run knows them."""
        answer = self.diagnosis.to_json()
        peers = {standing.score["model_id"]: standing for standing in self.standings}
        for model in answer["models"]:
            standing = peers.get(model["model"])
            model["peers"] = None if standing is None else _peers(standing)
        name = self.enterprise.name_zh if self.enterprise else None
        return {
            **answer,
            "name": name,
            "is_synthetic": self.is_synthetic,
            "run_id": self.run.run_id if self.run else None,
        }


def the_run(store: Store) -> Run:
    """The last run. Raises: NoRun."""
    run = last_run(store.database)
    if run is None:
        raise NoRun
    return run


def progress_of(store: Store) -> dict[str, Any]:
    """The targets as the last run left them, in the shape of the progress contract.

    Raises: NoRun.
    """
    run = the_run(store)
    answer = progress_answer(read_targets(store, version=run.outputs["out_target"]))
    return {
        "as_of": run.as_of.isoformat(),
        "targets": answer["targets"],
        "run_id": run.run_id,
        "is_synthetic": store.manifest.synthetic,
        "expansion": store.manifest.expansion,
    }


def known_subject(store: Store, subject_code: str) -> None:
    """Make sure that a subject is registered; regions always are.

    Raises: UnknownSubject.
    """
    registry = Registry(store)
    kind, is_entity, code = subject_code.partition(":")
    if kind == "region":
        return
    if is_entity:
        names = {(entity.kind.value, entity.entity_code) for entity in registry.entities()}
        known = (kind, code) in names
    else:
        known = registry.get(subject_code) is not None
    if not known:
        raise UnknownSubject(subject=subject_code)


def diagnosis_of(
    store: Store,
    pack: Pack,
    subject_code: str,
    *,
    today: date,
    model_id: str | None = None,
    engine: Engine | None = None,
) -> Explained:
    """Explain one enterprise as of the last run, from the evidence that run had; else as of today.

    Raises: UnknownSubject when it is neither registered nor has evidence.
    """
    if engine is None:
        with store.engine() as own:
            return diagnosis_of(
                store, pack, subject_code, today=today, model_id=model_id, engine=own
            )
    run = last_run(store.database)
    as_of = run.as_of if run else today
    version = version_of(run.pins, "evidence") if run else None
    chosen = [pack.model(model_id)] if model_id else list(pack.models)
    rows = Ledger(store).of_subject(subject_code, as_of=as_of, engine=engine, version=version)
    enterprise = Registry(store).get(subject_code)
    if enterprise is None and not rows:
        raise UnknownSubject(subject=subject_code)
    models = [build_model(content) for content in chosen]
    found = diagnose(rows, pack, models, subject_code=subject_code, as_of=as_of)
    if not found.models:
        # Nobody has assessed it: every model then says what it would ask for.
        found = diagnose(
            rows, pack, models, subject_code=subject_code, as_of=as_of, with_empty=True
        )
    standings = read_standing(engine, store.lake, subject_code) if run else []
    return Explained(enterprise, found, tuple(standings), run, store.manifest.synthetic)


def _peers(standing: Standing) -> dict[str, Any]:
    score = standing.score
    return {
        "cluster": score["primary_cluster_id"],
        "size_class": score["size_class"],
        "claimed_percentile": score["claimed_percentile"],
        "proven_percentile": score["proven_percentile"],
        "dimensions": {
            name: {
                key: row[key] for key in ("enterprises_count", "claimed_median", "proven_median")
            }
            for name, row in standing.peers.items()
        },
    }
