"""One enterprise diagnosed for a page: the model chosen, its view, its sections and links.

Not for diagnosing (room diagnosis) nor for the sections themselves (report).
"""

from dataclasses import dataclass

from lingnan.console.charts import Table
from lingnan.console.report.enterprise import model_sections
from lingnan.console.report.load.diagnosed import model_view
from lingnan.console.report.section import Section
from lingnan.console.views import ModelView
from lingnan.console.web.basis import Basis, Wish, basis_of, models_of, rows_of
from lingnan.console.web.call import Call
from lingnan.console.web.dossier import Opened
from lingnan.console.web.enterprise_errors import NotConsented
from lingnan.console.web.linked import LinkedTable, evidence_path, linked, trace_path
from lingnan.diagnosis import Model, diagnose, read_standing
from lingnan.diagnosis.diagnose import ModelDiagnosis
from lingnan.roadmap.planner import planner_of
from lingnan.store.runs import Run

_PROOF_LINKS = (0, 2)
_ITEM_LINKS = (0, 3, 4)
_SCENARIO_LINKS = (0, 2, 3)


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """What a page knows of one enterprise under one model.

    Attributes:
        models: those that the reader may choose, the shown one among them.
        has_answers: whether answers and proof may be seen beside the levels.
    """

    basis: Basis
    models: tuple[Model, ...]
    found: ModelDiagnosis
    view: ModelView
    has_answers: bool


def diagnosed(call: Call, opened: Opened) -> Diagnosed:
    """Diagnose an enterprise under the model of the address, else the one it answered most of.

    Raises: NotConsented when the reader may see no model's diagnosis.
    """
    uscc, pack, store = opened.enterprise.uscc, call.pack, call.store
    wish: Wish = "run" if call.asked("basis") == "run" else ""
    if call.asked("basis") == "now":
        wish = "now"
    with call.desk.engine() as engine:
        basis = basis_of(store, engine, call.desk.run, uscc, at=call.at, wish=wish)
        rows = rows_of(store, engine, basis, uscc)
        standings = {
            standing.score["model_id"]: standing
            for standing in (read_standing(engine, store.lake, uscc) if basis.run else ())
        }
    open_models = [model for model in models_of(pack) if opened.sight.shows_model(model)]
    if not open_models:
        raise NotConsented
    every = diagnose(
        rows, pack, open_models, subject_code=uscc, as_of=basis.as_of, with_empty=True
    ).models
    answered = [each for each in every if each.evidence] or list(every)
    found = _chosen(call, every, answered)
    run = basis.run or Run("", basis.as_of, call.at, {}, {})
    view = model_view(call.tr, pack, run, found, rows, standings.get(found.model.id))
    shown = {each.model.id for each in answered} | {found.model.id}
    models = tuple(each.model for each in every if each.model.id in shown)
    return Diagnosed(basis, models, found, view, opened.sight.shows_answers(found.model))


def _chosen(
    call: Call, every: tuple[ModelDiagnosis, ...], answered: list[ModelDiagnosis]
) -> ModelDiagnosis:
    wanted = call.asked("model")
    for each in every:
        if each.model.id == wanted:
            return each
    main = planner_of(call.pack).main_model()
    return max(
        answered,
        key=lambda each: (len(each.evidence) / len(each.model.items), each.model.id == main),
    )


@dataclass(frozen=True, slots=True)
class Sections:
    """The four sections of a report, with the links of their tables; nulls for levels alone."""

    radar: Section
    gaps: Section | None = None
    items: LinkedTable | None = None
    scenarios: LinkedTable | None = None
    proof: Section | None = None
    proof_rows: LinkedTable | None = None
    evidence: Section | None = None
    evidence_rows: LinkedTable | None = None


def sections_of(call: Call, uscc: str, told: Diagnosed) -> Sections:
    """Build the sections of a model's view and link each number to its trace."""
    view = told.view
    radar, gaps, proof, evidence = model_sections(call.tr, view)
    if not told.has_answers:
        return Sections(radar)

    def trace(item_id: str) -> str:
        return trace_path(uscc, f"{view.id}:{item_id}")

    items = (
        linked(gaps.chart.table, [trace(item.id) for item in view.items], _ITEM_LINKS)
        if gaps.chart is not None
        else None
    )
    best = [line for line in view.evidence if line.is_best]
    return Sections(
        radar=radar,
        gaps=gaps,
        items=items,
        scenarios=_only(gaps, [trace(each.id) for each in view.scenarios], _SCENARIO_LINKS),
        proof=proof,
        proof_rows=_only(proof, [trace(each.item_id) for each in view.missing_proof], _PROOF_LINKS),
        evidence=evidence,
        evidence_rows=_evidence(
            evidence,
            [evidence_path(line.evidence_no) for line in best],
            [trace(line.item_id) for line in best],
        ),
    )


def _only(section: Section, paths: list[str], columns: tuple[int, ...]) -> LinkedTable | None:
    if not section.tables:
        return None
    table = section.tables[0]
    return linked(table, paths[: len(table.rows)], columns)


def _evidence(section: Section, numbers: list[str], items: list[str]) -> LinkedTable | None:
    if not section.tables:
        return None
    table = section.tables[0]
    rest: tuple[None, ...] = (None,) * (len(table.columns) - 2)
    return LinkedTable(
        table, tuple((one, two, *rest) for one, two in zip(numbers, items, strict=True))
    )


def table_of(parts: Sections, name: str) -> Table | None:
    """Answer a table by its name in the address; null when the page has none of that name."""
    charts = {"peers": parts.radar.chart, "items": parts.gaps.chart if parts.gaps else None}
    chart = charts.get(name)
    if chart is not None:
        return chart.table
    tables = {
        "scenarios": parts.scenarios,
        "proof": parts.proof_rows,
        "evidence": parts.evidence_rows,
    }
    found = tables.get(name)
    return None if found is None else found.table
