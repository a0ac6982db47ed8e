"""Scenarios as the pages show them. Not for keeping them (made) nor comparing them (compared)."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from lingnan.console.document.words import money_words
from lingnan.console.pages.allocation.ask import LEAST, SHARE, WAN, floors_of
from lingnan.console.pages.allocation.context import FloorField
from lingnan.console.pages.allocation.made import Made, list_made
from lingnan.console.pages.allocation.scenario_context import AssumptionField, ScenarioLine
from lingnan.console.unit_name import unit_name
from lingnan.console.web.call import Call
from lingnan.console.work.errors import ScenarioUnfit
from lingnan.kernel import LingnanError, Text
from lingnan.packs import apply_scenario, diff_packs
from lingnan.packs.content import Scenario
from lingnan.programme.allocation.compare import altering
from lingnan.programme.allocation.content import PREFIX

ASSUMED: Final = "assumed."
#: What samples are made with says nothing of a programme.
_INVENTED: Final = "sample."
_CHANGES: Final = 6


def scenario_lines(call: Call) -> tuple[ScenarioLine, ...]:
    """Answer the scenarios of the pack, then those that people made."""
    made = list_made(call.store.database)
    mine = {each.scenario.id: each for each in made}
    every = (*call.pack.scenarios, *(each.scenario for each in made))
    return tuple(_line(call, each, mine.get(each.id)) for each in every)


def _line(call: Call, scenario: Scenario, made: Made | None) -> ScenarioLine:
    return ScenarioLine(
        id=scenario.id,
        name=scenario.name.in_(call.lang),
        what=scenario.what.in_(call.lang),
        is_heavy=bool(altering(scenario)),
        is_confirmed=scenario.is_confirmed,
        changes=changes_of(call, scenario),
        made_by="" if made is None else made.made_by.partition(":")[2],
        at=None if made is None else made.at,
        may_delete=made is not None,
    )


def changes_of(call: Call, scenario: Scenario) -> tuple[str, ...]:
    """Say what a scenario changes, value by value, its money and floors; worked out once."""
    key = (call.pack.content_hash, "scenario", scenario.id, call.lang)
    return call.desk.kept.of(key, lambda: _changes(call, scenario))


def _changes(call: Call, scenario: Scenario) -> tuple[str, ...]:
    tr, lang, pack = call.tr, call.lang, call.pack
    _ = tr.gettext
    try:
        changes = diff_packs(pack, apply_scenario(pack, scenario))
    except LingnanError as failure:
        return (failure.message.in_(lang),)
    names = {f"assumptions[{each.id}].value": each.name.in_(lang) for each in pack.assumptions}
    dash = Text("–", "–")
    told = [
        f"{names.get(each.path, each.path)}: {(each.old or dash).in_(lang)} → "
        f"{(each.new or dash).in_(lang)}"
        for each in changes[:_CHANGES]
    ]
    if len(changes) > _CHANGES:
        told.append(_("{count} more values").format(count=tr.number(len(changes) - _CHANGES)))
    if scenario.money_cny_by_year:
        sums = tr.listing([money_words(tr, each) for each in scenario.money_cny_by_year])
        told.append(_("money by year: {sums}").format(sums=sums))
    regions = {city.code: city.name.in_(lang) for city in pack.cities}
    regions |= {group.id: group.name.in_(lang) for group in pack.city_groups}
    for floor in scenario.floors:
        name = regions.get(floor.region, floor.region)
        if floor.share is not None:
            text = _("{region} at least {share} of the money")
            told.append(text.format(region=name, share=tr.percent(float(floor.share), 1)))
        if floor.least_count is not None:
            text = _("{region} at least {count} enterprises")
            told.append(text.format(region=name, count=tr.number(floor.least_count)))
    return tuple(told)


def assumption_fields(
    call: Call, typed: Mapping[str, str], *, of_money: bool
) -> tuple[AssumptionField, ...]:
    """Answer the assumptions of the pack as fields: those of the money, or all others."""
    lang = call.lang
    return tuple(
        AssumptionField(
            each.id,
            each.name.in_(lang),
            typed.get(f"{ASSUMED}{each.id}", f"{each.value.normalize():f}"),
            f"{each.low.normalize():f}–{each.high.normalize():f}",
            unit_name(each.unit, lang),
            each.why.in_(lang),
        )
        for each in call.pack.assumptions
        if each.id.startswith(PREFIX) is of_money and not each.id.startswith(_INVENTED)
    )


def floor_fields(call: Call, typed: Mapping[str, str]) -> tuple[FloorField, ...]:
    """Answer groups of cities and cities with the floors typed."""
    regions = [(group.id, group.name.in_(call.lang)) for group in call.pack.city_groups]
    regions += [(city.code, city.name.in_(call.lang)) for city in call.pack.cities]
    return tuple(
        FloorField(key, name, typed.get(f"{SHARE}{key}", ""), typed.get(f"{LEAST}{key}", ""))
        for key, name in regions
    )


def typed_changes(call: Call) -> list[dict[str, Any]]:
    """Read the assumptions that have another value, and further paths. Raises: ScenarioUnfit."""
    found = []
    for each in call.pack.assumptions:
        said = call.typed(f"{ASSUMED}{each.id}").replace(",", "")
        if not said:
            continue
        try:
            value = Decimal(said)
        except InvalidOperation:
            name = each.name
            reason = Text(f"“{name.zh}”不是数值", f"'{name.en}' is no number")
            raise ScenarioUnfit(reason=reason) from None
        if value != each.value:
            found.append({"path": f"assumptions[{each.id}].value", "to": _plain(value)})
    for line in call.typed("paths").splitlines():
        path, equals, told = line.partition("=")
        if not line.strip():
            continue
        if not equals:
            reason = Text(
                f"“{line[:80]}”应写作 路径 = 值", f"'{line[:80]}' is written path = value"
            )
            raise ScenarioUnfit(reason=reason)
        found.append({"path": path.strip(), "to": _value(told.strip())})
    return found


def typed_money(call: Call) -> tuple[int, ...]:
    """Read the money by year, typed in ten thousand yuan. Raises: ScenarioUnfit."""
    said = call.typed("money").replace("，", " ").replace(",", " ").split()
    if not all(each.isascii() and each.isdecimal() and len(each) < 14 for each in said):
        reason = Text("各年资金应为以空格分隔的整数", "the money by year is whole numbers")
        raise ScenarioUnfit(reason=reason)
    return tuple(int(each) * WAN for each in said)


def typed_floors(call: Call) -> list[dict[str, Any]]:
    """Read the floors of the form. Raises: FormUnreadable."""
    asked = {name: values for name, values in call.form.items() if name.startswith((SHARE, LEAST))}
    call.query = {**call.query, **asked}
    return [
        {
            "region": floor.region,
            "share": None if floor.share is None else f"{float(floor.share):.6g}",
            "least_count": floor.least_count,
        }
        for floor in floors_of(call, call.pack)
    ]


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _value(said: str) -> Any:
    """A typed value: a number, a truth, or a text."""
    if said in ("true", "false"):
        return said == "true"
    try:
        return _plain(Decimal(said))
    except InvalidOperation:
        return said
