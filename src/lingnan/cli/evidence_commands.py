"""evidence add, show, trace, withdraw, correct, seal, verify: the ledger from the terminal."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lingnan.cli.output import Format, print_lines, print_one, print_records
from lingnan.cli.settings import Settings, UsageError
from lingnan.cli.word import ACTION
from lingnan.kernel import Text

if TYPE_CHECKING:
    from lingnan.evidence import EvidenceRow, Grade
    from lingnan.packs import Pack
    from lingnan.packs.content import Indicator
    from lingnan.sources.declared.value import Value

_ROW_HEADINGS = {
    "evidence_no": Text("证据号", "no."),
    "indicator_code": Text("指标", "indicator"),
    "value": Text("值", "value"),
    "unit": Text("单位", "unit"),
    "fact_date": Text("事实日期", "fact date"),
    "grade": Text("佐证等级", "grade"),
    "source": Text("来源", "source"),
    "document": Text("凭证", "document"),
    "segment_no": Text("分段", "segment"),
    "action": Text("动作", "action"),
}


_TRACE_HEADINGS = {
    "evidence_no": Text("证据号", "evidence no."),
    "subject_code": Text("主体", "subject"),
    "indicator_code": Text("指标", "indicator"),
    "value": Text("值", "value"),
    "unit": Text("单位", "unit"),
    "period_start": Text("期间起", "period from"),
    "period_end": Text("期间止（不含）", "period until (excluded)"),
    "fact_date": Text("事实日期", "fact date"),
    "grade": Text("佐证等级", "grade"),
    "source": Text("来源", "source"),
    "document": Text("凭证", "document"),
    "action": Text("动作", "action"),
    "amends_no": Text("针对证据号", "amends no."),
    "amended_by_no": Text("后被证据号修改", "amended by no."),
    "recorded_at": Text("登记时间（UTC）", "recorded at (UTC)"),
    "segment_no": Text("分段", "segment"),
    "segment_rows": Text("分段行数", "rows of the segment"),
    "chain_sha256": Text("链哈希", "chain SHA-256"),
    "rows_sha256": Text("行哈希", "rows SHA-256"),
    "file_sha256": Text("文件哈希", "file SHA-256"),
    "batch_id": Text("批次", "batch"),
}


def register(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    tree = typer.Typer(
        help="The ledger: add, show, trace, withdraw, correct, seal, verify.", no_args_is_help=True
    )
    tree.command("add")(add)
    tree.command("verify")(verify)
    tree.command("show")(show)
    tree.command("trace")(trace)
    tree.command("seal")(seal)
    tree.command("withdraw")(withdraw)
    tree.command("correct")(correct)
    app.add_typer(tree, name="evidence")


def add(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(help="USCC, region:<code> or <kind>:<code>.")],
    indicator: Annotated[str, typer.Argument(help="Indicator of the pack.")],
    value: Annotated[str, typer.Argument(help="A number, or options such as B,C.")],
    fact_date: Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"])],
    attach: Annotated[
        Path | None, typer.Option(help="The signed paper; with --issuer the fact is attested.")
    ] = None,
    issuer: Annotated[
        str | None, typer.Option(help="The third party that signed it, never the enterprise.")
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Unit of the value, such as % or 万元.")] = None,
) -> None:
    """Acknowledge one fact: declared, or attested when a third party's paper is attached."""
    from lingnan.cli.clock import actor, now
    from lingnan.evidence import Fact, Ledger
    from lingnan.kernel import Period
    from lingnan.pipeline.answers import known_subject
    from lingnan.sources.intake import china_day

    settings: Settings = context.obj
    store = settings.open_store()
    pack = settings.pack_of(store)
    kind = pack.indicator(indicator)
    known_subject(store, subject)
    read = _read(pack, kind, value, unit)
    day = fact_date.date()
    if day > china_day(now()):
        told = Text(f"日期 {day} 尚未到来", f"the date {day} is yet to come")
        raise UsageError(told, "lingnan evidence add")
    grade, source, document = _proof(subject, attach, issuer)
    fact = Fact(
        subject_code=subject,
        indicator_code=kind.code,
        value_code=read.code,
        value_number=read.number,
        unit=None if read.number is None else kind.unit,
        period=Period.day(day),
        fact_date=day,
        grade=grade,
        source=source,
        document=document,
    )
    number = Ledger(store).append([fact], actor=actor(), at=now())[0]
    print_lines([settings.say(Text(f"已登记，证据号 {number}。", f"Kept as evidence {number}."))])


