"""Who can be lifted to the level and for how much public money: one row an enterprise.

Joins the register with out_upgrade. Not for deciding who gets money (solve).
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingnan.kernel import Text
from lingnan.packs import Pack
from lingnan.packs.content import AboveScaleCondition, ActiveCondition, IndustryCondition
from lingnan.programme.allocation.content import Aim, PathIds, paths_of
from lingnan.programme.allocation.errors import BrokenUpgrade, LevelDiffers, NoUpgrades
from lingnan.programme.allocation.model import Ints
from lingnan.programme.model import Side
from lingnan.registry import classify
from lingnan.store.engine import Engine

#: Words by which registers name the leader of a chain 链主企业.
LEADER_ROLES = ("leader", "chain leader", "链主", "链主企业", "龙头", "龙头企业")
UPGRADE_SCHEMA = pa.schema(
    [
        ("subject_code", pa.string()),
        ("model_id", pa.string()),
        ("side", pa.string()),
        ("target_level", pa.int8()),
        ("level_now", pa.int8()),
        ("status", pa.string()),
        ("cost_cny", pa.int64()),
        ("price_cny", pa.int64()),
        ("subsidy_cny", pa.int64()),
        ("bound_cny", pa.int64()),
        ("finish_period", pa.int8()),
    ]
)
_NO_PATH = "*"
_LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Group:
    """Enterprises of one city, primary cluster (null without one) and path."""

    city_code: str
    cluster_id: str | None
    path_id: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How many enterprises of the population stand where; each stands for `expansion` others.

    Attributes:
        reached: proven at the level already. feasible: a plan leads there.
        infeasible: proven to have none. still_open: none was found, none was excluded.
        unplanned: without a row in out_upgrade (nobody has diagnosed them).
    """

    population: int
    reached: int
    feasible: int
    infeasible: int
    still_open: int
    unplanned: int


@dataclass(frozen=True, slots=True)
class People:
    """The enterprises for which a plan leads to the level, and what their plans cost.

    Attributes:
        subjects: codes. groups, group: the group of each by number.
        price, subsidy: of the plan, in yuan. finish: half-years from a start to the level held.
    """

    subjects: pa.Array
    groups: tuple[Group, ...]
    group: NDArray[np.int32]
    price: Ints
    subsidy: Ints
    finish: Ints
    standing: Standing


@dataclass(frozen=True, slots=True)
class Candidates:
    """The enterprises for which a plan leads to the level, cheapest first.

    Attributes:
        subjects: codes. groups, group: the group of each by number.
        costs: public money each needs, in yuan. finish: half-years from a start to the level held.
        expansion: how many enterprises each stands for; money is not yet multiplied by it.
    """

    subjects: pa.Array
    groups: tuple[Group, ...]
    group: NDArray[np.int32]
    costs: Ints
    finish: Ints
    standing: Standing
    expansion: int


def gather_candidates(
    engine: Engine,
    pack: Pack,
    aim: Aim,
    *,
    enterprises: ir.Table,
    memberships: ir.Table,
    upgrades: pa.Table,
    public_share: Fraction,
    as_of: date,
    expansion: int = 1,
) -> Candidates:
    """The population of the definition with the public money of each. Raises: see gather_people."""
    people = gather_people(
        engine,
        pack,
        aim,
        enterprises=enterprises,
        memberships=memberships,
        upgrades=upgrades,
        as_of=as_of,
    )
    return candidates_of(people, public_share, expansion)


