"""A small issuer of OpenID Connect in this process: it signs real tokens with a key of its own.

It checks what a real one checks: client, way back, PKCE, and that a code is used once.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

ISSUER = "https://id.test/realm"


def urlsafe(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


@dataclass
class FakeIssuer:
    """`claims` changes what is signed; `key` may be exchanged while its id is published still."""

    client_id: str = "lingnan"
    client_secret: str = "a secret: with signs/+"  # noqa: S105
    subject: str = "office-17"
    now: int = 0
    claims: dict = field(default_factory=dict)
    header: dict = field(default_factory=dict)
    document: dict = field(default_factory=dict)
    is_down: bool = False
    asked: list = field(default_factory=list)
    codes: dict = field(default_factory=dict)

    def __post_init__(self):
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
        self.published = [self.key]

    @property
    def transport(self):
        return httpx.MockTransport(self.answer)

    def agree(self, address):
        """The person signs in at the issuer: answers what the browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == self.client_id
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": ISSUER}

    def answer(self, request):
        self.asked.append(request.url.path)
        if self.is_down:
            raise httpx.ConnectError("down")
        if request.url.path.endswith("/.well-known/openid-configuration"):
            return httpx.Response(200, json=self.described())
        if request.url.path.endswith("/keys"):
            keys = [key.as_dict(private=False) for key in self.published]
            return httpx.Response(200, json={"keys": keys})
        return self.token(request)

    def described(self):
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            **self.document,
        }

    def token(self, request):
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        asked = self.codes.pop(form.get("code"), None)
        told = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        client, _, secret = told.partition(":")
        digest = urlsafe(hashlib.sha256(form["code_verifier"].encode()).digest())
        is_right = (
            asked is not None
            and (unquote(client), unquote(secret)) == (self.client_id, self.client_secret)
            and form["redirect_uri"] == asked["redirect_uri"]
            and digest == asked["code_challenge"]
        )
        if not is_right:
            return httpx.Response(400, json={"error": "invalid_grant"})
        access = "an-access-token"
        claims = {
            "iss": ISSUER,
            "sub": self.subject,
            "aud": self.client_id,
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": asked["nonce"],
            "at_hash": urlsafe(hashlib.sha256(access.encode()).digest()[:16]),
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": self.key.kid, **self.header}
        return httpx.Response(
            200,
            json={
                "access_token": access,
                "token_type": "Bearer",
                "id_token": self.sign(header, claims),
            },
        )

    def sign(self, header, claims):
        if header["alg"] == "none":
            parts = [urlsafe(json.dumps(part).encode()) for part in (header, claims)]
            return ".".join([*parts, ""])
        return jwt.encode(header, claims, self.key)
