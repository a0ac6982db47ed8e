"""Programs at the door: who acts by an API token in the header, or by a session.

For the JSON interface; pages are entered by session alone (serve_route).
Source: RFC 6750 section 2.1 (the header; never the address, where logs would keep it).
"""

from collections.abc import Mapping
from datetime import datetime

from lingnan.access import Identity, find_session, find_token
from lingnan.access.errors import TokenInvalid
from lingnan.access.rate import address_key
from lingnan.console.web.cookie import session_name
from lingnan.console.web.desk import Desk
from lingnan.console.web.errors import FactorMissing, NotSignedIn

_SCHEME = "bearer "
_LONGEST = 200


def identify_bearer(desk: Desk, token: str, *, at: datetime, origin: str | None) -> Identity:
    """Answer for whom a token acts; each token and each address may ask only so often.

    Raises: TokenInvalid, TooMany.
    """
    now = at.timestamp()
    desk.limit.take(f"address:{address_key(origin)}", now)
    if not token or len(token) > _LONGEST or not token.isascii():
        raise TokenInvalid
    found = find_token(desk.access, token, at=at, origin=origin)
    desk.limit.take(f"token:{found.token_id}", now)
    return found


def identify(
    desk: Desk,
    headers: Mapping[str, str],
    cookies: Mapping[str, str],
    *,
    at: datetime,
    origin: str | None,
) -> Identity:
    """Answer who asks: by the token of the header, else by the session of the cookie.

    `headers` are named in lower case, or compare so. Same origin of what changes something is
    checked before, for every request (guard).
    Raises: TokenInvalid, TooMany, NotSignedIn, SessionEnded, SecondFactorNeeded; FactorMissing when
        a role of the session asks for a second factor that was not proven.
    """
    told = headers.get("authorization", "")
    if told.lower().startswith(_SCHEME):
        return identify_bearer(desk, told[len(_SCHEME) :].strip(), at=at, origin=origin)
    desk.limit.take(f"address:{address_key(origin)}", at.timestamp())
    session = cookies.get(session_name(is_secure=desk.is_secure))
    if not session:
        raise NotSignedIn
    found = find_session(desk.access, session, at=at, origin=origin)
    if found.lacks_second_factor:
        raise FactorMissing
    return found
