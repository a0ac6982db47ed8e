"""The targets as the last run left them, as `lingnan progress`, and the tables behind them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from lingnan.console.api.shape import table
from lingnan.console.api.shape.part import Day, FromPack, Sent, Told, Words
from lingnan.console.i18n import N_

Slice = Literal["total", "city", "cluster", "primary_cluster", "size", "city_cluster"]


class Published(Told):
    """The latest published figure."""

    value: int | None
    as_of: date | None


class Fan(Told):
    """80 % interval and median on the day of the deadline."""

    p10: float | None
    p50: float | None
    p90: float | None


class Milestone(Told):
    """A goal with its deadline."""

    deadline: date
    goal: int
    probability: float | None
    status: str | None


class Definition(Told):
    """A way of counting."""

    id: str
    name: Words
    is_headline: bool
    is_confirmed: bool
    claimed: int
    proven: int
    population: int


class PublishedPoint(Told):
    """One published figure."""

    as_of: date
    latest_as_of: date | None
    value: int
    is_confirmed: bool


class Coverage(Told):
    """How often such intervals caught the truth."""

    share: float
    trials_count: int
    how: str


class ViewFan(Told):
    """A fan with what it rests on."""

    p10: float
    p50: float
    p90: float
    probability: float | None
    interval: float
    coverage: Coverage | None
    weights: dict[str, float]
    weighted_by: str
    saturation: list[float] | None
    ceiling: float | None


class View(Told):
    """The reading of one series."""

    value: float
    as_of: date
    required_pace_per_month: float | None
    actual_pace_per_month: float | None
    pace_ratio: float | None
    status: str | None
    forecast: ViewFan | None


class Denominator(Told):
    """Who could count."""

    registry: int
    published_id: str | None
    published_value: int | None = None
    published_as_of: date | None = None
    on_as_of: int | None = None
    at_deadline: int | None = None


class Used(Told):
    """An assumption of the pack."""

    id: str
    name: Words
    value: float
    low: float
    high: float


class Survival(Told):
    """Of those that counted, who still does."""

    since: date
    counted: int
    still: int
    dropped: dict[str, int]


class Contribution(Told):
    """What a city or cluster brings, and what is missing of it."""

    key: str
    population: int
    expected: int
    is_stated: bool
    claimed: int
    proven: int
    gap_claimed: int
    gap_proven: int


class Target(Told):
    """One target. Counts are multiplied by the expansion of a sample."""

    id: str
    definition: str
    deadline: date | None
    goal: int | None
    claimed: int
    proven: int
    published: Published
    forecast: Fan
    required_pace_per_month: float | None
    actual_pace_per_month: float | None
    status: Literal["on_track", "at_risk", "off_track"] | None
    unconfirmed: list[Words]
    basis: str | None
    probability: float | None
    pace_ratio: float | None
    expansion: int
    name: Words
    unit: Words
    pace_ratio_range: list[float] | None
    milestones: list[Milestone]
    definitions: list[Definition]
    published_points: list[PublishedPoint]
    views: dict[str, View]
    denominator: Denominator
    assumptions: list[Used]
    survival: dict[str, Survival]
    cities: list[Contribution]
    clusters: list[Contribution]


class Progress(Told):
    """All targets."""

    as_of: date
    targets: list[Target]
    run_id: str
    is_synthetic: bool
    expansion: int


class CountQuery(Sent):
    """Which counts of a target."""

    slice: Slice = Field("city", description=N_("what the counts are cut by"))
    definition: Annotated[str, FromPack("definition")] | None = Field(
        None, description=N_("the headline definition when absent")
    )
    side: Literal["claimed", "proven"] | None = None
    month: Day | None = Field(
        None, description=N_("the first day of a month; all months when absent")
    )


class Counts(Told):
    """Counts of enterprises in the store; multiply by the expansion."""

    run_id: str
    as_of: date
    expansion: int
    items: list[table.ProgressRow]  # type: ignore[valid-type]


class ForecastQuery(Sent):
    """From which series."""

    basis: Literal["published", "proven", "claimed"] | None = None


class Forecast(Told):
    """Fans month by month."""

    run_id: str
    as_of: date
    items: list[table.ForecastRow]  # type: ignore[valid-type]
