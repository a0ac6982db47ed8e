"""roadmap enterprise, roadmap check: dated and costed plans, and whether an edited one still holds.

The other paths join the tree in roadmap_group_commands.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from lingnan.cli.output import Format, print_json, print_lines, progress
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text
from lingnan.kernel.money import parse_cny

if TYPE_CHECKING:
    from lingnan.roadmap.model import Running

_ENTERPRISE = "lingnan roadmap enterprise"

tree = typer.Typer(
    help="Roadmaps of enterprises, industries, parks and chains.", no_args_is_help=True
)


class Shape(StrEnum):
    """The shapes of a roadmap."""

    table = "table"
    json = "json"
    docx = "docx"
    xlsx = "xlsx"


class Side(StrEnum):
    """Which answers a plan starts from."""

    claimed = "claimed"
    proven = "proven"


def register(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    tree.command("enterprise")(enterprise)
    tree.command("check")(check)
    app.add_typer(tree, name="roadmap")


def enterprise(
    context: typer.Context,
    uscc: Annotated[str, typer.Argument(help="The enterprise's USCC.")],
    model: Annotated[str | None, typer.Option(help="Id of the assessment model.")] = None,
    level: Annotated[int | None, typer.Option(help="Reach this level, with --by.")] = None,
    by: Annotated[
        datetime | None, typer.Option("--by", formats=["%Y-%m-%d"], help="The deadline.")
    ] = None,
    budget: Annotated[
        list[str] | None,
        typer.Option(help="Yuan in all, e.g. 500000 or 50万; given several times: by half-year."),
    ] = None,
    horizon: Annotated[int | None, typer.Option(help="Half-years, without --level.")] = None,
    side: Annotated[Side, typer.Option(help="Plan from what is claimed, or proven.")] = (
        Side.claimed
    ),
    parallel: Annotated[int | None, typer.Option(help="Measures at a time, at most.")] = None,
    staff: Annotated[float | None, typer.Option(help="Full-time people for them.")] = None,
    must: Annotated[list[str] | None, typer.Option(help="A measure to be in. Repeatable.")] = None,
    never: Annotated[
        list[str] | None, typer.Option(help="A measure to stay out. Repeatable.")
    ] = None,
    running: Annotated[
        list[str] | None,
        typer.Option(help="ID=PERIODS:PRICE left of a measure under way. Repeatable."),
    ] = None,
    selected: Annotated[
        list[str] | None,
        typer.Option(help="A subsidy rule that has chosen this enterprise. Repeatable."),
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Prove it with HiGHS.")] = False,
    form: Annotated[Shape, typer.Option("--format")] = Shape.table,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write.")
    ] = None,
) -> None:
    """Plan one enterprise: most value within a budget, or a level by a day at the least cost."""
    from lingnan.cli.clock import today
    from lingnan.cli.roadmap_page import print_roadmap
    from lingnan.pipeline.roadmaps import known_enterprise, with_model
    from lingnan.roadmap.answer import to_json
    from lingnan.roadmap.model import Request

    settings: Settings = context.obj
    if (level is None) != (by is None):
        told = Text("--level 与 --by 须同用", "--level goes with --by")
        raise UsageError(told, _ENTERPRISE)
    if level is not None and horizon is not None:
        told = Text("--horizon 不能与 --level 同用", "--horizon does not go with --level")
        raise UsageError(told, _ENTERPRISE)
    check_output(form, output, _ENTERPRISE)
    request = Request(
        model_id=model or "",
        question="value" if level is None else "level",
        side=_side(side),
        level=level,
        by=_day(by),
        horizon=horizon,
        budget_cny=_budget(budget),
        parallel=parallel,
        staff_fte=_people(staff),
        must=tuple(must or ()),
        never=tuple(never or ()),
        running=tuple(_running(each) for each in running or ()),
        selected=tuple(selected or ()),
        solver="exact" if exact else "kernel",
    )
    store = settings.open_store()
    label = settings.say(Text("编制路线图", "planning"))
    with progress(label, quiet=form is not Shape.table):
        known = known_enterprise(store, settings.pack_of(store), uscc, today=today())
        answer = to_json(known.plan(with_model(request, known)))
    if output is not None:
        write_answer(answer, form, output, settings)
    elif form is Shape.table:
        print_roadmap(answer, settings)
    else:
        print_json(answer)


def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="JSON or XLSX that lingnan roadmap wrote.")],
    form: Annotated[Format, typer.Option("--format")] = Format.table,
) -> None:
    """Verify a roadmap, also one edited by hand, and name every constraint it breaks."""
    from lingnan.cli.clock import today
    from lingnan.cli.roadmap_check_page import print_findings
    from lingnan.cli.roadmap_file import open_roadmap
    from lingnan.kernel import Severity
    from lingnan.pipeline.roadmap_check import check_answer

    settings: Settings = context.obj
    answer, unread = open_roadmap(file)
    store = settings.open_store()
    label = settings.say(Text("校验路线图", "checking"))
    with progress(label, quiet=form is not Format.table):
        pack = settings.pack_of(store)
        broken = check_answer(store, pack, answer, today=today(), file=file.name)
    found = [*unread, *broken]
    print_findings(found, file, settings, form)
    if any(each.severity is Severity.ERROR for each in found):
        raise typer.Exit(1)


def check_output(form: Shape, output: Path | None, command: str) -> None:
    """Documents go to a file, tables to the terminal, JSON to either. Raises: UsageError."""
    if form in (Shape.docx, Shape.xlsx) and output is None:
        told = Text(f"--format {form} 须有 --output", f"--format {form} needs --output FILE")
        raise UsageError(told, command)
    if form is Shape.table and output is not None:
        told = Text(
            "--output 须有 --format json|docx|xlsx", "--output goes with --format json|docx|xlsx"
        )
        raise UsageError(told, command)


def write_answer(answer: dict[str, Any], form: Shape, output: Path, settings: Settings) -> None:
    """Write an answer of any path to a file, as JSON, Word or Excel, and say so."""
    import json

    from lingnan.console import document

    builders = {
        "enterprise": document.enterprise_document,
        "industry": document.industry_document,
        "chain": document.chain_document,
        "park": document.park_document,
    }
    if form is Shape.json:
        text = json.dumps(answer, ensure_ascii=False, indent=2)
        output.write_text(text + "\n", encoding="utf-8")
    else:
        build = builders[str(answer["path"])]
        write = document.write_word if form is Shape.docx else document.write_workbook
        write(build(answer, settings.lang), output)
    print_lines([settings.say(Text(f"已写入 {output}。", f"Wrote {output}."))])


def _side(side: Side) -> Literal["claimed", "proven"]:
    return "proven" if side is Side.proven else "claimed"


def _day(by: datetime | None) -> date | None:
    return None if by is None else by.date()


def _budget(said: list[str] | None) -> int | tuple[int, ...] | None:
    """One amount is the total, several are the half-years."""
    if not said:
        return None
    amounts = []
    for each in said:
        try:
            amount = parse_cny(each)
        except ValueError:
            told = Text(f"--budget {each}：无法识别的金额", f"--budget {each}: no amount in yuan")
            raise UsageError(told, _ENTERPRISE) from None
        if amount != int(amount):
            told = Text(f"--budget {each}：须为整数元", f"--budget {each}: it is whole yuan")
            raise UsageError(told, _ENTERPRISE)
        amounts.append(int(amount))
    return amounts[0] if len(amounts) == 1 else tuple(amounts)


def _people(said: float | None) -> Decimal | None:
    return None if said is None else Decimal(str(said))


def _running(said: str) -> "Running":
    from lingnan.roadmap.model import Running

    name, equals, left = said.partition("=")
    periods, colon, price = left.partition(":")
    try:
        if not (name and equals and colon):
            raise ValueError
        return Running(name.strip(), int(periods), int(parse_cny(price)))
    except ValueError:
        told = Text(
            f"--running {said}：须为 项目=剩余半年数:剩余价款",
            f"--running {said}: it is ID=PERIODS:PRICE",
        )
        raise UsageError(told, _ENTERPRISE) from None
