"""Programs that ask the JSON interface by a token, for tests."""

from datetime import timedelta
from uuid import uuid4

from starlette.testclient import TestClient

from lingnan.access import (
    Grant,
    Scope,
    create_account,
    invite,
    make_token,
    redeem,
)

PASSWORD = "seven quiet herons"  # noqa: S105
API = "/api/v1"


def token_of(console, role, scope, *more, permissions=None, narrow=None):
    """A token of a new account of a role over a scope; of all its permissions unless told."""
    access, at = console.desk.access, console.clock.now
    name = f"program-{uuid4().hex[:12]}"
    grants = [Grant(role, Scope.parse(scope)), *more]
    create_account(access, name, grants=grants, actor="test", at=at)
    redeem(access, invite(access, name, actor="test", at=at).reveal(), PASSWORD, at=at)
    held = {each for grant in grants for each in grant.role.permissions}
    _, secret = make_token(
        access,
        name,
        label="test",
        permissions=held if permissions is None else permissions,
        expires_at=at + timedelta(days=30),
        actor="test",
        at=at,
        scope=None if narrow is None else Scope.parse(narrow),
    )
    return secret.reveal()


class Program(TestClient):
    """Asks below the prefix of the interface."""

    def request(self, method, url, **told):
        """Ask for a path of the interface."""
        return super().request(method, f"{API}{url}" if str(url).startswith("/") else url, **told)


def program(console, role, scope, *more, permissions=None, narrow=None, lang="en", token=None):
    """A program with a token."""
    told = token or token_of(console, role, scope, *more, permissions=permissions, narrow=narrow)
    headers = {"Authorization": f"Bearer {told}", "Accept-Language": lang}
    return Program(
        console.app, base_url="http://console.test", headers=headers, follow_redirects=False
    )
