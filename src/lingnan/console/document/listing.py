"""Tables that belong to a picture: the plan, the money and the levels, as typed rows.

Not for a machine-readable schedule (workbook/schedule).
"""

from lingnan.console.document.model import Band, CashFlow, Cell, Column, LevelPath, Plan, Table
from lingnan.console.document.words import with_unit
from lingnan.console.i18n import Translator


def plan_table(tr: Translator, plan: Plan) -> Table:
    """List the measures of a plan with their period, price, running cost and subsidy."""
    _ = tr.gettext
    rows: list[tuple[Cell, ...]] = []
    costs = [step.cost for step in plan.steps if step.start_period is not None]
    for number, step in enumerate(plan.steps, 1):
        rows.append(
            (
                number,
                step.name,
                step.group or None,
                span_of(tr, plan, step.start_period, step.periods),
                step.cost,
                step.running_cny_year,
                step.subsidy_cny,
            )
        )
    columns = (
        Column(_("No."), "count", 6),
        Column(_("Measure"), width=22),
        Column(_("Foundation"), width=15),
        Column(_("Period"), width=20),
        Column(with_unit(tr, _("Investment")), "band", 23),
        Column(with_unit(tr, _("Running cost a year")), "money", 13),
        Column(with_unit(tr, _("Subsidy")), "money", 11),
    )
    total: tuple[Cell, ...] = (
        None,
        _("Total"),
        None,
        None,
        sum_bands(costs),
        sum(step.running_cny_year or 0 for step in plan.steps),
        sum(step.subsidy_cny or 0 for step in plan.steps),
    )
    note = _(
        "Investment: the expected price, with the range of prices in brackets. "
        "Subsidies are paid after a measure is finished and accepted; some may fall due after the "
        "last period."
    )
    return Table(plan.title, columns, tuple(rows), total, note)


def span_of(tr: Translator, plan: Plan, start: int | None, periods: int) -> str | None:
    """Name the periods of a step: the first, and the last where there are several."""
    if start is None or not 0 <= start < len(plan.periods):
        return None
    last = min(start + max(periods, 1), len(plan.periods)) - 1
    first_words, last_words = plan.periods[start], plan.periods[last]
    if last == start:
        return first_words
    return tr.gettext("{first} to {last}").format(first=first_words, last=last_words)


def cash_table(tr: Translator, block: CashFlow) -> Table:
    """List the money of every period, and its sums."""
    _ = tr.gettext
    periods = block.periods
    columns = (
        Column(_("Period"), width=18),
        Column(with_unit(tr, _("Budget")), "money", 14),
        Column(with_unit(tr, _("Subsidies")), "money", 14),
        Column(with_unit(tr, _("Payments")), "band", 22),
        Column(with_unit(tr, _("Running cost")), "money", 14),
        Column(with_unit(tr, _("Balance")), "money", 14),
    )
    rows = tuple((p.period, p.budget, p.subsidy, p.payments, p.running, p.balance) for p in periods)
    total: tuple[Cell, ...] = (
        _("Total"),
        sum(p.budget for p in periods),
        sum(p.subsidy for p in periods),
        sum_bands([p.payments for p in periods]),
        sum(p.running for p in periods),
        None,
    )
    return Table(_("Cash flow in figures"), columns, rows, total, block.note)


def level_table(tr: Translator, block: LevelPath) -> Table:
    """List points and level of both sides at the end of every period."""
    _ = tr.gettext
    columns = (
        Column(_("At the end of"), width=24),
        Column(_("Claimed points"), "points", 18),
        Column(_("Claimed level"), "level", 20),
        Column(_("Proven points"), "points", 18),
        Column(_("Proven level"), "level", 20),
    )
    rows = tuple(
        (p.period, p.claimed, p.claimed_level, p.proven, p.proven_level) for p in block.points
    )
    return Table(_("Points and levels in figures"), columns, rows, note=block.note)


def sum_bands(bands: list[Band]) -> Band:
    """Add amounts bound by bound; a sum with an unknown part is unknown."""
    return Band(
        _sum([band.low for band in bands]),
        _sum([band.expected for band in bands]),
        _sum([band.high for band in bands]),
    )


def _sum(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
