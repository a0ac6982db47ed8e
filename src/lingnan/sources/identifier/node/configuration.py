"""What stands in a node's folder and in its node.yaml, and what the parts are told from it.

    node.yaml      this configuration        key.pem       the server's private key, mode 0600
    lingnan.sqlite the database              records/      the resolution file
    public.pem     the public half of it     counting.key  makes sources of requests unreadable
    site.bin       the HS_SITE last used     writer.sock, worker-N.sock   while the node runs
    serve.lock     held while the node runs

Not for making a folder (see initial) and not for changing what is registered.
"""

import os
import re
import ssl
from dataclasses import replace
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Self

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from lingnan.kernel import Lang, Text
from lingnan.sources.identifier.node import model
from lingnan.sources.identifier.node.failure import BadConfiguration, NodeFolderMissing, tell_reason
from lingnan.sources.identifier.node.http.settings import HttpSettings
from lingnan.sources.identifier.node.http.tls import server_context
from lingnan.sources.identifier.node.limits import AccessList, SourceLimits
from lingnan.sources.identifier.node.part import (
    AccessPart,
    ElsewherePart,
    LimitsPart,
    ManagementPart,
    Part,
    Port,
    ReplicaPart,
    hosts_of,
)
from lingnan.sources.identifier.proof.key import PrivateKey, public_key_of
from lingnan.sources.identifier.proof.key_file import read_key_file
from lingnan.sources.identifier.proof.key_record import encode_key
from lingnan.sources.identifier.wire.codes import InterfaceType, Protocol, SiteFlag
from lingnan.sources.identifier.wire.handle import prefix_handle
from lingnan.sources.identifier.wire.limit import DEFAULT_HTTP_PORT, DEFAULT_PORT
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.site import (
    Attribute,
    Interface,
    Server,
    SiteInfo,
    pack_address,
)

if TYPE_CHECKING:
    from lingnan.sources.identifier.client import HandleClient
    from lingnan.sources.identifier.client.endpoint import Endpoint
    from lingnan.sources.identifier.node.feed import FeedPlace
    from lingnan.store.database import Database

CONFIGURATION_NAME: Final = "node.yaml"
KEY_NAME: Final = "key.pem"
PUBLIC_KEY_NAME: Final = "public.pem"
SITE_NAME: Final = "site.bin"
PASSPHRASE_VARIABLE: Final = "LINGNAN_NODE_PASSPHRASE"  # noqa: S105  its name, not the secret
_BOTH: Final = InterfaceType.ADMIN | InterfaceType.QUERY
_PREFIX: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,127}(\.[0-9A-Za-z_-]{1,128}){0,15}")
_REFERENCE: Final = re.compile(r"(\d{1,10}):(.+)")
_EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104  what stands for all addresses
_MAX_WORKERS: Final = 64


