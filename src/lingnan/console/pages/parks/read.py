"""One park: who it is, its members with their levels, its roadmap as sections of a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from lingnan.access import Permission, ScopeKind
from lingnan.console.charts import Bar, Column, Table, claimed_vs_proven
from lingnan.console.document import Document, park_document
from lingnan.console.document.value import capital
from lingnan.console.document.words import level_words
from lingnan.console.group.member import (
    Levels,
    Named,
    NameSight,
    members_on,
    named,
    sight_of,
    with_names,
)
from lingnan.console.group.table import both
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.parks.context import MemberLine, Members
from lingnan.console.web.call import Call
from lingnan.pipeline.planning import counted_level
from lingnan.registry import Entity, EntityKind
from lingnan.roadmap.park.checklist import checklist
from lingnan.roadmap.park.demand import shown_share

Json = dict[str, Any]


def park_of(call: Call) -> Entity:
    """Answer the park that the path names; its route has made sure that it may be seen."""
    found = call.desk.registry.entity(EntityKind.PARK, call.parameters["park"])
    call.known(found)
    assert found is not None  # noqa: S101  known above
    return found


def park_sight(call: Call) -> NameSight:
    """Answer whose names the reader sees among the members."""
    return sight_of(call, Permission.ROADMAP_READ, ScopeKind.PARK, call.parameters["park"])


def members_of(call: Call) -> list[str]:
    """Answer the codes of the park's members on the day of the run."""
    return members_on(call, ScopeKind.PARK, call.parameters["park"])


def facts_of(call: Call, park: Entity, members: int) -> tuple[tuple[str, str], ...]:
    """Answer what the register says of a park."""
    _ = call.tr.gettext
    cities = {city.code: city.name.in_(call.lang) for city in call.pack.cities}
    operator = call.desk.registry.get(park.operator_uscc) if park.operator_uscc else None
    return (
        (_("Park code"), park.entity_code),
        (_("City"), cities.get(park.city_code or "", NOTHING)),
        (_("Operator"), operator.name_zh if operator else NOTHING),
        (_("Registered since"), call.tr.day(park.from_date)),
        (_("Member enterprises"), call.tr.number(members)),
    )


def member_lines(
    call: Call, codes: Sequence[str], levels: Mapping[str, Levels], sight: NameSight
) -> tuple[MemberLine, ...]:
    """Answer members with names and levels, those with the lowest proven level first."""
    names = named(call, codes, sight)
    found = []
    for code in codes:
        if code not in names:
            continue
        each, level = names[code], levels.get(code, Levels(None, None))
        line = MemberLine(
            name=each.name.in_(call.lang),
            path=f"/enterprises/{each.uscc}" if each.uscc else "",
            claimed=_level(call.tr, level.claimed),
            proven=_level(call.tr, level.proven),
        )
        order = (level.proven is None, level.proven or 0, level.claimed or 0, line.name)
        found.append((order, line))
    return tuple(line for _order, line in sorted(found, key=lambda each: each[0]))


def counted_members(
    call: Call, codes: Sequence[str], levels: Mapping[str, Levels], key: str
) -> Members:
    """Count members by level on both sides."""
    tr = call.tr
    _ = tr.gettext
    known = [levels[code] for code in codes if code in levels]
    claimed = [each.claimed for each in known if each.claimed is not None]
    proven = [each.proven for each in known if each.proven is not None]
    most = max([*claimed, *proven, 0])
    columns = (Column(_("Level"), "text"), Column(_("Claimed")), Column(_("Proven")))
    bars, rows = [], []
    for level in range(most + 1):
        counts = claimed.count(level), proven.count(level)
        row = (_level(tr, level), tr.number(counts[0]), tr.number(counts[1]))
        rows.append(row)
        bars.append(Bar(row[0], counts[0], counts[1], row=row))
    title = _("Members by level")
    chart = None
    if claimed:
        chart = claimed_vs_proven(
            tr,
            chart_id=key,
            title=title,
            unit=_("enterprises"),
            bars=tuple(bars),
            columns=columns,
        )
    return Members(
        _counted(call, len(codes), claimed, proven), chart, Table(title, columns, tuple(rows))
    )


def plan_document(call: Call, park: Entity, answer: Mapping[str, Any]) -> Document:
    """Answer the roadmap as a document, with names as this reader may see them."""
    codes = [row["uscc"] for row in answer.get("members", [])]
    names: dict[str, Named] = named(call, codes, park_sight(call))
    name = both_names(park)
    return park_document(with_names({**answer, "name": name}, names), call.lang)


def new_park_answer(call: Call, park: Entity) -> Json:
    """Answer the checklist of a park that has no members yet."""
    facilities = call.pack.facilities
    found = checklist(
        facilities, (), stage="new_park", shown_share=shown_share(call.pack), starts={}
    )
    return {
        "path": "park",
        "park": park.entity_code,
        "stage": "new_park",
        "question": "value",
        "members_count": 0,
        "is_synthetic": call.store.manifest.synthetic,
        "as_of": call.run.as_of.isoformat(),
        "run_id": call.run.run_id,
        "facilities": [],
        "checklist": [
            {
                "facility": each.facility,
                "need": each.need,
                "standing": each.standing,
                "members_having_share": None,
                "missing": list(each.missing),
                "sequence": each.sequence,
            }
            for each in found
        ],
        "names": {
            **{each.id: both(each.name) for each in facilities},
            **{each.id: both(each.name) for each in call.pack.measures},
        },
    }


def both_names(park: Entity) -> dict[str, str]:
    """A park's name in both languages."""
    return {"zh": park.name_zh, "en": park.name_en or park.name_zh}


def _counted(call: Call, count: int, claimed: list[int], proven: list[int]) -> str:
    tr = call.tr
    _ = tr.gettext
    counted = counted_level(call.pack)
    level = counted[1] if counted else 1
    if not count:
        return tr.sentence([_("the park has no member enterprises on the day of the run")])
    clauses = [
        _("of {count} members {claimed} claim {level} or above and {proven} have proven it").format(
            count=tr.number(count),
            claimed=tr.number(sum(each >= level for each in claimed)),
            level=level_words(tr, level),
            proven=tr.number(sum(each >= level for each in proven)),
        )
    ]
    if count > len(claimed):
        clauses.append(
            _("{count} are not assessed yet").format(count=tr.number(count - len(claimed)))
        )
    return tr.sentence(clauses)


def _level(tr: Translator, level: int | None) -> str:
    return tr.gettext("not assessed") if level is None else capital(tr, level_words(tr, level))
