"""How the targets are told in the terminal, and as plain columns for programs."""

from typing import Any

from lingnan.cli.output import Format, print_json, print_lines, print_records
from lingnan.cli.settings import Settings
from lingnan.kernel import Text

_HEADINGS = {
    "target": Text("目标（单位）", "target (unit)"),
    "deadline": Text("期限", "deadline"),
    "goal": Text("目标值", "goal"),
    "claimed": Text("申报口径", "claimed"),
    "proven": Text("证实口径", "proven"),
    "published": Text("公开数据", "published"),
    "basis": Text("预测依据", "forecast from"),
    "forecast": Text("期限日 p10–p50–p90", "on the day p10–p50–p90"),
    "pace": Text("每月所需 / 实际", "required / actual a month"),
    "status": Text("状态", "status"),
}
_COLUMNS = (
    "id",
    "definition",
    "deadline",
    "goal",
    "claimed",
    "proven",
    "published_value",
    "published_as_of",
    "forecast_p10",
    "forecast_p50",
    "forecast_p90",
    "required_pace_per_month",
    "actual_pace_per_month",
    "pace_ratio",
    "status",
)
_BASIS = {
    "published": Text("公开数据", "published"),
    "proven": Text("证实口径", "proven"),
    "claimed": Text("申报口径", "claimed"),
}
_LARGE = 10


def print_progress(settings: Settings, form: Format) -> None:
    """Print the targets as the last run left them."""
    from lingnan.pipeline.answers import progress_of

    store = settings.open_store()
    answer = progress_of(store)
    if form is Format.json:
        print_json(answer)
    elif form is Format.csv:
        rows = [_flat(target) for target in answer["targets"]]
        columns = {name: Text(name, name) for name in _COLUMNS}
        print_records(rows, columns, form=form, lang=settings.lang)
    else:
        rows = [_told(target) for target in answer["targets"]]
        title = settings.say(Text(f"截至 {answer['as_of']}", f"As of {answer['as_of']}"))
        print_records(rows, _HEADINGS, form=form, lang=settings.lang, title=title)
        print_lines(_remarks(answer, settings))


def _flat(target: dict[str, Any]) -> dict[str, Any]:
    parts = {
        f"{part}_{name}": value
        for part in ("published", "forecast")
        for name, value in target[part].items()
    }
    return {**target, **parts}


def _told(target: dict[str, Any]) -> dict[str, Any]:
    from lingnan.programme import Status

    name, unit = Text(**target["name"]), Text(**target["unit"])
    # English names say themselves what they count.
    en = name.en if unit.en in name.en else f"{name.en} ({unit.en})"
    return {
        **target,
        "target": Text(f"{name.zh}（{unit.zh}）", en),
        "basis": _BASIS.get(target["basis"]),
        "published": _published(target["published"]),
        "forecast": _band(target["forecast"]),
        "pace": _pace(target),
        "status": Status(target["status"]).word if target["status"] else None,
    }


def _published(published: dict[str, Any]) -> str | None:
    if published["value"] is None:
        return None
    return f"{published['value']:,} ({published['as_of']})"


def _band(band: dict[str, Any]) -> str | None:
    if band["p50"] is None:
        return None
    return "–".join(f"{round(band[key]):,}" for key in ("p10", "p50", "p90"))


def _pace(target: dict[str, Any]) -> str | None:
    needed, ratio = target["required_pace_per_month"], target["pace_ratio"]
    if needed is None:
        return None
    told = f"{_speed(needed)} / {_speed(target['actual_pace_per_month'])}"
    return f"{told} (×{ratio:.2f})" if needed and ratio is not None else told


def _speed(pace: float | None) -> str:
    if pace is None:
        return "–"
    return f"{pace:,.0f}" if abs(pace) >= _LARGE or not pace else f"{pace:,.1f}"


def _remarks(answer: dict[str, Any], settings: Settings) -> list[str]:
    told = []
    if answer["is_synthetic"]:
        n = f"{answer['expansion']:,}"
        told.append(
            Text(
                f"模拟数据，非真实企业；一家样本企业代表 {n} 家。",
                f"Synthetic data, no real enterprise; one sample enterprise stands for {n}.",
            )
        )
    marks = sum(len(target["unconfirmed"]) for target in answer["targets"])
    if marks:
        line = settings.line("progress --format json")
        told.append(
            Text(
                f"结果依据 {marks} 项未核实的内容，见 {line}。",
                f"The results rest on {marks} unconfirmed facts: {line}.",
            )
        )
    return [settings.say(each) for each in told]
