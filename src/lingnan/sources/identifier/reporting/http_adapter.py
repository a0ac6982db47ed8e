"""The top-level node over HTTP: posts reports and volumes, signs each request, reads receipts.

Addresses and headers are ours, those of the simulated top-level node; the real ones are not
published. Not for deciding when to try again (see delivery), only for which failure it was.

Source: RFC 9110 §15 (status codes), Handle protocol facts §4.4.
"""

import base64
import secrets
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey
from lingnan.sources.identifier.proof.signature import default_hash, sign
from lingnan.sources.identifier.reporting import epp
from lingnan.sources.identifier.reporting.errors import (
    DepositBroken,
    TopLevelBusy,
    TopLevelMisconfigured,
    TopLevelRefused,
    TopLevelUnreachable,
)
from lingnan.sources.identifier.reporting.port import Command, CommandResult, RegistryObject
from lingnan.sources.identifier.reporting.receipt import Receipt, read_receipt
from lingnan.sources.identifier.reporting.report import Parcel, instant

_TEMPORARY: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_ACCESS: Final = frozenset({301, 302, 307, 308, 401, 403, 404, 405, 407, 410})
_LONGEST_ANSWER: Final = 1 << 20
_LONGEST_REASON: Final = 300


class HttpTopLevelNode:
    """One top-level node at an address.

    Args:
        address: https://host[:port][/path]; http only for tests on one machine.
        application: the name under which the node was admitted. key: signs requests.
        node_key: of the top-level node, for its receipts; None takes them unsigned.
        timeout: seconds without an octet.
    """

    def __init__(
        self,
        address: str,
        application: str,
        key: PrivateKey,
        *,
        clock: Callable[[], datetime],
        node_key: PublicKey | None = None,
        timeout: float = 30.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise TopLevelMisconfigured(place=address, reason="http(s)://host[:port]")
        self._host, self._port = parts.hostname, parts.port
        self._path = parts.path.rstrip("/")
        self._is_secure = parts.scheme == "https"
        self._application = application
        self._key = key
        self._node_key = node_key
        self._timeout = timeout
        self._tls = tls
        self._clock = clock

    @property
    def place(self) -> str:
        """Answer where it is."""
        port = "" if self._port is None else f":{self._port}"
        return f"{'https' if self._is_secure else 'http'}://{self._host}{port}{self._path}"

    def submit(self, parcel: Parcel) -> Receipt:
        """Send one part of a report; see port.TopLevelNode."""
        path = f"/reports/{quote(parcel.report)}"
        octets = self._call("POST", path, parcel.content, parcel.delivery_id, "application/json")
        return self._receipt(octets, parcel)

    def deposit(self, folder: Path, parcel: Parcel) -> Receipt:
        """Send the volumes, then the manifest, which completes it; see port.TopLevelNode.

        Raises: DepositBroken when a volume is not there any more.
        """
        path = f"/deposits/{quote(parcel.period)}"
        for volume in sorted(folder.glob("*.volume")):
            try:
                content = volume.read_bytes()
            except OSError as problem:
                raise DepositBroken(place=volume, reason=problem) from problem
            name = f"{path}/{quote(volume.name)}"
            self._call(
                "PUT", name, content, sha256(content).hexdigest(), "application/octet-stream"
            )
        octets = self._call("POST", path, parcel.content, parcel.delivery_id, "application/json")
        return self._receipt(octets, parcel)

    def command(self, command: Command, wanted: RegistryObject) -> CommandResult:
        """Do something to an object; see port.TopLevelNode."""
        transaction = secrets.token_hex(8)
        body = epp.write_command(command, wanted, transaction)

        def send() -> CommandResult:
            octets = self._call("POST", "/registry", body, transaction, "application/epp+xml")
            return epp.read_result(octets, self.place)

        return epp.settle(send, command, wanted, self.place)

    def _receipt(self, octets: bytes, parcel: Parcel) -> Receipt:
        return read_receipt(
            octets,
            place=self.place,
            delivery_id=parcel.delivery_id,
            content_sha256=parcel.content_sha256,
            key=self._node_key,
        )

    def _call(self, method: str, path: str, body: bytes, key: str, media_type: str) -> bytes:
        """Send one request and answer the body of a good answer."""
        headers = self._headers(method, self._path + path, body, key, media_type)
        try:
            connection = self._connect()
            try:
                connection.request(method, self._path + path, body, headers)
                answer = connection.getresponse()
                octets = answer.read(_LONGEST_ANSWER + 1)
                status = answer.status
            finally:
                connection.close()
        except ssl.SSLCertVerificationError as problem:
            raise TopLevelMisconfigured(place=self.place, reason=problem) from problem
        except (OSError, HTTPException) as problem:
            reason = str(problem) or type(problem).__name__
            raise TopLevelUnreachable(place=self.place, reason=reason) from problem
        if 200 <= status < 300 and len(octets) <= _LONGEST_ANSWER:
            return octets
        words = octets[:_LONGEST_REASON].decode(errors="replace")
        reason = f"HTTP {status} {words}".strip()
        if status in _TEMPORARY or 200 <= status < 300:
            raise TopLevelBusy(place=self.place, reason=reason)
        if status in _ACCESS:
            raise TopLevelMisconfigured(place=self.place, reason=reason)
        raise TopLevelRefused(place=self.place, reason=reason)

    def _connect(self) -> HTTPConnection:
        if not self._is_secure:
            return HTTPConnection(self._host, self._port, timeout=self._timeout)
        context = self._tls or ssl.create_default_context()
        return HTTPSConnection(self._host, self._port, timeout=self._timeout, context=context)

    def _headers(
        self, method: str, path: str, body: bytes, key: str, media_type: str
    ) -> Mapping[str, str]:
        at = instant(self._clock())
        name = default_hash(self._key, (2, 11))
        signed = signed_octets(method, path, sha256(body).hexdigest(), self._application, at, key)
        return {
            "Content-Type": media_type,
            "Idempotency-Key": key,
            "Application": self._application,
            "Application-Time": at,
            "Application-Algorithm": name.value,
            "Application-Signature": base64.b64encode(sign(self._key, signed, name)).decode(),
        }


def signed_octets(
    method: str, path: str, body_sha256: str, application: str, at: str, key: str
) -> bytes:
    """Answer what the signature of a request is over; the receiver computes the same."""
    return "\n".join((method, path, application, at, key, body_sha256)).encode()
