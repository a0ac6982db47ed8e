"""The configuration of reporting: reporting.yaml in the node's folder, and the key of the counts.

    operator: {name: …}              fields of T1; photographs by their SHA-256
    enterprises: {"<USCC>": {…}}     further fields of T6
    in_service_since: 2026-01-01
    top_level: {address: https://…, application: …, key: key.pem, node_key: top.pem}
    escrow: {recipient: top.pem, full_weekday: 7}
    probes: [192.0.2.0/24]           own machines, whose requests are not counted
    enterprise_networks: {88.900.1: [198.51.100.0/24]}
    holidays: [2026-10-01]

Not for the node itself (see node.configuration).
"""

import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lingnan.sources.identifier.counting.source import Ownership, SourceKey, read_networks
from lingnan.sources.identifier.reporting.errors import NothingConfigured

FILE: Final = "reporting.yaml"
COUNTING_KEY: Final = "counting.key"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class TopLevelPart(_Part):
    """Where the top-level node is and with which keys; files are relative to the node's folder."""

    address: str
    application: str
    key: str = "key.pem"
    node_key: str | None = None
    certificate: str | None = None


class EscrowPart(_Part):
    """For whom deposits are sealed; `full_weekday` 1 Monday to 7 Sunday."""

    recipient: str
    full_weekday: int = Field(default=7, ge=1, le=7)
    volume_mib: int = Field(default=64, ge=1, le=1024)


class ReportingFile(_Part):
    """What stands in reporting.yaml."""

    operator: dict[str, Any] = Field(default_factory=dict)
    enterprises: dict[str, dict[str, Any]] = Field(default_factory=dict)
    in_service_since: date
    top_level: TopLevelPart | None = None
    escrow: EscrowPart | None = None
    probes: tuple[str, ...] = ()
    enterprise_networks: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    holidays: tuple[date, ...] = ()

    def ownership(self) -> Ownership:
        """Answer whose networks are whose."""
        return Ownership(
            read_networks(list(self.probes)),
            {
                prefix: read_networks(list(networks))
                for prefix, networks in self.enterprise_networks.items()
            },
        )


def read_reporting(folder: Path) -> ReportingFile:
    """Read the configuration in a node's folder. Raises: NothingConfigured."""
    path = folder / FILE
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        file = ReportingFile.model_validate(content)
        file.ownership()
    except (OSError, ValidationError, ValueError, yaml.YAMLError) as problem:
        raise NothingConfigured(path=path, reason=_first(problem)) from problem
    return file


def source_key(folder: Path) -> SourceKey:
    """Answer the key of the counts, made when first asked for; mode 0600, never in a backup list.

    Without it the sources of earlier days cannot be compared with those of later ones.
    """
    path = folder / COUNTING_KEY
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return SourceKey(path.read_bytes())
    with os.fdopen(descriptor, "wb") as file:
        secret = secrets.token_bytes(32)
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    return SourceKey(secret)


def _first(problem: Exception) -> str:
    if isinstance(problem, ValidationError):
        worst = problem.errors()[0]
        return f"{'.'.join(str(each) for each in worst['loc'])}: {worst['msg']}"
    return str(problem).splitlines()[0]
