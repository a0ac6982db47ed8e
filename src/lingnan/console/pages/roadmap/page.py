"""The page of a roadmap put together: the question, the plan, the fixed choices.

Not for requests (route).
"""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from lingnan.console.document.value import capital
from lingnan.console.document.words import level_words, money_words
from lingnan.console.i18n import Translator
from lingnan.console.pages.roadmap.ask import (
    Wish,
    budget_span,
    chosen_model,
    deadlines,
    default_periods,
    read_wish,
)
from lingnan.console.pages.roadmap.choice import Choices, read_choices
from lingnan.console.pages.roadmap.context import AskView, ChoiceView, PlanView
from lingnan.console.pages.roadmap.known import deep_planner, known_of
from lingnan.console.pages.roadmap.view import plan_view
from lingnan.console.report.load.word import heading
from lingnan.console.web.basis import Basis
from lingnan.console.web.call import Call
from lingnan.console.web.dossier import Opened
from lingnan.console.web.enterprise_errors import NotConsented
from lingnan.diagnosis.score import score
from lingnan.kernel import LingnanError
from lingnan.pipeline.roadmaps import Known
from lingnan.roadmap.answer import to_json
from lingnan.roadmap.budget import money_of
from lingnan.roadmap.errors import BadBudget


@dataclass(frozen=True, slots=True)
class Question:
    """A question about one enterprise, ready to be planned."""

    known: Known
    basis: Basis
    wish: Wish
    choices: Choices
    levels: tuple[int, ...]

    def answer(self, *, is_deep: bool | None = None) -> dict[str, Any]:
        """Plan it, as plain data. Raises: see roadmap.enterprise.plan_enterprise."""
        deep = self.wish.is_deep if is_deep is None else is_deep
        wish = replace(self.wish, is_deep=deep)
        known = (
            replace(self.known, planner=deep_planner(self.known.planner.pack))
            if deep
            else self.known
        )
        return to_json(known.plan(wish.request(self.choices)))


def question_of(call: Call, opened: Opened) -> Question:
    """Read the question of the address about an opened enterprise.

    Raises: FormUnreadable; NotConsented where the reader may not see all that a plan rests on;
        NoCatalogue, ModelNotPlannable.
    """
    known, basis = known_of(call, opened)
    sight = opened.sight
    if not sight.is_whole and not sight.has_figures:
        raise NotConsented
    model = known.planner.model(chosen_model(call, known))
    sight.ensure_model(model)
    catalogue = known.planner.catalogue(model.id)
    levels = tuple(gate.level for gate in catalogue.steps.gates)
    now = score(model, known.subject(model.id).claimed).level
    wish = read_wish(call, known, model.id, levels, now)
    choices = read_choices(call.store.database, opened.enterprise.uscc, list(catalogue.number_of))
    return Question(known, basis, wish, choices, levels)


def plan_of(call: Call, uscc: str, question: Question) -> tuple[PlanView, dict[str, Any] | None]:
    """Plan a question for the page; a question that cannot be asked says why."""
    here = f"/enterprises/{uscc}/roadmap"
    query = urlencode(question.wish.pairs() | _basis_pair(call))
    try:
        answer = question.answer()
    except LingnanError as failure:
        if failure.exit_code != 2:
            raise
        told = f"{failure.message.in_(call.lang)} {failure.advice.in_(call.lang)}"
        return PlanView(problem=told), None
    view = plan_view(
        call.tr,
        answer,
        is_deep=question.wish.is_deep,
        deep_path=f"{here}?{query}&deep=1",
        files=f"{here}/files/{{}}?{query}",
        csv=f"{here}/tables/{{}}?{query}",
    )
    return view, answer


def ask_view(call: Call, uscc: str, question: Question, answer: dict[str, Any] | None) -> AskView:
    """The form with what is in force."""
    tr, known, wish = call.tr, question.known, question.wish
    default = _default_budget(question)
    budget = answer["budget"]["total_cny"] if answer else (wish.budget_cny or default or 0)
    most, step = budget_span(default, budget)
    source = answer["budget"]["source"][tr.lang] if answer else ""
    pack = call.pack
    names = question.known.planner.model(wish.model_id).level_names
    return AskView(
        path=f"/enterprises/{uscc}/roadmap",
        question=wish.question,
        side=wish.side,
        budget=budget,
        budget_words=money_words(tr, budget),
        budget_most=most,
        budget_step=step,
        budget_source=source,
        level=str(wish.level),
        levels=tuple(
            (str(level), heading(names[level].in_(tr.lang)) or level_words(tr, level))
            for level in question.levels
        ),
        by=wish.by.isoformat(),
        deadlines=tuple((day.isoformat(), tr.day(day)) for day in deadlines(known)),
        model=wish.model_id,
        models=tuple((model.id, model.title.in_(tr.lang)) for model in pack.models),
        basis=call.choice("basis", ("run", "now"), ""),
    )


def choice_views(tr: Translator, question: Question) -> tuple[ChoiceView, ...]:
    """The fixed choices in words."""
    _ = tr.gettext
    names = dict(measure_names(tr, question.known))
    words = {
        "running": _("under way already"),
        "must": _("has to be in"),
        "never": _("stays out"),
    }
    found = []
    for row in question.choices.rows:
        left = ""
        if row.kind == "running":
            left = tr.ngettext(
                "{count} half-year and {price} left",
                "{count} half-years and {price} left",
                row.periods or 0,
            ).format(count=row.periods or 0, price=money_words(tr, row.price_cny))
        name = names.get(row.measure_id, row.measure_id)
        found.append(ChoiceView(row.measure_id, name, words[row.kind], left, row.by))
    return tuple(found)


def measure_names(tr: Translator, known: Known) -> list[tuple[str, str]]:
    """The measures of the catalogue by name, as pairs of id and name."""
    named = [(m.id, capital(tr, m.name.in_(tr.lang))) for m in known.planner.pack.measures]
    return sorted(named, key=lambda pair: pair[1])


def _default_budget(question: Question) -> int | None:
    known = question.known
    setting = known.planner.setting(question.wish.model_id, known.as_of, default_periods(known))
    revenue = known.enterprise.revenue_cny
    try:
        return money_of(None, None if revenue is None else int(revenue), setting).total
    except BadBudget:
        return None


def _basis_pair(call: Call) -> dict[str, str]:
    wish = call.choice("basis", ("run", "now"), "")
    return {"basis": wish} if wish else {}
