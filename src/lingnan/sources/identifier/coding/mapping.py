"""A code of another system as a handle under a prefix, and back.

The suffix is the system's name, a hyphen, and the code escaped (see escape):

    (01)06901234567892(21)a/1   88.900.1/gs1-01.06901234567892.21.__a_2F1
    1.2.156.3001                88.900.1/oid-1.2.156.3001
    did:cn:88.900.1             0.NA/88.900.1 (one to one, under no other prefix)

Two codes give the same handle, as the protocol compares handles, only when they are the same code.
Not for deciding which prefix an object belongs to: the registrar does. The prefixes above are
synthetic.
"""

from collections.abc import Callable
from typing import Final

from lingnan.sources.identifier.coding import did, ecode, oid, vaa
from lingnan.sources.identifier.coding.errors import CodingError, NotMapped
from lingnan.sources.identifier.coding.escape import escape, unescape
from lingnan.sources.identifier.coding.gs1_element import element
from lingnan.sources.identifier.coding.gs1_key import code as gs1_code
from lingnan.sources.identifier.coding.handle_name import PREFIX_AUTHORITY, read_handle
from lingnan.sources.identifier.coding.model import Code, System


def to_handle(code: Code, prefix: str) -> str:
    """Answer the handle of a code under a prefix; attributes are left out.

    Raises: BadHandleName when the result is too long or the prefix is none.
    """
    if code.system is System.HANDLE:
        return code.canonical
    if code.kind == "cn-prefix":
        return f"{PREFIX_AUTHORITY}/{did.prefix_of_did(code)}"
    handle = f"{prefix}/{code.system.value}-{_body(code)}"
    read_handle(handle)
    return handle


def _body(code: Code) -> str:
    if code.system is System.GS1:
        return ".".join(escape(text, dots=False) for part in code.parts for text in part)
    if code.system is System.ECODE:
        return ".".join(escape(value, dots=False) for _, value in code.parts)
    if code.system is System.DID:
        return escape(code.canonical.removeprefix("did:"))
    return escape(code.canonical)


def from_handle(handle: str) -> Code:
    """Answer the code that a handle was mapped from.

    Raises: NotMapped; BadHandleName when the text is no handle.
    """
    prefix, suffix = (value for _, value in read_handle(handle).parts)
    if prefix.upper() == PREFIX_AUTHORITY:
        return _read_back(handle, lambda: did.did_of_prefix(suffix))
    name, hyphen, body = suffix.partition("-")
    reader = _READERS.get(name.lower())
    if not hyphen or reader is None:
        raise NotMapped(text=handle)
    return _read_back(handle, lambda: reader(body))


def _read_back(handle: str, read: Callable[[], Code]) -> Code:
    try:
        return read()
    except CodingError as failure:
        raise NotMapped(text=handle) from failure


def _read_gs1(body: str) -> Code:
    texts = [unescape(piece) for piece in body.split(".")]
    if len(texts) % 2:
        raise NotMapped(text=body)
    return gs1_code(element(ai, data) for ai, data in zip(texts[::2], texts[1::2], strict=True))


def _read_ecode(body: str) -> Code:
    return ecode.read_ecode(".".join(unescape(piece) for piece in body.split(".", 2)))


_READERS: Final[dict[str, Callable[[str], Code]]] = {
    System.GS1.value: _read_gs1,
    System.OID.value: lambda body: oid.read_oid(unescape(body)),
    System.ECODE.value: _read_ecode,
    System.DID.value: lambda body: did.read_did("did:" + unescape(body)),
    System.VAA.value: lambda body: vaa.read_vaa(unescape(body)),
}
