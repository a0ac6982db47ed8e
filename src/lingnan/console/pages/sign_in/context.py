"""What the pages of signing in are told."""

from dataclasses import dataclass, field

from lingnan.console.web.answer import Context


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes through a sign-in from page to page.

    Attributes:
        way: the page to come to. act: where a form is to be sent again; empty when none was.
        kept: what was typed in that form, as names and values.
    """

    way: str = "/"
    act: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class IssuerLink:
    """An issuer by whom one may sign in: its id in addresses and its name."""

    issuer_id: str
    name: str


@dataclass(frozen=True, slots=True)
class SignInContext(Context):
    """The form for name and password, and the issuers."""

    template = "sign_in/sign_in.html"
    carried: Carried
    issuers: tuple[IssuerLink, ...] = ()
    name: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CodeContext(Context):
    """The form for the code of the second factor."""

    template = "sign_in/code.html"
    carried: Carried
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ResumeContext(Context):
    """What was typed before the session ended, ready to be sent again to `carried.act`."""

    template = "sign_in/resume.html"
    carried: Carried
    shown: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LinkContext(Context):
    """The form that sets a password with a one-time token."""

    template = "sign_in/link.html"
    token: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DoneContext(Context):
    """Signed in, in a window of its own; what was typed waits in the other."""

    template = "sign_in/done.html"
    name: str = field(default="")
