"""Certificates (HS_CERT) and signed values (HS_SIGNATURE): their claims, read and written.

A certificate gives a public key to a subject and says over which handles it may speak; a signed
record lists a digest per value. Not for whether a chain leads to the root (see trust).

Source: Handle.Net Technical Manual (trust), RFC 7519 §4.1 (registered claims), Handle protocol
facts §1.7.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from lingnan.sources.identifier.proof.errors import BadKey, MalformedProof, UnsupportedAlgorithm
from lingnan.sources.identifier.proof.jwt import Token, write_token
from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey
from lingnan.sources.identifier.proof.key_text import read_jwk, write_jwk
from lingnan.sources.identifier.proof.sm2 import sm3
from lingnan.sources.identifier.wire.limit import MAX_VALUES
from lingnan.sources.identifier.wire.reference import Reference

_PART: Final = "JWT claims"
#: Index and timestamp stand before what the digest of a value covers.
_UNCOVERED: Final = 8
_MAX_PERMISSIONS: Final = 1_000
_MAX_CHAIN: Final = 100
_MAX_INDEX: Final = 0xFFFFFFFF


class Scope(StrEnum):
    """Over what a certificate lets its subject speak."""

    EVERYTHING = "everything"
    DERIVED_PREFIXES = "derivedPrefixes"
    HANDLES_UNDER_THIS_PREFIX = "handlesUnderThisPrefix"
    THIS_HANDLE = "thisHandle"


@dataclass(frozen=True, slots=True)
class Grant:
    """One permission: a scope, and the handle it is about (none for everything)."""

    scope: Scope
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Validity:
    """When a token counts, in UNIX seconds, both ends included."""

    not_before: int
    expires_at: int

    def covers(self, now: int) -> bool:
        """Answer whether a moment lies within."""
        return self.not_before <= now <= self.expires_at


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says.

    Attributes:
        issuer, subject: value references `index:handle`; the subject of signed values is a handle.
        validity: None when the token does not say when it expires; such a one never counts.
        chain: references to the certificates above, nearest first; may be empty.
        grants, public_key: of a certificate. digest_name, digests: of signed values, by index.
    """

    issuer: str
    subject: str
    issued_at: int
    validity: Validity | None
    chain: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    public_key: PublicKey | None = None
    digest_name: str = ""
    digests: Mapping[int, bytes] | None = None


def read_reference(text: str) -> Reference:
    """Read `index:handle`; a handle alone has index 0.

    Raises:
        MalformedProof: no handle.
    """
    number, colon, handle = text.partition(":")
    if colon and number.isascii() and number.isdigit() and len(number) < 11:
        index = int(number)
    else:
        index, handle = 0, text
    if not handle or index > _MAX_INDEX:
        raise MalformedProof(part=_PART)
    return Reference(handle, index)


def write_reference(reference: Reference) -> str:
    """Write `index:handle`, or the handle alone for index 0."""
    return f"{reference.index}:{reference.handle}" if reference.index else reference.handle


def digest_value(encoded: bytes, name: str = "SHA-256") -> bytes:
    """Answer the digest of a value: all of its encoding but index and timestamp.

    Args:
        encoded: as wire.value writes it. name: SHA-256, or SM3.
    Raises:
        UnsupportedAlgorithm: another digest.
    """
    plain = name.upper().replace("-", "")
    if plain == "SHA256":
        return hashlib.sha256(encoded[_UNCOVERED:]).digest()
    if plain == "SM3":
        return sm3(encoded[_UNCOVERED:])
    raise UnsupportedAlgorithm(algorithm=name[:40])


def write_certificate(
    subject: Reference,
    subject_key: PublicKey,
    grants: Iterable[Grant],
    *,
    issuer: Reference,
    issuer_key: PrivateKey,
    issued_at: int,
    validity: Validity,
    chain: Sequence[Reference] = (),
) -> str:
    """Issue a certificate: the text of an HS_CERT value.

    Args:
        chain: where the certificates above stand, that of the issuer first; empty to let the
            reader find it at the issuer's handle.
    """
    permissions = [
        {"handle": grant.handle, "perm": grant.scope.value}
        if grant.handle
        else {"perm": grant.scope.value}
        for grant in grants
    ]
    claims = _frame(write_reference(subject), issuer, issued_at, validity, chain)
    return write_token(
        {"perms": permissions, "publicKey": write_jwk(subject_key), **claims}, issuer_key
    )


