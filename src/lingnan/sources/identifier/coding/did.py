"""Decentralised identifiers of two Chinese methods: did:bid and did:cn.

Not for resolving them to a document, nor for other methods.
Source: W3C DID Core 3.1; BID: XingHuo RFC-003 and the ABNF of the BID protocol specification;
did:cn: CN DID Method Specification 1.0 in both published forms (identifier prefix, .cn domain).
"""

import re
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.coding import base58
from lingnan.sources.identifier.coding.errors import BadDid, UnknownDidMethod
from lingnan.sources.identifier.coding.model import Code, System

#: Letter of the signature algorithm of a BID. Source: RFC-003 5.1.
BID_ALGORITHMS: Final = {"e": "ED25519", "z": "SM2", "s": "Secp256k1"}
#: Letter of the text encoding of a BID. Source: RFC-003 5.1.
BID_ENCODINGS: Final = {"f": "Base58", "s": "Base64", "t": "Bech32"}
#: Octets of the hash of the public key that are encoded. Source: RFC-003 5.1.
BID_HASH_OCTETS: Final = 22

_DID: Final = re.compile(
    r"did:(?P<method>[a-z0-9]+):(?P<name>[^/?#]+)(?P<rest>[/?#].*)?", re.DOTALL
)
_ACSN: Final = re.compile(r"[a-z0-9]{4}")
_BECH32: Final = re.compile(r"[02-9ac-hj-np-z]{42}")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{30}(?:==)?")
_CN_PREFIX: Final = re.compile(r"(\d{2})\.(\d{3,5})\.(\d{1,128})", re.ASCII)
_CN_DOMAIN: Final = re.compile(r"([A-Za-z0-9-]{1,63}):([0-9A-Fa-f]{64})")


def read_did(text: str) -> Code:
    """Read an identifier of one of the two methods.

    Shapes: kind: ``bid``, ``cn-prefix``, ``cn-domain``; a path, query or fragment behind the
        identifier becomes the attribute ``url``.
    Raises: BadDid, UnknownDidMethod.
    """
    match = _DID.fullmatch(text.strip())
    if match is None:
        raise BadDid(text=text, method="DID Core 3.1", reason=Text("不是 DID", "it is no DID"))
    attributes = (("url", match["rest"]),) if match["rest"] else ()
    if match["method"] == "bid":
        kind, parts = "bid", _read_bid(text, match["name"])
    elif match["method"] == "cn":
        kind, parts = _read_cn(text, match["name"])
    else:
        raise UnknownDidMethod(method=match["method"])
    name = match["name"].lower() if kind == "cn-domain" else match["name"]
    return Code(System.DID, kind, parts, f"did:{match['method']}:{name}", attributes)


def _read_bid(text: str, name: str) -> tuple[tuple[str, str], ...]:
    head, colon, suffix = name.rpartition(":")
    if not colon and _ACSN.fullmatch(name):
        return (("acsn", name),)
    if colon and not _ACSN.fullmatch(head):
        reason = Text(
            "AC 号应为四位小写字母或数字", "the AC number has four small letters or digits"
        )
        raise BadDid(text=text, method="did:bid", reason=reason)
    algorithm, encoding, body = suffix[:1], suffix[1:2], suffix[2:]
    if algorithm not in BID_ALGORITHMS:
        reason = Text("加密类型“{a}”未定义", "the algorithm letter “{a}” is not defined")
        raise BadDid(text=text, method="did:bid", reason=reason.format(a=algorithm))
    if encoding not in BID_ENCODINGS:
        reason = Text("编码类型“{e}”未定义", "the encoding letter “{e}” is not defined")
        raise BadDid(text=text, method="did:bid", reason=reason.format(e=encoding))
    if not _is_hash(encoding, body):
        reason = Text(
            "后缀不是 22 字节的 {e} 编码", "the rest is not 22 octets written in {e}"
        ).format(e=BID_ENCODINGS[encoding])
        raise BadDid(text=text, method="did:bid", reason=reason)
    acsn = (("acsn", head),) if colon else ()
    return (*acsn, ("algorithm", algorithm), ("encoding", encoding), ("hash", body))


def _is_hash(encoding: str, body: str) -> bool:
    """Bech32's checksum is not verified: its human-readable part is not published."""
    if encoding == "t":
        return _BECH32.fullmatch(body) is not None
    if encoding == "s":
        return _BASE64.fullmatch(body) is not None
    try:
        return 22 <= len(body) <= 31 and len(base58.decode(body)) == BID_HASH_OCTETS
    except ValueError:
        return False


def _read_cn(text: str, name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    if match := _CN_PREFIX.fullmatch(name):
        return "cn-prefix", tuple(
            zip(("issuer", "industry", "enterprise"), match.groups(), strict=True)
        )
    if match := _CN_DOMAIN.fullmatch(name):
        return "cn-domain", (("domain", match[1].lower()), ("hash", match[2].lower()))
    reason = Text("既不是标识前缀，也不是域名加哈希", "it is neither a prefix nor domain and hash")
    raise BadDid(text=text, method="did:cn", reason=reason)


def did_of_prefix(prefix: str) -> Code:
    """Answer the did:cn of an enterprise prefix: ``88.900.1`` → ``did:cn:88.900.1``.

    Raises: BadDid when the prefix has not the three parts of the method.
    """
    return read_did(f"did:cn:{prefix}")


def prefix_of_did(code: Code) -> str:
    """Answer the enterprise prefix that a did:cn of the prefix form stands for, one to one.

    Raises: BadDid for every other DID.
    """
    if code.kind != "cn-prefix":
        reason = Text("不是前缀形式的 did:cn", "it is no did:cn of a prefix")
        raise BadDid(text=code.canonical, method="did:cn", reason=reason)
    return ".".join(value for _, value in code.parts)
