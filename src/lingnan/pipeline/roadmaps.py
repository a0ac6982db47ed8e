"""Roadmaps of one enterprise from a store: who it is, what its evidence says, and the plan.

Not for the roadmaps of a whole run (roadmapping).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from lingnan.diagnosis.choice import choose
from lingnan.diagnosis.diagnose import lifetimes_of
from lingnan.evidence import Ledger
from lingnan.evidence.model import EvidenceRow
from lingnan.kernel import Text
from lingnan.kernel.size import size_class
from lingnan.packs import Pack
from lingnan.pipeline.errors import UnknownSubject
from lingnan.pipeline.pins import version_of
from lingnan.registry import Enterprise, Registry
from lingnan.registry.cluster import match_clusters
from lingnan.roadmap.enterprise import plan_enterprise
from lingnan.roadmap.model import Request, Roadmap, Subject
from lingnan.roadmap.planner import Planner, planner_of
from lingnan.store import Store
from lingnan.store.runs import last_run


@dataclass(frozen=True, slots=True)
class Known:
    """What a store knows of one enterprise as of its last run: its roadmaps start here."""

    planner: Planner
    enterprise: Enterprise
    evidence: tuple[EvidenceRow, ...]
    as_of: date
    run_id: str | None

    def subject(self, model_id: str) -> Subject:
        """The enterprise with its answers on one model."""
        return _subject(self, model_id)

    def default_model(self) -> str:
        """The model with the largest part of its items answered; without answers the main one."""
        return _default_model(self)

    def plan(self, request: Request) -> Roadmap:
        """Plan it. Raises: see plan_enterprise."""
        subject = self.subject(request.model_id)
        return plan_enterprise(self.planner, subject, request, self.as_of, run_id=self.run_id)


def known_enterprise(store: Store, pack: Pack, uscc: str, *, today: date) -> Known:
    """Read one enterprise as of the last run, from the evidence that run had; else as of today.

    Raises: UnknownSubject when it is not registered.
    """
    enterprise = Registry(store).get(uscc)
    if enterprise is None:
        raise UnknownSubject(subject=uscc)
    run = last_run(store.database)
    as_of = run.as_of if run else today
    version = version_of(run.pins, "evidence") if run else None
    with store.engine() as engine:
        rows = Ledger(store).of_subject(uscc, as_of=as_of, engine=engine, version=version)
    run_id = run.run_id if run else None
    return Known(planner_of(pack), enterprise, tuple(rows), as_of, run_id)


def _subject(known: Known, model_id: str) -> Subject:
    pack, enterprise = known.planner.pack, known.enterprise
    clusters = match_clusters(enterprise.industry_code, pack)
    revenue = enterprise.revenue_cny
    choice = choose(
        known.evidence, known.planner.model(model_id), lifetimes_of(pack), as_of=known.as_of
    )
    size = size_class(enterprise.employees_count, revenue)
    return Subject(
        uscc=enterprise.uscc,
        name=Text(enterprise.name_zh, enterprise.name_en or enterprise.name_zh),
        size_class=None if size is None else str(size),
        city_code=enterprise.city_code,
        industry_code=enterprise.industry_code,
        cluster_id=clusters[0].cluster_id if clusters else None,
        revenue_cny=None if revenue is None else int(revenue),
        employees=enterprise.employees_count,
        claimed=choice.claimed,
        proven=choice.proven,
        is_synthetic=enterprise.is_synthetic,
    )


def _default_model(known: Known) -> str:
    answered: Mapping[str, float] = {
        model.id: len(_subject(known, model.id).claimed) / len(model.items)
        for model in known.planner.pack.models
    }
    best = max(answered, key=lambda name: answered[name])
    return best if answered[best] > 0 else known.planner.main_model()


def with_model(request: Request, known: Known) -> Request:
    """The request with the model that fits where none was named."""
    return request if request.model_id else replace(request, model_id=known.default_model())
