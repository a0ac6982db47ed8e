"""What stands in a resolver's folder and in its resolver.yaml, and what the parts are told from it.

    resolver.yaml  this configuration      key.pem        signs certified answers; may be absent
    cache.jsonl    kept answers of the last run           control.sock   while the resolver runs

Not for how the parts behave (see policy).
"""

import os
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from lingnan.kernel import Lang
from lingnan.sources.identifier.client.call import Options
from lingnan.sources.identifier.client.endpoint import Endpoint, read_server
from lingnan.sources.identifier.client.errors import BadServerAddress
from lingnan.sources.identifier.node.configuration import KEY_NAME, PASSPHRASE_VARIABLE
from lingnan.sources.identifier.node.limits import AccessList, SourceLimits
from lingnan.sources.identifier.node.part import AccessPart, LimitsPart, Port
from lingnan.sources.identifier.proof.key import PrivateKey, public_key_of
from lingnan.sources.identifier.proof.key_file import read_key_file
from lingnan.sources.identifier.proof.key_record import encode_key
from lingnan.sources.identifier.resolver.back_end import Group, make_group
from lingnan.sources.identifier.resolver.errors import (
    BadResolverConfiguration,
    ResolverFolderMissing,
)
from lingnan.sources.identifier.resolver.name_list import NameList
from lingnan.sources.identifier.resolver.policy import Forced, Policy
from lingnan.sources.identifier.wire.codes import InterfaceType, Protocol, Response
from lingnan.sources.identifier.wire.handle import fold
from lingnan.sources.identifier.wire.site import Interface, Server, SiteInfo, pack_address
from lingnan.sources.identifier.wire.value import DEFAULT_TTL, HandleValue

CONFIGURATION_NAME: Final = "resolver.yaml"
CACHE_NAME: Final = "cache.jsonl"
#: The port that Chinese recursive servers use (Handle protocol facts §1.1).
DEFAULT_PORT: Final = 3_641
#: Where referrals must not lead: to this host itself, its links, groups of hosts.
DENIED: Final = (
    "0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3",
    "::/128", "::1/128", "fe80::/10", "ff00::/8",
)  # fmt: skip
_GIVEN: Final = Policy()
_SECONDS: Final = Field(gt=0)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ForwardPart(_Part):
    """Servers asked for some prefixes and what is below them.

    Attributes:
        is_recursive: they resolve themselves; else they may refer, and are followed.
    """

    name: str = ""
    prefixes: tuple[str, ...] = Field(min_length=1)
    servers: tuple[str, ...] = Field(min_length=1)
    is_recursive: bool = True

    @field_validator("servers")
    @classmethod
    def _servers(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        return _read_servers(texts)


class ValuePart(_Part):
    """One value of a forced answer."""

    index: int = Field(ge=1, le=0xFFFFFFFF)
    type: str
    data: str
    ttl: int = Field(default=DEFAULT_TTL, ge=0, le=0xFFFFFFFF)


class ForcedPart(_Part):
    """A forced answer: values, or a response code such as 100."""

    handle: str
    response: Response = Response.SUCCESS
    values: tuple[ValuePart, ...] = ()

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.response is Response.SUCCESS) != bool(self.values):
            raise ValueError("values belong to response 1, and response 1 needs values")
        return self


class PolicyPart(_Part):
    """Bounds and times, see policy.Policy."""

    entries: int = Field(default=_GIVEN.entries, ge=0)
    octets: int = Field(default=_GIVEN.octets, ge=0)
    certified_entries: int = Field(default=_GIVEN.certified_entries, ge=0)
    certified_octets: int = Field(default=_GIVEN.certified_octets, ge=0)
    kept_responses: dict[int, float] = {}
    most_seconds: float | None = Field(default=None, gt=0)
    stale_seconds: float = Field(default=_GIVEN.stale_seconds, ge=0)
    stale_ttl: int = Field(default=_GIVEN.stale_ttl, ge=1)
    prefetch_share: float = Field(default=_GIVEN.prefetch_share, ge=0, lt=1)
    prefetch_hits: int = Field(default=_GIVEN.prefetch_hits, ge=1)
    delegation_seconds: float = Field(default=_GIVEN.delegation_seconds, ge=0)
    answer_seconds: float = Field(default=_GIVEN.answer_seconds, gt=0, le=60)
    recursion_limit: int = Field(default=_GIVEN.recursion_limit, ge=1, le=40)
    at_once: int = Field(default=_GIVEN.at_once, ge=1)
    at_once_each: int = Field(default=_GIVEN.at_once_each, ge=1)
    misses_per_second: float = Field(default=_GIVEN.misses_per_second, gt=0)
    misses_burst: float = Field(default=_GIVEN.misses_burst, ge=1)
    identifier_per_second: float | None = Field(default=None, gt=0)
    identifier_burst: float = Field(default=_GIVEN.identifier_burst, ge=1)
    temporary_seconds: float = Field(default=_GIVEN.temporary_seconds, gt=0, le=300)
    permanent_seconds: float = Field(default=_GIVEN.permanent_seconds, gt=0, le=300)
    trouble_seconds: float = Field(default=_GIVEN.trouble_seconds, gt=0, le=300)
    check_seconds: float = Field(default=_GIVEN.check_seconds, ge=60, le=3_600)
    is_signature_required: bool = False


