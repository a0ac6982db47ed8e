"""Which issuers people may sign in by: `access-oidc.yaml` of the store, or the environment.

Not for what an issuer says of itself (provider).

    address: https://console.example.gov.cn     # under which readers reach this console
    issuers:
      - id: province                            # in the address of the way back
        name: {zh: 统一身份认证平台, en: identity platform}
        issuer: https://id.example.gov.cn
        client_id: lingnan
        client_secret_variable: LINGNAN_OIDC_SECRET   # or client_secret
        factor_words: [mfa]                     # of `amr`: a second factor was proven there
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from lingnan.access.errors import FederationUnusable
from lingnan.access.secret import Secret
from lingnan.kernel import Text

FILE: Final = "access-oidc.yaml"
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_KNOWN: Final = frozenset(
    {
        *("id", "name", "issuer", "client_id", "client_secret", "client_secret_variable"),
        *("scopes", "factor_words"),
    }
)
_VARIABLES: Final = {
    "address": "LINGNAN_OIDC_ADDRESS",
    "issuer": "LINGNAN_OIDC_ISSUER",
    "client_id": "LINGNAN_OIDC_CLIENT_ID",
    "client_secret": "LINGNAN_OIDC_CLIENT_SECRET",
    "zh": "LINGNAN_OIDC_NAME_ZH",
    "en": "LINGNAN_OIDC_NAME_EN",
}
_NAME: Final = Text("统一身份认证", "single sign-on")


@dataclass(frozen=True, slots=True)
class IssuerSetting:
    """One issuer.

    Attributes:
        issuer_id: stands in addresses. address: of this console, without a path.
        factor_words: words of `amr` by which the issuer is believed to have proven a second factor.
    """

    issuer_id: str
    name: Text
    issuer: str
    client_id: str
    client_secret: Secret | None
    address: str
    scopes: tuple[str, ...] = ("openid",)
    factor_words: frozenset[str] = frozenset()

    @property
    def way_back(self) -> str:
        """Where the issuer sends the browser back; to be registered there."""
        return f"{self.address}/sign-in/with/{self.issuer_id}/back"


def read_settings(root: Path) -> tuple[IssuerSetting, ...]:
    """Answer the issuers of a store; none when nothing is set. Raises: FederationUnusable."""
    path = root / FILE
    if path.exists():
        try:
            told = yaml.safe_load(path.read_text(encoding="utf-8"))
            return _settings(told)
        except (OSError, UnicodeError, yaml.YAMLError, _Unfit) as problem:
            reason = problem if isinstance(problem, _Unfit) else type(problem).__name__
            raise FederationUnusable(place=path, reason=reason) from problem
    given = {key: os.environ.get(name, "") for key, name in _VARIABLES.items()}
    if not given["issuer"]:
        return ()
    try:
        shown = {"zh": given["zh"] or _NAME.zh, "en": given["en"] or _NAME.en}
        one = {key: given[key] or None for key in ("issuer", "client_id", "client_secret")}
        whole = {"address": given["address"], "issuers": [{"id": "sso", "name": shown, **one}]}
        return _settings(whole)
    except _Unfit as problem:
        raise FederationUnusable(place=_VARIABLES["issuer"], reason=problem) from problem


class _Unfit(ValueError):
    """What is wrong with the settings."""


def _settings(told: Any) -> tuple[IssuerSetting, ...]:
    if not isinstance(told, Mapping) or set(told) != {"address", "issuers"}:
        raise _Unfit("address, issuers")
    address = _web_address(told["address"], "address").rstrip("/")
    if not isinstance(told["issuers"], list):
        raise _Unfit("issuers")
    found = tuple(_setting(each, address) for each in told["issuers"])
    if len({each.issuer_id for each in found}) != len(found):
        raise _Unfit("id")
    return found


def _setting(told: Any, address: str) -> IssuerSetting:
    if not isinstance(told, Mapping) or not set(told) <= _KNOWN:
        raise _Unfit(f"{', '.join(sorted(_KNOWN))}")
    for needed in ("id", "issuer", "client_id"):
        if not isinstance(told.get(needed), str) or not told[needed]:
            raise _Unfit(needed)
    if not _ID.fullmatch(told["id"]):
        raise _Unfit("id")
    name = told.get("name") or {"zh": _NAME.zh, "en": _NAME.en}
    if not isinstance(name, Mapping) or not all(isinstance(name.get(k), str) for k in ("zh", "en")):
        raise _Unfit("name")
    secret = told.get("client_secret")
    variable = told.get("client_secret_variable")
    if variable is not None:
        secret = os.environ.get(str(variable))
        if not secret:
            raise _Unfit(f"client_secret_variable {variable}")
    return IssuerSetting(
        issuer_id=told["id"],
        name=Text(name["zh"], name["en"]),
        issuer=_web_address(told["issuer"], "issuer"),
        client_id=told["client_id"],
        client_secret=None if secret is None else Secret(str(secret)),
        address=address,
        scopes=tuple(dict.fromkeys(["openid", *_words(told, "scopes")])),
        factor_words=frozenset(_words(told, "factor_words")),
    )


def _words(told: Mapping[str, Any], name: str) -> list[str]:
    words = told.get(name) or []
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise _Unfit(name)
    return words


def _web_address(told: Any, name: str) -> str:
    if not isinstance(told, str) or not is_safe_address(told):
        raise _Unfit(name)
    return told


def is_safe_address(told: str) -> bool:
    """Answer whether an address is TLS, or on this machine; without user, query and fragment."""
    try:
        parts = urlsplit(told)
    except ValueError:
        return False
    is_own = parts.hostname in ("localhost", "127.0.0.1", "::1")
    is_plain = not (parts.username or parts.password or parts.query or parts.fragment)
    return bool(parts.hostname) and is_plain and parts.scheme in ("https", *(("http",) * is_own))
