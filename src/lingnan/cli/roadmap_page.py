"""How one enterprise's roadmap is told in the terminal. Not for the other paths."""

from collections.abc import Iterator, Mapping
from typing import Any

from lingnan.cli.output import Format, print_lines, print_records
from lingnan.cli.settings import Settings
from lingnan.kernel import Text
from lingnan.roadmap.phrase import half_year, money

Json = Mapping[str, Any]

_SCHEDULE = {
    "name": Text("项目", "measure"),
    "when": Text("实施期", "period"),
    "cost": Text("投资（元）", "cost (CNY)"),
    "band": Text("价格区间", "price band"),
    "running": Text("年运行费", "running a year"),
    "subsidy": Text("补助", "subsidy"),
    "why": Text("理由", "why"),
}
_CASH = {
    "period": Text("半年期", "half-year"),
    "budget": Text("预算", "budget"),
    "payments": Text("付款", "payments"),
    "band": Text("付款区间", "band"),
    "running": Text("运行费", "running"),
    "subsidy": Text("补助到账", "subsidies"),
    "balance": Text("期末结余", "balance"),
}
_LEVELS = {
    "period": Text("期末", "at the end of"),
    "claimed_level": Text("申报等级", "claimed level"),
    "claimed_points": Text("申报得分", "claimed points"),
    "proven_level": Text("证实等级", "proven level"),
    "proven_points": Text("证实得分", "proven points"),
}
_MARGINAL = {
    "extra": Text("增加预算", "extra budget"),
    "gain": Text("目标值改善", "gain"),
    "text": Text("变化", "what changes"),
}
_SIDES = {"claimed": Text("申报口径", "claimed"), "proven": Text("证实口径", "proven")}


def print_roadmap(answer: Json, settings: Settings) -> None:
    """Print result, schedule, money, levels, what binds and what more money buys."""
    print_lines(_head(answer, settings))
    parts = (
        (Text("实施计划", "Schedule"), _SCHEDULE, [_step(e, settings) for e in answer["schedule"]]),
        (
            Text("资金（元）", "Money (CNY)"),
            _CASH,
            [_cash(e, settings) for e in answer["cash_flow"]],
        ),
        (Text("得分和等级", "Points and levels"), _LEVELS, list(_levels(answer, settings))),
        (
            Text("增加预算的效果", "What more money would buy"),
            _MARGINAL,
            [_more(each, settings) for each in answer["marginal"]],
        ),
    )
    for title, headings, records in parts:
        if records:
            print_records(
                records,
                headings,
                form=Format.table,
                lang=settings.lang,
                title=settings.say(title),
            )
    print_lines(_foot(answer, settings))


def print_beginning(answer: Json, settings: Settings) -> None:
    """Print the question, the result and the schedule only."""
    print_lines(_head(answer, settings))
    steps = [_step(each, settings) for each in answer["schedule"]]
    if steps:
        print_records(steps, _SCHEDULE, form=Format.table, lang=settings.lang)


def _head(answer: Json, settings: Settings) -> Iterator[str]:
    parts = (answer["name"], answer["city"], answer["cluster"], answer["model_title"])
    words = [part[settings.lang] for part in parts if part]
    yield "  ".join([words[0], answer["subject"], *words[1:]])
    if answer["is_synthetic"]:
        yield settings.say(Text("模拟数据，非真实企业", "Synthetic: no real enterprise"))
    for each in answer["findings"]:
        yield f"! {each['code']} {each['what'][settings.lang]}"
    yield settings.say(_question(answer))
    yield settings.say(_result(answer))
    if answer["shortfall"]:
        yield answer["shortfall"]["text"][settings.lang]
    yield ""


def _question(answer: Json) -> Text:
    side = _SIDES[answer["side"]]
    budget = answer["budget"]
    source = budget["source"]
    amount = money(budget["total_cny"])
    limits = answer["limits"]
    if answer["question"] == "level":
        level, day = answer["target_level"], answer["by"]
        zh, en = f"以最低成本于{day}前达到{level}级", f"Level {level} by {day} at the least cost"
    else:
        count = answer["horizon_half_years"]
        zh, en = f"{count}个半年内效益最大", f"The most value within {count} half-years"
    return Text(
        f"{zh}（{side.zh}）；预算{amount.zh}（{source['zh']}）；"
        f"同时最多{limits['parallel']}个项目、{limits['staff_fte']:g}人",
        f"{en} ({side.en}); budget {amount.en} ({source['en']}); "
        f"at most {limits['parallel']} at a time, {limits['staff_fte']:g} people",
    )


