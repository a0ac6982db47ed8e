"""Frozen values of the register: enterprises, their names and memberships, and registered entities.

Not for how they are kept (see store) nor for what follows from them (see classify).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

#: Stands for the beginning of a period whose beginning nobody knows.
UNKNOWN_START: Final = date(1900, 1, 1)


class Status(StrEnum):
    """Active 存续, closed 注销, revoked 吊销, merged 合并 into another."""

    ACTIVE = "active"
    CLOSED = "closed"
    REVOKED = "revoked"
    MERGED = "merged"


class Ownership(StrEnum):
    """Who controls the enterprise; `hmt` is Hong Kong, Macao and Taiwan 港澳台."""

    STATE = "state"
    PRIVATE = "private"
    FOREIGN = "foreign"
    HMT = "hmt"
    COLLECTIVE = "collective"
    MIXED = "mixed"
    OTHER = "other"


class EntityType(StrEnum):
    """Legal entity 法人单位 or self-employed trader 个体工商户."""

    LEGAL_ENTITY = "legal_entity"
    SELF_EMPLOYED = "self_employed"


class EntityKind(StrEnum):
    """What is registered beside enterprises."""

    PARK = "park"
    CHAIN = "chain"
    PROVIDER = "provider"
    PLATFORM = "platform"
    IDENTIFIER_NODE = "identifier_node"
    BANK = "bank"


class GroupKind(StrEnum):
    """What an enterprise can be registered as a member of."""

    PARK = "park"
    CHAIN = "chain"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One enterprise as the register knows it now; None means unknown.

    Units: revenue in yuan a year.
    """

    uscc: str
    name_zh: str
    name_en: str | None
    region_code: str
    city_code: str
    industry_code: str
    other_industry_codes: tuple[str, ...]
    employees_count: int | None
    revenue_cny: Decimal | None
    founded_date: date | None
    status: Status
    closed_date: date | None
    merged_into_uscc: str | None
    ownership: Ownership | None
    entity_type: EntityType
    above_scale_from: date | None
    above_scale_until: date | None
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name an enterprise has or had, from `from_date` until the day before `until_date`."""

    name_zh: str
    name_en: str | None
    from_date: date
    until_date: date | None


@dataclass(frozen=True, slots=True)
class Membership:
    """An enterprise's place in a park, chain or cluster over a half-open period."""

    uscc: str
    group_kind: GroupKind
    group_id: str
    role: str | None
    from_date: date
    until_date: date | None


@dataclass(frozen=True, slots=True)
class Entity:
    """A park, chain, provider, platform, identifier node or bank."""

    kind: EntityKind
    entity_code: str
    class_code: str | None
    name_zh: str
    name_en: str | None
    operator_uscc: str | None
    city_code: str | None
    from_date: date | None
    until_date: date | None
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Sector:
    """How many enterprises the register holds in one division of the industry classification."""

    division: str
    enterprises_count: int
