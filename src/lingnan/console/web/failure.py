"""Failures as pages: which status, in the reader's language, nothing leaked, nothing typed lost.

Not for what may fail (errors of each room).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lingnan.access import errors as access
from lingnan.console import errors as console
from lingnan.console.i18n import Translator
from lingnan.console.web import enterprise_errors as enterprise
from lingnan.console.web import errors as web
from lingnan.console.web.answer import Context, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.frame import address_of
from lingnan.console.work import errors as work
from lingnan.console.work.attest import errors as attest
from lingnan.console.work.change import errors as change
from lingnan.kernel import LingnanError
from lingnan.pipeline import errors as pipeline
from lingnan.sources.identifier.business import errors as identifier

_STATUS: Final[tuple[tuple[type[LingnanError], int], ...]] = (
    (web.NotSignedIn, 401),
    (access.SessionEnded, 401),
    (access.TokenInvalid, 401),
    (access.SecondFactorNeeded, 401),
    (access.SignInRefused, 401),
    (access.FederationFailed, 401),
    (access.NotLinked, 403),
    (access.TooMany, 429),
    (work.UploadQuota, 429),
    (access.Refused, 403),
    (access.SameHands, 403),
    (enterprise.NotConsented, 403),
    (web.ForeignOrigin, 403),
    (work.WholeRegionNeeded, 403),
    (web.FactorMissing, 403),
    (web.NothingThere, 404),
    (access.NoAccount, 404),
    (access.NoConsent, 404),
    (console.UnknownCity, 404),
    (console.UnknownEnterprise, 404),
    (pipeline.UnknownSubject, 404),
    (identifier.NoPrefix, 404),
    (identifier.NoTemplate, 404),
    (identifier.NoCarrier, 404),
    (identifier.StepRefused, 409),
    (identifier.OpenFindings, 409),
    (identifier.NumberTaken, 409),
    (identifier.TemplateExists, 409),
    (identifier.TemplateInUse, 409),
    (identifier.CarrierExists, 409),
    (access.AccountExists, 409),
    (access.LastAdministrator, 409),
    (access.SecondFactorState, 409),
    (web.ChangedMeanwhile, 409),
    (attest.PaperSettled, 409),
    (attest.AnswerOvertaken, 409),
    (web.StillWorking, 409),
    (change.ChangeSettled, 409),
    (change.ChangeOnItsWay, 409),
    (pipeline.NoRun, 409),
    (web.TooLarge, 413),
    (web.UploadRefused, 415),
    (web.HostUnknown, 421),
    (web.Unexpected, 500),
)


#: Fields that hold a secret: by their whole name, and by a part of it.
_SECRET: Final = frozenset({"code", "key"})
_SECRET_PARTS: Final = ("password", "passphrase", "secret", "token")
#: The hidden field with the state in which a record was read (seen).
SEEN: Final = "seen"


@dataclass(frozen=True, slots=True)
class FailureContext(Context):
    """A failure as it is told.

    Attributes:
        kept: what was typed, as names and values.
        shown: what was filled in of it, without what only the form itself means.
        act: where the form was sent, to be sent again after signing in; empty when none was.
        way: the page to come to after signing in.
    """

    template = "frame/failure.html"
    code: str
    message: str
    advice: str
    status: int
    kept: tuple[tuple[str, str], ...] = ()
    shown: tuple[tuple[str, str], ...] = ()
    act: str = ""
    way: str = "/"


@dataclass(frozen=True, slots=True)
class FailurePieceContext(Context):
    """A failure of a part of a page, told above everything else on it; nothing is replaced."""

    template = "frame/failure_piece.html"
    code: str
    message: str
    advice: str


def status_of(failure: LingnanError) -> int:
    """Answer the HTTP status of a failure."""
    for kind, status in _STATUS:
        if isinstance(failure, kind):
            return status
    return 400 if failure.exit_code == 2 else 503


def failure_page(call: Call, failure: LingnanError) -> Shown:
    """Answer a failure as a page; what was typed stands on it, to be sent again or copied.

    In a part of a page it stands above the rest, so that nothing typed there is lost; only an ended
    session takes the whole page, with what was typed.
    """
    status = status_of(failure)
    seconds = failure.values.get("seconds")
    headers = {"Retry-After": str(seconds)} if status == 429 and seconds is not None else {}
    title = title_of(call.tr, status)
    told, advice = failure.message.in_(call.lang), failure.advice.in_(call.lang)
    if call.is_piece and status != 401:
        headers |= {"HX-Retarget": "#content", "HX-Reswap": "afterbegin show:window:top"}
        return Shown(title, FailurePieceContext(failure.code, told, advice), status, headers)
    if call.is_piece:
        headers |= {"HX-Retarget": "body", "HX-Reswap": "innerHTML show:window:top"}
    kept = kept_of(call.form)
    context = FailureContext(
        code=failure.code,
        message=told,
        advice=advice,
        status=status,
        kept=kept,
        shown=tuple(pair for pair in kept if pair[1] and pair[0] != SEEN),
        act=address_of(call) if call.method == "POST" else "",
        way=call.page or "/",
    )
    return Shown(title, context, status, headers)


def told_of(call: Call, failure: LingnanError) -> str:
    """Answer a failure for beside a form: what happened and what to do."""
    gap = "" if call.lang == "zh" else " "
    return f"{failure.message.in_(call.lang)}{gap}{failure.advice.in_(call.lang)}"


def kept_of(form: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Answer what was typed, without secrets and without the form's own number."""
    return tuple(
        (name, value)
        for name, values in form.items()
        if not name.startswith("_") and not is_secret(name)
        for value in values
    )


def is_secret(name: str) -> bool:
    """Answer whether a field holds what is never shown again: a password, code, token or key."""
    plain = name.lower().rpartition(".")[2]
    return plain in _SECRET or any(word in plain for word in _SECRET_PARTS)


def title_of(tr: Translator, status: int) -> str:
    """Answer the heading of a failure's page."""
    _ = tr.gettext
    titles = {
        401: _("Please sign in"),
        403: _("Not within your permissions"),
        404: _("Not found"),
        409: _("Not possible right now"),
        413: _("Too large"),
        415: _("File not taken"),
        429: _("Too many requests"),
    }
    return titles.get(status, _("It could not be done"))
