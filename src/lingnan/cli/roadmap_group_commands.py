"""roadmap industry, roadmap park, roadmap chain: the paths of many enterprises together.

Not for one enterprise (roadmap_commands), which also holds the tree that these join.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lingnan.cli.output import print_json, progress
from lingnan.cli.roadmap_commands import Shape, Side, tree, write_answer
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text
from lingnan.kernel.money import parse_cny

if TYPE_CHECKING:
    from lingnan.pipeline.ground import Ground

_INDUSTRY, _PARK, _CHAIN = (f"lingnan roadmap {path}" for path in ("industry", "park", "chain"))
LevelOption = Annotated[
    int | None, typer.Option(help="The level aimed at; by default the one the programme counts.")
]
ByOption = Annotated[
    datetime | None, typer.Option("--by", formats=["%Y-%m-%d"], help="All of it by this day.")
]
BudgetOption = Annotated[str | None, typer.Option(help="Yuan in all, e.g. 5000000 or 500万.")]
FormatOption = Annotated[Shape, typer.Option("--format")]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", help="The file to write.")]
Answer = dict[str, Any]


def register() -> None:
    """Add the commands to the tree of roadmaps."""
    tree.command("industry")(industry)
    tree.command("park")(park)
    tree.command("chain")(chain)


def industry(
    context: typer.Context,
    cluster: Annotated[str | None, typer.Argument(help="Id of a cluster.")] = None,
    division: Annotated[
        str | None, typer.Option(help="Instead: a code of GB/T 4754, e.g. C39.")
    ] = None,
    area: Annotated[str | None, typer.Option(help="Only this city or county (code).")] = None,
    micro: Annotated[bool, typer.Option("--micro", help="Micro enterprises too.")] = False,
    level: LevelOption = None,
    by: ByOption = None,
    side: Annotated[Side, typer.Option(help="Plan from what is claimed, or proven.")] = (
        Side.claimed
    ),
    packages: Annotated[int, typer.Option(help="So many standard packages at most.")] = 6,
    budget: BudgetOption = None,
    capacity: Annotated[
        int | None, typer.Option(help="Projects of one package that can start in a half-year.")
    ] = None,
    form: FormatOption = Shape.table,
    output: OutputOption = None,
) -> None:
    """Plan an industry's small and medium enterprises: gaps, packages, waves, money, levels."""
    from lingnan.cli.roadmap_group_page import print_industry
    from lingnan.pipeline.group_answers import industry_answer
    from lingnan.roadmap.industry import Question, Scope

    money = _money(budget, _INDUSTRY)
    scope = Scope(cluster, division, area, micro)

    def answer(ground: "Ground") -> Answer:
        planning = ground.planning
        question = Question(
            level=planning.level,
            as_of=planning.as_of,
            side="proven" if side is Side.proven else "claimed",
            packages_count=packages,
            budget_cny=money,
            capacity_per_half_year=capacity,
            horizon=planning.periods,
        )
        return industry_answer(ground, scope, question)

    _answer(context, answer, print_industry, _INDUSTRY, level, by, form, output)


def park(
    context: typer.Context,
    park_id: Annotated[str, typer.Argument(metavar="PARK", help="Code of a registered park.")],
    level: Annotated[
        int | None, typer.Option(help="Bring most members to this level, at the least cost.")
    ] = None,
    by: ByOption = None,
    budget: BudgetOption = None,
    is_new: Annotated[bool, typer.Option("--new-park", help="It is still being built.")] = False,
    there: Annotated[
        list[str] | None, typer.Option("--in-place", help="A facility it has. Repeatable.")
    ] = None,
    must: Annotated[list[str] | None, typer.Option(help="A facility to open. Repeatable.")] = None,
    never: Annotated[
        list[str] | None, typer.Option(help="A facility to leave out. Repeatable.")
    ] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Prove it with HiGHS.")] = False,
    form: FormatOption = Shape.table,
    output: OutputOption = None,
) -> None:
    """Plan a park: which shared facilities pay, when they open, who pays what, what is missing."""
    from lingnan.cli.roadmap_group_page import print_park
    from lingnan.pipeline.group_answers import ParkAsked, park_answer

    asked = ParkAsked(
        park=park_id,
        level=level,
        budget_cny=_money(budget, _PARK),
        stage="new_park" if is_new else "existing_park",
        in_place=tuple(there or ()),
        must=tuple(must or ()),
        never=tuple(never or ()),
    )
    _answer(
        context,
        lambda ground: park_answer(ground, asked, is_exact=exact),
        print_park,
        _PARK,
        level,
        by,
        form,
        output,
    )


def chain(
    context: typer.Context,
    chain_id: Annotated[str, typer.Argument(metavar="CHAIN", help="Code of a registered chain.")],
    level: LevelOption = None,
    by: ByOption = None,
    side: Annotated[Side, typer.Option(help="Count what suppliers claim, or have proven.")] = (
        Side.proven
    ),
    budget: BudgetOption = None,
    exact: Annotated[bool, typer.Option("--exact", help="Prove it with HiGHS.")] = False,
    form: FormatOption = Shape.table,
    output: OutputOption = None,
) -> None:
    """Plan a chain: whom to upgrade so that most of the leader's supply is above a level."""
    from lingnan.cli.roadmap_group_page import print_chain
    from lingnan.pipeline.group_answers import ChainAsked, chain_answer

    asked = ChainAsked(
        chain=chain_id,
        side="proven" if side is Side.proven else "claimed",
        budget_cny=_money(budget, _CHAIN),
        method="exact" if exact else "auto",
    )
    _answer(
        context,
        lambda ground: chain_answer(ground, asked),
        print_chain,
        _CHAIN,
        level,
        by,
        form,
        output,
    )


def _answer(
    context: typer.Context,
    answer: "Callable[[Ground], Answer]",
    show: Callable[[Answer, Settings], None],
    command: str,
    level: int | None,
    by: datetime | None,
    form: Shape,
    output: Path | None,
) -> None:
    """Plan, then print the answer or write its file."""
    from lingnan.pipeline.ground import ground_of

    settings: Settings = context.obj
    if form in (Shape.docx, Shape.xlsx) and output is None:
        told = Text(f"--format {form} 须有 --output", f"--format {form} needs --output FILE")
        raise UsageError(told, command)
    store = settings.open_store()
    pack = settings.pack_of(store)
    label = settings.say(Text("编制路线图", "planning"))
    day: date | None = None if by is None else by.date()
    with (
        progress(label, quiet=form is not Shape.table),
        ground_of(store, pack, level=level, by=day) as ground,
    ):
        found = answer(ground)
    if output is not None:
        write_answer(found, Shape.json if form is Shape.table else form, output, settings)
    elif form is Shape.json:
        print_json(found)
    else:
        show(found, settings)


def _money(said: str | None, command: str) -> int | None:
    if said is None:
        return None
    try:
        amount = parse_cny(said)
    except ValueError:
        told = Text(f"--budget {said}：无法识别的金额", f"--budget {said}: no amount in yuan")
        raise UsageError(told, command) from None
    return int(amount)