def _proof(
    subject: str, attach: Path | None, issuer: str | None
) -> tuple["Grade", str, str | None]:
    """Grade, source and document of a fact typed by hand; a paper counts by its SHA-256."""
    from lingnan.evidence import Grade
    from lingnan.sources.intake import file_sha256

    if attach is None and issuer is None:
        return Grade.DECLARED, "declared", None
    if attach is None or not attach.is_file() or not issuer or issuer == subject:
        told = Text(
            f"佐证须同时给出文件与第三方出具方：{attach}，{issuer}",
            f"a proof needs a file and a third party as its issuer: {attach}, {issuer}",
        )
        raise UsageError(told, "lingnan evidence add")
    return Grade.ATTESTED, f"document:{issuer}", file_sha256(attach)


def _read(pack: "Pack", indicator: "Indicator", value: str, unit: str | None) -> "Value":
    """What a typed value means. Raises: UsageError, naming the options where there are some."""
    from lingnan.sources.declared.value import PROBLEM_WORDS, option_codes, read_value

    read = read_value(pack, indicator, value, unit)
    if read.problem is None:
        return read
    why = PROBLEM_WORDS.get(read.problem, Text(read.problem, read.problem))
    allowed = option_codes(pack, indicator.code) or indicator.unit or ""
    raise UsageError(
        Text(
            f"{indicator.code} 的值 {value} 不可用：{why.zh}（可用 {allowed}）",
            f"{indicator.code} cannot be {value}: {why.en} (it takes {allowed})",
        ),
        "lingnan evidence",
    )


def verify(
    context: typer.Context,
    form: Annotated[Format, typer.Option("--format")] = Format.table,
) -> None:
    """Recompute the hash chain; exit 3 and name the first segment that differs."""
    from lingnan.evidence import Ledger
    from lingnan.evidence.errors import ChainBroken

    settings: Settings = context.obj
    ledger = Ledger(settings.open_store())
    verdict = ledger.verify()
    if form is not Format.table:
        print_one(
            {
                "holds": verdict.holds,
                "segments": verdict.segments_count,
                "rows": verdict.rows_count,
                "broken_segment": verdict.broken_segment_no,
                "broken_file": verdict.broken_file,
                "why": verdict.why,
            },
            form,
        )
    if not verdict.holds:
        raise ChainBroken(
            segment_no=verdict.broken_segment_no,
            file=verdict.broken_file,
            why=verdict.why,
        )
    if form is Format.table:
        told = Text(
            f"证据链完好：{verdict.segments_count} 段，{verdict.rows_count:,} 行。",
            f"The chain holds: {verdict.segments_count} segments, {verdict.rows_count:,} rows.",
        )
        print_lines([settings.say(told)])


def show(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(help="USCC, region:<code> or <kind>:<code>.")],
    as_of: Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"])] = None,
    history: Annotated[bool, typer.Option(help="Amended rows and amendments too.")] = False,
    form: Annotated[Format, typer.Option("--format")] = Format.table,
) -> None:
    """List the evidence about one subject."""
    from lingnan.evidence import Ledger

    settings: Settings = context.obj
    store = settings.open_store()
    ledger = Ledger(store)
    with store.engine() as engine:
        if history:
            rows = ledger.history(subject, engine=engine)
        else:
            day = as_of.date() if as_of else None
            rows = ledger.of_subject(subject, as_of=day, engine=engine)
    records = [_record(row, form) for row in rows]
    if not records and form is Format.table:
        told = Text(f"没有关于 {subject} 的证据。", f"There is no evidence about {subject}.")
        print_lines([settings.say(told)])
        return
    print_records(records, _ROW_HEADINGS, form=form, lang=settings.lang)


