"""A small toy maker in Tinyland, its planner and its questions."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lingnan.kernel import Text
from lingnan.packs import load_pack
from lingnan.roadmap.answer import to_json
from lingnan.roadmap.enterprise import plan_enterprise
from lingnan.roadmap.model import Request, Subject
from lingnan.roadmap.planner import Planner

AS_OF = date(2023, 9, 30)
MODEL = "tiny-maturity"
SUBJECT = Subject(
    uscc="91820100000000001X",
    name=Text("东港玩具厂", "Eastport Toys"),
    size_class="small",
    city_code="820100",
    industry_code="C2451",
    cluster_id="toys",
    revenue_cny=1_000_000,
    employees=30,
    is_synthetic=True,
)
OTHERS = ("network", "stock", "smart-plant", "audit")


@pytest.fixture(scope="session")
def planner():
    return Planner(load_pack(str(Path(__file__).parents[2] / "packs" / "tinyland")))


@pytest.fixture
def plan(planner):
    """Plan the toy maker, or a subject with some answers."""

    def make(claimed=None, proven=None, subject=SUBJECT, **asked):
        who = replace(subject, claimed=claimed or {}, proven=proven or {})
        return plan_enterprise(planner, who, Request(MODEL, **asked), AS_OF)

    return make


@pytest.fixture
def answer(plan):
    """The same as JSON."""

    def make(**asked):
        return to_json(plan(**asked))

    return make
