"""An enterprise roadmap as plain data: the JSON that programs, documents and the checker read.

The keys are those of docs/formats.md (roadmaps). Not for computing it (enterprise).
"""

from collections.abc import Iterable
from typing import Any

from lingnan.diagnosis.answers import finding_json
from lingnan.kernel import Text
from lingnan.roadmap.model import (
    Band,
    Binding,
    CashPeriod,
    LevelPoint,
    Marginal,
    Planned,
    Raised,
    Roadmap,
    Shortfall,
    Standing,
)

PATH = "enterprise"


def to_json(roadmap: Roadmap) -> dict[str, Any]:
    """The answer as plain data; texts in both languages, money in whole yuan."""
    subject, request = roadmap.subject, roadmap.request
    return {
        "path": PATH,
        "subject": subject.uscc,
        "name": _text(subject.name),
        "city": _text(roadmap.city),
        "cluster": _text(roadmap.cluster),
        "size_class": roadmap.size_class,
        "model": request.model_id,
        "model_title": _text(roadmap.model_title),
        "question": request.question,
        "side": request.side,
        "target_level": request.level,
        "by": roadmap.by.isoformat(),
        "start": roadmap.start.isoformat(),
        "horizon_half_years": roadmap.periods,
        "status": roadmap.status,
        "solver": roadmap.solver,
        "objective": roadmap.objective,
        "bound": roadmap.bound,
        "gap": roadmap.gap,
        "is_synthetic": subject.is_synthetic,
        "run_id": roadmap.run_id,
        "as_of": roadmap.as_of.isoformat(),
        "choices": {
            "must": list(request.must),
            "never": list(request.never),
            "running": [
                {"measure": r.measure, "periods": r.periods, "price_cny": r.price_cny}
                for r in request.running
            ],
            "selected": list(request.selected),
        },
        "budget": {
            "total_cny": sum(roadmap.budget_per_period),
            "source": _text(roadmap.budget_source),
            "per_period": list(roadmap.budget_per_period),
        },
        "limits": {
            "parallel": roadmap.limits.parallel,
            "staff_fte": roadmap.limits.staff_hundredths / 100,
        },
        "schedule": [_planned(roadmap, each) for each in roadmap.schedule],
        "cash_flow": [_cash(each) for each in roadmap.cash_flow],
        "price_risk": None
        if roadmap.price_risk is None
        else {
            "period": roadmap.price_risk.period,
            "missing_cny": roadmap.price_risk.missing_cny,
            "text": _text(roadmap.price_risk.text),
        },
        "levels": [_level(each) for each in roadmap.levels],
        "gates": [{"level": level, "millipoints": points} for level, points in roadmap.gates],
        "binding": [_binding(each) for each in roadmap.binding],
        "marginal": [_marginal(each) for each in roadmap.marginal],
        "shortfall": _shortfall(roadmap.shortfall),
        "totals": totals_json(roadmap.schedule, roadmap.cash_flow),
        "findings": [finding_json(each) for each in roadmap.findings],
        "assumptions": [dict(each) for each in roadmap.assumptions],
        "unconfirmed": [_text(each) for each in roadmap.unconfirmed],
        "sources": [dict(each) for each in roadmap.sources],
    }


def totals_json(
    schedule: Iterable[Planned], cash_flow: Iterable[CashPeriod]
) -> dict[str, Any] | None:
    """Sums within the plan; null without one. Net is what the enterprise itself pays."""
    rows = list(cash_flow)
    if not rows:
        return None
    bands = [each.cost for each in schedule]
    running = sum(row.running_cny for row in rows)
    subsidy = sum(row.subsidy_cny for row in rows)
    expected = sum(band.expected for band in bands)
    cost = Band(sum(band.low for band in bands), expected, sum(band.high for band in bands))
    return {
        "cost": _band(cost),
        "running_cny": running,
        "subsidy_cny": subsidy,
        "net_cny": expected + running - subsidy,
    }


def _planned(roadmap: Roadmap, each: Planned) -> dict[str, Any]:
    foundation = roadmap.names.get(each.foundation)
    return {
        "measure": each.measure,
        "name": _text(each.name),
        "foundation": _text(foundation) or {"zh": each.foundation, "en": each.foundation},
        "start": each.start.isoformat(),
        "finish": each.finish.isoformat(),
        "start_period": each.start_period,
        "finish_period": each.finish_period,
        "cost": _band(each.cost),
        "running_cny_year": each.running_cny_year,
        "subsidy_cny": each.subsidy_cny,
        "subsidy_rule": _text(each.subsidy_rule),
        "staff_fte": each.staff_hundredths / 100,
        "value_cny": each.value_cny,
        "gain_cny_year": each.gain_cny_year,
        "gain_grade": each.gain_grade,
        "raises": [_raised(raised) for raised in each.raises],
        "evidence": [_text(kind) for kind in each.evidence],
        "requires": [_text(name) for name in each.requires],
        "why": _text(each.why),
        "choice": each.choice,
    }


def _raised(each: Raised) -> dict[str, Any]:
    return {
        "item": each.item,
        "text": _text(each.text),
        "from": each.before,
        "to": each.after,
        "to_text": _text(each.after_text),
        "likelihood": each.likelihood_pct / 100,
        "points": each.millipoints,
        "counts_for_gate": each.counts_for_gate,
    }


def _cash(row: CashPeriod) -> dict[str, Any]:
    return {
        "period": row.name,
        "from": row.start.isoformat(),
        "until": row.until.isoformat(),
        "budget_cny": row.budget_cny,
        "payments": _band(row.payments),
        "running_cny": row.running_cny,
        "subsidy_cny": row.subsidy_cny,
        "balance_cny": row.balance_cny,
    }


def _level(point: LevelPoint) -> dict[str, Any]:
    return {
        "period": point.name,
        "claimed": _standing(point.claimed),
        "proven": _standing(point.proven),
    }


def _standing(standing: Standing) -> dict[str, int]:
    return {"level": standing.level, "millipoints": standing.millipoints}


def _binding(each: Binding) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "measure": each.measure,
        "period": each.period,
        "gain_cny": each.gain_cny,
        "text": _text(each.text),
    }


def _marginal(each: Marginal) -> dict[str, Any]:
    return {
        "extra_cny": each.extra_cny,
        "objective": each.objective,
        "gain": each.gain_cny,
        "buys": [{"measure": name, "name": _text(words)} for name, words in each.buys],
        "text": _text(each.text),
    }


def _shortfall(each: Shortfall | None) -> dict[str, Any] | None:
    if each is None:
        return None
    return {
        "smallest_budget_cny": each.smallest_budget_cny,
        "is_certified": each.is_certified,
        "latest_date": None if each.day is None else each.day.isoformat(),
        "text": _text(each.text),
    }


def _band(band: Band) -> dict[str, int]:
    return {"low": band.low, "expected": band.expected, "high": band.high}


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": text.en}
