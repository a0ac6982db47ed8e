"""Why a measure is in a plan, and why it starts when it does, in words. Not for the plan as a whole
(binding)."""

from collections.abc import Iterator, Sequence

from lingnan.kernel import Text
from lingnan.roadmap.asked import Asked
from lingnan.roadmap.case import Case
from lingnan.roadmap.check import Starts, available_at, breaks, level_index
from lingnan.roadmap.kernel.given import MUST, RUNNING
from lingnan.roadmap.model import Raised
from lingnan.roadmap.phrase import half_year, listing, money, points
from lingnan.roadmap.tables import PPM

_WHEN = {
    "cash": Text("此前资金不足", "the money does not suffice earlier"),
    "parallel": Text("此前并行项目已满", "as many measures as allowed are under way before"),
    "staff": Text("此前人员已排满", "nobody is free before"),
}


def reason_of(asked: Asked, case: Case, starts: Starts, a: int, raises: Sequence[Raised]) -> Text:
    """What a measure is for, then what it waits for."""
    clauses = [*_purpose(asked, case, starts, a, raises), *_timing(asked, case, starts, a)]
    zh = "；".join(each.zh for each in clauses)
    return Text(zh, "; ".join(each.en for each in clauses))


def _purpose(
    asked: Asked, case: Case, starts: Starts, a: int, raises: Sequence[Raised]
) -> Iterator[Text]:
    number = int(case.measure[a])
    fixed = int(asked.given.fixed[number])
    if fixed == RUNNING:
        yield Text("已在实施", "it is under way already")
    elif fixed == MUST:
        yield Text("企业指定", "the enterprise wants it")
    rest = {b: t for b, t in starts.items() if b != a}
    held = level_index(case, starts)
    if held >= 0 and level_index(case, rest) < held:
        name = asked.setting.catalogue.model.level_names[int(case.level[held])]
        yield Text(f"达到{name.zh}所必需", f"{name.en} takes it")
    followers = _followers(asked, case, rest)
    if followers.zh:
        yield Text(f"是{followers.zh}的前提", f"{followers.en} cannot do without it")
    gain = asked.given.revenue * int(asked.setting.catalogue.gain_ppm[asked.given.size, number])
    if gain >= PPM:
        told = money(gain // PPM)
        yield Text(f"按证据等级折算年收益约{told.zh}", f"graded gain of about {told.en} a year")
    earned = sum(each.millipoints for each in raises if each.counts_for_gate)
    if earned:
        yield Text(f"可得{points(earned)}分", f"it earns {points(earned)} points")


def _followers(asked: Asked, case: Case, rest: Starts) -> Text:
    """Which measures of the plan would lack a requirement without this one."""
    lacking = {each.measure for each in breaks(case, rest) if each.kind == "requirement"}
    measures = asked.setting.catalogue.measures
    return listing(measures[int(case.measure[b])].name for b in sorted(lacking))


def _timing(asked: Asked, case: Case, starts: Starts, a: int) -> Iterator[Text]:
    """What an earlier start would break; nothing where it would break nothing."""
    start = starts[a]
    if start == 0:
        return
    earlier = {**starts, a: start - 1}
    kinds = {each.kind: each for each in breaks(case, earlier)}
    if "requirement" in kinds and kinds["requirement"].measure == a:
        when = half_year(asked.setting.calendar.name(start - 1))
        name = listing(_just_finished(asked, case, starts, a))
        if name.zh:
            yield Text(
                f"须待{name.zh}于{when.zh}完成", f"it waits for {name.en}, finished in {when.en}"
            )
        return
    for kind, text in _WHEN.items():
        if kind in kinds:
            yield text
            return


def _just_finished(asked: Asked, case: Case, starts: Starts, a: int) -> list[Text]:
    """What it requires and is finished only when it starts."""
    serves = available_at(case, starts)
    measures = asked.setting.catalogue.measures
    found = []
    for g in range(int(case.group_start[a]), int(case.group_start[a + 1])):
        group = int(case.group_mask[g])
        ready = [b for b, f in serves.items() if group >> b & 1 and f <= starts[a]]
        if ready and min(serves[b] for b in ready) == starts[a]:
            found.append(measures[int(case.measure[ready[0]])].name)
    return list(dict.fromkeys(found))
