"""Bounds on what one outsider may make the HTTP side hold or wait for.

Not for rates per source, which all transports share (see node.limits).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HttpLimit:
    """Bounds of one listener.

    Units: octets, seconds, counts.

    Attributes:
        head_octets: request line and headers. target_octets: request target. body_octets: a body;
            a binary message may have 262,144 octets, values in base64 a third more.
        fields_count: header fields. queued_count: pipelined requests read ahead.
        connections_count: open connections of a worker. per_address_count: of one address.
        first_s: wait for the first octet. head_s, body_s: whole head, whole body, from the first
            octet of a request. idle_s: between requests. write_s: a client that does not read.
        tls_s: handshake. work_s: answering one request.
    """

    head_octets: int = 16_384
    target_octets: int = 8_192
    body_octets: int = 1_048_576
    fields_count: int = 64
    queued_count: int = 64
    connections_count: int = 10_000
    per_address_count: int = 1_000
    first_s: float = 10.0
    head_s: float = 10.0
    body_s: float = 30.0
    idle_s: float = 75.0
    write_s: float = 30.0
    tls_s: float = 10.0
    work_s: float = 60.0
