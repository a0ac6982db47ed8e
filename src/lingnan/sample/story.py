"""What happens in the province over its whole time: who starts a project, who uses cloud, and when.

Claimed totals follow the published series; see adoption. Not for evidence: what is recorded of
the story is another matter (project, cloud, answer, clause, equipment).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lingnan.packs import Pack
from lingnan.sample.adoption import Episodes, adopt
from lingnan.sample.assumption import Assumptions, stream
from lingnan.sample.errors import MissingSeries
from lingnan.sample.irregular import Planted, plant
from lingnan.sample.month import ENDS, LAST_DAY, MONTH_ENDS, month_of, years_since_start
from lingnan.sample.population import Population
from lingnan.sample.scale import monthly
from lingnan.sample.vocabulary import VENDORS

PROJECTS: Final = "above_scale_dx"
CLOUD_USERS: Final = "cloud_firms"
CHANNELS: Final = ("observed", "attested", "declared")
OBSERVED, ATTESTED, DECLARED = range(3)
#: Months between two records of cloud use: bills monthly, invoices quarterly, forms half-yearly.
CHANNEL_STEPS: Final = (1, 3, 6)


@dataclass(frozen=True, slots=True)
class Story:
    """One entry per enterprise.

    Attributes:
        project: month in which a project started, -1 for never.
        cloud: episodes of cloud use. channel: how it is recorded (CHANNELS). vendor: of VENDORS.
    """

    people: Population
    planted: Planted
    project: NDArray[np.int16]
    cloud: Episodes
    channel: NDArray[np.int8]
    vendor: NDArray[np.int8]


def claimed_curve(pack: Pack, assumed: Assumptions, target_id: str) -> NDArray[np.float64]:
    """Claimed counts at the end of every month, unscaled.

    Straight lines from the assumed start through the published points; flat where a figure was
    published for two dates; on to the assumed end where nothing was published for it.
    Raises: MissingSeries when nothing is published; MissingAssumption.
    """
    published = pack.published_for(target_id)
    if not published:
        raise MissingSeries(pack=pack.id, what=target_id)
    points: list[tuple[date, int]] = [(MONTH_ENDS[0], assumed.count(f"start.{target_id}"))]
    for point in published:
        for day in dict.fromkeys((point.as_of, point.as_of_range or point.as_of)):
            if day > points[-1][0] and point.value >= points[-1][1]:
                points.append((day, point.value))
    if points[-1][0] < LAST_DAY:
        points.append((LAST_DAY, assumed.count(f"end.{target_id}")))
    return monthly(points, MONTH_ENDS)


def greatest_count(pack: Pack, assumed: Assumptions) -> int:
    """The greatest claimed count that a sample must have enterprises for."""
    return max(int(claimed_curve(pack, assumed, name).max()) for name in (PROJECTS, CLOUD_USERS))


def _goal(pack: Pack, assumed: Assumptions, target_id: str, expansion: int) -> NDArray[np.int64]:
    """The curve in sample enterprises: to the nearest, and up where "more than" was published."""
    exact = claimed_curve(pack, assumed, target_id) / expansion
    goal = np.floor(exact + 0.5)
    for point in pack.published_for(target_id):
        if point.comparator == "over" and MONTH_ENDS[0] <= point.as_of <= LAST_DAY:
            month = month_of(point.as_of)
            goal[month] = np.ceil(exact[month])
    return goal.astype(np.int64)


def tell(
    pack: Pack, assumed: Assumptions, people: Population, *, seed: int, expansion: int
) -> Story:
    """Draw the story of a population."""
    rng = stream(seed, "story")
    goals = {name: _goal(pack, assumed, name, expansion) for name in (PROJECTS, CLOUD_USERS)}
    planted = plant(people, assumed, cloud_users=int(goals[CLOUD_USERS].max()), rng=rng)
    channel, vendor = _channels(assumed, people, planted, rng)
    project = _projects(
        assumed, people, goals[PROJECTS], _readiness(assumed, people, "project", rng), rng
    )
    cloud = adopt(
        goals[CLOUD_USERS],
        lambda month: (
            (people.founded <= ENDS[month]) & (people.closed > ENDS[month]) & ~planted.is_trial
        ),
        _cloud_readiness(planted, _readiness(assumed, people, "cloud", rng), rng),
        step=np.array(CHANNEL_STEPS, dtype=np.int8)[channel],
        leaving_share=assumed.real("cloud_leaving_share") / 12,
        rng=rng,
    )
    return Story(people, planted, project, cloud, channel, vendor)


def maturity(
    story: Story, assumed: Assumptions, who: NDArray[np.integer], day: NDArray[np.integer]
) -> NDArray[np.float64]:
    """True digital maturity of enterprises on days, 0 to 1."""
    people = story.people
    level = people.maturity[who] + people.pace[who] * np.maximum(0, years_since_start(day))
    start = np.where(story.project[who] >= 0, ENDS[story.project[who]], np.iinfo(np.int32).max)
    span = assumed.real("project_uplift_years") * 365.25
    shown = np.clip((day - start.astype(np.int64)) / span, 0, 1)
    return np.asarray(np.clip(level + assumed.real("project_uplift") * shown, 0, 1))


def _channels(
    assumed: Assumptions, people: Population, planted: Planted, rng: np.random.Generator
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    odds = np.array([assumed.real(f"cloud_channel.{name}") for name in CHANNELS])
    channel = rng.choice(len(CHANNELS), people.count, p=odds / odds.sum()).astype(np.int8)
    odds = np.array([assumed.real(f"cloud_vendor.{name}") for name in VENDORS])
    vendor = rng.choice(len(VENDORS), people.count, p=odds / odds.sum()).astype(np.int8)
    channel[planted.ring >= 0] = ATTESTED
    vendor[planted.ring >= 0] = 0
    shared = planted.account >= 0
    channel[shared] = OBSERVED
    vendor[shared] = planted.account[shared] % len(VENDORS)
    return channel, vendor


def _readiness(
    assumed: Assumptions, people: Population, what: str, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Maturity and chance: the more mature mostly come first."""
    chance = rng.standard_normal(people.count, dtype=np.float32)
    weight = np.float32(assumed.real(f"{what}_readiness_noise"))
    return np.asarray(people.maturity + weight * chance, dtype=np.float32)


