"""An enterprise's roadmap found by name or code, within what the reader may see."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from lingnan.access import Permission
from lingnan.console.document.value import capital
from lingnan.console.document.words import level_words, money_words
from lingnan.console.group.paging import PAGE_ROWS, Pages, page_links
from lingnan.console.group.table import run_files
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.roadmaps.context import FoundLine
from lingnan.console.pages.roadmaps.total import Row, status_words
from lingnan.console.shelf import Choice
from lingnan.console.web.call import Call
from lingnan.roadmap.store import ROADMAP_TABLE


def found_lines(call: Call, text: str) -> tuple[tuple[FoundLine, ...], Pages]:
    """Answer the enterprises of a search with their roadmaps, a page at a time.

    Raises: ShelfNotReady, ShelfBroken.
    """
    reach = call.reach(Permission.ROADMAP_READ)
    page = call.page_number()
    found = call.desk.shelf.page(
        Choice(text=text), reach, at=call.at, first=(page - 1) * PAGE_ROWS, most=PAGE_ROWS
    )
    rows = _rows(call, [each.uscc for each in found.rows])
    cities = {city.code: city.name.in_(call.lang) for city in call.pack.cities}
    tr = call.tr
    lines = tuple(
        FoundLine(
            name=each.name_zh if call.lang == "zh" else each.name_en or each.name_zh,
            path=f"/enterprises/{each.uscc}/roadmap",
            city=cities.get(each.city_code, NOTHING),
            **_told(tr, rows.get(each.uscc, {})),
        )
        for each in found.rows
    )
    return lines, page_links(call, page, found.count)


def _told(tr: Translator, row: Row) -> dict[str, str]:
    return {
        "status": status_words(tr, row.get("status")),
        "measures": tr.number(row.get("measures_count")),
        "cost": money_words(tr, row.get("cost_expected_cny")),
        "subsidy": money_words(tr, row.get("subsidy_cny")),
        "claimed": _levels(tr, row, "claimed"),
        "proven": _levels(tr, row, "proven"),
    }


def _levels(tr: Translator, row: Row, side: str) -> str:
    before, after = row.get(f"{side}_level_now"), row.get(f"{side}_level_after")
    if before is None or after is None:
        return NOTHING
    first, last = (capital(tr, level_words(tr, each)) for each in (before, after))
    return first if before == after else f"{first} → {last}"


def _rows(call: Call, codes: Sequence[str]) -> dict[str, Row]:
    version = call.run.outputs.get(ROADMAP_TABLE)
    files = () if version is None else run_files(call.store.lake.root, ROADMAP_TABLE, version)
    if not files or not codes:
        return {}
    code = ds.field("subject_code")
    test = (code >= min(codes)) & (code <= max(codes)) & pc.is_in(code, value_set=pa.array(codes))
    table = ds.dataset(list(files), format="parquet").to_table(filter=test)
    return {row["subject_code"]: row for row in table.to_pylist()}
