"""One request: who asks, in which language, what it says; bounded before it is read.

Not for routes (see route) nor for what they do.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from lingnan.access import Identity, Permission, Target, find_session, find_token, may
from lingnan.access.errors import Refused
from lingnan.kernel import Lang, Text
from lingnan.sources.identifier.business.actor import Actor, note
from lingnan.sources.identifier.business.wish import Settled, settle
from lingnan.sources.identifier.management.desk import Desk
from lingnan.sources.identifier.management.errors import (
    BodyMalformed,
    BodyTooLarge,
    FactorMissing,
    NotSignedIn,
)

_API_TOKEN: Final = "lgn_"  # noqa: S105  the beginning of a token, not one
_MAX_TOKEN: Final = 512
_MAX_KEY: Final = 120
_OBJECT: Final = Text("应为对象", "it is no object")
_LIST: Final = Text("应为数组", "it is no list")


@dataclass(slots=True)
class Call:
    """One request on its way.

    Attributes: identity: None on public routes without a token. at: the instant of the request.
    """

    desk: Desk
    request: Request
    at: datetime
    lang: Lang
    origin: str | None
    identity: Identity | None = None

    @property
    def who(self) -> Identity:
        """Who asks. Raises: NotSignedIn."""
        if self.identity is None:
            raise NotSignedIn
        return self.identity

    @property
    def actor(self) -> Actor:
        """Who asks, for the audit trail."""
        return Actor.of(self.who)

    def ensure(self, permission: Permission, target: Target) -> None:
        """Refuse unless who asks may do this to a target; a refusal is written down.

        Raises: Refused.
        """
        if may(self.who, permission, target):
            return
        places = ",".join(sorted(str(place) for place in target.places)) or "-"
        with self.desk.database.begin() as connection:
            note(connection, self.actor, permission, places, at=self.at, is_done=False)
        raise Refused(permission=permission.label, who=self.who.name)

    def query(self, name: str, *, default: str | None = None) -> str:
        """Answer a parameter of the address. Raises: BodyMalformed when it is missing."""
        found = self.request.query_params.get(name, default)
        if not found:
            reason = Text(f"缺少参数 {name}", f"the parameter {name} is missing")
            raise BodyMalformed(reason=reason)
        return found

    def flag(self, name: str) -> bool:
        """Answer a parameter that is true or false."""
        return self.request.query_params.get(name, "").lower() in ("1", "true", "yes")

    @property
    def idempotency_key(self) -> str | None:
        """Answer the header Idempotency-Key. Raises: BodyMalformed."""
        found = self.request.headers.get("idempotency-key")
        if found is not None and not (1 <= len(found) <= _MAX_KEY and found.isprintable()):
            reason = Text("Idempotency-Key 过长", "Idempotency-Key is too long")
            raise BodyMalformed(reason=reason)
        return found

    async def octets(self, limit: int) -> bytes:
        """Answer the body, up to a limit. Raises: BodyTooLarge."""
        told = self.request.headers.get("content-length", "0")
        if told.isascii() and told.isdigit() and int(told[:12]) > limit:
            raise BodyTooLarge(limit=limit)
        gathered = bytearray()
        async for piece in self.request.stream():
            gathered += piece
            if len(gathered) > limit:
                raise BodyTooLarge(limit=limit)
        return bytes(gathered)

    async def json(self, limit: int | None = None) -> tuple[Any, bytes]:
        """Answer the body as JSON, and its octets. Raises: BodyTooLarge, BodyMalformed."""
        octets = await self.octets(self.desk.limits.body_octets if limit is None else limit)
        try:
            return json.loads(octets), octets
        except (ValueError, RecursionError) as problem:
            reason = Text("不是 JSON", "it is no JSON")
            raise BodyMalformed(reason=reason) from problem

    async def object(self) -> dict[str, Any]:
        """Answer the body as a JSON object. Raises: BodyTooLarge, BodyMalformed."""
        found, _ = await self.json()
        if not isinstance(found, dict):
            raise BodyMalformed(reason=_OBJECT)
        return found

    async def rows(self) -> tuple[list[Any], bytes]:
        """Answer the body as a JSON list, and its octets. Raises: BodyTooLarge, BodyMalformed."""
        found, octets = await self.json(self.desk.limits.batch_octets)
        if not isinstance(found, list):
            raise BodyMalformed(reason=_LIST)
        return found, octets

    async def settle(self, handle: str) -> Settled:
        """Let resolution show at once what a step wished for; what fails is tried again later."""
        async with self.desk.settling:
            return await settle(self.desk.database, self.desk.registrar.writer, handle=handle)


def text_of(form: dict[str, Any], name: str, *, most: int = 500) -> str:
    """Answer a required text member. Raises: BodyMalformed."""
    found = form.get(name)
    if not isinstance(found, str) or not found.strip() or len(found) > most:
        reason = Text(f"{name} 未填写或过长", f"{name} is missing or too long")
        raise BodyMalformed(reason=reason)
    return found


def optional_of(form: dict[str, Any], name: str, *, most: int = 500) -> str | None:
    """Answer a text member, None when it is absent. Raises: BodyMalformed."""
    return None if form.get(name) in (None, "") else text_of(form, name, most=most)


def whole_of(form: dict[str, Any], name: str, *, default: int | None = None) -> int:
    """Answer a whole number member. Raises: BodyMalformed."""
    found = form.get(name, default)
    if isinstance(found, bool) or not isinstance(found, int) or abs(found) >= 1 << 63:
        reason = Text(f"{name} 不是整数", f"{name} is no whole number")
        raise BodyMalformed(reason=reason)
    return found


def token_of(request: Request) -> str | None:
    """Answer the bearer token of a request, None without one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    told = token.strip()
    return told if scheme.lower() == "bearer" and 0 < len(told) <= _MAX_TOKEN else None


async def identify(desk: Desk, token: str, *, at: datetime, origin: str | None) -> Identity:
    """Answer for whom a token acts: an API token, a session, or a sign-in by key.

    Raises: SessionEnded, TokenInvalid, SecondFactorNeeded, FactorMissing.
    """
    if desk.key_tokens.is_one(token):
        held = desk.key_tokens.find(token, at=at)
        if held is None:
            raise NotSignedIn
        return held
    find = find_token if token.startswith(_API_TOKEN) else find_session
    found: Identity = await run_in_threadpool(find, desk.access, token, at=at, origin=origin)
    if found.lacks_second_factor:
        raise FactorMissing
    return found
