"""Settle a question: assumptions of the pack for what was left open, and no impossible numbers.

Not for whom it concerns (member).
"""

from lingnan.roadmap.assumed import PREFIX, Assumed
from lingnan.roadmap.catalogue import Catalogue
from lingnan.roadmap.industry.errors import (
    AmountNegative,
    LevelNotInModel,
    PackageNotInCatalogue,
    PackagesOutOfRange,
    RateOutOfRange,
)
from lingnan.roadmap.industry.model import MOST_PACKAGES, Question, Terms

PPM = 1_000_000
_USED = (
    "gate_likelihood",
    "horizon_half_years",
    "industry.subsidy_rate",
    "industry.subsidy_cap_cny",
    "industry.capacity_per_half_year",
    "industry.nearest_weight",
)
ASSUMPTIONS = tuple(PREFIX + name for name in _USED)
"""The assumptions that every industry roadmap rests on."""


def settle(question: Question, catalogue: Catalogue) -> Terms:
    """Answer a question with every number in place.

    Raises: LevelNotInModel, PackagesOutOfRange, AmountNegative, RateOutOfRange,
        PackageNotInCatalogue, PackLookupError (the pack lacks an assumption).
    """
    levels = [gate.level for gate in catalogue.steps.gates]
    if question.level not in levels:
        allowed = ", ".join(map(str, levels))
        raise LevelNotInModel(model=catalogue.model.id, level=question.level, allowed=allowed)
    if not 1 <= question.packages_count <= MOST_PACKAGES:
        raise PackagesOutOfRange(count=question.packages_count, most=MOST_PACKAGES)
    known = [measure.id for measure in catalogue.measures if measure.is_light]
    for name in question.capacity:
        if name not in known:
            raise PackageNotInCatalogue(package=name, known=", ".join(known))
    assumed = Assumed(catalogue.pack)

    def given(value: int | None, name: str) -> int:
        return assumed.whole(name) if value is None else value

    rate = question.subsidy_rate_ppm
    terms = Terms(
        level=question.level,
        side=question.side,
        packages_count=question.packages_count,
        budget_cny=question.budget_cny,
        subsidy_rate_ppm=assumed.share_ppm("industry.subsidy_rate") if rate is None else rate,
        subsidy_cap_cny=given(question.subsidy_cap_cny, "industry.subsidy_cap_cny"),
        capacity_per_half_year=given(
            question.capacity_per_half_year, "industry.capacity_per_half_year"
        ),
        capacity=dict(question.capacity),
        nearest_weight=assumed.whole("industry.nearest_weight"),
        horizon=given(question.horizon, "horizon_half_years"),
    )
    _refuse_negative(terms)
    if not 0 <= terms.subsidy_rate_ppm <= PPM:
        raise RateOutOfRange(value=terms.subsidy_rate_ppm)
    return terms


def _refuse_negative(terms: Terms) -> None:
    amounts = {
        "budget_cny": terms.budget_cny or 0,
        "subsidy_cap_cny": terms.subsidy_cap_cny,
        "capacity_per_half_year": terms.capacity_per_half_year,
        **{f"capacity[{name}]": value for name, value in terms.capacity.items()},
    }
    for name, value in amounts.items():
        if value < 0:
            raise AmountNegative(name=name, value=value)