def sign_values(
    handle: str,
    values: Mapping[int, bytes],
    *,
    signer: Reference,
    key: PrivateKey,
    issued_at: int,
    validity: Validity,
    chain: Sequence[Reference] = (),
    digest_name: str = "SHA-256",
) -> str:
    """Sign values of a handle: the text of an HS_SIGNATURE value.

    Args:
        values: encodings of the values by index, as wire.value writes them.
    """
    digests = [
        {"index": index, "digest": base64.b64encode(digest_value(encoded, digest_name)).decode()}
        for index, encoded in sorted(values.items())
    ]
    claims = _frame(handle, signer, issued_at, validity, chain)
    return write_token({"digests": {"alg": digest_name, "digests": digests}, **claims}, key)


def _frame(
    subject: str,
    issuer: Reference,
    issued_at: int,
    validity: Validity,
    chain: Sequence[Reference],
) -> dict[str, Any]:
    frame: dict[str, Any] = {
        "sub": subject,
        "iss": write_reference(issuer),
        "iat": issued_at,
        "nbf": validity.not_before,
        "exp": validity.expires_at,
    }
    if chain:
        frame["chain"] = [write_reference(each) for each in chain]
    return frame


def read_claims(token: Token) -> Claims:
    """Read the claims of a token, without believing them.

    Raises:
        MalformedProof: a claim of another shape. BadKey: its public key is refused.
    """
    payload = token.payload
    expires_at = payload.get("exp")
    digests = payload.get("digests")
    jwk = payload.get("publicKey")
    if jwk is not None and not isinstance(jwk, dict):
        raise BadKey(reason="JWK")
    name, by_index = ("", None) if digests is None else _read_digests(digests)
    issued_at = _moment(payload.get("iat", 0))
    not_before = _moment(payload.get("nbf", 0))
    return Claims(
        issuer=_text(payload.get("iss")),
        subject=_text(payload.get("sub")),
        issued_at=issued_at,
        validity=None if expires_at is None else Validity(not_before, _moment(expires_at)),
        chain=tuple(_text(each) for each in _list(payload.get("chain"), _MAX_CHAIN)),
        grants=_read_grants(_list(payload.get("perms"), _MAX_PERMISSIONS)),
        public_key=None if jwk is None else read_jwk(jwk),
        digest_name=name,
        digests=by_index,
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or not _is_unicode(value):
        raise MalformedProof(part=_PART)
    return value


def _is_unicode(text: str) -> bool:
    """Answer whether a text can be written in UTF-8; JSON lets halves of pairs through."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _moment(value: object) -> int:
    """Read NumericDate; a fraction is cut off (RFC 7519 §2)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 2**53:
        raise MalformedProof(part=_PART)
    return int(value)


def _list(value: object, limit: int) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > limit:
        raise MalformedProof(part=_PART)
    return value


def _read_grants(permissions: list[Any]) -> tuple[Grant, ...]:
    """Read permissions; a scope that is not known grants nothing."""
    grants = []
    for each in permissions:
        if not isinstance(each, dict):
            raise MalformedProof(part=_PART)
        scope, handle = each.get("perm"), each.get("handle")
        if scope == Scope.EVERYTHING:
            grants.append(Grant(Scope.EVERYTHING))
        elif scope in set(Scope) and isinstance(handle, str) and handle and _is_unicode(handle):
            grants.append(Grant(Scope(scope), handle))
    return tuple(grants)


def _read_digests(value: object) -> tuple[str, dict[int, bytes]]:
    if not isinstance(value, dict):
        raise MalformedProof(part=_PART)
    digests: dict[int, bytes] = {}
    for each in _list(value.get("digests"), MAX_VALUES):
        index = each.get("index") if isinstance(each, dict) else None
        if isinstance(index, bool) or not isinstance(index, int) or index in digests:
            raise MalformedProof(part=_PART)
        try:
            digests[index] = base64.b64decode(_text(each.get("digest")), validate=True)
        except binascii.Error:
            raise MalformedProof(part=_PART) from None
    return _text(value.get("alg")), digests
