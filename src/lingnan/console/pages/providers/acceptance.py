"""The acceptance of a project: the provider signs a report, the enterprise confirms the same one.

Only when both have signed it becomes attested evidence: that a project was completed, and the
answers the report vouches for. Source: grades of evidence, a third party's signed document.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from lingnan.access import ensure_other_hands
from lingnan.console.pages.providers.errors import DayUnfit, ReportChanged, ReportNeeded
from lingnan.console.pages.providers.project import (
    ACCEPTED,
    RUNNING,
    Project,
    find_state,
    not_possible,
    note_step,
)
from lingnan.console.pages.providers.store import provider_project
from lingnan.console.web.call import Call, Upload
from lingnan.console.web.upload_check import PROOFS, check_upload
from lingnan.console.work.upload import UploadWish, keep_upload
from lingnan.diagnosis import build_model
from lingnan.diagnosis.item import points, read_codes
from lingnan.evidence import Fact, Grade, Ledger
from lingnan.kernel import Period, Text
from lingnan.packs import Pack
from lingnan.packs.content import Measure
from lingnan.pipeline.planning import counted_level
from lingnan.pipeline.roadmaps import known_enterprise
from lingnan.sources.declared.value import read_value
from lingnan.sources.intake import china_day

#: The kind of evidence that an acceptance is; indicators name the kinds that prove them.
KIND: Final = "acceptance_report"
PURPOSE: Final = "acceptance"
_MOST_OCTETS: Final = 20 << 20
_ATTESTED: Final = 2
_SOURCE_SIGNS: Final = 80
_FLAG: Final = "flag"
_CONFIRM: Final = Text("确认", "confirm")


@dataclass(frozen=True, slots=True)
class Vouched:
    """An answer that a measure is there to reach, and that a report may vouch for."""

    indicator_code: str
    item: Text
    answer: Text
    value_code: str
    millipoints: int


def vouchable(pack: Pack, measure: Measure) -> tuple[Vouched, ...]:
    """Answer what a report about a measure may vouch for, in the model that the programme counts.

    Limits: multiple choices are left out, since an answer of part of them would replace the whole;
        so are measures whose proof is no better than a statement.
    """
    counted = counted_level(pack)
    if counted is None or measure.proof_grade < _ATTESTED:
        return ()
    content = pack.model(counted[0])
    items = {item.id: item for item in build_model(content).items}
    found = []
    for effect in measure.effects:
        if content.id not in effect.models:
            continue
        for item_id in effect.items:
            item = items.get(item_id)
            code = None if item is None else read_codes(item, effect.answer)
            if item is None or code is None or item.kind == "multi":
                continue
            option = next(each for each in item.options if each.code == code)
            value = points(item, code)
            found.append(
                Vouched(content.indicator_code(item_id), item.text, option.text, code, value)
            )
    return tuple(found)


def sign_for_provider(
    call: Call, project: Project, file: Upload | None, accepted_on: date, items: Sequence[str]
) -> None:
    """Keep the report that the provider signs; it replaces one not confirmed yet.

    Raises: ReportNeeded, DayUnfit, UploadRefused, TooLarge, NotPossibleNow.
    """
    started = None if project.started_at is None else china_day(project.started_at)
    if started is None or project.state != RUNNING:
        raise not_possible(project.state)
    if not started <= accepted_on <= china_day(call.at):
        raise DayUnfit(day=accepted_on.isoformat())
    if file is None:
        raise ReportNeeded
    checked = check_upload(file, PROOFS, most_octets=_MOST_OCTETS)
    known = [
        each.indicator_code for each in vouchable(call.pack, call.pack.measure(project.measure_id))
    ]
    wish = UploadWish(
        checked.file_name,
        checked.sha256,
        checked.media_type,
        checked.octets_count,
        PURPOSE,
        call.who.account_id,
        subject_code=project.uscc,
    )
    upload_id = keep_upload(call.store, file.file, wish, at=call.at)
    table = provider_project
    is_it = (table.c.project_id == project.project_id) & (table.c.state == RUNNING)
    with call.store.database.begin() as connection:
        values = {
            "report_upload_id": upload_id,
            "report_sha256": checked.sha256,
            "report_items": json.dumps([each for each in known if each in items]),
            "accepted_on": accepted_on,
            "provider_signed_at": call.at,
            "provider_signed_by": call.who.actor,
        }
        if not connection.execute(table.update().where(is_it).values(**values)).rowcount:
            raise not_possible(find_state(connection, project.project_id))
        note_step(connection, call, project.project_id, project.uscc, f"sign {checked.sha256}")


def confirm(call: Call, project: Project, seen_sha256: str, provider_name: str) -> None:
    """Sign for the enterprise: the project is accepted, and evidence with it, or neither.

    Raises: NotPossibleNow, ReportChanged, SameHands.
    """
    if not project.is_signed_by_provider or project.report_sha256 is None:
        raise not_possible(project.state)
    ensure_other_hands(call.who, project.provider_signed_by or "", act=_CONFIRM)
    facts = facts_of(call, project, provider_name)
    table = provider_project
    is_it = (
        (table.c.project_id == project.project_id)
        & (table.c.state == RUNNING)
        & (table.c.report_sha256 == seen_sha256)
        & table.c.provider_signed_at.is_not(None)
    )
    with call.store.database.begin() as connection:
        values = {
            "state": ACCEPTED,
            "ended_at": call.at,
            "enterprise_signed_at": call.at,
            "enterprise_signed_by": call.who.actor,
        }
        if not connection.execute(table.update().where(is_it).values(**values)).rowcount:
            state = find_state(connection, project.project_id)
            raise ReportChanged if state == RUNNING else not_possible(state)
        numbers = Ledger(call.store).append(
            facts, actor=call.who.actor, at=call.at, within=connection
        )
        told = ",".join(str(number) for number in numbers)
        is_mine = table.c.project_id == project.project_id
        connection.execute(table.update().where(is_mine).values(evidence_nos=told))
        note_step(connection, call, project.project_id, project.uscc, f"accept {told}")


def refuse(call: Call, project: Project) -> None:
    """Send the report back: the provider's signature falls, the project goes on.

    Raises: NotPossibleNow.
    """
    table = provider_project
    is_it = (
        (table.c.project_id == project.project_id)
        & (table.c.state == RUNNING)
        & table.c.provider_signed_at.is_not(None)
    )
    with call.store.database.begin() as connection:
        values = {"provider_signed_at": None, "provider_signed_by": None}
        if not connection.execute(table.update().where(is_it).values(**values)).rowcount:
            raise not_possible(find_state(connection, project.project_id))
        note_step(connection, call, project.project_id, project.uscc, "refuse")


def facts_of(call: Call, project: Project, provider_name: str) -> list[Fact]:
    """Answer what an acceptance proves; an answer that is no better than what is proven is not."""
    pack = call.pack
    flags = [
        (each.code, None, Decimal(1), each.unit)
        for each in pack.indicators
        if KIND in each.evidence_kinds and each.unit == _FLAG
    ]
    answers = [
        (indicator.code, value.code, value.number, None if value.number is None else indicator.unit)
        for each in _better(call, project)
        for indicator in (pack.indicator(each.indicator_code),)
        for value in (read_value(pack, indicator, each.value_code, None),)
        if value.problem is None
    ]
    assert project.accepted_on is not None  # noqa: S101  signed with a day
    return [
        Fact(
            subject_code=project.uscc,
            indicator_code=code,
            value_code=value_code,
            value_number=value_number,
            unit=unit,
            period=Period.day(project.accepted_on),
            fact_date=project.accepted_on,
            grade=Grade.ATTESTED,
            source=f"document:{provider_name}"[:_SOURCE_SIGNS],
            document=project.report_sha256,
        )
        for code, value_code, value_number, unit in [*flags, *answers]
    ]


def _better(call: Call, project: Project) -> list[Vouched]:
    """The answers vouched for that earn more than those proven already."""
    told = [
        each
        for each in vouchable(call.pack, call.pack.measure(project.measure_id))
        if each.indicator_code in project.report_items
    ]
    counted = counted_level(call.pack)
    if not told or counted is None:
        return []
    known = known_enterprise(call.store, call.pack, project.uscc, today=china_day(call.at))
    proven = known.subject(counted[0]).proven
    items = {item.id: item for item in build_model(call.pack.model(counted[0])).items}
    found = []
    for each in told:
        item_id = each.indicator_code.partition(":")[2]
        if each.millipoints > points(items[item_id], proven.get(item_id)):
            found.append(each)
    return found