def _cloud_readiness(
    planted: Planted, readiness: NDArray[np.float32], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Members of one ring or account join together, in the middle of the field."""
    ready = readiness.copy()
    low, high = np.quantile(readiness, [0.45, 0.7])
    for group in (planted.ring, planted.account):
        inside = group >= 0
        drawn = rng.uniform(low, high, int(group.max(initial=-1)) + 1).astype(np.float32)
        ready[inside] = drawn[group[inside]]
    return ready


def _projects(
    assumed: Assumptions,
    people: Population,
    goal: NDArray[np.int64],
    readiness: NDArray[np.float32],
    rng: np.random.Generator,
) -> NDArray[np.int16]:
    above = np.flatnonzero(people.is_ever_above)
    begin, until, closed = (
        column[above] for column in (people.above_start, people.above_until, people.closed)
    )
    found = adopt(
        goal,
        lambda month: (begin <= ENDS[month]) & (until > ENDS[month]) & (closed > ENDS[month]),
        readiness[above],
        rng=rng,
    )
    project = np.full(people.count, -1, dtype=np.int16)
    project[above[found.member]] = found.first
    others = ~people.is_ever_above & people.is_industrial
    others &= rng.random(people.count) < assumed.real("project_small_share")
    month = rng.integers(0, len(ENDS), people.count)
    others &= (people.founded <= ENDS[month]) & (people.closed > ENDS[month])
    project[others] = month[others]
    return project
