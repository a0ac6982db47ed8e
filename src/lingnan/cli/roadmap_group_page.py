"""How roadmaps of industries, parks and chains are told in the terminal. Not for one enterprise."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lingnan.cli.output import Format, print_lines, print_records
from lingnan.cli.settings import Settings
from lingnan.kernel import Text
from lingnan.roadmap.phrase import money

Json = Mapping[str, Any]
_SHOWN = 12
_PPM = 10_000
_SIDES = {"claimed": Text("申报口径", "claimed"), "proven": Text("证实口径", "proven")}

_GAPS = {
    "item": Text("条目", "item"),
    "text": Text("共性差距", "common gap"),
    "lacking": Text("缺少的企业", "enterprises without it"),
    "packages": Text("可由产品补齐", "packages that close it"),
}
_PACKAGES = {
    "name": Text("产品", "package"),
    "covers": Text("能改进的企业", "improves"),
    "takers": Text("选用的企业", "taken by"),
    "small": Text("小型企业报价", "price, small"),
    "medium": Text("中型企业报价", "price, medium"),
}
_INDUSTRY_WAVES = {
    "period": Text("半年期", "half-year"),
    "enterprises": Text("企业", "enterprises"),
    "price": Text("总价（元）", "price (CNY)"),
    "subsidy": Text("补助", "subsidy"),
    "own": Text("企业自付", "paid by enterprises"),
}
_FACILITIES = {
    "name": Text("共享设施", "shared facility"),
    "opens": Text("启用", "in service"),
    "cost": Text("费用（元）", "cost (CNY)"),
    "members": Text("服务成员", "members"),
    "saving": Text("节省", "saves"),
}
_SHARES = {
    "member": Text("成员", "member"),
    "gain": Text("收益（元）", "gain (CNY)"),
    "equal": Text("平均", "equal"),
    "by_use": Text("按使用", "by use"),
    "shapley": Text("沙普利值", "Shapley"),
    "least_core": Text("最小核心", "least core"),
}
_CHECKLIST = {
    "sequence": Text("次序", "order"),
    "name": Text("设施", "facility"),
    "need": Text("要求", "need"),
    "standing": Text("现状", "standing"),
}
_CHAIN_WAVES = {
    "wave": Text("批次", "wave"),
    "by": Text("完成于", "done by"),
    "upgraded": Text("升级企业", "upgrades"),
    "cost": Text("费用（元）", "cost (CNY)"),
    "left": Text("结余", "left"),
    "share": Text("达标供应占比", "share above the level"),
}
_MEMBERS = {
    "member": Text("供应商", "supplier"),
    "tier": Text("层级", "tier"),
    "level": Text("现等级", "level"),
    "share": Text("供应占比", "supplies"),
    "cost": Text("升级费用", "cost"),
    "wave": Text("批次", "wave"),
    "why": Text("状态", "status"),
}
_NEEDS = {
    "required": Text("必须", "required"),
    "recommended": Text("建议", "recommended"),
    "optional": Text("可选", "optional"),
}
_STANDINGS = {
    "in_place": Text("已有", "in place"),
    "shown": Text("多数成员已具备", "with most members"),
    "partly": Text("部分具备", "partly"),
    "missing": Text("缺少", "missing"),
}
_STATUSES = {
    "above": Text("已达标", "above already"),
    "planned": Text("列入计划", "planned"),
    "possible": Text("可升级，未列入", "possible, not planned"),
    "late": Text("最后一批之后", "too late"),
    "unaffordable": Text("超出全部预算", "dearer than all the money"),
    "idle": Text("升级不增加占比", "would add nothing"),
    "cannot": Text("没有升级路线", "no upgrade"),
    "unknown": Text("未诊断", "not diagnosed"),
    "unreached": Text("无供应路径", "no supply path"),
}


def print_industry(answer: Json, settings: Settings) -> None:
    """Print who, which gaps, which packages, which waves and what holds the plan back."""
    members, amounts = answer["members"], answer["money"]
    price, level = money(amounts["price"]["expected_cny"]), answer["level"]
    side = _SIDES[answer["side"]]
    told = Text(
        f"{members['count']:,}家中小企业（{side.zh}），{members['reached_before']:,}家已达{level}级；"
        f"计划后{members['reached_after']:,}家。总价{price.zh}，"
        f"其中补助{money(amounts['subsidy_cny']).zh}。",
        f"{members['count']:,} small and medium enterprises ({side.en}), "
        f"{members['reached_before']:,} at level {level}; {members['reached_after']:,} after the "
        f"plan. Price {price.en}, of it subsidies {money(amounts['subsidy_cny']).en}.",
    )
    proof = Text(
        f"产品清单覆盖的差距与最优相差至多{answer['gap']:.2%}。",
        f"The list closes gaps within {answer['gap']:.2%} of the best list there can be.",
    )
    print_lines(_head(answer["scope"]["name"], answer, settings, told, proof))
    names = {each["id"]: each["name"][settings.lang] for each in answer["packages"]}
    gaps = [
        {
            "item": each["item_id"],
            "text": f"{each['text'][settings.lang]} → {each['answer_text'][settings.lang]}",
            "lacking": each["lacking_count"],
            "packages": "、".join(names[name] for name in each["packages"] if name in names),
        }
        for each in answer["gaps"][:_SHOWN]
    ]
    _table(Text("共性差距", "Common gaps"), _GAPS, gaps, settings)
    packages = [
        {
            "name": each["name"][settings.lang],
            "covers": each["covers_count"],
            "takers": each["takers_count"],
            **{
                size: each["prices"].get(size, {}).get("expected_cny")
                for size in ("small", "medium")
            },
        }
        for each in answer["packages"]
    ]
    _table(Text("产品清单", "Standard packages"), _PACKAGES, packages, settings)
    waves = [
        {
            "period": each["period"],
            "enterprises": each["enterprises_count"],
            "price": each["price"]["expected_cny"],
            "subsidy": each["subsidy_cny"],
            "own": each["enterprise_cny"],
        }
        for each in answer["waves"]
    ]
    _table(Text("批次", "Waves"), _INDUSTRY_WAVES, waves, settings)
    print_lines(_foot(answer, settings))


def print_park(answer: Json, settings: Settings) -> None:
    """Print facilities, shares by rule, the checklist and what holds the plan back."""
    opened = [each for each in answer["facilities"] if each["is_open"]]
    cost = money(answer["cost_expected_cny"])
    if answer["reached"] is None:
        result = Text(
            f"园区为成员增加净收益{money(answer['added_cny']).zh}",
            f"the park adds {money(answer['added_cny']).en} to its members' net gain",
        )
    else:
        result = Text(
            f"{answer['reached']}家成员达到{answer['level']}级",
            f"{answer['reached']} members reach level {answer['level']}",
        )
    told = Text(
        f"{len(answer['members'])}家成员，共享设施{len(opened)}项，费用{cost.zh}；{result.zh}。",
        f"{len(answer['members'])} members, {len(opened)} shared facilities, cost {cost.en}; "
        f"{result.en}.",
    )
    proof = Text(
        f"与最优相差至多{answer['gap']:.2%}。",
        f"Within {answer['gap']:.2%} of the best there can be.",
    )
    print_lines(_head(answer["name"], answer, settings, told, proof))
    names, periods = answer["names"], answer["period_names"]
    facilities = [
        {
            "name": each["name"][settings.lang],
            "opens": _period(periods, each["service_period"]),
            "cost": each["cost_expected_cny"],
            "members": each["members_served"],
            "saving": each["saving_cny"],
        }
        for each in opened
    ]
    _table(Text("共享设施", "Shared facilities"), _FACILITIES, facilities, settings)
    members = sorted(answer["members"], key=lambda each: (-each["gain_cny"], each["uscc"]))
    shares = [
        {
            "member": _of(names, each["uscc"], settings),
            "gain": each["gain_cny"],
            **each["shares_cny"],
        }
        for each in members[:_SHOWN]
        if opened
    ]
    _table(Text("费用分摊（元）", "Who pays what (CNY)"), _SHARES, shares, settings)
    facility_names = {each["id"]: each["name"][settings.lang] for each in answer["facilities"]}
    items = [
        {
            "sequence": each["sequence"],
            "name": facility_names[each["facility"]],
            "need": settings.say(_NEEDS[each["need"]]),
            "standing": settings.say(_STANDINGS[each["standing"]]),
        }
        for each in answer["checklist"]
    ]
    _table(Text("建设清单", "Checklist"), _CHECKLIST, items, settings)
    print_lines(_foot(answer, settings))


def print_chain(answer: Json, settings: Settings) -> None:
    """Print the waves, the suppliers that matter most and what holds the share back."""
    names, periods = answer["names"], answer["period_names"]
    leader = _of(names, answer["leader"], settings)
    side, cost = _SIDES[answer["side"]], money(answer["cost"])
    before, after, most = (
        f"{answer[key] / _PPM:.1f}%" for key in ("share_before", "objective", "bound")
    )
    told = Text(
        f"链主{leader}；达到{answer['level']}级（{side.zh}）的供应占比{before} → {after}，"
        f"费用{cost.zh}，预算{money(answer['budget']).zh}。",
        f"Leader {leader}; share of its supply at level {answer['level']} ({side.en}) "
        f"{before} → {after} for {cost.en} of {money(answer['budget']).en}.",
    )
    proof = Text(
        f"已证明任何方案至多达到{most}（{answer['method']}）。",
        f"No plan can reach more than {most}, proven ({answer['method']}).",
    )
    print_lines(_head(answer["name"], answer, settings, told, proof))
    waves = [
        {
            "wave": each["wave"],
            "by": _period(periods, each["period"] - 1),
            "upgraded": len(each["upgraded"]),
            "cost": each["cost_cny"],
            "left": each["left_cny"],
            "share": f"{each['share_ppm'] / _PPM:.1f}%",
        }
        for each in answer["waves"]
    ]
    _table(Text("批次", "Waves"), _CHAIN_WAVES, waves, settings)
    ranked = sorted(answer["members"], key=lambda each: (each["wave"] or 99, -each["lost_ppm"]))
    members = [
        {
            "member": _of(names, each["uscc"], settings),
            "tier": each["tier"],
            "level": each["level_now"],
            "share": f"{each['share_ppm'] / _PPM:.2f}%",
            "cost": each["cost_cny"],
            "wave": each["wave"],
            "why": settings.say(_STATUSES[each["status"]]),
        }
        for each in ranked[:_SHOWN]
    ]
    _table(Text("重点供应商", "Suppliers that matter most"), _MEMBERS, members, settings)
    print_lines(_foot(answer, settings))


def _head(
    name: Mapping[str, str], answer: Json, settings: Settings, told: Text, proof: Text
) -> Iterable[str]:
    yield f"{name[settings.lang]}  {answer['as_of']}"
    if answer["is_synthetic"]:
        yield settings.say(Text("模拟数据，非真实企业", "Synthetic: no real enterprise"))
    yield settings.say(told)
    yield settings.say(proof)
    yield ""


def _foot(answer: Json, settings: Settings) -> Iterable[str]:
    if answer["binding"]:
        yield settings.say(Text("制约因素", "What holds the plan back"))
        for each in answer["binding"]:
            yield f"- {each[settings.lang]}"
    count = len(answer["assumptions"])
    if count:
        told = Text(
            f"结果依据{count}项假设，详见 --format json。",
            f"It rests on {count} assumptions; see --format json.",
        )
        yield settings.say(told)


def _table(
    title: Text, headings: Mapping[str, Text], records: list[dict[str, Any]], settings: Settings
) -> None:
    if records:
        print_records(
            records,
            headings,
            form=Format.table,
            lang=settings.lang,
            title=settings.say(title),
        )


def _of(names: Mapping[str, Mapping[str, str]], code: str, settings: Settings) -> str:
    known = names.get(code)
    return code if known is None else f"{known[settings.lang]} {code}"


def _period(periods: Sequence[str], place: int | None) -> str | None:
    return periods[place] if place is not None and 0 <= place < len(periods) else None
