"""Signing in and out. Source: Handle protocol facts §4.5 (/identity/token).

The variant /identity/token/v1 sends sha256(sha256(password) + date). Checking it would take the
stored sha256(password): whoever read the database could sign in with it, so that it is as good as
the password, and without salt or cost quickly guessed. It also holds for a whole day, so that who
overhears it signs in too. Passwords here are kept as argon2id only; the variant is refused and
says so.
"""

from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from lingnan.access import Opened, end_session, prove, sign_in
from lingnan.access.errors import SecondFactorNeeded
from lingnan.sources.identifier.management.call import Call, optional_of, text_of, token_of
from lingnan.sources.identifier.management.errors import DigestSignInRefused
from lingnan.sources.identifier.management.route import Open, Route


async def issue(call: Call) -> dict[str, Any]:
    """Open a session for {username, password} and, with a second factor, {code}.

    Raises: SignInRefused, TooMany, SecondFactorNeeded.
    """
    form = await call.object()
    name = text_of(form, "username", most=200)
    password = text_of(form, "password", most=1000)
    code = optional_of(form, "code", most=100)
    access = call.desk.access
    opened: Opened = await run_in_threadpool(
        sign_in, access, name, password, at=call.at, origin=call.origin
    )
    if not opened.is_complete:
        if code is None:
            raise SecondFactorNeeded
        token = opened.token.reveal()
        opened = await run_in_threadpool(prove, access, token, code, at=call.at, origin=call.origin)
    seconds = int((opened.expires_at - call.at).total_seconds())
    return {"token": opened.token.reveal(), "expiresIn": seconds}


async def refuse_digest(_call: Call) -> None:
    """Refuse the digest variant. Raises: DigestSignInRefused."""
    raise DigestSignInRefused


async def end(call: Call) -> bool:
    """Sign out."""
    token = token_of(call.request) or ""
    call.desk.key_tokens.end(token)
    await run_in_threadpool(end_session, call.desk.access, token, at=call.at, origin=call.origin)
    return True


async def health(_call: Call) -> bool:
    """Tell that the API answers."""
    return True


ROUTES: Final = (
    Route("POST", "/identity/token", Open.ANYBODY, issue),
    Route("POST", "/identity/token/v1", Open.ANYBODY, refuse_digest),
    Route("DELETE", "/identity/token", Open.SIGNED_IN, end),
    Route("GET", "/health", Open.ANYBODY, health),
)
