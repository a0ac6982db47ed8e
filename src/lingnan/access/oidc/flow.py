"""One sign-in by an issuer: where the browser is sent, and who it is that comes back.

What must be remembered between the two stands in a cookie of ten minutes, sealed with the key of
access: state, nonce and the verifier of PKCE. Nothing is believed that the issuer has not signed.
Source: OpenID Connect Core 1.0 section 3.1; RFC 7636 (PKCE); RFC 9207 (`iss` in the answer);
RFC 9700 (best practice).
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, NoReturn, Self
from urllib.parse import quote

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError

from lingnan.access.errors import FederationFailed, KeyUnusable
from lingnan.access.oidc.provider import ALGORITHMS, Provider, ProviderUnfit
from lingnan.access.oidc.setting import IssuerSetting, read_settings
from lingnan.access.sealing import Sealer
from lingnan.access.secret import Entropy, fresh, same, system_entropy
from lingnan.kernel import Text

MINUTES: Final = 10
_LEEWAY_SECONDS: Final = 60
#: A cookie has room for some 4,000 octets.
_LONGEST_WAY: Final = 1_000
_UNREACHABLE: Final = Text("平台暂时无法访问", "it cannot be reached")
_STALE: Final = Text("登录已超时或未从本页开始", "it took too long, or began elsewhere")
_DECLINED: Final = Text("平台未予确认", "it did not confirm")
_UNPROVEN: Final = Text("平台的应答无法核实", "its answer cannot be verified")


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way: where to send the browser, and the cookie it carries meanwhile."""

    address: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who came back, proven by the issuer; `way` is the page he wanted."""

    issuer: str
    subject: str
    has_second_factor: bool
    way: str


class Federation:
    """The issuers by whom people may sign in."""

    def __init__(
        self,
        settings: tuple[IssuerSetting, ...],
        sealer: Sealer,
        *,
        entropy: Entropy = system_entropy,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.settings = settings
        self._sealer = sealer
        self._entropy = entropy
        self._providers = {each.issuer_id: Provider(each, transport) for each in settings}

    @classmethod
    def of(cls, root: Path, sealer: Sealer) -> Self:
        """The issuers of a store. Raises: FederationUnusable."""
        return cls(read_settings(root), sealer)

    def knows(self, issuer_id: str) -> bool:
        """Answer whether there is such an issuer."""
        return issuer_id in self._providers

    def begin(self, issuer_id: str, *, way: str, at: datetime) -> Begun:
        """Begin a sign-in by a known issuer. Raises: FederationFailed, KeyUnusable."""
        provider = self._providers[issuer_id]
        setting = provider.setting
        try:
            metadata = provider.metadata(at)
        except ProviderUnfit as problem:
            _fail(setting, _UNREACHABLE, problem)
        way = way if len(way) <= _LONGEST_WAY else "/"
        state, nonce, verifier = (fresh(self._entropy).reveal() for _ in range(3))
        address = prepare_grant_uri(
            metadata["authorization_endpoint"],
            client_id=setting.client_id,
            response_type="code",
            redirect_uri=setting.way_back,
            scope=" ".join(setting.scopes),
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        until = (at + timedelta(minutes=MINUTES)).timestamp()
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "way": way, "until": until}
        sealed = self._sealer.seal(json.dumps(kept).encode(), owner=_owner(issuer_id))
        return Begun(address, base64.urlsafe_b64encode(sealed).decode())

    def complete(
        self, issuer_id: str, cookie: str, answer: Mapping[str, str], *, at: datetime
    ) -> Claimed:
        """Answer who came back from a known issuer. Raises: FederationFailed."""
        provider = self._providers[issuer_id]
        setting = provider.setting
        kept = self._opened(setting, cookie, at)
        if not same(answer.get("state", ""), kept["state"]):
            _fail(setting, _STALE)
        if answer.get("iss", setting.issuer) != setting.issuer:
            _fail(setting, _UNPROVEN)
        if "error" in answer or not answer.get("code"):
            _fail(setting, _DECLINED)
        try:
            told = self._token(provider, answer["code"], kept["verifier"], at)
            claims = _claims(provider, told, kept["nonce"], at)
        except (ProviderUnfit, httpx.HTTPError) as problem:
            _fail(setting, _UNREACHABLE, problem)
        except (JoseError, ValueError, KeyError, TypeError) as problem:
            _fail(setting, _UNPROVEN, problem)
        words = claims.get("amr") or []
        has_factor = bool(setting.factor_words & {str(word) for word in words})
        return Claimed(setting.issuer, str(claims["sub"]), has_factor, kept["way"])

    def _opened(self, setting: IssuerSetting, cookie: str, at: datetime) -> dict[str, Any]:
        try:
            sealed = base64.urlsafe_b64decode(cookie)
            plain = self._sealer.open(sealed, owner=_owner(setting.issuer_id))
            kept: dict[str, Any] = json.loads(plain)
        except (KeyUnusable, binascii.Error, ValueError) as problem:
            _fail(setting, _STALE, problem)
        if at.timestamp() >= kept["until"]:
            _fail(setting, _STALE)
        return kept

    def _token(self, provider: Provider, code: str, verifier: str, at: datetime) -> dict[str, Any]:
        """Exchange the code at the issuer's token endpoint."""
        setting = provider.setting
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": setting.way_back,
            "code_verifier": verifier,
        }
        metadata = provider.metadata(at)
        auth: httpx.Auth = httpx.Auth()
        ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if setting.client_secret is None:
            form["client_id"] = setting.client_id
        elif "client_secret_basic" in ways:
            # Each part is written as in a form before: RFC 6749 section 2.3.1.
            secret = quote(setting.client_secret.reveal(), safe="")
            auth = httpx.BasicAuth(quote(setting.client_id, safe=""), secret)
        else:
            form |= {
                "client_id": setting.client_id,
                "client_secret": setting.client_secret.reveal(),
            }
        with provider.client() as client:
            answer = client.post(metadata["token_endpoint"], data=form, auth=auth)
        if answer.status_code != httpx.codes.OK:
            raise ValueError(f"token endpoint: {answer.status_code}")
        told = answer.json()
        if not isinstance(told, dict):
            raise TypeError("token endpoint")
        return told


def _claims(provider: Provider, told: dict[str, Any], nonce: str, at: datetime) -> CodeIDToken:
    """Verify an ID token: signature, issuer, audience, time, nonce. Raises what says why not."""
    setting = provider.setting
    text = str(told["id_token"])
    key_id = jws.extract_compact(text.encode()).headers().get("kid")
    token = jwt.decode(text, provider.keys(at, key_id), algorithms=list(ALGORITHMS))
    claims = CodeIDToken(
        token.claims,
        token.header,
        {
            "iss": {"essential": True, "value": setting.issuer},
            "aud": {"essential": True, "value": setting.client_id},
            "sub": {"essential": True},
            "nonce": {"essential": True},
        },
        {
            "nonce": nonce,
            "client_id": setting.client_id,
            "access_token": told.get("access_token"),
        },
    )
    claims.validate(int(at.timestamp()), _LEEWAY_SECONDS)
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise ValueError("sub")
    return claims


def _owner(issuer_id: str) -> str:
    return f"oidc:{issuer_id}"


def _fail(setting: IssuerSetting, reason: Text, problem: Exception | None = None) -> NoReturn:
    raise FederationFailed(issuer=setting.name, reason=reason) from problem
