"""Whether somebody is who he says: secret keys, public keys, certificates, of here or elsewhere.

The binary side proves by answers to challenges; the HTTP side also by a secret or a TLS key. Every
proof that does not hold is the same `ProofFailed`, so that nobody can probe which part was wrong.
Not for what the proof allows (see authorise). Source: Handle protocol facts §1.7, §1.10, §1.15.
"""

import hmac
from collections.abc import Sequence

from lingnan.kernel import Text
from lingnan.sources.identifier.node.errors import (
    CredentialRefused,
    ProofFailed,
    ProofUnusable,
)
from lingnan.sources.identifier.node.model import Proven
from lingnan.sources.identifier.node.operation.basis import Basis
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.proof.certificate import read_reference
from lingnan.sources.identifier.proof.chain import collect_async
from lingnan.sources.identifier.proof.challenge import check_key
from lingnan.sources.identifier.proof.errors import (
    BadKey,
    ChainRefused,
    MalformedProof,
    ProofError,
    UnsupportedAlgorithm,
    WorkAboveLimit,
)
from lingnan.sources.identifier.proof.key import PublicKey
from lingnan.sources.identifier.proof.key_record import decode_key
from lingnan.sources.identifier.proof.seckey import MacCode, check_secret
from lingnan.sources.identifier.proof.sm2 import Sm2PublicKey
from lingnan.sources.identifier.proof.trust import certified_key
from lingnan.sources.identifier.wire.body.challenge import ChallengeAnswer
from lingnan.sources.identifier.wire.handle import fold_text, is_same, split
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.typed import HS_CERT, HS_PUBKEY, HS_SECKEY
from lingnan.sources.identifier.wire.value import HandleValue

_KEY = Text("密钥类型或长度不受支持", "the kind or size of the key is not supported")
_WORK = Text("PBKDF2 迭代次数过多", "too many PBKDF2 iterations")
_KEY_TYPES = (HS_PUBKEY, HS_CERT)


async def prove_answer(host: Host, answer: ChallengeAnswer, nonce: bytes, digest: bytes) -> Proven:
    """Answer who has answered a challenge.

    Args: digest: raw octets of the digest of the request that was challenged.
    Raises:
        ProofFailed: it does not hold, or there is no such user. CredentialRefused: malformed.
        ProofUnusable: it costs too much or its key is none that is taken. Busy. ElsewhereFailed.
    """
    method = fold_text(answer.method)
    if method == HS_SECKEY:
        if await is_secret_proof(host, answer.user, nonce, digest, answer.proof):
            return Proven((answer.user,), HS_SECKEY)
        raise ProofFailed
    if method not in _KEY_TYPES:
        raise ProofFailed
    value = await _value(host, answer.user, _KEY_TYPES)
    key, proven = await _key(host, answer.user, value)
    try:
        if isinstance(key, Sm2PublicKey):
            holds = await host.checks.run(
                check_key, answer.proof, key, nonce, digest, user=answer.user.handle
            )
        else:
            holds = check_key(answer.proof, key, nonce, digest, user=answer.user.handle)
    except MalformedProof:
        raise CredentialRefused from None
    if not holds:
        raise ProofFailed
    return proven


async def is_secret_proof(
    host: Host, user: Reference, nonce: bytes, digest: bytes, proof: bytes, *, asks: bool = True
) -> bool:
    """Answer whether a proof is made with the secret key of a user.

    Args: asks: another service may be asked when the user lives there.
    Raises: CredentialRefused, ProofUnusable, Busy, ElsewhereFailed.
    """
    secret = _secret(host, user)
    if secret is None:
        if asks and _is_elsewhere(host, user.handle):
            return await host.is_proof_elsewhere(user, nonce, digest, proof)
        return False
    work = host.settings.limits.work
    try:
        if proof[:1] == bytes((MacCode.PBKDF2_HMAC_SHA1,)):
            return await host.checks.run(check_secret, proof, secret, nonce, digest, max_work=work)
        return check_secret(proof, secret, nonce, digest, max_work=work)
    except MalformedProof:
        raise CredentialRefused from None
    except WorkAboveLimit:
        raise ProofUnusable(reason=_WORK) from None


