"""Which body a message has, and reading and writing it together with the request digest.

Source: RFC 3652 §3, Handle protocol facts §1.4–1.5, §1.9. Not for what the bodies hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lingnan.sources.identifier.wire.body.challenge import (
    Challenge,
    ChallengeAnswer,
    LoginRequest,
    VerifyRequest,
    VerifyResponse,
)
from lingnan.sources.identifier.wire.body.change import (
    CreateResponse,
    RemoveRequest,
    ValuesRequest,
)
from lingnan.sources.identifier.wire.body.failure import ErrorResponse
from lingnan.sources.identifier.wire.body.listing import ListResponse
from lingnan.sources.identifier.wire.body.name import HandleRequest, Nothing
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest, ResolveResponse
from lingnan.sources.identifier.wire.body.session import (
    KeyExchangeRequest,
    SessionSetupRequest,
    SessionSetupResponse,
)
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.body.site_answer import SiteResponse
from lingnan.sources.identifier.wire.body.transaction import (
    DumpRequest,
    NextTransactionResponse,
    TransactionsRequest,
    TransactionsResponse,
)
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response
from lingnan.sources.identifier.wire.digest import RequestDigest
from lingnan.sources.identifier.wire.errors import UnknownOperation
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.octets import Reader
from lingnan.sources.identifier.wire.version import CURRENT, Version, incoming_response

#: Body of a request by its operation.
REQUESTS: Final[Mapping[int, type[Body]]] = {
    Operation.RESOLVE: ResolveRequest,
    Operation.GET_SITE_INFO: HandleRequest,
    Operation.CREATE_HANDLE: ValuesRequest,
    Operation.DELETE_HANDLE: HandleRequest,
    Operation.ADD_VALUES: ValuesRequest,
    Operation.REMOVE_VALUES: RemoveRequest,
    Operation.MODIFY_VALUES: ValuesRequest,
    Operation.LIST_HANDLES: HandleRequest,
    Operation.LIST_DERIVED_PREFIXES: HandleRequest,
    Operation.CHALLENGE_ANSWER: ChallengeAnswer,
    Operation.VERIFY_CHALLENGE: VerifyRequest,
    Operation.HOME_PREFIX: HandleRequest,
    Operation.UNHOME_PREFIX: HandleRequest,
    Operation.LIST_HOMED_PREFIXES: HandleRequest,
    Operation.SESSION_SETUP: SessionSetupRequest,
    Operation.SESSION_TERMINATE: HandleRequest,
    Operation.SESSION_KEY_EXCHANGE: KeyExchangeRequest,
    Operation.NEXT_TRANSACTION_ID: HandleRequest,
    Operation.RETRIEVE_TRANSACTIONS: TransactionsRequest,
    Operation.DUMP_HANDLES: DumpRequest,
    Operation.BACKUP_SERVER: HandleRequest,
    Operation.LOGIN: LoginRequest,
}

#: Body of a success by its operation; operations not named here have none.
SUCCESSES: Final[Mapping[int, type[Body]]] = {
    Operation.RESOLVE: ResolveResponse,
    Operation.GET_SITE_INFO: SiteResponse,
    Operation.CREATE_HANDLE: CreateResponse,
    Operation.LIST_HANDLES: ListResponse,
    Operation.LIST_DERIVED_PREFIXES: ListResponse,
    Operation.VERIFY_CHALLENGE: VerifyResponse,
    Operation.LIST_HOMED_PREFIXES: ListResponse,
    Operation.SESSION_SETUP: SessionSetupResponse,
    Operation.NEXT_TRANSACTION_ID: NextTransactionResponse,
    Operation.RETRIEVE_TRANSACTIONS: TransactionsResponse,
}

_REFERRALS: Final = (Response.SERVICE_REFERRAL.value, Response.PREFIX_REFERRAL.value)


@dataclass(frozen=True, slots=True)
class DecodedBody:
    """A body, and the digest of the request that stood before it; None without one.

    Source: RFC 3652 §2.2.3.
    """

    body: Body
    digest: RequestDigest | None


def body_class(operation: int, response: int, version: Version = CURRENT) -> type[Body]:
    """Answer which body a message of some operation and response code has.

    Raises:
        UnknownOperation: a request, or a success, of an operation that we do not know.

    Source: Handle protocol facts §1.4–1.5, §1.9.
    """
    response = incoming_response(response, version)
    if response == Response.NONE:
        found = REQUESTS.get(operation)
        if found is None:
            raise UnknownOperation(operation=operation)
        return found
    if response == Response.SUCCESS:
        if operation not in REQUESTS:
            raise UnknownOperation(operation=operation)
        return SUCCESSES.get(operation, Nothing)
    if response == Response.AUTHENTICATION_NEEDED:
        return Challenge
    return Referral if response in _REFERRALS else ErrorResponse


def decode_body(message: Message, version: Version = CURRENT) -> DecodedBody:
    """Read the body of a message, and the digest before it if it is a response that has one.

    Raises:
        WireError: the operation is unknown, or the octets are no such body.

    Source: RFC 3652 §2.2.3.
    """
    kind = body_class(message.operation, message.response, version)
    is_response = message.response != Response.NONE.value
    if not (is_response and message.flags & Flag.REQUEST_DIGEST.value):
        return DecodedBody(kind.decode(message.body, version), None)
    reader = Reader(message.body)
    digest = RequestDigest.read(reader, version)
    return DecodedBody(kind.decode(reader.rest(), version), digest)


def encode_body(
    body: Body, version: Version = CURRENT, digest: RequestDigest | None = None
) -> bytes:
    """Write a body, after a digest if one is given; the message then needs the flag too.

    Raises:
        WireError: a field cannot be written.

    Source: RFC 3652 §2.2.3.
    """
    octets = body.encode(version)
    return octets if digest is None else digest.encode(version) + octets
