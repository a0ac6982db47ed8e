"""How allocations and scenarios are told in the terminal, and as plain columns for programs."""

from collections.abc import Sequence
from typing import Any

from lingnan.cli.output import Format, print_json, print_lines, print_records
from lingnan.cli.settings import Settings
from lingnan.cli.word import CHANGE
from lingnan.kernel import Text
from lingnan.packs import Change, Pack
from lingnan.packs.content import Scenario
from lingnan.programme.allocation import Allocation, Comparison

ALLOTTED = {
    "year": Text("年度", "year"),
    "city": Text("城市", "city"),
    "cluster": Text("集群", "cluster"),
    "path": Text("路径", "path"),
    "money_cny": Text("资金（元）", "money (yuan)"),
    "enterprises": Text("企业（家）", "enterprises"),
    "cost_each_cny": Text("平均每家（元）", "each (yuan)"),
    "dearest_cny": Text("最高一家（元）", "dearest (yuan)"),
}
REACHED = {
    "by_date": Text("至", "by"),
    "funded": Text("资金推动", "lifted"),
    "without_money": Text("无资金", "without money"),
    "expected": Text("合计证实", "proven in all"),
}
MONEY = {
    "year": Text("年度", "year"),
    "from_date": Text("自", "from"),
    "arriving_cny": Text("到位（元）", "arriving (yuan)"),
    "spent_cny": Text("安排（元）", "given (yuan)"),
    "carried_cny": Text("结转（元）", "carried over (yuan)"),
}
FLOORS = {
    "name": Text("地区", "region"),
    "share": Text("资金占比", "share"),
    "least_count": Text("最少家数", "least"),
    "reserved_cny": Text("留出（元）", "reserved (yuan)"),
    "spent_cny": Text("安排（元）", "given (yuan)"),
    "enterprises": Text("推动（家）", "lifted"),
    "forgone": Text("少推动（家）", "forgone"),
}
CURVES = {
    "city": Text("城市", "city"),
    "cluster": Text("集群", "cluster"),
    "path": Text("路径", "path"),
    "enterprises": Text("累计企业（家）", "enterprises so far"),
    "money_cny": Text("累计资金（元）", "money so far (yuan)"),
    "next_cny": Text("下一家（元）", "the last (yuan)"),
}
_CSV = (
    "year",
    "city_code",
    "cluster_id",
    "path_id",
    "money_cny",
    "enterprises",
    "cost_each_cny",
    "dearest_cny",
)
_CURVE_CSV = ("city_code", "cluster_id", "path_id", "enterprises", "money_cny", "next_cny")


def print_allocation(found: Allocation, settings: Settings, form: Format) -> None:
    """Print an allocation: the summary, this year by city, the course, floors and notes."""
    if form is Format.json:
        print_json(found.to_json())
        return
    lang = settings.lang
    if form is Format.csv:
        print_records(records_of(found.allotted), _plain(_CSV), form=form, lang=lang)
        return
    print_lines([settings.say(line) for line in summary(found)])
    sections: tuple[tuple[Text, Sequence[dict[str, Any]], dict[str, Text]], ...] = (
        (Text("资金", "Money"), records_of(found.money), MONEY),
        (Text("首年各城市", "First year by city"), _first_year(found), _CITY),
        (Text("进度", "Course"), records_of(found.reached_by), REACHED),
        (Text("保底", "Floors"), records_of(found.floors), FLOORS),
    )
    for title, records, headings in sections:
        if records:
            print_lines([""])
            print_records(records, headings, form=form, lang=lang, title=settings.say(title))
    print_lines(["", *(settings.say(line) for line in remarks(found))])


def print_curves(found: Allocation, pack: Pack, settings: Settings, form: Format) -> None:
    """Print the marginal-cost curves."""
    rows = found.curves.to_pylist()
    if form is Format.table:
        names = {item.id: item.name for item in pack.clusters}
        names |= {item.id: item.name for item in pack.paths}
        names |= {city.code: city.name for city in pack.cities}
        for row in rows:
            row["city"] = names.get(row["city_code"], row["city_code"])
            row["cluster"] = names.get(row["cluster_id"])
            row["path"] = names.get(row["path_id"])
    headings = CURVES if form is Format.table else _plain(_CURVE_CSV)
    print_records(rows, headings, form=form, lang=settings.lang)


def print_scenario(
    scenario: Scenario, changes: Sequence[Change], pack: Pack, settings: Settings, form: Format
) -> None:
    """Print what a scenario changes."""
    names = {city.code: city.name for city in pack.cities}
    names |= {group.id: group.name for group in pack.city_groups}
    floors = [
        {
            "name": names.get(floor.region, floor.region),
            "share": None if floor.share is None else float(floor.share),
            "least_count": floor.least_count,
        }
        for floor in scenario.floors
    ]
    rows: list[dict[str, Any]] = [{**change.as_dict(settings.lang)} for change in changes]
    if form is Format.json:
        print_json(
            {
                "id": scenario.id,
                "name": scenario.name,
                "what": scenario.what,
                "changes": rows,
                "money_cny_by_year": scenario.money_cny_by_year,
                "floors": floors,
            }
        )
        return
    headings = {
        "kind": Text("变化", "change"),
        "path": Text("位置", "where"),
        "old": Text("原值", "before"),
        "new": Text("新值", "after"),
    }
    if form is Format.csv:
        print_records(rows, headings, form=form, lang=settings.lang)
        return
    print_lines([f"{settings.say(scenario.name)} · {scenario.id}", settings.say(scenario.what)])
    if rows:
        told = [{**row, "kind": CHANGE[str(row["kind"])]} for row in rows]
        print_records(told, headings, form=form, lang=settings.lang)
    if floors:
        kept = {name: FLOORS[name] for name in ("name", "share", "least_count")}
        print_records(floors, kept, form=form, lang=settings.lang)
    if scenario.money_cny_by_year:
        sums = ", ".join(f"{amount:,}" for amount in scenario.money_cny_by_year)
        print_lines(
            [settings.say(Text(f"各年资金（元）：{sums}", f"money by year (yuan): {sums}"))]
        )


