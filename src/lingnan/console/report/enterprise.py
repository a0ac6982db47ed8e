"""The report on one enterprise: level, peers, gaps, missing proof, evidence, model by model.

Not for filling its view from a store (load_enterprise), nor for its tables (enterprise_table).
"""

from dataclasses import replace

from lingnan.console.charts import Bar, Chart, claimed_vs_proven, gap_bars, radar
from lingnan.console.charts.gap_bars import item_table
from lingnan.console.charts.radar import dimension_table
from lingnan.console.charts.scale import share
from lingnan.console.i18n import Translator, translator
from lingnan.console.report.enterprise_table import (
    counted_table,
    evidence_table,
    proof_table,
    scenario_table,
)
from lingnan.console.report.page import render_page
from lingnan.console.report.section import Section
from lingnan.console.report.sentence.enterprise import (
    counted_finding,
    evidence_finding,
    gaps_finding,
    level_finding,
    peers_finding,
    proof_finding,
)
from lingnan.console.views import EnterpriseView, ItemView, ModelView
from lingnan.kernel import Lang

#: More bars than this do not fit one page; the table below has all.
MOST_BARS = 24
#: A full mark below this (a maturity of 5) needs a second decimal.
_FINE_SCALE = 10_000


def build_enterprise(view: EnterpriseView, lang: Lang) -> str:
    """Write one enterprise's report as one HTML file.

    Raises:
        AssetBroken: a vendored file is not the recorded one.
    """
    tr = translator(lang)
    _ = tr.gettext
    groups = [(model, model_sections(tr, model)) for model in view.models]
    last: list[Section] = []
    if view.counted:
        table = counted_table(tr, view.counted)
        last.append(
            Section("counted", _("Targets"), counted_finding(tr, view.counted), tables=(table,))
        )
    if view.other_evidence:
        table = evidence_table(tr, _("Other evidence rows"), view.other_evidence)
        finding = evidence_finding(tr, view.other_evidence)
        last.append(Section("other", _("Other evidence"), finding, tables=(table,)))
    return render_page(
        "enterprise.html",
        tr,
        view.stamp,
        [section for _model, group in groups for section in group] + last,
        view=view,
        groups=groups,
        last=last,
        findings=[level_finding(tr, model, score_places(model)) for model in view.models],
        places=[score_places(model) for model in view.models],
    )


def score_places(model: ModelView) -> int:
    """Answer with how many decimals a model's scores are written."""
    return 1 if model.full > _FINE_SCALE else 2


def model_sections(tr: Translator, model: ModelView) -> list[Section]:
    """Build the four sections of one model."""
    _ = tr.gettext
    prefix = "".join(sign if sign.isalnum() else "-" for sign in model.id)
    chart = _gap_chart(tr, model, f"{prefix}-gaps")
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
            chart,
            tables=(scenario_table(tr, model.scenarios),) if model.scenarios else (),
        ),
        Section(
            f"{prefix}-proof",
            _("Missing proof"),
            proof_finding(tr, model.missing_proof),
            tables=(proof_table(tr, model.missing_proof),) if model.missing_proof else (),
        ),
        Section(
            f"{prefix}-evidence",
            _("Evidence"),
            evidence_finding(tr, model.evidence),
            tables=(evidence_table(tr, _("Evidence rows"), model.evidence),)
            if model.evidence
            else (),
        ),
    ]


def _dimension_chart(tr: Translator, model: ModelView, chart_id: str) -> Chart:
    """Draw a radar; of fewer than three dimensions, bars."""
    _ = tr.gettext
    title = _("{model}: share of each dimension's full mark (%)").format(model=model.name)
    places = score_places(model)
    if len(model.dimensions) >= 3:
        return radar(tr, chart_id=chart_id, title=title, dimensions=model.dimensions, places=places)
    table = dimension_table(tr, title, model.dimensions, places)
    bars = tuple(
        Bar(
            dimension.name,
            _percent(dimension.claimed, dimension.full),
            _percent(dimension.proven, dimension.full),
            row=row,
        )
        for dimension, row in zip(model.dimensions, table.rows, strict=True)
    )
    return claimed_vs_proven(
        tr, chart_id=chart_id, title=title, unit="%", bars=bars, columns=table.columns
    )


def _gap_chart(tr: Translator, model: ModelView, chart_id: str) -> Chart | None:
    """Draw all items, or those that matter most of a model that has many; list all below."""
    _ = tr.gettext
    if not model.items:
        return None
    title, unit = _("{model}: items").format(model=model.name), _("points")
    if len(model.items) <= MOST_BARS:
        return gap_bars(tr, chart_id=chart_id, title=title, items=model.items, unit=unit)
    part = _("{model}: the {count} items that matter most now").format(
        model=model.name, count=MOST_BARS
    )
    chart = gap_bars(tr, chart_id=chart_id, title=part, items=_chosen(model), unit=unit)
    return replace(chart, table=item_table(tr, title, model.items))


def _chosen(model: ModelView) -> tuple[ItemView, ...]:
    """Take the items nearest to the next level, then unproven claims, then the widest gaps."""
    place = {id_: number for number, id_ in enumerate(model.nearest_items)}

    def order(item: ItemView) -> tuple[int, int, int, str]:
        unproven = item.claimed - item.proven
        return (place.get(item.id, len(place)), -unproven, item.claimed - item.full, item.id)

    return tuple(sorted(model.items, key=order)[:MOST_BARS])


def _percent(value: int, full: int) -> float | None:
    part = share(value, full)
    return None if part is None else part * 100
