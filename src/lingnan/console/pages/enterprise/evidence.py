"""What the evidence says beside the models' answers; all that was consented to, to a recipient."""

from lingnan.console.charts import Column, Table
from lingnan.console.i18n import Translator
from lingnan.console.report.load.ledger import model_lines, other_lines
from lingnan.console.views import EvidenceLine
from lingnan.console.web.basis import Basis, models_of
from lingnan.console.web.call import Call
from lingnan.console.web.linked import LinkedTable, evidence_path, linked, trace_path
from lingnan.diagnosis import Diagnosis
from lingnan.evidence import EvidenceRow


def evidence_lines(
    call: Call, basis: Basis, found: Diagnosis, rows: list[EvidenceRow], *, is_whole: bool
) -> tuple[EvidenceLine, ...]:
    """The rows in force; a model's answers only where its diagnosis is not open to the reader."""
    tr, pack = call.tr, call.pack
    lines: list[EvidenceLine] = []
    if not is_whole:
        for each in found.models:
            told = model_lines(tr, pack, each, rows, basis.as_of)
            lines += [line for line in told if line.is_best]
    lines += other_lines(tr, pack, rows, models_of(pack), basis.as_of)
    return tuple(lines)


def evidence_table(
    tr: Translator, uscc: str, lines: tuple[EvidenceLine, ...], rows: list[EvidenceRow]
) -> LinkedTable | None:
    """The rows in force with grade, day and document; the value leads to its trace."""
    _ = tr.gettext
    if not lines:
        return None
    columns = (
        Column(_("Item"), "text"),
        Column(_("Value"), "text"),
        Column(_("Grade of proof"), "short"),
        Column(_("Day of the fact"), "short"),
        Column(_("Source"), "text"),
        Column(_("Evidence no.")),
    )
    indicator = {row.evidence_no: row.fact.indicator_code for row in rows}
    cells = tuple(
        (
            line.item,
            line.value,
            line.grade_name,
            tr.short_day(line.fact_date) + ("" if line.is_fresh else _(" (out of date)")),
            line.source,
            str(line.evidence_no),
        )
        for line in lines
    )
    table = Table(_("Evidence in force"), columns, cells)
    first = linked(table, [trace_path(uscc, indicator[line.evidence_no]) for line in lines], (0, 1))
    last = [evidence_path(line.evidence_no) for line in lines]
    return LinkedTable(
        table, tuple((*links[:-1], path) for links, path in zip(first.links, last, strict=True))
    )
