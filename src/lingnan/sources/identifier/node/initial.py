"""Make a node's folder: configuration, key, database, the handles of the prefix, an administrator.

The administrator's secret is random and told once; there is no default password. All is made
beside the folder and put in its place when it is whole. Not for serving (see supervisor).
"""

import os
import secrets
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import yaml

from lingnan.sources.identifier.node.configuration import (
    CONFIGURATION_NAME,
    KEY_NAME,
    PASSPHRASE_VARIABLE,
    PUBLIC_KEY_NAME,
    NodeConfiguration,
    NodeFile,
    is_prefix,
)
from lingnan.sources.identifier.node.failure import (
    BadConfiguration,
    BadPrefix,
    NodeFolderTaken,
)
from lingnan.sources.identifier.node.self_signed import (
    CERTIFICATE_KEY_NAME,
    CERTIFICATE_NAME,
    make_certificate,
    take_certificate,
)
from lingnan.sources.identifier.proof.key import KeyKind, make_private_key, public_key_of
from lingnan.sources.identifier.proof.key_file import write_key_file
from lingnan.sources.identifier.proof.key_text import write_pem
from lingnan.sources.identifier.records.change import Create, ModifyValues
from lingnan.sources.identifier.records.errors import RecordsWriteFailed
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.codes import SECRET_PERMISSIONS
from lingnan.sources.identifier.wire.handle import prefix_handle
from lingnan.sources.identifier.wire.limit import DEFAULT_HTTP_PORT, DEFAULT_PORT
from lingnan.sources.identifier.wire.reference import Reference, encode_references
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue, decode_values, encode_values
from lingnan.store.database import Database

#: Indexes of the values made here, as is custom with Handle services (Handle protocol facts §1.7).
SITE_INDEX: Final = 1
ADMIN_INDEX: Final = 100
GROUP_INDEX: Final = 200
SECRET_INDEX: Final = 301
_SECRET_OCTETS: Final = 24
#: The twelve rights that every client knows (RFC 3651 §3.2.1).
_ALL_RIGHTS: Final = 0x0FFF


@dataclass(frozen=True, slots=True)
class NodeWish:
    """What node to make.

    Attributes:
        prefix: ``88.900`` or ``88.900.1``. is_enterprise: also true of each prefix of three parts
            (Handle protocol facts §4.2). address: at which others reach it; also where it
            listens, unless `listen` says otherwise. database: SQLAlchemy URL; "" is SQLite in the
            folder. key_kind: RSA, or SM2. is_self_signed: make a
        certificate for TLS, for `tls_names` and the address. certificate, certificate_key: take
        these files for it.
    """

    prefix: str
    is_enterprise: bool = False
    address: str = "127.0.0.1"
    listen: tuple[str, ...] = ()
    port: int = DEFAULT_PORT
    http_port: int = DEFAULT_HTTP_PORT
    workers: int = 0
    description: str = ""
    database: str = ""
    key_kind: KeyKind = "RSA"
    language: str = "zh"
    is_self_signed: bool = False
    tls_names: tuple[str, ...] = ()
    certificate: Path | None = None
    certificate_key: Path | None = None

    @property
    def has_tls(self) -> bool:
        """Answer whether the node is to have a certificate."""
        return self.is_self_signed or self.certificate is not None


@dataclass(frozen=True, slots=True)
class NodeMade:
    """What was made.

    Attributes:
        administrator: value that administers the prefix, ``301:88.900/ADMIN``. secret: its secret,
            nowhere else in readable form. is_key_open: the key file has no passphrase.
    """

    folder: Path
    administrator: Reference
    is_key_open: bool
    secret: str = field(repr=False)


