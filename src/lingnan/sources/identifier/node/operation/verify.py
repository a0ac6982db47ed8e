"""Checking a secret-key proof for another server (op 201): it was challenged there, lives here.

Source: RFC 3652 §3.5.3, Handle protocol facts §1.9.
"""

from lingnan.sources.identifier.node.model import Asker, Reply
from lingnan.sources.identifier.node.operation.basis import Basis
from lingnan.sources.identifier.node.operation.delete import absent
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.node.operation.prove import is_secret_proof
from lingnan.sources.identifier.wire.body.challenge import VerifyRequest, VerifyResponse
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.handle import check


async def verify_challenge(host: Host, request: VerifyRequest, asker: Asker) -> Reply:
    """Answer whether a proof holds, or whom to ask instead.

    Raises: HandleNotFound, NotResponsible, CredentialRefused, ProofUnusable, Busy.
    """
    check(request.user.handle)
    referral = absent(Basis(host), request.user.handle, asker)
    if referral is not None:
        return referral
    host.failures.require_few(asker.peer.address, request.user, host.clock())
    holds = await is_secret_proof(
        host, request.user, request.nonce, request.digest, request.proof, asks=False
    )
    if not holds:
        host.failures.add(asker.peer.address, request.user, host.clock())
    return Reply(Response.SUCCESS, VerifyResponse(holds))
