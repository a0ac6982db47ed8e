"""The sections of statistics: one sentence, the chart, its table."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from lingnan.console.charts import Column, Table
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.node.statistics.chart import day_bars, latency_bars, milliseconds
from lingnan.console.pages.node.statistics.read import Use, buckets_of, percentile_us
from lingnan.console.pages.node.word import cut_note, moment
from lingnan.console.report.section import Section
from lingnan.kernel import Text
from lingnan.sources.identifier.counting.incident import Incident, IncidentKind
from lingnan.sources.identifier.counting.sample import DaySample

KINDS: Final = {
    IncidentKind.MAINTENANCE: Text("计划维护", "planned maintenance"),
    IncidentKind.NETWORK: Text("网络故障", "network failure"),
    IncidentKind.SYSTEM: Text("系统异常", "system failure"),
    IncidentKind.ATTACK: Text("安全攻击", "attack"),
    IncidentKind.OTHER: Text("其他", "other"),
}
#: Rows of the table by prefix.
MOST_PREFIXES: Final = 500
AFFECTS: Final = {
    "resolution": Text("解析", "resolution"),
    "registration": Text("注册", "registration"),
    "both": Text("解析和注册", "resolution and registration"),
}


def resolutions(tr: Translator, days: Sequence[date], use: Mapping[date, Use]) -> Section:
    """Tell how much was resolved each day."""
    _ = tr.gettext
    answered = [use[day].answered if day in use else 0 for day in days]
    rest = [use[day].requests - use[day].answered if day in use else 0 for day in days]
    total = sum(answered) + sum(rest)
    if total:
        finding = _(
            "{total} resolutions in {days} days, {share} of them answered with values."
        ).format(
            total=tr.number(total),
            days=tr.number(len(days)),
            share=tr.percent(sum(answered) / total, 1),
        )
    else:
        finding = _("Nothing was resolved from outside in this period.")
    title = _("Resolutions by day")
    chart = day_bars(
        tr,
        chart_id="node-resolutions",
        title=title,
        description=finding,
        days=days,
        good=(_("answered"), answered),
        rest=(_("not found or referred"), rest),
        unit=_("resolutions"),
    )
    return Section("resolutions", title, finding, chart)


def registrations(tr: Translator, days: Sequence[date], counts: Mapping[date, int]) -> Section:
    """Tell how many identifiers were registered each day."""
    _ = tr.gettext
    values = [counts.get(day, 0) for day in days]
    finding = _("{total} identifiers were registered in {days} days.").format(
        total=tr.number(sum(values)), days=tr.number(len(days))
    )
    title = _("Registrations by day")
    chart = day_bars(
        tr,
        chart_id="node-registrations",
        title=title,
        description=finding,
        days=days,
        good=(_("registered"), values),
        unit=_("identifiers"),
    )
    return Section("registrations", title, finding, chart)


def by_prefix(
    tr: Translator,
    names: Mapping[str, str],
    totals: Mapping[str, int],
    fresh: Mapping[str, int],
    use: Mapping[str, Use],
) -> Section:
    """Tell each prefix's identifiers and resolutions, the most resolved first."""
    _ = tr.gettext
    known = {*names, *totals, *use}
    order = sorted(known, key=lambda each: (-use.get(each, Use()).requests, each))[:MOST_PREFIXES]
    resolved = len(use)
    finding = _("{resolved} of {all} prefixes were resolved in this period.").format(
        resolved=tr.number(resolved), all=tr.number(len(known))
    )
    columns = (
        *(Column(_("Prefix"), "short"), Column(_("Enterprise"), "name"), Column(_("Identifiers"))),
        *(Column(_("newly registered")), Column(_("resolutions")), Column(_("answered"))),
    )
    rows = tuple(
        (
            *(
                each,
                names.get(each, NOTHING),
                tr.number(totals.get(each, 0)),
                tr.number(fresh.get(each, 0)),
            ),
            *(tr.number(use[each].requests if each in use else 0),),
            *(tr.number(use[each].answered if each in use else 0),),
        )
        for each in order
    )
    title = _("By prefix")
    note = cut_note(tr, len(order), MOST_PREFIXES) if len(known) > len(order) else None
    table = Table(title, columns, rows, note=note)
    return Section("prefixes", title, finding, None, (table,))


def latency(tr: Translator, samples: Mapping[str, Sequence[DaySample]]) -> Section:
    """Tell how long answers took, and the peak."""
    _ = tr.gettext
    title = _("How long answers took")
    buckets = buckets_of(samples["resolve"])
    peaks = [each for each in samples["resolve"] if each.peak_at is not None]
    top = max(peaks, key=lambda each: each.peak_per_second, default=None)
    table = _latency_table(tr, samples)
    if not buckets:
        return Section("latency", title, _("No durations were measured."), None, (table,))
    finding = _(
        "Half of all resolutions took at most {median} ms, 99% at most {p99} ms; "
        "the peak was {peak} a second{when}."
    ).format(
        median=milliseconds(tr, percentile_us(buckets, 0.5)),
        p99=milliseconds(tr, percentile_us(buckets, 0.99)),
        peak=NOTHING if top is None else tr.number(top.peak_per_second),
        when="" if top is None else _(" at {at}").format(at=moment(top.peak_at)),
    )
    chart = latency_bars(
        tr,
        chart_id="node-latency",
        title=title,
        description=finding,
        buckets=buckets,
        name=_("resolutions"),
    )
    return Section("latency", title, finding, chart, (table,))


def incident_table(tr: Translator, incidents: Sequence[Incident]) -> Table:
    """Answer the incidents of a period."""
    _, lang = tr.gettext, tr.lang
    columns = (
        *(Column(_("Number"), "short"), Column(_("Kind"), "short"), Column(_("Affected"), "short")),
        *(Column(_("Began"), "short"), Column(_("Ended"), "short")),
        *(Column(_("Cause"), "name"), Column(_("Handling"), "name")),
    )
    rows = tuple(
        (
            *(each.event_no, KINDS[each.kind].in_(lang), AFFECTS[each.affects].in_(lang)),
            *(moment(each.occurred_at), moment(each.recovered_at)),
            *(each.cause or NOTHING, each.fix or NOTHING),
        )
        for each in incidents
    )
    return Table(_("Incidents and maintenance"), columns, rows)


def _latency_table(tr: Translator, samples: Mapping[str, Sequence[DaySample]]) -> Table:
    _ = tr.gettext
    columns = (
        *(Column(_("Operation"), "short"), Column(_("requests")), Column(_("mean, ms"))),
        *(Column(_("50%, ms")), Column(_("99%, ms")), Column(_("longest, ms"))),
        Column(_("peak, a second")),
    )
    names = {"resolve": _("resolution"), "register": _("registration")}
    rows = []
    for operation, name in names.items():
        found = samples.get(operation, ())
        requests = sum(each.requests for each in found)
        buckets = buckets_of(found)
        mean = sum(each.total_us for each in found) / requests if requests else None
        most = max((each.most_us for each in found), default=None)
        peak = max((each.peak_per_second for each in found), default=None)
        rows.append(
            (
                *(name, tr.number(requests), milliseconds(tr, mean)),
                milliseconds(tr, percentile_us(buckets, 0.5)),
                milliseconds(tr, percentile_us(buckets, 0.99)),
                *(milliseconds(tr, most), tr.number(peak)),
            )
        )
    return Table(_("Durations by operation"), columns, tuple(rows))
