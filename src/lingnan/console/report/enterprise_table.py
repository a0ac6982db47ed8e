"""The tables of an enterprise's report that have no chart: scenarios, proof, evidence, targets.

Not for tables under charts: those come with the charts.
"""

from lingnan.console.charts import Column, Table
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.views import CountedTarget, EvidenceLine, MissingProof, ScenarioView

#: Nobody proves more at once; the rest follows once these are proven.
MOST_PROOFS = 30


def scenario_table(tr: Translator, scenarios: tuple[ScenarioView, ...]) -> Table:
    """List the graded scenarios, mandatory ones marked."""
    _ = tr.gettext
    columns = (
        Column(_("Scenario"), "text"),
        Column(_("Mandatory"), "short"),
        Column(_("Claimed level")),
        Column(_("Proven level")),
        Column(_("What the next level asks for"), "text"),
    )
    rows = tuple(
        (
            scenario.name,
            _("yes") if scenario.is_mandatory else _("no"),
            str(scenario.claimed),
            str(scenario.proven),
            scenario.next_step or NOTHING,
        )
        for scenario in scenarios
    )
    return Table(_("Scenarios"), columns, rows)


def proof_table(tr: Translator, missing: tuple[MissingProof, ...]) -> Table:
    """List the claimed answers without proof, in the order in which proving pays."""
    _ = tr.gettext
    columns = (
        Column(_("Item"), "text"),
        Column(_("Your answer"), "text"),
        Column(_("Proof would add, points")),
        Column(_("Proven level then"), "short"),
        Column(_("What counts as proof"), "text"),
    )
    rows = tuple(
        (
            entry.item,
            entry.answer,
            tr.points(entry.lift_millipoints),
            entry.level_after or NOTHING,
            tr.listing(list(entry.accepted)) or NOTHING,
        )
        for entry in missing[:MOST_PROOFS]
    )
    note = _("In this order each proof adds most, given those above it.")
    if len(missing) > MOST_PROOFS:
        note += _(" {count} more follow.").format(count=len(missing) - MOST_PROOFS)
    return Table(_("Claimed answers that lack proof"), columns, rows, note=note)


def evidence_table(tr: Translator, caption: str, lines: tuple[EvidenceLine, ...]) -> Table:
    """List the evidence rows in force with grade, day, source and document; count the others."""
    _ = tr.gettext
    columns = (
        Column(_("No.")),
        Column(_("Item"), "text"),
        Column(_("Value"), "text"),
        Column(_("Grade of proof"), "short"),
        Column(_("Day of the fact"), "short"),
        Column(_("Source"), "text"),
        Column(_("Document"), "text"),
    )
    rows = tuple(
        (
            str(line.evidence_no),
            line.item,
            line.value,
            line.grade_name,
            tr.short_day(line.fact_date) + ("" if line.is_fresh else _(" (out of date)")),
            line.source,
            line.document or NOTHING,
        )
        for line in lines
        if line.is_best
    )
    others = len(lines) - len(rows)
    note = (
        tr.ngettext(
            "{count} weaker or older row is kept in the ledger and not listed.",
            "{count} weaker or older rows are kept in the ledger and not listed.",
            others,
        ).format(count=others)
        if others
        else None
    )
    return Table(caption, columns, rows, note=note)


def counted_table(tr: Translator, counted: tuple[CountedTarget, ...]) -> Table:
    """List towards which targets the enterprise counts, and since when."""
    _ = tr.gettext
    columns = (
        Column(_("Target"), "text"),
        Column(_("What is counted"), "text"),
        Column(_("Counted as claimed since"), "short"),
        Column(_("Counted as proven since"), "short"),
    )
    rows = tuple(
        (
            entry.name,
            entry.definition,
            tr.short_day(entry.claimed_from),
            tr.short_day(entry.proven_from),
        )
        for entry in counted
    )
    note = _("A dash: not counted.")
    return Table(_("Targets that may count the enterprise"), columns, rows, note=note)
