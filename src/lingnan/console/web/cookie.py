"""Cookies of the console: names and attributes. Source: RFC 6265bis, prefixes `__Host-`."""

from typing import Final

from starlette.responses import Response

SESSION: Final = "lingnan_session"
LANGUAGE: Final = "lingnan_lang"
_YEAR: Final = 365 * 24 * 3600


def session_name(*, is_secure: bool) -> str:
    """Answer the session cookie's name: bound to this host where the way is TLS."""
    return f"__Host-{SESSION}" if is_secure else SESSION


def put_cookie(response: Response, name: str, value: str, *, is_secure: bool) -> None:
    """Set a cookie, or remove it when the value is empty. Scripts read none of them."""
    is_lasting = name == LANGUAGE
    if not value:
        response.delete_cookie(name, path="/", secure=is_secure, httponly=True, samesite="lax")
        return
    response.set_cookie(
        name,
        value,
        max_age=_YEAR if is_lasting else None,
        path="/",
        secure=is_secure,
        httponly=True,
        samesite="lax",
    )