def trace(
    context: typer.Context,
    evidence_no: Annotated[int, typer.Argument(help="The number of the evidence row.")],
    form: Annotated[Format, typer.Option("--format")] = Format.table,
) -> None:
    """Follow one row back: value, document, source, segment, hash, batch."""
    from lingnan.evidence import Ledger
    from lingnan.evidence.record import place_record

    settings: Settings = context.obj
    ledger = Ledger(settings.open_store())
    row = ledger.find(evidence_no)
    answer = _record(row, form) | place_record(ledger, row)
    if form is not Format.table:
        print_one(answer, form)
        return
    lines = [
        {"name": heading, "value": answer[name]}
        for name, heading in _TRACE_HEADINGS.items()
        if name in answer
    ]
    headings = {"name": Text("项", "item"), "value": Text("内容", "content")}
    print_records(lines, headings, form=form, lang=settings.lang)


def seal(context: typer.Context) -> None:
    """Move the inbox into the lake as one segment."""
    from lingnan.evidence import Ledger

    settings: Settings = context.obj
    segment = Ledger(settings.open_store()).seal()
    if segment is None:
        told = Text("收件箱为空。", "The inbox is empty.")
    else:
        told = Text(
            f"已封存第 {segment.segment_no} 段，{segment.rows_count} 行，{segment.chain_sha256}。",
            f"Sealed segment {segment.segment_no}: {segment.rows_count} rows, "
            f"{segment.chain_sha256}.",
        )
    print_lines([settings.say(told)])


def withdraw(
    context: typer.Context,
    evidence_no: Annotated[int, typer.Argument()],
    reason: Annotated[str, typer.Option(help="Why; kept in the audit trail.")],
) -> None:
    """Withdraw a row by a new row; nothing is deleted."""
    from lingnan.cli.clock import actor, now
    from lingnan.evidence import Ledger

    settings: Settings = context.obj
    ledger = Ledger(settings.open_store())
    number = ledger.withdraw(evidence_no, actor=actor(), at=now(), reason=reason)
    print_lines([settings.say(Text(f"已撤回，证据号 {number}。", f"Withdrawn by row {number}."))])


def correct(
    context: typer.Context,
    evidence_no: Annotated[int, typer.Argument()],
    value: Annotated[str, typer.Option(help="The right number, or options such as B,C.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the audit trail.")],
    unit: Annotated[str | None, typer.Option(help="Unit of the value, such as % or 万元.")] = None,
) -> None:
    """Replace a row's value by a new row, which is declared: a typed value proves nothing."""
    from lingnan.cli.clock import actor, now
    from lingnan.evidence import Grade, Ledger

    settings: Settings = context.obj
    store = settings.open_store()
    ledger = Ledger(store)
    told = ledger.find(evidence_no).fact
    pack = settings.pack_of(store)
    read = _read(pack, pack.indicator(told.indicator_code), value, unit)
    fact = replace(
        told,
        value_code=read.code,
        value_number=read.number,
        grade=Grade.DECLARED,
        source="declared",
        document=None,
    )
    number = ledger.correct(evidence_no, fact, actor=actor(), at=now(), reason=reason)
    print_lines([settings.say(Text(f"已更正，证据号 {number}。", f"Replaced by row {number}."))])


def _record(row: "EvidenceRow", form: Format) -> dict[str, Any]:
    """A row as it is printed: codes for programs, words for people."""
    from lingnan.evidence.record import row_record

    told = row_record(row)
    if form is not Format.table:
        return told
    return {**told, "grade": row.fact.grade.word, "action": ACTION[told["action"]]}
