"""An enterprise's schedule as blocks: the picture, the plan that can be edited, the measures.

Not for the sections around it (enterprise), nor for other paths' waves.
"""

from datetime import date

from lingnan.console.document.answer import Answer
from lingnan.console.document.model import (
    Block,
    Cell,
    Column,
    Gantt,
    GanttRow,
    Plan,
    PlannedStep,
    Table,
)
from lingnan.console.document.words import period_words
from lingnan.console.i18n import Translator
from lingnan.kernel import add_months

MONTHS_A_PERIOD = 6

#: What of an answer a checker needs to judge an edited schedule, in the answer's own words.
_FACTS = ("path", "subject", "model", "question", "side", "target_level", "by", "start")


def half_years(tr: Translator, start: date, count: int) -> tuple[str, ...]:
    """Name `count` half-years from the one that holds `start`."""
    found = []
    for number in range(count):
        day = add_months(start, number * MONTHS_A_PERIOD)
        found.append(period_words(tr, f"{day.year}H{1 if day.month <= MONTHS_A_PERIOD else 2}"))
    return tuple(found)


def plan_blocks(answer: Answer) -> tuple[Block, ...]:
    """Show `schedule` as a Gantt picture and as a plan; nothing without a start or measures."""
    tr = answer.tr
    _ = tr.gettext
    start, rows = answer.day("start"), _in_order(answer)
    if start is None or not rows:
        return ()
    ends = [row.whole("finish_period") or 0 for row in rows]
    periods = half_years(tr, start, max(answer.whole("horizon_half_years") or 0, *ends, 1))
    bars = tuple(
        GanttRow(
            name=row.text("name"),
            group=row.text("foundation"),
            start=row.whole("start_period") or 0,
            finish=row.whole("finish_period") or 0,
            cost_cny=row.band("cost").expected,
        )
        for row in rows
    )
    return (
        Gantt(
            _("Schedule by half-year"),
            periods,
            bars,
            _("Shaded: under way. Amounts: the expected price of a measure."),
        ),
        Plan(_("Measures of the plan"), start, periods, _steps(rows), _facts(answer)),
    )


def measure_table(answer: Answer) -> tuple[Block, ...]:
    """Say of every measure what it raises, what must precede, what it proves, and why then."""
    tr = answer.tr
    _ = tr.gettext
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row.text("name"),
            "\n".join(_raise_words(tr, raised) for raised in row.rows("raises")) or None,
            tr.listing(list(row.texts("requires"))) or None,
            tr.listing(list(row.texts("evidence"))) or None,
            row.text("why") or None,
        )
        for row in _in_order(answer)
    )
    if not rows:
        return ()
    columns = (
        Column(_("Measure"), width=18),
        Column(_("What it raises"), width=32),
        Column(_("Finished before"), width=15),
        Column(_("Proof it yields"), width=16),
        Column(_("Why, and why then"), width=24),
    )
    note = _("In brackets: the points it adds, and how likely it is to get there.")
    return (Table(_("Measures and their effects"), columns, rows, note=note),)


def _raise_words(tr: Translator, raised: Answer) -> str:
    _ = tr.gettext
    text, goal = raised.text("text") or raised.text("item"), raised.text("to_text")
    clauses = []
    points = raised.whole("points")
    if points is not None:
        clauses.append(_("+{points} points").format(points=tr.points(points)))
    likelihood = raised.number("likelihood")
    if likelihood is not None:
        clauses.append(tr.percent(likelihood))
    colon, opening, closing = ("：", "（", "）") if tr.lang == "zh" else (": ", " (", ")")
    words = text + (colon + goal if goal else "")
    return words + (opening + tr.listing(clauses) + closing if clauses else "")


def _steps(rows: list[Answer]) -> tuple[PlannedStep, ...]:
    found = []
    for row in rows:
        start, finish = row.whole("start_period"), row.whole("finish_period")
        found.append(
            PlannedStep(
                measure=row.text("measure"),
                name=row.text("name"),
                group=row.text("foundation"),
                start_period=start,
                periods=(finish or 0) - (start or 0),
                cost=row.band("cost"),
                running_cny_year=row.whole("running_cny_year"),
                subsidy_cny=row.whole("subsidy_cny"),
                staff_fte=row.number("staff_fte"),
                requires=row.tr.listing(list(row.texts("requires"))),
            )
        )
    return tuple(found)


def _facts(answer: Answer) -> tuple[tuple[str, str | int | float | None], ...]:
    found: list[tuple[str, str | int | float | None]] = []
    for key in _FACTS:
        value = answer.values.get(key)
        found.append((key, value if isinstance(value, int) else answer.text(key) or None))
    found.append(("horizon_half_years", answer.whole("horizon_half_years")))
    budget, limits = answer.part("budget"), answer.part("limits")
    found.append(("budget_total_cny", budget.whole("total_cny")))
    for number, yuan in enumerate(budget.values.get("per_period") or ()):
        found.append((f"budget_cny_{number}", yuan))
    found += [("parallel", limits.whole("parallel")), ("staff_fte", limits.number("staff_fte"))]
    found += _choices(answer.part("choices"))
    found += [("as_of", answer.text("as_of") or None), ("run_id", answer.text("run_id") or None)]
    return tuple(found)


def _choices(choices: Answer) -> list[tuple[str, str | None]]:
    """List the user's choices a line each, their words separated by spaces."""
    found: list[tuple[str, str | None]] = [
        (key, " ".join(choices.texts(key)) or None) for key in ("must", "never", "selected")
    ]
    running = [
        f"{row.text('measure')}={row.whole('periods')}:{row.whole('price_cny')}"
        for row in choices.rows("running")
    ]
    return [*found, ("running", " ".join(running) or None)]


def _in_order(answer: Answer) -> list[Answer]:
    """Order by start, then finish, then as given."""
    return sorted(
        answer.rows("schedule"),
        key=lambda row: (row.whole("start_period") or 0, row.whole("finish_period") or 0),
    )
