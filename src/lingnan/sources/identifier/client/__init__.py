"""A client for any Handle service: resolve, administer, sessions; asynchronous and blocking.

Reads `wire` and `proof` only. Not for recursive resolution with a cache (see resolver).
"""

from lingnan.sources.identifier.client.blocking import BlockingClient, connect
from lingnan.sources.identifier.client.call import Options
from lingnan.sources.identifier.client.client import HandleClient, Resolution
from lingnan.sources.identifier.client.endpoint import Endpoint, ServerView, read_server
from lingnan.sources.identifier.client.errors import ClientError, Refused
from lingnan.sources.identifier.client.identity import KeyIdentity, SecretIdentity
from lingnan.sources.identifier.client.session import Session
from lingnan.sources.identifier.client.setup import SessionWish

__all__ = [
    "BlockingClient",
    "ClientError",
    "Endpoint",
    "HandleClient",
    "KeyIdentity",
    "Options",
    "Refused",
    "Resolution",
    "SecretIdentity",
    "ServerView",
    "Session",
    "SessionWish",
    "connect",
    "read_server",
]
