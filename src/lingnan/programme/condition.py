"""When a subject fulfils the conditions of metric definitions that rest on evidence or levels.

An *atom* is one indicator condition; a *part* is one condition of a definition (an atom, several
atoms of which any will do, or a level). Equal parts of several definitions are computed once.
Not for conditions that the register alone answers: see metrics.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from lingnan.packs import Pack
from lingnan.packs.content import AnyOfCondition, IndicatorCondition, LevelCondition
from lingnan.programme.interval import FAR, closed_form, merge
from lingnan.programme.model import Side

Part = IndicatorCondition | AnyOfCondition | LevelCondition

_GRADE_STEP = 1 << 60
_LEAST_PROVEN_GRADE = 2


@dataclass(frozen=True, slots=True)
class _Atom:
    """An indicator condition with its number, the part it belongs to, and the life of its evidence."""

    number: int
    condition: IndicatorCondition
    expires_days: int | None


def part_key(part: Part) -> str:
    """A name that equal parts share."""
    return part.model_dump_json(exclude_none=True)


def part_intervals(
    pack: Pack, parts: Iterable[Part], rows: ir.Table, levels: ir.Table, *, as_of: date
) -> ir.Table:
    """On which days each subject fulfils each part, claimed and proven.

    An indicator condition with `within_months` holds from the fact date of a row that compares as
    stated, for that many months. Without it, it holds until the next row of the indicator (which
    may compare otherwise) or until the evidence expires. *Proven* regards rows of grade 2 and 3
    only; *claimed* regards all, and holds wherever proven holds.

    Shapes:
        rows: the ledger's rows. levels: out_level.
        returns: part, subject_code, side, from_date, until_date (FAR when open), merged.
    Limits: rows and levels that begin after `as_of` are left out. On one day the row of the
        highest grade, then of the highest number speaks.
    """
    chosen = {part_key(part): part for part in parts}
    pieces = [
        _level_intervals(key, part, levels, as_of)
        for key, part in chosen.items()
        if isinstance(part, LevelCondition)
    ]
    atoms, belongs = _atoms(pack, chosen)
    if atoms:
        held = _atom_intervals(atoms, rows, as_of)
        table = ibis.memtable(
            {"atom": [a for a, _ in belongs], "part": [p for _, p in belongs]},
            schema={"atom": "int64", "part": "string"},
        )
        pieces.append(held.inner_join(table, "atom").select(*_COLUMNS))
    if not pieces:
        return ibis.memtable([], schema=_SCHEMA)
    return merge(ibis.union(*pieces) if len(pieces) > 1 else pieces[0], _KEYS)


_KEYS = ("part", "subject_code", "side")
_COLUMNS = (*_KEYS, "from_date", "until_date")
_SCHEMA = ibis.schema(
    {
        "part": "string",
        "subject_code": "string",
        "side": "string",
        "from_date": "date",
        "until_date": "date",
    }
)


def _atoms(pack: Pack, parts: dict[str, Part]) -> tuple[list[_Atom], list[tuple[int, str]]]:
    """The different atoms, and (atom, part) for every part an atom belongs to."""
    numbers: dict[IndicatorCondition, int] = {}
    belongs = []
    for key, part in parts.items():
        if isinstance(part, LevelCondition):
            continue
        conditions = part.conditions if isinstance(part, AnyOfCondition) else (part,)
        for condition in conditions:
            belongs.append((numbers.setdefault(condition, len(numbers)), key))
    atoms = [
        _Atom(number, condition, pack.indicator(condition.code).expires_days)
        for condition, number in numbers.items()
    ]
    return atoms, sorted(set(belongs))


def _level_intervals(key: str, part: LevelCondition, levels: ir.Table, as_of: date) -> ir.Table:
    reached = closed_form(
        levels.filter(
            levels.model_id.isin(part.models),
            levels.level >= part.at_least,
            levels.from_date <= ibis.date(as_of),
        )
    )
    return reached.mutate(part=ibis.literal(key)).select(*_COLUMNS)


def _atom_intervals(atoms: Sequence[_Atom], rows: ir.Table, as_of: date) -> ir.Table:
    """Intervals of each atom and side; they may still overlap."""
    wanted = ibis.memtable(
        {
            "atom": [atom.number for atom in atoms],
            "indicator_code": [atom.condition.code for atom in atoms],
        },
        schema={"atom": "int64", "indicator_code": "string"},
    )
    codes = sorted({atom.condition.code for atom in atoms})
    seen = rows.filter(rows.indicator_code.isin(codes), rows.fact_date <= ibis.date(as_of))
    seen = seen.inner_join(wanted, "indicator_code")
    seen = seen.select(
        "subject_code",
        "atom",
        "fact_date",
        "grade",
        "evidence_no",
        holds=ibis.cases(
            *((seen.atom == atom.number, _compares(seen, atom.condition)) for atom in atoms),
            else_=False,
        ),
    )
    windowed = [atom for atom in atoms if atom.condition.within_months is not None]
    standing = [atom for atom in atoms if atom.condition.within_months is None]
    pieces = []
    if windowed:
        pieces.append(_windowed(windowed, seen))
    if standing:
        pieces.append(_standing(standing, seen))
    return ibis.union(*pieces) if len(pieces) > 1 else pieces[0]


def _compares(rows: ir.Table, condition: IndicatorCondition) -> ir.BooleanValue:
    if condition.comparator == "one_of":
        chosen = rows.value_code.split(",")
        found = [chosen.contains(code) for code in condition.codes]
        return ibis.or_(*found).fill_null(False)
    number = ibis.literal(condition.number, type="decimal(18, 6)")
    compared = {
        ">": rows.value_number > number,
        ">=": rows.value_number >= number,
        "=": rows.value_number == number,
    }[condition.comparator]
    return compared.fill_null(False)


def _windowed(atoms: Sequence[_Atom], seen: ir.Table) -> ir.Table:
    """Rows that hold for some months.

    Rows whose dates lie in one block of as many calendar months always overlap, so that the first
    and the last of them say all; many monthly bills become one interval without sorting.
    """
    months = _by_atom(seen, [(atom, atom.condition.within_months or 0) for atom in atoms])
    numbers = [atom.number for atom in atoms]
    rows = seen.filter(seen.atom.isin(numbers), seen.holds)
    rows = rows.mutate(block=(rows.fact_date.year() * 12 + rows.fact_date.month() - 1) // months)
    proven = rows.grade >= _LEAST_PROVEN_GRADE
    blocks = rows.group_by("subject_code", "atom", "block").agg(
        first_claimed=rows.fact_date.min(),
        last_claimed=rows.fact_date.max(),
        first_proven=rows.fact_date.min(where=proven),
        last_proven=rows.fact_date.max(where=proven),
    )
    sides = []
    for side in Side:
        last = blocks[f"last_{side.value}"]
        until = ibis.cases(
            *(
                (
                    blocks.atom == atom.number,
                    (last + ibis.interval(months=atom.condition.within_months)).cast("date"),
                )
                for atom in atoms
            )
        )
        sides.append(
            blocks.select(
                "subject_code",
                "atom",
                side=ibis.literal(side.value),
                from_date=blocks[f"first_{side.value}"],
                until_date=until,
            ).filter(lambda table: table.from_date.notnull())
        )
    return ibis.union(*sides)


def _standing(atoms: Sequence[_Atom], seen: ir.Table) -> ir.Table:
    """Rows that hold until the next row or until they expire."""
    numbers = [atom.number for atom in atoms]
    rows = seen.filter(seen.atom.isin(numbers))
    weight = rows.grade.cast("int64") * _GRADE_STEP + rows.evidence_no
    proven = rows.grade >= _LEAST_PROVEN_GRADE
    days = rows.group_by("subject_code", "atom", "fact_date").agg(
        claimed=rows.holds.argmax(weight),
        proven=rows.holds.argmax(weight, where=proven),
    )
    states = ibis.union(
        *(
            days.select("subject_code", "atom", "fact_date", holds=days[side.value])
            .filter(lambda table: table.holds.notnull())
            .mutate(side=ibis.literal(side.value))
            for side in Side
        )
    )
    order = ibis.window(group_by=["subject_code", "atom", "side"], order_by="fact_date")
    followed = states.mutate(next_date=states.fact_date.lead().over(order))
    expiring = [atom for atom in atoms if atom.expires_days is not None]
    until = followed.next_date.fill_null(ibis.date(FAR))
    if expiring:
        ends = ibis.cases(
            *(
                (
                    followed.atom == atom.number,
                    (followed.fact_date + ibis.interval(days=atom.expires_days)).cast("date"),
                )
                for atom in expiring
            ),
            else_=ibis.date(FAR),
        )
        until = ibis.least(until, ends)
    held = followed.mutate(from_date=followed.fact_date, until_date=until).filter(followed.holds)
    held = held.select("subject_code", "atom", "side", "from_date", "until_date")
    is_proven = held.side == Side.PROVEN.value
    lent = held.filter(is_proven).mutate(side=ibis.literal(Side.CLAIMED.value))
    return ibis.union(held, lent)


def _by_atom(table: ir.Table, values: Sequence[tuple[_Atom, int]]) -> ir.IntegerValue:
    """A number that depends on the atom of the row."""
    different = {value for _, value in values}
    if len(different) == 1:
        return ibis.literal(different.pop(), type="int64")
    return ibis.cases(*((table.atom == atom.number, value) for atom, value in values), else_=1)
