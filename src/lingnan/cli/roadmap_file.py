"""Roadmap files: opened by what they are, JSON or an edited workbook, and written in each shape.

Not for judging what they say (pipeline.roadmap_check).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lingnan.kernel import Finding
from lingnan.roadmap.errors import RoadmapFileUnreadable

_ZIP = b"PK"
_LISTS = ("must", "never", "selected")


def open_roadmap(file: Path) -> tuple[Mapping[str, Any], tuple[Finding, ...]]:
    """A roadmap as plain data, and what of an edited workbook could not be read.

    Raises: RoadmapFileUnreadable; NoSchedule for a workbook without its machine row.
    """
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise RoadmapFileUnreadable(file=file, reason=problem.strerror) from problem
    if content.startswith(_ZIP):
        return _workbook(file)
    try:
        answer = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise RoadmapFileUnreadable(file=file, reason=problem) from problem
    if not isinstance(answer, dict):
        raise RoadmapFileUnreadable(file=file, reason="not a JSON object")
    return answer, ()


def _workbook(file: Path) -> tuple[Mapping[str, Any], tuple[Finding, ...]]:
    from lingnan.console.document import read_back

    plan = read_back(file)
    facts: dict[str, Any] = dict(plan.facts)
    choices: dict[str, Any] = {key: _names(facts.get(key)) for key in _LISTS}
    choices["running"] = [_running(word) for word in _names(facts.get("running"))]
    answer = {
        **facts,
        "budget": {"per_period": list(plan.budget_per_period)},
        "limits": {key: facts.get(key) for key in ("parallel", "staff_fte")},
        "choices": choices,
        "schedule": [{"measure": measure, "start_period": start} for measure, start in plan.steps],
    }
    return answer, plan.findings


def _names(words: object) -> list[str]:
    return [] if words is None else str(words).split()


def _running(word: str) -> dict[str, Any]:
    """What is left of a running measure: ID=PERIODS:PRICE."""
    measure, _, left = word.partition("=")
    periods, _, price = left.partition(":")
    is_whole = periods.isdecimal() and price.isdecimal()
    return {
        "measure": measure,
        "periods": int(periods) if is_whole else periods,
        "price_cny": int(price) if is_whole else price,
    }
