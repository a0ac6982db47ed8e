"""What the pages of signing in are told."""

from dataclasses import dataclass

from lingnan.console.web.answer import Context


@dataclass(frozen=True, slots=True)
class SignInContext(Context):
    """The form for name and password. `kept`: what was typed before the session ended."""

    template = "sign_in/sign_in.html"
    next: str
    name: str = ""
    problem: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CodeContext(Context):
    """The form for the code of the second factor."""

    template = "sign_in/code.html"
    next: str
    problem: str = ""
    kept: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ResumeContext(Context):
    """What was typed before the session ended, ready to be sent again to `action`."""

    template = "sign_in/resume.html"
    action: str
    kept: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LinkContext(Context):
    """The form that sets a password with a one-time token."""

    template = "sign_in/link.html"
    token: str
    problem: str = ""
