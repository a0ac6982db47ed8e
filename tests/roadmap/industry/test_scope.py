"""Whom a roadmap concerns, and questions that cannot be answered."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from lingnan.kernel import LingnanError
from lingnan.packs import Pack
from lingnan.roadmap.catalogue import Catalogue
from lingnan.roadmap.errors import HorizonOutOfRange
from lingnan.roadmap.industry import Inputs, Question, Scope, industry_tables, plan_industry
from lingnan.roadmap.industry.member import members_of
from lingnan.roadmap.industry.package import packages_of
from lingnan.roadmap.state import States
from roadmap.industry.toys import TOYS, ask, make_inputs


def rows_of(inputs: Inputs, scope: Scope) -> list[int]:
    pack: Pack = inputs.catalogue.pack
    return members_of(inputs.register, inputs.states.assessed, scope, pack).rows.tolist()


@pytest.fixture
def inputs(catalogue: Catalogue) -> Inputs:
    """Eight makers; even ones in Eastport, each fourth in its county 01."""
    sizes = ["small", "medium", "micro", "large", "small", "small", "medium", "small"]
    return make_inputs(catalogue, [{}] * 8, size=sizes)


def test_small_and_medium_and_micro_when_asked(inputs: Inputs) -> None:
    assert rows_of(inputs, TOYS) == [0, 1, 4, 5, 6, 7]
    assert rows_of(inputs, replace(TOYS, has_micro=True)) == [0, 1, 2, 4, 5, 6, 7]


@pytest.mark.parametrize("area", ["8201", "820100"])
def test_a_city(inputs: Inputs, area: str) -> None:
    assert rows_of(inputs, replace(TOYS, area=area)) == [0, 4, 6]


def test_a_county_and_the_whole_region(inputs: Inputs) -> None:
    assert rows_of(inputs, replace(TOYS, area="820101")) == [0, 4]
    assert rows_of(inputs, replace(TOYS, area="82")) == rows_of(inputs, TOYS)


def test_an_industry_by_any_digits(inputs: Inputs) -> None:
    for division in ("C24", "24", "c245", "2451"):
        assert rows_of(inputs, Scope(division=division)) == [0, 1, 4, 5, 6, 7]
    answer = plan_industry(inputs, Scope(division="C24", area="8201"), ask())
    assert answer.name.en.endswith(", Eastport")
    answer = plan_industry(inputs, replace(TOYS, area="820101"), ask())
    assert (answer.name.zh, answer.name.en) == ("东港市（820101）玩具", "Toys, Eastport (820101)")


def test_the_unassessed_and_other_industries_are_left_out(inputs: Inputs) -> None:
    assessed = np.arange(8) % 2 == 0
    states = States(inputs.states.claimed, inputs.states.proven, assessed)
    found = Inputs(inputs.catalogue, states, inputs.register)
    assert rows_of(found, TOYS) == [0, 4, 6]
    column = inputs.register.schema.get_field_index("industry_code")
    other = inputs.register.set_column(column, "industry_code", [["F5100"] * 8])
    with pytest.raises(LingnanError) as caught:
        rows_of(Inputs(inputs.catalogue, states, other), TOYS)
    assert caught.value.code == "IND-001"


@pytest.mark.parametrize(
    ("scope", "question", "code"),
    [
        (Scope(cluster_id="kites"), ask(), "IND-001"),
        (Scope(cluster_id="boats"), ask(), "IND-002"),
        (Scope(division="F51"), ask(), "IND-003"),
        (Scope(division="C99"), ask(), "IND-003"),
        (replace(TOYS, area="8209"), ask(), "IND-004"),
        (replace(TOYS, area="830100"), ask(), "IND-004"),
        (TOYS, ask(3), "IND-005"),
        (TOYS, ask(0), "IND-005"),
        (TOYS, ask(budget_cny=-1), "IND-006"),
        (TOYS, ask(subsidy_cap_cny=-1), "IND-006"),
        (TOYS, ask(capacity={"plan": -1}), "IND-006"),
        (TOYS, ask(packages_count=0), "IND-007"),
        (TOYS, ask(packages_count=11), "IND-007"),
        (Scope(), ask(), "IND-008"),
        (Scope(cluster_id="toys", division="C24"), ask(), "IND-008"),
        (TOYS, ask(subsidy_rate_ppm=1_000_001), "IND-010"),
        (TOYS, ask(capacity={"magic": 1}), "IND-012"),
    ],
)
def test_questions_without_an_answer(
    inputs: Inputs, scope: Scope, question: Question, code: str
) -> None:
    with pytest.raises(LingnanError) as caught:
        plan_industry(inputs, scope, question)
    assert caught.value.code == code
    for lang in ("zh", "en"):
        assert "{" not in caught.value.render(lang)  # type: ignore[arg-type]


def test_a_horizon_of_nothing(inputs: Inputs) -> None:
    with pytest.raises(HorizonOutOfRange):
        plan_industry(inputs, TOYS, ask(horizon=0))


def test_a_catalogue_without_light_measures(catalogue: Catalogue) -> None:
    heavy = tuple(m.model_copy(update={"is_light": False}) for m in catalogue.measures)
    with pytest.raises(LingnanError) as caught:
        packages_of(replace(catalogue, measures=heavy))
    assert caught.value.code == "IND-009"


def test_everybody_is_there_already(catalogue: Catalogue) -> None:
    inputs = make_inputs(catalogue, [{"Q1": "B", "S1": "1"}] * 3)
    answer = plan_industry(inputs, TOYS, ask())
    assert (answer.packages, answer.waves, answer.objective, answer.bound) == ((), (), 0, 0)
    assert answer.gap == 0.0
    assert answer.reached_after == 3
    assert industry_tables(inputs, ask()).industry["reached_after"].to_pylist() == [3]


def test_no_budget_and_no_provider_serve_only_what_is_free(catalogue: Catalogue) -> None:
    inputs = make_inputs(catalogue, [{}, {"S1": "1"}])
    poor = plan_industry(inputs, TOYS, ask(budget_cny=0))
    assert [cohort.packages for cohort in poor.cohorts] == [("plan",)]  # never subsidised
    idle = plan_industry(inputs, TOYS, ask(capacity_per_half_year=0))
    assert (idle.waiting_count, idle.cohorts) == (2, ())


def test_tables_hold_a_row_for_each_cluster_with_members(catalogue: Catalogue) -> None:
    cluster = ["kites", "toys", "kites", "toys"]
    inputs = make_inputs(catalogue, [{}, {}, {"Q1": "B"}, {}], cluster=cluster)
    tables = industry_tables(inputs, ask(packages_count=2))
    assert tables.industry["cluster_id"].to_pylist() == ["toys", "kites"]  # order of the pack
    assert tables.industry["members_count"].to_pylist() == [2, 2]
    for place, name in enumerate(("toys", "kites")):
        answer = plan_industry(inputs, Scope(cluster_id=name), ask(packages_count=2))
        assert tables.industry["objective"][place].as_py() == answer.objective
        assert tables.industry["subsidy_cny"][place].as_py() == answer.subsidy_cny


def test_solving_writes_nothing_to_standard_output() -> None:
    code = (
        "from lingnan.roadmap.highs import quiet_solver\n"
        "model = quiet_solver(); model.addVar(0.0, 1.0); model.run()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b""
