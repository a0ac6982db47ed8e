"""A chain roadmap in words: what holds the plan back, and what it rests on. Not for numbers."""

from collections import Counter
from collections.abc import Sequence

from lingnan.kernel import Text
from lingnan.roadmap.chain.answer import Member, MemberStatus, MoreMoney, PlannedWave
from lingnan.roadmap.chain.share import Shares
from lingnan.roadmap.chain.task import Task
from lingnan.roadmap.chain.worth import NextBest

_HELD_BACK = {
    MemberStatus.CANNOT: Text(
        "{count} 家供应商没有可达到 {level} 级的升级路线，其供应（占 {share}）无法计入。",
        "{count} suppliers have no upgrade that reaches level {level}; what they supply, {share}, "
        "cannot count.",
    ),
    MemberStatus.UNKNOWN: Text(
        "{count} 家供应商未诊断，按未达标处理；其供应占 {share}。",
        "{count} suppliers are not diagnosed and count as below; they supply {share}.",
    ),
    MemberStatus.LATE: Text(
        "{count} 家供应商最早也要在最后一批之后才能达标；其供应占 {share}。",
        "{count} suppliers cannot reach the level before the last wave ends; they supply {share}.",
    ),
    MemberStatus.UNAFFORDABLE: Text(
        "{count} 家供应商单家升级费用就超过全部预算；其供应占 {share}。",
        "{count} suppliers each cost more than all the money; they supply {share}.",
    ),
    MemberStatus.UNREACHED: Text(
        "{count} 家供应商与链主之间没有供应路径，不计入占比。",
        "{count} suppliers have no supply path to the leader and take no part in the share.",
    ),
}


def percent(ppm: int) -> str:
    """A share of a million as people read it: 123456 is 12.35 %."""
    return f"{ppm / 10_000:.2f}%"


def binding_sentences(
    task: Task,
    waves: Sequence[PlannedWave],
    members: Sequence[Member],
    rest: Sequence[NextBest],
    more: MoreMoney,
) -> tuple[Text, ...]:
    """Why the share is not higher, most important first."""
    told: list[Text] = []
    worthwhile = [each for each in rest if each.gain_ppm or each.waiting_ppm]
    left = waves[-1].left_cny
    if worthwhile:
        cheapest = min(each.cost_cny for each in worthwhile)
        if cheapest > left:
            told.append(
                Text(
                    "预算约束：还有 {count} 家可升级而未列入，最便宜的需 {cheapest:,} 元，余款 "
                    "{left:,} 元；再加 {step:,} 元可提高 {gain}。",
                    "Money: {count} more suppliers could be upgraded, the cheapest for "
                    "{cheapest:,} yuan, and {left:,} are left; {step:,} yuan more would add "
                    "{gain}.",
                ).format(
                    count=len(worthwhile),
                    cheapest=cheapest,
                    left=left,
                    step=more.step_cny,
                    gain=percent(more.gain_ppm),
                )
            )
        else:
            told.append(
                Text(
                    "余款 {left:,} 元不足以换来更高占比：还有 {count} 家可升级，但须与其他企业"
                    "一起，或受批次容量限制；再加 {step:,} 元可提高 {gain}。",
                    "The {left:,} yuan left buy no higher share: {count} more suppliers could be "
                    "upgraded, but only with others, or the waves are full; {step:,} yuan more "
                    "would add {gain}.",
                ).format(
                    left=left,
                    count=len(worthwhile),
                    step=more.step_cny,
                    gain=percent(more.gain_ppm),
                )
            )
    elif all(member.status is MemberStatus.ABOVE for member in members):
        told.append(
            Text(
                "所有供应商均已达到 {level} 级。", "Every supplier is at level {level} already."
            ).format(level=task.level)
        )
    elif any(wave.upgraded for wave in waves):
        told.append(
            Text(
                "所有升级后能提高占比的供应商均已列入；余款 {left:,} 元。",
                "Every supplier whose upgrade could add to the share is in the plan; {left:,} yuan "
                "are left.",
            ).format(left=left)
        )
    full = [wave for wave in waves if wave.capacity == len(wave.upgraded)]
    told += [
        Text(
            "第 {wave} 批已满：容量 {capacity} 家。",
            "Wave {wave} is full: it holds {capacity} upgrades.",
        ).format(wave=wave.wave, capacity=wave.capacity)
        for wave in full
    ]
    counts = Counter(member.status for member in members)
    for status, sentence in _HELD_BACK.items():
        if counts[status]:
            share = sum(member.share_ppm for member in members if member.status is status)
            told.append(
                sentence.format(count=counts[status], level=task.level, share=percent(share))
            )
    return tuple(told)


def assumption_sentences(task: Task, shares: Shares) -> tuple[Text, ...]:
    """What the numbers rest on."""
    spend, orders, quality = (percent(part) for part in shares.weights_ppm)
    told = [
        Text(
            "占比口径：链主年采购额按采购比例逐级向上游分摊；一条供应关系的双方均达标才计入，"
            "链主视为达标。",
            "The share: the leader's purchases are followed upstream in proportion to spend; a "
            "supply counts when both its ends are above the level, and the leader always is.",
        ),
        Text(
            "权重：采购额 {spend}、订单 {orders}、质量数据 {quality}。",
            "Weights: spend {spend}, orders {orders}, quality data {quality}.",
        ).format(spend=spend, orders=orders, quality=quality),
        Text(
            "每级企业把所得采购额的 {share} 传给自己的供应商（假设）。",
            "Each enterprise passes {share} of what it receives on to its suppliers (assumed).",
        ).format(share=percent(task.weights.pass_on_ppm)),
        Text(
            "升级费用与最早期次取自各企业路线图；某批的资金须在该批期次前到位，结余可结转。",
            "Cost and earliest period come from the enterprises' own roadmaps; the money of a wave "
            "is there by its period, and what is left carries over.",
        ),
    ]
    if shares.unknown_orders:
        told.append(
            Text(
                "{count} 条供应关系没有订单数，其采购方的订单按采购额分摊。",
                "{count} supplies lack a number of orders; their buyers' orders follow spend.",
            ).format(count=shares.unknown_orders)
        )
    if shares.unknown_quality:
        told.append(
            Text(
                "{count} 条供应关系没有质量数据比例，不参与质量数据一项。",
                "{count} supplies lack a share of quality data and take no part in that measure.",
            ).format(count=shares.unknown_quality)
        )
    return tuple(told)
