"""run, progress, diagnose, score: what the evidence amounts to."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from lingnan.cli.output import Format, print_json, print_lines, print_one, progress
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Severity, Text

FormatOption = Annotated[Format, typer.Option("--format")]


def register(app: typer.Typer) -> None:
    """Add the commands to the tree."""
    app.command("run")(run)
    app.command("progress")(show_progress)
    app.command("diagnose")(diagnose)
    app.command("score")(score)


def run(
    context: typer.Context,
    as_of: Annotated[datetime, typer.Option("--as-of", formats=["%Y-%m-%d"])],
    no_roadmaps: Annotated[
        bool, typer.Option("--no-roadmaps", help="Leave out the roadmaps of all four paths.")
    ] = False,
    form: FormatOption = Format.table,
) -> None:
    """Diagnose every enterprise, count and forecast the targets, plan all four paths."""
    from lingnan.cli.clock import now
    from lingnan.pipeline.run import run_all

    settings: Settings = context.obj
    store = settings.open_store()
    label = settings.say(Text("运行", "running"))
    with progress(label, quiet=form is not Format.table) as advance:
        done = run_all(
            store,
            settings.pack_of(store),
            as_of=as_of.date(),
            at=now(),
            advance=advance,
            with_roadmaps=not no_roadmaps,
        )
    if form is not Format.table:
        told = {
            "run_id": done.run_id,
            "as_of": done.as_of,
            "pins": done.pins,
            "outputs": done.outputs,
        }
        print_one(told, form)
        return
    then = settings.line("progress")
    text = Text(
        f"已完成截至 {done.as_of} 的运行 {done.run_id[:12]}。下一步：{then}",
        f"Run {done.run_id[:12]} as of {done.as_of} is complete. Next: {then}",
    )
    print_lines([settings.say(text)])


def show_progress(context: typer.Context, form: FormatOption = Format.table) -> None:
    """Show the targets: claimed, proven, published, forecast, required pace."""
    from lingnan.cli.progress_page import print_progress

    print_progress(context.obj, form)


def diagnose(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(help="The enterprise's USCC.")],
    model: Annotated[str | None, typer.Option(help="Only this assessment model.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """Explain one enterprise: levels, gaps, the proof that is missing, the evidence behind it."""
    from lingnan.cli.clock import today
    from lingnan.cli.diagnosis_page import print_diagnosis
    from lingnan.pipeline.answers import diagnosis_of

    settings: Settings = context.obj
    store = settings.open_store()
    pack = settings.pack_of(store)
    found = diagnosis_of(store, pack, subject, today=today(), model_id=model)
    if form is Format.json:
        print_json(found.to_json())
    else:
        print_diagnosis(found, pack, settings, form)


def score(
    context: typer.Context,
    model: Annotated[str, typer.Argument(help="Id of the assessment model.")],
    answers: Annotated[Path, typer.Argument(help="JSON: answers and scenarios.")],
    pack: Annotated[str, typer.Option(help="Name or path of the content pack.")] = "guangdong",
    choice: Annotated[
        list[str] | None, typer.Option(help="A choice of the model, e.g. empty_cells=satisfied.")
    ] = None,
    form: FormatOption = Format.json,
) -> None:
    """Score one answer sheet; no store is needed."""
    from lingnan.diagnosis import build_model, score_sheet
    from lingnan.packs import load_pack

    settings: Settings = context.obj
    for each in choice or []:
        if "=" not in each:
            told = Text(f"--choice {each}：须为 名称=值", f"--choice {each}: it is name=value")
            raise UsageError(told, "lingnan score")
    choices = dict(each.split("=", 1) for each in choice or [])
    content = load_pack(pack).model(model)
    result = score_sheet(build_model(content, choices or None), answers)
    if form is Format.table:
        from lingnan.cli.score_page import print_score

        print_score(result, settings)
    else:
        print_one(result.to_json(), form)
    if any(found.severity is Severity.ERROR for found in result.findings):
        raise typer.Exit(1)
