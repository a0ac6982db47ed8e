"""The register of the sample as it stands on one day, as tables that the registry imports.

What happens later is not in it: an enterprise founded later is absent, one that closes later is
active. Not for evidence.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingnan.packs import Pack
from lingnan.sample.assumption import stream
from lingnan.sample.identity import enterprise_names
from lingnan.sample.month import NEVER
from lingnan.sample.place import short_names
from lingnan.sample.population import ENDINGS, OWNERSHIPS, Population
from lingnan.sample.row import decimals

_BEFORE_ALL = 0


def register_table(pack: Pack, people: Population, *, seed: int, until: int) -> pa.Table:
    """The enterprises founded by a day, as registry_enterprise has them.

    Shapes:
        returns: one row per enterprise, ordered by uscc; beside the columns of the registry
            renamed_date, the day of its latest change of name.
    Units: revenue in yuan of the year before; above-scale days half-open.
    """
    there = people.founded <= until
    closed = (people.closed != NEVER) & (people.closed <= until)
    begun = people.above_start <= until
    left = people.above_until <= until
    revenue = np.where(begun & ~left, people.revenue_above, people.revenue_below)
    status = np.where(closed, people.ending + 1, 0)
    merged = closed & (people.ending == ENDINGS.index("merged")) & (people.heir >= 0)
    names = current_names(people, seed=seed, until=until)
    cities = pa.array([city.code for city in pack.cities]).take(pa.array(people.city))
    count = people.count
    whole = pa.table(
        {
            "uscc": people.codes,
            "name_zh": names[0],
            "name_en": names[1],
            "region_code": cities,
            "city_code": cities,
            "industry_code": _words(people.industries, people.industry),
            "other_industry_codes": pa.nulls(count, pa.string()),
            "employees_count": pa.array(people.employees),
            "revenue_cny": decimals(revenue * 100, pa.decimal128(18, 2), revenue > 0),
            "founded_date": _days(people.founded),
            "status": _words(("active", *ENDINGS), status),
            "closed_date": _days(people.closed, ~closed),
            "merged_into_uscc": people.codes.take(pa.array(people.heir, mask=~merged)),
            "ownership": _words(OWNERSHIPS, people.ownership),
            "entity_type": _words(
                ("legal_entity", "self_employed"), people.is_self_employed.astype(np.int8)
            ),
            "above_scale_from": _days(people.above_start, ~begun),
            "above_scale_until": _days(people.above_until, ~(begun & left)),
            "renamed_date": _days(people.renamed, people.renamed > until),
            "is_synthetic": pa.array(np.ones(count, dtype=np.bool_)),
        }
    )
    return whole if there.all() else whole.filter(pa.array(there))


def current_names(people: Population, *, seed: int, until: int) -> tuple[pa.Array, pa.Array]:
    """Names on a day; who has changed its name by then shows the later one."""
    zh, en = enterprise_names(
        short_names(people.divisions), people.trade, people.is_self_employed, stream(seed, "name")
    )
    renamed = pa.array(people.renamed <= until)
    return (
        pc.if_else(renamed, pc.replace_substring(zh, "号", "号新"), zh),
        pc.if_else(renamed, pc.replace_substring(en, "Sample ", "Sample Renewed "), en),
    )


def name_table(people: Population, *, seed: int, until: int) -> pa.Table:
    """Names before and after each change of name by a day, as registry_name has them."""
    who = np.flatnonzero((people.renamed <= until) & (people.founded <= until))
    parts = []
    for names, start, end in (
        (current_names(people, seed=seed, until=_BEFORE_ALL),
         people.founded, people.renamed),
        (current_names(people, seed=seed, until=until), people.renamed, None),
    ):  # fmt: skip
        parts.append(
            pa.table(
                {
                    "uscc": people.codes.take(pa.array(who)),
                    "name_zh": names[0].take(pa.array(who)),
                    "name_en": names[1].take(pa.array(who)),
                    "from_date": _days(start[who]),
                    "until_date": pa.nulls(len(who), pa.date32())
                    if end is None
                    else _days(end[who]),
                }
            )
        )
    return pa.concat_tables(parts)


def _words(known: tuple[str, ...], chosen: NDArray[Any]) -> pa.Array:
    return pa.array(known, pa.string()).take(pa.array(chosen))


def _days(numbers: NDArray[Any], missing: Any = None) -> pa.Array:
    return pa.array(numbers, mask=missing).cast(pa.date32())
