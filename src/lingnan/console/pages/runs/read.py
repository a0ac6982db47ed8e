"""Runs and their targets as the pages show them, for the whole region or a reader's cities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lingnan.access import Permission
from lingnan.console.i18n import N_
from lingnan.console.pages.runs.context import RunLine, TargetLine
from lingnan.console.report.load.pinned import factor_of, version_of
from lingnan.console.report.load.target import target_rows
from lingnan.console.report.load.word import heading
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.extent import extent_of
from lingnan.console.web.job_view import JobView, job_view
from lingnan.console.work.job import list_jobs
from lingnan.kernel import month_start
from lingnan.packs.content import Target
from lingnan.programme import read_progress
from lingnan.store.runs import Run, list_runs

_ROADMAPS: Final = "out_upgrade"
_SHORT: Final = 12
#: What pins are called; the others by their own names.
PIN: Final = {
    "as_of": N_("As of"),
    "evidence": N_("Evidence, version of the ledger"),
    "evidence_chain_sha256": N_("Evidence, last hash of its chain"),
    "registry_enterprise": N_("Register of enterprises, version"),
    "registry_membership": N_("Memberships, version"),
    "registry_entity": N_("Parks, chains and others, version"),
    "registry_supply": N_("Supply network, version"),
    "pack": N_("Content pack"),
    "pack_version": N_("Version of the content pack"),
    "pack_sha256": N_("Content pack, SHA-256"),
    "code": N_("Version of the program"),
    "expansion": N_("Enterprises that one stands for"),
    "choices": N_("Variants of models"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A target as a run counted it, for the reader's area."""

    target: Target
    claimed: int
    proven: int


def all_runs(call: Call) -> list[Run]:
    """Answer every run, the latest finished first."""
    return list_runs(call.store.database)


def run_of(call: Call, run_id: str) -> Run:
    """Answer a run by its id or the beginning of it. Raises: NothingThere."""
    found = [each for each in all_runs(call) if each.run_id.startswith(run_id)]
    if len(run_id) < _SHORT or len(found) != 1:
        raise NothingThere
    return found[0]


def run_line(call: Call, run: Run) -> RunLine:
    """Answer a run as it is shown."""
    last = call.desk.run
    label = f"{call.tr.short_day(run.as_of)} · {run.run_id[:_SHORT]}"
    return RunLine(
        id=run.run_id,
        as_of=run.as_of,
        finished_at=run.finished_at,
        pack_version=run.pins.get("pack_version", "–"),
        code_version=run.pins.get("code", "–"),
        has_roadmaps=_ROADMAPS in run.outputs,
        is_last=last is not None and last.run_id == run.run_id,
        label=label,
    )


def open_jobs(call: Call) -> tuple[JobView, ...]:
    """Answer the runs that wait or are under way, and the last one ordered if it failed."""
    found = [job_view(call, each) for each in list_jobs(call.store.database, "run", limit=20)]
    is_shown = [each.is_open or (place == 0 and each.problem) for place, each in enumerate(found)]
    return tuple(each for each, shown in zip(found, is_shown, strict=True) if shown)


def counted(call: Call, run: Run) -> tuple[Counted, ...]:
    """Answer every target of a run: of the region, or summed over the reader's cities.

    Units: multiplied by the expansion of a sample.
    """
    extent = extent_of(call, Permission.RUNS_READ)
    if extent.is_whole:
        rows = target_rows(call.store, run)
        return tuple(
            Counted(target, rows[target.id]["claimed"], rows[target.id]["proven"])
            for target in call.pack.targets
            if target.id in rows
        )
    names = [target.headline_definition for target in call.pack.targets]
    table = read_progress(
        call.store,
        version=version_of(run, "out_progress"),
        definition_ids=names,
        slices=["city"],
        month=month_start(run.as_of),
    )
    sums: dict[tuple[str, str], int] = {}
    for row in table.to_pylist():
        if row["city_code"] in extent.codes:
            key = (row["definition_id"], row["side"])
            sums[key] = sums.get(key, 0) + row["counted_count"]
    return tuple(_of_cities(call, target, sums) for target in call.pack.targets)


def _of_cities(call: Call, target: Target, sums: Mapping[tuple[str, str], int]) -> Counted:
    name = target.headline_definition
    factor = factor_of(call.store, call.pack, name)
    return Counted(
        target, sums.get((name, "claimed"), 0) * factor, sums.get((name, "proven"), 0) * factor
    )


def target_lines(
    call: Call, first: Sequence[Counted], second: Sequence[Counted] = ()
) -> tuple[TargetLine, ...]:
    """Answer the targets of one run, or of two with what changed."""
    tr = call.tr
    others = {each.target.id: each for each in second}
    lines = []
    for each in first:
        other = others.get(each.target.id)
        line = TargetLine(
            id=each.target.id,
            name=heading(each.target.name.in_(call.lang)),
            unit=each.target.unit.in_(call.lang),
            claimed=tr.number(each.claimed),
            proven=tr.number(each.proven),
            other_claimed="" if other is None else tr.number(other.claimed),
            other_proven="" if other is None else tr.number(other.proven),
            claimed_change="" if other is None else tr.signed(other.claimed - each.claimed),
            proven_change="" if other is None else tr.signed(other.proven - each.proven),
        )
        lines.append(line)
    return tuple(lines)


def area_of(call: Call) -> str:
    """Name the cities that a reader's counts cover; empty for the whole region."""
    extent = extent_of(call, Permission.RUNS_READ)
    if extent.is_whole:
        return ""
    return call.tr.listing([city.name.in_(call.lang) for city in extent.cities])


def pins_of(call: Call, run: Run) -> tuple[tuple[str, str], ...]:
    """Answer what pins a run, by name."""
    known = [(name, run.pins[name]) for name in PIN if name in run.pins]
    others = [(name, value) for name, value in sorted(run.pins.items()) if name not in PIN]
    return tuple((pin_name(call, name), value) for name, value in (*known, *others))


def pin_name(call: Call, name: str) -> str:
    """Answer what a pin is called."""
    return call.tr.gettext(PIN[name]) if name in PIN else name