def make_node(folder: Path, wish: NodeWish, *, at: datetime) -> NodeMade:
    """Make a node in a new or empty folder, all of it or nothing.

    Raises:
        BadPrefix, BadConfiguration, BadCertificate, NodeFolderTaken, DatabaseUnusable,
        RecordsError; BadKey and KeyFileMissing of the key file.
    """
    file = _file_of(wish)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NodeFolderTaken(path=folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    draft.mkdir(mode=0o700)
    try:
        made = _fill(draft, folder, file, wish, at)
        os.replace(draft, folder)  # noqa: PTH105  onto an empty folder, which rename allows too
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return made


def tls_names(wish: NodeWish) -> tuple[str, ...]:
    """Answer for which names a certificate is made: those given, the address, this machine."""
    return tuple(dict.fromkeys((*wish.tls_names, wish.address, "localhost")))


def _file_of(wish: NodeWish) -> NodeFile:
    if not is_prefix(wish.prefix):
        raise BadPrefix(prefix=wish.prefix)
    try:
        address = ip_address(wish.address)
    except ValueError:
        raise BadConfiguration(path=CONFIGURATION_NAME, reason=f"address {wish.address}") from None
    everywhere = "::" if address.version == 6 else "0.0.0.0"  # noqa: S104  the user gave an address
    listen = wish.listen or ((str(address),) if address.is_loopback else (everywhere,))
    return NodeFile(
        prefixes=(wish.prefix,),
        kind="enterprise" if wish.is_enterprise or wish.prefix.count(".") > 1 else "second-level",
        address=str(address),
        listen=listen,
        port=wish.port,
        http_port=wish.http_port,
        workers=wish.workers,
        description=wish.description,
        database=wish.database,
        language="en" if wish.language == "en" else "zh",
        server_admins=(f"{SECRET_INDEX}:{wish.prefix}/ADMIN",),
        certificate=CERTIFICATE_NAME if wish.has_tls else "",
        certificate_key=CERTIFICATE_KEY_NAME if wish.has_tls else "",
    )


def _fill(draft: Path, folder: Path, file: NodeFile, wish: NodeWish, at: datetime) -> NodeMade:
    passphrase = os.environ.get(PASSPHRASE_VARIABLE) or None
    key = make_private_key(wish.key_kind)
    write_key_file(draft / KEY_NAME, key, passphrase)
    # What the top-level node is given, to check what this node reports.
    (draft / PUBLIC_KEY_NAME).write_text(write_pem(public_key_of(key)), encoding="ascii")
    if wish.certificate is not None:
        take_certificate(draft, wish.certificate, wish.certificate_key or wish.certificate)
    elif wish.is_self_signed:
        make_certificate(draft, tls_names(wish), at=at)
    text = yaml.safe_dump(
        file.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=100
    )
    (draft / CONFIGURATION_NAME).write_text(text, encoding="utf-8")
    configuration = NodeConfiguration(draft, file)
    secret = secrets.token_urlsafe(_SECRET_OCTETS)
    database = Database(configuration.database_url)
    database.migrate()
    site = configuration.site_info()
    with RecordWriter(database, configuration.records_folder) as writer:
        _register(writer, wish.prefix, site, secret, at)
    database.engine.dispose()
    configuration.keep_site(site.encode())
    administrator = Reference(f"{wish.prefix}/ADMIN", SECRET_INDEX)
    return NodeMade(folder, administrator, passphrase is None, secret)


def _register(writer: RecordWriter, prefix: str, site: SiteInfo, secret: str, at: datetime) -> None:
    """Register the handle of the prefix, and that of its administrator."""
    handle = prefix_handle(prefix)
    now = int(at.timestamp())
    group = Reference(handle, GROUP_INDEX)
    user = Reference(f"{prefix}/ADMIN", SECRET_INDEX)
    admin = AdminRecord(_ALL_RIGHTS, group.handle, group.index).encode()
    of_prefix = (
        HandleValue(SITE_INDEX, "HS_SITE", site.encode(), timestamp=now),
        HandleValue(ADMIN_INDEX, "HS_ADMIN", admin, timestamp=now),
        HandleValue(GROUP_INDEX, "HS_VLIST", encode_references((user,)), timestamp=now),
    )
    of_user = (
        HandleValue(ADMIN_INDEX, "HS_ADMIN", admin, timestamp=now),
        HandleValue(
            SECRET_INDEX,
            "HS_SECKEY",
            secret.encode(),
            timestamp=now,
            permissions=SECRET_PERMISSIONS.value,
        ),
    )
    wishes = [
        Create(handle, prepare(encode_values(of_prefix))),
        Create(user.handle, prepare(encode_values(of_user))),
    ]
    for outcome in writer.apply(wishes):
        if not outcome.is_done:
            raise RecordsWriteFailed(path=writer.folder, reason=outcome.response.name)


def renew_site(writer: RecordWriter, configuration: NodeConfiguration, *, at: datetime) -> None:
    """Leave the site for the workers; write it into the handle of each prefix when it changed.

    A prefix whose first value is no HS_SITE keeps what its administrator gave it.

    Raises: RecordsError.
    """
    octets = configuration.site_info().encode()
    writer.write_site_info(octets)
    if configuration.kept_site() == octets:
        return
    value = HandleValue(SITE_INDEX, "HS_SITE", octets, timestamp=int(at.timestamp()))
    stored = prepare(encode_values((value,)))
    with RecordReader(writer.folder) as reader:
        for prefix in configuration.file.prefixes:
            entry = reader.entry(prefix_handle(prefix))
            values = () if entry is None else decode_values(entry.octets)
            if any(each.index == SITE_INDEX and each.type == "HS_SITE" for each in values):
                writer.apply([ModifyValues(prefix_handle(prefix), stored)])
                reader.renew()
    configuration.keep_site(octets)
