"""Cookies of the console: names and attributes. Source: RFC 6265bis, prefixes `__Host-`."""

from typing import Final

from starlette.responses import Response

SESSION: Final = "lingnan_session"
LANGUAGE: Final = "lingnan_lang"
#: A sign-in by another issuer on its way.
ISSUER_FLOW: Final = "lingnan_issuer"
_HOST: Final = "__Host-"
#: What a browser lets go of when somebody signs out. Source: W3C Clear Site Data section 3.1.
SIGNED_OUT: Final = {"Clear-Site-Data": '"storage"'}
#: Seconds that a cookie lasts; others end with the browser.
_AGES: Final = {LANGUAGE: 365 * 24 * 3600, ISSUER_FLOW: 600}


def session_name(*, is_secure: bool) -> str:
    """Answer the session cookie's name: bound to this host where the way is TLS."""
    return f"{_HOST}{SESSION}" if is_secure else SESSION


def flow_name(*, is_secure: bool) -> str:
    """Answer the name of the cookie of a sign-in by another issuer."""
    return f"{_HOST}{ISSUER_FLOW}" if is_secure else ISSUER_FLOW


def put_cookie(response: Response, name: str, value: str, *, is_secure: bool) -> None:
    """Set a cookie, or remove it when the value is empty. Scripts read none of them."""
    if not value:
        response.delete_cookie(name, path="/", secure=is_secure, httponly=True, samesite="lax")
        return
    response.set_cookie(
        name,
        value,
        max_age=_AGES.get(name.removeprefix(_HOST)),
        path="/",
        secure=is_secure,
        httponly=True,
        samesite="lax",
    )
