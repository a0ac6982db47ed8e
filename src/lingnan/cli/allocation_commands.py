"""allocate; scenario list, show, compare: how the programme's money is divided."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lingnan.cli.output import Format, print_json, print_lines, print_records, progress
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text
from lingnan.kernel.money import parse_cny

if TYPE_CHECKING:
    from lingnan.packs import Pack
    from lingnan.packs.content import Scenario
    from lingnan.programme.allocation import Floor, Inputs
    from lingnan.store import Engine, Store

FormatOption = Annotated[Format, typer.Option("--format")]
TargetOption = Annotated[str | None, typer.Option("--target", help="Id of the target to move.")]
DefinitionOption = Annotated[
    str | None, typer.Option("--definition", help="Id of the definition it is counted by.")
]
ByOption = Annotated[
    datetime | None,
    typer.Option("--by", formats=["%Y-%m-%d"], help="As many as possible by this day."),
]
_ALLOCATE, _COMPARE = "lingnan allocate", "lingnan scenario"


class Shape(StrEnum):
    """The shapes of an allocation."""

    table = "table"
    json = "json"
    csv = "csv"
    xlsx = "xlsx"


def register(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    app.command("allocate")(allocate)
    tree = typer.Typer(help="Scenarios: list, show, compare.", no_args_is_help=True)
    tree.command("list")(list_scenarios)
    tree.command("show")(show_scenario)
    tree.command("compare")(compare)
    app.add_typer(tree, name="scenario")


def allocate(
    context: typer.Context,
    target: TargetOption = None,
    definition: DefinitionOption = None,
    money: Annotated[str | None, typer.Option(help="Yuan a year, e.g. 500000000 or 5亿.")] = None,
    years: Annotated[int | None, typer.Option(help="For how many years.")] = None,
    floor: Annotated[
        list[str] | None, typer.Option(help="CITY=SHARE of the money, e.g. 441900=20%. Repeatable.")
    ] = None,
    least: Annotated[
        list[str] | None, typer.Option(help="CITY=N enterprises by the date. Repeatable.")
    ] = None,
    by: ByOption = None,
    scenario: Annotated[str | None, typer.Option(help="Start from this scenario.")] = None,
    curves: Annotated[bool, typer.Option("--curves", help="The marginal-cost curves.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File, for --format xlsx.")
    ] = None,
    form: Annotated[Shape, typer.Option("--format")] = Shape.table,
) -> None:
    """Divide money over cities, clusters and paths so that a target is reached soonest."""
    from lingnan.cli.allocation_page import print_allocation, print_curves
    from lingnan.cli.allocation_sheet import write_allocation
    from lingnan.programme.allocation import allocate as divide
    from lingnan.programme.allocation import settings_of

    settings: Settings = context.obj
    if (form is Shape.xlsx) != (output is not None):
        told = Text("--format xlsx 与 --output 须同用", "--format xlsx goes with --output FILE")
        raise UsageError(told, _ALLOCATE)
    store = settings.open_store()
    pack = settings.pack_of(store)
    chosen = None if scenario is None else pack.scenario(scenario)
    floors = _floors(pack, floor, least)
    with _inputs(store, settings, is_quiet=form is not Shape.table) as (engine, left):
        changed, inputs = _under(store, pack, left, chosen)
        found = divide(
            engine,
            changed,
            inputs,
            settings_of(
                changed, chosen, money_cny=_money(money), years=years, floors=floors or None
            ),
            target_id=target,
            definition_id=definition,
            by=_day(by),
        )
    if form is Shape.xlsx and output is not None:
        write_allocation(found, output, settings.lang)
        print_lines([settings.say(Text(f"已写入 {output}。", f"Wrote {output}."))])
    elif curves:
        print_curves(found, changed, settings, Format(form.value))
    else:
        print_allocation(found, settings, Format(form.value))


def list_scenarios(
    context: typer.Context,
    pack: Annotated[str | None, typer.Option(help="A pack; default: the store's.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """List the scenarios of the pack."""
    settings: Settings = context.obj
    headings = {
        "id": Text("编号", "id"),
        "name": Text("名称", "name"),
        "what": Text("说明", "what"),
        "roadmaps": Text("须重算路线图", "alters roadmaps"),
    }
    from lingnan.programme.allocation.compare import altering

    records = [
        {"id": item.id, "name": item.name, "what": item.what, "roadmaps": bool(altering(item))}
        for item in _pack(settings, pack).scenarios
    ]
    print_records(records, headings, form=form, lang=settings.lang)


def show_scenario(
    context: typer.Context,
    scenario: Annotated[str, typer.Argument(help="Id of the scenario.")],
    pack: Annotated[str | None, typer.Option(help="A pack; default: the store's.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """Show what a scenario changes: every value before and after, money and floors."""
    from lingnan.cli.allocation_page import print_scenario
    from lingnan.packs import apply_scenario, diff_packs

    settings: Settings = context.obj
    found = _pack(settings, pack)
    chosen = found.scenario(scenario)
    changes = diff_packs(found, apply_scenario(found, chosen))
    print_scenario(chosen, changes, found, settings, form)


def compare(
    context: typer.Context,
    first: Annotated[str, typer.Argument(help="Id of a scenario, or base.")],
    second: Annotated[str, typer.Argument(help="Id of a scenario, or base.")],
    target: TargetOption = None,
    definition: DefinitionOption = None,
    by: ByOption = None,
    form: FormatOption = Format.table,
) -> None:
    """Compare two scenarios: the target by year, the money by city, what differs and why."""
    from lingnan.cli.allocation_page import print_comparison
    from lingnan.pipeline.upgrades import upgrades_of
    from lingnan.programme.allocation import compare_scenarios

    settings: Settings = context.obj
    store = settings.open_store()
    pack = settings.pack_of(store)
    with _inputs(store, settings, is_quiet=form is not Format.table) as (engine, inputs):
        found = compare_scenarios(
            engine,
            pack,
            inputs,
            first,
            second,
            target_id=target,
            definition_id=definition,
            by=_day(by),
            upgrades_of=upgrades_of(store),
        )
    if form is Format.json:
        print_json(found.to_json())
    else:
        print_comparison(found, settings, form)


@contextmanager
def _inputs(
    store: "Store", settings: Settings, *, is_quiet: bool
) -> "Iterator[tuple[Engine, Inputs]]":
    """An engine with what the last run left behind, and a sign that work goes on."""
    from lingnan.programme.allocation import read_inputs

    label = settings.say(Text("分配资金", "dividing the money"))
    with progress(label, quiet=is_quiet), store.engine() as engine:
        yield engine, read_inputs(store, engine)


def _under(
    store: "Store", pack: "Pack", inputs: "Inputs", scenario: "Scenario | None"
) -> "tuple[Pack, Inputs]":
    """The pack and the upgrades under a scenario."""
    from lingnan.packs import apply_scenario
    from lingnan.pipeline.upgrades import upgrades_of
    from lingnan.programme.allocation.compare import inputs_under

    if scenario is None:
        return pack, inputs
    changed = apply_scenario(pack, scenario)
    return changed, inputs_under(changed, inputs, scenario, upgrades_of(store))


def _pack(settings: Settings, name: str | None) -> "Pack":
    from lingnan.packs import load_pack

    return settings.pack_of(settings.open_store()) if name is None else load_pack(name)


def _floors(
    pack: "Pack", shares: list[str] | None, counts: list[str] | None
) -> "tuple[Floor, ...]":
    """The floors of the line; one region may have a share and a count."""
    from lingnan.programme.allocation import Floor, region_of

    found: dict[str, Floor] = {}
    for said in shares or []:
        name, value = _pair(said, "--floor")
        region = region_of(pack, name)
        if region in found:
            told = Text(f"--floor {said}：重复", f"--floor {said}: named twice")
            raise UsageError(told, _ALLOCATE)
        found[region] = Floor(region, _share(value, said))
    for said in counts or []:
        name, value = _pair(said, "--least")
        region = region_of(pack, name)
        if not value.isdecimal() or (region in found and found[region].least_count is not None):
            told = Text(f"--least {said}：须为 城市=家数", f"--least {said}: it is CITY=N, once")
            raise UsageError(told, _ALLOCATE)
        share = found[region].share if region in found else None
        found[region] = Floor(region, share, int(value))
    return tuple(found.values())


def _pair(said: str, option: str) -> tuple[str, str]:
    name, equals, value = said.partition("=")
    if not equals or not value.strip():
        told = Text(f"{option} {said}：须为 城市=值", f"{option} {said}: it is CITY=value")
        raise UsageError(told, _ALLOCATE)
    return name, value.strip()


def _share(value: str, said: str) -> Fraction:
    percent = value.endswith(("%", "％"))
    try:
        number = Fraction(value.rstrip("%％"))
    except (ValueError, ZeroDivisionError):
        told = Text(f"--floor {said}：比例无法识别", f"--floor {said}: no share, e.g. 20% or 0.2")
        raise UsageError(told, _ALLOCATE) from None
    return number / 100 if percent else number


def _money(said: str | None) -> int | None:
    if said is None:
        return None
    try:
        amount = parse_cny(said)
    except ValueError:
        told = Text(f"--money {said}：无法识别的金额", f"--money {said}: no amount in yuan")
        raise UsageError(told, _ALLOCATE) from None
    return int(amount)


def _day(by: datetime | None) -> date | None:
    return None if by is None else by.date()