def _result(answer: Json) -> Text:
    count, totals = len(answer["schedule"]), answer["totals"]
    if not count:
        return {
            "planned": Text(
                "所提要求已经满足，无需新增项目。", "What was asked for holds already."
            ),
            "nothing_affordable": Text("没有可实施的项目。", "There is no measure to carry out."),
            "open": Text("在求解范围内没有结论。", "The solvers came to no conclusion."),
        }.get(answer["status"], Text("在给定条件下无法实现。", "It cannot be met as asked."))
    cost, net = money(totals["cost"]["expected"]), money(totals["net_cny"])
    objective, bound = money(answer["objective"]), money(answer["bound"])
    gap = f"{answer['gap']:.2%}"
    is_cost = answer["question"] == "level"
    return Text(
        f"{count}个项目，投资{cost.zh}，净支出{net.zh}；"
        f"{'计入成本' if is_cost else '价值'}{objective.zh}，"
        f"已证明{'最低' if is_cost else '最高'}{bound.zh}，差距至多{gap}（{answer['solver']}）。",
        f"{count} measures, cost {cost.en}, net {net.en}; "
        f"{'cost that counts' if is_cost else 'value'} {objective.en}, proven to be "
        f"{'at least' if is_cost else 'at most'} {bound.en}, gap {gap} ({answer['solver']}).",
    )


def _step(each: Json, settings: Settings) -> dict[str, Any]:
    cost = each["cost"]
    return {
        "name": each["name"][settings.lang],
        "when": f"{_name(each['start'])}–{_name_before(each['finish'])}",
        "cost": cost["expected"],
        "band": f"{cost['low']:,}–{cost['high']:,}",
        "running": each["running_cny_year"],
        "subsidy": each["subsidy_cny"],
        "why": each["why"][settings.lang],
    }


def _name(day: str) -> str:
    return f"{day[:4]}H{1 if day[5:7] == '01' else 2}"


def _name_before(day: str) -> str:
    """The half-year that ends where the one beginning on a day starts."""
    year = int(day[:4])
    return f"{year}H1" if day[5:7] == "07" else f"{year - 1}H2"


def _cash(row: Json, settings: Settings) -> dict[str, Any]:
    payments = row["payments"]
    return {
        "period": settings.say(half_year(row["period"])),
        "budget": row["budget_cny"],
        "payments": payments["expected"],
        "band": f"{payments['low']:,}–{payments['high']:,}",
        "running": row["running_cny"],
        "subsidy": row["subsidy_cny"],
        "balance": row["balance_cny"],
    }


def _levels(answer: Json, settings: Settings) -> Iterator[dict[str, Any]]:
    for row in answer["levels"]:
        is_now = row["period"] == "now"
        when = Text("现状", "now") if is_now else half_year(row["period"])
        yield {
            "period": settings.say(when),
            "claimed_level": row["claimed"]["level"],
            "claimed_points": row["claimed"]["millipoints"] / 1000,
            "proven_level": row["proven"]["level"],
            "proven_points": row["proven"]["millipoints"] / 1000,
        }


def _more(each: Json, settings: Settings) -> dict[str, Any]:
    return {
        "extra": each["extra_cny"],
        "gain": each["gain"],
        "text": each["text"][settings.lang],
    }


def _foot(answer: Json, settings: Settings) -> Iterator[str]:
    if answer["binding"]:
        yield settings.say(Text("制约因素", "What holds the plan back"))
        for each in answer["binding"]:
            yield f"- {each['text'][settings.lang]}"
    if answer["price_risk"]:
        yield "! " + answer["price_risk"]["text"][settings.lang]
    assumed, count = len(answer["assumptions"]), len(answer["unconfirmed"])
    if assumed or count:
        told = Text(
            f"结果依据{assumed}项假设和{count}处未核实内容，详见 --format json。",
            f"It rests on {assumed} assumptions and {count} points that are not confirmed; "
            "see --format json.",
        )
        yield settings.say(told)
