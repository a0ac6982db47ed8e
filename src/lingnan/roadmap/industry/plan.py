"""Plan one industry: from register, states and catalogue to the answer.

The edge where arrays become words. Not for all clusters of a province at once (table).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from lingnan.kernel import Text, industry, region
from lingnan.packs import Pack
from lingnan.roadmap.calendar import Calendar
from lingnan.roadmap.catalogue import Catalogue
from lingnan.roadmap.industry.answer import IndustryAnswer, MemberCounts
from lingnan.roadmap.industry.bound import gap_of
from lingnan.roadmap.industry.detail import cohorts, level_path, package_rows, wave_rows
from lingnan.roadmap.industry.gap import GapRow, common_gaps
from lingnan.roadmap.industry.greedy import floor_share
from lingnan.roadmap.industry.member import Members, members_of
from lingnan.roadmap.industry.model import Question, Scope
from lingnan.roadmap.industry.package import Packages, packages_of
from lingnan.roadmap.industry.question import ASSUMPTIONS, settle
from lingnan.roadmap.industry.sentence import binding, unconfirmed
from lingnan.roadmap.industry.solve import solve
from lingnan.roadmap.industry.target import target_of
from lingnan.roadmap.state import States


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """What every industry roadmap of a run reads.

    Shapes: states (k,) beside register, one row an enterprise: uscc, size_class, city_code,
        industry_code, primary_cluster_id, optionally region_code (county) and is_synthetic.
    """

    catalogue: Catalogue
    states: States
    register: pa.Table


def plan_industry(inputs: Inputs, scope: Scope, question: Question) -> IndustryAnswer:
    """The roadmap of the small and medium manufacturers of one cluster or industry.

    Raises: ScopeUnclear, ClusterUnknown, DivisionUnknown, AreaUnknown, NoMembers, LevelNotInModel,
        PackagesOutOfRange, AmountNegative, RateOutOfRange, PackageNotInCatalogue, NoPackages.
    Limits: prices are list prices, whatever an enterprise can pay itself; an enterprise that could
        take several subsets of the list takes the cheapest, also where its provider is busy.
    """
    catalogue = inputs.catalogue
    terms = settle(question, catalogue)
    calendar = Calendar.after(question.as_of, terms.horizon)
    members = members_of(inputs.register, inputs.states.assessed, scope, catalogue.pack)
    packages = packages_of(catalogue, terms.side)
    target = target_of(catalogue.steps, terms.level)
    claimed, proven = (
        inputs.states.claimed[members.rows],
        inputs.states.proven[members.rows],
    )
    reached = claimed if terms.side == "claimed" else proven
    solution = solve(packages, target, terms, members, reached)
    levels = level_path(packages, solution, calendar, claimed, proven)
    gaps = common_gaps(catalogue.steps, target, reached[solution.below], terms.nearest_weight)
    served = solution.waves.wave
    return IndustryAnswer(
        scope=scope,
        name=name_of(scope, catalogue),
        model_id=catalogue.model.id,
        terms=terms,
        as_of=question.as_of,
        members=_counts(
            inputs, members, solution.reached_before, levels[0].claimed, levels[0].proven
        ),
        gaps=gaps,
        gap_packages=_closing(packages, gaps),
        packages=package_rows(packages, solution),
        waves=wave_rows(packages, solution, calendar),
        levels=levels,
        cohorts=cohorts(packages, solution, inputs.register["uscc"]),
        objective=solution.choice.objective,
        bound=solution.bound.value,
        floor=floor_share(terms.packages_count),
        gap=gap_of(solution.choice.objective, solution.bound.value),
        able_count=len(served),
        most_count=solution.waves.most,
        unfunded_count=solution.waves.unfunded_count,
        waiting_count=solution.waves.waiting_count,
        reached_after=solution.reached_after,
        binding=binding(packages, target, terms, solution),
        assumptions=tuple(catalogue.pack.assumption(name) for name in ASSUMPTIONS),
        unconfirmed=unconfirmed(packages, solution),
        is_synthetic=_is_synthetic(inputs, members),
    )


def name_of(scope: Scope, catalogue: Catalogue) -> Text:
    """The cluster's or industry's name, with its area."""
    if scope.cluster_id is not None:
        name = catalogue.pack.cluster(scope.cluster_id).name
    else:
        name = industry.name(scope.division or "")
    if scope.area is None:
        return name
    place = _place(region.normalise(scope.area), catalogue.pack)
    return name if place is None else Text(f"{place.zh}{name.zh}", f"{name.en}, {place.en}")


def _place(code: str, pack: Pack) -> Text | None:
    """A city by its name, a county by its city and code; null for the whole region."""
    if code == pack.region_code:
        return None
    city = pack.city(code[:4] + "00")
    if city.code == code:
        return city.name
    return Text(f"{city.name.zh}（{code}）", f"{city.name.en} ({code})")


def _counts(
    inputs: Inputs,
    members: Members,
    reached_before: int,
    claimed: tuple[int, ...],
    proven: tuple[int, ...],
) -> MemberCounts:
    rows = inputs.register.take(pa.array(members.rows))
    return MemberCounts(
        count=len(members),
        reached_before=reached_before,
        by_city=_tally(rows["city_code"]),
        by_size=_tally(rows["size_class"]),
        claimed_levels=claimed,
        proven_levels=proven,
    )


def _tally(column: pa.ChunkedArray) -> Mapping[str, int]:
    found = pc.value_counts(column).to_pylist()
    return dict(sorted((str(each["values"]), int(each["counts"])) for each in found))


def _closing(packages: Packages, gaps: tuple[GapRow, ...]) -> Mapping[int, tuple[str, ...]]:
    """Which packages on offer give each step, by the light measure itself."""
    place = {int(step): number for number, step in enumerate(packages.relevant)}
    found: dict[int, tuple[str, ...]] = {}
    for row in gaps:
        column = place.get(row.step.number)
        if column is not None:
            has = packages.provider[packages.measure, column]
            found[row.step.number] = tuple(
                name for name, gives in zip(packages.ids, has, strict=True) if gives
            )
    return found


def _is_synthetic(inputs: Inputs, members: Members) -> bool:
    if inputs.catalogue.pack.is_test:
        return True
    if "is_synthetic" not in inputs.register.column_names:
        return False
    return bool(pc.any(inputs.register["is_synthetic"].take(pa.array(members.rows))).as_py())
