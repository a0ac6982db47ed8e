"""Which findings a page is about, as one query: what the reader sees, narrowed by his filter.

Not for showing them (read) nor for settling them (settle).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true

from lingnan.access import Permission, ScopeKind, visible
from lingnan.access.visible import Place
from lingnan.console.pages.findings.sort import INCONSISTENT, SORTS, SUSPECTED
from lingnan.console.pages.findings.store import finding_settlement
from lingnan.console.web.call import Call
from lingnan.console.web.extent import extent_of
from lingnan.console.work.job import list_jobs
from lingnan.console.work.store import job
from lingnan.kernel import Severity
from lingnan.registry.store import registry_enterprise
from lingnan.store.findings import finding

STATES: Final = ("open", "settled", "all")
_BATCHES: Final = 500
_JOINED: Final = ("row", "field", "value", "subject_code")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader asks for; empty where he does not narrow.

    Attributes: state: open, settled, all. batch: the id of one import's findings.
    """

    sort: str = "all"
    state: str = "open"
    severity: str = ""
    code: str = ""
    file: str = ""
    subject: str = ""
    batch: str = ""

    @classmethod
    def of(cls, call: Call) -> Self:
        """Read from the address."""
        return cls(
            sort=call.choice("sort", [each.id for each in SORTS], "all"),
            state=call.choice("state", STATES, "open"),
            severity=call.choice("severity", [each.value for each in Severity], ""),
            code=call.asked("code").strip().upper()[:16],
            file=call.asked("file").strip()[:200],
            subject=call.asked("subject").strip()[:64],
            batch=call.asked("batch").strip()[:80],
        )

    def told(self) -> Mapping[str, str]:
        """The filter as parameters of an address, without what is usual."""
        cells = {name: str(getattr(self, name)) for name in Filter.__slots__}
        return {n: v for n, v in cells.items() if v and (n, v) not in _USUAL}


_USUAL: Final = frozenset({("sort", "all"), ("state", "open")})


def where_of(
    call: Call, asked: Filter, permission: Permission = Permission.FINDINGS_READ
) -> ColumnElement[bool]:
    """Answer the condition for the findings that a reader sees and asks for."""
    tests: list[ColumnElement[bool]] = [seen(call, permission)]
    if asked.sort == "rejected":
        tests.append(finding.c.severity == Severity.ERROR.value)
    elif asked.sort in ("inconsistent", "suspected"):
        codes = INCONSISTENT if asked.sort == "inconsistent" else SUSPECTED
        tests.append(finding.c.code.in_(sorted(codes)))
    for name, value in (
        ("severity", asked.severity),
        ("code", asked.code),
        ("subject_code", asked.subject),
        ("batch_id", asked.batch),
    ):
        if value:
            tests.append(finding.c[name] == value)
    if asked.file:
        tests.append(finding.c.file.icontains(asked.file, autoescape=True))
    if asked.state != "all":
        about = select(finding_settlement.c.settlement_id).where(same_finding())
        is_settled = about.correlate(finding).exists()
        tests.append(is_settled if asked.state == "settled" else ~is_settled)
    return and_(*tests)


def same_finding() -> ColumnElement[bool]:
    """Answer the condition that a settlement is about a finding."""
    settled = finding_settlement.c
    return and_(
        settled.batch_id == finding.c.batch_id,
        settled.code == finding.c.code,
        *(settled[name].is_not_distinct_from(finding.c[name]) for name in _JOINED),
    )


def seen(call: Call, permission: Permission) -> ColumnElement[bool]:
    """Answer the condition for the findings that lie within a reader's area, or are of his files.

    A finding without enterprise belongs to the whole region and to who brought the file.
    """
    extent = extent_of(call, permission)
    if extent.is_whole:
        return true()

    def of_cities(codes: Collection[str]) -> ColumnElement[bool]:
        inside = select(registry_enterprise.c.uscc).where(
            registry_enterprise.c.city_code.in_(sorted(codes))
        )
        return finding.c.subject_code.in_(inside)

    places: dict[ScopeKind, Place] = {
        ScopeKind.ENTERPRISE: finding.c.subject_code,
        ScopeKind.CITY: of_cities,
        ScopeKind.PROVINCE: lambda _codes: false(),
    }
    found = visible(call.who, permission, places)
    batches = _own_batches(call, extent.codes)
    return or_(found, finding.c.batch_id.in_(batches)) if batches else found


def _own_batches(call: Call, cities: Collection[str]) -> list[str]:
    """The batches of the imports that the reader or an office of his cities brought."""
    if not cities:
        return []
    is_mine = or_(job.c.account_id == call.who.account_id, job.c.scope_code.in_(sorted(cities)))
    jobs = list_jobs(call.store.database, "import", where=is_mine, limit=_BATCHES)
    found = [(each.outcome or {}).get("batch_id") for each in jobs]
    return [str(each) for each in found if each]


def rows_query(where: ColumnElement[bool], *, is_one_file: bool) -> Select[Any]:
    """Answer the query for findings with their settlement: the latest first, of one file by row."""
    settled = finding_settlement.c
    columns = (settled.remark, settled.settled_at, settled.settled_by)
    joined = finding.outerjoin(finding_settlement, same_finding())
    order = finding.c.finding_id if is_one_file else finding.c.finding_id.desc()
    return select(finding, *columns).select_from(joined).where(where).order_by(order)


def counts_query(where: ColumnElement[bool]) -> Select[Any]:
    """Answer the query that counts findings by severity in one row, settled or not."""
    return select(*_by_severity()).select_from(finding).where(where)


def settled_query(where: ColumnElement[bool]) -> Select[Any]:
    """Answer the query that counts settled findings by severity; settlements are few."""
    joined = finding_settlement.join(finding, same_finding())
    return select(*_by_severity()).select_from(joined).where(where)


def _by_severity() -> list[Any]:
    # Sums and no grouping: a database would walk all findings in the order of the groups.
    return [
        func.coalesce(func.sum(case((finding.c.severity == each.value, 1), else_=0)), 0)
        for each in Severity
    ]
