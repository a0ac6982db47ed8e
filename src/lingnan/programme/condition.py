"""When a subject fulfils the conditions of metric definitions that rest on evidence or levels.

An *atom* is one indicator condition; a *part* is one condition of a definition (an atom, several
atoms of which any will do, or a level). Equal parts of several definitions are computed once.
Not for conditions that the register alone answers: see metrics.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from lingnan.packs import Pack
from lingnan.packs.content import AnyOfCondition, IndicatorCondition, LevelCondition
from lingnan.programme.interval import FAR, closed_form
from lingnan.programme.model import Side

Keep = Callable[[ir.Table], ir.Table]
Part = IndicatorCondition | AnyOfCondition | LevelCondition

_GRADE_STEP = 1 << 60
_LEAST_PROVEN_GRADE = 2


@dataclass(frozen=True, slots=True)
class _Atom:
    """An indicator condition with its number and the life of its evidence.

    Attributes:
        months, days: how long a row that compares as stated holds; at most one of them is set, and
            with neither it holds for good.
        ends_early: whether a later row that compares otherwise ends it.
    """

    number: int
    condition: IndicatorCondition
    months: int | None
    days: int | None

    @property
    def ends_early(self) -> bool:
        return self.months is None


@dataclass(frozen=True, slots=True)
class Parts:
    """The different parts of some definitions, numbered in the order of their first use."""

    numbers: Mapping[Part, int]

    @classmethod
    def of(cls, parts: Iterable[Part]) -> "Parts":
        """Number the parts; equal ones get one number."""
        numbers: dict[Part, int] = {}
        for part in parts:
            numbers.setdefault(part, len(numbers))
        return cls(numbers)


def part_intervals(
    pack: Pack,
    parts: Parts,
    rows: ir.Table,
    levels: ir.Table,
    *,
    as_of: date,
    keep: Keep | None = None,
) -> ir.Table:
    """On which days each subject fulfils each part, claimed and proven.

    An indicator condition with `within_months` holds from the fact date of a row that compares as
    stated, for that many months. Without it, it holds until the next row of the indicator (which
    may compare otherwise) or until the evidence expires. *Proven* regards rows of grade 2 and 3
    only; *claimed* regards all, and holds wherever proven holds.

    Shapes:
        rows: the ledger's rows, and levels: out_level, both with an integer subject_no beside or in
            place of subject_code (grouping and sorting by numbers is twice as fast).
        keep: computes a table once; rows that are read three times are kept by it.
        returns: part (its number), is_proven, subject_no, from_date, until_date (FAR when open);
            to be merged by PART_KEYS.
    Limits: rows and levels that begin after `as_of` are left out. On one day the row of the
        highest grade, then of the highest number speaks.
    """
    pieces = [
        _level_intervals(number, part, levels, as_of)
        for part, number in parts.numbers.items()
        if isinstance(part, LevelCondition)
    ]
    atoms, belongs = _atoms(pack, parts)
    if atoms:
        held = _atom_intervals(atoms, rows, as_of, keep)
        table = ibis.memtable(
            {"atom": [a for a, _ in belongs], "part": [p for _, p in belongs]},
            schema={"atom": "int8", "part": "int8"},
        )
        pieces.append(held.inner_join(table, "atom").select(*_COLUMNS))
    if not pieces:
        return ibis.memtable([], schema=_SCHEMA)
    return ibis.union(*pieces) if len(pieces) > 1 else pieces[0]


PART_KEYS = ("part", "is_proven", "subject_no")
_COLUMNS = (*PART_KEYS, "from_date", "until_date")
_SCHEMA = ibis.schema(
    {
        "part": "int8",
        "is_proven": "boolean",
        "subject_no": "int32",
        "from_date": "date",
        "until_date": "date",
    }
)


def _atoms(pack: Pack, parts: Parts) -> tuple[list[_Atom], list[tuple[int, int]]]:
    """The different atoms, and (atom, part) for every part an atom belongs to."""
    numbers: dict[IndicatorCondition, int] = {}
    belongs = set()
    for part, part_number in parts.numbers.items():
        if isinstance(part, LevelCondition):
            continue
        for condition in part.conditions if isinstance(part, AnyOfCondition) else (part,):
            belongs.add((numbers.setdefault(condition, len(numbers)), part_number))
    return [
        _Atom(
            number,
            condition,
            months=condition.within_months,
            days=None
            if condition.within_months is not None
            else pack.indicator(condition.code).expires_days,
        )
        for condition, number in numbers.items()
    ], sorted(belongs)


def _level_intervals(number: int, part: LevelCondition, levels: ir.Table, as_of: date) -> ir.Table:
    reached = closed_form(
        levels.filter(
            levels.model_id.isin(part.models),
            levels.level >= part.at_least,
            levels.from_date <= ibis.date(as_of),
        )
    )
    return reached.mutate(
        part=ibis.literal(number, type="int8"), is_proven=reached.side == Side.PROVEN.value
    ).select(*_COLUMNS)


def _atom_intervals(
    atoms: Sequence[_Atom], rows: ir.Table, as_of: date, keep: Keep | None
) -> ir.Table:
    """Intervals of each atom and side; they may still overlap."""
    wanted = ibis.memtable(
        {
            "atom": [atom.number for atom in atoms],
            "indicator_code": [atom.condition.code for atom in atoms],
        },
        schema={"atom": "int8", "indicator_code": "string"},
    )
    codes = sorted({atom.condition.code for atom in atoms})
    seen = rows.filter(rows.indicator_code.isin(codes), rows.fact_date <= ibis.date(as_of))
    seen = seen.inner_join(wanted, "indicator_code")
    seen = seen.select(
        "subject_no",
        "atom",
        "fact_date",
        "grade",
        "evidence_no",
        holds=_by_atom(seen, [(atom, _compares(seen, atom.condition)) for atom in atoms]),
    )
    ending = [atom for atom in atoms if atom.ends_early]
    if keep is not None:
        seen = keep(seen)
    if not ending:
        return _in_blocks(atoms, seen.filter(seen.holds))
    numbers = [atom.number for atom in ending]
    otherwise = seen.filter(seen.atom.isin(numbers), ~seen.holds)
    otherwise = otherwise.select("subject_no", "atom").distinct()
    even = seen.filter(seen.holds).anti_join(otherwise, ["subject_no", "atom"])
    changing = seen.semi_join(otherwise, ["subject_no", "atom"])
    return ibis.union(_in_blocks(atoms, even), _in_turns(ending, changing))


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


def _in_blocks(atoms: Sequence[_Atom], rows: ir.Table) -> ir.Table:
    """Intervals of rows of which none ends another.

    Rows whose dates lie in one block that is as long as a row holds always overlap, so that the
    first and the last of a block say all: many monthly bills become one interval unsorted.
    """
    month = rows.fact_date.year() * 12 + rows.fact_date.month() - 1
    day = rows.fact_date.epoch_days()
    blocks = [
        (atom, month // atom.months)
        if atom.months is not None
        else (atom, day // atom.days if atom.days is not None else ibis.literal(0))
        for atom in atoms
    ]
    rows = rows.mutate(block=_by_atom(rows, blocks).cast("int32"))
    proven = rows.grade >= _LEAST_PROVEN_GRADE
    spans = rows.group_by("subject_no", "atom", "block").agg(
        first_claimed=rows.fact_date.min(),
        last_claimed=rows.fact_date.max(),
        first_proven=rows.fact_date.min(where=proven),
        last_proven=rows.fact_date.max(where=proven),
    )
    sides = []
    for side in Side:
        last = spans[f"last_{side.value}"]
        sides.append(
            spans.filter(last.notnull()).select(
                "subject_no",
                "atom",
                is_proven=ibis.literal(side is Side.PROVEN),
                from_date=spans[f"first_{side.value}"],
                until_date=_by_atom(spans, [(atom, _end(last, atom)) for atom in atoms]),
            )
        )
    return ibis.union(*sides)


def _in_turns(atoms: Sequence[_Atom], rows: ir.Table) -> ir.Table:
    """Intervals of rows each of which holds until the next one or until it expires."""
    weight = rows.grade.cast("int64") * _GRADE_STEP + rows.evidence_no
    proven = rows.grade >= _LEAST_PROVEN_GRADE
    days = rows.group_by("subject_no", "atom", "fact_date").agg(
        claimed=rows.holds.argmax(weight),
        proven=rows.holds.argmax(weight, where=proven),
    )
    states = ibis.union(
        *(
            days.filter(days[side.value].notnull()).select(
                "subject_no",
                "atom",
                "fact_date",
                is_proven=ibis.literal(side is Side.PROVEN),
                holds=days[side.value],
            )
            for side in Side
        )
    )
    order = ibis.window(group_by=["subject_no", "atom", "is_proven"], order_by="fact_date")
    followed = states.mutate(next_date=states.fact_date.lead().over(order))
    ends = _by_atom(followed, [(atom, _end(followed.fact_date, atom)) for atom in atoms])
    held = followed.filter(followed.holds).select(
        "subject_no",
        "atom",
        "is_proven",
        from_date=followed.fact_date,
        until_date=ibis.least(followed.next_date.fill_null(ibis.date(FAR)), ends),
    )
    lent = held.filter(held.is_proven).mutate(is_proven=ibis.literal(False))
    return ibis.union(held, lent)


def _end(day: ir.DateValue, atom: _Atom) -> ir.DateValue:
    if atom.months is not None:
        return (day + ibis.interval(months=atom.months)).cast("date")
    if atom.days is not None:
        return (day + ibis.interval(days=atom.days)).cast("date")
    return ibis.date(FAR)


def _by_atom(table: ir.Table, values: Sequence[tuple[_Atom, ir.Value]]) -> ir.Value:
    """The value that belongs to the atom of the row."""
    if len(values) == 1:
        return values[0][1]
    return ibis.cases(*((table.atom == atom.number, value) for atom, value in values))