class ResolverFile(_Part):
    """The content of resolver.yaml.

    Attributes:
        root: servers asked for everything that no forward group is for. server_seconds: for one
            server. referral_denied: networks that no referral may lead into.
        http_port: of HTTP; None serves none. has_metrics: `/metrics` is answered there.
        keeps_cache: kept answers are written at the end and read at the beginning.
    """

    root: tuple[str, ...] = Field(min_length=1)
    forward: tuple[ForwardPart, ...] = ()
    address: str = "127.0.0.1"
    listen: tuple[str, ...] = ("127.0.0.1",)
    port: Port = DEFAULT_PORT
    http_port: Port | None = None
    has_metrics: bool = False
    language: Lang = "zh"
    server_seconds: float = Field(default=3.0, gt=0, le=30)
    referral_denied: tuple[str, ...] = DENIED
    blocked: tuple[str, ...] = ()
    forced: tuple[ForcedPart, ...] = ()
    keeps_cache: bool = True
    access: AccessPart = AccessPart()
    limits: LimitsPart = LimitsPart()
    policy: PolicyPart = PolicyPart()

    @field_validator("root")
    @classmethod
    def _root(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        return _read_servers(texts)

    @field_validator("address")
    @classmethod
    def _address(cls, text: str) -> str:
        return str(ip_address(text))

    @field_validator("referral_denied")
    @classmethod
    def _denied(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        AccessList(denied=texts)
        return texts


class ResolverConfiguration:
    """One resolver's folder with its configuration."""

    def __init__(self, folder: Path, file: ResolverFile) -> None:
        self.folder = folder
        self.file = file

    def with_port(self, port: int | None) -> Self:
        """Answer the same resolver at another port; None leaves it as it is."""
        if port is None:
            return self
        return type(self)(self.folder, self.file.model_copy(update={"port": port}))

    def groups(self) -> dict[str, Group]:
        """Answer whom to ask, by prefix; that of ``""`` is the root."""
        root = make_group("root", [read_server(each) for each in self.file.root])
        found = {"": root}
        for part in self.file.forward:
            servers = [read_server(each) for each in part.servers]
            name = part.name or part.prefixes[0]
            group = make_group(name, servers, is_recursive=part.is_recursive)
            found |= dict.fromkeys(part.prefixes, group)
        return found

    def policy(self) -> Policy:
        """Answer how the resolver behaves."""
        forced = {fold(each.handle): _forced(each) for each in self.file.forced}
        told = self.file.policy.model_dump()
        return Policy(**told, blocked=NameList(self.file.blocked), forced=forced)

    def options(self) -> Options:
        """Answer how servers are asked."""
        return Options(timeout=self.file.server_seconds, allows=self._allows())

    def key(self) -> PrivateKey | None:
        """Read the key that signs certified answers; None without one. Raises: as read_key_file."""
        path = self.folder / KEY_NAME
        return read_key_file(path, os.environ.get(PASSPHRASE_VARIABLE)) if path.exists() else None

    def site_info(self) -> SiteInfo:
        """Answer the site as it is told: it takes no changes."""
        key = self.key()
        ways = tuple(
            Interface(InterfaceType.QUERY.value, each.value, self.file.port)
            for each in (Protocol.UDP, Protocol.TCP)
        )
        octets = b"" if key is None else encode_key(public_key_of(key))
        server = Server(1, pack_address(self.file.address), octets, ways)
        return SiteInfo(1, (server,), flags=0)

    def source_limits(self) -> SourceLimits:
        """Answer the limits of one source."""
        return SourceLimits(**self.file.limits.model_dump())

    def access_list(self) -> AccessList:
        """Answer who is served."""
        return AccessList(**self.file.access.model_dump())

    def _allows(self) -> Callable[[Endpoint], bool]:
        """Answer whether a server may be asked: configured ones always, others by network."""
        texts = [*self.file.root, *(one for each in self.file.forward for one in each.servers)]
        known = {(way.host, way.port) for each in texts for way in read_server(each).endpoints}
        networks = AccessList(denied=self.file.referral_denied)

        def allows(endpoint: Endpoint) -> bool:
            is_known = (endpoint.host, endpoint.port) in known
            return is_known or networks.is_allowed(endpoint.host)

        return allows


def read_resolver(folder: Path) -> ResolverConfiguration:
    """Read the resolver.yaml of a folder.

    Raises: ResolverFolderMissing, BadResolverConfiguration.
    """
    path = folder / CONFIGURATION_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise ResolverFolderMissing(path=folder, reason=problem.strerror) from problem
    try:
        content: Any = yaml.safe_load(text)
        return ResolverConfiguration(folder, ResolverFile.model_validate(content))
    except ValidationError as problem:
        fault = problem.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(step) for step in fault["loc"]) or CONFIGURATION_NAME
        reason = f"{place}: {fault['msg']}"
        raise BadResolverConfiguration(path=path, reason=reason) from problem
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as problem:
        reason = str(problem).splitlines()[0]
        raise BadResolverConfiguration(path=path, reason=reason) from problem


def _read_servers(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        try:
            read_server(text)
        except BadServerAddress as problem:
            raise ValueError(str(problem)) from None
    return texts


def _forced(part: ForcedPart) -> Forced:
    values = tuple(
        HandleValue(each.index, each.type, each.data.encode(), each.ttl) for each in part.values
    )
    return Forced(part.response.value, values)
