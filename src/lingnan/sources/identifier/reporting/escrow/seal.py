"""Seals a deposit: compressed, cut into volumes, encrypted for the recipient, signed; and opens it.

Each volume is encrypted by itself with a key of this deposit, its number as nonce and its place as
associated data, so that volumes cannot be exchanged. Memory holds one volume.

Source: Handle protocol facts §4.4 (compressed, SM2, bounded volumes, signature), GB/T 36624 and
NIST SP 800-38D (GCM), RFC 8017 §7.1 (OAEP).
"""

import os
import secrets
import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES, SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SHA256

from lingnan.sources.identifier.proof.errors import DecryptionFailed
from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey, public_key_of
from lingnan.sources.identifier.proof.sm2 import (
    Sm2PrivateKey,
    Sm2PublicKey,
    decrypt_sm2,
    encrypt_sm2,
)
from lingnan.sources.identifier.reporting.errors import DepositBroken
from lingnan.sources.identifier.reporting.escrow.manifest import (
    Manifest,
    Volume,
    key_name,
    read_manifest,
    write_manifest,
)
from lingnan.sources.identifier.reporting.escrow.model import GoneItem, Head, Item, RecordItem
from lingnan.sources.identifier.reporting.escrow.read import read_deposit
from lingnan.sources.identifier.reporting.escrow.write import write_deposit

MANIFEST_FILE: Final = "manifest.json"
#: Octets of one volume before encryption; at most 1 GiB.
VOLUME_SIZE: Final = 64 << 20
LARGEST_VOLUME: Final = 1 << 30
_TAG: Final = 16
_PIECE: Final = 1 << 16
_OAEP: Final = OAEP(mgf=MGF1(SHA256()), algorithm=SHA256(), label=None)
_CIPHERS: Final = {"AES-256-GCM": (AES, 32), "SM4-GCM": (SM4, 16)}


def seal(
    head: Head,
    items: Iterable[Item],
    folder: Path,
    *,
    recipient: PublicKey,
    signer: PrivateKey,
    volume_size: int = VOLUME_SIZE,
) -> Manifest:
    """Write a sealed deposit into a new folder; the manifest is written last.

    Args:
        recipient: RSA (content in AES-256-GCM) or SM2 (SM4-GCM).
    Raises:
        DepositBroken: the folder is not empty, or the key cannot encrypt.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise DepositBroken(place=folder, reason="not empty")
    wrap, cipher = _methods(recipient, folder)
    key = secrets.token_bytes(_CIPHERS[cipher][1])
    counts = {"identifiers": 0, "gone": 0, "rows": 0}
    plain = _Plain(write_deposit(head, _counted(items, counts)))
    volumes = []
    for number, piece in enumerate(_cut(plain.compressed(), min(volume_size, LARGEST_VOLUME)), 1):
        name = f"{number:06d}.volume"
        hidden = _encrypt(cipher, key, head.deposit_id, number, piece)
        _write(folder / name, hidden)
        volumes.append(Volume(name, len(hidden), sha256(hidden).hexdigest()))
    manifest = Manifest(
        head=head,
        recipient=key_name(recipient),
        cipher=cipher,
        wrap=wrap,
        wrapped_key=_wrap(recipient, key),
        volumes=tuple(volumes),
        xml_size=plain.size,
        xml_sha256=plain.digest.hexdigest(),
        identifiers_count=counts["identifiers"],
        gone_count=counts["gone"],
        rows_count=counts["rows"],
    )
    _write(folder / MANIFEST_FILE, write_manifest(manifest, signer))
    return manifest


def check_sealed(folder: Path, signer: PublicKey) -> Manifest:
    """Check signature and digests of a sealed deposit without opening it. Raises: DepositBroken."""
    try:
        octets = (folder / MANIFEST_FILE).read_bytes()
    except OSError as problem:
        raise DepositBroken(place=folder, reason=problem) from problem
    manifest = read_manifest(octets, signer, str(folder))
    for volume in manifest.volumes:
        path = folder / Path(volume.name).name
        try:
            with path.open("rb") as file:
                found = _sha256_of(file.fileno())
        except OSError as problem:
            raise DepositBroken(place=path, reason=problem) from problem
        if found != volume.sha256 or path.stat().st_size != volume.size:
            raise DepositBroken(place=path, reason="SHA-256")
    return manifest


def open_sealed(
    folder: Path, recipient: PrivateKey, signer: PublicKey
) -> tuple[Manifest, Iterator[Item]]:
    """Check a sealed deposit, open it, and answer its items one by one.

    Raises:
        DepositBroken: altered, cut off, not signed by the signer, or for another recipient; of the
            content while its items are read.
    """
    manifest = check_sealed(folder, signer)
    place = str(folder)
    if manifest.recipient != key_name(public_key_of(recipient)):
        raise DepositBroken(place=place, reason="recipient")
    if manifest.cipher not in _CIPHERS:
        raise DepositBroken(place=place, reason=manifest.cipher)
    key = _unwrap(recipient, manifest.wrapped_key, place)
    pieces = _opened(folder, manifest, key)
    return manifest, _checked_count(read_deposit(pieces, place), manifest, place)


def _checked_count(items: Iterable[Item], manifest: Manifest, place: str) -> Iterator[Item]:
    counts = {"identifiers": 0, "gone": 0, "rows": 0}
    yield from _counted(items, counts)
    told = (manifest.identifiers_count, manifest.gone_count, manifest.rows_count)
    if tuple(counts.values()) != told:
        raise DepositBroken(place=place, reason=f"{tuple(counts.values())} ≠ {told}")


def _counted(items: Iterable[Item], counts: dict[str, int]) -> Iterator[Item]:
    for item in items:
        if isinstance(item, RecordItem):
            counts["identifiers"] += 1
        elif isinstance(item, GoneItem):
            counts["gone"] += 1
        else:
            counts["rows"] += 1
        yield item


class _Plain:
    """The XML on its way to compression: its size and digest."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.size = 0
        self.digest = sha256()

    def compressed(self) -> Iterator[bytes]:
        packer = zlib.compressobj(6)
        for piece in self._pieces:
            self.size += len(piece)
            self.digest.update(piece)
            packed = packer.compress(piece)
            if packed:
                yield packed
        yield packer.flush()