def print_comparison(found: Comparison, settings: Settings, form: Format) -> None:
    """Print two scenarios side by side."""
    names = (found.first.name, found.second.name)
    years = [
        {
            "date": row.on_date,
            "first": row.first,
            "second": row.second,
            "difference": row.second - row.first,
        }
        for row in found.by_year
    ]
    cities = [
        {
            "city_code": row.city_code,
            "city": row.city,
            "first": row.first_cny,
            "second": row.second_cny,
            "difference": row.second_cny - row.first_cny,
            "enterprises": row.second_enterprises - row.first_enterprises,
        }
        for row in found.by_city
    ]
    if form is Format.csv:
        rows = [{"what": "proven", "key": row["date"], **row} for row in years]
        rows += [{"what": "money_cny", "key": row["city_code"], **row} for row in cities]
        columns = _plain(("what", "key", "first", "second", "difference"))
        print_records(rows, columns, form=form, lang=settings.lang)
        return
    sides = {
        "first": names[0],
        "second": names[1],
        "difference": Text("差", "difference"),
    }
    title = settings.say(Text("各年末证实数", "Proven at each year's end"))
    headings = {"date": Text("至", "by"), **sides}
    print_records(years, headings, form=form, lang=settings.lang, title=title)
    title = settings.say(Text("各城市资金（元，各年合计）", "Money by city (yuan, all years)"))
    headings = {
        "city": Text("城市", "city"),
        **sides,
        "enterprises": Text("企业数之差", "enterprises, difference"),
    }
    print_lines([""])
    print_records(cities, headings, form=form, lang=settings.lang, title=title)
    print_lines(["", *(f"· {settings.say(line)}" for line in found.why)])


def summary(found: Allocation) -> list[Text]:
    """What a person wants to know first, a sentence a line."""
    many, day = f"{found.objective:,}", found.aim_date
    lines = [
        Text(
            f"{found.target.zh}（{found.definition.zh}）",
            f"{found.target.en} ({found.definition.en})",
        ),
        Text(
            f"到 {day} 推动 {many} 家（上界 {found.bound:,}，差距 {found.gap:.2%}）；"
            f"{found.aim_why.zh}。",
            f"By {day} the money lifts {many} enterprises (bound {found.bound:,}, gap "
            f"{found.gap:.2%}); {found.aim_why.en}.",
        ),
        Text(
            f"目标 {found.goal:,} 家，期限 {found.deadline}；现证实 {found.proven_now:,} 家；"
            f"达到日 {found.reached_date or '–'}，无资金时 {found.without_money_date or '–'}。",
            f"The goal is {found.goal:,} by {found.deadline}; {found.proven_now:,} are proven now; "
            f"reached {found.reached_date or '–'}, without money "
            f"{found.without_money_date or '–'}.",
        ),
        Text(
            f"首年多一百万元，可多推动 {found.marginal[0]:.2f} 家。",
            f"One more million yuan in the first year lifts {found.marginal[0]:.2f} more.",
        ),
    ]
    if found.cost.least_money_cny is not None:
        money, alone = found.cost.least_money_cny, found.cost.alone_cny
        told = "–" if alone is None else f"{alone:,}"
        lines.append(
            Text(
                f"按期达标至少需要 {money:,} 元（若无自然增长则需 {told} 元），须在期初到位。",
                f"Reaching it in time takes at least {money:,} yuan ({told} if nobody comes by "
                "himself), all there at the start.",
            )
        )
    return lines


def remarks(found: Allocation) -> list[Text]:
    """Notes, the assumptions used, and how much is unconfirmed."""
    lines = list(found.notes)
    if found.is_synthetic:
        lines.insert(0, Text("模拟数据，非真实企业。", "Synthetic data, no real enterprise."))
    for used in found.assumptions:
        value = f"{used.value:,.10g}"
        lines.append(Text(f"假设：{used.name.zh} {value}", f"assumed: {used.name.en} {value}"))
    marks = len(found.unconfirmed)
    if marks:
        lines.append(
            Text(
                f"结果依据 {marks} 项未核实的内容，见 --format json。",
                f"The result rests on {marks} unconfirmed facts: --format json.",
            )
        )
    return lines


def records_of(values: Sequence[Any]) -> list[dict[str, Any]]:
    """Frozen values as records."""
    return [{name: getattr(value, name) for name in value.__slots__} for value in values]


_CITY = {name: ALLOTTED[name] for name in ("city", "money_cny", "enterprises", "cost_each_cny")}


def _first_year(found: Allocation) -> list[dict[str, Any]]:
    cities: dict[str, dict[str, Any]] = {}
    for row in found.allotted:
        if row.year == 0:
            kept = cities.setdefault(
                row.city_code, {"city": row.city, "money_cny": 0, "enterprises": 0}
            )
            kept["money_cny"] += row.money_cny
            kept["enterprises"] += row.enterprises
    for kept in cities.values():
        kept["cost_each_cny"] = kept["money_cny"] // kept["enterprises"]
    return list(cities.values())


def _plain(names: Sequence[str]) -> dict[str, Text]:
    return {name: Text(name, name) for name in names}
