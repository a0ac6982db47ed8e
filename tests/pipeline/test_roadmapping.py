"""Roadmaps of a whole run: complete, sound, consistent with single answers, the same every time."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from lingnan.diagnosis import score
from lingnan.packs import apply_scenario
from lingnan.packs.content import Scenario
from lingnan.pipeline.ground import ground_of
from lingnan.pipeline.group_answers import (
    ChainAsked,
    ParkAsked,
    chain_answer,
    industry_answer,
    park_answer,
)
from lingnan.pipeline.group_roadmaps import registered_groups
from lingnan.pipeline.inputs import open_inputs
from lingnan.pipeline.people import read_people
from lingnan.pipeline.planning import counted_level, planning_of
from lingnan.pipeline.roadmap_check import check_answer
from lingnan.pipeline.run import run_all
from lingnan.pipeline.upgrades import upgrades_of
from lingnan.programme.allocation import read_inputs
from lingnan.programme.allocation.candidate import UPGRADE_SCHEMA
from lingnan.programme.allocation.compare import altering, inputs_under
from lingnan.registry import import_register
from lingnan.roadmap.case import empty_case
from lingnan.roadmap.check import breaks, effort_of, level_after, value_of
from lingnan.roadmap.industry import Question, Scope
from lingnan.roadmap.kernel.batch import plan_all
from lingnan.roadmap.kernel.doors import fill_case
from lingnan.roadmap.kernel.given import Given, scratch_for
from lingnan.roadmap.kernel.solve import QUICK
from lingnan.roadmap.outcome import exact_levels, states_after
from lingnan.roadmap.state import answers_of, levels_of
from lingnan.roadmap.store import ROADMAP_SCHEMA, STEP_SCHEMA, read_roadmap
from lingnan.roadmap.worth import worths_of
from lingnan.sample import generate, load_into
from lingnan.store import Store
from lingnan.store.runs import last_run

from .conftest import AS_OF, AT

ENTERPRISES = 400


def make(root, pack):
    province = generate(pack, enterprises=ENTERPRISES, seed=5)
    store = Store.create(root, pack="guangdong", synthetic=True, expansion=province.expansion)
    load_into(store, pack, province, AT)
    return store


@pytest.fixture(scope="module")
def planned_store(tmp_path_factory, pack):
    store = make(tmp_path_factory.mktemp("planned") / "store", pack)
    run_all(store, pack, as_of=AS_OF, at=AT, workers=1)
    return store


@pytest.fixture(scope="module")
def run(planned_store):
    return last_run(planned_store.database)


@pytest.fixture(scope="module")
def planning(pack):
    return planning_of(pack, AS_OF)


@pytest.fixture(scope="module")
def people(planned_store, pack, run, planning):
    with planned_store.engine() as engine:
        inputs = open_inputs(engine, planned_store, pack, run.pins, AS_OF)
        return read_people(engine, planning, inputs)


@pytest.fixture(scope="module")
def some(people):
    """Every sixth of them: assessed and not, of every size."""
    return people.at(np.arange(0, len(people), 6))


@pytest.fixture(scope="module")
def tables(planned_store, run):
    def read(name):
        return pq.read_table(planned_store.lake.files(name, run.outputs[name]))

    return read


def case_of(planning, people, row, side):
    """The case of one enterprise, filled anew from what is known of it."""
    crowd, tables = people.crowd(side), planning.tables
    budget = crowd.budget[row] * np.arange(1, planning.periods + 1)
    nothing = np.zeros(len(tables.order), dtype=np.int64)
    names = ("size", "section", "place", "cluster", "revenue", "slots", "staff")
    facts = [int(getattr(crowd, name)[row]) for name in names]
    given = Given(*facts, int(side == "proven"), budget, nothing, nothing, nothing)
    case, scratch = empty_case(), scratch_for(tables)
    fill_case(tables, given, crowd.claimed[row], crowd.side[row], scratch, case)
    return case


def local_starts(planning, case, steps):
    number_of = planning.catalogue.number_of
    local = {int(case.measure[a]): a for a in range(int(case.count))}
    return {local[number_of[each["measure_id"]]]: each["start_period"] for each in steps}


def test_the_programme_says_which_level_of_which_model_counts(pack):
    # targets.yaml: above_scale_dx.level2 names miit-sme-2024 first and asks for level 2.
    assert counted_level(pack) == ("miit-sme-2024", 2)


def test_every_active_enterprise_has_a_roadmap_and_an_upgrade_on_both_sides(tables, people):
    roadmaps, upgrades = tables("out_roadmap"), tables("out_upgrade")
    codes = people.codes.to_pylist()
    assert len(codes) > ENTERPRISES * 0.8
    assert roadmaps["subject_code"].to_pylist() == sorted(codes)
    assert upgrades["subject_code"].to_pylist() == [code for code in codes for _ in range(2)]
    assert upgrades["side"].to_pylist() == ["claimed", "proven"] * len(codes)
    assert roadmaps.schema.names == ROADMAP_SCHEMA.names
    assert upgrades.schema.names == UPGRADE_SCHEMA.names
    assert tables("out_roadmap_step").schema.names == STEP_SCHEMA.names
    assert set(roadmaps["status"].to_pylist()) <= {"planned", "nothing_affordable", "no_revenue"}
    assert pc.sum(pc.equal(roadmaps["status"], "planned")).as_py() > len(codes) // 2


def test_plans_of_the_run_pass_the_checker_and_add_up(planned_store, planning, people, run):
    seen = 0
    with planned_store.engine() as engine:
        for row in range(0, len(people), 40):
            code = people.codes[row].as_py()
            kept = read_roadmap(engine, planned_store.lake, code, run.outputs)
            case = case_of(planning, people, row, "claimed")
            starts = local_starts(planning, case, kept.steps)
            told = kept.roadmap
            assert breaks(case, starts) == []
            assert value_of(case, starts) == told["objective_cny"] <= told["bound_cny"]
            assert level_after(case, starts) == told["claimed_level_after"]
            assert sum(int(case.price[a]) for a in starts) == told["cost_expected_cny"]
            assert sum(each["cost_cny"] for each in kept.steps) == told["cost_expected_cny"]
            assert sum(each["subsidy_cny"] for each in kept.steps) == told["subsidy_cny"]
            assert told["cost_low_cny"] <= told["cost_expected_cny"] <= told["cost_high_cny"]
            assert len(kept.steps) == told["measures_count"]
            for each in kept.steps:
                a = next(a for a in starts if starts[a] == each["start_period"])
                assert each["finish_period"] > each["start_period"]
                assert case.count > a
            seen += bool(kept.steps)
    assert seen >= 8


def test_upgrades_reach_the_level_at_their_cost(planning, some):
    for side in ("claimed", "proven"):
        plans = plan_all(
            planning.tables,
            some.crowd(side),
            QUICK,
            level=planning.level,
            on_proven=side == "proven",
            workers=1,
        )
        feasible = np.flatnonzero(plans.status == 0)[:12]
        assert len(feasible)
        for row in feasible.tolist():
            case = case_of(planning, some, row, side)
            local = {int(case.measure[a]): a for a in range(int(case.count))}
            chosen = np.flatnonzero(plans.start[row] >= 0).tolist()
            starts = {local[j]: int(plans.start[row, j]) for j in chosen}
            assert breaks(case, starts) == []
            assert level_after(case, starts) >= planning.level
            assert effort_of(case, starts) == -plans.score[row] >= -plans.bound[row]


def test_levels_agree_with_the_diagnosis(tables, planning, people):
    scores = tables("out_score")
    scores = scores.filter(pc.equal(scores["model_id"], planning.model.id)).to_pylist()
    roadmaps = {row["subject_code"]: row for row in tables("out_roadmap").to_pylist()}
    compared = 0
    for row in scores:
        told = roadmaps.get(row["subject_code"])
        if told is None:
            continue
        compared += 1
        assert told["is_assessed"]
        assert told["claimed_level_now"] == row["claimed_level"]
        assert told["proven_level_now"] == row["proven_level"]
    assert compared > 20
    assert sum(row["is_assessed"] for row in roadmaps.values()) == compared


def test_levels_after_a_plan_are_those_of_the_reference_scorer(planning, people, tables):
    steps = tables("out_roadmap_step").to_pylist()
    number_of = planning.catalogue.number_of
    start = np.full((len(people), len(planning.catalogue)), -1, dtype=np.int64)
    row_of = {code: row for row, code in enumerate(people.codes.to_pylist())}
    for each in steps:
        start[row_of[each["subject_code"]], number_of[each["measure_id"]]] = each["start_period"]
    after = states_after(planning.catalogue, people.states, start)
    told = tables("out_roadmap")
    for side in ("claimed", "proven"):
        found = exact_levels(planning.catalogue, after.side(side))
        assert found.tolist() == told[f"{side}_level_after"].to_pylist()
        assert found.tolist() == levels_of(planning.catalogue.steps, after.side(side)).tolist()
        for row in range(0, len(people), 60):
            sheet = answers_of(planning.catalogue.steps, after.side(side)[row], {})
            assert score(planning.model, sheet).level == found[row]
    assert (after.proven <= after.claimed).all()


def test_worths_of_planned_measures_add_up_to_the_value_of_the_plan(planning, some):
    plans = plan_all(planning.tables, some.crowd("claimed"), QUICK, workers=1)
    worth = worths_of(
        planning.tables,
        some.size,
        some.cluster,
        some.revenue,
        some.states.claimed,
        plans.start,
    )
    for row in range(0, len(some), 5):
        case = case_of(planning, some, row, "claimed")
        gained = level_after(
            case,
            {
                a: int(plans.start[row, case.measure[a]])
                for a in range(int(case.count))
                if plans.start[row, case.measure[a]] >= 0
            },
        )
        levels = [int(case.level[k]) for k in range(int(case.levels))]
        bonus = int(case.bonus[levels.index(gained)]) if gained in levels else 0
        assert int(worth[row][plans.start[row] >= 0].sum()) == plans.score[row] - bonus


def test_ranges_and_workers_change_no_byte(pack, planned_store, run):
    def digests(store, of):
        return {
            name: [
                hashlib.sha256(Path(file).read_bytes()).hexdigest()
                for file in store.lake.files(name, version)
            ]
            for name, version in of.outputs.items()
        }

    other = run_all(planned_store, pack, as_of=AS_OF, at=AT, chunk_size=300, workers=2)
    assert other.run_id == run.run_id
    assert digests(planned_store, other) == digests(planned_store, run)


def test_a_pack_without_measures_plans_nothing(pack):
    assert planning_of(replace(pack, measures=()), AS_OF) is None
    assert planning_of(replace(pack, targets=()), AS_OF) is None


def test_upgrades_under_the_same_pack_are_those_of_the_run(planned_store, pack, tables):
    again = upgrades_of(planned_store, workers=2)(pack)
    told = tables("out_upgrade")
    assert again.to_pylist() == told.filter(pc.equal(told["side"], "proven")).to_pylist()


def test_a_scenario_that_alters_roadmaps_is_planned_anew(planned_store, pack, tables, run):
    changes = [{"path": "assumptions[roadmap.budget_share_year].value", "to": "0.02"}]
    scenario = Scenario.model_validate(
        {
            "id": "richer",
            "name": {"zh": "预算增加三分之一", "en": "a third more"},
            "what": {"zh": "企业预算增加三分之一", "en": "Enterprises spend a third more."},
            "changes": changes,
            "source": pack.assumption("roadmap.budget_share_year").source,
            "is_confirmed": False,
        }
    )
    changed = apply_scenario(pack, scenario)
    assert altering(scenario) == [changes[0]["path"]]
    with planned_store.engine() as engine:
        left = read_inputs(planned_store, engine)
        under = inputs_under(changed, left, scenario, upgrades_of(planned_store))
    before = tables("out_upgrade")
    before = before.filter(pc.equal(before["side"], "proven"))["status"].to_pylist()
    after = under.upgrades["status"].to_pylist()
    # What a plan was found for is not proven impossible with more money, and more plans are found.
    assert all(b != "feasible" or a != "infeasible" for b, a in zip(before, after, strict=True))
    assert after.count("feasible") > before.count("feasible")


REGISTER = """统一社会信用代码,企业名称,城市,行业代码,从业人数,营业收入（元）,状态
91440101000000001K,广州甲一精密机械有限公司,广州市,C3484,50,30000000,存续
91440101000000002H,广州乙二注塑有限公司,440100,C2929,20,,存续
91440101000000003F,东莞丙三电子有限公司,东莞,C3982,,450000000,存续
91440101000000004C,东莞丁四电子有限公司,东莞,C3982,320,0,存续
"""


def test_unknown_revenue_and_no_revenue_are_told_apart(tmp_path, pack):
    from lingnan.kernel import uscc

    text = REGISTER
    for number in range(1, 5):
        first = f"91440101{number:09d}"
        wrong = next(word for word in REGISTER.replace("\n", ",").split(",") if first in word)
        text = text.replace(wrong, first + uscc.check_character(first))
    file = tmp_path / "register.csv"
    file.write_text(text, encoding="utf-8")
    store = Store.create(tmp_path / "store", pack="guangdong")
    import_register(store, pack, file, at=AT, actor="test")
    found = run_all(store, pack, as_of=AS_OF, at=AT, workers=1)
    rows = pq.read_table(store.lake.files("out_roadmap", found.outputs["out_roadmap"])).to_pylist()
    assert [row["status"] for row in rows] == [
        "planned",
        "no_revenue",
        "planned",
        "nothing_affordable",
    ]
    assert not any(row["is_assessed"] for row in rows)
    assert [row["budget_cny"] for row in rows] == [
        30_000_000 * 15 // 2000 * 6,  # 1.5 % a year, six half-years
        None,
        450_000_000 * 15 // 2000 * 6,
        0,
    ]
    assert rows[1]["objective_cny"] is rows[1]["cost_expected_cny"] is None
    upgrades = pq.read_table(store.lake.files("out_upgrade", found.outputs["out_upgrade"]))
    by_code = [(row["subject_code"], row["status"]) for row in upgrades.to_pylist()]
    assert by_code[2][1] == by_code[3][1] == "open"
    assert by_code[6][1] == by_code[7][1] == "infeasible"
    bare = run_all(store, pack, as_of=AS_OF, at=AT, with_roadmaps=False)
    assert bare.run_id == found.run_id
    assert set(found.outputs) - set(bare.outputs) >= {"out_roadmap", "out_upgrade", "out_chain"}


def test_all_parks_chains_and_clusters_of_the_register_have_rows(planned_store, pack, tables, run):
    with planned_store.engine() as engine:
        inputs = open_inputs(engine, planned_store, pack, run.pins, AS_OF)
        registered = registered_groups(engine, inputs, AS_OF)
    assert tables("out_park")["park_id"].to_pylist() == sorted(registered.parks)
    assert tables("out_chain")["chain_id"].to_pylist() == sorted(registered.chains)
    assert len(registered.parks) > 10
    assert len(registered.chains) > 10
    known = {cluster.id for cluster in pack.clusters}
    clusters = tables("out_industry")["cluster_id"].to_pylist()
    assert clusters
    assert set(clusters) <= known


def test_answers_about_groups_pass_their_own_checks(planned_store, pack, tables, run):
    park = max(tables("out_park").to_pylist(), key=lambda row: row["members_count"])["park_id"]
    chain = max(tables("out_chain").to_pylist(), key=lambda row: row["members_count"] or 0)[
        "chain_id"
    ]
    cluster = max(tables("out_industry").to_pylist(), key=lambda row: row["members_count"])[
        "cluster_id"
    ]
    with ground_of(planned_store, pack) as ground:
        planning = ground.planning
        answers = [
            industry_answer(ground, Scope(cluster), Question(planning.level, AS_OF)),
            park_answer(ground, ParkAsked(park, budget_cny=50_000_000), is_exact=False),
            chain_answer(ground, ChainAsked(chain, "claimed", budget_cny=40_000_000)),
        ]
    for answer in answers:
        assert answer["run_id"] == run.run_id
        assert answer["is_synthetic"]
        assert check_answer(planned_store, pack, answer, today=date(2026, 1, 5), file="x") == []
    industry, told = (
        answers[0],
        next(row for row in tables("out_industry").to_pylist() if row["cluster_id"] == cluster),
    )
    assert industry["members"]["count"] == told["members_count"]
    assert industry["members"]["reached_before"] == told["reached_before"]
    assert sum(wave["budget_cny"] for wave in answers[2]["waves"]) == 40_000_000


def test_a_deadline_shortens_the_horizon(planned_store, pack):
    with ground_of(planned_store, pack, by=date(2025, 6, 30)) as ground:
        # As of 2023-09-30 the first half-year is 2024H1: three of them end by then.
        assert ground.planning.periods == 3
