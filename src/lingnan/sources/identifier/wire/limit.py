"""Bounds on what is read from or written to the wire.

Source: Handle protocol facts §1.1, the limits of the reference server. Not for limits of one
deployment (rates, sessions); those belong to the node.
"""

from typing import Final

#: Octets of a whole message: header, body and credential, without the envelope.
MAX_MESSAGE: Final = 262_144
#: Octets of one UDP packet with its envelope.
MAX_PACKET: Final = 512
#: Octets of the message that one UDP packet carries.
MAX_PAYLOAD: Final = 492
#: Octets of one handle in UTF-8.
MAX_HANDLE: Final = 2_048
#: Values of one handle.
MAX_VALUES: Final = 2_048
#: Items of any list, octets of any string.
MAX_ARRAY: Final = 1_048_576
#: Octets of the nonce of a challenge.
NONCE_LENGTH: Final = 16
#: Handles in one message of a list response (Handle protocol facts §1.9).
LIST_PART: Final = 50
#: Service of the protocol over UDP and TCP, and of the HTTP interface.
DEFAULT_PORT: Final = 2_641
DEFAULT_HTTP_PORT: Final = 8_000
