"""What the node tells of itself: site information (op 2), the next change (op 1000).

Source: RFC 3652 §3.3, Handle protocol facts §1.4, §1.8. The other operations of replication as the
reference does it (1001–1003) are not offered: replicas read the outbox over HTTP.
"""

from lingnan.sources.identifier.node.authorise import Authority
from lingnan.sources.identifier.node.model import Asker, Reply
from lingnan.sources.identifier.node.operation.basis import Basis
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.site_answer import SiteResponse
from lingnan.sources.identifier.wire.body.transaction import NextTransactionResponse
from lingnan.sources.identifier.wire.codes import Response


async def get_site_info(host: Host, _: HandleRequest, __: Asker) -> Reply:
    """Answer the site of this server."""
    return Reply(Response.SUCCESS, SiteResponse(host.site))


async def next_transaction(host: Host, _: HandleRequest, asker: Asker) -> Reply:
    """Answer the number of the change after the last one shown, to server administrators.

    Raises: ProofNeeded, NotAdministrator.
    """
    await Authority(Basis(host), asker).require_server_admin("/")
    host.reader.renew()
    return Reply(Response.SUCCESS, NextTransactionResponse(host.reader.position()[0] + 1))
