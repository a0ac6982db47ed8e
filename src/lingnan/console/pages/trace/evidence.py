"""Pages of evidence: one enterprise, one of its indicators, a registered entity, one row."""

from typing import Final

from lingnan.access import Permission, Target, may
from lingnan.console.pages.trace.context import (
    EvidenceContext,
    RowContext,
    Step,
    SubjectContext,
)
from lingnan.console.pages.trace.find import find_row
from lingnan.console.pages.trace.ledger import (
    history_of,
    indicator_name,
    indicator_of,
    known_of,
    lines_of,
)
from lingnan.console.pages.trace.subject import indicator_rows, why_rows
from lingnan.console.report.load.word import entity_kind_name, heading
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.consented import Sight, sight_of
from lingnan.console.web.dossier import name_of, note_look
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.linked import trace_path
from lingnan.console.web.target import enterprise_target
from lingnan.kernel import uscc as codes
from lingnan.packs.content import MetricDefinition

_READ: Final = Permission.EVIDENCE_READ
_REGION: Final = "region"


def subject_page(call: Call) -> Answer:
    """The evidence of one enterprise, and what makes it count if a definition is asked for."""
    uscc = call.parameters["uscc"]
    name, sight = _opened(call, uscc)
    every = history_of(call, uscc)
    rows, known = sight.rows(every), known_of(call)
    definition = _definition(call)
    listed = None if definition is None or not sight.is_whole else call.desk.shelf.one(uscc)
    tr, _ = call.tr, call.tr.gettext
    since: tuple[tuple[str, str], ...] = ()
    if listed is not None and definition is not None:
        since = (
            (_("Counted as claimed since"), tr.day(listed.claimed.get(definition.id))),
            (_("Counted as proven since"), tr.day(listed.proven.get(definition.id))),
        )
    context = SubjectContext(
        steps=(*_above(call), Step(name, f"/enterprises/{uscc}"), Step(_("Evidence"), "")),
        code=uscc,
        definition="" if definition is None else heading(definition.name.in_(call.lang)),
        since=since,
        why=None if definition is None else why_rows(call, uscc, definition, rows),
        indicators=indicator_rows(call, uscc, rows, every, known),
        is_partial=not sight.is_whole,
        sentence=tr.ngettext(
            "{count} row of evidence about this enterprise.",
            "{count} rows of evidence about this enterprise.",
            len(rows),
        ).format(count=tr.number(len(rows))),
    )
    return Shown(_("{name}: evidence").format(name=name), context)


def indicator_page(call: Call) -> Answer:
    """One indicator of one enterprise: every row, what it does, its document, its segment."""
    uscc, code = call.parameters["uscc"], call.parameters["indicator_id"]
    name, sight = _opened(call, uscc)
    if not sight.shows(code):
        raise NothingThere
    every = history_of(call, uscc)
    rows = [row for row in every if row.fact.indicator_code == code]
    indicator = indicator_of(call, code)
    if not rows and indicator is None:
        raise NothingThere
    tr, _ = call.tr, call.tr.gettext
    about = [(_("Indicator"), code)]
    unconfirmed = ""
    if indicator is not None:
        about += [
            (_("Up to date for"), _("{count} days").format(count=tr.number(indicator.fresh_days))),
            (
                _("Counts for"),
                _("ever")
                if indicator.expires_days is None
                else _("{count} days").format(count=tr.number(indicator.expires_days)),
            ),
        ]
        note = indicator.note.in_(call.lang) if indicator.note is not None else ""
        unconfirmed = "" if indicator.is_confirmed else note or _("not confirmed by a source")
    title = indicator_name(call, code)
    context = EvidenceContext(
        steps=(
            *_above(call),
            Step(name, f"/trace/enterprises/{uscc}"),
            Step(title, ""),
        ),
        about=tuple(about),
        sentence=_counted(call, len(rows)),
        lines=lines_of(call, rows, every, known_of(call)),
        has_indicators=False,
        unconfirmed=unconfirmed,
    )
    return Shown(f"{title} – {name}", context)


def entity_page(call: Call) -> Answer:
    """All evidence of a registered entity or a region. Raises: NothingThere."""
    subject = call.parameters["subject"]
    name = _entity_name(call, subject)
    rows = history_of(call, subject)
    _ = call.tr.gettext
    context = EvidenceContext(
        steps=(Step(_("Overview"), "/overview"), Step(name, "")),
        about=((_("Code"), subject.partition(":")[2]),),
        sentence=_counted(call, len(rows)),
        lines=lines_of(call, rows, rows, known_of(call)),
        has_indicators=True,
        unconfirmed="",
    )
    return Shown(_("{name}: evidence").format(name=name), context)


