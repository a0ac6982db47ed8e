"""What pins a run: the same pins give the same result, byte for byte."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from lingnan import __version__
from lingnan.evidence import Ledger
from lingnan.evidence.segment import last_segment
from lingnan.packs import Pack
from lingnan.store import Store

REGISTRY_TABLES = (
    "registry_enterprise",
    "registry_membership",
    "registry_entity",
    "registry_supply",
)
_NONE = "-"


def take_pins(store: Store, pack: Pack, as_of: date) -> dict[str, str]:
    """Everything a run's result depends on, after the inbox was sealed."""
    lake = store.lake
    versions = {
        name: str(lake.version(name)) if lake.exists(name) else _NONE for name in REGISTRY_TABLES
    }
    evidence = Ledger(store).version()
    head = last_segment(lake)
    return {
        "as_of": as_of.isoformat(),
        "evidence": _NONE if evidence is None else str(evidence),
        "evidence_chain_sha256": _NONE if head is None else head.chain_sha256,
        **versions,
        **{f"{name}_sha256": _content(store, name) for name in REGISTRY_TABLES},
        "pack": pack.id,
        "pack_version": pack.version,
        "pack_sha256": pack.content_hash,
        "code": __version__,
        "expansion": str(store.manifest.expansion),
    }


def _content(store: Store, name: str) -> str:
    """SHA-256 over the files of a snapshot: version numbers of two stores may coincide."""
    digest = hashlib.sha256()
    for file in store.lake.files(name) if store.lake.exists(name) else ():
        with Path(file).open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()


def version_of(pins: Mapping[str, str], name: str) -> int | None:
    """The pinned version of an input table; null when it was empty."""
    version = pins.get(name, _NONE)  # runs of earlier versions pin fewer tables
    return None if version == _NONE else int(version)


def run_id_of(pins: Mapping[str, str]) -> str:
    """The id of a run: SHA-256 over its pins."""
    return hashlib.sha256(json.dumps(dict(pins), sort_keys=True).encode()).hexdigest()
