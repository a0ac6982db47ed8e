"""Signing in by another issuer: OpenID Connect, authorization code with PKCE, by Authlib.

The door: `Federation.of(store_root, sealer)` knows the issuers of `access-oidc.yaml`; `begin`
answers where the browser is sent, `complete` who came back. Not for which account that is
(federated) nor for sessions (session).
"""

from lingnan.access.oidc.flow import Begun, Claimed, Federation
from lingnan.access.oidc.setting import IssuerSetting, read_settings

__all__ = ["Begun", "Claimed", "Federation", "IssuerSetting", "read_settings"]