def gather_people(
    engine: Engine,
    pack: Pack,
    aim: Aim,
    *,
    enterprises: ir.Table,
    memberships: ir.Table,
    upgrades: pa.Table,
    as_of: date,
) -> People:
    """The population of the definition with the plan of each enterprise.

    The path: large enterprises and chain leaders go by themselves, members of a chain with the
    chain, members of a park with the park, all others with their industry.

    Shapes:
        enterprises, memberships: registry_enterprise and registry_membership.
        upgrades: out_upgrade of one level; the side `proven` is used.
    Raises: NoUpgrades, LevelDiffers, BrokenUpgrade.
    """
    proven = _proven(upgrades, aim)
    placed = classify(enterprises, pack, engine, as_of=as_of)
    people = _population(placed, aim).select(
        "uscc",
        "city_code",
        cluster_id=placed.primary_cluster_id,
        path_id=_path(placed, memberships, paths_of(pack), as_of),
    )
    plans = engine.memory(proven)
    _no_repeats(engine, plans)
    joined = people.left_join(plans, people.uscc == plans.subject_code)
    table = engine.arrow(joined.drop("subject_code"))
    status = table["status"]
    counts = {pair["values"]: pair["counts"] for pair in pc.value_counts(status).to_pylist()}
    standing = Standing(
        population=table.num_rows,
        reached=counts.get("reached", 0),
        feasible=counts.get("feasible", 0),
        infeasible=counts.get("infeasible", 0),
        still_open=counts.get("open", 0),
        unplanned=counts.get(None, 0),
    )
    feasible = table.filter(pc.equal(status, "feasible")).combine_chunks()
    numbers, groups = _groups(feasible)
    return People(
        subjects=_one(feasible["uscc"]),
        groups=groups,
        group=numbers,
        price=feasible["price_cny"].to_numpy().astype(np.int64),
        subsidy=feasible["subsidy_cny"].to_numpy().astype(np.int64),
        finish=feasible["finish_period"].to_numpy().astype(np.int64),
        standing=standing,
    )


def candidates_of(people: People, public_share: Fraction, expansion: int = 1) -> Candidates:
    """The enterprises with their public money, cheapest first.

    Public money is the stated share of the plan's price, rounded up, and at least the plan's own
    subsidy.
    """
    costs = _public_money(people, public_share)
    order = _by_cost(costs, people.subjects)
    return Candidates(
        subjects=people.subjects.take(pa.array(order)),
        groups=people.groups,
        group=people.group[order],
        costs=costs[order],
        finish=people.finish[order],
        standing=people.standing,
        expansion=expansion,
    )


def _proven(upgrades: pa.Table, aim: Aim) -> pa.Table:
    """The rows of the proven side, checked."""
    rows = upgrades.filter(pc.equal(upgrades["side"], Side.PROVEN.value))
    if not rows.num_rows:
        raise NoUpgrades(side=Side.PROVEN.value, reason=Text("表中没有记录", "it has no rows"))
    levels = pc.unique(rows["target_level"]).to_pylist()
    if levels != [aim.level]:
        found = ", ".join(str(level) for level in levels)
        raise LevelDiffers(definition=aim.definition.id, wanted=aim.level, found=found)
    feasible = pc.equal(rows["status"], "feasible")
    for name in ("price_cny", "subsidy_cny", "finish_period"):
        wrong = pc.and_(feasible, pc.fill_null(pc.less(rows[name], 0), True))
        if pc.any(wrong).as_py():
            subject = rows["subject_code"].filter(wrong)[0].as_py()
            reason = Text(f"{name} 缺失或为负", f"{name} is missing or negative")
            raise BrokenUpgrade(subject=subject, reason=reason)
    names = ("subject_code", "status", "price_cny", "subsidy_cny", "finish_period")
    return rows.select(list(names))


def _no_repeats(engine: Engine, plans: ir.Table) -> None:
    counted = plans.group_by("subject_code").agg(rows=plans.count())
    repeated = engine.arrow(counted.filter(counted.rows > 1).order_by("subject_code").limit(1))
    if repeated.num_rows:
        subject = repeated["subject_code"][0].as_py()
        raise BrokenUpgrade(subject=subject, reason=Text("有多条记录", "it has several rows"))


def _population(placed: ir.Table, aim: Aim) -> ir.Table:
    """The enterprises that the definition counts among, as the register says on the day."""
    tests = []
    for part in aim.definition.conditions:
        if isinstance(part, ActiveCondition):
            tests.append(placed.is_active)
        elif isinstance(part, AboveScaleCondition):
            tests.append(placed.is_above_scale)
        elif isinstance(part, IndustryCondition):
            tests.append(placed.industry_code.substr(0, 1).isin(part.sections))
    return placed.filter(*tests) if tests else placed