class NodeFile(Part):
    """The content of node.yaml."""

    prefixes: tuple[str, ...] = Field(min_length=1)
    kind: Literal["second-level", "enterprise"] = "second-level"
    address: str = "127.0.0.1"
    listen: tuple[str, ...] = ("127.0.0.1",)
    port: Port = DEFAULT_PORT
    http_port: Port = DEFAULT_HTTP_PORT
    workers: int = Field(default=0, ge=0, le=_MAX_WORKERS)
    description: str = ""
    domain: str = ""
    database: str = ""
    language: Lang = "zh"
    server_admins: tuple[str, ...] = ()
    has_prefix_fallback: bool = True
    is_read_only: bool = False
    certificate: str = ""
    certificate_key: str = ""
    client_certificates: str = ""
    contact: str = ""
    has_metrics: bool = False
    access: AccessPart = AccessPart()
    limits: LimitsPart = LimitsPart()
    elsewhere: ElsewherePart = ElsewherePart()
    management: ManagementPart = ManagementPart()
    replica: ReplicaPart = ReplicaPart()

    @field_validator("prefixes")
    @classmethod
    def _prefixes(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        for text in texts:
            if not is_prefix(text):
                raise ValueError(text)
        return texts

    @field_validator("address")
    @classmethod
    def _address(cls, text: str) -> str:
        return str(ip_address(text))

    @field_validator("server_admins")
    @classmethod
    def _references(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        for text in texts:
            read_reference(text)
        return texts

    @model_validator(mode="after")
    def _management(self) -> Self:
        told = self.management
        if told.is_served and not told.is_own and not (self.certificate and self.certificate_key):
            # Passwords and tokens would travel in the clear.
            message = f"management: {told.host} needs certificate and certificate_key"
            raise ValueError(message)
        if self.is_replica and (told.is_served or not self.is_read_only):
            message = "replica: needs is_read_only, and no management"
            raise ValueError(message)
        return self

    @property
    def is_replica(self) -> bool:
        """Answer whether the node follows another one, and so has no database."""
        return bool(self.replica.source)


class NodeConfiguration:
    """One node's folder with its configuration."""

    def __init__(self, folder: Path, file: NodeFile) -> None:
        self.folder = folder
        self.file = file

    @property
    def records_folder(self) -> Path:
        """Answer where the resolution file lies."""
        return self.folder / "records"

    @property
    def database_url(self) -> str:
        """Answer the database: that of the file, else SQLite in the folder."""
        return self.file.database or f"sqlite:///{self.folder.absolute() / 'lingnan.sqlite'}"

    @property
    def workers_count(self) -> int:
        """Answer how many workers serve: one a processor unless the file says another number."""
        return self.file.workers or min(os.cpu_count() or 1, _MAX_WORKERS)

    def with_ports(self, port: int | None, http_port: int | None) -> Self:
        """Answer the same node at other ports; None leaves one as it is."""
        told: dict[str, int] = {}
        if port is not None:
            told["port"] = port
        if http_port is not None:
            told["http_port"] = http_port
        return type(self)(self.folder, self.file.model_copy(update=told))

    def open_database(self) -> "Database":
        """Open the database and bring its tables to this version. Raises: DatabaseUnusable."""
        # Workers read records only, and are spared what the database needs.
        from lingnan.store.database import Database

        database = Database(self.database_url)
        database.ensure_current()
        return database

    def key(self) -> PrivateKey:
        """Read the server's key; the passphrase stands in LINGNAN_NODE_PASSPHRASE, if any.

        Raises: KeyFileExposed, KeyFileMissing, BadKey, WrongPassphrase.
        """
        passphrase = os.environ.get(PASSPHRASE_VARIABLE)
        return read_key_file(self.folder / KEY_NAME, passphrase or None)

    def site_info(self) -> SiteInfo:
        """Answer the site as it is served: its serial is raised when anything of it has changed.

        Raises: as `key`; BadConfiguration.
        """
        file = self.file
        both = _BOTH.value
        interfaces = [
            Interface(both, Protocol.UDP.value, file.port),
            Interface(both, Protocol.TCP.value, file.port),
            Interface(both, Protocol.HTTP.value, file.http_port),
        ]
        if file.certificate:
            interfaces.append(Interface(both, Protocol.HTTPS.value, file.http_port))
        named = {"desc": file.description, "domain": file.domain}
        site = SiteInfo(
            1,
            (
                Server(
                    1,
                    pack_address(file.address),
                    encode_key(public_key_of(self.key())),
                    tuple(interfaces),
                ),
            ),
            tuple(Attribute(name, value) for name, value in named.items() if value),
            flags=0 if file.is_read_only else SiteFlag.PRIMARY.value,
        )
        return self._numbered(site)

    def settings(self) -> model.Settings:
        """Answer what the service is told. Raises: as `site_info`."""
        file = self.file
        return model.Settings(
            prefixes=file.prefixes,
            site=self.site_info(),
            key=self.key(),
            server_admins=tuple(read_reference(text) for text in file.server_admins),
            is_read_only=file.is_read_only,
            # Hosted enterprise prefixes name the node by its own prefix handle (HS_SERV).
            service_handles=tuple(prefix_handle(prefix) for prefix in file.prefixes),
            has_prefix_fallback=file.has_prefix_fallback,
            is_recursive=bool(file.elsewhere.servers) and file.elsewhere.is_recursive,
            language=file.language,
            limits=model.Limits(elsewhere_seconds=file.elsewhere.seconds),
        )

    def elsewhere_client(self) -> "HandleClient | None":
        """Make the client that asks other services; None where none may be asked."""
        told = self.file.elsewhere
        if not told.servers:
            return None
        from lingnan.sources.identifier.client import HandleClient
        from lingnan.sources.identifier.client.call import Options

        named = {host for text in told.servers for host in hosts_of(text)}
        networks = [ip_network(text) for text in told.networks]

        def allows(endpoint: "Endpoint") -> bool:
            if endpoint.host in named:
                return True
            try:
                found = ip_address(endpoint.host)
            except ValueError:
                return False
            return found.is_global or any(found in each for each in networks)

        options = Options(timeout=told.seconds, allows=allows)
        return HandleClient(*told.servers, begins_at_root=told.are_roots, options=options)

    def elsewhere(self, client: "HandleClient | None") -> "model.Elsewhere | None":
        """Answer the port through which operations ask other services."""
        if client is None:
            return None
        from lingnan.sources.identifier.node.operation.elsewhere import ClientElsewhere

        return ClientElsewhere(client, at_once=self.file.elsewhere.at_once)

    @property
    def own_addresses(self) -> list[str]:
        """Answer the addresses of this machine that the file names; requests from them are ours."""
        return [each for each in (self.file.address, *self.file.listen) if each not in _EVERYWHERE]

    def http_settings(self) -> HttpSettings:
        """Answer what the HTTP side is told."""
        file = self.file
        name = file.description
        told: dict[str, Any] = {"has_metrics": file.has_metrics, "contact": file.contact}
        if name:
            told["name"] = Text(name, name)
        if file.domain:
            told["base"] = f"{'https' if file.certificate else 'http'}://{file.domain}"
        return HttpSettings(**told)

    def tls(self) -> ssl.SSLContext | None:
        """Answer the TLS of the HTTP port; None without a certificate. Raises: BadConfiguration."""
        file = self.file
        if not file.certificate:
            return None
        clients = self.folder / file.client_certificates if file.client_certificates else None
        try:
            return server_context(
                self.folder / file.certificate,
                self.folder / (file.certificate_key or file.certificate),
                client_certificates=clients,
            )
        except OSError as problem:
            reason = f"certificate: {problem}"
            raise BadConfiguration(path=CONFIGURATION_NAME, reason=reason) from problem

    def feed_place(self) -> "FeedPlace":
        """Answer where a replica is fed from. Raises: BadConfiguration."""
        from lingnan.sources.identifier.node.feed import FeedPlace

        told = self.file.replica
        try:
            token = (self.folder / told.token).read_text("ascii").strip()
        except (OSError, ValueError) as problem:
            raise BadConfiguration(path=told.token, reason=type(problem).__name__) from problem
        certificate = self.folder / told.certificate if told.certificate else None
        return FeedPlace(told.source, token, told.name, certificate)

    def source_limits(self) -> SourceLimits:
        """Answer the limits of one source."""
        return SourceLimits(**self.file.limits.model_dump())

    def access_list(self) -> AccessList:
        """Answer who is served."""
        access = self.file.access
        return AccessList(allowed=access.allowed, denied=access.denied, trusted=access.trusted)

    def kept_site(self) -> bytes | None:
        """Answer the encoded site that `keep_site` remembered; None before the first."""
        try:
            return (self.folder / SITE_NAME).read_bytes()
        except FileNotFoundError:
            return None

    def keep_site(self, octets: bytes) -> None:
        """Remember the encoded site, so that a later change raises its serial."""
        draft = self.folder / f"{SITE_NAME}.draft"
        draft.write_bytes(octets)
        draft.replace(self.folder / SITE_NAME)

    def _numbered(self, site: SiteInfo) -> SiteInfo:
        octets = self.kept_site()
        if octets is None:
            return site
        kept = SiteInfo.decode(octets)
        serial = kept.serial if _numbered(site, kept.serial) == kept else kept.serial + 1
        return _numbered(site, serial % 0xFFFF or 1)


def is_prefix(text: str) -> bool:
    """Answer whether a text can be the prefix of a node."""
    return len(text) <= 200 and _PREFIX.fullmatch(text) is not None


def read_reference(text: str) -> Reference:
    """Read a reference as administrators write it: ``301:88.900/ADMIN``. Raises: ValueError."""
    found = _REFERENCE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return Reference(found[2], int(found[1]))


def read_configuration(folder: Path) -> NodeConfiguration:
    """Read the node.yaml of a folder. Raises: NodeFolderMissing, BadConfiguration."""
    path = folder / CONFIGURATION_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as problem:
        raise NodeFolderMissing(path=folder, reason=tell_reason(problem)) from problem
    try:
        content: Any = yaml.safe_load(text)
        return NodeConfiguration(folder, NodeFile.model_validate(content))
    except ValidationError as problem:
        raise BadConfiguration(path=path, reason=_told(problem)) from problem
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as problem:
        raise BadConfiguration(path=path, reason=str(problem).splitlines()[0]) from problem


def _told(problem: ValidationError) -> str:
    """Tell the first fault: which field, and why; never its value, which may be a password."""
    fault = problem.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(step) for step in fault["loc"]) or CONFIGURATION_NAME
    return f"{place}: {fault['msg']}"


def _numbered(site: SiteInfo, serial: int) -> SiteInfo:
    return replace(site, serial=serial)
