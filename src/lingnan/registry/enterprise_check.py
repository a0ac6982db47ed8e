"""Check a file of enterprises: decode every column, report what is wrong, keep the good rows.

Vectorised, so that a million rows cost seconds. Not for what the register already holds (merge).
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingnan.packs import Pack
from lingnan.registry import rules
from lingnan.registry.cell import decode_distinct, text_column, true_rows
from lingnan.registry.code_check import check_uscc
from lingnan.registry.day_check import check_day, check_order
from lingnan.registry.draft import Draft
from lingnan.registry.enterprise_figure import check_figures
from lingnan.registry.enterprise_status import check_status
from lingnan.registry.errors import PlaceMissing
from lingnan.registry.industry_word import read_industries, read_industry
from lingnan.registry.place import Places
from lingnan.registry.vocabulary import (
    ENTITY_TYPE,
    OWNERSHIP,
    allowed,
    read_word,
)
from lingnan.store.tabular import Sheet

_STRING: Final = pa.string()


def check_enterprises(sheet: Sheet, pack: Pack, *, today: date) -> Draft:
    """Decode and check all rows of a file of enterprises.

    Shapes: the draft's columns are those of registry_enterprise (revenue as float64, absent ones
        all null) and renamed_date, aligned with the rows of the sheet.
    Raises: PlaceMissing when the file does not say where the enterprises are.
    """
    draft = Draft(sheet)
    if not draft.has("region_code") and not draft.has("city"):
        raise PlaceMissing(
            file=sheet.file, found="、".join((*sheet.mapping.values(), *sheet.unmapped))
        )
    draft.columns["uscc"] = check_uscc(draft, "uscc")
    _check_name(draft)
    _check_place(draft, Places(pack))
    _check_industry(draft)
    check_figures(draft)
    _check_days(draft, today)
    check_status(draft, today=today)
    _check_word(draft, "ownership", OWNERSHIP)
    _check_word(draft, "entity_type", ENTITY_TYPE)
    return draft


def _check_name(draft: Draft) -> None:
    names = text_column(draft.cells("name_zh"))
    draft.report(rules.VALUE_MISSING, np.asarray(pc.is_null(names)), "name_zh", values=names)
    draft.columns["name_zh"] = names
    draft.columns["name_en"] = text_column(draft.cells("name_en"))


def _check_place(draft: Draft, places: Places) -> None:
    region = decode_distinct(draft.cells("region_code"), places.resolve, _STRING)
    city = decode_distinct(draft.cells("city"), places.resolve, _STRING)
    is_by_city = np.asarray(pc.is_null(region.values)) & ~region.is_bad
    tell = {"example": places.example}
    draft.report(rules.REGION_UNKNOWN, region.is_bad, "region_code", more=lambda _: tell)
    draft.report(rules.REGION_UNKNOWN, city.is_bad & is_by_city, "city", more=lambda _: tell)
    code = pc.coalesce(region.values, city.values)
    city_code = decode_distinct(code, places.city_code, _STRING).values
    is_missing = np.asarray(pc.is_null(code)) & ~region.is_bad & ~city.is_bad
    draft.report(
        rules.VALUE_MISSING, is_missing, "region_code" if draft.has("region_code") else "city"
    )
    given = decode_distinct(city.values, places.city_code, _STRING).values
    differs = true_rows(pc.not_equal(city_code, given)) & ~is_by_city
    typed = text_column(draft.cells("city"))
    draft.report(
        rules.REGION_CONFLICT,
        differs,
        "region_code",
        more=lambda place: {"city": typed[place].as_py()},
    )
    draft.columns["region_code"], draft.columns["city_code"] = code, city_code


def _check_industry(draft: Draft) -> None:
    main = decode_distinct(draft.cells("industry_code"), read_industry, _STRING)
    draft.report(rules.INDUSTRY_UNKNOWN, main.is_bad, "industry_code")
    is_missing = np.asarray(pc.is_null(main.values)) & ~main.is_bad
    draft.report(rules.VALUE_MISSING, is_missing, "industry_code")
    draft.columns["industry_code"] = main.values
    other = decode_distinct(draft.cells("other_industry_codes"), read_industries, _STRING)
    draft.report(rules.INDUSTRY_UNKNOWN, other.is_bad, "other_industry_codes")
    draft.columns["other_industry_codes"] = other.values


def _check_days(draft: Draft, today: date) -> None:
    for name in ("founded_date", "above_scale_from", "above_scale_until", "renamed_date"):
        check_day(draft, name, today=None if name == "above_scale_until" else today)
    check_order(draft, "above_scale_from", "above_scale_until")


def _check_word(draft: Draft, name: str, words: Mapping[str, str]) -> None:
    decoded = decode_distinct(draft.cells(name), partial(read_word, words=words), _STRING)
    told = {"allowed": allowed(words)}
    draft.report(rules.WORD_IGNORED, decoded.is_bad, name, more=lambda _: told)
    draft.columns[name] = decoded.values