def prove_secret(host: Host, user: Reference, secret: bytes) -> Proven:
    """Answer who gave a secret over an encrypted way, as HTTP Basic does (facts §1.15).

    Raises: ProofFailed. Limits: secrets kept elsewhere cannot be compared.
    """
    kept = _secret(host, user)
    if kept is None or not secret or not hmac.compare_digest(kept, secret):
        raise ProofFailed
    return Proven((user,), HS_SECKEY)


async def prove_key(host: Host, user: Reference, key: PublicKey) -> Proven:
    """Answer who has shown possession of a public key in TLS (facts §1.15).

    Raises: ProofFailed when it is not the key of the user; ProofUnusable, ElsewhereFailed.
    """
    value = await _value(host, user, _KEY_TYPES)
    kept, proven = await _key(host, user, value)
    if kept != key:
        raise ProofFailed
    return Proven(proven.references, "TLS")


async def public_key(host: Host, reference: Reference) -> PublicKey:
    """Answer the key in an HS_PUBKEY value, here or elsewhere, as session setup 3 needs it.

    Raises: ProofFailed, ProofUnusable, ElsewhereFailed.
    """
    value = await _value(host, reference, (HS_PUBKEY,))
    return (await _key(host, reference, value))[0]


def _secret(host: Host, user: Reference) -> bytes | None:
    """Answer the secret of a user who lives here; a public one proves nothing."""
    record = Basis(host).record(user.handle)
    value = None if record is None else record.value(user.index)
    if value is None or fold_text(value.type) != HS_SECKEY or value.is_public or not value.data:
        return None
    return value.data


def _is_elsewhere(host: Host, handle: str) -> bool:
    if host.elsewhere is None or Basis(host).withheld_or_not(handle) is not None:
        return False
    return not host.is_own(split(handle)[0])


async def _value(host: Host, reference: Reference, types: Sequence[str]) -> HandleValue:
    record = Basis(host).record(reference.handle)
    value = None
    if record is not None:
        value = record.value(reference.index)
    elif _is_elsewhere(host, reference.handle):
        found = await host.values_elsewhere(reference.handle, (reference.index,), tuple(types))
        value = next((each for each in found or () if each.index == reference.index), None)
    if value is None or fold_text(value.type) not in types:
        raise ProofFailed
    return value


async def _key(host: Host, reference: Reference, value: HandleValue) -> tuple[PublicKey, Proven]:
    if fold_text(value.type) == HS_CERT:
        return await _certified(host, reference, value)
    try:
        return decode_key(value.data), Proven((reference,), HS_PUBKEY)
    except BadKey:
        raise ProofUnusable(reason=_KEY) from None


async def _certified(
    host: Host, reference: Reference, value: HandleValue
) -> tuple[PublicKey, Proven]:
    """Answer the key of a certificate whose chain ends at the trust root, and its subject."""

    async def look_up(wanted: Reference) -> list[str]:
        indexes = (wanted.index,) if wanted.index else ()
        record = Basis(host).record(wanted.handle)
        found: tuple[HandleValue, ...] | None = None
        if record is not None:
            found = record.values
        elif _is_elsewhere(host, wanted.handle):
            found = await host.values_elsewhere(wanted.handle, indexes, (HS_CERT,))
        return [
            each.data.decode("utf-8", "replace")
            for each in found or ()
            if fold_text(each.type) == HS_CERT and (not indexes or each.index in indexes)
        ]

    try:
        links = await collect_async(value.data.decode("utf-8", "replace"), look_up)
        key = certified_key(links, roots=host.settings.trust_roots, now=host.now)
        subject = read_reference(links[0].claims.subject)
    except UnsupportedAlgorithm:
        raise ProofUnusable(reason=_KEY) from None
    except (ChainRefused, ProofError):
        raise ProofFailed from None
    if not is_same(subject.handle, reference.handle):
        raise ProofFailed
    references = (reference,) if subject == reference or not subject.index else (reference, subject)
    return key, Proven(references, HS_CERT)
