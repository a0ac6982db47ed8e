"""Check roadmap files of industries, parks and chains: the problem is rebuilt from the store.

Not for the rules, which stand in each room.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from lingnan.kernel import Finding
from lingnan.packs import Pack
from lingnan.pipeline.ground import ground_of
from lingnan.pipeline.group_answers import (
    ChainAsked,
    ParkAsked,
    chain_problem,
    industry_inputs,
    park_problem,
)
from lingnan.roadmap.chain import check_chain
from lingnan.roadmap.errors import RoadmapFileUnreadable
from lingnan.roadmap.industry import Scope, check_industry
from lingnan.roadmap.park import verify_answer
from lingnan.store import Store

_Value = TypeVar("_Value")
Answer = Mapping[str, Any]


def check_industry_file(store: Store, pack: Pack, answer: Answer, _today: date) -> list[Finding]:
    """What is wrong with an industry roadmap. Raises: RoadmapFileUnreadable, as check_industry."""

    def read() -> tuple[int, int, Scope]:
        said = answer["scope"]
        scope = Scope(said["cluster_id"], said["division"], said["area"], bool(said["has_micro"]))
        return int(answer["level"]), int(answer["terms"]["horizon"]), scope

    level, periods, scope = _read(read)
    with ground_of(store, pack, level=level, periods=periods) as ground:
        return check_industry(answer, industry_inputs(ground, scope))


def check_park_file(store: Store, pack: Pack, answer: Answer, _today: date) -> list[Finding]:
    """What is wrong with a park roadmap. Raises: RoadmapFileUnreadable, as verify_answer."""

    def read() -> tuple[int, ParkAsked]:
        said = answer["asked"]
        asked = ParkAsked(
            park=str(answer["park"]),
            level=None if answer["level"] is None else int(answer["level"]),
            budget_cny=None if said["budget_cny"] is None else int(said["budget_cny"]),
            stage="new_park" if answer["stage"] == "new_park" else "existing_park",
            in_place=tuple(map(str, said["in_place"])),
            must=tuple(map(str, said["must"])),
            never=tuple(map(str, said["never"])),
        )
        return len(answer["period_names"]), asked

    periods, asked = _read(read)
    with ground_of(store, pack, level=asked.level, periods=periods) as ground:
        return verify_answer(answer, park_problem(ground, asked))


def check_chain_file(store: Store, pack: Pack, answer: Answer, _today: date) -> list[Finding]:
    """What is wrong with a chain roadmap. Raises: RoadmapFileUnreadable, as check_chain."""

    def read() -> tuple[int, int, ChainAsked]:
        side = "proven" if answer["side"] == "proven" else "claimed"
        asked = ChainAsked(chain=str(answer["chain"]), side=side)  # type: ignore[arg-type]
        return int(answer["level"]), len(answer["period_names"]), asked

    level, periods, asked = _read(read)
    with ground_of(store, pack, level=level, periods=periods) as ground:
        network, candidates = chain_problem(ground, asked)
        return check_chain(answer, network, candidates)


def _read(read: Callable[[], _Value]) -> _Value:
    """Read what a file says. Raises: RoadmapFileUnreadable."""
    try:
        return read()
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        reason = f"{type(problem).__name__} {problem}"
        raise RoadmapFileUnreadable(file="–", reason=reason) from problem
