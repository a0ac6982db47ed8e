"""Takes what second-level nodes send: checks who sent it and what it is, keeps it, gives receipts.

What was taken before is answered with the receipt of then. Kept in files, so that a restart forgets
nothing. Not for HTTP (see web).
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey
from lingnan.sources.identifier.proof.signature import read_hash_name, verify
from lingnan.sources.identifier.reporting.check import check_rows
from lingnan.sources.identifier.reporting.escrow.manifest import Manifest
from lingnan.sources.identifier.reporting.escrow.seal import MANIFEST_FILE, check_sealed
from lingnan.sources.identifier.reporting.http_adapter import signed_octets
from lingnan.sources.identifier.reporting.receipt import write_receipt
from lingnan.sources.identifier.reporting.specification import table

_SKEW: Final = timedelta(minutes=5)
_NAME: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,80}")
_VOLUME: Final = re.compile(r"\d{6}\.volume")


class Refused(Exception):
    """What is answered instead of a receipt: an HTTP status and words."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.status = status
        self.reason = reason


class Reception:
    """What one simulated node has taken.

    Args:
        key: signs receipts and opens deposits. applications: name → key it signs requests with.
    """

    def __init__(
        self, folder: Path, key: PrivateKey, applications: Mapping[str, PublicKey]
    ) -> None:
        self.key = key
        self.deposits = folder / "deposits"
        self._applications = applications
        self._reports = folder / "reports"
        self._receipts = folder / "receipts"
        for each in (self.deposits, self._reports, self._receipts):
            each.mkdir(parents=True, exist_ok=True)

    def admit(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body_sha256: str,
        now: datetime,
    ) -> str:
        """Check the signature of a request; answer the name of its application.

        Raises:
            Refused: 401.
        """
        name = headers.get("application", "")
        key = self._applications.get(name)
        at = headers.get("application-time", "")
        signed = signed_octets(
            method, path, body_sha256, name, at, headers.get("idempotency-key", "")
        )
        try:
            age = abs(now - datetime.fromisoformat(at))
            signature = base64.b64decode(headers.get("application-signature", ""), validate=True)
            algorithm = read_hash_name(headers.get("application-algorithm", ""))
        except (ValueError, TypeError, binascii.Error, LingnanError) as problem:
            raise Refused(401, type(problem).__name__) from problem
        if key is None or age > _SKEW or not verify(key, signed, signature, algorithm):
            raise Refused(401, "application, time or signature")
        return name

    def take_report(self, code: str, key: str, body: bytes, now: datetime) -> bytes:
        """Take one part of a report; answer its receipt.

        Raises:
            Refused: 422 when it does not keep to its table.
        """
        held = self._held(key)
        if held is not None:
            return held
        try:
            content = json.loads(body)
            specification = table(code)
            problems = check_rows(specification, content["rows"])
        except (ValueError, KeyError, TypeError, LingnanError) as problem:
            raise Refused(422, str(problem)[:200]) from problem
        if content.get("table") != specification.code:
            raise Refused(422, f"table {content.get('table')!r}")
        if problems:
            told = "; ".join(str(each) for each in problems[:5])
            raise Refused(422, f"{len(problems)}: {told}")
        self._write(self._reports / f"{_checked(key)}.json", body)
        return self._receipt(key, body, now)

    def take_volume(self, deposit: str, name: str, received: Path) -> None:
        """Take one volume of a deposit, from a file beside. Raises: Refused 422 for its name."""
        if not _NAME.fullmatch(deposit) or not _VOLUME.fullmatch(name):
            raise Refused(422, "name")
        folder = self.deposits / deposit
        folder.mkdir(exist_ok=True)
        received.replace(folder / name)

    def take_manifest(
        self, application: str, deposit: str, key: str, body: bytes, now: datetime
    ) -> bytes:
        """Complete a deposit: its volumes must be there, whole and signed; answer its receipt.

        Raises:
            Refused: 422.
        """
        held = self._held(key)
        if held is not None:
            return held
        if not _NAME.fullmatch(deposit):
            raise Refused(422, "name")
        folder = self.deposits / deposit
        folder.mkdir(exist_ok=True)
        draft = folder / MANIFEST_FILE
        self._write(draft, body)
        try:
            check_sealed(folder, self._applications[application])
        except LingnanError as problem:
            draft.unlink()
            raise Refused(422, problem.message.en) from problem
        (folder / "application").write_text(application, encoding="utf-8")
        return self._receipt(key, body, now)

    def complete_deposits(self) -> list[tuple[Path, Manifest, PublicKey]]:
        """Answer the complete deposits, the oldest first, with who signed them."""
        found = []
        for mark in sorted(self.deposits.glob("*/application")):
            signer = self._applications[mark.read_text(encoding="utf-8")]
            found.append((mark.parent, check_sealed(mark.parent, signer), signer))
        return sorted(found, key=lambda each: (each[1].head.watermark, each[0].name))

    def reports(self) -> list[dict[str, object]]:
        """Answer every report that was taken, the oldest first."""
        files = sorted(self._reports.glob("*.json"), key=lambda each: each.stat().st_mtime_ns)
        return [json.loads(each.read_bytes()) for each in files]

    def _held(self, key: str) -> bytes | None:
        path = self._receipts / f"{_checked(key)}.json"
        return path.read_bytes() if path.exists() else None

    def _receipt(self, key: str, body: bytes, now: datetime) -> bytes:
        number = f"R{sum(1 for _ in self._receipts.glob('*.json')) + 1:08d}"
        octets = write_receipt(self.key, number, key, sha256(body).hexdigest(), now)
        self._write(self._receipts / f"{_checked(key)}.json", octets)
        return octets

    @staticmethod
    def _write(path: Path, octets: bytes) -> None:
        draft = path.with_suffix(".draft")
        draft.write_bytes(octets)
        draft.replace(path)


def _checked(key: str) -> str:
    if not _NAME.fullmatch(key):
        raise Refused(422, "Idempotency-Key")
    return key
