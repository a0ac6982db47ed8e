"""What an enterprise roadmap says of itself in sentences: result, certificate, money, levels.

Not for tables and pictures (schedule, section), nor for other paths.
"""

from lingnan.console.document.answer import Answer
from lingnan.console.document.section import level_change
from lingnan.console.document.words import (
    gap_words,
    level_words,
    money_words,
    period_words,
    span_words,
)


def result_sentence(answer: Answer) -> str:
    """Say what is advised, or why nothing can be."""
    tr = answer.tr
    _ = tr.gettext
    status = answer.text("status")
    if status == "unassessed":
        text = _(
            "the enterprise has no assessment result yet, so that no roadmap can be computed; "
            "please complete the assessment first"
        )
        return tr.sentence([text])
    if status == "open":
        text = _("no schedule that does this was found, nor is it proven that none exists")
        return tr.sentence([text])
    if status == "infeasible" and answer.text("question") == "value":
        text = _("the measures wanted cannot all be finished under the conditions given")
        return tr.sentence([text])
    if status == "infeasible":
        text = _("{level} cannot be reached by {day} under the conditions given")
        day = tr.day(answer.day("by"))
        return tr.sentence(
            [text.format(level=level_words(tr, answer.whole("target_level")), day=day)]
        )
    if status == "nothing_affordable":
        shortfall = answer.part("shortfall")
        if shortfall.text("text") and shortfall.whole("smallest_budget_cny") is None:
            return ""  # money is not what is lacking; the shortfall says what is
        return tr.sentence([_("the budget does not suffice for any measure")])
    count = len(answer.rows("schedule"))
    if not count:
        return tr.sentence([_("no measure is needed: what was asked for holds already")])
    cost = answer.part("totals").band("cost")
    span = span_words(tr, cost)
    opening, closing = ("（", "）") if tr.lang == "zh" else (" (", ")")
    clauses = [
        tr.ngettext(
            "we advise the enterprise to carry out {count} measure from {day}",
            "we advise the enterprise to carry out {count} measures from {day}",
            count,
        ).format(count=count, day=tr.day(answer.day("start"))),
        _("expected investment {cost}").format(cost=money_words(tr, cost.expected))
        + (opening + span + closing if span else ""),
    ]
    subsidy = answer.part("totals").whole("subsidy_cny")
    if subsidy:
        clauses.append(_("expected subsidies {subsidy}").format(subsidy=money_words(tr, subsidy)))
    return tr.sentence(clauses)


def level_sentence(answer: Answer) -> str:
    """Say how both levels move until the end; "" when no levels are given."""
    tr = answer.tr
    _ = tr.gettext
    rows = answer.rows("levels")
    if not rows:
        return ""
    clauses = []
    for side, pattern in (("claimed", _("claimed: {change}")), ("proven", _("proven: {change}"))):
        first, last = rows[0].part(side), rows[-1].part(side)
        change = level_change(tr, first.whole("level"), last.whole("level"))
        points = _("{before} to {after} points").format(
            before=tr.points(first.whole("millipoints")),
            after=tr.points(last.whole("millipoints")),
        )
        opening, closing = ("（", "）") if tr.lang == "zh" else (" (", ")")
        clauses.append(pattern.format(change=change) + opening + points + closing)
    return tr.sentence(clauses)


def certificate_sentence(answer: Answer) -> str:
    """Say how far from the best possible the plan can be at most; "" without a bound."""
    tr = answer.tr
    _ = tr.gettext
    gap = answer.number("gap")
    if gap is None or answer.text("status") not in ("", "planned"):
        return ""
    if gap <= 0:
        text = _("it is proven that no other schedule is better under the assumptions below")
    elif answer.text("question") == "level":
        text = _(
            "it is proven that any other schedule that does the same saves at most {gap} of the "
            "cost under the assumptions below"
        )
    else:
        text = _(
            "it is proven that the value of this schedule is at most {gap} below the best possible "
            "under the assumptions below"
        )
    return tr.sentence([text.format(gap=gap_words(tr, gap))])


def shortfall_sentence(answer: Answer) -> str:
    """Say what would be enough, where the question cannot be met."""
    tr = answer.tr
    _ = tr.gettext
    shortfall = answer.part("shortfall")
    if shortfall.text("text"):
        return shortfall.text("text")
    clauses = []
    budget, day = shortfall.whole("smallest_budget_cny"), shortfall.day("latest_date")
    if budget is not None:
        clauses.append(
            _("a budget of at least {budget} would do").format(budget=money_words(tr, budget))
        )
    if day is not None:
        clauses.append(_("with the present budget it can be done by {day}").format(day=tr.day(day)))
    return tr.sentence(clauses)


def cash_sentence(answer: Answer) -> str:
    """Say where money is scarcest, and whether it suffices at the highest prices; "" without."""
    tr = answer.tr
    _ = tr.gettext
    rows = [row for row in answer.rows("cash_flow") if row.whole("balance_cny") is not None]
    if not rows:
        return ""
    least = min(rows, key=lambda row: row.whole("balance_cny") or 0)
    clauses = [
        _("at the expected prices the balance is lowest at the end of {period}: {balance}").format(
            period=period_words(tr, least.text("period")),
            balance=money_words(tr, least.whole("balance_cny")),
        )
    ]
    more, worst = 0, 0
    for row in rows:
        payments = row.band("payments")
        if payments.high is None or payments.expected is None:
            return tr.sentence(clauses)
        more += payments.high - payments.expected
        worst = min(worst, (row.whole("balance_cny") or 0) - more)
    if worst < 0:
        text = _("were every price at its upper end, up to {missing} more would be needed")
        clauses.append(text.format(missing=money_words(tr, -worst)))
    else:
        clauses.append(_("the budget suffices even if every price is at its upper end"))
    return tr.sentence(clauses)
