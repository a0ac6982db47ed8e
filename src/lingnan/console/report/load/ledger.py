"""Rows of the ledger as lines of a report.

Not for choosing the best row of an item (diagnosis).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.report.load.item import answer_text, item_name
from lingnan.console.report.load.word import amount, source_name
from lingnan.console.views import EvidenceLine
from lingnan.diagnosis import Model, ModelDiagnosis
from lingnan.evidence import EvidenceRow
from lingnan.packs import Pack
from lingnan.packs.content import Indicator
from lingnan.packs.errors import PackLookupError


def model_lines(
    tr: Translator,
    pack: Pack,
    diagnosed: ModelDiagnosis,
    rows: Sequence[EvidenceRow],
    as_of: date,
) -> tuple[EvidenceLine, ...]:
    """List the rows that answer a model, item by item; the row in force first, then the latest."""
    in_force = {piece.item.id: piece.row.evidence_no for piece in diagnosed.evidence}
    by_indicator = _by_indicator(rows)
    found = []
    for item in diagnosed.model.items:
        best = in_force.get(item.id)
        mine = [row for code in item.indicators for row in by_indicator.get(code, ())]
        for row in sorted(mine, key=lambda row: (row.evidence_no != best, -row.evidence_no)):
            answer = answer_text(tr, item, row.fact.value_code) or value_text(tr, pack, row)
            is_best = row.evidence_no == best
            found.append(_line(tr, pack, row, item.id, item_name(tr, item), answer, as_of, is_best))
    return tuple(found)


def other_lines(
    tr: Translator,
    pack: Pack,
    rows: Sequence[EvidenceRow],
    models: Iterable[Model],
    as_of: date,
) -> tuple[EvidenceLine, ...]:
    """List, for each indicator that no model reads, the one row in force.

    The best row: highest grade, then fresh before stale, then the latest; never an expired one.
    """
    read = {code for model in models for item in model.items for code in item.indicators}
    found = []
    for code, mine in sorted(_by_indicator(rows).items()):
        living = [row for row in mine if not _is_expired(pack, row, as_of)]
        if code in read or not living:
            continue
        best = max(
            living,
            key=lambda row: (
                int(row.fact.grade),
                _is_fresh(pack, row, as_of),
                row.fact.fact_date,
                row.evidence_no,
            ),
        )
        name = _indicator_name(tr, pack, code)
        value = value_text(tr, pack, best)
        found.append(_line(tr, pack, best, code, name, value, as_of, is_best=True))
    return tuple(found)


def value_text(tr: Translator, pack: Pack, row: EvidenceRow) -> str:
    """Write the value of a row with its unit."""
    _ = tr.gettext
    fact = row.fact
    if fact.value_number is None:
        return fact.value_code or NOTHING
    indicator = _indicator(pack, fact.indicator_code)
    unit = fact.unit or (indicator.unit if indicator is not None else None)
    if unit == "flag":
        return _("yes") if fact.value_number else _("no")
    return amount(tr, fact.value_number, unit)


def _line(
    tr: Translator,
    pack: Pack,
    row: EvidenceRow,
    item_id: str,
    item: str,
    value: str,
    as_of: date,
    is_best: bool,
) -> EvidenceLine:
    fact = row.fact
    return EvidenceLine(
        evidence_no=row.evidence_no,
        item_id=item_id,
        item=item,
        value=value,
        grade=int(fact.grade),
        grade_name=fact.grade.word.in_(tr.lang),
        fact_date=fact.fact_date,
        source=source_name(tr, fact.source),
        document=fact.document,
        is_fresh=_is_fresh(pack, row, as_of),
        is_best=is_best,
    )


def _by_indicator(rows: Iterable[EvidenceRow]) -> dict[str, list[EvidenceRow]]:
    found: dict[str, list[EvidenceRow]] = defaultdict(list)
    for row in rows:
        found[row.fact.indicator_code].append(row)
    return found


def _indicator(pack: Pack, code: str) -> Indicator | None:
    """Find an indicator; null for one that the pack no longer has."""
    try:
        return pack.indicator(code)
    except PackLookupError:
        return None


def _indicator_name(tr: Translator, pack: Pack, code: str) -> str:
    indicator = _indicator(pack, code)
    return code if indicator is None else indicator.name.in_(tr.lang)


def _is_fresh(pack: Pack, row: EvidenceRow, as_of: date) -> bool:
    indicator = _indicator(pack, row.fact.indicator_code)
    return indicator is None or (as_of - row.fact.fact_date).days <= indicator.fresh_days


def _is_expired(pack: Pack, row: EvidenceRow, as_of: date) -> bool:
    indicator = _indicator(pack, row.fact.indicator_code)
    if indicator is None or indicator.expires_days is None:
        return False
    return (as_of - row.fact.fact_date).days > indicator.expires_days
