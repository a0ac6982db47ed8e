"""Routes of diagnosis: of one enterprise from its evidence, and of a sheet that is not kept."""

from typing import Any, Final

from lingnan.access import Permission, ScopeKind, Target
from lingnan.console.api.route import ApiRoute, Ask, Reply
from lingnan.console.api.shape import diagnosis as shape
from lingnan.console.i18n import N_
from lingnan.console.web.basis import models_of
from lingnan.console.web.call import Call
from lingnan.console.web.consented import Sight, sight_of
from lingnan.console.web.dossier import note_look
from lingnan.console.web.enterprise_errors import NotConsented
from lingnan.diagnosis import build_model, score_sheet
from lingnan.pipeline.answers import diagnosis_of

_READ: Final = Permission.DIAGNOSIS_READ


#: What of a model's view is made of answers and evidence, and how it is held back.
_HELD: Final = ("evidence", "missing_proof", "unanswered", "inconsistencies", "unreadable")


def seen_models(call: Call, permission: Permission, uscc: str) -> set[str]:
    """Answer the models of which the reader may see what they say of an enterprise."""
    sight = _sight(call, permission, uscc)
    return {model.id for model in models_of(call.pack) if sight.shows_model(model)}


def _sight(call: Call, permission: Permission, uscc: str) -> Sight:
    target = call.target or Target()
    return sight_of(call.store.database, call.who, permission, uscc, target, at=call.at)


def _levels_alone(view: dict[str, Any]) -> dict[str, Any]:
    """A model's view for who sees levels, and no answer and no proof."""
    gaps = {
        side: None if gap is None else gap | {"candidates": []}
        for side, gap in view["gaps"].items()
    }
    return view | {key: [] for key in _HELD} | {"gaps": gaps}


def _of_enterprise(ask: Ask[shape.DiagnosisQuery, None]) -> Reply:
    call, uscc, model_id = ask.call, ask.call.parameters["uscc"], ask.query.model
    sight = _sight(call, _READ, uscc)
    open_models = [model for model in models_of(call.pack) if sight.shows_model(model)]
    seen = {model.id for model in open_models}
    answered = {model.id for model in open_models if sight.shows_answers(model)}
    if not seen or (model_id is not None and model_id not in seen):
        raise NotConsented
    with call.desk.engine() as engine:
        found = diagnosis_of(
            call.store,
            call.pack,
            uscc,
            today=call.at.date(),
            model_id=model_id,
            engine=engine,
        ).to_json()
    found["models"] = [
        view if view["model"] in answered else _levels_alone(view)
        for view in found["models"]
        if view["model"] in seen
    ]
    note_look(call, _READ, uscc, "api:diagnosis")
    return Reply(found)


def _score(ask: Ask[None, shape.Sheet]) -> Reply:
    sheet = ask.body
    model = build_model(ask.call.pack.model(sheet.model), sheet.choices or None)
    told = sheet.model_dump(mode="json", include={"answers", "scenarios"})
    return Reply(score_sheet(model, told).to_json())


ROUTES: Final = (
    ApiRoute(
        "GET",
        "/enterprises/{uscc}/diagnosis",
        _READ,
        _of_enterprise,
        N_("The diagnosis of one enterprise as of the last run"),
        shape.Diagnosis,
        rows={"uscc": ScopeKind.ENTERPRISE},
        query=shape.DiagnosisQuery,
        note=N_(
            "Who reads by consent sees models all of whose indicators the consent covers. Who may "
            "not read evidence, such as a park operator, sees levels and scores; lists of answers "
            "and proof are empty."
        ),
    ),
    ApiRoute(
        "POST",
        "/scores",
        Permission.DIAGNOSIS_SCORE,
        _score,
        N_("Score an answer sheet; nothing of it is kept"),
        shape.SheetScore,
        body=shape.Sheet,
    ),
)
