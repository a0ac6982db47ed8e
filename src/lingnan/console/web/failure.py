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
from lingnan.kernel import LingnanError
from lingnan.pipeline import errors as pipeline
from lingnan.sources.identifier.business import errors as identifier

_STATUS: Final[tuple[tuple[type[LingnanError], int], ...]] = (
    (web.NotSignedIn, 401),
    (access.SessionEnded, 401),
    (access.TokenInvalid, 401),
    (access.SecondFactorNeeded, 401),
    (access.SignInRefused, 401),
    (access.TooMany, 429),
    (access.Refused, 403),
    (access.SameHands, 403),
    (enterprise.NotConsented, 403),
    (web.ForeignOrigin, 403),
    (web.FactorMissing, 403),
    (web.NothingThere, 404),
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
    (web.ChangedMeanwhile, 409),
    (web.StillWorking, 409),
    (enterprise.ChangeSettled, 409),
    (pipeline.NoRun, 409),
    (web.TooLarge, 413),
    (web.UploadRefused, 415),
    (web.HostUnknown, 421),
)


@dataclass(frozen=True, slots=True)
class FailureContext(Context):
    """A failure as it is told.

    Attributes:
        kept: what was typed, as names and values, to be carried through a sign-in.
        back: the page to go back to.
    """

    template = "frame/failure.html"
    code: str
    message: str
    advice: str
    status: int
    kept: tuple[tuple[str, str], ...] = ()
    back: str = "/"


def status_of(failure: LingnanError) -> int:
    """Answer the HTTP status of a failure."""
    for kind, status in _STATUS:
        if isinstance(failure, kind):
            return status
    return 400 if failure.exit_code == 2 else 503


def failure_page(call: Call, failure: LingnanError) -> Shown:
    """Answer a failure as a page; what was typed stands on it, to be sent again or copied."""
    status = status_of(failure)
    seconds = failure.values.get("seconds")
    context = FailureContext(
        code=failure.code,
        message=failure.message.in_(call.lang),
        advice=failure.advice.in_(call.lang),
        status=status,
        kept=kept_of(call.form),
    )
    headers = {"Retry-After": str(seconds)} if status == 429 and seconds is not None else {}
    return Shown(title_of(call.tr, status), context, status, headers)


def kept_of(form: Mapping[str, Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Answer what was typed, without secrets and without the form's own number."""
    return tuple(
        (name, value)
        for name, values in form.items()
        if not name.startswith("_") and "password" not in name and name != "code"
        for value in values
    )


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
