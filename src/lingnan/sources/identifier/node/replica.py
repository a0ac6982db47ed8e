"""Make the folder of a replica: own key and configuration, a copy of the other node's file.

Not for following (see follower).
"""

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from lingnan.sources.identifier.node.configuration import (
    CONFIGURATION_NAME,
    KEY_NAME,
    PASSPHRASE_VARIABLE,
    NodeFile,
)
from lingnan.sources.identifier.node.failure import NodeFolderTaken
from lingnan.sources.identifier.node.feed import Feed, FeedPlace
from lingnan.sources.identifier.node.follower import COPY, fetch_copy, take_copy
from lingnan.sources.identifier.node.part import ReplicaPart
from lingnan.sources.identifier.proof.key import make_private_key
from lingnan.sources.identifier.proof.key_file import write_key_file

TOKEN_NAME: Final = "replica.token"  # noqa: S105  a file, not the token
CERTIFICATE_NAME: Final = "replica.pem"


@dataclass(frozen=True, slots=True)
class ReplicaWish:
    """What replica to make; `listen` as in node.yaml."""

    place: FeedPlace
    address: str = "127.0.0.1"
    listen: tuple[str, ...] = ("127.0.0.1",)
    port: int = 2641
    http_port: int = 8000
    workers: int = 0
    language: str = "zh"


def make_replica(folder: Path, wish: ReplicaWish) -> tuple[str, ...]:
    """Make a replica's folder, all of it or nothing; answer the prefixes it serves.

    Raises: NodeFolderTaken, FeedFailed, OSError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NodeFolderTaken(path=folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    records = draft / "records"
    records.mkdir(mode=0o700, parents=True)
    draft.chmod(0o700)
    try:
        with Feed(wish.place) as feed:
            prefixes = feed.prefixes()
            fetch_copy(feed, records)
        assert (records / COPY).exists()  # noqa: S101  fetched just now
        take_copy(records)
        _write_private(draft / TOKEN_NAME, wish.place.token)
        if wish.place.certificate is not None:
            shutil.copyfile(wish.place.certificate, draft / CERTIFICATE_NAME)
        passphrase = os.environ.get(PASSPHRASE_VARIABLE) or None
        write_key_file(draft / KEY_NAME, make_private_key("RSA"), passphrase)
        file = NodeFile(
            prefixes=prefixes,
            address=wish.address,
            listen=wish.listen,
            port=wish.port,
            http_port=wish.http_port,
            workers=wish.workers,
            language="en" if wish.language == "en" else "zh",
            is_read_only=True,
            replica=ReplicaPart(
                source=wish.place.source,
                name=wish.place.name,
                token=TOKEN_NAME,
                certificate="" if wish.place.certificate is None else CERTIFICATE_NAME,
            ),
        )
        text = yaml.safe_dump(
            file.model_dump(mode="json"), allow_unicode=True, sort_keys=False, width=100
        )
        (draft / CONFIGURATION_NAME).write_text(text, encoding="utf-8")
        os.replace(draft, folder)  # noqa: PTH105  onto an empty folder, which rename allows too
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return prefixes


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text + "\n")