def evidence_page(call: Call) -> Answer:
    """One row of evidence. Raises: NothingThere also for a row of somebody else."""
    told = call.parameters["evidence_no"]
    number = int(told) if told.isascii() and told.isdigit() and len(told) < 16 else -1
    row = find_row(call, number, call.asked("of")[:80]) if number >= 0 else None
    if row is None:
        raise NothingThere
    subject, code = row.fact.subject_code, row.fact.indicator_code
    name, above = _row_subject(call, subject, code)
    every = history_of(call, subject)
    known = known_of(call)
    same = [each for each in every if each.fact.indicator_code == code]
    lines = {line.evidence_no: line for line in lines_of(call, same, every, known)}
    line = lines.get(number)
    if line is None:
        raise NothingThere
    related = {each.evidence_no for each in every if each.amends_no == number}
    related |= set() if row.amends_no is None else {row.amends_no}
    tr, _ = call.tr, call.tr.gettext
    segment = known.segments.get(row.segment_no or 0)
    chain: tuple[tuple[str, str], ...] = ()
    if segment is not None:
        chain = (
            (_("Segment"), tr.number(segment.segment_no)),
            (_("Rows in it"), tr.number(segment.rows_count)),
            (_("SHA-256 of the rows"), segment.rows_sha256),
            (_("SHA-256 of the chain"), segment.chain_sha256),
            (_("SHA-256 of the file"), segment.file_sha256),
        )
    context = RowContext(
        steps=(*above, Step(_("No. {number}").format(number=number), "")),
        line=line,
        facts=((_("Subject"), name), (_("Indicator"), f"{indicator_name(call, code)} ({code})")),
        chain=chain,
        amendments=tuple(lines[each] for each in sorted(related) if each in lines),
    )
    return Shown(_("Evidence no. {number}").format(number=number), context)


def _row_subject(call: Call, subject: str, code: str) -> tuple[str, tuple[Step, ...]]:
    """Name the subject of a row that the reader may see, and the way to it."""
    if codes.problem(subject) is not None:
        name = _entity_name(call, subject)
        return name, (Step(name, f"/trace/entities/{subject}"),)
    target = enterprise_target(call.store, subject, at=call.at)
    if target is None or not may(call.who, _READ, target):
        raise NothingThere
    call.target = target
    name, sight = _opened(call, subject)
    if not sight.shows(code):
        raise NothingThere
    return name, (
        *_above(call),
        Step(name, f"/trace/enterprises/{subject}"),
        Step(indicator_name(call, code), trace_path(subject, code)),
    )


def _opened(call: Call, uscc: str) -> tuple[str, Sight]:
    """Open an enterprise's evidence; the look is noted for it."""
    enterprise = call.desk.registry.get(uscc)
    if enterprise is None or call.target is None:
        raise NothingThere
    note_look(call, _READ, uscc, "evidence")
    sight = sight_of(call.store.database, call.who, _READ, uscc, call.target, at=call.at)
    return name_of(call, enterprise), sight


def _entity_name(call: Call, subject: str) -> str:
    """Name a registered entity or a region that the reader may see."""
    kind, _colon, code = subject.partition(":")
    if kind == _REGION:
        places = {city.code: city.name for city in call.pack.cities}
        if code == call.pack.region_code:
            _allowed(call, code)
            return call.pack.title.in_(call.lang)
        if code in places:
            _allowed(call, code)
            return places[code].in_(call.lang)
        raise NothingThere
    for entity in call.desk.registry.entities():
        if (entity.kind.value, entity.entity_code) == (kind, code):
            _allowed(call, entity.city_code or call.pack.region_code)
            told = entity.name_zh if call.lang == "zh" else entity.name_en or entity.name_zh
            return f"{told} ({entity_kind_name(call.tr, kind)})"
    raise NothingThere


def _allowed(call: Call, region: str) -> None:
    if not may(call.who, _READ, Target.region(region)):
        raise NothingThere


def _above(call: Call) -> tuple[Step, ...]:
    """The steps above an enterprise, where the reader came from a target."""
    wanted = call.asked("target")
    for target in call.pack.targets:
        if target.id == wanted and call.may(Permission.PROGRAMME_READ):
            name = heading(target.name.in_(call.lang))
            rows = call.tr.gettext("Rows counted")
            return (
                Step(name, f"/targets/{target.id}"),
                Step(rows, f"/trace/targets/{target.id}/rows"),
            )
    return ()


def _definition(call: Call) -> MetricDefinition | None:
    wanted, chosen = call.asked("target"), call.asked("definition")
    for target in call.pack.targets:
        if target.id == wanted:
            return next((each for each in target.definitions if each.id == chosen), target.headline)
    return None


def _counted(call: Call, count: int) -> str:
    return call.tr.ngettext("{count} row of evidence.", "{count} rows of evidence.", count).format(
        count=call.tr.number(count)
    )
