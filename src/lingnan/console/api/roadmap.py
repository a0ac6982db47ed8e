"""Routes of roadmaps: of one enterprise, kept and planned anew; files checked.

Not for the run's roadmaps of industries, parks and chains (group).
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from lingnan.access import Permission, ScopeKind, Target, may
from lingnan.console.api.bulk import finding_record
from lingnan.console.api.diagnosis import seen_models
from lingnan.console.api.errors import NotPossible
from lingnan.console.api.route import ApiRoute, Ask, Reply
from lingnan.console.api.shape import roadmap as shape
from lingnan.console.api.shape.file import RoadmapFile
from lingnan.console.api.shape.found import Checked
from lingnan.console.api.shape.group import KeptRoadmap
from lingnan.console.i18n import N_
from lingnan.console.web.call import Call
from lingnan.console.web.dossier import note_look
from lingnan.console.web.enterprise_errors import NotConsented
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.target import target_of
from lingnan.kernel import Text
from lingnan.pipeline.roadmap_check import check_answer
from lingnan.pipeline.roadmaps import known_enterprise, with_model
from lingnan.roadmap.answer import to_json
from lingnan.roadmap.model import Request, Running
from lingnan.roadmap.store import read_roadmap

_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)
_FILE_OCTETS: Final = 32 << 20
_ROW_OF_PATH: Final = {
    "enterprise": (ScopeKind.ENTERPRISE, "subject"),
    "park": (ScopeKind.PARK, "park"),
    "chain": (ScopeKind.CHAIN, "chain"),
}


def ensure_day(field: str, day: date | None) -> None:
    """Refuse a day that no plan reaches. Raises: NotPossible."""
    if day is not None and not _FIRST <= day < _LAST:
        reason = Text("须在 2000 至 2099 年之间", "it lies between 2000 and 2099")
        raise NotPossible(field=field, value=day, reason=reason)


def _kept(ask: Ask[None, None]) -> Reply:
    call, uscc = ask.call, ask.call.parameters["uscc"]
    seen = seen_models(call, Permission.ROADMAP_READ, uscc)
    with call.desk.engine() as engine:
        found = read_roadmap(engine, call.store.lake, uscc, dict(call.run.outputs))
    if found is None:
        raise NothingThere
    if found.roadmap["model_id"] not in seen:
        raise NotConsented
    note_look(call, Permission.ROADMAP_READ, uscc, "api:roadmap")
    return Reply(
        {
            "roadmap": found.roadmap,
            "steps": found.steps,
            "upgrades": [found.upgrades[side] for side in sorted(found.upgrades)],
        }
    )


def _plan(ask: Ask[None, shape.PlanAsked]) -> Reply:
    call, asked = ask.call, ask.body
    uscc = call.parameters["uscc"]
    ensure_day("by", asked.by)
    seen = seen_models(call, Permission.ROADMAP_PLAN, uscc)
    known = known_enterprise(call.store, call.pack, uscc, today=call.at.date())
    request = with_model(_request(asked), known)
    if request.model_id not in seen:
        raise NotConsented
    note_look(call, Permission.ROADMAP_PLAN, uscc, "api:roadmap")
    return Reply(to_json(known.plan(request)))


def _request(asked: shape.PlanAsked) -> Request:
    budget = asked.budget_cny
    return Request(
        model_id=asked.model or "",
        question="value" if asked.level is None and asked.by is None else "level",
        side=asked.side,
        level=asked.level,
        by=asked.by,
        horizon=asked.horizon_half_years,
        budget_cny=tuple(budget) if isinstance(budget, list) else budget,
        parallel=asked.parallel,
        staff_fte=None if asked.staff_fte is None else Decimal(str(asked.staff_fte)),
        must=tuple(asked.must),
        never=tuple(asked.never),
        running=tuple(Running(r.measure, r.periods, r.price_cny) for r in asked.running),
        selected=tuple(asked.selected),
        with_analysis=asked.with_analysis,
    )


def _check(ask: Ask[None, RoadmapFile]) -> Reply:
    call = ask.call
    answer = ask.body.model_dump(mode="json", exclude_unset=True)
    _ensure_row(call, answer)
    for name in ("start", "by", "as_of"):
        _ensure_said_day(name, answer.get(name))
    found = check_answer(
        call.store, call.pack, answer, today=call.at.date(), file=f"{answer['path']}.json"
    )
    return Reply([finding_record(each) for each in found])


def _ensure_row(call: Call, answer: Mapping[str, Any]) -> None:
    """A file may be checked by who may plan what it speaks of. Raises: NothingThere."""
    path = answer["path"]
    target: Target | None
    if path == "industry":
        area = answer["scope"]["area"] or call.pack.region_code
        target = target_of(call.store, ScopeKind.CITY, area, at=call.at)
    else:
        kind, name = _ROW_OF_PATH[path]
        target = target_of(call.store, kind, str(answer[name]), at=call.at)
    if target is None or not may(call.who, Permission.ROADMAP_PLAN, target):
        raise NothingThere
    if path == "enterprise":
        call.target = target
        seen = seen_models(call, Permission.ROADMAP_PLAN, str(answer["subject"]))
        if answer.get("model") in {each.id for each in call.pack.models} - seen:
            raise NotConsented


def _ensure_said_day(name: str, said: object) -> None:
    try:
        ensure_day(name, None if said is None else date.fromisoformat(str(said)[:10]))
    except ValueError:
        reason = Text("不是日期", "it is no day")
        raise NotPossible(field=name, value=str(said)[:40], reason=reason) from None


ROUTES: Final = (
    ApiRoute(
        "GET",
        "/enterprises/{uscc}/roadmap",
        Permission.ROADMAP_READ,
        _kept,
        N_("What the last run keeps of one enterprise's roadmap"),
        KeptRoadmap,
        rows={"uscc": ScopeKind.ENTERPRISE},
    ),
    ApiRoute(
        "POST",
        "/enterprises/{uscc}/roadmap",
        Permission.ROADMAP_PLAN,
        _plan,
        N_("Plan one enterprise anew; nothing of it is kept"),
        shape.Roadmap,
        rows={"uscc": ScopeKind.ENTERPRISE},
        body=shape.PlanAsked,
        is_heavy=True,
    ),
    ApiRoute(
        "POST",
        "/roadmaps/check",
        Permission.ROADMAP_PLAN,
        _check,
        N_("Check a roadmap of any path, perhaps edited; an empty list is a sound one"),
        list[Checked],
        body=RoadmapFile,
        is_heavy=True,
        most_octets=_FILE_OCTETS,
    ),
)
