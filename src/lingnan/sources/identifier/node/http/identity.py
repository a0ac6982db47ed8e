"""Whether the identity that a request claims is proven.

Secrets and certificates are taken over TLS only. Basic is checked the way a challenge is, so that
the secret may lie at another service. Not for what an identity may do (see node.authorisation).

Source: Handle protocol facts §1.15, RFC 4514 and RFC 4519 §2.39 (UID of a certificate's subject).
"""

import secrets
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.dsa import DSAPublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID

from lingnan.kernel import Text
from lingnan.sources.identifier.node.http.authorisation import (
    Basic,
    Claim,
    Proof,
    read_authorisation,
    read_user,
)
from lingnan.sources.identifier.node.http.errors import (
    BadAuthorization,
    NoSession,
    NotSecure,
)
from lingnan.sources.identifier.node.http.port import NodePort
from lingnan.sources.identifier.node.http.request import Request
from lingnan.sources.identifier.node.http.session import Session, Sessions
from lingnan.sources.identifier.node.model import Peer, Proven, Transport
from lingnan.sources.identifier.proof.errors import ProofError
from lingnan.sources.identifier.proof.http_answer import join_key_answer, join_secret_answer
from lingnan.sources.identifier.proof.seckey import MacCode, answer_secret
from lingnan.sources.identifier.wire.handle import fold_text
from lingnan.sources.identifier.wire.limit import NONCE_LENGTH
from lingnan.sources.identifier.wire.typed import HS_SECKEY

_NO_UID: Final = Text("证书主题中没有 UID", "the subject of the certificate has no UID")
_NO_CERTIFICATE: Final = Text("没有出示客户端证书", "no client certificate was shown")
_BAD_CERTIFICATE: Final = Text("证书无法读取", "the certificate cannot be read")
_OTHER_KEY: Final = Text("证书密钥应为 RSA 或 DSA", "its key must be RSA or DSA")


def peer_of(request: Request) -> Peer:
    """Answer the sender of a request as the node knows senders."""
    return Peer(request.address, Transport.HTTP, request.connection, request.is_secure)


async def identify(request: Request, port: NodePort, sessions: Sessions) -> Proven | None:
    """Answer who sends a request; None when it claims nobody.

    Raises: NotSecure, BadAuthorization, NoSession, Refusal.
    """
    header = request.header("authorization")
    claim = read_authorisation(header)
    session = None
    if claim.session is not None:
        require_secure(request)
        session = sessions.find(claim.session, port.now())
    return await prove_claim(request, claim, session, port)


async def prove_claim(
    request: Request, claim: Claim, session: Session | None, port: NodePort
) -> Proven | None:
    """Answer who is proven by a claim, or was by its session before; notes it in the session.

    Raises: NotSecure, BadAuthorization, NoSession, Refusal.
    """
    if not claim.is_claim:
        return None if session is None else session.proven
    require_secure(request)
    header = (request.header("authorization") or "") + request.body.decode("latin-1")
    seen = sha256(header.encode("utf-8", "replace")).digest()
    if session is not None and session.seen == seen and session.proven is not None:
        return session.proven
    if claim.proof is not None:
        if session is None:
            raise NoSession
        proven = await _by_proof(claim.proof, session, port)
    elif claim.basic is not None:
        proven = await _by_secret(claim.basic, port)
    else:
        proven = await _by_certificate(request.certificate, port)
    if session is not None:
        session.proven, session.seen = proven, seen
    return proven


def require_secure(request: Request) -> None:
    """Raises: NotSecure unless a request came over TLS."""
    if not request.is_secure:
        raise NotSecure


async def _by_secret(basic: Basic, port: NodePort) -> Proven:
    nonce, digest = secrets.token_bytes(NONCE_LENGTH), secrets.token_bytes(32)
    proof = answer_secret(basic.secret, nonce, digest, MacCode.HMAC_SHA256)
    return await port.prove_answer(basic.user, HS_SECKEY, nonce, digest, proof)


async def _by_proof(proof: Proof, session: Session, port: NodePort) -> Proven:
    kind = fold_text(proof.kind)
    try:
        if kind == HS_SECKEY:
            answer = join_secret_answer(
                proof.algorithm,
                proof.signature,
                salt=proof.salt,
                iterations=proof.iterations,
                key_bits=proof.key_bits,
            )
        else:
            answer = join_key_answer(proof.algorithm, proof.signature)
    except ProofError as problem:
        raise BadAuthorization(reason=problem.message) from problem
    # What the client signs is nonce ‖ cnonce: the cnonce stands where the request digest would.
    return await port.prove_answer(proof.user, kind, session.nonce, proof.cnonce, answer)


async def _by_certificate(octets: bytes | None, port: NodePort) -> Proven:
    """Judge a certificate: TLS has proved its key, and the handle in it must hold that key."""
    if octets is None:
        raise BadAuthorization(reason=_NO_CERTIFICATE)
    try:
        certificate = x509.load_der_x509_certificate(octets)
        names = certificate.subject.get_attributes_for_oid(NameOID.USER_ID)
        key = certificate.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadAuthorization(reason=_BAD_CERTIFICATE) from None
    if len(names) != 1:
        raise BadAuthorization(reason=_NO_UID)
    if not isinstance(key, RSAPublicKey | DSAPublicKey):
        raise BadAuthorization(reason=_OTHER_KEY)
    value = names[0].value
    user = read_user(value if isinstance(value, str) else value.decode("utf-8", "replace"))
    return await port.prove_key(user, key)
