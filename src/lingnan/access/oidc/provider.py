"""One issuer as it describes itself: its endpoints and its keys, asked for and kept for an hour.

Not for a sign-in (flow).
Source: OpenID Connect Discovery 1.0 section 4.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc.jwk import KeySet

from lingnan.access.oidc.setting import IssuerSetting, is_safe_address

#: Signatures that are believed; never none, and none by a secret that others share.
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "RS384", "ES384", "RS512", "ES512", "EdDSA")
SECONDS: Final = 5.0
_KEPT: Final = timedelta(hours=1)
#: Keys that a signature asks for and nobody knows are asked for again at most so often.
_ASKED_AGAIN: Final = timedelta(minutes=1)
_MOST_OCTETS: Final = 1 << 20


class ProviderUnfit(Exception):
    """The issuer cannot be reached or describes itself in a way that cannot be used."""


@dataclass(slots=True)
class _Kept:
    metadata: dict[str, Any]
    keys: KeySet
    at: datetime


class Provider:
    """What is known of one issuer; asked when it is first needed."""

    def __init__(
        self, setting: IssuerSetting, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.setting = setting
        self._transport = transport
        self._kept: _Kept | None = None

    def client(self) -> httpx.Client:
        """A connection to the issuer: bounded in time, follows no redirection."""
        return httpx.Client(transport=self._transport, timeout=SECONDS, follow_redirects=False)

    def metadata(self, at: datetime) -> dict[str, Any]:
        """Answer the issuer's endpoints. Raises: ProviderUnfit."""
        return self._known(at).metadata

    def keys(self, at: datetime, key_id: str | None = None) -> KeySet:
        """Answer the issuer's keys; asks again when one is named that is not known.

        Raises: ProviderUnfit.
        """
        known = self._known(at)
        has_it = key_id is None or any(key.kid == key_id for key in known.keys.keys)
        if not has_it and at >= known.at + _ASKED_AGAIN:
            self._kept = None
            known = self._known(at)
        return known.keys

    def _known(self, at: datetime) -> _Kept:
        kept = self._kept
        if kept is not None and at < kept.at + _KEPT:
            return kept
        with self.client() as client:
            told = _json(client, get_well_known_url(self.setting.issuer, external=True))
            metadata = OpenIDProviderMetadata(told)
            # The document must speak of the issuer that was asked: Discovery 1.0 section 4.3.
            if metadata.get("issuer") != self.setting.issuer:
                raise ProviderUnfit("issuer")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not is_safe_address(str(metadata.get(name, "")).partition("?")[0]):
                    raise ProviderUnfit(name)
            try:
                keys = KeySet.import_key_set(_json(client, metadata["jwks_uri"]))
            except (ValueError, KeyError, TypeError) as problem:
                raise ProviderUnfit("jwks") from problem
        self._kept = _Kept(dict(metadata), keys, at)
        return self._kept


def _json(client: httpx.Client, address: str) -> Any:
    try:
        answer = client.get(address, headers={"Accept": "application/json"})
        answer.raise_for_status()
        if len(answer.content) > _MOST_OCTETS:
            raise ProviderUnfit("size")
        told = answer.json()
    except (httpx.HTTPError, ValueError) as problem:
        raise ProviderUnfit(type(problem).__name__) from problem
    if not isinstance(told, dict):
        raise ProviderUnfit("JSON")
    return told
