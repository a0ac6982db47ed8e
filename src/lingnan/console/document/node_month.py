"""The monthly report of a node as a document, in Chinese or English, for Word.

Not for its numbers (see sources.identifier.reporting.monthly).
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from lingnan.console.document.model import (
    Block,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Paragraph,
    Section,
    Signature,
    SignOff,
    Table,
)
from lingnan.kernel import Lang, Text
from lingnan.sources.identifier.counting.day import CHINA, next_month
from lingnan.sources.identifier.counting.incident import Incident, IncidentKind
from lingnan.sources.identifier.reporting.monthly import MonthlyReport

_KINDS = {
    IncidentKind.MAINTENANCE: Text("计划维护", "planned maintenance"),
    IncidentKind.NETWORK: Text("网络故障", "network failure"),
    IncidentKind.SYSTEM: Text("系统异常", "system failure"),
    IncidentKind.ATTACK: Text("安全攻击", "attack"),
    IncidentKind.OTHER: Text("其他", "other"),
}
_SYNTHETIC = Text("前缀 {node} 为合成示例前缀。", "The prefix {node} is synthetic.")
_SYNTHETIC_PREFIX = "88.900"


def monthly_document(report: MonthlyReport, node: str, lang: Lang) -> Document:
    """Lay a monthly report out: what stands first is availability; then latencies and events."""

    def say(zh: str, en: str) -> str:
        return Text(zh, en).in_(lang)

    title = say("标识解析二级节点月度运行报告", "Monthly report of the second-level node")
    month = say(f"{report.month:%Y}年{report.month.month}月", f"{report.month:%B %Y}")
    found = say(
        f"本月服务可用性 {report.availability_pct:.4f}%，运行 {report.uptime_hours:.2f} 小时。",
        f"The service was available for {report.availability_pct:.4f}% of the month, "
        f"{report.uptime_hours:.2f} hours.",
    )
    mean = report.mean_pct
    marks: tuple[str, ...] = ()
    if node == _SYNTHETIC_PREFIX or node.startswith(f"{_SYNTHETIC_PREFIX}."):
        marks = (_SYNTHETIC.format(node=node).in_(lang),)
    return Document(
        lang=lang,
        title=title,
        subtitle=f"{report.operator_full_name} · {month}",
        as_of=next_month(report.month),
        origin=say(f"节点前缀 {node}", f"Node prefix {node}"),
        sections=(
            Section(
                say("运行概况", "Operation"),
                say("运行概况", "Operation"),
                (Paragraph(found, "finding"), _key_figures(report, say), _months(report, say)),
            ),
            Section(
                say("维护与故障", "Maintenance and incidents"),
                say("维护与故障", "Incidents"),
                _events(report, say, lang),
            ),
            Section(
                say("确认", "Approval"),
                say("运行概况", "Operation"),
                (
                    SignOff(
                        (
                            Signature(
                                report.operator_full_name,
                                say(
                                    "六个月平均可用性 " + ("–" if mean is None else f"{mean:.4f}%"),
                                    "Mean availability of six months "
                                    + ("–" if mean is None else f"{mean:.4f}%"),
                                ),
                            ),
                        )
                    ),
                ),
            ),
        ),
        marks=marks,
    )


_Say = Callable[[str, str], str]


def _key_figures(report: MonthlyReport, say: _Say) -> Facts:
    return Facts(
        (
            Fact(say("运行时长（小时）", "Hours of operation"), report.uptime_hours, "decimal"),
            Fact(say("服务可用性", "Availability"), report.availability_pct / 100, "percent"),
            Fact(say("解析平均时延（毫秒）", "Mean resolution, ms"), report.resolve_ms, "decimal"),
            Fact(
                say("注册平均时延（毫秒）", "Mean registration, ms"), report.register_ms, "decimal"
            ),
            Fact(
                say("注册生效时长（小时）", "Hours until a prefix resolves"),
                report.effective_hours,
                "decimal",
            ),
            Fact(say("故障（起）", "Incidents"), len(report.incidents), "count"),
        )
    )


def _months(report: MonthlyReport, say: _Say) -> Table:
    columns = (
        Column(say("月份", "Month")),
        Column(say("服务可用性（%）", "Availability, %")),
    )
    rows = tuple(
        (f"{month:%Y-%m}", None if pct is None else f"{pct:.4f}") for month, pct in report.months
    )
    mean = report.mean_pct
    total: tuple[Cell, ...] = (say("平均", "Mean"), None if mean is None else f"{mean:.4f}")
    return Table(say("近六个月服务可用性", "Availability of six months"), columns, rows, total)


def _events(report: MonthlyReport, say: _Say, lang: Lang) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for title, events in (
        (say("维护窗口", "Maintenance windows"), report.maintenance),
        (say("故障及处理", "Incidents and their handling"), report.incidents),
    ):
        if events:
            blocks.append(_event_table(title, events, say, lang))
    if not blocks:
        nothing = say("本月无维护，无故障。", "No maintenance and no incidents in this month.")
        blocks.append(Paragraph(nothing))
    return tuple(blocks)


def _event_table(title: str, events: Sequence[Incident], say: _Say, lang: Lang) -> Table:
    columns = (
        Column(say("编号", "Number"), width=16),
        Column(say("类型", "Kind"), width=10),
        Column(say("开始", "Began"), width=14),
        Column(say("结束", "Ended"), width=14),
        Column(say("原因", "Cause"), width=20),
        Column(say("处理", "Handling"), width=20),
    )
    rows = tuple(
        (
            each.event_no,
            _KINDS[each.kind].in_(lang),
            _instant(each.occurred_at),
            _instant(each.recovered_at),
            each.cause,
            each.fix,
        )
        for each in events
    )
    note = say("时间为北京时间。", "Times are those of China (UTC+8).")
    return Table(title, columns, rows, note=note)


def _instant(at: datetime | None) -> str | None:
    return None if at is None else f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
