"""What a reader must know beside the numbers: what is unconfirmed, left out or out of reach."""

from collections.abc import Sequence
from datetime import date, timedelta

from lingnan.kernel import Text
from lingnan.packs import Pack
from lingnan.programme.allocation.answer import Cost, FloorKept
from lingnan.programme.allocation.baseline import Course
from lingnan.programme.allocation.content import Aim, assumptions_of
from lingnan.programme.allocation.model import Settings


def unconfirmed_of(pack: Pack, aim: Aim, settings: Settings) -> tuple[Text, ...]:
    """What of the target, its counting and the assumptions nobody confirmed."""
    found = list(pack.unconfirmed_for_target(aim.target.id))
    if not aim.is_headline and not aim.definition.is_confirmed:
        name = aim.definition.name
        found.append(
            Text(
                f"统计口径“{name.zh}”未核实",
                f"the counting definition '{name.en}' is not confirmed",
            )
        )
    found += [
        Text(f"假设“{item.name.zh}”未核实", f"the assumption '{item.name.en}' is not confirmed")
        for item in assumptions_of(pack, settings)
        if not item.is_confirmed
    ]
    return tuple(dict.fromkeys(found))


def notes_of(
    aim: Aim,
    course: Course,
    cost: Cost,
    floors: Sequence[FloorKept],
    deadline: date,
    begins: Sequence[date],
    expansion: int,
) -> tuple[Text, ...]:
    """Short sentences, the gravest first."""
    found = []
    if begins[0] > deadline + timedelta(days=1):
        found.append(
            Text(
                f"期限 {deadline} 已过，资金只能推动其后的进度",
                f"the deadline {deadline} has passed; money moves only what comes after",
            )
        )
    elif cost.short:
        found.append(
            Text(
                f"到期限日至多 {cost.most:,} 家，距目标 {cost.short:,} 家：无可行方案 "
                f"{cost.infeasible:,} 家，期限后才能完成 {cost.too_late:,} 家，"
                f"尚无结论 {cost.still_open:,} 家，未诊断 {cost.unplanned:,} 家",
                f"by the deadline {cost.most:,} at most, {cost.short:,} short of the goal: "
                f"{cost.infeasible:,} have no feasible plan, {cost.too_late:,} finish too late, "
                f"{cost.still_open:,} are undecided, {cost.unplanned:,} were never diagnosed",
            )
        )
    elif not cost.is_reachable:
        found.append(
            Text(
                "在现有保底下，任何数额的资金都达不到目标值",
                "under these floors no amount of money reaches the goal",
            )
        )
    if not aim.is_headline:
        found.append(
            Text(
                f"目标的主口径不以水平计数，此处按“{aim.definition.name.zh}”计",
                "the target's headline does not count by level; "
                f"this counts '{aim.definition.name.en}'",
            )
        )
    if not course.is_known:
        found.append(
            Text(
                "该口径的证实数尚不足以预测，未计无资金时的增长",
                "too few proven counts for a forecast: no growth without money is assumed",
            )
        )
    found += [
        Text(
            f"{floor.name.zh}留出的 {floor.reserved_cny - floor.spent_cny:,} 元用不完",
            f"{floor.name.en} cannot use {floor.reserved_cny - floor.spent_cny:,} yuan "
            "of what is reserved for it",
        )
        for floor in floors
        # Less than a twentieth may be what no whole enterprise fits into.
        if 20 * (floor.reserved_cny - floor.spent_cny) > floor.reserved_cny
    ]
    if expansion > 1:
        found.append(
            Text(
                f"样本：一家代表 {expansion} 家，资金按 {expansion} 家一份划分",
                f"sample: one stands for {expansion}; money comes in portions of {expansion}",
            )
        )
    return tuple(found)
