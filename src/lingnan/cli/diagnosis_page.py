"""How one enterprise's diagnosis is told in the terminal."""

from collections.abc import Mapping
from typing import Any

from lingnan.cli.output import Format, print_lines, print_records
from lingnan.cli.settings import Settings
from lingnan.kernel import Text, industry
from lingnan.packs import Pack
from lingnan.pipeline.answers import Explained

_SHOWN = 8
_LEVEL = {
    "side": Text("口径", "side"),
    "level": Text("等级", "level"),
    "points": Text("得分", "points"),
    "percentile": Text("同类百分位", "peer percentile"),
    "gap": Text("距下一级", "to the next level"),
}
_SIDES = {"claimed": Text("申报口径", "claimed"), "proven": Text("证实口径", "proven")}
_DIMENSION = {
    "name": Text("维度", "dimension"),
    "claimed": Text("申报口径", "claimed"),
    "proven": Text("证实口径", "proven"),
    "full": Text("满分", "full"),
    "median": Text("同类中位（申报）", "peer median (claimed)"),
}
_PROOF = {
    "item": Text("项目", "item"),
    "text": Text("内容", "question"),
    "answer": Text("申报", "claimed"),
    "lift": Text("可提升分", "points it lifts"),
    "level_after": Text("之后等级", "level then"),
    "kinds": Text("可用佐证", "what would prove it"),
}
_EVIDENCE = {
    "evidence_no": Text("证据号", "no."),
    "item": Text("项目", "item"),
    "answer": Text("答案", "answer"),
    "grade": Text("佐证等级", "grade"),
    "fact_date": Text("事实日期", "fact date"),
    "source": Text("来源", "source"),
    "document": Text("凭证", "document"),
}
_EVIDENCE_COLUMNS = (
    "model",
    "item",
    "answer",
    "grade",
    "is_proof",
    "is_fresh",
    "fact_date",
    "source",
    "document",
    "evidence_no",
    "segment_no",
)


def print_diagnosis(
    found: Explained, pack: Pack, settings: Settings, form: Format, *, evidence_rows: int = _SHOWN
) -> None:
    """Print every model's view: levels, dimensions, missing proof, contradictions, evidence."""
    answer = found.to_json()
    if form is Format.csv:
        records = [
            {"model": model["model"], **row}
            for model in answer["models"]
            for row in model["evidence"]
        ]
        columns = {name: Text(name, name) for name in _EVIDENCE_COLUMNS}
        print_records(records, columns, form=form, lang=settings.lang)
        return
    print_lines(_head(found, pack, settings))
    for model in answer["models"]:
        if model["evidence"]:
            _print_model(model, settings, evidence_rows)


def _head(found: Explained, pack: Pack, settings: Settings) -> list[str]:
    enterprise = found.enterprise
    lines = [found.diagnosis.subject_code]
    if enterprise is not None:
        city = next((c.name for c in pack.cities if c.code == enterprise.city_code), None)
        place = settings.say(city) if city else enterprise.city_code
        name = enterprise.name_zh
        if settings.lang == "en" and enterprise.name_en:
            name = enterprise.name_en
        code = enterprise.industry_code
        trade = f"{code} {settings.say(industry.name(code))}" if code else ""
        lines = ["  ".join(filter(None, (name, enterprise.uscc, place, trade)))]
    if found.is_synthetic:
        lines.append(settings.say(Text("模拟数据，非真实企业", "Synthetic: no real enterprise")))
    if not any(model.evidence for model in found.diagnosis.models):
        told = Text("尚无评测证据。", "There is no assessment evidence yet.")
        lines.append(settings.say(told))
    return lines


