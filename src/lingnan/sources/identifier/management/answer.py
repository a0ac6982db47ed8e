"""How the API answers: the shapes in use, and failures coded in both languages.

Two shapes: ``status`` of second-level nodes (1 done, -1 not signed in, -2 refused, -3 no right, -4
internal) and ``code`` of enterprise nodes (1 done, 101 to 106 …). Both carry the HTTP status that
belongs to the failure, and ``error`` with this program's own code. Not for deciding anything.

Source: Handle protocol facts §4.5.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from lingnan.access import errors as access
from lingnan.kernel import Finding, Lang, LingnanError, Text
from lingnan.sources.identifier.business import errors as business
from lingnan.sources.identifier.management import errors as management
from lingnan.sources.identifier.records.errors import BatchReused


class Shape(Enum):
    """Which software a route speaks to."""

    STATUS = "status"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a failure is on the outside: HTTP status, `status`, `code`."""

    http: int
    status: int
    code: int


_SIGNED_OUT: Final = Kind(401, -1, 102)
_NO_RIGHT: Final = Kind(403, -3, 103)
_ABSENT: Final = Kind(404, -2, 104)
_EXISTS: Final = Kind(409, -2, 105)
_WRONG: Final = Kind(400, -2, 106)
_BUSY: Final = Kind(429, -2, 101)
_BROKEN: Final = Kind(503, -4, 500)
_KINDS: Final[tuple[tuple[type[LingnanError], Kind], ...]] = (
    (management.NotSignedIn, _SIGNED_OUT),
    (management.FactorMissing, _SIGNED_OUT),
    (management.DigestSignInRefused, Kind(501, -2, 405)),
    (management.BodyTooLarge, Kind(413, -2, 106)),
    (management.OperationUnknown, Kind(400, -2, 404)),
    (management.IdentifierUnknown, _ABSENT),
    (management.Unexpected, Kind(500, -4, 500)),
    (access.SignInRefused, Kind(401, -2, 401)),
    (access.SecondFactorNeeded, _SIGNED_OUT),
    (access.SessionEnded, _SIGNED_OUT),
    (access.TokenInvalid, _SIGNED_OUT),
    (access.TooMany, _BUSY),
    (access.Refused, _NO_RIGHT),
    (access.SameHands, _NO_RIGHT),
    (business.ProofRefused, Kind(401, -1, 401)),
    (business.NoApplication, _ABSENT),
    (business.NoPrefix, _ABSENT),
    (business.NoTemplate, Kind(404, -2, 604)),
    (business.NoCarrier, _ABSENT),
    (business.NoNodeApplication, _ABSENT),
    (business.IdentifierWithheld, Kind(410, -2, 702)),
    (business.StepRefused, _EXISTS),
    (business.NumberTaken, _EXISTS),
    (business.TemplateExists, _EXISTS),
    (business.TemplateInUse, _EXISTS),
    (business.CarrierExists, _EXISTS),
    (business.NodeApplicationExists, _EXISTS),
    (business.HeartbeatRefused, _EXISTS),
    (business.TemplateInvalid, Kind(400, -2, 601)),
    (business.OpenFindings, _EXISTS),
    (BatchReused, _EXISTS),
)


def kind_of(failure: LingnanError) -> Kind:
    """Answer what a failure is on the outside."""
    for found, kind in _KINDS:
        if isinstance(failure, found):
            return kind
    return _WRONG if failure.exit_code == 2 else _BROKEN


def done(shape: Shape, data: Any, lang: Lang) -> dict[str, Any]:
    """Answer a request that was done."""
    if shape is Shape.STATUS:
        return {"status": 1, "message": "success", "data": data}
    return {"code": 1, "message": "成功" if lang == "zh" else "success", "data": data}


def failed(shape: Shape, failure: LingnanError, lang: Lang) -> tuple[int, dict[str, Any]]:
    """Answer the HTTP status and the body for a failure."""
    kind = kind_of(failure)
    message = failure.message.in_(lang)
    head: dict[str, Any] = {"message": message, "data": None}
    head |= {"status": kind.status} if shape is Shape.STATUS else {"code": kind.code}
    error: dict[str, Any] = {
        "code": failure.code,
        **both(failure.message),
        "remedy": both(failure.advice),
    }
    findings = failure.values.get("findings")
    if isinstance(findings, tuple):
        listed: list[dict[str, Any]] = [finding_json(each) for each in findings]
        error["findings"] = listed
    return kind.http, head | {"error": error}


def both(text: Text) -> dict[str, str]:
    """Answer a text in both languages, as members of an object."""
    return {"zh": text.zh, "en": text.en}


def finding_json(finding: Finding) -> dict[str, Any]:
    """Answer one finding."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "row": finding.row,
        "field": finding.field,
        "value": finding.value,
        **both(finding.what),
        "remedy": both(finding.remedy),
    }


def findings_text(findings: Iterable[Finding], lang: Lang) -> str:
    """Answer findings in one line."""
    return " ".join(each.what.in_(lang) for each in findings)
