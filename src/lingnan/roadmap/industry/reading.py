"""Read the JSON of an industry roadmap back into values, as far as checking needs it.

Not for judging it (check).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lingnan.roadmap.calendar import Calendar
from lingnan.roadmap.catalogue import Catalogue
from lingnan.roadmap.industry.document import PATH
from lingnan.roadmap.industry.errors import PlanUnreadable
from lingnan.roadmap.industry.model import Question, Scope, Terms
from lingnan.roadmap.industry.question import settle


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One enterprise of the cohorts; stated money is null where the file has none."""

    uscc: str
    wave: int
    packages: tuple[str, ...]
    price_cny: int | None
    subsidy_cny: int | None


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A roadmap as a file states it. `stated`: totals by name, those that are there."""

    scope: Scope
    terms: Terms
    calendar: Calendar
    packages: tuple[str, ...]
    lines: tuple[PlanLine, ...]
    stated: Mapping[str, int]


def read_plan(plan: Mapping[str, Any], catalogue: Catalogue) -> PlanFile:
    """The roadmap of a file. Raises: PlanUnreadable, and as `settle` for its terms."""
    if plan.get("path") != PATH:
        raise PlanUnreadable(reason=f"path = {plan.get('path')!r}")
    if plan.get("model_id") != catalogue.model.id:
        raise PlanUnreadable(reason=f"model_id = {plan.get('model_id')!r}")
    try:
        question = _question(plan)
        scope = _scope(plan["scope"])
        packages = tuple(_name(each) for each in _list(plan["packages"]))
        lines = tuple(_line(each) for each in _list(plan["cohorts"]))
        stated = _stated(plan)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        reason = f"{type(problem).__name__}: {problem}"
        raise PlanUnreadable(reason=reason) from problem
    terms = settle(question, catalogue)
    calendar = Calendar.after(question.as_of, terms.horizon)
    return PlanFile(scope, terms, calendar, packages, lines, stated)


def _question(plan: Mapping[str, Any]) -> Question:
    terms, side = plan["terms"], plan["side"]
    if side not in ("claimed", "proven"):
        raise ValueError(f"side = {side!r}")
    budget = terms["budget_cny"]
    return Question(
        level=_whole(plan["level"]),
        as_of=date.fromisoformat(plan["as_of"]),
        side=side,
        packages_count=_whole(terms["packages_count"]),
        budget_cny=None if budget is None else _whole(budget),
        subsidy_rate_ppm=_whole(terms["subsidy_rate_ppm"]),
        subsidy_cap_cny=_whole(terms["subsidy_cap_cny"]),
        capacity_per_half_year=_whole(terms["capacity_per_half_year"]),
        capacity={str(name): _whole(value) for name, value in terms["capacity"].items()},
        horizon=_whole(terms["horizon"]),
    )


def _scope(scope: Mapping[str, Any]) -> Scope:
    return Scope(
        cluster_id=scope["cluster_id"],
        division=scope["division"],
        area=scope["area"],
        has_micro=bool(scope["has_micro"]),
    )


def _list(value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r}")
    return value


def _name(package: Any) -> str:
    """A package may stand as its id alone."""
    return package if isinstance(package, str) else str(package["id"])


def _line(row: Mapping[str, Any]) -> PlanLine:
    price, subsidy = row.get("price_cny"), row.get("subsidy_cny")
    return PlanLine(
        uscc=str(row["uscc"]),
        wave=_whole(row["wave"]),
        packages=tuple(str(name) for name in _list(row["packages"])),
        price_cny=None if price is None else _whole(price),
        subsidy_cny=None if subsidy is None else _whole(subsidy),
    )


def _stated(plan: Mapping[str, Any]) -> dict[str, int]:
    members, money = plan.get("members") or {}, plan.get("money") or {}
    found = {
        "members": members.get("count"),
        "reached_before": members.get("reached_before"),
        "reached_after": members.get("reached_after"),
        "subsidy_total": money.get("subsidy_cny"),
        "objective": plan.get("objective"),
    }
    return {name: _whole(value) for name, value in found.items() if value is not None}


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} is no whole number")
    return value
