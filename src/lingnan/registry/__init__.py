"""Who exists: enterprises, their names and memberships, parks, chains, providers, platforms, nodes.

The door: `import_register` brings files in, `Registry` answers questions about single enterprises,
`classify` and `cluster_membership` compute over the lake snapshot that `publish_snapshot` keeps.
Not for what enterprises have achieved: that is evidence.
"""

from lingnan.registry.classify import classify
from lingnan.registry.cluster import cluster_membership
from lingnan.registry.importing import KINDS, import_register
from lingnan.registry.lookup import Registry
from lingnan.registry.model import (
    Enterprise,
    Entity,
    EntityKind,
    EntityType,
    GroupKind,
    Membership,
    Name,
    Ownership,
    Sector,
    Status,
)
from lingnan.registry.snapshot import publish_snapshot

__all__ = [
    "KINDS",
    "Enterprise",
    "Entity",
    "EntityKind",
    "EntityType",
    "GroupKind",
    "Membership",
    "Name",
    "Ownership",
    "Registry",
    "Sector",
    "Status",
    "classify",
    "cluster_membership",
    "import_register",
    "publish_snapshot",
]
