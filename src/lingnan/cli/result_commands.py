"""run, progress, diagnose, score: what the evidence amounts to."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from lingnan.cli.output import Format, print_json, print_lines, print_records, progress
from lingnan.cli.settings import Settings
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
    form: FormatOption = Format.table,
) -> None:
    """Diagnose every enterprise, count the targets and forecast them, as of one date."""
    from lingnan.cli.clock import now
    from lingnan.pipeline.run import run_all

    settings: Settings = context.obj
    store = settings.open_store()
    label = settings.say(Text("运行", "running"))
    with progress(label, quiet=form is not Format.table) as advance:
        done = run_all(
            store, settings.pack_of(store), as_of=as_of.date(), at=now(), advance=advance
        )
    if form is not Format.table:
        print_json(
            {"run_id": done.run_id, "as_of": done.as_of, "pins": done.pins, "outputs": done.outputs}
        )
        return
    told = Text(
        f"已完成截至 {done.as_of} 的运行 {done.run_id[:12]}。下一步：lingnan progress",
        f"Run {done.run_id[:12]} as of {done.as_of} is complete. Next: lingnan progress",
    )
    print_lines([settings.say(told)])


_PROGRESS_HEADINGS = {
    "target": Text("目标", "target"),
    "deadline": Text("期限", "deadline"),
    "goal": Text("目标值", "goal"),
    "claimed": Text("申报口径", "claimed"),
    "proven": Text("证实口径", "proven"),
    "published": Text("公开数据", "published"),
    "forecast": Text("预测 p10–p50–p90", "forecast p10–p50–p90"),
    "pace": Text("所需/实际（每月）", "required/actual per month"),
    "status": Text("状态", "status"),
}


def show_progress(context: typer.Context, form: FormatOption = Format.table) -> None:
    """Show the targets: claimed, proven, published, forecast, required pace."""
    print_progress(context.obj, form)


def print_progress(settings: Settings, form: Format) -> None:
    """Print the targets as the last run left them."""
    from lingnan.pipeline.answers import progress_of
    from lingnan.programme import Status

    store = settings.open_store()
    pack = settings.pack_of(store)
    answer = progress_of(store)
    if form is Format.json:
        print_json(answer)
        return
    records = [
        {
            **target,
            "target": settings.say(pack.target(target["id"]).name),
            "published": _published(target["published"]),
            "forecast": _band(target["forecast"]),
            "pace": _pace(target),
            "status": settings.say(Status(target["status"]).word) if target["status"] else None,
        }
        for target in answer["targets"]
    ]
    title = settings.say(Text(f"截至 {answer['as_of']}", f"As of {answer['as_of']}"))
    print_records(records, _PROGRESS_HEADINGS, form=form, lang=settings.lang, title=title)
    if form is Format.table:
        print_lines(_remarks(store, answer, settings))


def _remarks(store: Any, answer: dict[str, Any], settings: Settings) -> list[str]:
    lines = []
    if store.manifest.synthetic:
        n = store.manifest.expansion
        lines.append(
            settings.say(
                Text(
                    f"样本数据，非真实企业；一家样本企业代表 {n} 家。",
                    f"Synthetic data, no real enterprise; one sample enterprise stands for {n}.",
                )
            )
        )
    marks = sum(len(target["unconfirmed"]) for target in answer["targets"])
    if marks:
        lines.append(
            settings.say(
                Text(
                    f"结果依据 {marks} 项未核实的内容，见 lingnan progress --format json。",
                    f"The results rest on {marks} unconfirmed facts: "
                    "lingnan progress --format json.",
                )
            )
        )
    return lines


def _published(published: dict[str, Any] | None) -> str | None:
    if not published or published["value"] is None:
        return None
    return f"{published['value']:,} ({published['as_of']})"


def _band(band: dict[str, Any] | None) -> str | None:
    if not band or band["p50"] is None:
        return None
    return " – ".join(f"{round(band[key]):,}" for key in ("p10", "p50", "p90"))


def _pace(target: dict[str, Any]) -> str | None:
    needed, actual = target["required_pace_per_month"], target["actual_pace_per_month"]
    if needed is None:
        return None
    if not actual:
        return f"{needed:,.0f} / –"
    ratio = f"×{needed / actual:.2f}"
    return f"{needed:,.0f} / {actual:,.0f} ({ratio})"


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
    choices = dict(each.split("=", 1) for each in choice or [] if "=" in each)
    content = load_pack(pack).model(model)
    result = score_sheet(build_model(content, choices or None), answers)
    answer = result.to_json()
    if form is Format.json:
        print_json(answer)
    else:
        records = [{"name": name, "value": value} for name, value in answer.items()]
        headings = {"name": Text("项", "item"), "value": Text("内容", "content")}
        print_records(records, headings, form=form, lang=settings.lang)
    if any(found.severity is Severity.ERROR for found in result.findings):
        raise typer.Exit(1)