def _path(
    placed: ir.Table, memberships: ir.Table, ids: PathIds | None, as_of: date
) -> ir.StringValue:
    if ids is None:
        return ibis.literal(_NO_PATH)
    day = ibis.date(as_of)
    now = memberships.filter(
        memberships.from_date <= day,
        memberships.until_date.isnull() | (memberships.until_date > day),
    )
    chain = now.filter(now.group_kind == "chain")
    leads = chain.filter(chain.role.lower().isin(LEADER_ROLES))
    park = now.filter(now.group_kind == "park")
    return ibis.cases(
        ((placed.size_class == "large") | placed.uscc.isin(leads.uscc), ids.enterprise),
        (placed.uscc.isin(chain.uscc), ids.chain),
        (placed.uscc.isin(park.uscc), ids.park),
        else_=ids.industry,
    )


def _by_cost(costs: Ints, subjects: pa.Array) -> NDArray[np.int64]:
    """The order by cost, then by code; codes of one length as numbers of eight letters each."""
    lengths = pc.unique(pc.binary_length(subjects)).to_pylist()
    if len(lengths) != 1:
        by_code = np.asarray(pc.sort_indices(subjects)).astype(np.int64)
        rank = np.empty(len(by_code), np.int64)
        rank[by_code] = np.arange(len(by_code))
        keys: list[NDArray[Any]] = [rank]
    else:
        letters = np.zeros((len(subjects), -(-lengths[0] // 8) * 8), np.uint8)
        written = pc.cast(subjects, pa.binary(lengths[0])).buffers()[1]
        start = subjects.offset * lengths[0] if subjects.offset else 0
        flat = np.frombuffer(written, np.uint8, len(subjects) * lengths[0], start)
        letters[:, : lengths[0]] = flat.reshape(-1, lengths[0])
        words = letters.view(">u8").astype(np.uint64)
        keys = [words[:, place] for place in range(words.shape[1])][::-1]
    order: NDArray[np.int64] = np.lexsort((*keys, costs))
    return order


def _public_money(people: People, share: Fraction) -> Ints:
    price = people.price
    above, below = share.numerator, share.denominator
    if above * int(price.max(initial=0)) <= _LARGEST:
        paid = -(-price * above // below)
    else:  # too large for 64 bits on the way; Python's whole numbers are not
        paid = np.array([-(-each * above // below) for each in price.tolist()], np.int64)
    needed: Ints = np.maximum(paid, people.subsidy)
    return needed


def _groups(feasible: pa.Table) -> tuple[NDArray[np.int32], tuple[Group, ...]]:
    """The group of each enterprise by number; groups in the order of their codes."""
    columns = [_one(feasible[name]) for name in ("city_code", "cluster_id", "path_id")]
    coded = [column.dictionary_encode(null_encoding="encode") for column in columns]
    words = [each.dictionary.to_pylist() for each in coded]
    key = np.zeros(feasible.num_rows, np.int64)
    for each, known in zip(coded, words, strict=True):
        key = key * max(len(known), 1) + each.indices.to_numpy(zero_copy_only=False)
    distinct, numbers = np.unique(key, return_inverse=True)
    found = []
    cities, clusters, paths = words
    for code in distinct.tolist():
        rest, path = divmod(code, max(len(paths), 1))
        city, cluster = divmod(rest, max(len(clusters), 1))
        found.append(Group(cities[city], clusters[cluster], paths[path]))
    rank = sorted(range(len(found)), key=lambda n: _order(found[n]))
    place_of = np.empty(len(found), np.int32)
    place_of[rank] = np.arange(len(found), dtype=np.int32)
    return place_of[numbers], tuple(found[n] for n in rank)


def _order(group: Group) -> tuple[str, str, str]:
    return (group.city_code, group.cluster_id or "", group.path_id)


def _one(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
