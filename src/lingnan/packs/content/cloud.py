"""Rules that decide what a cloud bill proves: thresholds, depth of use, the columns of FOCUS.

Not for reading bills; sources.cloud does, and takes every number from here.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from lingnan.packs.content.record import Content, Record, TextField, Words

RuleId = Literal["V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V10", "V11"]
FocusEdition = Literal["1.0", "1.1", "1.2", "1.3"]


class CloudRule(Record):
    """One rule and what breaking it does.

    `effect`: `reject` keeps the rows out, `not_use` leaves the spending as a mere purchase,
    `flag` only asks a person to look, `grade` sorts what counts.
    """

    id: RuleId
    name: TextField
    effect: Literal["reject", "not_use", "flag", "grade"]


class CloudThreshold(Record):
    """A number that a rule compares with."""

    rule: RuleId
    value: Decimal = Field(gt=0)
    unit: Literal["month", "share", "enterprise"]


class CloudThresholds(Content):
    """All numbers of the rules.

    Units: shares 0 to 1. `use_months_min` of the last `use_window_months` months must show use;
    commitments may lie unused up to less than `unused_share_max` of the effective cost.
    """

    use_months_min: CloudThreshold
    use_window_months: CloudThreshold
    free_offset_share: CloudThreshold
    unused_share_max: CloudThreshold
    invoice_tolerance_share: CloudThreshold
    payment_share_min: CloudThreshold
    cluster_enterprises_min: CloudThreshold

    @model_validator(mode="after")
    def _window_holds_the_months(self) -> CloudThresholds:
        if self.use_months_min.value > self.use_window_months.value:
            raise PydanticCustomError("window", "use_months_min must not exceed use_window_months")
        return self


class DepthLevel(Record):
    """One level of depth of cloud use; `is_in_bills` false when no bill can show it."""

    level: int = Field(ge=1)
    id: str
    name: TextField
    is_in_bills: bool


class ServiceCategory(Record):
    """A FOCUS service category and the depth that its use shows.

    `level` null: the category supports others and shows no depth of its own. `aliases` are other
    spellings that bills and forms use.
    """

    category: str
    name: TextField
    level: int | None = Field(default=None, ge=1)
    aliases: Words = ()


class CloudProvider(Record):
    """A provider and the names under which it bills itself; any other issuer is a reseller."""

    name: str
    issuers: Words = Field(min_length=1)


class FocusVersion(Record):
    """One edition of FOCUS; `columns_count` checks the list of columns."""

    version: FocusEdition
    published: date | None = None
    columns_count: int = Field(ge=1)


class FocusColumn(Content):
    """A column of FOCUS: in which editions it stands, and whether the rules need it.

    `need`: `required` columns must be there, `useful` ones make a rule work and are missed with
    a finding, `unused` ones are passed over. `until` is the last edition that has the column.
    """

    name: str
    kind: Literal["text", "decimal", "instant"] = "text"
    since: FocusEdition = "1.0"
    until: FocusEdition = "1.3"
    need: Literal["required", "useful", "unused"] = "unused"
    rules: tuple[RuleId, ...] = ()
    replaced_by: str | None = None


class CloudRules(Content):
    """Everything that sources.cloud takes from the pack.

    `counted_categories` are the charge categories whose billed cost is spending;
    `use_categories` those of them whose rows may show use. `currency` is what amounts are kept in.
    """

    currency: str = Field(pattern="^[A-Z]{3}$")
    counted_categories: Words = Field(min_length=1)
    use_categories: Words = Field(min_length=1)
    rules: tuple[CloudRule, ...]
    thresholds: CloudThresholds
    depth_levels: tuple[DepthLevel, ...]
    service_categories: tuple[ServiceCategory, ...]
    providers: tuple[CloudProvider, ...] = ()
    focus_versions: tuple[FocusVersion, ...]
    focus_columns: tuple[FocusColumn, ...]

    @model_validator(mode="after")
    def _fits_together(self) -> CloudRules:
        levels = {depth.level for depth in self.depth_levels}
        for category in self.service_categories:
            if category.level is not None and category.level not in levels:
                raise PydanticCustomError(
                    "depth",
                    "service category '{category}' has level {level}, which depth_levels lacks",
                    {"category": category.category, "level": category.level},
                )
        for version in self.focus_versions:
            found = len(self.columns_of(version.version))
            if found != version.columns_count:
                raise PydanticCustomError(
                    "columns",
                    "FOCUS {version} has {expected} columns but {found} are listed",
                    {
                        "version": version.version,
                        "expected": version.columns_count,
                        "found": found,
                    },
                )
        return self

    def columns_of(self, version: str) -> tuple[FocusColumn, ...]:
        """Answer the columns of one edition, such as `1.2`."""
        return tuple(
            column for column in self.focus_columns if column.since <= version <= column.until
        )

    def rule(self, rule_id: str) -> CloudRule:
        """Answer the rule of this id; KeyError if the pack lacks it."""
        return {rule.id: rule for rule in self.rules}[rule_id]  # type: ignore[index]

    def category(self, name: str) -> ServiceCategory | None:
        """Answer the service category of this name or alias; null if the pack does not know it."""
        wanted = name.strip().casefold()
        for known in self.service_categories:
            names = (known.category, known.name.zh, *known.aliases)
            if wanted in {each.casefold() for each in names}:
                return known
        return None

    def level_of(self, name: str) -> int | None:
        """Answer the depth level of a service category by its name or an alias; null if none."""
        known = self.category(name)
        return None if known is None else known.level
