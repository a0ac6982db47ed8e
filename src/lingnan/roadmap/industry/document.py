"""The JSON form of an industry roadmap: the guide, its tables, and what it rests on.

Not for reading it back (check).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lingnan.kernel import Text
from lingnan.packs.content import Assumption
from lingnan.roadmap.industry.gap import GapRow
from lingnan.roadmap.industry.model import Terms

if TYPE_CHECKING:
    from lingnan.roadmap.industry.answer import Band, IndustryAnswer, PackageRow, WaveRow

PATH = "industry"


def as_json(answer: "IndustryAnswer") -> dict[str, Any]:
    """The whole answer as plain values. Money in yuan, objective and bound in gap units."""
    return {
        "path": PATH,
        "scope": {
            "cluster_id": answer.scope.cluster_id,
            "division": answer.scope.division,
            "area": answer.scope.area,
            "has_micro": answer.scope.has_micro,
            "name": text(answer.name),
        },
        "model_id": answer.model_id,
        "level": answer.terms.level,
        "side": answer.terms.side,
        "as_of": answer.as_of.isoformat(),
        "terms": _terms(answer.terms),
        "members": {
            "count": answer.members.count,
            "reached_before": answer.members.reached_before,
            "reached_after": answer.reached_after,
            "able_count": answer.able_count,
            "most_count": answer.most_count,
            "unfunded_count": answer.unfunded_count,
            "waiting_count": answer.waiting_count,
            "by_city": dict(answer.members.by_city),
            "by_size": dict(answer.members.by_size),
            "levels_now": {
                "claimed": list(answer.members.claimed_levels),
                "proven": list(answer.members.proven_levels),
            },
        },
        "gaps": [_gap(row, answer.gap_packages) for row in answer.gaps],
        "packages": [_package(row) for row in answer.packages],
        "waves": [_wave(row) for row in answer.waves],
        "levels": [
            {
                "period": row.period,
                "begins": row.begins.isoformat(),
                "claimed": list(row.claimed),
                "proven": list(row.proven),
            }
            for row in answer.levels
        ],
        "money": {
            "price": band(answer.price),
            "subsidy_cny": answer.subsidy_cny,
            "enterprise_cny": answer.price[1] - answer.subsidy_cny,
            "budget_cny": answer.terms.budget_cny,
        },
        "objective": answer.objective,
        "bound": answer.bound,
        "floor": answer.floor,
        "gap": answer.gap,
        "cohorts": [
            {
                "uscc": cohort.uscc,
                "wave": cohort.wave,
                "packages": list(cohort.packages),
                "price_cny": cohort.price_cny,
                "subsidy_cny": cohort.subsidy_cny,
            }
            for cohort in answer.cohorts
        ],
        "binding": [text(each) for each in answer.binding],
        "assumptions": [_assumption(each) for each in answer.assumptions],
        "unconfirmed": [text(each) for each in answer.unconfirmed],
        "is_synthetic": answer.is_synthetic,
    }


def text(value: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": value.zh, "en": value.en}


def band(value: "Band") -> dict[str, int]:
    """A price band in yuan."""
    return {"low_cny": value[0], "expected_cny": value[1], "high_cny": value[2]}


def _terms(terms: Terms) -> dict[str, Any]:
    return {
        "packages_count": terms.packages_count,
        "budget_cny": terms.budget_cny,
        "subsidy_rate_ppm": terms.subsidy_rate_ppm,
        "subsidy_cap_cny": terms.subsidy_cap_cny,
        "capacity_per_half_year": terms.capacity_per_half_year,
        "capacity": dict(terms.capacity),
        "nearest_weight": terms.nearest_weight,
        "horizon": terms.horizon,
    }


def _gap(row: GapRow, packages: Mapping[int, tuple[str, ...]]) -> dict[str, Any]:
    step = row.step
    option = next(option for option in step.item.options if option.code == step.code)
    return {
        "item_id": step.item.id,
        "answer": step.code,
        "text": text(step.item.text),
        "answer_text": text(option.text),
        "lacking_count": row.lacking_count,
        "weight": row.weight,
        "points_millipoints": row.points_millipoints,
        "counts": row.counts,
        "is_mandatory": row.is_mandatory,
        "packages": list(packages.get(step.number, ())),
    }


def _package(row: "PackageRow") -> dict[str, Any]:
    return {
        "id": row.id,
        "name": text(row.name),
        "what": text(row.what),
        "measures": {size: list(ids) for size, ids in row.measures.items()},
        "prices": {size: band(price) for size, price in row.prices.items()},
        "eligible_ppm": row.eligible_ppm,
        "gain": row.gain,
        "covers_count": row.covers_count,
        "takers_count": row.takers_count,
    }


def _wave(row: "WaveRow") -> dict[str, Any]:
    return {
        "wave": row.wave,
        "period": row.period,
        "begins": row.begins.isoformat(),
        "enterprises_count": row.enterprises_count,
        "ready_count": row.ready_count,
        "packages": dict(row.packages),
        "price": band(row.price),
        "subsidy_cny": row.subsidy_cny,
        "enterprise_cny": row.enterprise_cny,
    }


def _assumption(each: Assumption) -> dict[str, Any]:
    return {
        "id": each.id,
        "name": text(each.name),
        "value": str(each.value),
        "low": str(each.low),
        "high": str(each.high),
        "unit": each.unit,
        "is_confirmed": each.is_confirmed,
    }