def _cut(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    yield bytes(held)


def _opened(folder: Path, manifest: Manifest, key: bytes) -> Iterator[bytes]:
    """Answer the XML of all volumes; never more than the manifest announces."""
    unpacker, digest, size = zlib.decompressobj(), sha256(), 0
    place = str(folder)
    for number, volume in enumerate(manifest.volumes, 1):
        hidden = (folder / Path(volume.name).name).read_bytes()
        try:
            packed = _decrypt(manifest.cipher, key, manifest.head.deposit_id, number, hidden)
            while packed:
                plain = unpacker.decompress(packed, _PIECE)
                packed = unpacker.unconsumed_tail
                size += len(plain)
                digest.update(plain)
                if size > manifest.xml_size:
                    raise DepositBroken(place=place, reason=f"> {manifest.xml_size}")
                yield plain
        except (InvalidTag, ValueError, zlib.error) as problem:
            raise DepositBroken(place=volume.name, reason=type(problem).__name__) from problem
    rest = unpacker.flush()
    digest.update(rest)
    if rest:
        yield rest
    if size + len(rest) != manifest.xml_size or digest.hexdigest() != manifest.xml_sha256:
        raise DepositBroken(place=place, reason="SHA-256")


def _methods(recipient: PublicKey, folder: Path) -> tuple[str, str]:
    if isinstance(recipient, Sm2PublicKey):
        return "SM2", "SM4-GCM"
    if isinstance(recipient, rsa.RSAPublicKey):
        return "RSA-OAEP-SHA256", "AES-256-GCM"
    raise DepositBroken(place=folder, reason=type(recipient).__name__)


def _wrap(recipient: PublicKey, key: bytes) -> bytes:
    if isinstance(recipient, Sm2PublicKey):
        return encrypt_sm2(recipient, key)
    assert isinstance(recipient, rsa.RSAPublicKey)  # noqa: S101  (_methods let no other through)
    return recipient.encrypt(key, _OAEP)


def _unwrap(recipient: PrivateKey, wrapped: bytes, place: str) -> bytes:
    try:
        if isinstance(recipient, Sm2PrivateKey):
            return decrypt_sm2(recipient, wrapped)
        if isinstance(recipient, rsa.RSAPrivateKey):
            return recipient.decrypt(wrapped, _OAEP)
    except (DecryptionFailed, ValueError):
        raise DepositBroken(place=place, reason="key") from None
    raise DepositBroken(place=place, reason=type(recipient).__name__)


def _cipher_of(cipher: str, key: bytes, number: int, tag: bytes | None) -> Cipher[GCM]:
    # The key is of this deposit alone, so that a number is never used twice with it.
    algorithm, _ = _CIPHERS[cipher]
    return Cipher(algorithm(key), GCM(number.to_bytes(12, "big"), tag))


def _place_of(deposit_id: str, number: int) -> bytes:
    return f"{deposit_id}\n{number}".encode()


def _encrypt(cipher: str, key: bytes, deposit_id: str, number: int, plain: bytes) -> bytes:
    encryptor = _cipher_of(cipher, key, number, None).encryptor()
    encryptor.authenticate_additional_data(_place_of(deposit_id, number))
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def _decrypt(cipher: str, key: bytes, deposit_id: str, number: int, hidden: bytes) -> bytes:
    decryptor = _cipher_of(cipher, key, number, hidden[-_TAG:]).decryptor()
    decryptor.authenticate_additional_data(_place_of(deposit_id, number))
    return decryptor.update(hidden[:-_TAG]) + decryptor.finalize()


def _write(path: Path, octets: bytes) -> None:
    with path.open("xb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())


def _sha256_of(descriptor: int) -> str:
    whole = sha256()
    while piece := os.read(descriptor, _PIECE):
        whole.update(piece)
    return whole.hexdigest()
