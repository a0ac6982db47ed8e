"""A request as the routes see it: whole, decoded, its size already judged.

Not for reading octets from a connection (see connection) and not for who asks (see authorisation).
"""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, unquote_to_bytes

from lingnan.kernel.text import Lang
from lingnan.sources.identifier.node.http.errors import BadParameter, BadTarget

_TRUE: Final = frozenset({"", "yes", "true"})
_MOST_PARAMETERS: Final = 5_000


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        method: as sent, upper case. target: request target as sent. path: percent-encoded, with its
            first slash. parameters: of the query, decoded, in order. headers: names in lower case;
            a name sent twice has its values joined by comma. is_secure: came over TLS.
        address: of the client. connection: number of the connection within the worker.
        certificate: DER of the client's certificate, None without one.
    """

    method: str
    target: str
    path: str
    parameters: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    body: bytes = b""
    is_secure: bool = False
    address: str = ""
    connection: int = 0
    certificate: bytes | None = field(default=None, repr=False)

    def header(self, name: str) -> str | None:
        """Answer a header by its name in lower case."""
        return self.headers.get(name)

    def first(self, name: str) -> str | None:
        """Answer the first parameter of a name; None when it is not there."""
        return next((value for key, value in self.parameters if key == name), None)

    def every(self, name: str) -> tuple[str, ...]:
        """Answer all parameters of a name."""
        return tuple(value for key, value in self.parameters if key == name)

    def flag(self, name: str) -> bool:
        """Answer a yes-or-no parameter: there without value, ``true`` or ``yes`` mean yes."""
        value = self.first(name)
        return value is not None and value.lower() in _TRUE

    def number(self, name: str, default: int, most: int = 0x7FFFFFFF) -> int:
        """Answer a whole number; −1 may be given for none.

        Raises: BadParameter.
        """
        value = self.first(name)
        if value is None:
            return default
        digits = value[1:] if value.startswith("-") else value
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 10 or int(value) > most:
            raise BadParameter(name=name, value=value[:40])
        return max(-1, int(value))

    def indexes(self) -> tuple[int, ...]:
        """Answer the indexes that a request names.

        Raises: BadParameter.
        """
        found = []
        for value in self.every("index"):
            if not (value.isascii() and value.isdigit()) or not 0 < int(value[:11]) <= 0xFFFFFFFF:
                raise BadParameter(name="index", value=value[:40])
            found.append(int(value))
        return tuple(found)

    @property
    def lang(self) -> Lang:
        """Answer the language asked for: ``?lang=``, else Accept-Language, else Chinese."""
        asked = (self.first("lang") or "").lower()
        if asked[:2] in {"zh", "en"}:
            return "zh" if asked[:2] == "zh" else "en"
        return preferred_language(self.headers.get("accept-language", ""))

    @property
    def base(self) -> str:
        """Answer scheme and host as the client wrote them."""
        scheme = "https" if self.is_secure else "http"
        return f"{scheme}://{self.headers.get('host', 'localhost')}"


def read_target(target: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Take a request target apart: path as sent, parameters decoded (RFC 9112 §3.2).

    Raises: BadTarget.
    """
    if target.startswith(("http://", "https://")):
        _, _, rest = target.partition("://")
        slash = min((at for at in (rest.find("/"), rest.find("?")) if at >= 0), default=len(rest))
        target = rest[slash:] if rest[slash : slash + 1] == "/" else "/" + rest[slash:]
    if not target.startswith("/"):
        if target == "*":
            return "*", ()
        raise BadTarget(target=target[:80])
    path, _, query = target.partition("#")[0].partition("?")
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except ValueError:
        raise BadTarget(target=target[:80]) from None
    return path, tuple(pairs)


def decode_path(path: str) -> str:
    """Answer a path, or a part of one, with its percent signs undone.

    Raises: BadTarget: not UTF-8.
    """
    try:
        return unquote_to_bytes(path).decode()
    except UnicodeError:
        raise BadTarget(target=path[:80]) from None


def preferred_language(header: str) -> Lang:
    """Answer Chinese or English by Accept-Language (RFC 9110 §12.5.4); Chinese when neither."""
    best: tuple[float, int, Lang] = (0.0, 0, "zh")
    for place, part in enumerate(header.split(",")[:32]):
        tag, _, weight = part.partition(";")
        name = tag.strip().lower()
        lang: Lang | None = "zh" if name[:2] == "zh" else "en" if name[:2] == "en" else None
        if lang is not None and (_weight(weight), -place) > best[:2]:
            best = (_weight(weight), -place, lang)
    return best[2]


def _weight(text: str) -> float:
    name, _, number = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(number)))
    except ValueError:
        return 0.0
