"""The Authorization header: Basic with index:handle as user, or Handle with named fields.

Only reading; whether what is claimed is true is judged in identity. A user without index is asked
for as index 0, any index. Source: Handle protocol facts §1.15, RFC 9110 §11, RFC 7617.
"""

import re
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote_to_bytes

from lingnan.kernel import Text
from lingnan.sources.identifier.node.http.errors import BadAuthorization
from lingnan.sources.identifier.wire.reference import Reference

_FIELD: Final = re.compile(r'\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))\s*')
_NOT_BASE64: Final = Text("不是有效的 Base64", "it is not base64")
_NOT_TEXT: Final = Text("用户名不是有效的 UTF-8", "the user is not UTF-8")
_NO_COLON: Final = Text("缺少冒号", "there is no colon")
_NO_USER: Final = Text("缺少标识", "there is no handle")
_BAD_FIELDS: Final = Text("参数格式有误", "its fields are malformed")
_MISSING: Final = Text("认证参数不完整", "a field of the proof is missing")
_NOT_NUMBER: Final = Text("iterations 或 length 不是数字", "iterations or length is no number")
_UNKNOWN: Final = Text("不支持该方式", "the scheme is not supported")
_VERSION: Final = Text("版本应为 0", "the version must be 0")


@dataclass(frozen=True, slots=True)
class Basic:
    """A secret sent as it is."""

    user: Reference
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """A signed answer to the nonce of a session.

    Attributes:
        kind: HS_SECKEY or HS_PUBKEY. algorithm, signature: how, and the octets. cnonce: nonce of
            the client, which is signed behind that of the server. salt, iterations, key_bits: of
            PBKDF2, else empty and 0.
    """

    user: Reference
    kind: str
    algorithm: str
    cnonce: bytes
    signature: bytes
    salt: bytes = b""
    iterations: int = 0
    key_bits: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says about who sends it.

    Attributes:
        session: id of a session. cnonce: given alone, it asks the server to sign. proof, basic:
            a claim of identity. wants_certificate: the TLS certificate names the identity.
    """

    session: str | None = None
    cnonce: bytes | None = None
    proof: Proof | None = None
    basic: Basic | None = None
    wants_certificate: bool = False

    @property
    def is_claim(self) -> bool:
        """Answer whether an identity is claimed with this request, beside a session's."""
        return self.proof is not None or self.basic is not None or self.wants_certificate


NOBODY: Final = Claim()


def read_authorisation(header: str | None) -> Claim:
    """Read the header; nobody when there is none.

    Raises: BadAuthorization.
    """
    if header is None or not header.strip():
        return NOBODY
    scheme, _, rest = header.strip().partition(" ")
    match scheme.lower():
        case "basic":
            return Claim(basic=_basic(rest.strip()))
        case "handle":
            return read_fields(_fields(rest))
        case _:
            raise BadAuthorization(reason=_UNKNOWN)


def read_fields(fields: dict[str, str]) -> Claim:
    """Read the fields of Handle authorisation, from the header or a JSON body.

    Raises: BadAuthorization.
    """
    if fields.get("version", "0") != "0":
        raise BadAuthorization(reason=_VERSION)
    cnonce = _octets(fields.get("cnonce"))
    return Claim(
        session=fields.get("sessionId") or None,
        cnonce=cnonce,
        proof=_proof(fields, cnonce),
        wants_certificate=fields.get("clientCert", "").lower() in {"true", "yes"},
    )


def read_user(text: str) -> Reference:
    """Read ``index:handle``; without an index it is 0, any.

    Raises: BadAuthorization.
    """
    index, colon, handle = text.partition(":")
    if colon and index.isascii() and index.isdigit() and len(index) <= 10:
        number = int(index)
        if number > 0xFFFFFFFF:
            raise BadAuthorization(reason=_NO_USER)
    else:
        number, handle = 0, text
    if not handle:
        raise BadAuthorization(reason=_NO_USER)
    return Reference(handle, number)


def _basic(text: str) -> Basic:
    try:
        octets = b64decode(text, validate=True)
    except ValueError:
        raise BadAuthorization(reason=_NOT_BASE64) from None
    # The index's colon comes percent-encoded, so that the first one ends the user.
    user, colon, secret = octets.partition(b":")
    if not colon:
        raise BadAuthorization(reason=_NO_COLON)
    try:
        name = unquote_to_bytes(user).decode()
    except UnicodeDecodeError:
        raise BadAuthorization(reason=_NOT_TEXT) from None
    return Basic(read_user(name), secret)


def _fields(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    at = 0
    while at < len(text):
        found = _FIELD.match(text, at)
        if found is None or found[1] in fields:
            raise BadAuthorization(reason=_BAD_FIELDS)
        quoted = found[2]
        fields[found[1]] = found[3] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        at = found.end()
        if at < len(text):
            if text[at] != ",":
                raise BadAuthorization(reason=_BAD_FIELDS)
            at += 1
    return fields


def _proof(fields: dict[str, str], cnonce: bytes | None) -> Proof | None:
    if not any(fields.get(name) for name in ("id", "type", "signature", "alg")):
        return None
    signature = _octets(fields.get("signature"))
    kind, algorithm = fields.get("type", ""), fields.get("alg", "")
    if cnonce is None or signature is None or not kind or not algorithm:
        raise BadAuthorization(reason=_MISSING)
    return Proof(
        user=read_user(fields.get("id", "")),
        kind=kind,
        algorithm=algorithm,
        cnonce=cnonce,
        signature=signature,
        salt=_octets(fields.get("salt")) or b"",
        iterations=_number(fields.get("iterations")),
        key_bits=_number(fields.get("length")),
    )


def _octets(text: str | None) -> bytes | None:
    if not text:
        return None
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise BadAuthorization(reason=_NOT_BASE64) from None


def _number(text: str | None) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise BadAuthorization(reason=_NOT_NUMBER)
    return int(text)
