"""The report on one enterprise: level, peers, gaps, missing proof, evidence, model by model.

Not for filling its view from a store (load_enterprise).
"""

from lingnan.console.charts import (
    Bar,
    Chart,
    Column,
    Table,
    claimed_vs_proven,
    gap_bars,
    radar,
)
from lingnan.console.i18n import NOTHING, Translator, translator
from lingnan.console.report.page import render_page
from lingnan.console.report.section import Section
from lingnan.console.report.sentence.enterprise import (
    evidence_finding,
    gaps_finding,
    level_finding,
    peers_finding,
    proof_finding,
)
from lingnan.console.views import EnterpriseView, MissingProof, ModelView
from lingnan.kernel import Lang

#: More bars than this do not fit one page; the table below has all.
MOST_BARS = 24


def build_enterprise(view: EnterpriseView, lang: Lang) -> str:
    """Write one enterprise's report as one HTML file.

    Raises:
        AssetBroken: a vendored file is not the recorded one.
    """
    tr = translator(lang)
    groups = [(model, model_sections(tr, model)) for model in view.models]
    sections = [section for _model, group in groups for section in group]
    findings = [level_finding(tr, model) for model in view.models]
    return render_page(
        "enterprise.html", tr, view.stamp, sections, view=view, groups=groups, findings=findings
    )


def model_sections(tr: Translator, model: ModelView) -> list[Section]:
    """Build the four sections of one model."""
    _ = tr.gettext
    prefix = "".join(sign if sign.isalnum() else "-" for sign in model.id)
    missing = tuple(sorted(model.missing_proof, key=lambda entry: -entry.lift_millipoints))
    return [
        Section(
            f"{prefix}-peers",
            _("Among peers"),
            peers_finding(tr, model.dimensions, model.peers),
            _dimension_chart(tr, model, f"{prefix}-peers"),
        ),
        Section(
            f"{prefix}-gaps",
            _("Gaps"),
            gaps_finding(tr, model, model.items),
            *_gap_parts(tr, model, f"{prefix}-gaps"),
        ),
        Section(
            f"{prefix}-proof",
            _("Missing proof"),
            proof_finding(tr, missing),
            tables=(_proof_table(tr, missing),) if missing else (),
        ),
        Section(
            f"{prefix}-evidence",
            _("Evidence"),
            evidence_finding(tr, model),
            tables=(_evidence_table(tr, model),) if model.evidence else (),
        ),
    ]


def _dimension_chart(tr: Translator, model: ModelView, chart_id: str) -> Chart:
    _ = tr.gettext
    title = _("{model}: share of each dimension's full mark (%)").format(model=model.name)
    if len(model.dimensions) >= 3:
        return radar(tr, chart_id=chart_id, title=title, dimensions=model.dimensions)
    bars = tuple(
        Bar(
            dimension.name,
            100 * dimension.claimed / dimension.full if dimension.full else None,
            100 * dimension.proven / dimension.full if dimension.full else None,
            row=(
                dimension.name,
                tr.points(dimension.full),
                tr.points(dimension.claimed),
                tr.points(dimension.proven),
                tr.points(dimension.peer_median),
            ),
        )
        for dimension in model.dimensions
    )
    heads = (
        _("Dimension"),
        _("Full mark, points"),
        _("Claimed, points"),
        _("Proven, points"),
        _("Peers, claimed: median"),
    )
    columns = tuple(Column(head, "number" if n else "text") for n, head in enumerate(heads))
    return claimed_vs_proven(
        tr, chart_id=chart_id, title=title, unit="%", bars=bars, columns=columns
    )


def _gap_parts(
    tr: Translator, model: ModelView, chart_id: str
) -> tuple[Chart | None, tuple[Table, ...]]:
    """Draw the widest gaps; when they are not all items, list all below."""
    _ = tr.gettext
    title = _("{model}: items").format(model=model.name)
    unit = model.item_unit or _("points")
    if not model.items:
        return None, ()
    if len(model.items) <= MOST_BARS:
        return gap_bars(tr, chart_id=chart_id, title=title, items=model.items, unit=unit), ()
    widest = sorted(model.items, key=lambda item: (item.claimed - item.full, item.id))[:MOST_BARS]
    part = _("{model}: the {count} items with the widest gaps").format(
        model=model.name, count=MOST_BARS
    )
    everything = gap_bars(tr, chart_id=chart_id, title=title, items=model.items, unit=unit)
    chart = gap_bars(tr, chart_id=chart_id, title=part, items=tuple(widest), unit=unit)
    return chart, (everything.table,)


def _proof_table(tr: Translator, missing: tuple[MissingProof, ...]) -> Table:
    _ = tr.gettext
    rows = tuple(
        (
            entry.item,
            entry.answer,
            tr.points(entry.lift_millipoints),
            tr.listing(list(entry.accepted)) or NOTHING,
        )
        for entry in missing
    )
    return Table(
        _("Claimed answers that lack proof"),
        (
            Column(_("Item"), kind="text"),
            Column(_("Your answer"), kind="text"),
            Column(_("Proof would add, points")),
            Column(_("What counts as proof"), kind="text"),
        ),
        rows,
    )


def _evidence_table(tr: Translator, model: ModelView) -> Table:
    _ = tr.gettext
    rows = tuple(
        (
            str(line.evidence_no),
            line.item,
            line.value,
            line.grade_name,
            tr.short_day(line.fact_date) + ("" if line.is_fresh else _(" (out of date)")),
            line.source,
            line.document or NOTHING,
            _("yes") if line.is_best else _("no"),
        )
        for line in model.evidence
    )
    columns = (
        Column(_("No.")),
        Column(_("Item"), "text"),
        Column(_("Value"), "text"),
        Column(_("Grade of proof"), "short"),
        Column(_("Day of the fact"), "short"),
        Column(_("Source"), "text"),
        Column(_("Document"), "text"),
        Column(_("In force"), "short"),
    )
    return Table(_("Evidence rows"), columns, rows)
