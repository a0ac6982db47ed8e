"""Check roadmap files against a store, whatever their path: each room judges its own.

Not for opening files (cli) nor for the rules (read_back and its siblings in the other rooms).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from lingnan.kernel import Finding
from lingnan.packs import Pack
from lingnan.pipeline.group_checks import (
    check_chain_file,
    check_industry_file,
    check_park_file,
)
from lingnan.pipeline.roadmaps import known_enterprise
from lingnan.roadmap.errors import PLAN_OUTDATED, RoadmapFileUnreadable
from lingnan.roadmap.plan_file import read_plan
from lingnan.roadmap.read_back import check_roadmap
from lingnan.store import Store

Check = Callable[[Store, Pack, Mapping[str, Any], date], list[Finding]]


def check_answer(
    store: Store, pack: Pack, answer: Mapping[str, Any], *, today: date, file: str
) -> list[Finding]:
    """What is wrong with a roadmap of any path; empty for a sound one.

    Raises: RoadmapFileUnreadable, and as the room of its path.
    """
    path = answer.get("path") or answer.get("kind")
    check = CHECKS.get(str(path))
    if check is None:
        raise RoadmapFileUnreadable(file=file, reason=f"path = {path}")
    return check(store, pack, answer, today)


def _enterprise(store: Store, pack: Pack, answer: Mapping[str, Any], today: date) -> list[Finding]:
    file = read_plan(answer)
    known = known_enterprise(store, pack, file.subject, today=today)
    subject = known.subject(file.request.model_id)
    found = check_roadmap(file, known.planner, subject)
    stated = answer.get("as_of")
    if stated is not None and stated != known.as_of.isoformat():
        told = PLAN_OUTDATED.finding(field="as_of", stated=stated, found=known.as_of.isoformat())
        found.insert(0, told)
    return found


#: The check of each path.
CHECKS: dict[str, Check] = {
    "enterprise": _enterprise,
    "industry": check_industry_file,
    "park": check_park_file,
    "chain": check_chain_file,
}