def _print_model(model: Mapping[str, Any], settings: Settings, evidence_rows: int) -> None:
    title = f"{_say(model['title'], settings)} · {model['edition']}"
    if not model["is_confirmed"]:
        title += settings.say(Text("（含未核实内容）", " (rests on unconfirmed content)"))
    peers = model["peers"] or {}
    _print(_levels(model, peers, settings), _LEVEL, settings, title)
    _print(_dimensions(model, peers, settings), _DIMENSION, settings, None)
    proof = [_proof(entry, settings) for entry in model["missing_proof"][:_SHOWN]]
    if proof:
        told = Text("缺失佐证，按可提升幅度排序", "Missing proof, by what it would lift")
        _print(proof, _PROOF, settings, settings.say(told))
    for each in (*model["inconsistencies"], *model["unreadable"]):
        print_lines([f"! {each['code']} {_say(each['what'], settings)}"])
    rows = _evidence(model, settings)
    told = Text(
        f"证据 {len(rows)} 条，显示 {min(evidence_rows, len(rows))} 条",
        f"{len(rows)} evidence rows, {min(evidence_rows, len(rows))} shown",
    )
    _print(rows[:evidence_rows], _EVIDENCE, settings, settings.say(told))


def _print(
    records: list[dict[str, Any]],
    headings: Mapping[str, Text],
    settings: Settings,
    title: str | None,
) -> None:
    print_records(records, headings, form=Format.table, lang=settings.lang, title=title)


def _levels(
    model: Mapping[str, Any], peers: Mapping[str, Any], settings: Settings
) -> list[dict[str, Any]]:
    return [
        {
            "side": settings.say(name),
            "level": model[side]["level"],
            "points": model[side]["millipoints"] / 1000,
            "percentile": peers.get(f"{side}_percentile"),
            "gap": gap_text(model["gaps"][side], settings),
        }
        for side, name in _SIDES.items()
    ]


def gap_text(gap: Mapping[str, Any] | None, settings: Settings) -> str:
    """What the next level still asks for, in one line."""
    if gap is None:
        return settings.say(Text("已是最高级", "top level"))
    points = gap["points_short"] / 1000
    zh = [
        f"{points:g} 分" if points else "",
        f"{gap['scenarios_short']} 个场景" if gap["scenarios_short"] else "",
        f"{gap['mandatory_short']} 个约束性场景" if gap["mandatory_short"] else "",
    ]
    en = [
        f"{points:g} points" if points else "",
        _several(gap["scenarios_short"], "scenario"),
        _several(gap["mandatory_short"], "mandatory scenario"),
    ]
    level = gap["next_level"]
    return settings.say(
        Text(
            f"{level} 级还差 " + "、".join(filter(None, zh)),
            f"level {level} needs " + ", ".join(filter(None, en)) + " more",
        )
    )


def _several(count: int, thing: str) -> str:
    if not count:
        return ""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _dimensions(
    model: Mapping[str, Any], peers: Mapping[str, Any], settings: Settings
) -> list[dict[str, Any]]:
    medians = peers.get("dimensions", {})
    return [
        {
            "name": _say(dimension["name"], settings),
            "claimed": dimension["claimed"] / 1000,
            "proven": dimension["proven"] / 1000,
            "full": dimension["full_millipoints"] / 1000
            if dimension["full_millipoints"] is not None
            else None,
            "median": medians[dimension["id"]]["claimed_median"] / 1000
            if dimension["id"] in medians
            else None,
        }
        for dimension in model["dimensions"]
    ]


def _proof(entry: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    return {
        "item": entry["item"],
        "text": _say(entry["text"], settings),
        "answer": entry["answer"],
        "lift": entry["lift_millipoints"] / 1000,
        "level_after": entry["level_after"],
        "kinds": "; ".join(_say(kind["name"], settings) for kind in entry["evidence_kinds"]),
    }


def _evidence(model: Mapping[str, Any], settings: Settings) -> list[dict[str, Any]]:
    return [{**piece, "grade": _say(piece["grade_name"], settings)} for piece in model["evidence"]]


def _say(text: Mapping[str, str], settings: Settings) -> str:
    return text[settings.lang]
