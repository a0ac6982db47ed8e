"""Plans that take long, ordered as jobs: who asks the same of the same run gets the same job.

The address of a page is its question: reloaded, it shows how far the job is, then its answer.
Not for doing it (work.task.plan) nor for what is quick (depth).
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal
from urllib.parse import urlencode

from lingnan.access import Permission
from lingnan.console.group.keep import read_kept
from lingnan.console.group.wanted import Wanted
from lingnan.console.web.call import Call
from lingnan.console.web.job_view import JobView, job_view
from lingnan.console.work.errand import made_file
from lingnan.console.work.job import Job, JobState, find_job_of, list_jobs
from lingnan.console.work.queue import JobWish, put_job
from lingnan.console.work.store import job as job_table
from lingnan.console.work.task.plan import ANSWER, PLAN
from lingnan.registry import Entity

Json = dict[str, Any]
_EXACT: Final = "exact"
_LOOKED_AT: Final = 50


@dataclass(frozen=True, slots=True)
class Order:
    """A plan that takes long, as its page shows it.

    Attributes:
        job: the last that was to make it; null before it is ordered.
        place: where it is ordered; empty for a reader who may not.
        fields: the question, as hidden fields.
    """

    job: JobView | None
    place: str
    fields: tuple[tuple[str, str], ...]


def asked_by_form(call: Call) -> Call:
    """Answer the call with its form as the question, as a page's address would hold it."""
    told = {**call.form, _EXACT: [call.typed(_EXACT) or call.asked(_EXACT)], "deep": ["1"]}
    return replace(call, query=told)


def address_of(call: Call, path: str, names: Collection[str]) -> str:
    """Answer the page whose address is the question of a call."""
    return f"{path}?{urlencode(_pairs(call, names))}"


def order_plan(call: Call, wanted: Wanted, group: Entity, way: str) -> None:
    """Order a plan; `way` is the page that will show it. Asked again it is the same job.

    Raises: NoRun.
    """
    wish = JobWish(
        kind=PLAN,
        argument={
            "kind": wanted.kind,
            "asked": asdict(wanted.asked),
            "is_exact": wanted.is_exact,
            "run_id": call.run.run_id,
            "key": _key(call, wanted),
            "way": way,
        },
        actor=call.who.actor,
        scope_code=group.city_code or call.pack.region_code,
        action=Permission.ROADMAP_PLAN.value,
        account_id=call.who.account_id,
        thing=_thing(wanted.kind, group.entity_code),
        once_key=_key(call, wanted),
    )
    put_job(call.store.database, wish, at=call.at)


def ordered_answer(call: Call, wanted: Wanted) -> Json | None:
    """Answer what a job planned for a question; null before it has. Raises: NoRun."""
    job = find_job_of(call.store.database, _key(call, wanted))
    if job is None or job.state is not JobState.DONE:
        return None
    return read_kept(made_file(call.store, job.job_id, ANSWER))


def order_of(call: Call, wanted: Wanted, group: Entity, path: str, names: Collection[str]) -> Order:
    """Answer how a plan that takes long stands. Raises: NoRun."""
    job = _last(call, wanted, group)
    return Order(
        job=None if job is None else job_view(call, job),
        place=f"{path}/plans" if call.may(Permission.ROADMAP_PLAN) else "",
        fields=_pairs(call, names),
    )


def _last(call: Call, wanted: Wanted, group: Entity) -> Job | None:
    key = _key(call, wanted)
    where = job_table.c.thing == _thing(wanted.kind, group.entity_code)
    found = list_jobs(call.store.database, PLAN, where=where, limit=_LOOKED_AT)
    return next((each for each in found if each.argument.get("key") == key), None)


def _key(call: Call, wanted: Wanted) -> str:
    return f"{PLAN}:{call.run.run_id[:24]}:{wanted.place(call).name.partition('.')[0]}"


def _thing(kind: Literal["park", "chain", "industry"], code: str) -> str:
    return f"{kind}:{code}"[:80]


def _pairs(call: Call, names: Collection[str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name in names for value in call.query.get(name, ()) if value)
